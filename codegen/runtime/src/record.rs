//! Records that a server sends: read field by field into a blank one.
//!
//! A derived `Deserialize` says for each record once more how an object is read. Here that is said
//! once, and a record only says which fields it has and where each one goes: to check a client then
//! takes the compiler two thirds of the time.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor},
    ser::SerializeMap,
};

/// A JSON object with known fields. Unknown ones are ignored, and none may come twice.
///
/// ```
/// use runtime::Record;
/// use serde::{Deserialize, Deserializer, de::MapAccess};
///
/// #[derive(Debug)]
/// pub struct Org {
///     pub id: String,
///     pub name: Option<String>,
///     pub roles: Vec<String>,
/// }
///
/// impl Record for Org {
///     const FIELDS: &'static [&'static str] = &["id", "name", "roles"];
///     const REQUIRED: &'static [&'static str] = &["id"];
///
///     fn blank() -> Self {
///         Self { id: String::new(), name: None, roles: Vec::new() }
///     }
///
///     fn read<'de, A: MapAccess<'de>>(&mut self, field: usize, from: &mut A) -> Result<(), A::Error> {
///         match field {
///             0 => self.id = from.next_value()?,
///             1 => self.name = from.next_value()?,
///             _ => self.roles = runtime::record::list(from)?,
///         }
///         Ok(())
///     }
/// }
///
/// impl<'de> Deserialize<'de> for Org {
///     fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
///         runtime::record::deserialize(deserializer)
///     }
/// }
///
/// let org: Org = serde_json::from_str(r#"{"id":"a","roles":null,"new":1}"#)?;
/// assert_eq!((org.id.as_str(), org.name, org.roles.len()), ("a", None, 0));
/// assert!(serde_json::from_str::<Org>(r#"{"name":"b"}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait Record: Sized {
    /// The names of the fields, at most 64.
    const FIELDS: &'static [&'static str];

    /// Those that must be there.
    const REQUIRED: &'static [&'static str];

    /// The record before anything is read. What is required is replaced, or the record is not made.
    fn blank() -> Self;

    /// Reads the value of one field, given by its place in [`FIELDS`](Self::FIELDS).
    ///
    /// # Errors
    ///
    /// The value is not what the field takes.
    fn read<'de, A: MapAccess<'de>>(&mut self, field: usize, from: &mut A) -> Result<(), A::Error>;

    /// The record once all is read and what is [required](Self::REQUIRED) was there. One whose
    /// fields depend on a state decides here which of them belong to it.
    ///
    /// # Errors
    ///
    /// The name of a field that the state needs and that was not there.
    fn complete(self) -> Result<Self, &'static str> {
        Ok(self)
    }
}

/// Reads a record.
///
/// # Errors
///
/// It is no object, lacks a required field, has a field twice or one of a wrong kind.
pub fn deserialize<'de, T: Record, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(RecordVisitor(PhantomData))
}

/// Reads a list, for which `null` is the empty one.
///
/// # Errors
///
/// The value is neither a list nor `null`.
pub fn list<'de, T: Deserialize<'de>, A: MapAccess<'de>>(from: &mut A) -> Result<Vec<T>, A::Error> {
    from.next_value::<Option<Vec<T>>>().map(Option::unwrap_or_default)
}

/// Writes a field that need not be there.
///
/// # Errors
///
/// Those of the format.
pub fn optional<T: Serialize, M: SerializeMap>(
    to: &mut M,
    name: &'static str,
    value: Option<&T>,
) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| to.serialize_entry(name, value))
}

struct RecordVisitor<T>(PhantomData<T>);

impl<'de, T: Record> Visitor<'de> for RecordVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<T, A::Error> {
        let mut record = T::blank();
        let mut seen = 0_u64;
        while let Some(field) = from.next_key_seed(Key(T::FIELDS))? {
            let Some(field) = field else {
                from.next_value::<IgnoredAny>()?;
                continue;
            };
            let bit = 1_u64.checked_shl(u32::try_from(field).unwrap_or(u32::MAX)).unwrap_or(0);
            if seen & bit != 0 {
                return Err(A::Error::duplicate_field(
                    T::FIELDS.get(field).copied().unwrap_or("?"),
                ));
            }
            seen |= bit;
            record.read(field, &mut from)?;
        }
        let is_missing = |name: &&&str| {
            let field = T::FIELDS.iter().position(|field| field == *name);
            field.is_none_or(|field| seen >> field & 1 == 0)
        };
        match T::REQUIRED.iter().find(is_missing) {
            Some(missing) => Err(A::Error::missing_field(missing)),
            None => record.complete().map_err(A::Error::missing_field),
        }
    }
}

/// A key as its place in the list of fields; `None` when it is not in it.
#[derive(Clone, Copy)]
struct Key(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|field| *field == name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Org {
        id: String,
        size: Option<u8>,
        roles: Vec<String>,
    }

    impl Record for Org {
        const FIELDS: &'static [&'static str] = &["id", "size", "roles"];
        const REQUIRED: &'static [&'static str] = &["id"];

        fn blank() -> Self {
            Self { id: String::new(), size: None, roles: Vec::new() }
        }

        fn read<'de, A: MapAccess<'de>>(
            &mut self,
            field: usize,
            from: &mut A,
        ) -> Result<(), A::Error> {
            match field {
                0 => self.id = from.next_value()?,
                1 => self.size = from.next_value()?,
                _ => self.roles = list(from)?,
            }
            Ok(())
        }
    }

    impl<'de> Deserialize<'de> for Org {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            super::deserialize(deserializer)
        }
    }

    fn check(json: &str, expected: Result<(&str, Option<u8>, &[&str]), &str>) {
        let org = serde_json::from_str::<Org>(json);
        match (org, expected) {
            (Ok(org), Ok((id, size, roles))) => {
                assert_eq!((org.id.as_str(), org.size), (id, size), "{json}");
                assert_eq!(org.roles, roles, "{json}");
            }
            (Err(error), Err(begin)) => {
                assert!(error.to_string().starts_with(begin), "{json}: {error}");
            }
            (got, expected) => panic!("{json}: {got:?} is not {expected:?}"),
        }
    }

    #[test]
    fn fields_come_in_any_order_and_unknown_ones_are_ignored() {
        check(r#"{"roles":["a"],"x":{"y":[1]},"size":3,"id":"i"}"#, Ok(("i", Some(3), &["a"])));
    }

    #[test]
    fn null_is_absent() {
        check(r#"{"id":"i","size":null,"roles":null}"#, Ok(("i", None, &[])));
        check(r#"{"id":null}"#, Err("invalid type: null, expected a string"));
    }

    #[test]
    fn what_is_required_must_be_there() {
        check(r#"{"size":3}"#, Err("missing field `id`"));
        check("{}", Err("missing field `id`"));
    }

    #[test]
    fn a_field_comes_once() {
        check(r#"{"id":"i","id":"j"}"#, Err("duplicate field `id`"));
        check(r#"{"id":"i","x":1,"x":2}"#, Ok(("i", None, &[])));
    }

    #[test]
    fn other_kinds_are_refused() {
        check("[]", Err("invalid type: sequence, expected an object"));
        check(r#"["i"]"#, Err("invalid type: sequence, expected an object"));
        check("null", Err("invalid type: null, expected an object"));
        check(r#"{"id":"i","size":"3"}"#, Err("invalid type: string"));
    }

    /// A lamp that is on has a colour; the state may come after it.
    #[derive(Debug, PartialEq)]
    enum Lamp {
        Off,
        On { colour: String },
        Reading { state: String, colour: Option<String> },
    }

    impl Record for Lamp {
        const FIELDS: &'static [&'static str] = &["state", "colour"];
        const REQUIRED: &'static [&'static str] = &["state"];

        fn blank() -> Self {
            Self::Reading { state: String::new(), colour: None }
        }

        fn read<'de, A: MapAccess<'de>>(
            &mut self,
            field: usize,
            from: &mut A,
        ) -> Result<(), A::Error> {
            match (self, field) {
                (Self::Reading { state, .. }, 0) => *state = from.next_value()?,
                (Self::Reading { colour, .. }, _) => *colour = from.next_value()?,
                _ => {}
            }
            Ok(())
        }

        fn complete(self) -> Result<Self, &'static str> {
            match self {
                Self::Reading { state, colour } if state == "ON" => {
                    Ok(Self::On { colour: colour.ok_or("colour")? })
                }
                _ => Ok(Self::Off),
            }
        }
    }

    impl<'de> Deserialize<'de> for Lamp {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            super::deserialize(deserializer)
        }
    }

    #[test]
    fn a_state_decides_which_fields_belong_to_it() {
        let read = |json: &str| serde_json::from_str::<Lamp>(json);
        let on = Lamp::On { colour: "red".to_owned() };
        assert_eq!(read(r#"{"colour":"red","state":"ON"}"#).unwrap(), on);
        assert_eq!(read(r#"{"colour":"red","state":"OFF"}"#).unwrap(), Lamp::Off);
        let missing = read(r#"{"state":"ON","colour":null}"#).unwrap_err().to_string();
        assert!(missing.starts_with("missing field `colour`"), "{missing}");
        assert!(
            read(r#"{"colour":"red"}"#)
                .unwrap_err()
                .to_string()
                .starts_with("missing field `state`")
        );
    }

    #[test]
    fn names_with_escapes_are_names() {
        check(r#"{"\u0069d":"i"}"#, Ok(("i", None, &[])));
    }
}
