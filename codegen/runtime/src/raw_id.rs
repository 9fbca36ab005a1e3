//! Ids: 24 hexadecimal digits as 12 bytes, under the newtypes that a generated client has.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// What every id type of a generated client holds: 12 bytes, written as 24 lower-case hexadecimal
/// digits. Nothing about it allocates.
///
/// ```
/// use runtime::RawId;
///
/// const ID: RawId = RawId::from_static("32b6e34b3d91647abb20e7b8");
/// assert_eq!(RawId::parse("32b6e34b3d91647abb20e7b8"), Ok(ID));
/// assert!(RawId::parse("32B6E34B3D91647ABB20E7B8").is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RawId([u8; 12]);

/// A text is not 24 lower-case hexadecimal digits. It does not hold the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseIdError;

impl RawId {
    /// Reads a literal. Put it into a `const`, so that a wrong one does not compile.
    ///
    /// # Panics
    ///
    /// The text is not 24 lower-case hexadecimal digits. It is the one panic of this crate, and in a
    /// `const` it is an error of the compiler.
    #[allow(
        clippy::panic,
        reason = "in a `const`, where it belongs, a panic is an error of the compiler"
    )]
    #[track_caller]
    pub const fn from_static(text: &'static str) -> Self {
        match read(text.as_bytes(), false) {
            Some(bytes) => Self(bytes),
            None => panic!("an id is 24 lower-case hexadecimal digits"),
        }
    }

    /// Reads 24 lower-case hexadecimal digits.
    ///
    /// # Errors
    ///
    /// The text is anything else; upper-case digits too, which the API refuses.
    pub const fn parse(text: &str) -> Result<Self, ParseIdError> {
        match read(text.as_bytes(), false) {
            Some(bytes) => Ok(Self(bytes)),
            None => Err(ParseIdError),
        }
    }

    /// Takes the 12 bytes.
    pub const fn from_bytes(bytes: [u8; 12]) -> Self {
        Self(bytes)
    }

    /// Gives the 12 bytes.
    pub const fn to_bytes(self) -> [u8; 12] {
        self.0
    }

    /// Writes `name(digits)`: the `Debug` of the type around it.
    ///
    /// # Errors
    ///
    /// The formatter fails.
    pub fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{name}({})", Digits::of(*self).as_str())
    }
}

/// Both `const fn` and without indexing by a number that could be too large.
#[allow(
    clippy::indexing_slicing,
    reason = "the length is checked, and a `const fn` has no iterators"
)]
const fn read(text: &[u8], upper_too: bool) -> Option<[u8; 12]> {
    if text.len() != 24 {
        return None;
    }
    let mut bytes = [0; 12];
    let mut at = 0;
    while at < 12 {
        let (Some(high), Some(low)) =
            (digit(text[2 * at], upper_too), digit(text[2 * at + 1], upper_too))
        else {
            return None;
        };
        bytes[at] = high << 4 | low;
        at += 1;
    }
    Some(bytes)
}

const fn digit(byte: u8, upper_too: bool) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' if upper_too => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// The digits of an id, on the stack.
struct Digits([u8; 24]);

impl Digits {
    fn of(id: RawId) -> Self {
        let hex = |nibble: u8| match nibble {
            0..=9 => b'0' + nibble,
            _ => b'a' + nibble - 10,
        };
        let mut digits = [0; 24];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(id.0) {
            pair.copy_from_slice(&[hex(byte >> 4), hex(byte & 15)]);
        }
        Self(digits)
    }

    fn as_str(&self) -> &str {
        // Always digits.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for RawId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(Digits::of(*self).as_str())
    }
}

impl fmt::Debug for RawId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.debug("RawId", f)
    }
}

impl Serialize for RawId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(Digits::of(*self).as_str())
    }
}

/// Takes upper-case digits too: an answer is not refused for their case.
impl<'de> Deserialize<'de> for RawId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = RawId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id of 24 hexadecimal digits")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<RawId, E> {
                read(text.as_bytes(), true)
                    .map(RawId)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_str(Visitor)
    }
}

impl fmt::Display for ParseIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id is 24 lower-case hexadecimal digits")
    }
}

impl std::error::Error for ParseIdError {}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "32b6e34b3d91647abb20e7b8";
    const ID: RawId = RawId::from_static(TEXT);

    fn check(text: &str, good: bool) {
        assert_eq!(RawId::parse(text).is_ok(), good, "{text}");
        if let Ok(id) = RawId::parse(text) {
            assert_eq!(id.to_string(), text);
            assert_eq!(RawId::from_bytes(id.to_bytes()), id);
        }
    }

    #[test]
    fn only_24_lower_case_digits_are_an_id() {
        check(TEXT, true);
        check("000000000000000000000000", true);
        check("ffffffffffffffffffffffff", true);
        check("0123456789abcdef01234567", true);
        check("", false);
        check("..", false);
        check("32b6e34b3d91647abb20e7b", false);
        check("32b6e34b3d91647abb20e7b80", false);
        check("32B6e34b3d91647abb20e7b8", false);
        check("32b6e34b3d91647abb20e7bg", false);
        check("32b6e34b3d91647abb20e7\r\n", false);
        check("éb6e34b3d91647abb20e7b8", false);
        check(" 2b6e34b3d91647abb20e7b8", false);
    }

    #[test]
    fn display_and_debug_are_the_digits() {
        assert_eq!(format!("{ID}|{ID:?}|{ID:>26}"), format!("{TEXT}|RawId({TEXT})|  {TEXT}"));
    }

    #[test]
    fn json_takes_either_case_and_writes_lower_case() {
        for json in [format!("\"{TEXT}\""), format!("\"{}\"", TEXT.to_uppercase())] {
            let id: RawId = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{TEXT}\""));
        }
        for json in ["\"x\"", "1", "null"] {
            assert!(serde_json::from_str::<RawId>(json).is_err());
        }
    }

    #[test]
    fn it_is_twelve_bytes_and_nothing_else() {
        fn copied<T: Copy + Send + Sync + 'static>() -> usize {
            size_of::<T>()
        }
        assert_eq!(copied::<RawId>(), 12);
    }

    #[test]
    fn order_is_the_order_of_the_digits() {
        assert!(RawId::parse("0a0000000000000000000000").unwrap() < ID);
    }
}
