//! Error codes of the API, and what they mean to a program.

use std::{borrow::Cow, fmt};

/// A stable code of the API in upper snake case, such as `GROUP_NOT_FOUND`.
///
/// It compares with text, and codes that nobody has listed yet are codes as well. Where one of the
/// predicates of [`Error`](crate::Error) says what is meant, prefer it: the same mistake has
/// different codes on different surfaces.
///
/// ```
/// use runtime::ErrorCode;
///
/// pub const GROUP_NOT_FOUND: ErrorCode = ErrorCode::from_static("GROUP_NOT_FOUND");
///
/// # fn example(error: runtime::Error) {
/// if error.code() == Some(&GROUP_NOT_FOUND) {
///     eprintln!("no such project");
/// }
/// # }
/// assert_eq!(GROUP_NOT_FOUND, "GROUP_NOT_FOUND");
/// assert_eq!(GROUP_NOT_FOUND.to_string(), "GROUP_NOT_FOUND");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ErrorCode(Cow<'static, str>);

impl ErrorCode {
    /// Names a code, in a `const` as well.
    pub const fn from_static(code: &'static str) -> Self {
        Self(Cow::Borrowed(code))
    }

    pub(crate) fn read(code: String) -> Self {
        Self(Cow::Owned(code))
    }

    /// The code as the API writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ErrorCode({})", self.0.escape_debug())
    }
}

impl PartialEq<str> for ErrorCode {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for ErrorCode {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

/// What an error code means to a program, whatever the surface calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CodeClass {
    /// What the request names does not exist.
    NotFound,
    /// The caller is known, but has no role that allows this.
    MissingRole,
    /// The caller's address is not on the access list of the key, or there must be such a list first.
    AccessList,
    /// Too many requests or too many invitations in a short time.
    RateLimited,
    /// The person is a member, or has an account, already.
    AlreadyMember,
    /// What the request would remove or change was accepted, withdrawn or has lapsed.
    AlreadyGone,
    /// A number of things that the API allows is reached: users, teams, organizations.
    LimitReached,
    /// The requested version of the API was removed.
    VersionGone,
    /// The API does not know the requested version.
    VersionUnknown,
    /// The server takes no changes for a while, for example during an upgrade.
    WritesOff,
}

impl CodeClass {
    /// The class that a surface gives a code.
    pub(crate) fn of(code: &ErrorCode, codes: &[(&str, Self)]) -> Option<Self> {
        codes.iter().find(|(name, _)| code == name).map(|(_, class)| *class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_compares_with_codes_and_text() {
        const KNOWN: ErrorCode = ErrorCode::from_static("A_B");
        let read = ErrorCode::read("A_B".to_owned());
        assert_eq!(KNOWN, read);
        assert!(read == "A_B" && read == *"A_B" && read != "a_b");
        assert!(KNOWN < ErrorCode::from_static("A_C"));
        assert_eq!(format!("{read} {read:>5} {read:?}"), "A_B   A_B ErrorCode(A_B)");
        let set = std::collections::HashSet::from([KNOWN]);
        assert!(set.contains(&read));
    }

    #[test]
    fn printing_a_code_that_is_no_code_cannot_forge_a_line() {
        assert_eq!(format!("{:?}", ErrorCode::read("A\nB".to_owned())), "ErrorCode(A\\nB)");
    }

    #[test]
    fn the_first_class_of_a_code_counts() {
        let codes = [("A", CodeClass::NotFound), ("B", CodeClass::WritesOff)];
        let class = |code| CodeClass::of(&ErrorCode::from_static(code), &codes);
        assert_eq!(class("A"), Some(CodeClass::NotFound));
        assert_eq!(class("B"), Some(CodeClass::WritesOff));
        assert_eq!(class("C"), None);
    }
}
