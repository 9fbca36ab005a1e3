//! Query parameters: those of the spec, decoded as a form.

use percent_encoding::percent_decode_str;
use serde_json::json;

use super::{refusal::Refusal, route::Route};

/// The parameters that are there, by name.
pub(super) fn read(
    route: &Route<'_>,
    query: Option<&str>,
) -> Result<Vec<(String, String)>, Refusal> {
    let pairs: Vec<_> = query.map(form).unwrap_or_default();
    for (name, _) in &pairs {
        if !route.operation.query.iter().any(|field| field.wire == *name) {
            return Err(Refusal::new(400, "INVALID_QUERY_PARAMETER")
                .detail(format!("The query parameter {name} is not known."))
                .parameters([json!(name)]));
        }
    }
    Ok(pairs)
}

/// Pairs of `application/x-www-form-urlencoded`, in which `+` is a space.
pub(super) fn form(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// Text of a form.
pub(super) fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}
