//! The page of mistakes: each code has its part, and each example shows what it says.
//!
//! A right example is a part of the spec in `tests/explained/right`; with the wrong one in its place,
//! the spec has the mistake.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use codegen::{Options, Sources};

/// These are about the bytes of a file, its name or size, or about another folder.
const WITHOUT_EXAMPLE: [&str; 7] = ["G002", "G009", "G010", "G030", "G033", "G034", "G050"];

#[test]
fn each_code_has_its_part_and_each_part_a_code() {
    let parts: Vec<String> = parts().into_iter().map(|part| part.code).collect();
    assert_eq!(parts.iter().cloned().collect::<BTreeSet<_>>(), support::codes());
    assert!(parts.is_sorted(), "the parts are in the order of their codes, each once");
    assert_eq!(parts.len(), support::codes().len(), "a code has one part");
}

#[test]
fn the_spec_of_the_examples_is_right() {
    assert_eq!(found(&right()), BTreeSet::new());
}

#[test]
fn each_example_shows_what_it_says() {
    let right = right();
    let mut amiss = Vec::new();
    for Part { code, examples } in parts() {
        match &examples[..] {
            [] if WITHOUT_EXAMPLE.contains(&code.as_str()) => {}
            [wrong, right_one] => match with(&right, right_one, wrong).map(|spec| found(&spec)) {
                Some(found) if found == BTreeSet::from([code.clone()]) => {}
                Some(found) => amiss.push(format!("{code}: it has {found:?}")),
                None => amiss.push(format!("{code}: the right example is not in the spec")),
            },
            other => amiss.push(format!("{code}: it has {} examples", other.len())),
        }
    }
    assert_eq!(amiss, [""; 0]);
}

/// A heading and what is below it.
struct Part {
    code: String,
    examples: Vec<String>,
}

fn parts() -> Vec<Part> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/MISTAKES.md");
    let page = fs::read_to_string(page).expect("the page can be read");
    let parts = page.split("\n## ").skip(1).map(|part| {
        let (code, rest) = part.split_once(": ").expect("a heading is a code and a title");
        let fenced = rest.split("```").skip(1).step_by(2);
        let examples = fenced.map(|text| text.trim_start_matches("yaml\n").to_owned()).collect();
        Part { code: code.to_owned(), examples }
    });
    parts.collect()
}

fn right() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explained/right");
    let sources = Sources::read(&folder, "").expect("the spec can be read");
    let files = sources.files.into_iter();
    files.map(|file| (file.path.trim_start_matches('/').to_owned(), file.text)).collect()
}

/// The spec with one example in the place of another, at the depth where that stands.
fn with(
    files: &BTreeMap<String, String>,
    old: &str,
    new: &str,
) -> Option<BTreeMap<String, String>> {
    (0..12).find_map(|depth| {
        let [old, new] = [old, new].map(|text| indented(text, depth));
        let old = format!("\n{old}");
        let (path, text) = files.iter().find_map(|(path, text)| {
            let text = format!("\n{text}");
            text.contains(&old).then(|| (path, text.replacen(&old, &format!("\n{new}"), 1)))
        })?;
        let mut files = files.clone();
        files.insert(path.clone(), text.trim_start_matches('\n').to_owned());
        Some(files)
    })
}

fn indented(text: &str, depth: usize) -> String {
    let lines = text.lines().map(|line| match line {
        "" => "\n".to_owned(),
        line => format!("{:depth$}{line}\n", ""),
    });
    lines.collect()
}

/// The codes of the mistakes of a spec.
fn found(files: &BTreeMap<String, String>) -> BTreeSet<String> {
    let files = files.iter().map(|(path, text)| (path.as_str(), text.as_bytes()));
    let mistakes = codegen::generate(&Sources::from_texts(files), &Options::default()).err();
    let codes = mistakes.iter().flat_map(|found| found.iter().map(|one| one.code.to_owned()));
    codes.collect()
}
