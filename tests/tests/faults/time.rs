//! Time: servers that are slow or silent at each step of a call.

use std::time::{Duration, Instant};

use tests::scripted::{Greeting, Reply, Script, Server};

use super::harness::{Caller, Verb, key};
use crate::under_test::{Error, cloud_manager::CloudManager};

const SHORT: Duration = Duration::from_millis(200);
const LONG: Duration = Duration::from_secs(20);

/// Makes a call of which each attempt must end by the short limit.
async fn timed(caller: &Caller, verb: Verb, attempts: u32) -> Error {
    let began = Instant::now();
    let error = caller.call(verb).await.unwrap_err();
    let took = began.elapsed();
    assert!(error.is_timeout() && error.attempts() == attempts, "{error}");
    let (least, most) = (SHORT * attempts, SHORT * attempts + Duration::from_secs(3));
    assert!((least..most).contains(&took), "{took:?}: {error}");
    error
}

#[tokio::test]
async fn f32_a_server_that_never_shakes_hands_is_a_timeout_of_connecting() {
    let server = Script::new(|_| Reply::empty(500)).greet(|_| Greeting::Hang).start();
    let address = server.url().replace("http:", "https:");
    for verb in [Verb::Get, Verb::Post] {
        let before = server.connections();
        let caller = Caller::<CloudManager>::at(&address, |builder| {
            builder.credentials(key()).connect_timeout(SHORT).attempt_timeout(LONG)
        });
        let error = timed(&caller, verb, 3).await;
        assert!(error.is_connect() && !error.is_tls() && !error.request_was_sent(), "{error}");
        assert!(!error.outcome_unknown() && error.to_string().contains("connect"), "{error}");
        assert_eq!((server.count(), server.connections() - before), (0, 3));
    }
}

#[tokio::test]
async fn f34_an_answer_that_never_begins_is_a_timeout_of_the_attempt() {
    for (verb, attempts) in [(Verb::Get, 3), (Verb::Patch, 3), (Verb::Delete, 3), (Verb::Post, 1)] {
        for silence in [Reply::nothing().hang(), Reply::raw("HTTP/1.1 200 OK\r\nDate:").hang()] {
            let server = Server::answer(move |_| silence.clone());
            let caller = Caller::with(&server, |builder| {
                builder.attempt_timeout(SHORT).idle_timeout(LONG).connect_timeout(LONG)
            });
            let error = timed(&caller, verb, attempts).await;
            assert!(!error.is_connect() && error.request_was_sent(), "{error}");
            assert_eq!(error.outcome_unknown(), verb != Verb::Get, "{error}");
            assert_eq!(server.count(), attempts as usize);
        }
    }
}

#[tokio::test]
async fn f35_a_body_that_drips_reaches_the_limit_of_the_attempt() {
    let drip = || {
        let body = Verb::Get.success();
        body.body("").drip(&" ".repeat(200), SHORT / 10)
    };
    let server = Server::answer(move |_| drip());
    let caller =
        Caller::with(&server, |builder| builder.attempt_timeout(SHORT).idle_timeout(SHORT * 5));
    let attempt = timed(&caller, Verb::Get, 3).await.to_string();

    // The other limit is told apart.
    let caller =
        Caller::with(&server, |builder| builder.attempt_timeout(LONG).idle_timeout(SHORT / 40));
    let idle = caller.get().await.unwrap_err();
    assert!(idle.is_timeout() && !idle.is_connect());
    assert_ne!(idle.to_string(), attempt);
}

#[tokio::test]
async fn f36_a_body_that_stops_reaches_the_limit_of_silence() {
    let stops = || {
        Reply::status(200)
            .with("Content-Type", "application/json")
            .with("Content-Length", "100")
            .body("[")
            .hang()
    };
    for (verb, attempts) in [(Verb::Get, 3), (Verb::Post, 1), (Verb::Patch, 1)] {
        let server = Server::answer(move |_| stops());
        let caller =
            Caller::with(&server, |builder| builder.attempt_timeout(LONG).idle_timeout(SHORT));
        let error = timed(&caller, verb, attempts).await;
        // The head said that it was done.
        assert!(error.is_decode() && error.status() == Some(200), "{error}");
        assert!(!error.outcome_unknown(), "{error}");
        assert_eq!(server.count(), attempts as usize);
    }
    let server = Server::answer(move |_| stops());
    let caller = Caller::with(&server, |builder| builder.idle_timeout(SHORT));
    caller.call(Verb::Delete).await.unwrap();
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn f36_the_limit_of_the_call_holds_over_all_attempts() {
    let server = Server::answer(|_| Reply::nothing().hang());
    let caller = Caller::with(&server, |builder| builder.timeout(SHORT));
    let error = timed(&caller, Verb::Get, 1).await;
    assert!(error.to_string().contains("call"), "{error}");
    let error = timed(&caller, Verb::Post, 1).await;
    assert!(error.outcome_unknown(), "{error}");
}
