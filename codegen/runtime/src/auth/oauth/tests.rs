use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use crate::{
    Client, NoRetry, ServiceAccount,
    transport::{
        Transport, TransportError, TransportErrorKind,
        double::{Cloud, Double, Get, Outcome, answer, json, pause, poll_once, run, run_all},
    },
};

mod failure;
mod flight;
mod lifetime;
mod revoke;

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
            if request.uri().path() == "/api/oauth/revoke" {
                pause().await;
                return answer(200, &[], "");
            }
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

/// `T` for a fetch, `R` for a revocation, the token for a call.
fn sends(double: &Double) -> String {
    let sent = double.sent();
    let shown = sent.iter().map(|request| {
        let value = request.headers()["authorization"].to_str().unwrap();
        let form = if request.uri().path() == "/api/oauth/revoke" { "R" } else { "T" };
        value.strip_prefix("Bearer ").unwrap_or(form).to_owned()
    });
    shown.collect::<Vec<_>>().join(" ")
}

fn fetches(double: &Double) -> usize {
    sends(double).split(' ').filter(|send| *send == "T").count()
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

/// A missing role is a 401 as well. A program that meets it again and again does not use up the few
/// tokens that the endpoint gives out in a minute.
#[test]
fn a_token_that_has_just_replaced_another_is_not_replaced() {
    let double = server(tokens(""), |_| false);
    let client = double.client(account());
    for step in [0, 1, 28, 2] {
        double.advance(Duration::from_secs(step));
        assert!(run(client.send(Get("x"))).unwrap_err().is_auth());
    }
    assert_eq!(sends(&double), "T t1 T t2 t2 t2 t2 T t3");
}
