//! The names of emitted things, all decided here.

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

use crate::diagnostic::{At, Diagnostic, Diagnostics};

/// Longer names are no hand-written ones.
const MAX_LENGTH: usize = 64;

/// What the emitted crate takes over from the runtime, for its users.
pub(crate) const OF_RUNTIME: &[&str] = &[
    "AcceptsServiceAccount",
    "Answer",
    "ApiError",
    "ApiKey",
    "Call",
    "Client",
    "ClientBuilder",
    "ClientKind",
    "CodeClass",
    "Credentials",
    "CredentialsFor",
    "DecodeError",
    "Encoder",
    "Environment",
    "Error",
    "ErrorCode",
    "FailedAttempt",
    "FieldViolation",
    "Items",
    "Method",
    "NoRetry",
    "OpenEnum",
    "Operation",
    "Page",
    "PagedRequest",
    "Pages",
    "ParseIdError",
    "PublicSurface",
    "RateLimit",
    "Record",
    "Request",
    "Response",
    "ResponseCall",
    "RetryPolicy",
    "SameSurface",
    "ServiceAccount",
    "ServiceVersion",
    "StandardRetry",
    "Surface",
    "SurfaceInfo",
    "Timestamp",
    "TimestampError",
    "TokenPaths",
    "UnknownValue",
];

/// Names that the emitted files import, or that every Rust program has in scope.
const IN_SCOPE: &[&str] = &[
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deserialize",
    "Deserializer",
    "Display",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "From",
    "FromStr",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "MapAccess",
    "PartialOrd",
    "RawId",
    "Result",
    "Self",
    "Send",
    "Serialize",
    "Serializer",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Vec",
];

/// Methods that a request has anyway.
const RESERVED_METHODS: &[&str] =
    &["clone", "encode", "fmt", "into", "new", "serialize", "to_owned"];

/// The language has no second name for a thing: what the API calls so is what
/// programs read.
pub(crate) const NO_NAME: &str =
    "leave it out; the language has no other name for a thing than the API's";

/// Words that have no raw form.
const NEVER_RAW: &[&str] = &["self", "Self", "super", "crate", "_"];

/// An identifier; a keyword is written raw.
///
/// # Panics
///
/// On a name that [`check`] did not let pass; that is a bug of the generator.
pub(crate) fn ident(name: &str) -> Ident {
    assert!(is_word(name) && !NEVER_RAW.contains(&name), "`{name}` was let pass as a name");
    if is_keyword(name) {
        Ident::new_raw(name, Span::call_site())
    } else {
        Ident::new(name, Span::call_site())
    }
}

/// `createOrgInvite` → `CreateOrgInvite`
pub(crate) fn operation_type(id: &At<String>, found: &mut Diagnostics) -> Option<String> {
    check(id, "an operation", "`camelCase`", |c| c.is_ascii_lowercase(), found)?;
    let ty = id.value.to_upper_camel_case();
    reserved_type(id, &ty, found)
}

/// `createOrgInvite` as MongoDB has or had it; it stands in the documentation only.
pub(crate) fn operation_id(name: &At<String>, found: &mut Diagnostics) -> Option<()> {
    let word = name.value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if word && name.value.len() <= MAX_LENGTH {
        return Some(());
    }
    let message = format!("`{}` is no name of an operation", name.value);
    found.push(
        Diagnostic::new("G021", name.place, message)
            .help(format!("write at most {MAX_LENGTH} letters, digits and `_`")),
    );
    None
}

/// `mongodb-invitations`
pub(crate) fn package(name: &At<String>, found: &mut Diagnostics) {
    let word = name.value.starts_with(|c: char| c.is_ascii_lowercase())
        && name.value.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        && name.value.len() <= MAX_LENGTH
        && !is_keyword(&name.value);
    if !word {
        let message = format!("`{}` cannot be the name of a package", name.value);
        found.push(
            Diagnostic::new("G021", name.place, message)
                .help(format!("write at most {MAX_LENGTH} letters, in `kebab-case`")),
        );
    }
}

/// `OrgInvitation`, as written.
pub(crate) fn type_name(name: &At<String>, found: &mut Diagnostics) -> Option<String> {
    check(name, "a type", "`UpperCamelCase`", |c| c.is_ascii_uppercase(), found)?;
    reserved_type(name, &name.value, found)
}

/// `teamIds` → `team_ids`, of a name that [`field`] let pass.
pub(crate) fn snake(wire: &str) -> String {
    wire.to_snake_case()
}

/// [`snake`] of a name that is checked.
pub(crate) fn field(wire: &At<String>, found: &mut Diagnostics) -> Option<String> {
    let name = snake(&wire.value);
    if NEVER_RAW.contains(&name.as_str()) || wire.value == "_" {
        let name = if name.is_empty() { &wire.value } else { &name };
        let message = format!("`{name}` cannot be a Rust name");
        found.push(Diagnostic::new("G020", wire.place, message).help(NO_NAME));
        return None;
    }
    check(wire, "a field", "`camelCase` or `snake_case`", |c| c.is_ascii_alphabetic(), found)?;
    if RESERVED_METHODS.contains(&name.as_str()) {
        let message = format!("`{name}` is the name of a method that every request has");
        found.push(Diagnostic::new("G025", wire.place, message).help(NO_NAME));
        return None;
    }
    Some(name)
}

/// `ORG_GROUP_CREATOR` without `ORG_` → `GroupCreator`
pub(crate) fn variant(wire: &At<String>, prefix: &str, found: &mut Diagnostics) -> Option<String> {
    let Some(rest) = wire.value.strip_prefix(prefix) else {
        let message = format!("`{}` does not begin with the prefix `{prefix}`", wire.value);
        found.push(
            Diagnostic::new("G036", wire.place, message)
                .help("write what all values begin with as the `prefix`"),
        );
        return None;
    };
    let rest = At { value: rest.to_owned(), place: wire.place };
    check(&rest, "a role", "`SCREAMING_SNAKE_CASE`", |c| c.is_ascii_uppercase(), found)?;
    let variant = rest.value.to_upper_camel_case();
    if variant == "Unknown" || variant == "Self" {
        let message = format!("`{}` becomes `{variant}`, which is taken", wire.value);
        found.push(
            Diagnostic::new("G036", wire.place, message)
                .help("shorten the `prefix`, so that more of the name is kept"),
        );
        return None;
    }
    Some(variant)
}

/// `GROUP_NOT_FOUND`, as written.
pub(crate) fn error_code(name: &At<String>, found: &mut Diagnostics) -> Option<()> {
    let form = "`SCREAMING_SNAKE_CASE`";
    check(name, "an error code", form, |c| c.is_ascii_uppercase(), found)?;
    let word =
        name.value.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    // The list beside the constants has this name.
    if word && name.value != "CLASSES" {
        return Some(());
    }
    let message = format!("`{}` is no name for an error code", name.value);
    found.push(Diagnostic::new("G021", name.place, message).help(format!("write it in {form}")));
    None
}

/// `org-invitations` → `org_invitations`; `taken` are the modules that every surface has.
pub(crate) fn module(name: &At<String>, taken: &[&str], found: &mut Diagnostics) -> Option<String> {
    let kebab = name.value.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    let begins = name.value.starts_with(|c: char| c.is_ascii_lowercase());
    let module = name.value.replace('-', "_");
    if kebab
        && begins
        && !is_keyword(&module)
        && !is_device(&module)
        && name.value.len() <= MAX_LENGTH
        && !taken.contains(&module.as_str())
    {
        return Some(module);
    }
    let message = format!("`{}` cannot be the name of a module", name.value);
    found.push(Diagnostic::new("G030", name.place, message).help(
        "use lower-case words with `-` between them, and none that Rust or the crate has taken",
    ));
    None
}

/// Whether Windows takes a file of this name for a device, whatever its end.
fn is_device(name: &str) -> bool {
    matches!(name, "con" | "prn" | "aux" | "nul")
        || ["com", "lpt"].iter().any(|port| {
            name.strip_prefix(port).is_some_and(|number| matches!(number.as_bytes(), [b'0'..=b'9']))
        })
}

/// `OrgUser` → `org_user`, the module of a type that has a file of its own.
pub(crate) fn type_module(ty: &str) -> String {
    let module = snake(ty);
    if is_keyword(&module) || is_device(&module) { format!("{module}_") } else { module }
}

/// `OrgMembership`, as written, of a type that has another one besides it.
pub(crate) fn state_type(name: &At<String>, found: &mut Diagnostics) {
    if type_name(name, found).is_some() {
        reserved_type(name, &unknown(&name.value), found);
    }
}

/// `OrgMembership` → `UnknownOrgMembership`
pub(crate) fn unknown(states: &str) -> String {
    format!("Unknown{states}")
}

/// `2023-01-01` → `v2023_01_01`
pub(crate) fn version_module(date: &str) -> String {
    format!("v{}", date.replace('-', "_"))
}

/// `mongodb-invitations` → `mongodb_invitations`
pub(crate) fn crate_name(package: &str) -> String {
    package.replace('-', "_")
}

/// The words of the Rust reference that are reserved in edition 2024, strictly or
/// for later.
pub(crate) fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "as" | "async"
            | "await"
            | "break"
            | "const"
            | "continue"
            | "crate"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "fn"
            | "for"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "pub"
            | "ref"
            | "return"
            | "self"
            | "Self"
            | "static"
            | "struct"
            | "super"
            | "trait"
            | "true"
            | "type"
            | "unsafe"
            | "use"
            | "where"
            | "while"
            | "abstract"
            | "become"
            | "box"
            | "do"
            | "final"
            | "gen"
            | "macro"
            | "override"
            | "priv"
            | "try"
            | "typeof"
            | "unsized"
            | "virtual"
            | "yield"
    )
}

fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn check(
    name: &At<String>,
    what: &str,
    form: &str,
    begins: impl Fn(char) -> bool,
    found: &mut Diagnostics,
) -> Option<()> {
    let shown = &name.value;
    let foreign = name.value.chars().find(|letter| !letter.is_ascii());
    let refused = if let Some(letter) = foreign {
        let number = u32::from(letter);
        let message = format!("`{shown}` is not ASCII: it has U+{number:04X}");
        Diagnostic::new("G022", name.place, message)
            .help("names of the emitted crate are ASCII letters, digits and `_`")
    } else if NEVER_RAW.contains(&name.value.as_str()) {
        Diagnostic::new("G020", name.place, format!("`{shown}` cannot be a Rust name"))
            .help("choose another name")
    } else if !is_word(&name.value) || !name.value.starts_with(begins) {
        Diagnostic::new("G021", name.place, format!("`{shown}` is no name for {what}"))
            .help(format!("write it in {form}"))
    } else if name.value.len() > MAX_LENGTH {
        Diagnostic::new("G021", name.place, format!("a name of more than {MAX_LENGTH} letters"))
            .help("shorten it")
    } else {
        return Some(());
    };
    found.push(refused);
    None
}

fn reserved_type(name: &At<String>, ty: &str, found: &mut Diagnostics) -> Option<String> {
    if OF_RUNTIME.contains(&ty) || IN_SCOPE.contains(&ty) {
        let message = format!("`{ty}` is a name that the emitted crate uses itself");
        found.push(Diagnostic::new("G024", name.place, message).help("choose another name"));
        return None;
    }
    Some(ty.to_owned())
}
