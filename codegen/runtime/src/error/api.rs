//! Predicates on what the API said, by the status or by the class of its error code.

use super::{Error, Kind};
use crate::CodeClass;

impl Error {
    /// The API knows nothing under these ids: status 404, or an error code that says the same.
    ///
    /// An invitation that was accepted, withdrawn or has lapsed is answered with 404 (on delete also
    /// with 400 and an invitation code), so "not found" after an invitation was made mostly means
    /// that the person accepted it. The calls about people find a person who accepted; there it means
    /// a wrong id, a person who was removed, or one whose invitation expired or was rejected and who
    /// was not asked for by that status.
    ///
    /// ```
    /// # fn example(error: runtime::Error) -> Result<(), runtime::Error> {
    /// if error.is_not_found() {
    ///     return Ok(()); // accepted or deleted already
    /// }
    /// # Err(error) }
    /// ```
    pub fn is_not_found(&self) -> bool {
        self.has_status(404)
            || self.is_class(CodeClass::NotFound)
            || self.is_class(CodeClass::AlreadyGone)
    }

    /// An account of that name exists, or the person is in the team, already. Which code the invitation
    /// of a member of the organization or project is answered with is not documented, so this proves no
    /// membership: look it up.
    ///
    /// ```
    /// # fn example(error: &runtime::Error) {
    /// if error.is_already_member() {
    ///     println!("the person is known already: is there anything left to do?");
    /// }
    /// # }
    /// ```
    pub fn is_already_member(&self) -> bool {
        self.is_class(CodeClass::AlreadyMember)
    }

    /// What was asked for is in conflict with what is there: status 409. A pending or active person has
    /// the address already, or the person has the role. The error codes of these are not documented,
    /// so this goes by the status alone.
    ///
    /// ```
    /// # fn example(error: runtime::Error) -> Result<(), runtime::Error> {
    /// if error.is_conflict() {
    ///     return Ok(()); // invited already
    /// }
    /// # Err(error) }
    /// ```
    pub fn is_conflict(&self) -> bool {
        self.has_status(409)
    }

    /// The address of this machine is not on the access list of the key or service account, or the
    /// organization demands such a list.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_access_list() {
    ///     eprintln!("add this machine's address to the access list of the key");
    /// }
    /// # }
    /// ```
    pub fn is_access_list(&self) -> bool {
        self.is_class(CodeClass::AccessList)
    }

    /// The credentials are right, but have no role that allows this. Mostly the status is 401, so
    /// that [`is_auth`](Self::is_auth) holds as well; this one tells a missing role from a wrong key.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_missing_role() {
    ///     eprintln!("give the key the role Organization User Admin");
    /// }
    /// # }
    /// ```
    pub fn is_missing_role(&self) -> bool {
        self.is_class(CodeClass::MissingRole)
    }

    /// Too many requests: status 429, or any status with an error code that says so (too many
    /// invitations are a 400). Nothing was carried out.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_rate_limited() {
    ///     let after = error.api().and_then(|api| api.retry_after());
    ///     eprintln!("later: {after:?}");
    /// }
    /// # }
    /// ```
    pub fn is_rate_limited(&self) -> bool {
        match &self.0.kind {
            Kind::Token { status, .. } => *status == 429,
            _ => {
                self.has_status(429)
                    || self.is_class(CodeClass::RateLimited)
                    || self.code().is_some_and(|code| code.as_str().contains("RATE_LIMITED"))
            }
        }
    }

    /// A number of things that the API allows is reached, such as users of an organization. Waiting
    /// does not help.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_limit_reached() {
    ///     eprintln!("remove somebody first: {error}");
    /// }
    /// # }
    /// ```
    pub fn is_limit_reached(&self) -> bool {
        self.is_class(CodeClass::LimitReached)
    }

    /// Whether the limit is that on invitations, or another one by the address of the caller.
    pub(super) fn limits_invitations(&self) -> bool {
        self.code().is_some_and(|code| code.as_str().ends_with("RATE_LIMITED_IP"))
    }

    pub(super) fn has_status(&self, status: u16) -> bool {
        self.api().is_some_and(|api| api.status() == status)
    }

    pub(super) fn is_class(&self, class: CodeClass) -> bool {
        self.api().is_some_and(|api| api.is_class(class))
    }
}

#[cfg(test)]
mod tests;
