//! What is written, what is removed, and what is none of our business.

mod support;

use std::fs;
use std::path::Path;

use codegen::Files;
use codegen::files::{Change, MARK, Reason, inventory};
use tempfile::TempDir;

/// The files of the kitchen sink, and a folder that holds them.
fn written() -> (Files, TempDir) {
    let files = support::generate(&support::sources("kitchen-sink"));
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(write(&files, folder.path()).len(), files.len());
    (files, folder)
}

/// Writes, and says what was done.
fn write(files: &Files, folder: &Path) -> Vec<(String, Change)> {
    let found = files.compare(folder).expect("the folder can be read");
    assert_eq!(found.conflicts, []);
    Files::write(folder, &found.differences).expect("the folder can be written");
    found.differences.into_iter().map(|file| (file.path, file.change)).collect()
}

fn conflicts(files: &Files, folder: &Path) -> Vec<(String, Reason)> {
    let found = files.compare(folder).expect("the folder can be read");
    found.conflicts.into_iter().map(|file| (file.path, file.reason)).collect()
}

fn put(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// The files without those whose path begins so: what a smaller spec would emit.
fn without(files: &Files, begin: &str) -> Files {
    let mut fewer = Files::default();
    let mut list = String::new();
    for (path, text) in files.iter().filter(|(path, _)| !path.starts_with(begin)) {
        if path != inventory::PATH {
            fewer.insert(path, text);
        }
    }
    let lines = files.get(inventory::PATH).expect("the inventory").lines();
    for line in lines.filter(|line| !line.contains(&format!("  {begin}"))) {
        list.extend([line, "\n"]);
    }
    fewer.insert(inventory::PATH, list);
    fewer
}

fn owned(found: &[(&str, Change)]) -> Vec<(String, Change)> {
    found.iter().map(|(path, change)| ((*path).to_owned(), *change)).collect()
}

#[test]
fn a_second_run_touches_nothing() {
    let (files, folder) = written();
    let modified = |path: &str| fs::metadata(folder.path().join(path)).unwrap().modified().unwrap();
    let before: Vec<_> = files.iter().map(|(path, _)| modified(path)).collect();
    assert_eq!(write(&files, folder.path()), []);
    let after: Vec<_> = files.iter().map(|(path, _)| modified(path)).collect();
    assert_eq!(before, after);
}

#[test]
fn a_current_file_that_was_edited_is_overwritten() {
    let (files, folder) = written();
    put(folder.path(), "src/ids.rs", "// Edited.\n");
    assert_eq!(write(&files, folder.path()), owned(&[("src/ids.rs", Change::Changed)]));
    assert_eq!(write(&files, folder.path()), []);
}

#[test]
fn a_stale_file_goes_with_its_folders() {
    let (files, folder) = written();
    let fewer = without(&files, "src/house/v2023_01_01/");
    let stale = files.len() - fewer.len();
    let done = write(&fewer, folder.path());
    assert_eq!(done.iter().filter(|(_, change)| *change == Change::Removed).count(), stale);
    assert!(!folder.path().join("src/house/v2023_01_01").exists());
    assert!(folder.path().join("src/house").exists());
}

#[test]
fn a_stale_file_that_was_edited_is_reported_and_kept() {
    let (files, folder) = written();
    let path = "src/garden/roles.rs";
    put(folder.path(), path, &format!("// {MARK}\n// Edited.\n"));
    let fewer = without(&files, path);
    assert_eq!(conflicts(&fewer, folder.path()), [(path.to_owned(), Reason::Edited)]);

    fs::remove_file(folder.path().join(path)).expect("it is there");
    assert_eq!(write(&fewer, folder.path()), owned(&[(inventory::PATH, Change::Changed)]));
}

#[test]
fn files_of_others_are_left_alone() {
    let (files, folder) = written();
    put(folder.path(), "src/mine.rs", "// Mine.\n");
    put(folder.path(), "notes/of mine", "");
    put(folder.path(), "target/debug/x.rs", &format!("// {MARK}\n"));
    assert_eq!(write(&files, folder.path()), []);
    assert_eq!(fs::read_to_string(folder.path().join("src/mine.rs")).unwrap(), "// Mine.\n");
}

#[test]
fn a_file_that_claims_to_be_generated_is_reported() {
    let (files, folder) = written();
    put(folder.path(), "src/house/copy.rs", &format!("// {MARK}\n"));
    let expected = [("src/house/copy.rs".to_owned(), Reason::Claims)];
    assert_eq!(conflicts(&files, folder.path()), expected);
}

#[test]
fn a_file_of_somebody_else_is_not_overwritten() {
    let (files, folder) = written();
    let fewer = without(&files, "src/garden/roles.rs");
    write(&fewer, folder.path());
    put(folder.path(), "src/garden/roles.rs", "// Mine.\n");
    let expected = [("src/garden/roles.rs".to_owned(), Reason::InTheWay)];
    assert_eq!(conflicts(&files, folder.path()), expected);
}

#[test]
fn without_an_inventory_the_mark_says_what_is_ours() {
    let (files, folder) = written();
    fs::remove_file(folder.path().join(inventory::PATH)).expect("it is there");
    put(folder.path(), "src/house/old.rs", &format!("// {MARK}\n"));
    put(folder.path(), "src/ids.rs", &format!("// {MARK}\n// Older.\n"));
    put(folder.path(), "src/mine.rs", "// Mine.\n");
    let expected = [
        (inventory::PATH, Change::Added),
        ("src/house/old.rs", Change::Removed),
        ("src/ids.rs", Change::Changed),
    ];
    assert_eq!(write(&files, folder.path()), owned(&expected));
    assert_eq!(write(&files, folder.path()), []);
}

#[test]
fn what_a_killed_run_left_goes() {
    let (files, folder) = written();
    put(folder.path(), "src/lib.rs.generate-tmp", "half");
    put(folder.path(), "src/old/new.rs.generate-tmp", "half");
    // The names of these are needed again at once.
    put(folder.path(), "generated.list", "half");
    put(folder.path(), "generated.list.generate-tmp", "half");
    let expected = [
        (inventory::PATH, Change::Changed),
        ("generated.list.generate-tmp", Change::Removed),
        ("src/lib.rs.generate-tmp", Change::Removed),
        ("src/old/new.rs.generate-tmp", Change::Removed),
    ];
    assert_eq!(write(&files, folder.path()), owned(&expected));
    assert!(!folder.path().join("src/old").exists());
    assert_eq!(write(&files, folder.path()), []);
}

/// The run ends where a file cannot take its place, which is like a kill at that
/// moment; then the spec is as it was before.
#[test]
fn what_a_half_way_run_added_is_known_to_the_next() {
    let (files, folder) = written();
    let out = folder.path();
    let new = "src/garden/roles.rs";
    let fewer = without(&files, new);
    write(&fewer, out);

    let mut found = files.compare(out).expect("the folder can be read");
    let mut blocked = found.differences[0].clone();
    (blocked.path, blocked.change) = ("src/later.rs".to_owned(), Change::Added);
    found.differences.push(blocked);
    put(out, "src/later.rs/full", "");
    let error = Files::write(out, &found.differences).expect_err("a folder is there");
    assert!(error.to_string().ends_with("run it again to complete the work"), "{error}");
    assert!(out.join(new).exists());
    fs::remove_dir_all(out.join("src/later.rs")).expect("it is there");

    let expected = owned(&[(inventory::PATH, Change::Changed), (new, Change::Removed)]);
    assert_eq!(write(&fewer, out), expected);
    assert_eq!(write(&fewer, out), []);
}

#[test]
fn nothing_is_changed_when_a_file_cannot_be_written() {
    let (files, folder) = written();
    let out = folder.path();
    let mut found = files.compare(out).expect("the folder can be read");
    put(out, "src/ids.rs", "// Edited.\n");
    found.differences = files.compare(out).expect("the folder can be read").differences;
    let mut blocked = found.differences[0].clone();
    // A folder cannot be made where a file is.
    blocked.path = "src/lib.rs/below.rs".to_owned();
    found.differences.push(blocked);
    let error = Files::write(out, &found.differences).expect_err("a file is there");
    assert!(error.to_string().ends_with("; nothing was changed"), "{error}");
    assert_eq!(fs::read_to_string(out.join("src/ids.rs")).unwrap(), "// Edited.\n");
    assert!(!out.join("src/ids.rs.generate-tmp").exists());
}

#[test]
fn what_stands_in_the_way_is_named() {
    let (files, folder) = written();
    let out = folder.path();
    fs::remove_dir_all(out.join("src")).expect("it is there");
    put(out, "src", "a file");
    let error = files.compare(out).expect_err("a file is there").to_string();
    assert!(error.contains("src: a file stands where a folder is needed"), "{error}");

    let (files, folder) = written();
    let out = folder.path();
    fs::remove_file(out.join("src/lib.rs")).expect("it is there");
    fs::create_dir(out.join("src/lib.rs")).expect("a folder");
    let error = files.compare(out).expect_err("a folder is there").to_string();
    assert!(error.contains("src/lib.rs: a folder stands where this file is needed"), "{error}");
}

#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    use std::os::unix::fs::symlink;

    let elsewhere = tempfile::tempdir().expect("a folder");
    let (files, folder) = written();
    let out = folder.path();
    put(elsewhere.path(), "roles.rs", &format!("// {MARK}\n"));
    fs::remove_dir_all(out.join("src/garden")).expect("it is there");
    symlink(elsewhere.path(), out.join("src/garden")).expect("a link");
    let error = files.compare(out).expect_err("a link is there").to_string();
    assert!(error.contains("src/garden: it is a symbolic link"), "{error}");

    fs::remove_file(out.join("src/garden")).expect("the link is there");
    write(&files, out);
    // A link to another folder is passed by, and so is one to a file that looks like ours.
    symlink(elsewhere.path(), out.join("src/link")).expect("a link");
    symlink(elsewhere.path().join("roles.rs"), out.join("src/old.rs")).expect("a link");
    symlink(elsewhere.path().join("roles.rs"), out.join("src/ids.rs.generate-tmp"))
        .expect("a link");
    put(out, "src/ids.rs", "// Edited.\n");
    write(&files, out);
    assert!(out.join("src/old.rs").is_symlink());
    let text = fs::read_to_string(elsewhere.path().join("roles.rs")).expect("it is there");
    assert_eq!(text, format!("// {MARK}\n"));

    fs::remove_file(out.join("src/ids.rs")).expect("it is there");
    symlink(elsewhere.path().join("roles.rs"), out.join("src/ids.rs")).expect("a link");
    let expected = [("src/ids.rs".to_owned(), Reason::InTheWay)];
    assert_eq!(conflicts(&files, out), expected);
}

#[test]
fn the_inventory_lists_every_other_file() {
    let files = support::generate(&support::product());
    let list = files.get(inventory::PATH).expect("the inventory");
    let listed: Vec<_> = list.lines().filter_map(|line| line.split_once("  ")).collect();
    let others = files.iter().map(|(path, _)| path).filter(|path| *path != inventory::PATH);
    assert_eq!(
        listed.iter().map(|(_, path)| *path).collect::<Vec<_>>(),
        others.collect::<Vec<_>>()
    );
    let digests: std::collections::BTreeSet<_> = listed.iter().map(|(digest, _)| digest).collect();
    assert_eq!(digests.len(), listed.len());
}
