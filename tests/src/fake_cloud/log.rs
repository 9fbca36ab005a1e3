//! What was asked, as it came over the wire.

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};

/// One request and the status of its answer.
#[derive(Debug, Clone)]
pub struct Logged {
    /// `GET`
    pub method: String,
    /// Path and query, as on the request line.
    pub target: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
    /// Status of the answer.
    pub status: u16,
}

impl Logged {
    pub(super) fn new(request: &Request<Bytes>, status: StatusCode) -> Self {
        Self {
            method: request.method().to_string(),
            target: request.uri().to_string(),
            headers: request.headers().clone(),
            body: request.body().clone(),
            status: status.as_u16(),
        }
    }

    /// A header, where it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The value of a parameter in the answer to a challenge of HTTP Digest.
    pub fn digest(&self, name: &str) -> Option<String> {
        super::digest::parameters(self.header("authorization")?)?.remove(name)
    }
}
