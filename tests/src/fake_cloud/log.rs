//! What was asked, as it came over the wire.

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};

/// What becomes of requests that were answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogTo {
    /// They are kept, whole, for a test to look at.
    Memory,
    /// A line each on the standard error: [`Logged::line`].
    Stderr,
    /// They are forgotten.
    Nowhere,
}

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

    /// The request in a line, without anything that could be a secret or a person: of the query only
    /// the names are there.
    pub fn line(&self) -> String {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let names = query.split('&').filter_map(|pair| pair.split('=').next());
        let names: Vec<_> = names.filter(|name| !name.is_empty()).collect();
        let query = if names.is_empty() { String::new() } else { format!("?{}", names.join("&")) };
        format!("{} {path}{query} {}", self.method, self.status)
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
