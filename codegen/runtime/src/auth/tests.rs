//! A call that is dropped, at whatever point and however it authenticates, leaves a client that works.

use std::{
    future::Future,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use http::Request;

use crate::{
    ApiKey, Client, CredentialsFor, ServiceAccount, StandardRetry,
    transport::double::{
        Cloud, Double, Get, Outcome, answer, json, parameter, pause, poll_once, run, run_all,
    },
};

/// Each request of an exchange takes so many polls, so that 200 reach all of its steps.
const PAUSES: usize = 30;
const POLLS: usize = 200;

/// A server that does everything in many steps.
fn slow(reply: impl Fn(&Request<bytes::Bytes>) -> Outcome + Send + Sync + 'static) -> Double {
    let reply = Arc::new(reply);
    Double::new(move |request| {
        let reply = Arc::clone(&reply);
        async move {
            for _ in 0..PAUSES {
                pause().await;
            }
            let reply = reply(&request);
            for _ in 0..PAUSES {
                pause().await;
            }
            reply
        }
    })
}

fn ok() -> Outcome {
    json(200, r#"{"id":"a"}"#)
}

/// Takes each nonce so often.
fn digest(most: usize) -> Double {
    let given: Mutex<Vec<usize>> = Mutex::default();
    slow(move |request| {
        let mut given = given.lock().unwrap();
        let nonce = parameter(request.headers(), "authorization", "nonce");
        let used = nonce.and_then(|nonce| given.get_mut(nonce.parse::<usize>().unwrap()));
        if let Some(used) = used
            && *used < most
        {
            *used += 1;
            return ok();
        }
        let challenge = format!(r#"Digest realm="r", nonce="{}", qop="auth""#, given.len());
        given.push(0);
        answer(401, &[("www-authenticate", &challenge)], "")
    })
}

/// Fails at every third request for a token. Reading the organization `end` is the last thing that can
/// be done with a token.
fn bearer() -> Double {
    let (asked, ended) = (AtomicUsize::new(0), AtomicUsize::new(0));
    slow(move |request| match request.uri().path() {
        "/api/oauth/revoke" => answer(200, &[], ""),
        "/api/oauth/token" => {
            let asked = asked.fetch_add(1, Ordering::Relaxed) + 1;
            if asked % 3 == 2 {
                return json(503, "");
            }
            json(200, &format!(r#"{{"access_token":"{asked}","expires_in":50}}"#))
        }
        path => {
            let token = request.headers()["authorization"].to_str().unwrap();
            let token = token.strip_prefix("Bearer ").unwrap().parse().unwrap();
            if token <= ended.load(Ordering::Relaxed) {
                return json(401, "{}");
            }
            if path.ends_with("/end") {
                ended.store(token, Ordering::Relaxed);
            }
            ok()
        }
    })
}

/// Drops a future after each number of polls; the next call works each time, on the same client and
/// on one that was new before it.
fn check_dropped<F: Future>(
    double: impl Fn() -> Double,
    credentials: &(impl CredentialsFor<Cloud> + Clone),
    begin: impl Fn(&Client<Cloud>) -> F,
    prepare: impl Fn(&Double, &Client<Cloud>),
) {
    let shared = double();
    let client = |double: &Double| double.client_with(credentials.clone(), StandardRetry::new());
    let kept = client(&shared);
    let mut longest = 0;
    for polls in 0..=POLLS {
        let new = double();
        for (double, client) in [(&shared, &kept), (&new, &client(&new))] {
            prepare(double, client);
            let mut dropped = Box::pin(begin(client));
            let mut taken = 0;
            while taken < polls && poll_once(&mut dropped).is_pending() {
                taken += 1;
            }
            longest = longest.max(taken);
            drop(dropped);
            run(client.send(Get("x"))).unwrap();
        }
    }
    // What is dropped does take as many polls as that.
    assert!(longest >= 2 * PAUSES, "{longest}");
}

fn key() -> ApiKey {
    ApiKey::new("PUBKEY01", "s3cr3t")
}

fn account() -> ServiceAccount {
    ServiceAccount::new("id", "s3cr3t")
}

fn call(client: &Client<Cloud>) -> impl Future + use<> {
    client.send(Get("x"))
}

fn before(_: &Double, client: &Client<Cloud>) {
    run(client.send(Get("x"))).unwrap();
}

#[test]
fn a_first_call_with_a_key_can_be_dropped() {
    check_dropped(|| digest(1000), &key(), call, |_, _| {});
}

#[test]
fn a_call_whose_nonce_is_refused_can_be_dropped() {
    check_dropped(|| digest(1), &key(), call, before);
}

#[test]
fn a_call_whose_nonce_grew_too_old_can_be_dropped() {
    check_dropped(
        || digest(1000),
        &key(),
        call,
        |double, client| {
            before(double, client);
            double.advance(Duration::from_secs(50));
        },
    );
}

#[test]
fn a_first_call_with_a_service_account_can_be_dropped() {
    check_dropped(bearer, &account(), call, |_, _| {});
}

#[test]
fn a_call_whose_token_is_refused_can_be_dropped() {
    check_dropped(bearer, &account(), call, |double, client| {
        double.advance(Duration::from_secs(31));
        run(client.send(Get("end"))).unwrap();
    });
}

#[test]
fn a_call_that_renews_a_token_can_be_dropped() {
    check_dropped(bearer, &account(), call, |double, client| {
        before(double, client);
        double.advance(Duration::from_secs(42));
    });
}

#[test]
fn a_revocation_can_be_dropped() {
    check_dropped(bearer, &account(), Client::revoke, before);
}

/// Calls that are dropped among calls that go on take nothing from those.
#[test]
fn dropped_calls_do_no_harm_to_others() {
    for polls in (0..=POLLS).step_by(7) {
        for client in [digest(3).client(key()), bearer().client(account())] {
            let mut dropped: Vec<_> = (0..5).map(|_| client.send(Get("x"))).collect();
            let going_on: Vec<_> = (0..5).map(|_| client.send(Get("x"))).collect();
            for _ in 0..polls {
                dropped.retain_mut(|call| poll_once(call).is_pending());
            }
            drop(dropped);
            for done in run_all(going_on) {
                done.unwrap();
            }
        }
    }
}
