//! The schema for editors stands in the folder of the spec, among files that are not ours.

use std::fs;

use crate::support::{Work, run};

#[test]
fn it_stands_beside_the_spec_and_knows_its_names() {
    let work = Work::small();
    let schema = work.spec().join("schema.json");
    let (code, text) = run(work.generate().arg("--check"));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("schema.json (added)"), "{text}");
    assert!(!schema.exists());

    assert_eq!(run(&mut work.generate()).0, Some(0));
    let before = fs::read_to_string(&schema).expect("it was written");
    assert!(before.contains("\"replaceThing\"") && !before.contains("\"swapThing\""));
    assert_eq!(run(work.generate().arg("--check")).0, Some(0));

    work.edit("things.yaml", "replaceThing", "swapThing");
    let (code, text) = run(&mut work.generate());
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains(" changed ") && text.contains("spec/schema.json"), "{text}");
    assert!(fs::read_to_string(&schema).expect("it is there").contains("\"swapThing\""));
}

#[test]
fn an_edit_by_hand_is_drift() {
    let work = Work::small();
    let schema = work.spec().join("schema.json");
    assert_eq!(run(&mut work.generate()).0, Some(0));
    let right = fs::read_to_string(&schema).expect("it was written");
    fs::write(&schema, right.replace("Whether", "If")).expect("it can be saved");
    assert_eq!(run(work.generate().arg("--check")).0, Some(1));
    assert_eq!(run(&mut work.generate()).0, Some(0));
    assert_eq!(fs::read_to_string(&schema).expect("it is there"), right);
}

#[test]
fn nothing_else_in_the_folder_of_the_spec_is_touched() {
    let work = Work::small();
    let schema = work.spec().join("schema.json");
    fs::write(&schema, "{}\n").expect("it can be saved");
    let (code, text) = run(&mut work.generate());
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("error[G050]") && text.contains("spec/schema.json"), "{text}");
    assert!(work.tree().is_empty(), "nothing was written");
    assert_eq!(fs::read_to_string(&schema).expect("it is there"), "{}\n");
    fs::remove_file(&schema).expect("it is there");

    // Another crate that was generated, and what a run left that was killed.
    let other = work.spec().join("other.rs");
    fs::write(&other, format!("// {}\n", codegen::files::MARK)).expect("it can be saved");
    let leftover = work.spec().join("schema.json.generate-tmp");
    fs::write(&leftover, "{").expect("it can be saved");
    assert_eq!(run(&mut work.generate()).0, Some(0));
    assert!(other.exists() && schema.exists() && !leftover.exists());
}
