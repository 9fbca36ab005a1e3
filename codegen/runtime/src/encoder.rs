//! The encoder: turns the values of a request into the path, query and body that go over the wire.

use std::fmt::{self, Display, Write as _};

use bytes::Bytes;
use serde::Serialize;

use crate::{
    Error, Operation,
    url::{self, push_encoded},
};

/// 64 bytes before the `@` and 255 after it (RFC 5321, section 4.5.3.1).
const MAX_ADDRESS: usize = 320;

/// Takes the values of a request, in [`Request::encode`](crate::Request::encode).
///
/// Everything but letters, digits and `-._~` is percent-encoded, in the path and in the query. Mistakes
/// are collected and become the error of the call, for which
/// [`is_invalid_input`](Error::is_invalid_input) holds; nothing is sent then. The error names
/// placeholders and parameters, never their values.
pub struct Encoder {
    operation: &'static Operation,
    /// The path, in which placeholders are replaced as their values come.
    path: String,
    query: String,
    body: Option<Bytes>,
    /// Reused for each value before it is encoded.
    scratch: String,
    problems: Vec<String>,
}

/// A request as it goes over the wire, but for the server and the authentication.
#[derive(Debug)]
pub(crate) struct Encoded {
    pub(crate) operation: &'static Operation,
    /// Path and query: the bytes of the request line and of the digest's `uri`.
    pub(crate) target: String,
    pub(crate) body: Option<Bytes>,
}

impl Encoder {
    pub(crate) fn new(operation: &'static Operation, prefix: &str) -> Self {
        let mut path = String::with_capacity(prefix.len() + operation.path.len() + 48);
        path.push_str(prefix);
        path.push_str(operation.path);
        Self {
            operation,
            path,
            query: String::new(),
            body: None,
            scratch: String::new(),
            problems: Vec::new(),
        }
    }

    /// Gives the value of the placeholder `{name}` in the operation's path.
    ///
    /// Refused: a name that the path does not have, an empty value, `.` and `..` (also written
    /// `%2e`), which servers take for steps in the path, and control characters.
    pub fn path(&mut self, name: &'static str, value: impl Display) {
        self.scratch.clear();
        let shown = write!(self.scratch, "{value}").is_ok();
        self.fill(name, shown);
    }

    /// Gives a query parameter: none, one, or the same name repeatedly. `Option` is none or one,
    /// `Vec` is one for each element.
    ///
    /// Refused: control characters.
    ///
    /// ```
    /// # use runtime::Encoder;
    /// # fn encode(to: &mut Encoder) {
    /// to.query("username", Some("jose+x@example.com")); // username=jose%2Bx%40example.com
    /// to.query("pageNum", None::<u32>);
    /// to.query("role", ["ORG_OWNER", "ORG_MEMBER"]);
    /// # }
    /// ```
    pub fn query(&mut self, name: &'static str, values: impl IntoIterator<Item = impl Display>) {
        for value in values {
            self.scratch.clear();
            let shown = write!(self.scratch, "{value}").is_ok();
            self.pair(name, shown);
        }
    }

    /// Checks e-mail addresses that are in the query or in the body. They pass as they are given,
    /// whatever they look like; refused are empty ones, ones of more than 320 bytes, which is the
    /// longest that there can be, and control characters.
    ///
    /// ```
    /// # use runtime::Encoder;
    /// # fn encode(to: &mut Encoder) {
    /// to.address("username", ["jose+x@example.com"]);
    /// # }
    /// ```
    pub fn address(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl AsRef<str>>,
    ) {
        for value in values {
            let value = value.as_ref();
            if value.is_empty() {
                self.problem(format_args!("`{name}` is empty"));
            } else if value.len() > MAX_ADDRESS {
                self.problem(format_args!("`{name}` is longer than {MAX_ADDRESS} bytes"));
            } else if value.chars().any(char::is_control) {
                self.problem(format_args!("`{name}` holds a control character"));
            }
        }
    }

    /// Gives the body, which is written as JSON.
    pub fn body(&mut self, body: &impl Serialize) {
        match serde_json::to_vec(body) {
            Ok(bytes) => self.body = Some(bytes.into()),
            // The reason may hold the value, so it is left out.
            Err(_) => self.problems.push("the body cannot be written as JSON".to_owned()),
        }
    }

    /// Replaces `{name}` by the scratch value. What is filled in has no braces, so a later
    /// placeholder is never found inside of an earlier value.
    fn fill(&mut self, name: &str, shown: bool) {
        let Some(start) = placeholder(&self.path, name) else {
            self.problem(format_args!(
                "`{name}` has no placeholder left in the path of this operation"
            ));
            return;
        };
        let mut encoded = String::with_capacity(self.scratch.len());
        push_encoded(&mut encoded, &self.scratch);
        self.path.replace_range(start..start + name.len() + 2, &encoded);
        if !shown {
            self.problem(format_args!("`{name}` cannot be written as text"));
        } else if self.scratch.is_empty() {
            self.problem(format_args!("`{name}` is empty"));
        } else if url::is_dot_segment(&self.scratch) {
            self.problem(format_args!("`{name}` is a step in the path"));
        } else if self.scratch.chars().any(char::is_control) {
            self.problem(format_args!("`{name}` holds a control character"));
        }
    }

    fn pair(&mut self, name: &str, shown: bool) {
        self.query.push(if self.query.is_empty() { '?' } else { '&' });
        push_encoded(&mut self.query, name);
        self.query.push('=');
        push_encoded(&mut self.query, &self.scratch);
        if !shown {
            self.problem(format_args!("`{name}` cannot be written as text"));
        } else if self.scratch.chars().any(char::is_control) {
            self.problem(format_args!("`{name}` holds a control character"));
        }
    }

    /// A value may be looked at twice; what is wrong with it is told once.
    fn problem(&mut self, problem: fmt::Arguments<'_>) {
        let problem = problem.to_string();
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// Appends a switch that every operation takes.
    pub(crate) fn switch_on(&mut self, name: &'static str) {
        self.query(name, ["true"]);
    }

    pub(crate) fn finish(mut self) -> Result<Encoded, Error> {
        if let Some(rest) = self.path.split('{').nth(1) {
            let name = rest.split('}').next().unwrap_or(rest);
            self.problems.push(format!("`{name}` was given no value for the path"));
        }
        let plain = self.operation.path.starts_with('/') && url::is_plain_path(&self.path);
        // A value that is refused may be the reason, and is told already.
        if !plain && self.problems.is_empty() {
            self.problems.push("the path of this operation is not a plain path".to_owned());
        }
        if !self.problems.is_empty() {
            return Err(Error::invalid_input(self.problems.join("; ")).of(self.operation));
        }
        self.path.push_str(&self.query);
        Ok(Encoded { operation: self.operation, target: self.path, body: self.body })
    }
}

// The values are the caller's own affair.
impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}

/// Where `{name}` begins.
fn placeholder(path: &str, name: &str) -> Option<usize> {
    path.match_indices('{').map(|(start, _)| start).find(|start| {
        path.get(start + 1..)
            .and_then(|rest| rest.strip_prefix(name))
            .is_some_and(|rest| rest.starts_with('}'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;

    const LIST: Operation = Operation {
        id: "list",
        method: Method::Get,
        path: "/orgs/{orgId}/teams/{teamId}",
        media: "application/json",
        idempotent: true,
        instead: None,
    };

    fn check(encode: impl FnOnce(&mut Encoder), expected: Result<&str, &str>) {
        let mut encoder = Encoder::new(&LIST, "/api");
        encode(&mut encoder);
        let got = encoder.finish();
        match (got, expected) {
            (Ok(request), Ok(target)) => assert_eq!(request.target, target),
            (Err(error), Err(message)) => {
                assert!(error.is_invalid_input());
                assert_eq!(error.to_string(), format!("list: invalid input: {message}"));
            }
            (got, _) => panic!("{got:?} for {expected:?}"),
        }
    }

    /// With both placeholders filled.
    fn check_query(encode: impl FnOnce(&mut Encoder), expected: Result<&str, &str>) {
        let expected = expected.map(|query| format!("/api/orgs/o/teams/t{query}"));
        check(
            |to| {
                to.path("orgId", "o");
                to.path("teamId", "t");
                encode(to);
            },
            expected.as_deref().map_err(|message| *message),
        );
    }

    fn check_value(value: &str, expected: Result<&str, &str>) {
        let expected = expected.map(|value| format!("/api/orgs/{value}/teams/t"));
        check(
            |to| {
                to.path("teamId", "t");
                to.path("orgId", value);
            },
            expected.as_deref().map_err(|message| *message),
        );
    }

    #[test]
    fn path_values_are_encoded_in_any_order() {
        check_value("32b6e34b3d91647abb20e7b8", Ok("32b6e34b3d91647abb20e7b8"));
        check_value("a/b?c#d", Ok("a%2Fb%3Fc%23d"));
        check_value("{teamId}", Ok("%7BteamId%7D"));
        check_value("é ~", Ok("%C3%A9%20~"));
        check_value("a..b", Ok("a..b"));
        check_value("100%", Ok("100%25"));
    }

    #[test]
    fn path_values_that_change_the_path_are_refused() {
        for value in [".", "..", "%2e", "%2E%2e", ".%2E"] {
            check_value(value, Err("`orgId` is a step in the path"));
        }
        check_value("", Err("`orgId` is empty"));
        check_value("a\r\nb", Err("`orgId` holds a control character"));
        check_value("a\u{85}b", Err("`orgId` holds a control character"));
    }

    #[test]
    fn all_problems_are_told_at_once() {
        check(
            |to| to.path("orgid", "x"),
            Err(
                "`orgid` has no placeholder left in the path of this operation; `orgId` was given no value for the path",
            ),
        );
        check(
            |to| {
                to.path("orgId", "");
                to.path("teamId", "..");
            },
            Err("`orgId` is empty; `teamId` is a step in the path"),
        );
    }

    #[test]
    fn a_value_that_is_given_twice_is_refused() {
        check_query(
            |to| to.path("orgId", "again"),
            Err("`orgId` has no placeholder left in the path of this operation"),
        );
    }

    #[test]
    fn queries_are_encoded() {
        check_query(|_| {}, Ok(""));
        check_query(|to| to.query("username", None::<&str>), Ok(""));
        check_query(
            |to| to.query("username", Some("jose+x@example.com")),
            Ok("?username=jose%2Bx%40example.com"),
        );
        check_query(
            |to| {
                to.query("r", vec!["A B", "é&="]);
                to.query("n", [1, 2]);
            },
            Ok("?r=A%20B&r=%C3%A9%26%3D&n=1&n=2"),
        );
        check_query(
            |to| to.query("username", ["a\nb"]),
            Err("`username` holds a control character"),
        );
    }

    #[test]
    fn a_value_that_cannot_be_shown_is_refused() {
        struct Broken;
        impl fmt::Display for Broken {
            fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                Err(fmt::Error)
            }
        }
        check_query(|to| to.query("x", [Broken]), Err("`x` cannot be written as text"));
    }

    #[test]
    fn a_body_that_is_no_json_is_refused_without_showing_it() {
        struct Broken;
        impl Serialize for Broken {
            fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                Err(serde::ser::Error::custom("secret@example.com"))
            }
        }
        check_query(|to| to.body(&Broken), Err("the body cannot be written as JSON"));
    }

    #[test]
    fn a_path_of_the_operation_that_is_not_plain_is_refused() {
        for path in ["orgs", "/a?b", "/a#b", "/a b", "/a/../b", "/%2e%2E", "/é", "/a\\b"] {
            let operation: &'static Operation = Box::leak(Box::new(Operation { path, ..LIST }));
            let error = Encoder::new(operation, "/api").finish().unwrap_err();
            assert!(error.to_string().contains("not a plain path"), "{path}");
        }
    }

    #[test]
    fn an_address_passes_as_it_is_or_not_at_all() {
        let ended = |address: &str| {
            let mut encoder = Encoder::new(&LIST, "/api");
            encoder.path("orgId", "o");
            encoder.path("teamId", "t");
            encoder.query("username", [address]);
            encoder.address("username", [address]);
            encoder.finish().map(|encoded| encoded.target).map_err(|error| error.to_string())
        };
        let longest = format!("{}@x", "a".repeat(318));
        for good in ["a+b@c.d", "é@x", "a\"b@x", "a b@x", "😀@x", "%2B@x", "x", &longest] {
            let expected = format!("/api/orgs/o/teams/t?username={}", {
                let mut encoded = String::new();
                push_encoded(&mut encoded, good);
                encoded
            });
            assert_eq!(ended(good), Ok(expected));
        }
        let refused = [
            ("", "`username` is empty"),
            ("a\r@x", "`username` holds a control character"),
            ("a\u{85}@x", "`username` holds a control character"),
            (&*(longest.clone() + "y"), "`username` is longer than 320 bytes"),
        ];
        for (bad, problem) in refused {
            assert_eq!(ended(bad), Err(format!("list: invalid input: {problem}")));
        }
    }
}
