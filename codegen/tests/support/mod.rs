//! What the tests of the generator share.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
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

/// The codes of all mistakes: every `"G123"` of the generator's source.
pub(crate) fn codes() -> BTreeSet<String> {
    codes_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

fn codes_in(folder: &Path) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            codes.extend(codes_in(&path));
            continue;
        }
        let text = fs::read_to_string(&path).expect("the file can be read");
        let quoted = text.split('"');
        codes.extend(quoted.filter(|word| is_code(word)).map(str::to_owned));
    }
    codes
}

fn is_code(word: &str) -> bool {
    word.strip_prefix('G')
        .is_some_and(|number| number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit()))
}
