//! The answer of a call together with its status and headers.

use std::fmt;

use http::HeaderMap;

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
}

impl<T> Response<T> {
    /// HTTP status, 200 to 299.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Headers of the answer, such as `RateLimit-Remaining` or `Sunset`.
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
}

impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
