//! Wrong usage: exit code 2, and nothing is touched.

use std::fs;
use std::path::Path;

use crate::support::{Work, run, xtask};

#[track_caller]
fn refused(work: &Work, out: &Path, expected: &str) {
    let before = work.tree();
    let spec = fs::read_dir(work.spec()).expect("the spec").count();
    let mut command = xtask();
    command.args(["generate", "--spec"]).arg(work.spec()).arg("--out").arg(out);
    let (code, text) = run(&mut command);
    assert!(text.contains(expected), "{text}");
    assert_eq!(code, Some(2), "{text}");
    assert_eq!(work.tree(), before);
    assert_eq!(fs::read_dir(work.spec()).expect("the spec").count(), spec);
}

#[test]
fn the_output_stays_out_of_the_spec_and_of_what_holds_it() {
    let work = Work::new();
    let mixed = "give a folder of its own";
    refused(&work, &work.spec(), mixed);
    refused(&work, &work.spec().join("below/it"), mixed);
    refused(&work, &work.path("none/../spec/below"), mixed);
    refused(&work, &work.path(""), mixed);
    refused(&work, Path::new("/"), mixed);
    refused(&work, &Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), mixed);
    refused(&work, &work.spec().join("types.yaml"), "is a file");
}

#[cfg(unix)]
#[test]
fn a_link_to_the_spec_is_the_spec() {
    let work = Work::new();
    std::os::unix::fs::symlink(work.spec(), work.path("link")).expect("a link");
    refused(&work, &work.path("link"), "give a folder of its own");
    refused(&work, &work.path("link/new"), "give a folder of its own");
}

#[test]
fn watching_is_not_checking() {
    let work = Work::new();
    let (code, text) = run(work.generate().args(["--watch", "--check"]));
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("'--check'") && text.contains("'--watch'"), "{text}");
    assert!(work.tree().is_empty());
}
