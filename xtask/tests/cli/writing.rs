//! What stands in the way of the output: exit codes 1 and 3.

use std::fs;

use crate::support::{Work, run};

/// A work whose output is there, and a spec that no longer has one of its resources' names.
fn renamed() -> Work {
    let work = Work::new();
    assert_eq!(run(&mut work.generate()).0, Some(0));
    let spec = work.spec();
    fs::rename(spec.join("org-invitations.yaml"), spec.join("invitations-to-orgs.yaml"))
        .expect("it is there");
    work
}

const STALE: &str = "src/ops_manager/org_invitations.rs";

#[test]
fn a_stale_file_goes() {
    let work = renamed();
    let (code, text) = run(&mut work.generate());
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains(&format!("  removed {STALE}")), "{text}");
    assert!(!work.tree().contains_key(STALE));
}

#[test]
fn a_stale_file_that_was_edited_is_an_error_and_nothing_changes() {
    let work = renamed();
    let path = work.out().join(STALE);
    fs::write(&path, work.read(STALE) + "// Mine.\n").expect("it can be saved");
    let before = work.tree();
    let (code, text) = run(&mut work.generate());
    assert_eq!(code, Some(1), "{text}");
    let expected = format!(
        "error[G050]: `{STALE}` is not generated any more, but was edited by hand\n  \
         = help: delete it; or, to keep it, give it another name and take away its first line\n\
         error: nothing was written to {}\n",
        work.out().display()
    );
    assert_eq!(text, expected);
    assert_eq!(work.tree(), before);

    let message = format!("`{STALE}` is not generated any more, but was edited by hand");
    let (code, text) = run(work.generate().args(["--error-format", "short"]));
    assert_eq!((code, text), (Some(1), format!("{STALE}: error[G050]: {message}\n")));
    let (code, text) = run(work.generate().args(["--error-format", "json"]));
    let object = format!(
        "{{\"code\":\"G050\",\"message\":\"{message}\",\"file\":\"{STALE}\",\"line\":null,"
    );
    assert!(code == Some(1) && text.starts_with(&object) && text.lines().count() == 1, "{text}");
    assert_eq!(work.tree(), before);

    let (code, text) = run(work.generate().arg("--check"));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("error[G050]"), "{text}");
    assert_eq!(work.tree(), before);

    // As the help says.
    let kept = work.read(STALE).split_once('\n').expect("lines").1.to_owned();
    fs::write(work.out().join("src/mine.rs"), kept).expect("it can be saved");
    fs::remove_file(path).expect("it is there");
    assert_eq!(run(&mut work.generate()).0, Some(0));
    assert_eq!(run(work.generate().arg("--check")).0, Some(0));
    assert!(work.read("src/mine.rs").ends_with("// Mine.\n"));
}

#[test]
fn a_folder_that_belongs_to_somebody_else_is_not_written_into() {
    let work = Work::new();
    fs::create_dir(work.out()).expect("a folder");
    fs::write(work.out().join("Cargo.toml"), "[package]\n").expect("a file");
    let before = work.tree();
    let (code, text) = run(&mut work.generate());
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("error[G050]: `Cargo.toml` was not generated"), "{text}");
    assert_eq!(work.tree(), before);
}

#[test]
fn a_file_where_a_folder_is_due_is_named() {
    let work = Work::new();
    fs::create_dir(work.out()).expect("a folder");
    fs::write(work.out().join("src"), "").expect("a file");
    let (code, text) = run(&mut work.generate());
    assert_eq!(code, Some(3), "{text}");
    assert!(text.ends_with("move it away; nothing was changed\n"), "{text}");
    assert_eq!(work.tree().len(), 1);
}

/// A limit on the size of files stands for a full disk: the write fails half way.
#[cfg(unix)]
#[test]
fn a_disk_that_is_full_loses_nothing() {
    let work = renamed();
    let before = work.tree();
    let generate = work.generate();
    let mut limited = std::process::Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$0\" \"$@\""]);
    limited.current_dir(env!("CARGO_MANIFEST_DIR")).arg(generate.get_program());
    let (code, text) = run(limited.args(generate.get_args()));
    assert_eq!(code, Some(3), "{text}");
    assert!(text.starts_with("error: cannot write ") && text.contains("too large"), "{text}");
    assert!(text.ends_with("; nothing was changed\n"), "{text}");
    assert_eq!(work.tree(), before);
    assert_eq!(run(&mut work.generate()).0, Some(0));
}
