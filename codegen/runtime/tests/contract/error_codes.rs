//! Error codes, as they are generated.

use runtime::{CodeClass, ErrorCode};

pub const GROUP_NOT_FOUND: ErrorCode = ErrorCode::from_static("GROUP_NOT_FOUND");
pub const USER_ALREADY_EXISTS: ErrorCode = ErrorCode::from_static("USER_ALREADY_EXISTS");

pub(crate) const CLASSES: &[(&str, CodeClass)] = &[
    ("GROUP_NOT_FOUND", CodeClass::NotFound),
    ("USER_ALREADY_EXISTS", CodeClass::AlreadyMember),
    ("USER_UNAUTHORIZED", CodeClass::MissingRole),
];
