//! Specs that nobody writes by hand: they are refused, not waited for.

mod support;

use std::fmt::Write as _;
use std::fs;

use codegen::{Options, Sources};

#[test]
fn s10_what_is_nested_too_deep_is_refused() {
    for text in [
        format!("a: {}", "[".repeat(10_000)),
        format!("a: {}x{}", "[".repeat(10_000), "]".repeat(10_000)),
        format!("a: {}", "{ a: ".repeat(10_000)),
        format!("a:\n  {}x", "- ".repeat(10_000)),
        (0..300).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "a:\n"),
    ] {
        let said = short(&[("things.yaml", text)]);
        assert!(said.contains("error[G009]: nested deeper than 64"), "{said}");
    }
}

#[test]
fn s10_what_is_nested_as_deep_as_may_be_is_read() {
    // The mapping at the top is one of the 64.
    let deep = |depth: usize| format!("a: {}x{}", "[".repeat(depth), "]".repeat(depth));
    assert!(!short(&[("things.yaml", deep(63))]).contains("G009"));
    assert!(short(&[("things.yaml", deep(64))]).contains("G009"));
}

#[test]
fn s11_a_file_that_is_too_large_is_not_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = fs::File::create(folder.path().join("a.yaml")).expect("a file");
    file.set_len((4 << 20) + 1).expect("it grows");
    let sources = Sources::read(folder.path(), "spec").expect("the folder can be read");
    assert_eq!(sources.files[0].text, "");
    let said = first_of(&sources);
    assert_eq!(said, "spec/a.yaml:1:1: error[G010]: the file is larger than 4 MiB");
    file.set_len(4 << 20).expect("it shrinks");
    let sources = Sources::read(folder.path(), "spec").expect("the folder can be read");
    assert!(!first_of(&sources).contains("G010"));
}

#[test]
fn s11_files_that_are_too_large_together_are_not_read() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in 10..27 {
        let file = fs::File::create(folder.path().join(format!("{name}.yaml"))).expect("a file");
        file.set_len(4 << 20).expect("it grows");
    }
    let sources = Sources::read(folder.path(), "spec").expect("the folder can be read");
    let said = codegen::generate(&sources, &Options::default()).expect_err("it is refused");
    let said = said.short(&sources).to_string();
    let last = said.lines().last().unwrap_or_default();
    let expected = "spec/26.yaml:1:1: error[G010]: with this file the spec is larger than 64 MiB";
    assert_eq!(last, expected);
    assert_eq!(said.matches("G010").count(), 1);
}

#[test]
fn a_text_that_is_too_long_is_refused() {
    let package = |length: usize| {
        let text = file("package.yaml");
        text.replace("A spec without mistakes.", &"x".repeat(length))
    };
    assert_eq!(short(&[("package.yaml", package(16 << 10))]), "");
    let said = short(&[("package.yaml", package((16 << 10) + 1))]);
    assert!(said.contains("error[G010]: a text of 16385 bytes; the limit is 16384"), "{said}");
}

#[test]
fn a_name_may_have_64_letters() {
    let things = |length: usize| {
        let field = "a".repeat(length);
        file("things.yaml")
            + &format!("    query:\n      {field}: {{ type: string, about: One. }}\n")
    };
    assert_eq!(short(&[("things.yaml", things(64))]), "");
    assert!(short(&[("things.yaml", things(65))]).contains("G021"));
}

#[test]
fn more_than_ten_thousand_operations_are_refused() {
    let mut things = file("things.yaml");
    for number in 0..10_000 {
        let _ =
            writeln!(things, "  a{number}: {{ get: /{number}, about: One., returns: nothing }}");
    }
    let said = short(&[("things.yaml", things)]);
    assert_eq!(said, "things.yaml:10007:3: error[G010]: more than 10000 operations\n");
}

#[test]
fn s34_ten_thousand_roles_are_read() {
    let mut types =
        "roles:\n  Colour:\n    about: A colour.\n    prefix: C_\n    example: C_A0\n    values:\n"
            .to_owned();
    for number in 0..10_000 {
        let _ = writeln!(types, "      C_A{number}: {{ about: One }}");
    }
    let things = file("things.yaml") + "    query:\n      colour: { type: Colour, about: One. }\n";
    let sources = with(&[("types.yaml", types), ("things.yaml", things)]);
    let api = codegen::parse(&sources).and_then(|spec| codegen::resolve(&spec));
    let api = api.unwrap_or_else(|found| panic!("{}", found.short(&sources)));
    assert_eq!(api.surfaces[0].roles[0].values.len(), 10_000);
}

/// A file of the small spec without mistakes.
fn file(name: &str) -> String {
    support::right().remove(name).expect("it is there")
}

/// The small spec without mistakes, with other files in place of some of its own.
fn with(files: &[(&str, String)]) -> Sources {
    let mut all = support::right();
    all.extend(files.iter().map(|(name, text)| ((*name).to_owned(), text.clone())));
    Sources::from_texts(all.iter().map(|(name, text)| (name.as_str(), text)))
}

fn short(files: &[(&str, String)]) -> String {
    let sources = with(files);
    match codegen::parse(&sources).and_then(|spec| codegen::resolve(&spec)) {
        Ok(_) => String::new(),
        Err(found) => found.short(&sources).to_string(),
    }
}

fn first_of(sources: &Sources) -> String {
    let found = codegen::generate(sources, &Options::default()).expect_err("it is refused");
    found.short(sources).to_string().lines().next().unwrap_or_default().to_owned()
}

#[test]
fn more_than_256_fields_are_refused() {
    let things = |count: usize| {
        let fields: Vec<String> = (0..count)
            .map(|number| format!("      f{number}: {{ type: string, about: One. }}\n"))
            .collect();
        file("things.yaml") + "    query:\n" + &fields.concat()
    };
    assert_eq!(short(&[("things.yaml", things(256))]), "");
    assert!(short(&[("things.yaml", things(257))]).contains("G010]: more than 256 fields"));
}

#[test]
fn records_in_records_end_somewhere() {
    // The record of each number has some members of the next one's type.
    let things = |records: usize, members: usize, ty: &str, last: &str| {
        let mut text =
            file("things.yaml").replace("returns: nothing", "returns: R0") + "records:\n";
        for number in 0..records {
            let _ = writeln!(text, "  R{number}:\n    about: One.\n    fields:");
            let next =
                if number + 1 == records { last.to_owned() } else { format!("R{}", number + 1) };
            let next = ty.replace('R', &next);
            for member in 0..members {
                let _ = writeln!(
                    text,
                    "      m{member}: {{ type: {next}, required: true, about: One. }}"
                );
            }
        }
        [("things.yaml", text)]
    };
    assert_eq!(short(&things(16, 1, "R", "string")), "");
    let said = short(&things(17, 1, "R", "string"));
    assert_eq!(said, "things.yaml:9:3: error[G009]: records nested deeper than 16\n");
    assert_eq!(short(&things(8, 2, "R", "string")), "");
    let said = short(&things(10, 2, "R", "string"));
    assert!(said.contains("error[G010]: an example of `R0` has 2047 values"), "{said}");
    assert_eq!(short(&things(100, 1, "[R]", "string")), "");
    assert!(short(&things(3, 40, "[R]", "string")).contains("error[G010]: an example of `R0`"));
    let said = short(&things(3000, 1, "R", "R0"));
    assert!(said.contains("error[G041]: a record contains itself: R0 → R1 → "), "{said}");
    assert!(said.len() < 300, "{said}");
    assert_eq!(short(&things(3000, 1, "R", "string")).lines().count(), 1);
}

#[test]
fn a_line_that_no_screen_shows_is_left_out() {
    let said = |spaces: usize| {
        let text =
            format!("about: Things.{}# é\noperations: {{}}\nmascot: owl\n", " ".repeat(spaces));
        let text = text.replace("Things.", "\"Th\\u202eings.\"");
        let sources = with(&[("things.yaml", text)]);
        let found = codegen::parse(&sources).expect_err("it is refused");
        found.render(&sources, false).to_string()
    };
    let (shown, hidden) = (said(10), said(5000));
    assert!(shown.contains("1 | about: ") && shown.contains("3 | mascot: owl"), "{shown}");
    assert!(!hidden.contains("1 | about: ") && hidden.contains("3 | mascot: owl"), "{hidden}");
    assert!(hidden.contains("--> things.yaml:1:8\n"), "{hidden}");
}
