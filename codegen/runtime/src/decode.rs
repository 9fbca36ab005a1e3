//! Reading bodies: JSON of a success with the field in the error, and text of anything else.

use std::{borrow::Cow, fmt};

use http::{HeaderMap, header};
use serde::de::DeserializeOwned;

/// Why the body of a success was not understood: the field, the place and what was expected.
///
/// It never holds a value of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError(String);

impl DecodeError {
    /// Says what is wrong, for an own [`Answer::decode`](crate::Answer::decode). Leave values of the
    /// body out: the text is shown and logged.
    ///
    /// ```
    /// let error = runtime::DecodeError::new("the page has no number");
    /// assert_eq!(error.to_string(), "the page has no number");
    /// ```
    pub fn new(problem: impl Into<String>) -> Self {
        Self(problem.into())
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for DecodeError {}

/// Reads JSON: one check for UTF-8, one pass over the text, and a second one only to name the field
/// of a mistake.
pub(crate) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, DecodeError> {
    let text = json_text(body)?;
    serde_json::from_str(text).map_err(|error| explain::<T>(text, &error))
}

/// The text of a body that may be JSON.
pub(crate) fn json_text(body: &[u8]) -> Result<&str, DecodeError> {
    let text = std::str::from_utf8(body).map_err(|error| {
        DecodeError(format!("it is not UTF-8 from byte {} on", error.valid_up_to()))
    })?;
    // Some proxies put a byte order mark before it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_ascii().is_empty() {
        return Err(DecodeError("it is empty".to_owned()));
    }
    Ok(text)
}

#[cold]
fn explain<T: DeserializeOwned>(text: &str, error: &serde_json::Error) -> DecodeError {
    let mut reader = serde_json::Deserializer::from_str(text);
    let path = match serde_path_to_error::deserialize::<_, T>(&mut reader) {
        Err(traced) => traced.path().to_string(),
        // What follows the value is wrong, not a field of it.
        Ok(_) => String::new(),
    };
    DecodeError(describe(&path, error))
}

fn describe(path: &str, error: &serde_json::Error) -> String {
    let place = format!("at line {} column {}", error.line(), error.column());
    let what = match error.classify() {
        serde_json::error::Category::Data => mismatch(&error.to_string()),
        serde_json::error::Category::Eof => "the JSON ends too early".to_owned(),
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
            "it is not JSON".to_owned()
        }
    };
    // Keys of a map come from the body and may be anything.
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'[' | b']');
    if path.is_empty() || path == "." || path.len() > 200 || !path.bytes().all(plain) {
        format!("{what} {place}")
    } else {
        format!("`{path}`: {what} {place}")
    }
}

/// serde's message without the value that it quotes from the body: `invalid type: string "jane@…",
/// expected a sequence at line 1 column 9` keeps its kind and what was expected.
fn mismatch(message: &str) -> String {
    let message = message.rfind(" at line ").and_then(|end| message.get(..end)).unwrap_or(message);
    if message.starts_with("missing field `") || message.starts_with("duplicate field `") {
        return message.to_owned();
    }
    let Some((what, expected)) = message.rsplit_once(", expected ") else {
        return "the value does not fit".to_owned();
    };
    // The kind of the value stands before the quoted value.
    let kind = what.split(['`', '"']).next().unwrap_or_default().trim_end();
    match kind.strip_prefix("invalid type: ") {
        Some(kind) => format!("expected {expected}, found {kind}"),
        None => format!("expected {expected}"),
    }
}

/// Whether the content type of a success is one that the API uses.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let Some(essence) = content_type(headers).and_then(|value| value.split(';').next()) else {
        return false;
    };
    let essence = essence.trim().to_ascii_lowercase();
    essence == "application/json"
        || essence
            .strip_prefix("application/vnd.atlas.")
            .is_some_and(|rest| rest.ends_with("+json"))
}

/// Text for people out of any body: Latin-1 when the header says so or when it is not UTF-8. The
/// server's challenge really comes in ISO-8859-1.
pub(crate) fn lossy_text<'a>(headers: &HeaderMap, body: &'a [u8]) -> Cow<'a, str> {
    match std::str::from_utf8(body) {
        Ok(text) if text.is_ascii() || !says_latin_1(headers) => {
            Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text))
        }
        _ => Cow::Owned(body.iter().copied().map(char::from).collect()),
    }
}

fn says_latin_1(headers: &HeaderMap) -> bool {
    content_type(headers).is_some_and(|value| {
        let value = value.to_ascii_lowercase();
        value.contains("charset=iso-8859-1") || value.contains("charset=\"iso-8859-1\"")
    })
}

fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()
}

/// The first 2 KiB of a text, cut between characters.
pub(crate) fn excerpt(text: &str) -> String {
    const LIMIT: usize = 2048;
    // The longest character has four bytes.
    let cut = (LIMIT.saturating_sub(3)..=LIMIT).rev().find_map(|end| text.get(..end));
    cut.unwrap_or(text).to_owned()
}

/// An error code as MongoDB and OAuth have them; other text of the server is not shown in messages.
pub(crate) fn plain_code(code: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (!code.is_empty() && code.len() <= 80 && code.bytes().all(plain)).then_some(code)
}
