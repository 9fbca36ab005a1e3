//! Deprecation: the headers that announce the end of a call, and the answer after it.

use codegen::model::Operation;
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::{civil::Date, tz::TimeZone};
use serde_json::json;

use super::{Clock, refusal::Refusal, route::Route};

/// Announces on every answer of a call when it was deprecated and when it is switched off.
pub(super) fn announce(operation: &Operation, headers: &mut HeaderMap) {
    let Some(deprecated) = &operation.deprecated else { return };
    let days = [("deprecation", &deprecated.since), ("sunset", &deprecated.sunset)];
    for (name, day) in days {
        let Some(day) = day else { continue };
        let value = HeaderValue::from_str(&http_date(day)).expect("a date is plain text");
        headers.insert(HeaderName::from_static(name), value);
    }
}

/// Whether a call is switched off by now.
pub(super) fn is_over(operation: &Operation, clock: &Clock) -> bool {
    let deprecated = operation.deprecated.as_ref();
    let sunset = deprecated.and_then(|deprecated| deprecated.sunset.as_deref());
    sunset.is_some_and(|sunset| date(sunset) <= clock.now().to_zoned(TimeZone::UTC).date())
}

/// Refuses a call that is switched off.
pub(super) fn check(route: &Route<'_>, clock: &Clock, path: &str) -> Result<(), Refusal> {
    if !is_over(route.operation, clock) {
        return Ok(());
    }
    let version = route.version.date.as_deref().map(|version| json!(version));
    // The path stands there without its first slash.
    let path = json!(path.trim_start_matches('/'));
    Err(Refusal::new(410, "VERSION_GONE")
        .detail("This version of the resource has been removed.")
        .parameters(version.into_iter().chain([path])))
}

/// A day as MongoDB writes it: `Wed, 4 Oct 2023 00:00:00 GMT` was recorded. The standard wants two
/// digits for the day, so a client that is strict cannot read it.
fn http_date(day: &str) -> String {
    date(day).strftime("%a, %-d %b %Y 00:00:00 GMT").to_string()
}

fn date(day: &str) -> Date {
    day.parse().expect("the spec's dates are dates")
}
