use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

use crate::{
    Client, ServiceAccount,
    transport::{
        TransportError, TransportErrorKind,
        double::{Cloud, Double, Get, Outcome, json, pause, poll_once, run, run_all},
    },
};

const ORG: &str = r#"{"id":"a"}"#;

fn account() -> ServiceAccount {
    ServiceAccount::new("mdb_sa_id_1", "mdb_sa_sk_s3cr3t")
}

/// Tokens `t1`, `t2`, … with this member beside, each after some pauses.
fn tokens(beside: &'static str) -> impl Fn(usize) -> Outcome + Copy {
    move |number| {
        json(200, &format!(r#"{{"access_token":"t{number}","token_type":"Bearer"{beside}}}"#))
    }
}

/// A server whose token endpoint gives its `n`th answer so, and whose API takes these tokens.
fn server(
    token: impl Fn(usize) -> Outcome + Send + Sync + Copy + 'static,
    good: impl Fn(&str) -> bool + Send + Sync + Copy + 'static,
) -> Double {
    let fetches = Arc::new(AtomicUsize::new(0));
    Double::new(move |request| {
        let fetches = Arc::clone(&fetches);
        async move {
            let authorization = request.headers()["authorization"].to_str().unwrap().to_owned();
            assert!(request.headers()["authorization"].is_sensitive());
            if request.uri().path() == "/api/oauth/token" {
                let number = fetches.fetch_add(1, Ordering::Relaxed) + 1;
                for _ in 0..3 {
                    pause().await;
                }
                return token(number);
            }
            pause().await;
            if good(authorization.strip_prefix("Bearer ").unwrap()) {
                json(200, ORG)
            } else {
                json(401, r#"{"errorCode":"NOPE"}"#)
            }
        }
    })
}

/// `T` for a fetch, the token for a call.
fn sends(double: &Double) -> String {
    let sent = double.sent();
    let shown = sent.iter().map(|request| {
        let value = request.headers()["authorization"].to_str().unwrap();
        value.strip_prefix("Bearer ").unwrap_or("T").to_owned()
    });
    shown.collect::<Vec<_>>().join(" ")
}

fn fetches(double: &Double) -> usize {
    sends(double).split(' ').filter(|send| *send == "T").count()
}

/// Calls at these seconds, one after the other.
fn check(beside: &'static str, times: &[u64], expected: &str) {
    let double = server(tokens(beside), |_| true);
    let client = double.client(account());
    let mut now = 0;
    for time in times {
        double.advance(Duration::from_secs(time - now));
        now = *time;
        run(client.send(Get("x"))).unwrap();
    }
    assert_eq!(sends(&double), expected, "{beside} at {times:?}");
}

#[test]
fn a_token_is_used_until_shortly_before_its_end() {
    check(r#","expires_in":3600"#, &[0, 1, 3539, 3540], "T t1 t1 t1 T t2");
    check(r#","expires_in":100"#, &[0, 79, 80], "T t1 t1 T t2");
    check(r#","expires_in":"100""#, &[0, 79, 80], "T t1 t1 T t2");
    check(r#","expires_in":100.0"#, &[0, 79, 80], "T t1 t1 T t2");
}

#[test]
fn a_lifetime_that_is_absent_or_odd_is_replaced() {
    for beside in ["", r#","expires_in":null"#, r#","expires_in":"soon""#] {
        check(beside, &[0, 239, 240], "T t1 t1 T t2");
    }
    for beside in [r#","expires_in":0"#, r#","expires_in":-5"#, r#","expires_in":"0""#] {
        check(beside, &[0, 0], "T t1 T t2");
    }
    for beside in [r#","expires_in":1e300"#, r#","expires_in":99999999999999999999"#] {
        check(beside, &[0, 86_339, 86_340], "T t1 t1 T t2");
    }
}

#[test]
fn the_request_for_a_token_is_as_oauth_says() {
    let double = server(tokens(""), |_| true);
    let client = Client::<Cloud>::at("https://om.example.com/prefix")
        .credentials(ServiceAccount::new("mdb_sa_id_1", "s-._~+ /é"))
        .build_over(|_| Ok(double.clone()))
        .unwrap();
    // The prefix stands before the path of the token endpoint.
    let call = client.send(Get("x"));
    let mut call = Box::pin(call);
    let _ = poll_once(&mut call);
    let request = &double.sent()[0];
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://om.example.com/prefix/api/oauth/token");
    assert_eq!(request.body(), "grant_type=client_credentials");
    assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(request.headers()["accept"], "application/json");
    // mdb_sa_id_1:s-._~%2B+%2F%C3%A9
    assert_eq!(
        request.headers()["authorization"],
        "Basic bWRiX3NhX2lkXzE6cy0uX34lMkIrJTJGJUMzJUE5"
    );
    assert_eq!(double.limits()[0].max_success_body, 64 * 1024);
}

#[test]
fn a_thousand_calls_share_one_fetch() {
    let double = server(tokens(""), |_| true);
    let client = double.client(account());
    let done = run_all((0..1000).map(|_| client.send(Get("x"))));
    assert!(done.iter().all(Result::is_ok));
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

#[test]
fn a_call_can_be_dropped_at_any_poll() {
    for polls in 0..12 {
        let double = server(tokens(""), |token| token != "t1");
        let client = double.client(account());
        let mut dropped = client.send(Get("x"));
        for _ in 0..polls {
            if poll_once(&mut dropped).is_ready() {
                break;
            }
        }
        drop(dropped);
        run(client.send(Get("x"))).unwrap();
    }
}

#[test]
fn a_refused_token_is_replaced_and_the_call_replayed_once() {
    let double = server(tokens(""), |token| token == "t2");
    let client = double.client(account());
    run(client.send(Get("x"))).unwrap();
    run(client.send(Get("x"))).unwrap();
    assert_eq!(sends(&double), "T t1 T t2 t2");

    let double = server(tokens(""), |_| false);
    let error = run(double.client(account()).send(Get("x"))).unwrap_err();
    assert!(error.is_auth() && error.is_api());
    assert_eq!(sends(&double), "T t1 T t2");
}

#[test]
fn many_calls_with_a_refused_token_replace_it_once() {
    let double = server(tokens(""), |token| token == "t2");
    let client = double.client(account());
    let done = run_all((0..50).map(|_| client.send(Get("x"))));
    assert!(done.iter().all(Result::is_ok));
    assert_eq!(fetches(&double), 2);
}

#[test]
fn a_renewal_that_fails_leaves_the_old_token_for_its_last_seconds() {
    let token = |number| match number {
        2 => json(503, ""),
        _ => tokens(r#","expires_in":100"#)(number),
    };
    let double = server(token, |_| true);
    let client = double.client(account());
    for step in [0, 80, 10, 5] {
        double.advance(Duration::from_secs(step));
        run(client.send(Get("x"))).unwrap();
    }
    // At 80 s the renewal fails, at 90 s it is not tried again, at 95 s it must be.
    assert_eq!(sends(&double), "T t1 T t1 t1 T t3");
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

#[test]
fn the_short_limit_of_one_call_is_not_the_error_of_others() {
    let late = || Err(TransportError::new(TransportErrorKind::Timeout));
    let token = move |number| match number {
        1 => late(),
        _ => tokens("")(number),
    };
    let double = server(token, |_| true);
    let client = double.client(account());
    let short = client.send(Get("x")).timeout(Duration::from_secs(1));
    let done = run_all([short, client.send(Get("x"))]);
    assert!(done[0].as_ref().is_err_and(crate::Error::is_timeout));
    assert!(done[1].is_ok());
}

fn check_refusal(answer: fn() -> Outcome, expected: &str, auth: bool) {
    let double = server(move |_| answer(), |_| true);
    let error = run(double.client(account()).send(Get("x"))).unwrap_err();
    assert_eq!(error.to_string(), format!("getOrg: {expected}"));
    assert_eq!(error.is_auth(), auth, "{error}");
    assert!(!format!("{error:?}").contains("s3cr3t"));
    assert_eq!(error.body(), None);
}

#[test]
fn answers_that_are_no_token_are_told_apart() {
    let none = "no token for the service account: status";
    check_refusal(
        || json(400, r#"{"error":"invalid_request"}"#),
        &format!("{none} 400, invalid_request"),
        true,
    );
    check_refusal(
        || json(403, r#"{"error":"access_denied"}"#),
        &format!("{none} 403, access_denied"),
        true,
    );
    check_refusal(|| json(403, "<html>"), &format!("{none} 403"), true);
    check_refusal(|| json(401, r#"{"error":"s3cr3t @"}"#), &format!("{none} 401"), true);
    check_refusal(
        || json(429, r#"{"error":"rate_limited"}"#),
        &format!("{none} 429, rate_limited"),
        false,
    );
    check_refusal(|| json(500, ""), &format!("{none} 500"), false);
    let endpoint = "the token endpoint (status 200) gave";
    check_refusal(|| json(200, "{}"), &format!("{endpoint} no token"), false);
    check_refusal(|| json(200, "s3cr3t"), &format!("{endpoint} no token"), false);
    check_refusal(|| json(200, r#"{"access_token":""}"#), &format!("{endpoint} no token"), false);
    check_refusal(
        || json(200, r#"{"access_token":"s3cr3t","token_type":"mac"}"#),
        &format!("{endpoint} a token that is no bearer token"),
        false,
    );
    check_refusal(
        || json(200, r#"{"access_token":"s3cr3t\r\n"}"#),
        &format!("{endpoint} a token that does not fit into a header"),
        false,
    );
    check_refusal(
        || json(302, ""),
        "the server redirects (status 302), which is not followed",
        false,
    );
}

#[test]
fn too_many_tokens_are_rate_limited() {
    let double = server(|_| json(429, ""), |_| true);
    assert!(run(double.client(account()).send(Get("x"))).unwrap_err().is_rate_limited());
}
