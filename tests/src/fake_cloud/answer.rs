//! Successes: the status of the spec, the media type and the body; and the headers around all answers.

use codegen::model::{Address, Surface};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::{
    act::Outcome,
    limit::{RateLimit, Taken},
    options::{Bypass, BypassAnswer},
    record,
    reply::Reply,
    route::Route,
};

/// What came of a call, as an answer.
pub(super) fn success(route: &Route<'_>, outcome: Outcome, bypass: Option<&Bypass>) -> Reply {
    let documented = route.operation.success.first().copied().unwrap_or(200);
    let (status, body) = match outcome {
        Outcome::Done => (documented, None),
        Outcome::One(item) => (documented, Some(Value::Object(item))),
        Outcome::Many(items) => (documented, Some(record::list(route, items))),
        Outcome::Bypassed(asked) => match bypass.map(|bypass| bypass.answer) {
            Some(BypassAnswer::EmptyObject) => (200, Some(json!({}))),
            Some(BypassAnswer::WithoutId) => (200, Some(Value::Object(asked))),
            Some(BypassAnswer::Empty) | None => (200, None),
        },
    };
    let status = StatusCode::from_u16(status).expect("a status of the spec");
    Reply::new(status, body, &content_type(route))
}

/// A versioned answer names its encoding, a 204 its type.
fn content_type(route: &Route<'_>) -> String {
    let media = &route.operation.media;
    match route.version.date {
        Some(_) => format!("{media};charset=utf-8"),
        None => media.clone(),
    }
}

/// The server's name for its own version. A server that its user runs has a release.
pub(super) fn sign(surface: &Surface, headers: &mut HeaderMap) {
    let release = match surface.address {
        Address::Public(_) => "gitHash=0000000; versionString=master",
        Address::Given(_) => "gitHash=0000000; versionString=8.0.0",
    };
    let name = HeaderName::from_static("x-mongodb-service-version");
    headers.insert(name, HeaderValue::from_static(release));
}

/// What is left of the rate limit, on an API with versions: only there it was seen.
pub(super) fn count(route: &Route<'_>, limit: RateLimit, taken: Taken, headers: &mut HeaderMap) {
    if route.version.date.is_some() {
        let named = [("ratelimit-limit", limit.capacity), ("ratelimit-remaining", taken.left)];
        for (name, value) in named {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
    }
}
