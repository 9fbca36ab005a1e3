//! The answer of an operation: how the body of a success becomes a value.

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IgnoredAny},
};

use crate::{DecodeError, decode, envelope};

/// A value that the body of a success becomes.
///
/// A record needs no more than an empty implementation. There are five others: `()` ignores the
/// body, `Option<T>` is `None` when the server answers with nothing, `Vec<T>` is a list,
/// [`Page<T>`](crate::Page) is a part of a long one, and [`serde_json::Value`] is anything.
///
/// ```
/// use serde::Deserialize;
///
/// #[derive(Debug, Deserialize)]
/// pub struct Org {
///     pub id: String,
///     pub name: Option<String>,
/// }
///
/// impl runtime::Answer for Org {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the answer of a request",
    label = "not an answer",
    note = "answers are records, `Option` of one, `Vec` or `Page` of them, `()` and `serde_json::Value`; for an own record write `impl Answer for … {{}}`"
)]
pub trait Answer: DeserializeOwned + Send + 'static {
    /// Whether the body does not matter, so that its content type is not looked at. Only `()` says so.
    const IGNORES_BODY: bool = false;

    /// Whether it is a [`Page`](crate::Page). A page is an envelope already: asked for one, the API
    /// puts the status beside the `results`. Only pages say so.
    const IS_PAGE: bool = false;

    /// Reads the body of a success. By default it is JSON in UTF-8.
    ///
    /// # Errors
    ///
    /// The body is not what was expected; the call's error is then
    /// [`is_decode`](crate::Error::is_decode).
    fn decode(body: &[u8]) -> Result<Self, DecodeError> {
        decode::json(body)
    }
}

/// The body is ignored: empty, `{}` or a page of a proxy.
impl Answer for () {
    const IGNORES_BODY: bool = true;

    fn decode(_: &[u8]) -> Result<Self, DecodeError> {
        Ok(())
    }
}

/// `None` when the body is empty, `null`, `{}` or an object without an `id`. Ops Manager answers so
/// when it adds an existing user at once instead of inviting.
impl<T: Answer> Answer for Option<T> {
    fn decode(body: &[u8]) -> Result<Self, DecodeError> {
        if is_nothing(body) { Ok(None) } else { T::decode(body).map(Some) }
    }
}

impl<T: Answer> Answer for Vec<T> {}

impl Answer for serde_json::Value {}

fn is_nothing(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Probe {
        id: Option<IgnoredAny>,
    }

    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    match body.trim_ascii() {
        b"" | b"null" => true,
        // Not for a list, which the probe would take for a record without names.
        object if object.starts_with(b"{") => {
            serde_json::from_slice::<Probe>(object).is_ok_and(|probe| probe.id.is_none())
                // Nor for an envelope that nobody has asked for: there may be something in it.
                && !envelope::is_plain(object)
        }
        _ => false,
    }
}

/// Reads a field for which `null` means the same as its absence: the default.
///
/// Together with `#[serde(default)]`, which covers the absence:
///
/// ```
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Org {
///     #[serde(default, deserialize_with = "runtime::null_as_default")]
///     roles: Vec<String>,
/// }
///
/// let org: Org = serde_json::from_str(r#"{"roles":null}"#)?;
/// assert!(org.roles.is_empty());
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
///
/// The value is neither `null` nor a `T`.
pub fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Org {
        id: String,
        #[serde(default, deserialize_with = "null_as_default")]
        roles: Vec<String>,
    }

    impl Answer for Org {}

    fn org(id: &str, roles: &[&str]) -> Org {
        Org { id: id.to_owned(), roles: roles.iter().map(ToString::to_string).collect() }
    }

    fn check<T: Answer + PartialEq + std::fmt::Debug>(body: &str, expected: Result<T, &str>) {
        let got = T::decode(body.as_bytes()).map_err(|error| error.to_string());
        assert_eq!(got, expected.map_err(ToOwned::to_owned), "{body}");
    }

    #[test]
    fn records_are_read() {
        check(r#"{"id":"a","roles":["b"],"new":1}"#, Ok(org("a", &["b"])));
        check("\u{feff} {\"id\":\"a\"}", Ok(org("a", &[])));
        check(r#"{"id":"a","roles":null}"#, Ok(org("a", &[])));
    }

    #[test]
    fn mistakes_name_the_field_and_never_the_value() {
        let check = check::<Vec<Org>>;
        check("", Err("it is empty"));
        check(" \n", Err("it is empty"));
        check("<html>", Err("it is not JSON at line 1 column 1"));
        check("[{\"id\":", Err("`[0].id`: the JSON ends too early at line 1 column 7"));
        check("[] x", Err("it is not JSON at line 1 column 4"));
        check("[{}]", Err("`[0]`: missing field `id` at line 1 column 3"));
        check(
            r#"[{"id":1,"id":2}]"#,
            Err("`[0].id`: expected a string, found integer at line 1 column 8"),
        );
        check(r#"[{"id":"a","id":"b"}]"#, Err("`[0]`: duplicate field `id` at line 1 column 15"));
        check(
            r#"[{"id":"a","roles":"jane@example.com, expected x"}]"#,
            Err("`[0].roles`: expected a sequence, found string at line 1 column 49"),
        );
        check(
            r#"[{"id":"a","roles":[null]}]"#,
            Err("`[0].roles[0]`: expected a string, found null at line 1 column 24"),
        );
        check("{}", Err("expected a sequence, found map at line 1 column 0"));
    }

    #[test]
    fn what_is_not_utf_8_is_refused() {
        assert_eq!(
            Org::decode(b"{\"id\":\"\xff\"}").unwrap_err().to_string(),
            "it is not UTF-8 from byte 7 on"
        );
    }

    #[test]
    fn depth_is_limited() {
        let deep = "[".repeat(200) + &"]".repeat(200);
        check::<serde_json::Value>(&deep, Err("it is not JSON at line 1 column 128"));
    }

    #[test]
    fn nothing_is_none() {
        let check = check::<Option<Org>>;
        for body in ["", " ", "null", "{}", "\u{feff}", r#"{"id":null}"#, r#"{"links":[]}"#] {
            check(body, Ok(None));
        }
        check(r#" {"id":"a"} "#, Ok(Some(org("a", &[]))));
        check(r#"{"id":1}"#, Err("`id`: expected a string, found integer at line 1 column 7"));
        check("[]", Err("expected struct Org with 2 elements at line 1 column 2"));
        check("{", Err("the JSON ends too early at line 1 column 1"));
        check("nul", Err("the JSON ends too early at line 1 column 3"));
    }

    #[test]
    fn unit_ignores_everything() {
        for body in ["", "{}", "<html>", "[", "null"] {
            check(body, Ok(()));
        }
    }

    #[test]
    fn a_list_of_options_and_any_value_are_answers() {
        check(r#"[{"id":"a"},null]"#, Ok(vec![Some(org("a", &[])), None]));
        check("[1]", Ok(serde_json::json!([1])));
    }
}
