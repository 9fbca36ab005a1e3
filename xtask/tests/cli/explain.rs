//! The rule behind a code.

use std::fs;

use crate::support::{Work, run, xtask};

fn explain(arguments: &[&str]) -> (Option<i32>, String) {
    run(xtask().arg("explain").args(arguments))
}

#[test]
fn a_code_is_explained_with_a_wrong_and_a_right_example() {
    let (code, text) = explain(&["G012"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.starts_with("G012: an unknown key\n\n"), "{text}");
    let (wrong, right) = text.split_once("Right:").expect("there are both");
    assert!(wrong.contains("requried:") && right.contains("required:"), "{text}");
    assert!(!text.contains("G013"), "{text}");
    assert_eq!(explain(&["g012"]), (code, text));
}

#[test]
fn without_a_code_all_are_listed() {
    let (code, text) = explain(&[]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("\nG012  an unknown key\n"), "{text}");
    for line in text.lines() {
        let (code, title) = line.split_once("  ").expect("a code and its title");
        let (exit, text) = explain(&[code]);
        assert_eq!(exit, Some(0), "{text}");
        assert!(text.starts_with(&format!("{code}: {title}\n")), "{text}");
    }
}

#[test]
fn an_unknown_code_is_wrong_usage() {
    for wrong in ["G999", "G01", "", "12", "G012: an unknown key", "\u{1b}[2J"] {
        let (code, text) = explain(&[wrong]);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains("`cargo xtask explain` lists those that exist"), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}

#[test]
fn a_mistake_names_the_way_to_its_rule() {
    let work = Work::small();
    let wrong = work.edited("package.yaml", "license:", "licence:");
    fs::write(work.spec().join("package.yaml"), wrong).expect("it can be saved");
    let (code, text) = run(&mut work.generate());
    assert_eq!(code, Some(1), "{text}");
    let pointer = "\nnote: `cargo xtask explain G012`, and so for each code, says the rule, with an \
                   example\n\nerror: the spec has 2 mistakes; nothing was written\n";
    assert!(text.ends_with(pointer), "{text}");
}
