use std::{fmt::Write as _, time::Duration};

use http::HeaderMap;

use super::redirect;
use crate::{
    ApiKey, Error,
    transport::{
        TransportError, TransportErrorKind,
        double::{Double, Get, Invite, Outcome, answer, json, poll_once, run},
    },
};

const SECRET: &str = "s3cr3t@example.com";

fn key() -> ApiKey {
    ApiKey::new("PUBKEY01", SECRET)
}

fn failure(outcome: Outcome) -> Error {
    run(Double::script([outcome]).client(key()).send(Get("x"))).unwrap_err()
}

/// The names of all predicates that hold.
fn kinds(error: &Error) -> String {
    let all = [
        ("config", error.is_config()),
        ("invalid_input", error.is_invalid_input()),
        ("connect", error.is_connect()),
        ("timeout", error.is_timeout()),
        ("auth", error.is_auth()),
        ("api", error.is_api()),
        ("not_found", error.is_not_found()),
        ("rate_limited", error.is_rate_limited()),
        ("decode", error.is_decode()),
        ("redirect", error.is_redirect()),
        ("body_too_large", error.is_body_too_large()),
    ];
    let names: Vec<_> = all.iter().filter(|(_, holds)| *holds).map(|(name, _)| *name).collect();
    names.join(" ")
}

fn check(outcome: Outcome, expected_kinds: &str, expected: &str) {
    let error = failure(outcome);
    assert_eq!(kinds(&error), expected_kinds, "{error}");
    assert_eq!(error.to_string(), format!("getOrg: {expected}"));
    assert_eq!(error.operation(), Some("getOrg"));
    let mut shown = format!("{error} {error:?} {error:#?} {:?}", error.api());
    let mut cause = std::error::Error::source(&error);
    while let Some(source) = cause {
        write!(shown, "{source} {source:?}").unwrap();
        cause = source.source();
    }
    assert!(!shown.contains("s3cr3t"), "{shown}");
}

fn api(status: u16, code: &str) -> Outcome {
    let body = format!(
        r#"{{"error":{status},"errorCode":"{code}","reason":"{SECRET}","detail":"{SECRET}","parameters":["{SECRET}"]}}"#
    );
    json(status, &body)
}

#[test]
fn statuses_become_api_errors() {
    check(
        api(404, "GROUP_NOT_FOUND"),
        "api not_found",
        "the API did not find it: status 404, GROUP_NOT_FOUND",
    );
    check(api(403, "X"), "api", "the API forbids this: status 403, X");
    check(api(409, "X"), "api", "the API reports a conflict: status 409, X");
    check(api(500, "X"), "api", "the API failed: status 500, X");
    check(api(418, "X"), "api", "the API refused the request: status 418, X");
    check(
        api(429, "RATE_LIMITED_TOKEN_BUCKET"),
        "api rate_limited",
        "the API limits the rate of requests: status 429, RATE_LIMITED_TOKEN_BUCKET",
    );
    check(
        api(400, "INVITATIONS_RATE_LIMITED_IP"),
        "api rate_limited",
        "the API refused the request: status 400, INVITATIONS_RATE_LIMITED_IP",
    );
    check(api(400, SECRET), "api", "the API refused the request: status 400");
    check(
        api(401, "NOPE"),
        "auth api",
        "the server does not ask for HTTP Digest: status 401, NOPE",
    );
}

#[test]
fn an_error_keeps_its_status_whatever_the_body_is() {
    for body in ["", "<html>s3cr3t</html>", "[]", "{\"errorCode\":1}", "nul"] {
        let headers = [("content-type", "text/html"), ("content-encoding", "gzip")];
        check(answer(502, &headers, body), "api", "the API failed: status 502");
    }
    let error = failure(answer(502, &[], "<html>"));
    assert_eq!((error.status(), error.body()), (Some(502), Some("<html>")));
}

#[test]
fn redirects_are_not_followed_and_tell_the_origin_only() {
    for (place, origin) in [
        ("https://evil.example:8443/s3cr3t?s3cr3t#s3cr3t", " to https://evil.example:8443"),
        ("https://s3cr3t:s3cr3t@evil.example/x", " to https://evil.example"),
        ("/s3cr3t", ""),
        ("::s3cr3t::", ""),
    ] {
        for status in [301, 302, 303, 307, 308, 304] {
            let expected =
                format!("the server redirects (status {status}){origin}, which is not followed");
            check(answer(status, &[("location", place)], "s3cr3t"), "redirect", &expected);
        }
    }
    assert!(redirect(302, &HeaderMap::new()).is_redirect());
}

#[test]
fn a_success_that_is_not_json_is_not_understood() {
    let typed = |content_type| answer(200, &[("content-type", content_type)], r#"{"id":"s3cr3t"}"#);
    let not_json = "the answer (status 200) was not understood: its content type is not JSON";
    for content_type in
        ["text/html", "text/json", "application/json+x", "application/vnd.atlas.x", ""]
    {
        check(typed(content_type), "decode", not_json);
    }
    check(answer(200, &[], "{}"), "decode", not_json);
    for content_type in [
        "application/json",
        "APPLICATION/JSON; Charset=utf-8",
        "application/vnd.atlas.2025-03-12+json;charset=utf-8",
        "Application/Vnd.Atlas.preview+JSON",
    ] {
        let double = Double::script([typed(content_type)]);
        assert!(run(double.client(key()).send(Get("x"))).is_ok(), "{content_type}");
    }
    let headers = [("content-type", "application/json"), ("content-encoding", "gzip")];
    check(
        answer(200, &headers, "x"),
        "decode",
        "the answer (status 200) was not understood: its body is compressed, which was not asked for",
    );
}

#[test]
fn a_success_of_the_wrong_shape_names_the_field() {
    check(json(200, ""), "decode", "the answer (status 200) was not understood: it is empty");
    check(
        json(201, r#"{"id":["s3cr3t"]}"#),
        "decode",
        "the answer (status 201) was not understood: `id`: expected a string, found sequence at line 1 column 6",
    );
    let error = failure(json(200, &format!("é{}", "x".repeat(5000))));
    assert_eq!(error.body().unwrap().len(), 2048);
    let error = failure(json(200, &"é".repeat(5000).split_off(1 + 1)));
    assert_eq!(error.body().unwrap().len(), 2048);
}

#[test]
fn an_answer_that_is_ignored_may_be_anything() {
    for (status, content_type, body) in
        [(204, "", ""), (200, "text/html", "<html>"), (202, "application/json", "{}")]
    {
        let double = Double::script([answer(status, &[("content-type", content_type)], body)]);
        run(double.client(key()).send(Invite("x"))).unwrap();
    }
}

#[test]
fn failures_of_the_transport_are_told_apart() {
    let failed = |kind| Err(TransportError::new(kind));
    check(failed(TransportErrorKind::Connect), "connect", "cannot connect to the server");
    check(
        failed(TransportErrorKind::ConnectTimeout),
        "connect timeout",
        "connecting to the server took too long",
    );
    check(failed(TransportErrorKind::Timeout), "timeout", "the server did not answer in time");
    check(
        failed(TransportErrorKind::Idle),
        "timeout",
        "the server paused for too long within its answer",
    );
    check(
        failed(TransportErrorKind::Broken),
        "",
        "the connection broke before the answer was read",
    );
    check(failed(TransportErrorKind::Unusable("no runtime")), "config", "no runtime");
    check(
        failed(TransportErrorKind::BodyTooLarge),
        "body_too_large",
        "the answer is longer than `max_body`",
    );
}

#[test]
fn the_source_of_a_failure_is_kept() {
    let io = std::io::Error::other("below");
    let error = failure(Err(TransportError::with_source(TransportErrorKind::Broken, io)));
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "below");
}

#[test]
fn a_call_has_a_limit_and_each_request_too() {
    let double = Double::script([
        json(200, r#"{"id":"a"}"#),
        Err(TransportError::new(TransportErrorKind::Timeout)),
    ]);
    let client = double.client(key());
    run(client.send(Get("x"))).unwrap();
    let error = run(client.send(Get("x")).timeout(Duration::from_secs(7))).unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.to_string(), "getOrg: the call took longer than its limit");
    let limits = double.limits();
    assert_eq!(
        (limits[0].timeout, limits[1].timeout),
        (Duration::from_secs(30), Duration::from_secs(7))
    );
    assert_eq!((limits[0].max_success_body, limits[0].max_error_body), (64 << 20, 256 << 10));
    let zero = run(client.send(Get("x")).timeout(Duration::ZERO)).unwrap_err();
    assert!(zero.is_invalid_input());
    let double = Double::script([json(200, r#"{"id":"a"}"#)]);
    run(double.client(key()).send(Get("x")).timeout(Duration::MAX)).unwrap();
}

#[test]
fn nothing_is_sent_before_the_first_poll_or_when_the_request_is_wrong() {
    let double = Double::script([]);
    let client = double.client(key());
    drop(client.send(Get("x")));
    let error = run(client.send(Get("a\nb"))).unwrap_err();
    assert_eq!(error.to_string(), "getOrg: invalid input: `orgId` holds a control character");
    assert!(double.sent().is_empty());
}

#[test]
fn a_call_that_is_polled_after_its_end_stays_quiet() {
    let double = Double::script([json(200, r#"{"id":"a"}"#)]);
    let mut call = double.client(key()).send(Get("x"));
    assert!(poll_once(&mut call).is_ready());
    assert!(poll_once(&mut call).is_pending());
}

#[test]
fn a_response_has_status_and_headers() {
    let headers = [("content-type", "application/json"), ("ratelimit-remaining", "498")];
    let double = Double::script([answer(201, &headers, r#"{"id":"s3cr3t"}"#)]);
    let response = run(double.client(key()).send(Get("x")).response()).unwrap();
    assert_eq!((response.status(), response.operation()), (201, "getOrg"));
    assert_eq!(response.headers()["ratelimit-remaining"], "498");
    assert!(!format!("{response:?}").contains("s3cr3t"));
    assert_eq!(response.into_value().id, "s3cr3t");
}

#[test]
fn printing_shows_names_only() {
    let double = Double::script([]);
    let client = double.client(key());
    assert_eq!(
        format!("{client:?}"),
        r#"Client { surface: "cloud", server: "https://cloud.example.com", .. }"#
    );
    let call = client.send(Invite(SECRET));
    assert_eq!(format!("{call:?}"), r#"Call { operation: "invite", surface: "cloud", .. }"#);
}

#[test]
fn types_are_what_callers_rely_on() {
    fn future<T: Future + Send + Unpin + 'static>() {}
    fn shared<T: Clone + Send + Sync + 'static>() {}
    fn error<T: std::error::Error + Send + Sync + 'static>() {}
    future::<crate::Call<Get>>();
    future::<crate::ResponseCall<Get>>();
    shared::<crate::Client<crate::transport::double::Cloud>>();
    error::<Error>();
    assert_eq!(size_of::<Error>(), 8);
}
