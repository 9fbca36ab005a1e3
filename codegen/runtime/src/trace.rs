//! What a call tells `tracing`: a span for the call, an event for each attempt, a warning
//! before an operation is switched off, nothing private.
//!
//! **Invariant:** no body, no query, no path with its values, no credentials and no header but the
//! ones named here. An error is shown by its `Display`, which has none of them either.

use std::{fmt, time::Duration};

use http::{HeaderMap, StatusCode};
use tracing::{Level, Span, debug, field, info_span, warn};

use crate::{Error, Operation, SurfaceInfo, Timestamp};

/// What to write into a filter: `RUST_LOG=mongodb_invitations=debug`.
macro_rules! target {
    () => {
        "mongodb_invitations"
    };
}

/// Headers of an answer that say something about the service, and nothing about who calls.
const SHOWN: [&str; 10] = [
    "content-length",
    "content-type",
    "date",
    "deprecation",
    "ratelimit-limit",
    "ratelimit-remaining",
    "retry-after",
    "sunset",
    "x-envoy-upstream-service-time",
    "x-mongodb-service-version",
];

/// The span of one call. `attempt`, `status` and `duration_ms` are those of its end.
pub(crate) fn call(operation: &Operation, surface: &SurfaceInfo) -> Span {
    info_span!(
        target: target!(),
        "call",
        operation = operation.id,
        surface = surface.id,
        method = operation.method.as_str(),
        attempt = field::Empty,
        status = field::Empty,
        duration_ms = field::Empty,
        error = field::Empty,
    )
}

/// An HTTP request of an attempt was answered; authentication may need several.
pub(crate) fn answered(status: StatusCode, headers: &HeaderMap, took: Duration) {
    debug!(
        target: target!(),
        status = status.as_u16(),
        duration_ms = millis(took),
        headers = ?Shown(headers),
        "answered"
    );
}

/// An HTTP request of an attempt was not answered.
pub(crate) fn not_answered(error: &Error, took: Duration) {
    debug!(target: target!(), duration_ms = millis(took), %error, "not answered");
}

/// An attempt failed, and another one follows.
pub(crate) fn repeated(error: &Error, attempt: u32, wait: Duration) {
    debug!(target: target!(), attempt, wait_ms = millis(wait), %error, "trying again");
}

/// Whether anybody listens to [`sunset`].
pub(crate) fn hears_warnings() -> bool {
    tracing::enabled!(target: target!(), Level::WARN)
}

/// The API switches an operation off, or was to have done so.
pub(crate) fn sunset(operation: &Operation, at: Timestamp) {
    warn!(
        target: target!(),
        operation = operation.id,
        sunset = %at,
        instead = operation.instead,
        "the API switches this operation off"
    );
}

/// The call is over.
pub(crate) fn ended(span: &Span, attempt: u32, took: Duration, outcome: Result<u16, &Error>) {
    span.record("attempt", attempt);
    span.record("duration_ms", millis(took));
    match outcome {
        Ok(status) => {
            span.record("status", status);
        }
        Err(error) => {
            if let Some(status) = error.status() {
                span.record("status", status);
            }
            span.record("error", field::display(error));
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Headers, of which only those are shown that may be.
struct Shown<'a>(&'a HeaderMap);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.iter().filter(|(name, _)| SHOWN.contains(&name.as_str()));
        f.debug_map().entries(shown).finish()
    }
}

#[cfg(test)]
mod tests;
