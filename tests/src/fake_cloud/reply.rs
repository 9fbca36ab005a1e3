//! Replies on their way out: `envelope` and `pretty`, which are parameters of every call.

use bytes::Bytes;
use codegen::model::Surface;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::{query, route};

/// An answer before it is bytes.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Value>,
}

/// The names of the two parameters.
pub(super) const FORM: [&str; 2] = ["envelope", "pretty"];

/// How the caller wants the body.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Form {
    envelope: bool,
    pretty: bool,
    atlas: bool,
}

impl Form {
    /// The form that a request asks for, also of a refusal of it.
    pub(super) fn of(query: Option<&str>, surface: Option<&Surface>) -> Self {
        let pairs = query.map(query::form).unwrap_or_default();
        let asks =
            |wanted: &str| pairs.iter().any(|(name, value)| name == wanted && value == "true");
        let [envelope, pretty] = FORM.map(asks);
        Self { envelope, pretty, atlas: surface.is_some_and(route::is_atlas) }
    }
}

impl Reply {
    pub(super) fn new(status: StatusCode, body: Option<Value>, media: &str) -> Self {
        let media = HeaderValue::from_str(media).expect("media types are plain text");
        Self { status, headers: HeaderMap::from_iter([(header::CONTENT_TYPE, media)]), body }
    }

    /// The bytes, in the form that was asked for.
    pub(super) fn send(mut self, form: Form) -> Response<Bytes> {
        if form.envelope {
            self.wrap(form.atlas);
        }
        let body = match &self.body {
            None => String::new(),
            Some(body) if form.pretty => format!("{body:#}\n"),
            Some(body) => body.to_string(),
        };
        let mut response = Response::new(body.into());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }

    /// Puts the status beside the body. No document shows a list like those of the spec, which are
    /// bare arrays, in an envelope; the names are those that MongoDB's pages give to lists.
    fn wrap(&mut self, atlas: bool) {
        let status = self.status.as_u16();
        let content = self.body.take().unwrap_or_else(|| json!({}));
        self.body = Some(match content {
            // A page has a wrapper already.
            Value::Object(mut page)
                if atlas && page.get("results").is_some_and(Value::is_array) =>
            {
                page.insert("status".to_owned(), json!(status));
                Value::Object(page)
            }
            Value::Array(_) if atlas => json!({ "status": status, "results": content }),
            _ => json!({ "status": status, "content": content }),
        });
        // A 204 has no room for an envelope.
        if self.status == StatusCode::NO_CONTENT {
            self.status = StatusCode::OK;
        }
    }
}
