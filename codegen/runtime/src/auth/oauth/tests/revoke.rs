//! The end of a token.

use super::*;
use crate::ApiKey;

#[test]
fn a_token_is_revoked_and_the_next_call_gets_another() {
    let double = server(tokens(""), |_| true);
    let client = double.client(account());
    run(client.send(Get("x"))).unwrap();
    run(client.revoke()).unwrap();
    run(client.send(Get("x"))).unwrap();
    assert_eq!(sends(&double), "T t1 R T t2");
    let request = &double.sent()[2];
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://cloud.example.com/api/oauth/revoke");
    assert_eq!(request.body(), "token=t1&token_type_hint=access_token");
    assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
    assert!(request.headers()["authorization"].is_sensitive());
    assert_eq!(request.headers()["authorization"], double.sent()[0].headers()["authorization"]);
}

#[test]
fn a_token_is_encoded_as_in_a_form() {
    let double = server(|_| json(200, r#"{"access_token":"a-._~+/= "}"#), |_| true);
    let client = double.client(account());
    run(client.send(Get("x"))).unwrap();
    run(client.revoke()).unwrap();
    assert_eq!(double.sent()[2].body(), "token=a-._~%2B%2F%3D+&token_type_hint=access_token");
}

#[test]
fn without_a_token_nothing_is_sent() {
    let double = server(tokens(""), |_| true);
    run(double.client(account()).revoke()).unwrap();
    run(double.client(ApiKey::new("PUBKEY01", "s3cr3t")).revoke()).unwrap();
    // Nor is anything sent before it is awaited.
    let client = double.client(account());
    run(client.send(Get("x"))).unwrap();
    drop(client.revoke());
    assert_eq!(sends(&double), "T t1");
}

/// An endpoint that revokes only at its second or third request.
fn failing(times: usize, happens: impl Fn() -> Outcome + Send + Sync + Copy + 'static) -> Double {
    let inner = server(tokens(""), |_| true);
    let asked = Arc::new(AtomicUsize::new(0));
    Double::new(move |request| {
        let (inner, asked) = (inner.clone(), Arc::clone(&asked));
        async move {
            let revokes = request.uri().path() == "/api/oauth/revoke";
            if revokes && asked.fetch_add(1, Ordering::Relaxed) < times {
                return happens();
            }
            let limits = crate::transport::Limits {
                timeout: Duration::MAX,
                max_success_body: usize::MAX,
                max_error_body: usize::MAX,
            };
            inner.send(request, limits).await
        }
    })
}

#[test]
fn what_failed_for_the_moment_is_tried_again() {
    let broken = || Err(TransportError::new(TransportErrorKind::Broken));
    for double in [failing(2, || json(503, "")), failing(2, broken)] {
        let client = double.client(account());
        run(client.send(Get("x"))).unwrap();
        run(client.revoke()).unwrap();
        assert_eq!(sends(&double), "T t1 R R R");
    }
}

#[test]
fn a_token_that_was_not_revoked_is_kept() {
    let refused = || json(401, r#"{"error":"invalid_client","error_description":"s3cr3t"}"#);
    let double = failing(1, refused);
    let client = double.client(account());
    run(client.send(Get("x"))).unwrap();
    let error = run(client.revoke()).unwrap_err();
    assert_eq!(error.to_string(), "revoke: the token was not revoked: status 401, invalid_client");
    assert!(error.is_auth() && error.operation() == Some("revoke"));
    run(client.send(Get("x"))).unwrap();
    run(client.revoke()).unwrap();
    run(client.revoke()).unwrap();
    assert_eq!(sends(&double), "T t1 R t1 R");
}

#[test]
fn a_revocation_whose_answer_is_lost_says_so() {
    let double = failing(9, || Err(TransportError::new(TransportErrorKind::Broken)));
    let client = double.client(account());
    run(client.send(Get("x"))).unwrap();
    let error = run(client.revoke()).unwrap_err();
    assert!(error.outcome_unknown() && error.request_was_sent());
    assert_eq!(error.attempts(), 3);
}
