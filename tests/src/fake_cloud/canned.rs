//! Prepared answers, for what a server does seldom.

use std::{collections::VecDeque, sync::Mutex};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};

use super::lock;

/// Where a prepared answer takes the place of the real one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// At the token endpoint.
    Token,
    /// At an operation, once the caller is known.
    Operation,
}

/// A prepared answer.
#[derive(Debug, Clone)]
pub struct Canned(Response<Bytes>);

impl Canned {
    /// A body of JSON.
    ///
    /// # Panics
    ///
    /// When the status is none.
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Self::empty(status)
            .header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(body)
    }

    /// No body and no content type.
    ///
    /// # Panics
    ///
    /// When the status is none.
    pub fn empty(status: u16) -> Self {
        let mut answer = Response::default();
        *answer.status_mut() = StatusCode::from_u16(status).expect("three digits");
        Self(answer)
    }

    /// One more header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers_mut().append(name, value);
        self
    }

    fn body(mut self, body: impl Into<Bytes>) -> Self {
        *self.0.body_mut() = body.into();
        self
    }
}

/// The prepared answers that are left.
#[derive(Default)]
pub(super) struct Shelf(Mutex<VecDeque<(Stage, Canned)>>);

impl Shelf {
    pub(super) fn put(&self, stage: Stage, answer: Canned) {
        lock(&self.0).push_back((stage, answer));
    }

    pub(super) fn take(&self, stage: Stage) -> Option<Response<Bytes>> {
        let mut prepared = lock(&self.0);
        let at = prepared.iter().position(|(at, _)| *at == stage)?;
        prepared.remove(at).map(|(_, Canned(answer))| answer)
    }
}
