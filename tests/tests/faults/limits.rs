//! Limits of the rate: what the server asks for is waited for, on the clock of the transport.

use std::time::Duration;

use super::harness::{Caller, EMAIL, Verb, key};
use crate::under_test::{Error, testing::TestTransport};

/// An answer with headers and a code.
fn limited(transport: &TestTransport, status: u16, headers: &[(&str, &str)], code: &str) {
    let body =
        format!(r#"{{"error":{status},"errorCode":"{code}","detail":"{EMAIL}: slow down"}}"#);
    let answer = headers.iter().fold(http::Response::builder().status(status), |answer, header| {
        answer.header(header.0, header.1)
    });
    let answer = answer.header("content-type", "application/json");
    transport.answer_with(answer.body(body.into()).unwrap());
}

/// How long a call waits after such an answer, and how many requests it takes.
async fn waited(verb: Verb, headers: &[(&str, &str)]) -> (Result<(), Error>, Duration, usize) {
    let transport = TestTransport::new();
    limited(&transport, 429, headers, "RATE_LIMITED_TOKEN_BUCKET");
    verb.succeed(&transport);
    let outcome = Caller::over(&transport, key()).call(verb).await;
    (outcome, transport.elapsed(), transport.requests().len())
}

async fn check_wait(headers: &[(&str, &str)], least: f64, most: f64) {
    for verb in Verb::ALL {
        let (outcome, took, requests) = waited(verb, headers).await;
        outcome.unwrap();
        assert!((least..=most).contains(&took.as_secs_f64()), "{headers:?}: {took:?}");
        assert_eq!(requests, 2);
    }
}

#[tokio::test]
async fn f24_a_wait_that_the_server_asks_for_is_kept() {
    check_wait(&[("retry-after", "1")], 1.0, 1.1).await;
    check_wait(&[("retry-after", "50")], 50.0, 55.0).await;
    let date = "Fri, 20 Nov 2026 08:00:00 GMT";
    let later = "Fri, 20 Nov 2026 08:00:07 GMT";
    check_wait(&[("date", date), ("retry-after", later)], 7.0, 7.7).await;
}

#[tokio::test]
async fn f24_what_makes_no_sense_is_not_waited_for() {
    for nonsense in ["0", "-5", "abc", "", "1e9", "99999999999999999999"] {
        check_wait(&[("retry-after", nonsense)], 0.0, 1.0).await;
    }
    check_wait(&[], 0.0, 1.0).await;
    let date = "Fri, 20 Nov 2026 08:00:00 GMT";
    let before = "Thu, 19 Nov 2026 08:00:00 GMT";
    check_wait(&[("date", date), ("retry-after", before)], 0.0, 1.0).await;
}

#[tokio::test]
async fn f24_a_wait_that_is_too_long_is_an_error_at_once() {
    for verb in Verb::ALL {
        let (outcome, took, requests) = waited(verb, &[("retry-after", "3600")]).await;
        let error = outcome.unwrap_err();
        assert!(error.is_rate_limited() && error.is_retryable() && !error.outcome_unknown());
        assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
        assert_eq!((took, requests, error.attempts()), (Duration::ZERO, 1, 1));
    }
}

#[tokio::test]
async fn f24_a_limit_is_known_by_its_code_too() {
    for (status, code) in [(429, "RATE_LIMITED"), (400, "RATE_LIMITED_IP"), (403, "RATE_LIMITED")] {
        let transport = TestTransport::new();
        for _ in 0..3 {
            limited(&transport, status, &[("retry-after", "2")], code);
        }
        let error = Caller::over(&transport, key()).post().await.unwrap_err();
        assert!(error.is_rate_limited() && error.status() == Some(status), "{error}");
        assert!(!error.outcome_unknown(), "{error}");
        let took = transport.elapsed().as_secs_f64();
        assert!((4.0..=4.4).contains(&took), "{code}: {took}");
        assert_eq!((transport.requests().len(), error.attempts()), (3, 3));
    }
}

#[tokio::test]
async fn f25_too_many_invitations_are_told_at_once_with_their_minute() {
    let transport = TestTransport::new();
    limited(&transport, 400, &[], "INVITATIONS_RATE_LIMITED_IP");
    let error = Caller::over(&transport, key()).post().await.unwrap_err();
    assert!(error.is_rate_limited() && error.status() == Some(400), "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    assert!(error.is_retryable() && !error.outcome_unknown());
    assert_eq!((transport.requests().len(), transport.elapsed()), (1, Duration::ZERO));
}
