//! Many calls and one token: who fetches it, who waits, and what the others get.

use std::{sync::OnceLock, task::Poll};

use super::*;

#[test]
fn a_thousand_calls_share_one_fetch() {
    let double = server(tokens(""), |_| true);
    let client = double.client(account());
    let done = run_all((0..1000).map(|_| client.send(Get("x"))));
    assert!(done.iter().all(Result::is_ok));
    assert_eq!((fetches(&double), double.sent().len()), (1, 1001));
}

/// The same with threads that really run at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_thousand_tasks_share_one_fetch() {
    let double = server(tokens(""), |_| true);
    let client = double.client(account());
    let tasks: Vec<_> = (0..1000).map(|_| tokio::spawn(client.send(Get("x")))).collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!((fetches(&double), double.sent().len()), (1, 1001));
}

#[test]
fn calls_that_wait_share_the_error_and_later_ones_try_again() {
    let token = |number| match number {
        1 => json(401, r#"{"error":"invalid_client","error_description":"s3cr3t"}"#),
        _ => tokens("")(number),
    };
    let double = server(token, |_| true);
    let client = double.client(account());
    for done in run_all((0..100).map(|_| client.send(Get("x")))) {
        let error = done.unwrap_err();
        assert!(error.is_auth() && !error.is_api());
        assert_eq!(
            error.to_string(),
            "getOrg: no token for the service account: status 401, invalid_client"
        );
    }
    assert_eq!(fetches(&double), 1);
    run(client.send(Get("x"))).unwrap();
    assert_eq!(fetches(&double), 2);
}

#[test]
fn a_call_that_is_dropped_while_it_fetches_hands_over() {
    let double = server(tokens(""), |_| true);
    let client = double.client(account());
    let mut leader = client.send(Get("x"));
    let mut waiters: Vec<_> = (0..10).map(|_| client.send(Get("x"))).collect();
    assert!(poll_once(&mut leader).is_pending());
    for waiter in &mut waiters {
        assert!(poll_once(waiter).is_pending());
    }
    assert_eq!(double.sent().len(), 1);
    drop(leader);
    assert!(run_all(waiters).iter().all(Result::is_ok));
    assert_eq!(fetches(&double), 2);
}

/// Each of ten leaders is dropped while it fetches; the eleventh call succeeds.
#[test]
fn leaders_can_be_dropped_one_after_the_other() {
    let double = server(tokens(""), |_| true);
    let client = double.client(account());
    let mut calls: Vec<_> = (0..11).map(|_| client.send(Get("x"))).collect();
    while calls.len() > 1 {
        for call in &mut calls {
            assert!(poll_once(call).is_pending());
        }
        drop(calls.remove(0));
    }
    assert!(run_all(calls)[0].is_ok());
    assert_eq!(fetches(&double), 11);
}

#[test]
fn a_call_waits_for_a_token_no_longer_than_it_may_take() {
    let double = Double::new(|_| std::future::pending::<Outcome>());
    let client = double.client(account());
    let mut leader = client.send(Get("x"));
    let mut waiter = client.send(Get("x")).timeout(Duration::from_secs(3));
    assert!(poll_once(&mut leader).is_pending());
    assert!(poll_once(&mut waiter).is_pending());
    double.advance(Duration::from_millis(2999));
    assert!(poll_once(&mut waiter).is_pending());
    double.advance(Duration::from_millis(1));
    let Poll::Ready(Err(error)) = poll_once(&mut waiter) else {
        panic!("the call still waits");
    };
    assert!(error.is_timeout());
    assert_eq!(double.sent().len(), 1);
}

/// A token endpoint whose first answer is this one and that takes its time for it.
fn slow_first(
    first: impl Fn() -> Outcome + Send + Sync + Copy + 'static,
    time: Duration,
) -> Double {
    let own: Arc<OnceLock<Double>> = Arc::default();
    let clock = Arc::clone(&own);
    let token = move |number| match number {
        1 => first(),
        _ => tokens("")(number),
    };
    let inner = server(token, |_| true);
    let double = Double::new(move |request| {
        let (inner, clock) = (inner.clone(), Arc::clone(&clock));
        async move {
            let first = inner.sent().is_empty();
            let limits = crate::transport::Limits {
                timeout: Duration::MAX,
                max_success_body: usize::MAX,
                max_error_body: usize::MAX,
            };
            let answer = inner.send(request, limits).await;
            if first && let Some(clock) = clock.get() {
                clock.advance(time);
            }
            answer
        }
    });
    let _ = own.set(double.clone());
    double
}

#[test]
fn the_short_limit_of_one_call_is_not_the_error_of_others() {
    let late = || Err(TransportError::new(TransportErrorKind::Timeout));
    let busy = || answer(503, &[("retry-after", "5")], "");
    for double in [slow_first(late, Duration::from_secs(1)), slow_first(busy, Duration::ZERO)] {
        let client = double.client(account());
        let short = client.send(Get("x")).timeout(Duration::from_secs(1));
        let done = run_all([short, client.send(Get("x"))]);
        let error = done[0].as_ref().unwrap_err();
        assert!(error.is_timeout() || error.status() == Some(503), "{error}");
        assert!(!error.request_was_sent());
        assert!(done[1].is_ok());
    }
}
