//! A call that is waited for.

use std::{fmt, time::Duration};

use super::executor;
use crate::{Error, Request, Response, RetryPolicy};

/// One call. Nothing is sent before [`wait`](Self::wait).
///
/// The error is described at [`Error`]; a mistake in the request is reported there too, before
/// anything is sent.
#[must_use = "a call is sent when it is waited for: add `.wait()?`"]
pub struct Call<R: Request>(crate::Call<R>);

impl<R: Request> Call<R> {
    pub(super) fn new(call: crate::Call<R>) -> Self {
        Self(call)
    }

    /// Limits this call, authentication included; as [`Call::timeout`](crate::Call::timeout).
    pub fn timeout(self, timeout: Duration) -> Self {
        Self(self.0.timeout(timeout))
    }

    /// Decides for this call what follows a failed attempt; as [`Call::retry`](crate::Call::retry).
    pub fn retry(self, policy: impl RetryPolicy) -> Self {
        Self(self.0.retry(policy))
    }

    /// Asks for the answer in an envelope and takes it out again; as
    /// [`Call::envelope`](crate::Call::envelope).
    pub fn envelope(self) -> Self {
        Self(self.0.envelope())
    }

    /// Asks for JSON with line breaks and indentation; as [`Call::pretty`](crate::Call::pretty).
    pub fn pretty(self) -> Self {
        Self(self.0.pretty())
    }

    /// Asks for status, headers and what they say beside the value.
    pub fn response(self) -> ResponseCall<R> {
        ResponseCall(self)
    }

    /// Sends the request and waits for the answer.
    ///
    /// # Errors
    ///
    /// What [`Error`] says.
    pub fn wait(self) -> Result<R::Answer, Error> {
        let limit = self.0.limit();
        executor::run(self.0, limit)
    }
}

impl<R: Request> fmt::Debug for Call<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A [`Call`] that brings a [`Response`]: [`Call::response`] makes it.
#[must_use = "a call is sent when it is waited for: add `.wait()?`"]
pub struct ResponseCall<R: Request>(Call<R>);

impl<R: Request> ResponseCall<R> {
    /// Sends the request and waits for the answer.
    ///
    /// # Errors
    ///
    /// What [`Error`] says.
    pub fn wait(self) -> Result<Response<R::Answer>, Error> {
        let Call(call) = self.0;
        let limit = call.limit();
        executor::run(call.response(), limit)
    }
}

impl<R: Request> fmt::Debug for ResponseCall<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
