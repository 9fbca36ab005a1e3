//! Tokens of service accounts: how many are fetched, how long they are kept, and what goes wrong.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use tests::scripted::{Received, Reply, Server};

use super::harness::{Caller, TOKEN, Verb, account};
use crate::under_test::{Error, cloud_manager::CloudManager, testing::TestTransport};

const ENDPOINT: &str = "/api/oauth/token";

fn is_token(received: &Received) -> bool {
    received.target == ENDPOINT
}

/// A token of this number, good for an hour.
fn token(number: usize) -> String {
    format!(r#"{{"access_token":"{TOKEN}.{number}","expires_in":3600,"token_type":"Bearer"}}"#)
}

fn caller(server: &Server) -> Caller {
    Caller::<CloudManager>::at(&server.url(), |builder| builder.credentials(account()))
}

fn tokens(server: &Server) -> usize {
    server.log().iter().filter(|received| is_token(received)).count()
}

#[tokio::test]
async fn f18_a_thousand_first_calls_at_once_fetch_one_token() {
    let server = Server::answer(|received| {
        if is_token(received) {
            // Long enough for every call to wait for it.
            Reply::json(200, token(1)).after(Duration::from_millis(100))
        } else {
            Verb::Get.success()
        }
    });
    for outcome in caller(&server).at_once(1000).await {
        outcome.unwrap();
    }
    assert_eq!(tokens(&server), 1);
    assert_eq!(server.count(), 1001);
}

/// Two calls, one of them later; how many tokens did they take?
async fn check_lifetime(expires_in: &str, later: u64, expected: usize) {
    let transport = TestTransport::new();
    let body = format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer"{expires_in}}}"#);
    transport.answer(200, body.clone());
    Verb::Get.succeed(&transport);
    let caller = Caller::over(&transport, account());
    caller.get().await.unwrap();
    transport.advance(Duration::from_secs(later));
    if expected == 2 {
        transport.answer(200, body);
    }
    Verb::Get.succeed(&transport);
    caller.get().await.unwrap();
    let requests = transport.requests();
    let fetched = requests.iter().filter(|request| request.uri().path() == ENDPOINT).count();
    assert_eq!((fetched, requests.len()), (expected, expected + 2), "{expires_in} after {later} s");
}

#[tokio::test]
async fn f19_a_token_is_renewed_before_its_end() {
    // Renewed a minute before its end, or a fifth of its life.
    check_lifetime(r#","expires_in":3600"#, 3539, 1).await;
    check_lifetime(r#","expires_in":3600"#, 3540, 2).await;
    check_lifetime(r#","expires_in":2"#, 1, 1).await;
    check_lifetime(r#","expires_in":2"#, 2, 2).await;
    check_lifetime(r#","expires_in":"3600""#, 3539, 1).await;
    check_lifetime(r#","expires_in":"3600""#, 3540, 2).await;
    // Without a word about it, five minutes.
    check_lifetime("", 239, 1).await;
    check_lifetime("", 240, 2).await;
    check_lifetime(r#","expires_in":null"#, 240, 2).await;
    check_lifetime(r#","expires_in":"soon""#, 240, 2).await;
    // Nobody is believed more than a day.
    check_lifetime(r#","expires_in":1e12"#, 86_339, 1).await;
    check_lifetime(r#","expires_in":1e12"#, 86_340, 2).await;
    // Good once.
    check_lifetime(r#","expires_in":0"#, 0, 2).await;
    check_lifetime(r#","expires_in":-1"#, 0, 2).await;
}

#[tokio::test]
async fn f20_a_token_that_was_revoked_is_replaced_once_for_all_calls() {
    static FETCHED: AtomicUsize = AtomicUsize::new(0);
    let server = Server::answer(|received| {
        if is_token(received) {
            let number = FETCHED.fetch_add(1, Ordering::SeqCst) + 1;
            return Reply::json(200, token(number));
        }
        match received.header("authorization") {
            Some(bearer) if bearer == format!("Bearer {TOKEN}.1") && received.number > 1 => {
                // All calls are under way with the old one before the first is refused.
                Reply::json(401, r#"{"error":401,"errorCode":"X"}"#)
                    .after(Duration::from_millis(100))
            }
            _ => Verb::Get.success(),
        }
    });
    let caller = caller(&server);
    caller.get().await.unwrap();
    assert_eq!(tokens(&server), 1);
    for outcome in caller.at_once(50).await {
        outcome.unwrap();
    }
    assert_eq!(tokens(&server), 2);
    // A call that begins late has the new one at once.
    let (least, most) = (1 + 1 + 1 + 1 + 50, 1 + 1 + 50 + 1 + 50);
    assert!((least..=most).contains(&server.count()), "{} requests", server.count());
}

#[tokio::test]
async fn f20_a_new_token_that_is_refused_too_is_final() {
    let server = Server::answer(|received| {
        if is_token(received) {
            Reply::json(200, token(received.number))
        } else {
            Reply::json(401, r#"{"error":401,"errorCode":"NOT_ORG_ADMIN"}"#)
        }
    });
    let error = caller(&server).post().await.unwrap_err();
    assert!(error.is_auth() && error.status() == Some(401), "{error}");
    assert_eq!((tokens(&server), server.count()), (2, 4));
}

/// What a call comes to when the token endpoint answers like this and then with a token, and how many
/// tokens were asked for.
async fn check_endpoint(
    answers: &[http::Response<&'static str>],
) -> (Result<(), Error>, usize, Duration) {
    let transport = TestTransport::new();
    for answer in answers {
        transport.answer_with(answer.clone().map(Into::into));
    }
    transport.answer(200, token(1));
    Verb::Post.succeed(&transport);
    let outcome = Caller::over(&transport, account()).post().await;
    let requests = transport.requests();
    let asked = requests.iter().filter(|request| request.uri().path() == ENDPOINT).count();
    (outcome, asked, transport.elapsed())
}

fn answer(status: u16, content_type: &str, body: &'static str) -> http::Response<&'static str> {
    let answer = http::Response::builder().status(status).header("content-type", content_type);
    answer.body(body).unwrap()
}

#[tokio::test]
async fn f21_a_token_endpoint_that_is_out_for_a_moment_is_asked_again() {
    let failed = || answer(500, "application/json", "{}");
    let (outcome, asked, elapsed) = check_endpoint(&[failed(), failed()]).await;
    outcome.unwrap();
    assert_eq!(asked, 3);
    assert!(elapsed < Duration::from_secs(1), "{elapsed:?}");

    let mut busy = answer(429, "application/json", r#"{"error":"rate_limited"}"#);
    busy.headers_mut().insert("retry-after", http::HeaderValue::from_static("1"));
    let (outcome, asked, elapsed) = check_endpoint(&[busy]).await;
    outcome.unwrap();
    assert_eq!(asked, 2);
    assert!((1.0..=1.1).contains(&elapsed.as_secs_f64()), "{elapsed:?}");

    let (outcome, asked, _) = check_endpoint(&[failed(), failed(), failed()]).await;
    let error = outcome.unwrap_err();
    assert!(!error.request_was_sent() && !error.outcome_unknown(), "{error}");
    assert_eq!(asked, 3);
}

#[tokio::test]
async fn f21_an_account_that_is_refused_is_told_at_once() {
    for (status, code) in [(401, "invalid_client"), (400, "unauthorized_client")] {
        let body = if status == 401 {
            r#"{"error":"invalid_client","error_description":"x"}"#
        } else {
            r#"{"error":"unauthorized_client"}"#
        };
        let (outcome, asked, elapsed) =
            check_endpoint(&[answer(status, "application/json", body)]).await;
        let error = outcome.unwrap_err();
        assert!(error.is_auth() && error.status() == Some(status), "{error}");
        assert!(error.to_string().contains(code) && !error.request_was_sent(), "{error}");
        assert_eq!((asked, elapsed), (1, Duration::ZERO));
    }
}

#[tokio::test]
async fn f21_what_is_no_token_is_an_error_of_authentication() {
    for (content_type, body) in [
        ("text/html", "<html>Sign in</html>"),
        ("application/json", r#"{"access_token":"a","token_type":"mac"}"#),
        ("application/json", r#"{"access_token":"a\rb","token_type":"Bearer"}"#),
        ("application/json", r#"{"access_token":"","token_type":"Bearer"}"#),
        ("application/json", r#"{"token_type":"Bearer"}"#),
        ("application/json", ""),
    ] {
        let (outcome, asked, _) = check_endpoint(&[answer(200, content_type, body)]).await;
        let error = outcome.unwrap_err();
        assert!(error.is_auth(), "{body}: {error}");
        assert!(!error.request_was_sent() && !error.outcome_unknown(), "{body}: {error}");
        assert_eq!(asked, 1, "{body}");
    }
}

#[tokio::test]
async fn f23_a_renewal_that_fails_leaves_the_old_token_in_use() {
    let transport = TestTransport::new();
    transport.answer(200, token(1));
    Verb::Get.succeed(&transport);
    let caller = Caller::over(&transport, account());
    caller.get().await.unwrap();
    transport.advance(Duration::from_secs(3600 - 30));
    // With a token in hand the endpoint is asked only once.
    transport.answer(500, "{}");
    Verb::Get.succeed(&transport);
    caller.get().await.unwrap();
    let requests = transport.requests();
    let last = requests.last().unwrap();
    let bearer = last.headers().get("authorization").unwrap().to_str().unwrap();
    assert_eq!(bearer, format!("Bearer {TOKEN}.1"));
    assert_eq!(requests.len(), 2 + 1 + 1);
}

/// A machine whose clock is a day off sees a server whose clock is: only what the server says about
/// time could mislead the client.
#[tokio::test]
async fn f52_a_clock_that_is_a_day_off_changes_nothing() {
    for date in ["Mon, 01 Jan 2001 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"] {
        let server = Server::answer(move |received| {
            let reply = match (is_token(received), received.number) {
                (true, _) => Reply::json(200, token(1)),
                (false, 1) => Reply::json(503, "{}").with("Retry-After", date),
                (false, _) => Verb::Get.success(),
            };
            reply.with("Date", date)
        });
        let caller = caller(&server);
        caller.get().await.unwrap();
        caller.get().await.unwrap();
        assert_eq!((tokens(&server), server.count()), (1, 4));
    }
}
