//! The corpus of `fuzz-specs`: specs that were once a danger, or look like one. The
//! first word of each file says whether the generator accepts it.

#[path = "../../src/bin/fuzz-specs/items.rs"]
mod items;
#[path = "../../src/bin/fuzz-specs/oracle.rs"]
mod oracle;
#[path = "../support/mod.rs"]
mod support;
#[path = "../../src/bin/fuzz-specs/text.rs"]
mod text;

use std::fs;
use std::path::Path;

use oracle::Outcome;
use text::{BROKEN, FILE, Text, Texts};

#[test]
fn the_corpus_does_no_harm() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("the corpus is there") {
        let path = entry.expect("a file").path();
        let all = fs::read_to_string(&path).expect("a text");
        let (about, texts) = read(&all);
        let expected = match about.split(|c: char| !c.is_alphabetic()).next() {
            Some("accepted") => Outcome::Accepted,
            Some("refused") => Outcome::Refused,
            other => panic!("{}: `{other:?}` is no outcome", path.display()),
        };
        // On a busy machine and without optimization the time says nothing.
        let (outcome, _) = oracle::judge(&over_the_kitchen_sink(texts).sources());
        assert_eq!(outcome, expected, "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 10, "{seen}");
    assert!(oracle::peak_memory().is_none_or(|peak| peak < oracle::MAX_MEMORY));
}

/// A case holds what differs from the kitchen sink; an empty file is none.
fn over_the_kitchen_sink(case: Texts) -> Texts {
    let mut texts = Texts::of(&support::sources("kitchen-sink"));
    texts.0.retain(|text| case.0.iter().all(|other| other.name != text.name));
    texts.0.extend(case.0);
    texts
}

#[test]
fn valid_specs_hold_the_expected_items_only() {
    for sources in [support::product(), support::sources("kitchen-sink")] {
        assert_eq!(oracle::judge(&sources).0, Outcome::Accepted);
    }
}

#[test]
fn what_nobody_expects_is_seen() {
    let sources = support::sources("kitchen-sink");
    let spec = codegen::parse(&sources).expect("the spec is right");
    let api = codegen::resolve(&spec).expect("the spec is right");
    let files = codegen::emit(&api, &codegen::Options::default());
    assert_eq!(items::check(&files, &api), Ok(()));
    for evil in [
        "fn evil() {}",
        "pub(crate) struct Evil;",
        "static EVIL: u8 = 0;",
        "extern crate evil;",
        "mod evil {}",
        "union Evil { a: u8 }",
        "macro_rules! evil { () => {} }",
        "include!(\"evil\");",
        "fn new() { unsafe {} }",
        "fn new() { evil!() }",
        "fn new() { concat!(env!(\"HOME\")) }",
        "#[evil] fn new() {}",
        "struct Thing;",
        "does not parse",
    ] {
        let mut wrong = files.clone();
        wrong.insert("src/evil.rs", evil);
        assert!(items::check(&wrong, &api).is_err(), "{evil}");
    }
}

#[test]
fn a_case_is_read_as_it_was_written() {
    let mut texts = Texts::of(&support::sources("kitchen-sink"));
    texts.0[1].not_utf8 = true;
    texts.0[2].content = "a\n\n".to_owned();
    let all = texts.print("refused: because");
    let (about, again) = read(&all);
    assert_eq!(about, "refused: because");
    assert_eq!(again.print(about), all);
    assert!(again.0[1].not_utf8 && !again.0[0].not_utf8);
}

/// The words of a case and its spec.
fn read(all: &str) -> (&str, Texts) {
    let mark = format!("\n{FILE}");
    let mut files = all.strip_suffix('\n').unwrap_or(all).split(&mark);
    let about = files.next().unwrap_or_default();
    let texts = files.map(|file| {
        let (head, content) = file.split_once('\n').unwrap_or((file, ""));
        let name = head.strip_suffix(BROKEN);
        Text {
            name: name.unwrap_or(head).to_owned(),
            content: content.to_owned(),
            not_utf8: name.is_some(),
        }
    });
    (about, Texts(texts.collect()))
}
