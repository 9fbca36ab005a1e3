//! What is checked in is what the generator writes.

use std::fs;
use std::path::{Path, PathBuf};

use codegen::{Options, Sources};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn the_client_is_what_the_generator_writes() {
    let sources = Sources::read(&workspace().join("spec"), "spec").expect("the spec can be read");
    let files = match codegen::generate(&sources, &Options::default()) {
        Ok(files) => files,
        Err(found) => panic!("{}", found.render(&sources, false)),
    };
    let found = files.compare(&workspace().join("generated-client")).expect("it can be read");
    let paths: Vec<&str> = found.differences.iter().map(|file| file.path.as_str()).collect();
    assert!(paths.is_empty(), "out of date: {paths:?}; run `cargo xtask generate` and commit");
    assert_eq!(found.conflicts, [], "move these away");
}

#[test]
fn the_schema_of_the_spec_is_what_the_generator_writes() {
    let folder = workspace().join("spec");
    let sources = Sources::read(&folder, "spec").expect("the spec can be read");
    let spec = match codegen::parse(&sources) {
        Ok(spec) => spec,
        Err(found) => panic!("{}", found.render(&sources, false)),
    };
    let found = codegen::schema(&spec).compare_among(&folder).expect("it can be read");
    assert!(found.is_up_to_date(), "run `cargo xtask generate` and commit `spec/schema.json`");
}

#[test]
fn each_file_of_the_spec_names_its_part_of_the_schema() {
    let sources = Sources::read(&workspace().join("spec"), "spec").expect("the spec can be read");
    for source in &sources.files {
        let name = source.path.trim_start_matches("spec/").trim_end_matches(".yaml");
        let known = ["errors", "package", "surfaces", "types"].contains(&name);
        let kind = if known { name } else { "resource" };
        let line = format!("# yaml-language-server: $schema=schema.json#/$defs/{kind}");
        assert_eq!(source.text.lines().next(), Some(line.as_str()), "{}", source.path);
    }
}

#[test]
fn the_client_under_test_has_the_features_of_the_client() {
    let features = |manifest: &str| {
        let text = fs::read_to_string(workspace().join(manifest)).expect("it can be read");
        let (_, section) = text.split_once("\n[features]\n").expect("it has features");
        let (section, _) = section.split_once("\n[").expect("more follows");
        let lines = section.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(features("tests/client/Cargo.toml"), features("generated-client/Cargo.toml"));
}

#[test]
fn the_licences_at_the_top_are_those_of_the_client() {
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let read = |path: &str| fs::read(workspace().join(path)).expect("it can be read");
        assert_eq!(read(name), read(&format!("codegen/verbatim/{name}")));
    }
}
