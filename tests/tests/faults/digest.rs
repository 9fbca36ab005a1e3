//! HTTP Digest over time: which 401 is answered, how often, and with which nonce and count.

use std::{
    collections::{HashMap, HashSet},
    sync::Mutex,
};

use tests::scripted::{Received, Reply, Server, digest};

use super::harness::{Caller, PRIVATE_KEY, Verb};
use crate::under_test::Error;

/// A 401 with a challenge, as MongoDB's servers write it.
pub(super) fn challenge(nonce: &str, stale: bool) -> Reply {
    refusal(&[&digest::challenge(nonce, stale)])
}

/// A 401 with these challenges, one header for each.
pub(super) fn refusal(challenges: &[&str]) -> Reply {
    let body = r#"{"error":401,"reason":"Unauthorized","detail":"You are not authorized."}"#;
    let reply = Reply::typed(401, "application/json;charset=ISO-8859-1", body);
    challenges.iter().fold(reply, |reply, challenge| reply.with("WWW-Authenticate", challenge))
}

/// The answers to challenges in a log, all of which are right.
pub(super) fn answers(log: &[Received]) -> Vec<digest::Answer> {
    let answers: Vec<_> =
        log.iter().filter_map(|received| digest::read(received, PRIVATE_KEY)).collect();
    assert!(answers.iter().all(digest::Answer::is_right), "{answers:?}");
    answers
}

/// Nonces and counts of the answers, in their order.
pub(super) fn counts(log: &[Received]) -> Vec<(String, String)> {
    let parts = |answer: &digest::Answer| (answer.get("nonce").into(), answer.get("nc").into());
    answers(log).iter().map(parts).collect()
}

fn pair(nonce: &str, count: &str) -> (String, String) {
    (nonce.to_owned(), count.to_owned())
}

#[tokio::test]
async fn f01_a_challenge_is_answered_with_the_same_body() {
    let server = Server::play([challenge("n1", false), Verb::Post.success()]);
    Caller::new(&server).post().await.unwrap();
    let log = server.log();
    assert_eq!(counts(&log), [pair("n1", "00000001")]);
    let [asked, answered] = &log[..] else { panic!("{log:?}") };
    assert_eq!(asked.header("authorization"), None);
    assert!(!asked.body.is_empty());
    assert_eq!((&asked.body, &asked.target), (&answered.body, &answered.target));
}

#[tokio::test]
async fn f02_a_nonce_is_reused_with_a_rising_count() {
    let good = || Verb::Get.success();
    let server = Server::play([challenge("n1", false), good(), good(), good()]);
    let caller = Caller::new(&server);
    for _ in 0..3 {
        caller.get().await.unwrap();
    }
    let log = server.log();
    assert_eq!(log.len(), 4);
    let expected = ["00000001", "00000002", "00000003"].map(|count| pair("n1", count));
    assert_eq!(counts(&log), expected);
    let own: HashSet<_> =
        answers(&log).iter().map(|answer| answer.get("cnonce").to_owned()).collect();
    assert_eq!(own.len(), 3, "each answer has a nonce of the client's own");
}

async fn check_refused_reuse(stale: bool) {
    let good = || Verb::Post.success();
    let script = [challenge("n1", false), good(), challenge("n2", stale), good(), good()];
    let server = Server::play(script);
    let caller = Caller::new(&server);
    for _ in 0..3 {
        caller.post().await.unwrap();
    }
    let log = server.log();
    assert_eq!(log.len(), 5);
    let expected = [("n1", "00000001"), ("n1", "00000002"), ("n2", "00000001"), ("n2", "00000002")];
    assert_eq!(counts(&log), expected.map(|(nonce, count)| pair(nonce, count)));
    assert!(log.iter().all(|received| received.body == log[0].body));
}

#[tokio::test]
async fn f03_a_reused_nonce_that_is_stale_is_replaced() {
    check_refused_reuse(true).await;
}

#[tokio::test]
async fn f04_a_reused_nonce_that_is_refused_without_a_word_is_replaced() {
    check_refused_reuse(false).await;
}

#[tokio::test]
async fn f05_a_fresh_nonce_that_is_refused_is_final() {
    let server = Server::play([challenge("n1", false), challenge("n2", false)]);
    let error = Caller::new(&server).get().await.unwrap_err();
    assert!(error.is_auth() && error.status() == Some(401), "{error}");
    assert_eq!(counts(&server.log()), [pair("n1", "00000001")]);
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn f06_a_server_that_always_says_stale_is_answered_twice() {
    let server = Server::answer(|received| challenge(&format!("n{}", received.number), true));
    let error = Caller::new(&server).post().await.unwrap_err();
    assert!(error.is_auth(), "{error}");
    assert_eq!(counts(&server.log()), [pair("n0", "00000001"), pair("n1", "00000001")]);
    assert_eq!(server.count(), 3);
}

fn all_through(outcomes: Vec<Result<(), Error>>) {
    for outcome in outcomes {
        outcome.unwrap();
    }
}

#[tokio::test]
async fn f07_nonces_that_are_good_once_serve_many_calls_at_once() {
    let open = Mutex::new(HashSet::new());
    let server = Server::answer(move |received| {
        let mut open = open.lock().unwrap();
        let next = format!("n{}", received.number);
        open.insert(next.clone());
        let answer = digest::read(received, PRIVATE_KEY);
        match answer.filter(|answer| answer.is_right() && open.remove(answer.get("nonce"))) {
            Some(_) => {
                let next = format!("nextnonce=\"{next}\"");
                Verb::Get.success().with("Authentication-Info", &next)
            }
            None => challenge(&next, true),
        }
    });
    let caller = Caller::new(&server);
    all_through(caller.at_once(20).await);
    let after = server.count();
    assert!(after <= 60, "{after} requests for 20 calls");
    // The nonce that came with the last answer is good for the next call.
    caller.get().await.unwrap();
    assert_eq!(server.count(), after + 1);
}

#[tokio::test]
async fn f08_counts_that_must_rise_in_order_serve_many_calls_at_once() {
    let highest = Mutex::new(HashMap::new());
    let server = Server::answer(move |received| {
        let mut highest = highest.lock().unwrap();
        if let Some(answer) = digest::read(received, PRIVATE_KEY)
            && answer.is_right()
            && let Some(last) = highest.get_mut(answer.get("nonce"))
            && answer.get("nc") > String::as_str(last)
        {
            *last = answer.get("nc").to_owned();
            return Verb::Get.success();
        }
        let nonce = format!("n{}", received.number);
        highest.insert(nonce.clone(), "00000000".to_owned());
        challenge(&nonce, false)
    });
    let caller = Caller::new(&server);
    caller.get().await.unwrap();
    all_through(caller.at_once(20).await);
    assert!(server.count() <= 62, "{} requests for 21 calls", server.count());
}

/// A machine whose clock is a day off sees a server whose clock is.
#[tokio::test]
async fn f52_a_clock_that_is_a_day_off_changes_nothing() {
    for date in ["Mon, 01 Jan 2001 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"] {
        let server = Server::answer(move |received| {
            let reply = match digest::read(received, PRIVATE_KEY) {
                None => challenge("n1", false),
                Some(_) if received.number == 1 => Reply::json(503, "{}").with("Retry-After", date),
                Some(_) => Verb::Get.success(),
            };
            reply.with("Date", date)
        });
        let caller = Caller::new(&server);
        caller.get().await.unwrap();
        caller.get().await.unwrap();
        // Whether a 503 has looked at the nonce is not known, so another one is asked for.
        assert_eq!((answers(&server.log()).len(), server.count()), (3, 5));
    }
}
