//! What the tests of the generator share.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use codegen::{Files, Options, Sources};

/// A spec of the tests.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/emission").join(name)
}

/// The small spec without mistakes that wrong ones are made of, by file.
pub(crate) fn right() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes/right");
    let sources = Sources::read(&folder, "").expect("the spec can be read");
    let files = sources.files.into_iter();
    files.map(|file| (file.path.trim_start_matches('/').to_owned(), file.text)).collect()
}

/// The spec of the product.
pub(crate) fn product() -> Sources {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    Sources::read(&folder, "spec").expect("the spec can be read")
}

/// Reads a spec of the tests.
pub(crate) fn sources(name: &str) -> Sources {
    Sources::read(&folder(name), name).expect("the spec can be read")
}

/// Generates, or panics with the diagnostics.
pub(crate) fn generate(sources: &Sources) -> Files {
    match codegen::generate(sources, &Options::default()) {
        Ok(files) => files,
        Err(found) => panic!("the spec is wrong:\n{}", found.render(sources, false)),
    }
}

/// The diagnostics of a wrong spec as text.
pub(crate) fn mistakes(sources: &Sources) -> String {
    match codegen::generate(sources, &Options::default()) {
        Ok(_) => String::from("no mistake was found\n"),
        Err(found) => found.render(sources, false).to_string(),
    }
}
