//! Refusals: why a request ends early, as the API says it.

use std::borrow::Cow;

use codegen::{Api, model::Surface};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};

use super::{
    codes::{self, Candidate},
    reply::Reply,
    route,
};

/// An error of the API.
#[derive(Debug)]
pub(super) struct Refusal {
    /// From the most exact code to the most general.
    codes: Vec<Candidate>,
    detail: String,
    parameters: Vec<Value>,
    fields: Vec<Violation>,
    headers: Vec<(HeaderName, String)>,
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
    pub(super) fn new(status: u16, code: impl Into<Cow<'static, str>>) -> Self {
        Self {
            codes: vec![(status, code.into())],
            detail: String::new(),
            parameters: Vec::new(),
            fields: Vec::new(),
            headers: Vec::new(),
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

    /// What a surface says that lacks the codes named so far.
    pub(super) fn or(mut self, status: u16, code: impl Into<Cow<'static, str>>) -> Self {
        self.codes.push((status, code.into()));
        self
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
        self.headers.push((header::WWW_AUTHENTICATE, challenge));
        // What the server really says beside a challenge.
        self.headers.push((header::CONTENT_TYPE, "application/json;charset=ISO-8859-1".to_owned()));
        self
    }

    /// Seconds after which a repeat makes sense.
    pub(super) fn retry_after(mut self, seconds: i64) -> Self {
        self.headers.push((header::RETRY_AFTER, seconds.to_string()));
        self
    }

    /// The answer on a surface, or on none where the path leads nowhere.
    pub(super) fn reply(self, api: &Api, surface: Option<&Surface>) -> Reply {
        let (number, code) = codes::choose(api, surface, &self.codes);
        let status = StatusCode::from_u16(number).expect("a status of the API");
        let mut members = Map::new();
        members.insert("error".to_owned(), json!(number));
        members.insert("errorCode".to_owned(), json!(code));
        members.insert("reason".to_owned(), json!(status.canonical_reason()));
        members.insert("detail".to_owned(), json!(self.detail));
        members.insert("parameters".to_owned(), json!(self.parameters));
        // No other API documents this member.
        if !self.fields.is_empty() && surface.is_some_and(route::is_atlas) {
            let field = |violation: &Violation| json!({ "field": violation.field, "description": violation.description });
            let fields: Vec<_> = self.fields.iter().map(field).collect();
            members.insert("badRequestDetail".to_owned(), json!({ "fields": fields }));
        }
        let mut reply = Reply::new(status, Some(Value::Object(members)), "application/json");
        for (name, value) in self.headers {
            let value = HeaderValue::try_from(value).expect("a challenge is plain text");
            reply.headers.insert(name, value);
        }
        reply
    }
}
