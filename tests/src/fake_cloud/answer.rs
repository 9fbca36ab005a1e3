//! Successes: the status of the spec, the media type, and the headers around them.

use bytes::Bytes;
use codegen::model::Operation;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use jiff::{civil::Date, fmt::rfc2822::DateTimePrinter, tz::TimeZone};
use serde_json::Value;

use super::{
    act::Outcome,
    options::{Bypass, BypassAnswer},
    route::Route,
};

const SERVICE_VERSION: HeaderName = HeaderName::from_static("x-mongodb-service-version");

/// What came of a call, as an answer.
pub(super) fn success(
    route: &Route<'_>,
    outcome: Outcome,
    bypass: Option<&Bypass>,
) -> Response<Bytes> {
    let documented = route.operation.success.first().copied().unwrap_or(200);
    let (status, body) = match outcome {
        Outcome::Done => (documented, String::new()),
        Outcome::One(item) => (documented, Value::Object(item).to_string()),
        Outcome::Many(items) => {
            let items = items.into_iter().map(Value::Object).collect();
            (documented, Value::Array(items).to_string())
        }
        Outcome::Bypassed(asked) => {
            let body = match bypass.map(|bypass| bypass.answer) {
                Some(BypassAnswer::EmptyObject) => "{}".to_owned(),
                Some(BypassAnswer::WithoutId) => Value::Object(asked).to_string(),
                Some(BypassAnswer::Empty) | None => String::new(),
            };
            (200, body)
        }
    };
    let mut answer = Response::new(body.into());
    *answer.status_mut() = StatusCode::from_u16(status).expect("a status of the spec");
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, text(&content_type(route)));
    headers.insert(SERVICE_VERSION, text("gitHash=0000000; versionString=master"));
    for (name, date) in lifetime(route.operation) {
        headers.insert(name, text(&http_date(date)));
    }
    answer
}

/// A versioned answer names its encoding, a 204 its type.
fn content_type(route: &Route<'_>) -> String {
    let media = &route.operation.media;
    match route.version.date {
        Some(_) => format!("{media};charset=utf-8"),
        None => media.clone(),
    }
}

/// The headers of a call that is deprecated on a day and switched off on another.
fn lifetime(operation: &Operation) -> impl Iterator<Item = (HeaderName, &str)> {
    let deprecated = operation.deprecated.as_ref();
    let since = deprecated.and_then(|deprecated| deprecated.since.as_deref());
    let sunset = deprecated.and_then(|deprecated| deprecated.sunset.as_deref());
    let named = |name, date: Option<_>| date.map(|date| (HeaderName::from_static(name), date));
    named("deprecation", since).into_iter().chain(named("sunset", sunset))
}

fn http_date(date: &str) -> String {
    let date: Date = date.parse().expect("the spec's dates are dates");
    let day = date.to_zoned(TimeZone::UTC).expect("midnight exists in UTC");
    let printer = DateTimePrinter::new();
    printer.timestamp_to_rfc9110_string(&day.timestamp()).expect("a year of four digits")
}

fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).expect("media types and dates are plain text")
}
