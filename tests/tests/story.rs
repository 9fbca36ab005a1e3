//! The example programs tell the story that the README prints.

use std::{fs, path::Path, process::Command};

use tests::fake_cloud::{FakeCloud, Options};

#[tokio::test]
async fn all_examples_print_what_the_readme_says() {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let printed = |example: &str| {
        let call = format!("--example {example}\n```\n\n```text\n");
        let (_, after) = readme.split_once(&call).expect("its output");
        after.split_once("```").unwrap().0.to_owned()
    };
    let expected = printed("invite");

    assert_eq!(run(&["--example", "invite"]).await, expected);
    assert_eq!(run(&["--example", "invite_blocking", "--features", "blocking"]).await, expected);
    assert_eq!(run(&["--example", "people"]).await, printed("people"));
}

/// What an example prints when it runs against a cloud of its own.
async fn run(example: &[&str]) -> String {
    let cloud = FakeCloud::start(tests::spec(), Options::default()).await.unwrap();
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["run", "--quiet", "--package", "mongodb-invitations"])
        .args(example)
        .current_dir(workspace())
        .env("FAKE_CLOUD", cloud.address())
        .env_remove("INVITE_ON");
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    out.into_owned()
}

fn workspace() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
