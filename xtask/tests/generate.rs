//! `cargo xtask generate` as its users start it: exit codes, what is printed
//! where, and that nothing but the spec changes the output.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[test]
fn s01_what_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("missing");
    let output = generate(&missing, &folder.path().join("out"), &[]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.starts_with(&format!("error: cannot read {}: ", missing.display())), "{said}");

    let spec = copy_of_the_small_spec(folder.path());
    fs::create_dir(spec.join("more.yaml")).expect("a folder");
    let output = generate(&spec, &folder.path().join("out"), &[]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("more.yaml: it is no file"), "{said}");

    fs::remove_dir(spec.join("more.yaml")).expect("it is empty");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", spec.join("more.yaml")).expect("a link");
        let output = generate(&spec, &folder.path().join("out"), &[]);
        assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    }
    assert!(!folder.path().join("out").exists());
}

#[test]
fn mistakes_are_printed_in_each_format_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = copy_of_the_small_spec(folder.path());
    let things = spec.join("things.yaml");
    let wrong = fs::read_to_string(&things).expect("it can be read").replace("about:", "abuot:");
    fs::write(&things, wrong).expect("it can be written");
    let out = folder.path().join("out");
    for check in [&[][..], &["--check"][..]] {
        let run = |format: &[&str]| {
            let output = generate(&spec, &out, &[check, format].concat());
            assert_eq!(output.status.code(), Some(1));
            assert_eq!(output.stdout, b"", "mistakes go to standard error");
            assert!(!out.exists(), "something was written");
            stderr(&output)
        };
        let human = run(&[]);
        assert!(human.contains("help: did you mean `about`?"), "{human}");
        assert!(
            human.ends_with("error: the spec has 4 mistakes; nothing was written\n"),
            "{human}"
        );
        assert!(!human.contains('\u{1b}'), "this is no terminal: {human}");
        assert_eq!(run(&["--error-format", "human"]), human);

        let short = run(&["--error-format", "short"]);
        let lines: Vec<&str> = short.lines().collect();
        assert_eq!(lines.len(), 4, "{short}");
        let unknown =
            format!("{}:1:1: error[G012]: unknown key `abuot` in things.yaml", things.display());
        assert!(lines.contains(&unknown.as_str()), "{short}");

        let json = run(&["--error-format", "json"]);
        assert_eq!(json.lines().count(), 4, "{json}");
        assert!(json.lines().all(|line| line.starts_with("{\"code\":\"G0") && line.ends_with('}')));
    }
}

#[test]
fn wrong_usage_is_told_from_a_wrong_spec() {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = copy_of_the_small_spec(folder.path());
    let output = generate(&spec, &folder.path().join("out"), &["--error-format", "xml"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("human, short, json"), "{}", stderr(&output));
}

#[test]
fn s47_nothing_but_the_spec_changes_the_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = copy_of_the_small_spec(folder.path());
    let first = folder.path().join("first");
    assert_eq!(generate(&spec, &first, &[]).status.code(), Some(0));
    let expected = texts(&first);
    assert!(expected.len() > 10);
    let settings: [(&str, &[&str]); 4] = [
        ("TZ", &["UTC", "Pacific/Kiritimati", "America/St_Johns"]),
        ("LANG", &["C", "tr_TR.UTF-8", "ja_JP.eucJP"]),
        ("HOME", &["/", "/nonexistent", ""]),
        ("RAYON_NUM_THREADS", &["1", "7", "64"]),
    ];
    // The folder has another length and another place, but the same way to the runtime.
    for run in 0..50 {
        let out = folder.path().join(format!("run{run}"));
        let mut command = command(&spec, &out, &[]);
        for (turn, (name, values)) in settings.iter().enumerate() {
            command.env(name, values[(run + turn) % values.len()]);
        }
        command.current_dir(workspace().join(["", "spec", "codegen/src"][run % 3]));
        let output = command.output().expect("it starts");
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(texts(&out), expected, "run {run}");
    }
}

#[test]
fn s50_a_comment_in_the_spec_touches_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = copy_of_the_small_spec(folder.path());
    let out = folder.path().join("out");
    assert_eq!(generate(&spec, &out, &[]).status.code(), Some(0));
    let before = times(&out);
    for file in ["package.yaml", "surfaces.yaml", "types.yaml", "things.yaml"] {
        let text = fs::read_to_string(spec.join(file)).expect("it can be read");
        let text = format!("# A remark.\n\n{}\n# The end.\n", text.replace('\n', " # here\n"));
        fs::write(spec.join(file), text).expect("it can be written");
    }
    let output = generate(&spec, &out, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(times(&out), before);
    assert_eq!(generate(&spec, &out, &["--check"]).status.code(), Some(0));
}

fn command(spec: &Path, out: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("generate").arg("--spec").arg(spec).arg("--out").arg(out).args(arguments);
    command.current_dir(workspace());
    command
}

fn generate(spec: &Path, out: &Path, arguments: &[&str]) -> Output {
    command(spec, out, arguments).output().expect("it starts")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("it is text")
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn copy_of_the_small_spec(folder: &Path) -> PathBuf {
    let spec = folder.join("spec");
    fs::create_dir(&spec).expect("a folder");
    let right = workspace().join("codegen/tests/mistakes/right");
    for entry in fs::read_dir(right).expect("it can be read") {
        let file = entry.expect("an entry");
        fs::copy(file.path(), spec.join(file.file_name())).expect("it can be copied");
    }
    spec
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("it can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    files
}

fn texts(folder: &Path) -> BTreeMap<PathBuf, String> {
    let below = |path: &Path| path.strip_prefix(folder).expect("it is below").to_owned();
    let text = |path: &Path| fs::read_to_string(path).expect("it is text");
    files(folder).iter().map(|path| (below(path), text(path))).collect()
}

fn times(folder: &Path) -> BTreeMap<PathBuf, std::time::SystemTime> {
    let time = |path: &Path| fs::metadata(path).and_then(|file| file.modified());
    let files = files(folder).into_iter();
    files.map(|path| (path.clone(), time(&path).expect("it has a time"))).collect()
}
