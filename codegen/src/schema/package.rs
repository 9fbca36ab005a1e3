//! `package.yaml`, as `spec/package.rs` reads it.

use super::json::Json;
use super::object::{definition, list, may, need, object};
use super::scalar::{pattern, words};
use crate::verbatim::EXAMPLES;

pub(super) fn package() -> Json {
    let texts = || list(definition("text"));
    let examples = words(
        EXAMPLES.iter().map(|example| (example.name, "A program of `codegen/verbatim/examples`.")),
    );
    let first_call = object(
        "An operation on a surface where it exists.",
        [
            need("surface", definition("surface"), "The surface."),
            need("operation", definition("operationName"), "The operation."),
        ],
    );
    let name = pattern("^[a-z][a-z0-9-]*$", "Write it in `kebab-case`.")
        .with("examples", ["mongodb-invitations"]);
    object(
        "`package.yaml`: what the manifest of the emitted crate says.",
        [
            need("name", name, "Its name on the registry, in `kebab-case`."),
            need("version", version(3).with("examples", ["1.2.3"]), "Its version."),
            need("description", definition("text"), "What it is, in one sentence."),
            need(
                "license",
                definition("text").with("examples", ["MIT OR Apache-2.0"]),
                "An SPDX expression.",
            ),
            need(
                "rust-version",
                version(2).with("examples", ["1.89"]),
                "The oldest Rust that compiles it, in quotes.",
            ),
            may("repository", definition("https"), "Where its source is kept."),
            may("keywords", texts(), "Words for the registry's search."),
            may("categories", texts(), "Slugs of the registry's categories."),
            may("examples", list(examples), "Names of the example programs that come with it."),
            need(
                "first-call",
                first_call,
                "The call that the front page and the README begin with.",
            ),
        ],
    )
}

/// Numbers without leading zeros; three of them may have words behind.
fn version(parts: u8) -> Json {
    let number = "(0|[1-9][0-9]*)";
    let words = |sign: &str| format!("({sign}[0-9A-Za-z-]+([.][0-9A-Za-z-]+)*)?");
    if parts == 2 {
        let form = format!("^{number}[.]{number}([.]{number})?$");
        return pattern(&form, "Write `1.89`.");
    }
    let form = format!("^{number}[.]{number}[.]{number}{}{}$", words("-"), words("[+]"));
    pattern(&form, "Write `1.2.3`.")
}
