//! Media types: the version that is asked for, and the form of the body.

use http::{HeaderMap, HeaderName, header};
use jiff::{civil::Date, tz::TimeZone};
use serde_json::json;

use super::{Clock, refusal::Refusal, route::Route};

/// Picks the call in the newest version that is not newer than the one that is asked for.
pub(super) fn choose<'a>(
    routes: Vec<Route<'a>>,
    headers: &HeaderMap,
    clock: &Clock,
) -> Result<Route<'a>, Refusal> {
    let accepted = types(headers, &header::ACCEPT);
    let today = clock.now().to_zoned(TimeZone::UTC).date();
    // Versions stand oldest first. A surface without them has one media type, and nobody saw what it
    // says to another.
    let fits = |route: &Route<'_>| {
        let Some(version) = &route.version.date else { return true };
        let asked = accepted.iter().filter_map(|accepted| asked(route, version, accepted));
        asked.max().is_some_and(|asked| {
            asked <= today && version.parse().is_ok_and(|own: Date| own <= asked)
        })
    };
    routes.into_iter().rev().find(fits).ok_or_else(|| {
        Refusal::new(406, "INVALID_VERSION_DATE")
            .detail("Accept names no version of this resource.")
            .parameters(accepted.iter().map(|accepted| json!(accepted)))
    })
}

/// The body of a call is of the call's own type, or plain JSON.
pub(super) fn check_content(route: &Route<'_>, headers: &HeaderMap) -> Result<(), Refusal> {
    let content = types(headers, &header::CONTENT_TYPE);
    let good = match &content[..] {
        [content] => is_of(route, content) || content == "application/json",
        _ => false,
    };
    if route.operation.body.is_empty() || good {
        return Ok(());
    }
    // Which code it is was never seen.
    Err(Refusal::new(415, "UNSUPPORTED_MEDIA_TYPE")
        .detail("Content-Type is neither JSON nor JSON of this version."))
}

/// Whether a type is the call's own, also by the date of a later version.
fn is_of(route: &Route<'_>, content: &str) -> bool {
    let later = route.version.date.as_ref().is_some_and(|version| {
        let own: Option<Date> = version.parse().ok();
        own.is_some_and(|own| asked(route, version, content).is_some_and(|asked| own <= asked))
    });
    later || content == route.operation.media
}

/// The date in a media type that is like the call's own but for the date.
fn asked(route: &Route<'_>, version: &str, media: &str) -> Option<Date> {
    let (before, after) = route.operation.media.split_once(version)?;
    media.strip_prefix(before)?.strip_suffix(after)?.parse().ok()
}

/// The media types of a header, without parameters.
fn types(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .filter_map(|range| range.split(';').next())
        .map(|range| range.trim().to_ascii_lowercase())
        .collect()
}
