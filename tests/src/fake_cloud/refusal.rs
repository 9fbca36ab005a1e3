//! Refusals: why a request ends early, as the API says it.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Map, Value, json};

use codegen::model::Surface;

/// An error of the API.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    code: &'static str,
    detail: String,
    parameters: Vec<Value>,
    fields: Vec<Violation>,
    challenge: Option<String>,
}

/// A member of the body that is refused.
#[derive(Debug)]
pub(super) struct Violation {
    pub(super) code: &'static str,
    /// Its path in the body.
    pub(super) field: String,
    pub(super) description: String,
    /// What goes into the text of the whole.
    pub(super) parameter: Value,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &'static str) -> Self {
        Self {
            status,
            code,
            detail: String::new(),
            parameters: Vec::new(),
            fields: Vec::new(),
            challenge: None,
        }
    }

    /// A body with wrong members: the first one gives the code, all are listed.
    pub(super) fn of_members(violations: Vec<Violation>) -> Option<Self> {
        let first = violations.first()?;
        let refusal = Self::new(400, first.code)
            .detail(first.description.clone())
            .parameters([first.parameter.clone()]);
        Some(Self { fields: violations, ..refusal })
    }

    pub(super) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    pub(super) fn parameters(mut self, parameters: impl IntoIterator<Item = Value>) -> Self {
        self.parameters = parameters.into_iter().collect();
        self
    }

    pub(super) fn challenge(mut self, challenge: String) -> Self {
        self.challenge = Some(challenge);
        self
    }

    /// The answer on a surface, or on none where the path leads nowhere.
    pub(super) fn answer(self, surface: Option<&Surface>) -> Response<Bytes> {
        let status = StatusCode::from_u16(self.status).expect("a status of the API");
        let mut members = Map::new();
        members.insert("error".to_owned(), json!(self.status));
        members.insert("errorCode".to_owned(), json!(self.code));
        members.insert("reason".to_owned(), json!(status.canonical_reason()));
        members.insert("detail".to_owned(), json!(self.detail));
        members.insert("parameters".to_owned(), json!(self.parameters));
        if !self.fields.is_empty() && surface.is_some_and(lists_fields) {
            let field = |violation: &Violation| json!({ "field": violation.field, "description": violation.description });
            let fields: Vec<_> = self.fields.iter().map(field).collect();
            members.insert("badRequestDetail".to_owned(), json!({ "fields": fields }));
        }
        let mut answer = Response::new(Value::Object(members).to_string().into());
        *answer.status_mut() = status;
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(challenge) = self.challenge {
            let challenge = HeaderValue::try_from(challenge).expect("a challenge is plain text");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
            // What the server really says beside a challenge.
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/json;charset=ISO-8859-1"),
            );
        }
        answer
    }
}

/// Only Atlas documents `badRequestDetail`; the model does not say so.
fn lists_fields(surface: &Surface) -> bool {
    surface.path.starts_with("/api/atlas/")
}
