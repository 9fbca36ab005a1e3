//! A token endpoint that gives no token: what is tried again, and what the error says.

use super::*;

fn took(double: &Double, begin: Instant) -> Duration {
    double.now() - begin
}

/// A call while the same thing happens to each fetch: how often it is tried.
fn check_tries(happens: impl Fn() -> Outcome + Send + Sync + Copy + 'static, tries: usize) {
    let double = server(move |_| happens(), |_| true);
    let error = run(double.client(account()).send(Get("x"))).unwrap_err();
    assert_eq!(fetches(&double), tries, "{error}");
    assert_eq!(double.sent().len(), tries);
    assert!(!error.request_was_sent() && !error.outcome_unknown() && !error.is_decode(), "{error}");
    assert_eq!(error.attempts(), 1);
    assert!(error.to_string().starts_with("getOrg: no token for the service account: "), "{error}");

    // Twice the same, and then a token.
    let token = move |number| if number < 3 { happens() } else { tokens("")(number) };
    let double = server(token, |_| true);
    let began = double.now();
    let outcome = run(double.client(account()).send(Get("x")));
    assert_eq!(outcome.is_ok(), tries == 3);
    assert!(took(&double, began) <= Duration::from_secs(3));
}

#[test]
fn what_failed_for_the_moment_is_tried_three_times() {
    check_tries(|| json(408, ""), 3);
    check_tries(|| json(429, r#"{"error":"rate_limited"}"#), 3);
    check_tries(|| json(500, r#"{"error":"server_error"}"#), 3);
    check_tries(|| json(502, "<html>"), 3);
    check_tries(|| json(503, ""), 3);
    check_tries(|| json(504, ""), 3);
    for kind in [
        TransportErrorKind::Unresolved,
        TransportErrorKind::Connect,
        TransportErrorKind::Proxy,
        TransportErrorKind::ConnectTimeout,
        TransportErrorKind::Timeout,
        TransportErrorKind::Idle,
        TransportErrorKind::Broken,
    ] {
        check_tries(move || Err(TransportError::new(kind)), 3);
    }
    let half = || {
        let half = json(200, r#"{"access_token":"s3c"#).unwrap();
        Err(TransportError::new(TransportErrorKind::Broken).within(half))
    };
    check_tries(half, 3);
}

#[test]
fn what_stays_wrong_is_tried_once() {
    check_tries(|| json(401, r#"{"error":"invalid_client"}"#), 1);
    check_tries(|| json(400, r#"{"error":"unauthorized_client"}"#), 1);
    for status in [400, 403, 404, 410, 501] {
        check_tries(move || json(status, ""), 1);
    }
    check_tries(|| Err(TransportError::new(TransportErrorKind::Tls)), 1);
}

/// Three tries of ten seconds each are the limit, whatever one request may take otherwise.
#[test]
fn each_try_has_ten_seconds() {
    let double = server(|_| json(503, ""), |_| true);
    run(double.client(account()).send(Get("x"))).unwrap_err();
    assert!(double.limits().iter().all(|limits| limits.timeout == Duration::from_secs(10)));

    let double = server(tokens(""), |_| true);
    let builder = Client::<Cloud>::at("https://x.example").attempt_timeout(Duration::from_secs(4));
    let client = builder.credentials(account()).build_over(|_| Ok(double.clone())).unwrap();
    run(client.send(Get("x"))).unwrap();
    assert_eq!(double.limits()[0].timeout, Duration::from_secs(4));
}

#[test]
fn the_endpoint_says_how_long_to_wait() {
    for (after, least, most) in [("1", 1, 2), ("40", 40, 45), ("0", 0, 1)] {
        let token = move |number| match number {
            1 => answer(429, &[("retry-after", after)], ""),
            _ => tokens("")(number),
        };
        let double = server(token, |_| true);
        let began = double.now();
        run(double.client(account()).send(Get("x"))).unwrap();
        let took = took(&double, began);
        assert!(
            took >= Duration::from_secs(least) && took <= Duration::from_secs(most),
            "{took:?}"
        );
    }
}

#[test]
fn a_wait_that_does_not_fit_is_not_begun() {
    for (after, limit, said) in [("3600", 90, 3600), ("40", 30, 40)] {
        let double = server(move |_| answer(429, &[("retry-after", after)], ""), |_| true);
        let began = double.now();
        let call = double.client(account()).send(Get("x")).timeout(Duration::from_secs(limit));
        let error = run(call).unwrap_err();
        assert!(error.is_rate_limited() && error.is_retryable());
        assert_eq!(error.retry_after(), Some(Duration::from_secs(said)));
        assert_eq!((fetches(&double), took(&double, began)), (1, Duration::ZERO));
    }
}

/// The three tries are all: the policy of the call does not begin again.
#[test]
fn the_policy_of_the_call_repeats_no_token() {
    let double = server(|_| json(503, ""), |_| true);
    let client = double.client_with(account(), crate::StandardRetry::new());
    run(client.send(Get("x"))).unwrap_err();
    assert_eq!(fetches(&double), 3);
    run(client.send(Get("x")).retry(NoRetry)).unwrap_err();
    assert_eq!(fetches(&double), 6);
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
    check_refusal(|| json(200, "{}"), &format!("{endpoint} no token"), true);
    check_refusal(|| json(200, "s3cr3t"), &format!("{endpoint} no token"), true);
    check_refusal(|| json(200, r#"{"access_token":""}"#), &format!("{endpoint} no token"), true);
    check_refusal(
        || json(200, r#"{"access_token":"s3cr3t","token_type":"mac"}"#),
        &format!("{endpoint} a token that is no bearer token"),
        true,
    );
    check_refusal(
        || json(200, r#"{"access_token":"s3cr3t\r\n"}"#),
        &format!("{endpoint} a token that does not fit into a header"),
        true,
    );
    check_refusal(
        || json(302, ""),
        "no token for the service account: the server redirects (status 302), which is not followed",
        false,
    );
}

#[test]
fn too_many_tokens_are_rate_limited() {
    let double = server(|_| json(429, ""), |_| true);
    assert!(run(double.client(account()).send(Get("x"))).unwrap_err().is_rate_limited());
}
