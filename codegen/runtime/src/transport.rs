//! The transport: the one place where bytes leave the machine and time passes.

#[cfg(any(feature = "async", feature = "blocking"))]
mod body;
#[cfg(test)]
pub(crate) mod double;
#[cfg(any(feature = "async", feature = "blocking"))]
mod failure;
#[cfg(feature = "blocking")]
pub(crate) mod http1;
pub(crate) mod proxy;
#[cfg(feature = "async")]
pub(crate) mod reqwest;
#[cfg(any(feature = "async", feature = "blocking"))]
mod tls;

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

    /// Waits before a request is sent again.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;

    /// Is over after this time: limits the waiting for another call's token.
    fn alarm(&self, after: Duration) -> BoxFuture<'_, ()> {
        self.sleep(after)
    }

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
pub(crate) struct TransportError {
    pub(crate) kind: TransportErrorKind,
    /// What had been read of the answer, if its head had: often the status is all that is needed.
    pub(crate) partial: Option<Box<http::Response<Bytes>>>,
    pub(crate) source: Option<Arc<dyn StdError + Send + Sync>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TransportErrorKind {
    /// The surroundings are missing something: no tokio runtime, say.
    Unusable(&'static str),
    /// The name of the host has no address: nothing was sent.
    Unresolved,
    /// No connection: nothing was sent.
    Connect,
    /// The proxy cannot be reached, or does not let the connection through: nothing was sent.
    Proxy,
    /// TLS failed for a reason that lasts, such as a certificate: nothing was sent.
    Tls,
    /// Connecting took longer than its limit: nothing was sent.
    ConnectTimeout,
    /// The attempt took longer than [`Limits::timeout`].
    Timeout,
    /// The body paused for longer than the limit between two pieces.
    Idle,
    /// The body of a success is longer than the limit.
    BodyTooLarge,
    /// The connection broke after the request was, perhaps, sent.
    Broken,
}

impl TransportError {
    pub(crate) fn new(kind: TransportErrorKind) -> Self {
        Self { kind, partial: None, source: None }
    }

    pub(crate) fn with_source(
        kind: TransportErrorKind,
        source: impl StdError + Send + Sync + 'static,
    ) -> Self {
        Self { kind, partial: None, source: Some(Arc::new(source)) }
    }

    /// Says that this ended the reading of a body, with the answer as far as it was read.
    pub(crate) fn within(self, partial: http::Response<Bytes>) -> Self {
        Self { partial: Some(Box::new(partial)), ..self }
    }
}

// What was read of the answer may be private.
impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl TransportErrorKind {
    /// Whether the request certainly did not leave: it may be sent again, whatever it does.
    pub(crate) fn is_unsent(self) -> bool {
        match self {
            Self::Unusable(_)
            | Self::Unresolved
            | Self::Connect
            | Self::Proxy
            | Self::Tls
            | Self::ConnectTimeout => true,
            Self::Timeout | Self::Idle | Self::BodyTooLarge | Self::Broken => false,
        }
    }
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unusable(why) => why,
            Self::Unresolved => "the name of the server has no address (DNS)",
            Self::Connect => "cannot connect to the server",
            Self::Proxy => "cannot connect through the proxy",
            Self::Tls => "cannot agree on TLS with the server (its certificate, name or version)",
            Self::ConnectTimeout => "connecting to the server took too long",
            Self::Timeout => "the server did not answer in time",
            Self::Idle => "the server paused for too long within its answer",
            Self::BodyTooLarge => "the answer is longer than `max_body`",
            Self::Broken => "the connection broke before the answer was read",
        })
    }
}

#[cfg(all(test, feature = "async", feature = "blocking"))]
mod tests;
