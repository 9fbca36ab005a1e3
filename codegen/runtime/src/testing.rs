//! A transport with canned answers, for the tests of programs that use a client.
//!
//! It answers from a list, in order, and keeps what it was sent. No address needs to exist, no
//! runtime needs to run, and no credentials need to be given.
//!
//! ```
//! # use runtime::{Client, Environment, Error, Request, Surface, SurfaceInfo, testing::TestTransport};
//! # enum OpsManager {}
//! # impl Surface for OpsManager {
//! #     const INFO: SurfaceInfo = SurfaceInfo {
//! #         id: "", name: "", path: "/api/public/v1.0", self_hosted: true, codes: &[],
//! #         environment: Environment::NONE,
//! #     };
//! # }
//! # async fn example<R: Request<Surface = OpsManager>>(request: R, again: R) -> Result<(), Error> {
//! let transport = TestTransport::new();
//! transport.answer(200, r#"{"id":"5dd5a6b6f10fab1d71a58495"}"#);
//! transport.answer(404, r#"{"error":404,"errorCode":"GROUP_NOT_FOUND"}"#);
//! let client =
//!     Client::<OpsManager>::at("https://test.example").transport(transport.clone()).build()?;
//!
//! let invitation = client.send(request).await?;
//! assert!(client.send(again).await.is_err_and(|error| error.is_not_found()));
//! assert_eq!(transport.requests()[0].uri().path(), "/api/public/v1.0/orgs/1/invites/2");
//! # let _ = invitation; Ok(()) }
//! ```

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};

use crate::transport::{BoxFuture, Limits, Transport, TransportError, TransportErrorKind};

/// Answers requests from a list. Clones share the list and what was recorded.
///
/// Give it to [`ClientBuilder::transport`](crate::ClientBuilder::transport), and keep a clone to add
/// answers and to look at requests. With credentials, authentication takes its requests and answers
/// too: an API key asks only once it is challenged, a service account begins with a token.
///
/// A request for which no answer is left is an error for which
/// [`is_config`](crate::Error::is_config) holds. Its `Debug` shows numbers only.
#[derive(Clone, Default)]
pub struct TestTransport(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    answers: VecDeque<Result<Response<Bytes>, TransportErrorKind>>,
    requests: Vec<Request<Bytes>>,
}

impl TestTransport {
    /// Makes one without answers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer. Its content type is `application/json`, unless the body is empty; a status
    /// outside of 100 to 999 becomes 500.
    pub fn answer(&self, status: u16, body: impl Into<Bytes>) -> &Self {
        let body = body.into();
        let typed = !body.is_empty();
        let mut answer = Response::new(body);
        *answer.status_mut() =
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if typed {
            let json = HeaderValue::from_static("application/json");
            answer.headers_mut().insert(header::CONTENT_TYPE, json);
        }
        self.answer_with(answer)
    }

    /// Adds an answer with headers of its own.
    pub fn answer_with(&self, answer: Response<Bytes>) -> &Self {
        self.push(Ok(answer))
    }

    /// Adds a connection that is refused: [`is_connect`](crate::Error::is_connect).
    pub fn refuse_connection(&self) -> &Self {
        self.push(Err(TransportErrorKind::Connect))
    }

    /// Adds a server that does not answer in time: [`is_timeout`](crate::Error::is_timeout).
    pub fn time_out(&self) -> &Self {
        self.push(Err(TransportErrorKind::Timeout))
    }

    /// Everything that was sent so far, in order. `Authorization` is there as well, marked as
    /// sensitive.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.state().requests.clone()
    }

    fn push(&self, answer: Result<Response<Bytes>, TransportErrorKind>) -> &Self {
        self.state().answers.push_back(answer);
        self
    }

    /// Nothing panics while it is held, so a poisoned one is as good as any.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for TestTransport {
    fn send(
        &self,
        request: Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let mut state = self.state();
            state.requests.push(request);
            let answer = state.answers.pop_front().unwrap_or(Err(TransportErrorKind::Unusable(
                "the test transport has no answer left for this request",
            )));
            answer.map_err(TransportError::new)
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        // Answers come at once, so nobody waits for long: looking again now and then is enough.
        let until = Instant::now().checked_add(duration);
        Box::pin(poll_fn(move |_| {
            if until.is_some_and(|until| Instant::now() >= until) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        }))
    }
}

impl fmt::Debug for TestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("TestTransport")
            .field("answers", &state.answers.len())
            .field("requests", &state.requests.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
