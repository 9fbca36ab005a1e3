//! What the API said when it answered with an error status, read as leniently as possible.

use std::{fmt, time::Duration};

use http::HeaderMap;
use serde_json::Value;

use crate::{CodeClass, ErrorCode, RateLimit, ServiceVersion, Timestamp, decode, metadata};

/// An error status and what came with it.
///
/// The status always stands, whatever the body is: a member of a wrong type is dropped, and a body
/// that is no JSON leaves all members empty. `Display` and `Debug` show the status and the error
/// code only.
///
/// ```
/// # fn example(error: runtime::Error) {
/// if let Some(api) = error.api()
///     && api.code().is_some_and(|code| *code == "GROUP_NOT_FOUND")
/// {
///     eprintln!("no such project; request by {:?}", api.parameters());
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct ApiError {
    status: u16,
    code: Option<ErrorCode>,
    /// What the surface says about the code.
    class: Option<CodeClass>,
    reason: Option<String>,
    detail: Option<String>,
    parameters: Vec<Value>,
    bad_request_fields: Vec<FieldViolation>,
    headers: HeaderMap,
    /// The beginning of a body that is no JSON object.
    raw: Option<String>,
}

/// One field of the request's body that the API refused, and why.
///
/// Its `Debug` shows the field only: the description may repeat the value.
#[derive(Clone, PartialEq, Eq)]
pub struct FieldViolation {
    field: String,
    description: String,
}

impl ApiError {
    pub(crate) fn read(status: u16, headers: HeaderMap, body: &[u8]) -> Self {
        let text = decode::lossy_text(&headers, body);
        let mut members = match serde_json::from_str(&text) {
            Ok(Value::Object(members)) => Some(members),
            _ => None,
        };
        let mut take = |name: &str| members.as_mut()?.remove(name);
        let code = take("errorCode").and_then(text_of).map(ErrorCode::read);
        let reason = take("reason").and_then(text_of);
        let detail = take("detail").and_then(text_of);
        let parameters = take("parameters").map(list_of).unwrap_or_default();
        let bad_request_fields = take("badRequestDetail")
            .and_then(|mut detail| Some(detail.get_mut("fields")?.take()))
            .map(list_of)
            .unwrap_or_default()
            .into_iter()
            .filter_map(FieldViolation::read)
            .collect();
        let raw = (members.is_none() && !text.is_empty()).then(|| decode::excerpt(&text));
        Self {
            status,
            code,
            class: None,
            reason,
            detail,
            parameters,
            bad_request_fields,
            headers,
            raw,
        }
    }

    pub(crate) fn classify(&mut self, codes: &[(&str, CodeClass)]) {
        self.class = self.code.as_ref().and_then(|code| CodeClass::of(code, codes));
    }

    pub(crate) fn is_class(&self, class: CodeClass) -> bool {
        self.class == Some(class)
    }

    /// HTTP status of the answer. The body repeats it; the answer's own counts.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Stable code in upper snake case, such as `GROUP_NOT_FOUND`.
    pub fn code(&self) -> Option<&ErrorCode> {
        self.code.as_ref()
    }

    /// The HTTP reason phrase, as the body repeats it.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// A sentence for people. It often holds an e-mail address or another value of the request.
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// The values that the API put into [`detail`](Self::detail), of any JSON type.
    pub fn parameters(&self) -> &[Value] {
        &self.parameters
    }

    /// The fields of the body that the API refused, where it says so (Atlas does).
    pub fn bad_request_fields(&self) -> &[FieldViolation] {
        &self.bad_request_fields
    }

    /// Headers of the answer. What this API says in them has methods here.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// How long to wait before the next request; as at
    /// [`Response::retry_after`](crate::Response::retry_after).
    pub fn retry_after(&self) -> Option<Duration> {
        metadata::retry_after(&self.headers)
    }

    /// How many requests the API still takes, where it says so (Atlas does).
    pub fn rate_limit(&self) -> Option<RateLimit> {
        metadata::rate_limit(&self.headers)
    }

    /// Since when, or from when on, the operation is deprecated.
    pub fn deprecation(&self) -> Option<Timestamp> {
        metadata::deprecation(&self.headers)
    }

    /// When the operation is, or was, switched off.
    pub fn sunset(&self) -> Option<Timestamp> {
        metadata::sunset(&self.headers)
    }

    /// The version of the server's software.
    pub fn service_version(&self) -> Option<ServiceVersion> {
        metadata::service_version(&self.headers)
    }

    /// The code, if it is one: other text of the server is not shown.
    fn plain_code(&self) -> Option<&str> {
        self.code().and_then(|code| decode::plain_code(code.as_str()))
    }

    pub(crate) fn raw(&self) -> Option<&str> {
        self.raw.as_deref()
    }
}

impl FieldViolation {
    fn read(value: Value) -> Option<Self> {
        let Value::Object(mut members) = value else {
            return None;
        };
        let field = members.remove("field").and_then(text_of)?;
        let description = members.remove("description").and_then(text_of);
        Some(Self { field, description: description.unwrap_or_default() })
    }

    /// Path of the field in the request's body.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What is wrong with it, for people; empty if the API does not say.
    pub fn description(&self) -> &str {
        &self.description
    }
}

impl fmt::Debug for FieldViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldViolation").field("field", &self.field).finish_non_exhaustive()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.status)?;
        match self.plain_code() {
            Some(code) => write!(f, ", {code}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.status)
            .field("code", &self.plain_code())
            .finish_non_exhaustive()
    }
}

fn text_of(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn list_of(value: Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list,
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, header};

    use super::*;

    fn read(body: &[u8]) -> ApiError {
        ApiError::read(404, HeaderMap::new(), body)
    }

    /// Error code, reason, detail, number of parameters, fields, raw body.
    type Parts<'a> =
        (Option<&'a str>, Option<&'a str>, Option<&'a str>, usize, Vec<&'a str>, Option<&'a str>);

    fn check(body: &[u8], expected: &Parts<'_>) {
        let error = read(body);
        assert_eq!(error.status(), 404);
        let fields = error.bad_request_fields().iter();
        let got = (
            error.code().map(ErrorCode::as_str),
            error.reason(),
            error.detail(),
            error.parameters().len(),
            fields.map(FieldViolation::field).collect(),
            error.raw(),
        );
        assert_eq!(&got, expected);
    }

    #[test]
    fn a_full_error_is_read() {
        check(
            br#"{"error":404,"errorCode":"X_Y","reason":"Not Found","detail":"jane@example.com",
                "parameters":["a",1,null],"badRequestDetail":{"fields":[{"field":"a.b","description":"no"}]}}"#,
            &(Some("X_Y"), Some("Not Found"), Some("jane@example.com"), 3, vec!["a.b"], None),
        );
    }

    #[test]
    fn members_of_a_wrong_type_are_dropped() {
        check(
            br#"{"error":"x","errorCode":7,"reason":[],"detail":"kept","parameters":{},
                "badRequestDetail":{"fields":[1,{"field":2},{"field":"f"},{}]}}"#,
            &(None, None, Some("kept"), 0, vec!["f"], None),
        );
        check(
            br#"{"errorCode":"C","badRequestDetail":"x"}"#,
            &(Some("C"), None, None, 0, vec![], None),
        );
    }

    #[test]
    fn what_is_no_json_object_is_kept_as_text() {
        check(b"", &(None, None, None, 0, vec![], None));
        check(b"<html>", &(None, None, None, 0, vec![], Some("<html>")));
        check(b"[1]", &(None, None, None, 0, vec![], Some("[1]")));
        check(br#"{"errorCode":"CU"#, &(None, None, None, 0, vec![], Some(r#"{"errorCode":"CU"#)));
    }

    #[test]
    fn latin_1_is_read_when_the_header_or_the_bytes_say_so() {
        let latin = b"{\"detail\":\"caf\xe9\"}";
        assert_eq!(read(latin).detail(), Some("café"));
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json;charset=ISO-8859-1"),
        );
        // Two bytes of UTF-8 are two characters of Latin-1.
        let error = ApiError::read(400, headers, "{\"detail\":\"é\"}".as_bytes());
        assert_eq!(error.detail(), Some("Ã©"));
        assert_eq!(read("{\"detail\":\"é\"}".as_bytes()).detail(), Some("é"));
    }

    #[test]
    fn printing_shows_status_and_code_only() {
        let error = read(
            br#"{"errorCode":"X_Y","reason":"s3cr3t","detail":"s3cr3t","parameters":["s3cr3t"],
                "badRequestDetail":{"fields":[{"field":"f","description":"s3cr3t"}]}}"#,
        );
        assert_eq!(error.to_string(), "status 404, X_Y");
        let shown = format!("{error:?} {:?}", error.bad_request_fields());
        assert!(!shown.contains("s3cr3t"), "{shown}");
        // A code that is no code is not shown either.
        assert_eq!(read(br#"{"errorCode":"a@b.example"}"#).to_string(), "status 404");
    }
}
