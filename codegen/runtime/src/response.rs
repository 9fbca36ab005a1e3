//! The answer of a call together with its status, its headers and what they say.

use std::{fmt, time::Duration};

use http::HeaderMap;

use crate::{RateLimit, ServiceVersion, Timestamp, metadata};

/// What [`Call::response`](crate::Call::response) brings: the value and what came around it.
///
/// Its `Debug` shows the operation and the status only: values and headers may hold what does not
/// belong into a log.
#[derive(Clone)]
pub struct Response<T> {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) value: T,
    pub(crate) operation: &'static str,
    pub(crate) requests: u32,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
}

impl<T> Response<T> {
    /// HTTP status, 200 to 299; with [`envelope`](crate::Call::envelope), the one inside of it.
    ///
    /// One exception: it is the error status of a delete that found nothing any more, after an earlier
    /// attempt of the same call may have deleted it.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Headers of the answer. What this API says in them has methods here.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The decoded answer.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The decoded answer, taken out.
    pub fn into_value(self) -> T {
        self.value
    }

    /// MongoDB's name of the operation.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// How many HTTP requests the call took, those for authentication included. One that waited for
    /// another call's token does not count it.
    pub fn requests(&self) -> u32 {
        self.requests
    }

    /// How many attempts the call took, as [`RetryPolicy`](crate::RetryPolicy) counts them.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How long the call took, authentication included.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// How many requests the API still takes, where it says so (Atlas does).
    pub fn rate_limit(&self) -> Option<RateLimit> {
        metadata::rate_limit(&self.headers)
    }

    /// How long to wait before the next request: `Retry-After`, in seconds or as a date. A time in
    /// the past, one of more than 24 hours and anything else count as absent.
    pub fn retry_after(&self) -> Option<Duration> {
        metadata::retry_after(&self.headers)
    }

    /// Since when, or from when on, the operation is deprecated.
    pub fn deprecation(&self) -> Option<Timestamp> {
        metadata::deprecation(&self.headers)
    }

    /// When the operation is switched off.
    pub fn sunset(&self) -> Option<Timestamp> {
        metadata::sunset(&self.headers)
    }

    /// The version of the server's software.
    pub fn service_version(&self) -> Option<ServiceVersion> {
        metadata::service_version(&self.headers)
    }

    /// The date in the answer's content type: which version of the resource it really is.
    pub fn media_type_version(&self) -> Option<&str> {
        metadata::media_type_version(&self.headers)
    }
}

impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
