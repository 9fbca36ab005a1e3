//! `Api` → `Files`: one module for each thing that is emitted.
//!
//! - **Invariant:** an emitter decides no name and looks at one surface only.
//! - **Invariant:** Rust is made of tokens; text is only put together for
//!   Markdown and TOML.

mod conversion;
mod crate_root;
mod deprecation;
mod doc;
mod error_codes;
mod example;
mod fields;
mod ids;
mod manifest;
mod members;
mod migration;
mod readme;
mod record;
mod request;
mod roles;
mod split;
mod states;
mod surface;
mod table;
mod ty;
mod version;
mod way;

use crate::files::inventory;
use crate::model::{Api, Deprecation};
use crate::{Files, Options, render, verbatim};

pub(crate) fn emit(api: &Api, options: &Options) -> Files {
    let mut files = Files::default();
    files.insert("Cargo.toml", manifest::manifest(api, options));
    files.insert("README.md", readme::readme(api));
    if let Some(migration) = migration::migration(api) {
        files.insert("MIGRATION.md", migration);
    }
    files.insert("rustfmt.toml", manifest::rustfmt());
    files.insert("clippy.toml", manifest::clippy());
    for (path, text) in verbatim::LICENCES {
        files.insert(*path, *text);
    }
    for example in verbatim::EXAMPLES {
        if api.package.examples.iter().any(|name| name == example.name) {
            let text = format!("// {}\n\n{}", crate::files::MARK, example.text);
            files.insert(format!("examples/{}.rs", example.name), text);
        }
    }
    let crate_name = &api.package.crate_name;
    files.insert("src/lib.rs", render::rust("src/lib.rs", crate_root::file(api)));
    ids::files(&api.ids, crate_name, &mut files);
    if !api.codes.is_empty() {
        let path = "src/error_codes.rs";
        files.insert(path, render::rust(path, error_codes::file(api)));
    }
    for surface in &api.surfaces {
        surface::surface(surface, api, &mut files);
    }
    let inventory = inventory::of(&files);
    files.insert(inventory::PATH, inventory);
    files
}

/// What a deprecated item says of itself, as one sentence without its period.
pub(crate) fn deprecation_note(deprecation: &Deprecation) -> String {
    deprecation::note(deprecation)
}
