//! The manifest. It inherits nothing, so that the crate builds wherever it stands.

use super::migration;
use crate::Options;
use crate::files::MARK;
use crate::model::Api;
use crate::verbatim;

/// The runtime's package; it is versioned together with this generator.
const RUNTIME: &str = "mongodb-invitations-runtime";
const RUNTIME_VERSION: &str = env!("CARGO_PKG_VERSION");

pub(super) fn manifest(api: &Api, options: &Options) -> String {
    let package = &api.package;
    let features: Vec<&str> = api.surfaces.iter().map(|surface| surface.id.as_str()).collect();
    let defaults = list(std::iter::once("async").chain(features.iter().copied()));
    let surfaces: Vec<String> =
        features.iter().map(|feature| format!("{feature} = []\n")).collect();
    let surfaces = surfaces.concat();
    // The documentation tests compile what stands in it.
    let migration = migration::surfaces(api).next().map(|_| "MIGRATION.md");
    let include = ["src/**/*.rs", "examples/*.rs", "README.md", "LICENSE-*"];
    let include = include.into_iter().chain(migration);
    let repository = package.repository.as_ref();
    let repository = repository.map(|url| format!("repository = {}\n", string(url)));
    format!(
        r#"# {MARK}

[package]
name = {name}
version = {version}
description = {description}
edition = "2024"
rust-version = {rust_version}
license = {license}
{repository}readme = "README.md"
keywords = {keywords}
categories = {categories}
include = {include}

[features]
default = {defaults}
# One feature for each API.
{surfaces}# The client over reqwest and rustls.
async = ["runtime/async"]
# The client for programs without an async runtime.
blocking = ["runtime/blocking"]
# A transport with canned answers, and answers that a test makes itself.
testing = ["runtime/testing"]
# Records, ids and roles can be written and read, not only in the direction that the API needs.
serde = []

[dependencies]
# Transport, authentication, limits and errors: what every generated client runs on.
runtime = {{ package = "{RUNTIME}", version = "{RUNTIME_VERSION}", path = {runtime_path}, default-features = false }}
serde = {{ version = "1.0.229", features = ["derive"] }}

[dev-dependencies]
# Runs the first call of the documentation.
tokio = {{ version = "1", features = ["macros", "rt-multi-thread"] }}

{examples}[package.metadata.docs.rs]
all-features = true
rustdoc-args = ["--cfg", "docsrs"]

[lints.rust]
unsafe_code = "forbid"
missing_docs = "warn"
unexpected_cfgs = {{ level = "warn", check-cfg = ["cfg(docsrs)"] }}

[lints.clippy]
all = {{ level = "warn", priority = -1 }}
pedantic = {{ level = "warn", priority = -1 }}
"#,
        name = string(&package.name),
        version = string(&package.version),
        description = string(&package.description),
        rust_version = string(&package.rust_version),
        license = string(&package.license),
        repository = repository.unwrap_or_default(),
        keywords = list(package.keywords.iter().map(String::as_str)),
        categories = list(package.categories.iter().map(String::as_str)),
        include = list(include.into_iter()),
        examples = examples(api),
        runtime_path = string(&options.runtime_path),
    )
}

/// The example programs, each with the features that it needs.
fn examples(api: &Api) -> String {
    let surfaces = |only: Option<&'static str>| {
        let ids = api.surfaces.iter().map(|surface| surface.id.as_str());
        ids.filter(move |id| only.is_none_or(|only| only == *id))
    };
    verbatim::EXAMPLES
        .iter()
        .filter(|example| api.package.examples.iter().any(|name| name == example.name))
        .map(|example| {
            let name = string(example.name);
            let features = list(std::iter::once(example.feature).chain(surfaces(example.surface)));
            format!("[[example]]\nname = {name}\nrequired-features = {features}\n\n")
        })
        .collect::<Vec<_>>()
        .concat()
}

/// The printer's layout is not rustfmt's, and stays as it is.
pub(super) fn rustfmt() -> String {
    format!("# {MARK}\ndisable_all_formatting = true\n")
}

/// Names of products are no code, also where clippy is pedantic.
pub(super) fn clippy() -> String {
    format!("# {MARK}\ndoc-valid-idents = [\"MongoDB\", \"..\"]\n")
}

/// A basic string of TOML. Other control characters were refused when the spec
/// was read.
fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

fn list<'a>(items: impl Iterator<Item = &'a str>) -> String {
    let items: Vec<String> = items.map(string).collect();
    format!("[{}]", items.join(", "))
}
