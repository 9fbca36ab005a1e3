//! What became of the request behind an error, and whether to send it again.

use super::{Error, Kind};
use crate::{Method, transport::TransportErrorKind};

/// What is known about the request itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It did not leave.
    Unsent,
    /// The server answered that it did not do it.
    Refused,
    /// It left, and nobody said what became of it.
    Unknown,
    /// The server answered that it did it.
    CarriedOut,
}

impl Error {
    /// Sending the same request again does no harm and may succeed: there was no connection, the API
    /// limits the rate, or the server or the way to it failed for the moment and the operation may be
    /// repeated.
    ///
    /// The client has done so already, as its [`RetryPolicy`](crate::RetryPolicy) says; this is for a
    /// program that comes back later.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_retryable() {
    ///     eprintln!("put it back into the queue: {error}");
    /// }
    /// # }
    /// ```
    pub fn is_retryable(&self) -> bool {
        let operation = self.0.operation;
        self.is_transient()
            && match self.fate() {
                Fate::Unsent | Fate::Refused => true,
                Fate::Unknown => operation.is_some_and(|operation| operation.idempotent),
                Fate::CarriedOut => !self.changes_something(),
            }
    }

    /// Whether the request left this machine. If not, there was a mistake in it, no connection, or no
    /// token.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if !error.request_was_sent() {
    ///     eprintln!("the server knows nothing of it: {error}");
    /// }
    /// # }
    /// ```
    pub fn request_was_sent(&self) -> bool {
        self.0.lost || self.fate() != Fate::Unsent
    }

    /// The request was sent, and whether the server carried it out is not known: the connection broke,
    /// time ran out, or the server or a proxy before it failed (status 408, 500, 502, 503, 504).
    ///
    /// For a request that creates something, look first whether it is there before sending it again.
    /// For an invitation that is no proof: it may have been accepted already, or the person added
    /// without one. False for a request that only reads.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.outcome_unknown() {
    ///     eprintln!("is the person invited, or in already? {error}");
    /// }
    /// # }
    /// ```
    pub fn outcome_unknown(&self) -> bool {
        self.changes_something() && (self.0.lost || self.fate() == Fate::Unknown)
    }

    /// Whether the fetch of a token failed, which has had its attempts already.
    pub(crate) fn is_before_request(&self) -> bool {
        self.0.before_request
    }

    fn changes_something(&self) -> bool {
        self.0.operation.is_some_and(|operation| operation.method != Method::Get)
    }

    fn fate(&self) -> Fate {
        if self.0.before_request {
            return Fate::Unsent;
        }
        match &self.0.kind {
            Kind::Config(_) | Kind::InvalidInput(_) | Kind::Token { .. } | Kind::NoToken { .. } => {
                Fate::Unsent
            }
            Kind::CallTimeout { sent: false } => Fate::Unsent,
            Kind::Transport { kind, .. } if kind.is_unsent() => Fate::Unsent,
            Kind::Transport { status: Some(_), .. } | Kind::Decode { .. } => Fate::CarriedOut,
            Kind::CallTimeout { sent: true } | Kind::Transport { .. } | Kind::Impostor => {
                Fate::Unknown
            }
            Kind::Api(api) if !self.is_rate_limited() && may_have_begun(api.status()) => {
                Fate::Unknown
            }
            Kind::Api(_) | Kind::Challenge(..) | Kind::Redirect { .. } => Fate::Refused,
        }
    }

    fn is_transient(&self) -> bool {
        if self.is_rate_limited() {
            return true;
        }
        match &self.0.kind {
            Kind::CallTimeout { .. } => true,
            Kind::Transport { kind, .. } => match kind {
                TransportErrorKind::Unresolved
                | TransportErrorKind::Connect
                | TransportErrorKind::Proxy
                | TransportErrorKind::ConnectTimeout
                | TransportErrorKind::Timeout
                | TransportErrorKind::Idle
                | TransportErrorKind::Broken => true,
                TransportErrorKind::Unusable(_)
                | TransportErrorKind::Tls
                | TransportErrorKind::BodyTooLarge => false,
            },
            Kind::Api(api) => is_passing(api.status()),
            // Nothing is created by asking for a token, so a failure of the server may pass as well.
            Kind::Token { status, .. } => is_passing(*status) || *status == 500,
            _ => false,
        }
    }
}

/// Statuses of a server that may do better in a moment. Atlas uses 500 for what stays wrong.
fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 502 | 503 | 504)
}

/// Whether a server that answers with this status may have done all or part of the work.
fn may_have_begun(status: u16) -> bool {
    // Not implemented, HTTP version not supported: those are said before anything is done.
    status == 408 || status >= 500 && !matches!(status, 501 | 505)
}
