//! Wrong specs and what is said of them: a case is a file in `tests/mistakes`.
//!
//! `NAME.yaml` takes the place of `things.yaml` in the small spec in
//! `tests/mistakes/right`, and `NAME.FILE.yaml` that of `FILE.yaml`, or is one
//! more file. `NAME.txt` is what a person is shown. `UPDATE_EXPECT=1 cargo test
//! -p codegen --test mistakes` writes it; read the diff.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use codegen::{Diagnostics, Options, Sources};
use expect_test::expect_file;
use serde_json::Value;

#[test]
fn each_case_says_what_is_expected() {
    let cases = cases();
    assert!(cases.len() > 100, "the cases are not there");
    for (name, files) in &cases {
        expect_file![folder().join(format!("{name}.txt"))]
            .assert_eq(&support::mistakes(&with(files)));
    }
}

#[test]
fn each_case_says_what_it_shows() {
    for (name, files) in &cases() {
        let texts = || files.values().filter_map(|bytes| std::str::from_utf8(bytes).ok());
        let told = texts().any(|text| text.starts_with("# "));
        assert!(told || texts().all(str::is_empty), "{name} has no comment at its head");
    }
}

#[test]
fn each_expected_text_belongs_to_a_case() {
    let cases = cases();
    for name in names(".txt") {
        let name = name.trim_end_matches(".txt");
        assert!(cases.contains_key(name), "{name}.txt is expected of no case");
    }
}

#[test]
fn each_mistake_says_what_to_do() {
    for (name, files) in &cases() {
        let sources = with(files);
        let Some(found) = mistakes(&sources) else { continue };
        for diagnostic in found.iter() {
            assert!(diagnostic.help.is_some(), "{name}: no help for: {}", diagnostic.message);
        }
    }
}

#[test]
fn each_code_has_a_case() {
    let mut shown = BTreeSet::new();
    for (_, files) in cases() {
        let found = mistakes(&with(&files));
        shown.extend(found.iter().flat_map(Diagnostics::iter).map(|diagnostic| diagnostic.code));
    }
    // Their cases are too large for a file; `limits.rs` makes them.
    shown.extend(["G009", "G010"]);
    // It is about the folder that is written, not about the spec.
    shown.insert("G050");
    let known = support::codes();
    let known: BTreeSet<&str> = known.iter().map(String::as_str).collect();
    assert_eq!(known.difference(&shown).collect::<Vec<_>>(), [&""; 0], "codes without a case");
}

#[test]
fn all_formats_say_the_same_of_the_same_place() {
    for (name, files) in &cases() {
        let sources = with(files);
        let Some(found) = mistakes(&sources) else { continue };
        let short = found.short(&sources).to_string();
        let json = found.json(&sources).to_string();
        let human = found.render(&sources, false).to_string();
        let shown: Vec<_> = found.iter().collect();
        assert_eq!(short.lines().count(), shown.len(), "{name}");
        let human = places_and_titles(&human);
        assert_eq!(human.len(), shown.len(), "{name}");
        for ((short, json), (place, title)) in short.lines().zip(json.lines()).zip(human) {
            let json: Value = serde_json::from_str(json).expect("a line is an object");
            let text = |key: &str| json[key].as_str().expect("it is text").to_owned();
            let number = |key: &str| json[key].as_u64().expect("it is a number");
            let (file, line, column) = (text("file"), number("line"), number("column"));
            assert_eq!(place, format!("{file}:{line}:{column}"), "{name}");
            assert!(short.starts_with(&format!("{place}: {title}")), "{name}: {short}");
            let end = (number("end_line"), number("end_column"));
            assert!((line, column) <= end, "{name}: the end is before the start");
        }
    }
}

/// What a person sees: `file:line:column`, and `error[CODE]` with the first letters.
fn places_and_titles(human: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut title = None;
    for line in human.lines() {
        if line.starts_with("error[") {
            let (code, message) = line.split_once(": ").expect("a message follows");
            let plain = |c: &char| c.is_ascii_alphanumeric() || " `".contains(*c);
            let message: String = message.chars().take_while(plain).collect();
            title = Some(format!("{code}: {message}"));
        } else if let Some(place) = line.trim_start().strip_prefix("--> ") {
            found.extend(title.take().map(|title| (place.to_owned(), title)));
        }
    }
    found
}

#[test]
fn json_has_the_same_members_in_each_line() {
    let sources = with(&cases()["s06-key-again"]);
    let found = mistakes(&sources).expect("it has a mistake");
    let expected = "{\"code\":\"G005\",\"message\":\"key `about` again\",\"file\":\"things.yaml\",\
        \"line\":9,\"column\":5,\"end_line\":9,\"end_column\":10,\"label\":null,\
        \"second\":{\"file\":\"things.yaml\",\"line\":7,\"column\":5,\"end_line\":7,\
        \"end_column\":10,\"label\":\"first defined here\"},\"help\":\"keep one of the two\"}\n";
    assert_eq!(found.json(&sources).to_string(), expected);
}

#[test]
fn nothing_that_a_terminal_acts_on_is_printed() {
    let text = "about: Things.\noperations: {}\n\"a\\e[2J\\u202eb\\nc\": x\n";
    let sources = with(&BTreeMap::from([("things.yaml".to_owned(), text.into())]));
    let found = mistakes(&sources).expect("it has mistakes");
    for text in [
        found.short(&sources).to_string(),
        found.json(&sources).to_string(),
        found.render(&sources, false).to_string(),
    ] {
        let bad = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert_eq!(text.find(bad), None, "{text:?}");
    }
    assert_eq!(found.short(&sources).to_string().lines().count(), found.len());
}

#[test]
fn fifty_are_shown_and_the_rest_is_counted() {
    let keys: Vec<String> = (0..1234).map(|key| format!("key{key}: x\n")).collect();
    let keys = keys.concat();
    let text = format!("about: Things.\noperations: {{}}\n{keys}");
    let sources = with(&BTreeMap::from([("things.yaml".to_owned(), text.into())]));
    let found = mistakes(&sources).expect("it has mistakes");
    assert_eq!(found.len(), 1234);
    let human = found.render(&sources, false).to_string();
    assert_eq!(human.matches("error[").count(), 50);
    assert!(human.ends_with("\n… 1184 more\n"), "{human}");
    let short = found.short(&sources).to_string();
    assert_eq!((short.lines().count(), short.lines().last()), (51, Some("… 1184 more")));
    let json = found.json(&sources).to_string();
    let last: Value = serde_json::from_str(json.lines().last().expect("a line")).expect("JSON");
    assert_eq!((json.lines().count(), &last["code"]), (51, &Value::Null));
    assert_eq!(last["message"], "… 1184 more");
}

#[test]
fn colour_changes_nothing_but_the_colour() {
    let sources = with(&cases()["several-files"]);
    let found = mistakes(&sources).expect("it has mistakes");
    let coloured = found.render(&sources, true).to_string();
    assert!(coloured.contains("\u{1b}["), "there is no colour");
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').expect("the sequence ends").1;
    }
    plain.push_str(rest);
    let trimmed = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    assert_eq!(trimmed(&plain), trimmed(&found.render(&sources, false).to_string()));
}

#[test]
fn a_file_that_is_missing_is_named() {
    for missing in ["package.yaml", "surfaces.yaml", "types.yaml"] {
        let files = right().into_iter().filter(|(name, _)| name != missing);
        let files: Vec<_> = files.collect();
        let texts = files.iter().map(|(name, text)| (name.as_str(), text.clone()));
        let said = support::mistakes(&Sources::from_texts(texts));
        assert!(said.starts_with(&format!("error[G013]: the spec has no `{missing}`")), "{said}");
    }
}

fn mistakes(sources: &Sources) -> Option<Diagnostics> {
    codegen::generate(sources, &Options::default()).err()
}

type Texts = BTreeMap<String, Vec<u8>>;

/// The spec without mistakes, with some files of a case.
fn with(files: &Texts) -> Sources {
    let mut all = right();
    all.extend(files.iter().map(|(name, text)| (name.clone(), text.clone())));
    Sources::from_texts(all.iter().map(|(name, text)| (name.as_str(), text.clone())))
}

fn right() -> Texts {
    support::right().into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
}

/// The files of each case, by the case's name.
fn cases() -> BTreeMap<String, Texts> {
    let mut cases: BTreeMap<String, Texts> = BTreeMap::new();
    for (name, text) in read_all(&folder()) {
        let (case, file) = name.split_once('.').expect("it ends in `.yaml`");
        let file = if file == "yaml" { "things.yaml" } else { file };
        cases.entry(case.to_owned()).or_default().insert(file.to_owned(), text);
    }
    cases
}

fn read_all(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let yaml = names_in(folder, ".yaml");
    yaml.into_iter()
        .map(|name| {
            let text = fs::read(folder.join(&name)).expect("the file can be read");
            (name, text)
        })
        .collect()
}

fn names(end: &str) -> Vec<String> {
    names_in(&folder(), end)
}

fn names_in(folder: &Path, end: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder can be read");
    let names = entries.map(|entry| entry.expect("an entry").file_name().into_string());
    names.map(|name| name.expect("it is text")).filter(|name| name.ends_with(end)).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes")
}
