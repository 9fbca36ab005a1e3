//! An API that does not serve the version of an operation, any more or at all.

use std::fmt;

use super::Error;
use crate::CodeClass;

impl Error {
    /// The version of the operation that this client speaks was switched off: status 410, or an error
    /// code that says the same.
    ///
    /// The message says what to use instead, where that is known
    /// ([`Operation::instead`](crate::Operation::instead)). If it is not, a newer client is needed.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_version_gone() {
    ///     eprintln!("this program is too old for the API: {error}");
    /// }
    /// # }
    /// ```
    pub fn is_version_gone(&self) -> bool {
        self.has_status(410) || self.is_class(CodeClass::VersionGone)
    }

    /// The API does not know the version of the operation that this client asks for: its error code
    /// says so, mostly with status 406. Either the server is not the one that the client was made for,
    /// or a proxy has changed the header `Accept`.
    ///
    /// The message says what to use instead, where the operation is deprecated.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_version_unknown() {
    ///     eprintln!("is this the right server? {error}");
    /// }
    /// # }
    /// ```
    pub fn is_version_unknown(&self) -> bool {
        self.is_class(CodeClass::VersionUnknown)
    }

    /// What to do about a version that is not served, for the end of the message.
    pub(super) fn way_out(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gone = self.is_version_gone();
        if !gone && !self.is_version_unknown() {
            return Ok(());
        }
        match self.0.operation.and_then(|operation| operation.instead) {
            Some(instead) => write!(f, "; instead use {instead}"),
            None if gone => f.write_str("; a newer client is needed"),
            None => f.write_str("; is it the right server, and does no proxy change `Accept`?"),
        }
    }
}

#[cfg(test)]
mod tests;
