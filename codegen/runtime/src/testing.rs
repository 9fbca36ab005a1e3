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
//! #         client: "", id: "", name: "", path: "/api/public/v1.0", self_hosted: true, codes: &[],
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
//!
//! Its time is its own: a client that waits before another attempt is there at once, a time-out takes
//! as long as it would, and a test that needs to be later says so.
//!
//! ```
//! # use std::time::Duration;
//! # use runtime::{Client, Environment, Error, Request, Surface, SurfaceInfo, testing::TestTransport};
//! # async fn example<S: Surface, R: Request<Surface = S>>(request: R) -> Result<(), Error> {
//! let transport = TestTransport::new();
//! transport.answer(503, "");
//! transport.answer(200, "[]");
//! let client = Client::<S>::at("https://test.example").transport(transport.clone()).build()?;
//! client.send(request).await?;
//! assert_eq!(transport.requests().len(), 2);
//! assert!(transport.elapsed() < Duration::from_secs(1));
//! # Ok(()) }
//! ```

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};

use crate::transport::{BoxFuture, Limits, Transport, TransportError, TransportErrorKind};

/// Answers requests from a list. Clones share the list, what was recorded, and the time.
///
/// Give it to [`ClientBuilder::transport`](crate::ClientBuilder::transport), and keep a clone to add
/// answers and to look at requests. With credentials, authentication takes its requests and answers
/// too: an API key asks only once it is challenged, a service account begins with a token.
///
/// A request for which no answer is left is an error for which
/// [`is_config`](crate::Error::is_config) holds. Its `Debug` shows numbers only.
#[derive(Clone)]
pub struct TestTransport(Arc<Mutex<State>>);

struct State {
    answers: VecDeque<Result<Response<Bytes>, Fault>>,
    requests: Vec<Request<Bytes>>,
    began: Instant,
    elapsed: Duration,
    /// Those who wait for an alarm.
    waiting: Vec<Waker>,
}

/// What happens instead of an answer.
enum Fault {
    Refused,
    TimedOut,
    Broken,
    /// Within the answer, of which this had come.
    BrokenAnswer(Response<Bytes>),
}

impl TestTransport {
    /// Makes one without answers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer. Its content type is `application/json`, unless the body is empty; a status
    /// outside of 100 to 999 becomes 500.
    pub fn answer(&self, status: u16, body: impl Into<Bytes>) -> &Self {
        self.answer_with(json(status, body.into()))
    }

    /// Adds an answer with headers of its own.
    pub fn answer_with(&self, answer: Response<Bytes>) -> &Self {
        self.push(Ok(answer))
    }

    /// Adds a connection that is refused: [`is_connect`](crate::Error::is_connect).
    pub fn refuse_connection(&self) -> &Self {
        self.push(Err(Fault::Refused))
    }

    /// Adds a server that does not answer in time: [`is_timeout`](crate::Error::is_timeout).
    pub fn time_out(&self) -> &Self {
        self.push(Err(Fault::TimedOut))
    }

    /// Adds a connection that breaks before the answer, so that nobody knows what became of the
    /// request: [`outcome_unknown`](crate::Error::outcome_unknown).
    pub fn break_connection(&self) -> &Self {
        self.push(Err(Fault::Broken))
    }

    /// Adds a connection that breaks within an answer, after its head and this part of its body.
    pub fn break_answer(&self, status: u16, part: impl Into<Bytes>) -> &Self {
        self.push(Err(Fault::BrokenAnswer(json(status, part.into()))))
    }

    /// Everything that was sent so far, in order. `Authorization` is there as well, marked as
    /// sensitive.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.state().requests.clone()
    }

    /// Makes it later: a token ages, a nonce grows too old.
    pub fn advance(&self, time: Duration) {
        let woken = {
            let mut state = self.state();
            state.elapsed = state.elapsed.saturating_add(time);
            mem::take(&mut state.waiting)
        };
        woken.into_iter().for_each(Waker::wake);
    }

    /// How much time has passed for the client, by waiting, by time-outs and by
    /// [`advance`](Self::advance).
    pub fn elapsed(&self) -> Duration {
        self.state().elapsed
    }

    fn push(&self, answer: Result<Response<Bytes>, Fault>) -> &Self {
        self.state().answers.push_back(answer);
        self
    }

    /// Nothing panics while it is held, so a poisoned one is as good as any.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for TestTransport {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(State {
            answers: VecDeque::new(),
            requests: Vec::new(),
            began: Instant::now(),
            elapsed: Duration::ZERO,
            waiting: Vec::new(),
        })))
    }
}

fn json(status: u16, body: Bytes) -> Response<Bytes> {
    let typed = !body.is_empty();
    let mut answer = Response::new(body);
    *answer.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if typed {
        let json = HeaderValue::from_static("application/json");
        answer.headers_mut().insert(header::CONTENT_TYPE, json);
    }
    answer
}

impl Transport for TestTransport {
    fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let answer = {
                let mut state = self.state();
                state.requests.push(request);
                state.answers.pop_front()
            };
            let fault = match answer {
                Some(Ok(answer)) => return Ok(answer),
                Some(Err(fault)) => fault,
                None => {
                    return Err(TransportError::new(TransportErrorKind::Unusable(
                        "the test transport has no answer left for this request",
                    )));
                }
            };
            Err(match fault {
                Fault::Refused => TransportError::new(TransportErrorKind::Connect),
                Fault::TimedOut => {
                    self.advance(limits.timeout);
                    TransportError::new(TransportErrorKind::Timeout)
                }
                Fault::Broken => TransportError::new(TransportErrorKind::Broken),
                Fault::BrokenAnswer(partial) => {
                    TransportError::new(TransportErrorKind::Broken).within(partial)
                }
            })
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move { self.advance(duration) })
    }

    fn alarm(&self, after: Duration) -> BoxFuture<'_, ()> {
        let until = self.elapsed().saturating_add(after);
        Box::pin(poll_fn(move |context| {
            let mut state = self.state();
            if state.elapsed >= until {
                return Poll::Ready(());
            }
            state.waiting.push(context.waker().clone());
            Poll::Pending
        }))
    }

    fn now(&self) -> Instant {
        let state = self.state();
        state.began.checked_add(state.elapsed).unwrap_or(state.began)
    }
}

impl fmt::Debug for TestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("TestTransport")
            .field("answers", &state.answers.len())
            .field("requests", &state.requests.len())
            .field("elapsed", &state.elapsed)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
