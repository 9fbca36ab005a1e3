//! Envelopes: answers that carry their status in the body, for callers who cannot see the real one.
//!
//! MongoDB's pages disagree about the member that holds the answer, and do not say whether the
//! status line has the real status as well. So any of the names is taken, and the status inside
//! decides.

use std::{borrow::Cow, collections::BTreeMap};

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::value::RawValue;

/// The members of an object, each as it is written.
type Members<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

/// The members that hold an answer, the preferred one first.
const INSIDE: [&str; 3] = ["content", "envelope", "results"];

/// Takes an answer out of its envelope; one without an envelope stays as it is. A page may be its own
/// envelope, with the status among its members.
pub(crate) fn open(answer: Response<Bytes>, is_page: bool) -> Response<Bytes> {
    let Some((status, inside)) = read(answer.body(), is_page) else {
        return answer;
    };
    let (mut parts, body) = answer.into_parts();
    parts.status = status;
    Response::from_parts(parts, inside.unwrap_or(body))
}

/// The status, and the answer without its envelope. A status alone is the answer of an operation
/// that answers nothing.
fn read(body: &Bytes, is_page: bool) -> Option<(StatusCode, Option<Bytes>)> {
    let members = members(body)?;
    let status = status(members.get("status")?)?;
    match INSIDE.iter().find_map(|name| members.get(*name)) {
        Some(list) if is_page && list.get().starts_with('[') => Some((status, None)),
        Some(inside) => Some((status, Some(body.slice_ref(inside.get().as_bytes())))),
        None => (members.len() == 1).then_some((status, None)),
    }
}

/// Whether a body is exactly `{"status": 200, "content": …}`: an envelope, perhaps one that nobody
/// has asked for.
pub(crate) fn is_plain(body: &[u8]) -> bool {
    members(body).is_some_and(|members| {
        let status = members.get("status").filter(|status| !status.get().starts_with('"'));
        members.len() == 2
            && members.contains_key("content")
            && status.is_some_and(|written| self::status(written).is_some())
    })
}

fn members(body: &[u8]) -> Option<Members<'_>> {
    let text = std::str::from_utf8(body).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_ascii_start();
    // Lists are long, and an envelope is none.
    if text.starts_with('{') { serde_json::from_str(text).ok() } else { None }
}

/// A number, or text of digits.
fn status(written: &RawValue) -> Option<StatusCode> {
    let written = written.get();
    let digits = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    StatusCode::from_bytes(digits.unwrap_or(written).as_bytes()).ok()
}

#[cfg(test)]
mod tests;
