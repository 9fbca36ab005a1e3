//! Same input, same bytes: whatever the order of the files, the ends of the
//! lines, the run or the folder.

mod support;

use std::fs;

use codegen::files::Change;
use codegen::{Files, Sources};

#[test]
fn runs_and_the_order_of_files_do_not_matter() {
    let sources = support::product();
    let first = support::generate(&sources);
    let mut texts: Vec<_> =
        sources.files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    texts.reverse();
    for _ in 0..5 {
        assert_eq!(support::generate(&Sources::from_texts(texts.clone())), first);
    }
}

#[test]
fn carriage_returns_a_byte_order_mark_and_spaces_at_ends_do_not_matter() {
    let sources = support::product();
    let changed: Vec<(String, String)> = sources
        .files
        .iter()
        .map(|file| {
            let text = file.text.trim_end().replace('\n', "  \r\n");
            (file.path.clone(), format!("\u{feff}{text}"))
        })
        .collect();
    let texts = changed.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    assert_eq!(support::generate(&Sources::from_texts(texts)), support::generate(&sources));
}

#[test]
fn the_output_names_no_place_of_this_machine_and_has_unix_lines() {
    let files = support::generate(&support::product());
    let here = env!("CARGO_MANIFEST_DIR");
    for (path, text) in files.iter() {
        assert!(!text.contains(here), "{path} names a folder of this machine");
        assert!(!text.contains('\r'), "{path} has carriage returns");
        assert!(text.ends_with('\n'), "{path} has no end of its last line");
    }
}

#[test]
fn every_file_but_the_licences_begins_with_the_mark() {
    for (path, text) in support::generate(&support::product()).iter() {
        let marked = text.lines().next().unwrap_or_default().contains(codegen::files::MARK);
        assert_eq!(marked, !path.starts_with("LICENSE"), "{path}");
    }
}

#[test]
fn writing_twice_touches_nothing_and_removes_only_what_is_ours() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path();
    let files = support::generate(&support::sources("kitchen-sink"));
    let write = |files: &Files| {
        let differences = files.compare(out).expect("the folder can be read");
        Files::write(out, &differences).expect("the folder can be written");
        differences
    };
    assert_eq!(write(&files).len(), files.len());
    let written = |path: &str| fs::metadata(out.join(path)).and_then(|file| file.modified()).ok();
    let before = written("src/lib.rs");
    assert!(write(&files).is_empty(), "a second run has nothing to do");
    assert_eq!(written("src/lib.rs"), before);

    fs::write(out.join("src/mine.rs"), "// Mine.\n").expect("a file");
    fs::write(out.join("src/house/old.rs"), format!("// {}\n", codegen::files::MARK))
        .expect("a file");
    fs::write(out.join("src/lib.rs.generate-tmp"), "half").expect("a file");
    fs::write(out.join("src/ids.rs"), "// Edited.\n").expect("a file");
    let changes: Vec<_> = write(&files).into_iter().map(|d| (d.path, d.change)).collect();
    let expected = [
        ("src/house/old.rs", Change::Removed),
        ("src/ids.rs", Change::Changed),
        ("src/lib.rs.generate-tmp", Change::Removed),
    ];
    assert_eq!(changes, expected.map(|(path, change)| (path.to_owned(), change)));
    assert!(out.join("src/mine.rs").exists());
    assert!(!out.join("src/house/old.rs").exists());
}
