//! The worked example of the README: an edit of the spec, and what becomes of it.

mod support;

use std::fs;
use std::path::Path;

use codegen::Sources;

#[test]
fn the_example_of_an_edit_is_what_happens() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(readme).expect("there is one");
    let mut diffs = readme.split("```diff\n").skip(1).filter_map(|rest| rest.split("```").next());
    let (edit, effect) = (diffs.next().expect("an edit"), diffs.next().expect("its effect"));

    let sources = support::product();
    let before = support::generate(&sources);
    let after = support::generate(&edited(&sources, edit));

    let target = path(effect).strip_prefix("generated-client/").expect("it is emitted");
    let mut changed: Vec<&str> = after
        .iter()
        .filter(|(path, text)| before.get(path) != Some(*text))
        .map(|(path, _)| path)
        .collect();
    changed.sort_unstable();
    assert_eq!(changed, ["MIGRATION.md", codegen::files::inventory::PATH, target]);
    let old: Vec<&str> = before.get(target).expect("it is there").lines().collect();
    let mut new = after.get(target).expect("it is there").lines();
    for line in added(effect) {
        assert!(new.any(|own| own == line), "the README adds a line that is not emitted: {line}");
    }
    let more = after.get(target).map_or(0, |text| text.lines().count()) - old.len();
    assert_eq!(more, added(effect).count(), "the README shows each line that is added");
}

/// The spec with the added line below the one that stands before it.
fn edited(sources: &Sources, edit: &str) -> Sources {
    let path = path(edit);
    let before = edit.lines().find_map(|line| line.strip_prefix(' ')).expect("a line before it");
    let line = added(edit).next().expect("a line that is added");
    let mut sources = sources.clone();
    let file = sources.files.iter_mut().find(|file| file.path == path).expect("the file is there");
    let at = file.text.find(before).expect("the line before it is there") + before.len() + 1;
    file.text.insert_str(at, &format!("{line}\n"));
    sources
}

/// The file of a diff.
fn path(diff: &str) -> &str {
    diff.lines().find_map(|line| line.strip_prefix("+++ b/")).expect("the diff is of a file")
}

fn added(diff: &str) -> impl Iterator<Item = &str> {
    let lines = diff.lines().filter(|line| !line.starts_with("+++"));
    lines.filter_map(|line| line.strip_prefix('+'))
}
