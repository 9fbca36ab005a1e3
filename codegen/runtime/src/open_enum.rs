//! Open enumerations: known values are variants, others are kept as they came.

use std::{fmt, marker::PhantomData};

use serde::{Deserializer, de};

/// A value that this version of the client does not know, exactly as the server sent it.
///
/// It can be read and sent back, but not made up: write a newer value through the enumeration's own
/// `From<&str>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// The value as the server sent it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An enumeration that takes values newer than itself.
///
/// ```
/// use runtime::{OpenEnum, UnknownValue, open_enum};
///
/// #[derive(Debug, PartialEq)]
/// enum OrgRole {
///     Owner,
///     Unknown(UnknownValue),
/// }
///
/// impl OpenEnum for OrgRole {
///     fn known(value: &str) -> Option<Self> {
///         Some(match value {
///             "ORG_OWNER" => Self::Owner,
///             _ => return None,
///         })
///     }
///
///     fn unknown(value: UnknownValue) -> Self {
///         Self::Unknown(value)
///     }
/// }
///
/// assert_eq!(open_enum::from_wire::<OrgRole>("ORG_OWNER"), OrgRole::Owner);
/// ```
pub trait OpenEnum: Sized {
    /// The variant of a value on the wire.
    fn known(value: &str) -> Option<Self>;

    /// The variant that keeps any other value.
    fn unknown(value: UnknownValue) -> Self;
}

/// The variant of a value on the wire, known or not.
pub fn from_wire<T: OpenEnum>(value: &str) -> T {
    T::known(value).unwrap_or_else(|| T::unknown(UnknownValue(value.into())))
}

/// Reads a value. A known one is not copied.
///
/// # Errors
///
/// It is not a string.
pub fn deserialize<'de, D: Deserializer<'de>, T: OpenEnum>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_str(Visitor(PhantomData))
}

struct Visitor<T>(PhantomData<fn() -> T>);

impl<T: OpenEnum> de::Visitor<'_> for Visitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<T, E> {
        Ok(from_wire(value))
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize, Serializer};

    use super::*;

    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    enum Role {
        Owner,
        Unknown(UnknownValue),
    }

    impl OpenEnum for Role {
        fn known(value: &str) -> Option<Self> {
            (value == "ORG_OWNER").then_some(Self::Owner)
        }

        fn unknown(value: UnknownValue) -> Self {
            Self::Unknown(value)
        }
    }

    impl Serialize for Role {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(match self {
                Self::Owner => "ORG_OWNER",
                Self::Unknown(value) => value.as_str(),
            })
        }
    }

    impl<'de> Deserialize<'de> for Role {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserialize(deserializer)
        }
    }

    fn check(json: &str, known: bool) {
        let role: Role = serde_json::from_str(json).unwrap();
        assert_eq!(role == Role::Owner, known, "{json}");
        assert_eq!(serde_json::to_string(&role).unwrap(), json);
    }

    #[test]
    fn values_are_written_back_as_they_came() {
        check(r#""ORG_OWNER""#, true);
        check(r#""org_owner""#, false);
        check(r#""ORG_OWNER ""#, false);
        check(r#""""#, false);
        check(r#""é\n\"""#, false);
    }

    #[test]
    fn an_escaped_known_value_is_known() {
        let role: Role = serde_json::from_str(r#""ORG\u005fOWNER""#).unwrap();
        assert_eq!(role, Role::Owner);
    }

    #[test]
    fn what_is_no_string_is_refused() {
        for json in ["1", "null", "[]", "{}"] {
            assert!(serde_json::from_str::<Role>(json).is_err(), "{json}");
        }
    }
}
