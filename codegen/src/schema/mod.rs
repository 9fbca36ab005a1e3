//! JSON Schema of the spec language, for editors: `spec/schema.json`.
//!
//! It says of a file what the reader in [`crate::spec`] says, key by key, and
//! offers the names of the spec at hand. A test holds the two against each other.
//!
//! - **Invariant:** what the generator accepts, the schema accepts. The reverse
//!   cannot be: whether things fit together is seen by [`mod@crate::resolve`] only.

mod common;
mod errors;
mod json;
mod known;
mod object;
mod package;
mod resource;
mod scalar;
mod surfaces;

use json::{Json, map};
use object::definition;

use crate::files::MARK;
use crate::spec::Spec;

/// Name of the file, beside the files that it describes.
pub(crate) const PATH: &str = "schema.json";

/// The schema of a spec.
pub(crate) fn schema(spec: &Spec) -> String {
    map([
        ("$comment", MARK.into()),
        ("$schema", "https://json-schema.org/draft/2020-12/schema".into()),
        ("title", "The spec language".into()),
        ("description", "A file of the spec. The first line of each names its kind: `# yaml-language-server: $schema=schema.json#/$defs/resource`.".into()),
        ("type", "object".into()),
        ("allOf", choice()),
        ("$defs", definitions(spec)),
    ])
    .print()
}

fn definitions(spec: &Spec) -> Json {
    let files = [
        ("package", package::package()),
        ("surfaces", surfaces::surfaces()),
        ("errors", errors::errors()),
    ];
    let all = files
        .into_iter()
        .chain(common::definitions())
        .chain(resource::definitions(spec))
        .chain(known::definitions(spec))
        .chain(scalar::definitions());
    Json::Map(all.map(|(name, value)| (name.to_owned(), value)).collect())
}

/// For tools that know nothing of the first line: a file is told by the keys that
/// only its kind has. One without any is `types.yaml`, which may be empty.
fn choice() -> Json {
    let kinds: [(&str, &[&str]); 4] = [
        ("package", &["name", "version", "license", "rust-version", "first-call"]),
        ("surfaces", &["surfaces", "families", "statuses"]),
        ("errors", &["codes"]),
        ("resource", &["about", "notes", "every", "operations"]),
    ];
    let mut others = definition("types");
    for (kind, keys) in kinds.into_iter().rev() {
        let has = keys.iter().map(|key| map([("required", [*key].into())]));
        let has = map([("anyOf", Json::List(has.collect()))]);
        others = map([("if", has), ("then", definition(kind)), ("else", others)]);
    }
    Json::List(vec![others])
}
