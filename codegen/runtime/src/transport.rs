//! The transport: the one place where bytes leave the machine and time passes.

#[cfg(test)]
pub(crate) mod double;
#[cfg(feature = "blocking")]
mod proxy;
#[cfg(feature = "async")]
pub(crate) mod reqwest;
#[cfg(any(feature = "async", feature = "blocking"))]
mod tls;
#[cfg(feature = "blocking")]
pub(crate) mod ureq;

use std::{
    error::Error as StdError,
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;

/// A future behind a pointer, so that what is above a transport is not generic over it.
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends one request and reads its answer, and knows the time.
///
/// It follows no redirect, repeats nothing, decompresses nothing and adds no header but those of the
/// connection. An HTTP error status is an answer, not an error.
pub(crate) trait Transport: Send + Sync + 'static {
    /// Sends one request and reads its answer within the limits.
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;

    /// Is over after this time: limits the waiting for another call's token.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;

    /// The time on a clock that only goes forward.
    fn now(&self) -> Instant {
        Instant::now()
    }
}

/// How long one request may take and how much its answer may weigh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// From connecting until the answer is read.
    pub(crate) timeout: Duration,
    /// A longer body of a 2xx is [`TransportErrorKind::BodyTooLarge`].
    pub(crate) max_success_body: usize,
    /// A longer body of any other status is cut here.
    pub(crate) max_error_body: usize,
}

/// Why there is no answer.
#[derive(Debug, Clone)]
pub(crate) struct TransportError {
    pub(crate) kind: TransportErrorKind,
    pub(crate) source: Option<Arc<dyn StdError + Send + Sync>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TransportErrorKind {
    /// The surroundings are missing something: no tokio runtime, say.
    Unusable(&'static str),
    /// No connection: nothing was sent.
    Connect,
    /// Connecting took longer than its limit: nothing was sent.
    ConnectTimeout,
    /// The attempt took longer than [`Limits::timeout`].
    Timeout,
    /// The body paused for longer than the limit between two pieces.
    Idle,
    /// The body of a success is longer than the limit.
    BodyTooLarge { status: u16 },
    /// The connection broke after the request was, perhaps, sent.
    Broken,
}

impl TransportError {
    pub(crate) fn new(kind: TransportErrorKind) -> Self {
        Self { kind, source: None }
    }

    pub(crate) fn with_source(
        kind: TransportErrorKind,
        source: impl StdError + Send + Sync + 'static,
    ) -> Self {
        Self { kind, source: Some(Arc::new(source)) }
    }
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unusable(why) => why,
            Self::Connect => "cannot connect to the server",
            Self::ConnectTimeout => "connecting to the server took too long",
            Self::Timeout => "the server did not answer in time",
            Self::Idle => "the server paused for too long within its answer",
            Self::BodyTooLarge { .. } => "the answer is longer than the limit",
            Self::Broken => "the connection broke before the answer was read",
        })
    }
}
