//! Media types: the version that is asked for, and the form of the body.

use http::{HeaderMap, HeaderName, header};
use serde_json::json;

use super::{refusal::Refusal, route::Route};

/// Picks the call whose version is asked for.
pub(super) fn choose<'a>(
    routes: Vec<Route<'a>>,
    headers: &HeaderMap,
) -> Result<Route<'a>, Refusal> {
    let accepted = types(headers, &header::ACCEPT);
    // A surface without versions has one media type, and nobody saw what it says to another.
    let fits = |route: &Route<'_>| {
        route.version.date.is_none() || accepted.contains(&route.operation.media)
    };
    routes.into_iter().find(fits).ok_or_else(|| {
        Refusal::new(406, "INVALID_VERSION_DATE")
            .detail("Accept names no version of this resource.")
            .parameters(accepted.iter().map(|accepted| json!(accepted)))
    })
}

/// The body of a call is of the call's own type, or plain JSON.
pub(super) fn check_content(route: &Route<'_>, headers: &HeaderMap) -> Result<(), Refusal> {
    let content = types(headers, &header::CONTENT_TYPE);
    let good = match &content[..] {
        [content] => *content == route.operation.media || content == "application/json",
        _ => false,
    };
    if route.operation.body.is_empty() || good {
        return Ok(());
    }
    // Which code it is was never seen.
    Err(Refusal::new(415, "UNSUPPORTED_MEDIA_TYPE").detail("Content-Type is not JSON."))
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
