//! Same input, same bytes: whatever the order of the files, the ends of the
//! lines, the run or the folder.

mod support;

use codegen::Sources;

#[test]
fn s47_runs_and_the_order_of_files_do_not_matter() {
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
fn s44_carriage_returns_a_byte_order_mark_and_spaces_at_ends_do_not_matter() {
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
fn s47_the_output_names_no_place_of_this_machine_and_has_unix_lines() {
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
