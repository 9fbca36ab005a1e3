//! Each case breaks a promise on one line, and says on the line above what is right.
//!
//! On every compiler: a case fails with the error of its first line and with no other, and compiles
//! when the right line stands in for the broken one. On the compiler that the `.stderr` files were
//! written with, the messages are compared as well. A message is part of the promise: it has to say
//! what to do. After `TRYBUILD=overwrite cargo test -p compile-fail`, read the diff.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// The compiler that the `.stderr` files were written with; another one words its messages anew.
const MESSAGES_OF: &str = "rustc 1.95.";

/// What came of each program: `compiled`, or the codes of its errors.
type Outcomes = BTreeMap<String, BTreeSet<String>>;

#[test]
fn a_broken_promise_fails_for_its_own_reason_only() {
    let project = Path::new(env!("CARGO_TARGET_TMPDIR")).join("promises");
    let programs = project.join("src/bin");
    if programs.exists() {
        fs::remove_dir_all(&programs).unwrap();
    }
    fs::create_dir_all(&programs).unwrap();

    let mut expected = Outcomes::new();
    for path in cases() {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let broken = fs::read_to_string(&path).unwrap();
        let code = broken.lines().next().and_then(|line| line.strip_prefix("//@ fails with: "));
        let code = code.unwrap_or_else(|| panic!("{name}: line 1 is `//@ fails with: <code>`"));

        fs::write(programs.join(format!("{name}-broken.rs")), &broken).unwrap();
        fs::write(programs.join(format!("{name}-right.rs")), put_right(name, &broken)).unwrap();
        expected.insert(format!("{name}-broken"), BTreeSet::from([code.to_owned()]));
        expected.insert(format!("{name}-right"), BTreeSet::from(["compiled".to_owned()]));
    }

    let found = check(&project);
    let surprises: Vec<_> = expected
        .iter()
        .filter(|(program, outcome)| found.get(*program) != Some(outcome))
        .map(|(program, outcome)| {
            format!("{program}: expected {outcome:?}, found {:?}", found.get(program))
        })
        .collect();
    assert!(surprises.is_empty() && !expected.is_empty(), "{surprises:#?}");
}

#[test]
fn a_message_says_what_to_do() {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().unwrap().stdout;
    if version.starts_with(MESSAGES_OF.as_bytes()) {
        trybuild::TestCases::new().compile_fail("tests/cases/*.rs");
    } else {
        println!("not compared: the messages are those of {MESSAGES_OF}");
    }
}

#[test]
fn what_the_way_over_quotes_is_what_the_compiler_says() {
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../generated-client");
    let migration = fs::read_to_string(client.join("MIGRATION.md")).unwrap();
    let quotes: Vec<&str> = migration.split("```text\n").skip(1).collect();
    // A reader's program is no case of ours.
    let as_read = |case: &PathBuf| {
        let message = fs::read_to_string(case.with_extension("stderr")).ok()?;
        let name = case.file_name()?.to_str()?;
        Some(message.replace(&format!("tests/cases/{name}"), "src/main.rs"))
    };
    let messages: Vec<String> = cases().iter().filter_map(as_read).collect();
    for quote in &quotes {
        let (quote, _) = quote.split_once("```").unwrap();
        let said = messages.iter().any(|message| message.starts_with(quote));
        assert!(said, "no case is answered with this:\n{quote}");
    }
    assert_eq!(quotes.len(), 1);
}

fn cases() -> Vec<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let files = fs::read_dir(cases).unwrap().map(|file| file.unwrap().path());
    let (cases, messages): (Vec<_>, Vec<_>) =
        files.partition(|path| path.extension().is_some_and(|extension| extension == "rs"));
    for path in messages {
        assert!(path.with_extension("rs").exists(), "{} is left over", path.display());
    }
    cases
}

/// The program with the line after `// right: ` replaced by what stands there.
fn put_right(name: &str, broken: &str) -> String {
    let mut lines: Vec<&str> = broken.lines().collect();
    let marked = |line: &&str| line.trim_start().starts_with("// right: ");
    let at = lines.iter().position(marked).unwrap_or_else(|| panic!("{name}: no `// right: `"));
    let (_, right) = lines.remove(at).split_once("// right: ").unwrap();
    lines[at] = right;
    lines.join("\n")
}

/// Checks all programs of a project, which gets the client and the versions of this workspace.
fn check(project: &Path) -> Outcomes {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let manifest = format!(
        r#"
[package]
name = "promises"
edition = "2024"

[dependencies.mongodb-invitations]
path = '{}'
default-features = false
features = ["atlas-v2", "atlas-v1", "cloud-manager", "ops-manager"]

[workspace]
"#,
        workspace.join("generated-client").display(),
    );
    fs::write(project.join("Cargo.toml"), manifest).unwrap();
    fs::copy(workspace.join("Cargo.lock"), project.join("Cargo.lock")).unwrap();

    let output = Command::new(env!("CARGO"))
        .args(["check", "--bins", "--keep-going", "--offline", "--message-format=json"])
        .current_dir(project)
        .env("CARGO_TARGET_DIR", project.join("target"))
        // Under `-D warnings` a case would fail for one more reason.
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    // Shown when the test fails.
    println!("{}", String::from_utf8_lossy(&output.stderr));

    let mut outcomes = Outcomes::new();
    for line in output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let line: Value = serde_json::from_slice(line).unwrap();
        if line["target"]["kind"][0] == "bin"
            && let Some(outcome) = outcome(&line)
        {
            let program = line["target"]["name"].as_str().unwrap();
            outcomes.entry(program.to_owned()).or_default().insert(outcome.to_owned());
        }
    }
    outcomes
}

/// The code of an error, or its text when it has none.
fn outcome(line: &Value) -> Option<&str> {
    if line["reason"] == "compiler-artifact" {
        return Some("compiled");
    }
    let error = &line["message"];
    let text = error["message"].as_str().filter(|text| !text.starts_with("aborting due to"));
    text.filter(|_| error["level"] == "error")
        .map(|text| error["code"]["code"].as_str().unwrap_or(text))
}
