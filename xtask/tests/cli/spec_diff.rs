//! `spec diff` in a repository of its own.

use std::process::Command;

use crate::support::{Work, run, xtask};

fn git(work: &Work, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.arg("-C").arg(work.spec());
    // What the person who runs the test has set shall not matter.
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    git.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_INDEX_FILE");
    git.args(["-c", "user.name=Test", "-c", "user.email=test@example.com"]).args(arguments);
    let (code, text) = run(&mut git);
    assert_eq!(code, Some(0), "{text}");
}

/// The spec of the product, committed, below a folder of its repository.
fn committed() -> Work {
    let work = Work::new();
    git(&work, &["init", "--quiet", ".."]);
    git(&work, &["add", "."]);
    git(&work, &["commit", "--quiet", "--message", "The first"]);
    work
}

fn diff(work: &Work, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = xtask();
    command.args(["spec", "diff", "--spec"]).arg(work.spec()).args(arguments);
    let (code, text) = run(&mut command);
    (code, text.replace(&*work.spec().to_string_lossy(), "SPEC"))
}

#[test]
fn nothing_changed() {
    let work = committed();
    let nothing = "Nothing changed for the users of the client.\n".to_owned();
    assert_eq!(diff(&work, &[]), (Some(0), nothing.clone()));
    assert_eq!(diff(&work, &["--fail-on", "patch"]), (Some(0), nothing));
}

#[test]
fn what_changed_since_the_last_commit_and_since_another() {
    let work = committed();
    work.edit("surfaces.yaml", "https://opsmanager.example.com", "https://example.com");
    git(&work, &["commit", "--quiet", "--all", "--message", "The second"]);
    work.edit("surfaces.yaml", "of an Ops Manager that you", "of the Ops Manager that you");
    let (code, text) = diff(&work, &[]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.starts_with("## 0.1.1\n\nA patch step from 0.1.0.\n"), "{text}");
    let expected = "### `ops_manager`\n\n- **Patch:** Documentation: the API.\n";
    assert!(text.contains(expected), "{text}");
    let note = "note: `SPEC/package.yaml` says `version: 0.1.0`; these changes ask for 0.1.1\n";
    assert!(text.ends_with(note), "{text}");
    assert!(!text.contains("Documentation: the address"), "{text}");
    assert_eq!(diff(&work, &["--fail-on", "minor"]).0, Some(0));
    assert_eq!(diff(&work, &["--fail-on", "patch"]).0, Some(1));

    let (code, text) = diff(&work, &["HEAD~1"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("Documentation: the address"), "{text}");
}

#[test]
fn a_breaking_change_fails_when_it_is_asked_to() {
    let work = committed();
    work.edit("group-invitations.yaml", "deleteGroupInvite", "withdrawGroupInvite");
    let (code, text) = diff(&work, &["--fail-on", "breaking"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.starts_with("## 0.2.0\n\nA breaking step from 0.1.0.\n"), "{text}");
    assert!(
        text.contains("### All APIs\n\n- **Breaking:** `DeleteGroupInvite` is removed.\n"),
        "{text}"
    );
}

#[test]
fn what_cannot_be_compared_is_said_so() {
    let work = committed();
    let check = |arguments: &[&str], expected: &str| {
        let (code, text) = diff(&work, arguments);
        assert!(text.contains(expected), "{text}");
        assert_eq!(code, Some(1), "{text}");
    };
    check(&["none"], "error: git knows no revision `none`\n");
    check(&["--", "--all"], "error: git knows no revision `--all`\n");
    work.edit("types.yaml", "roles:", "rolls:");
    check(&[], "error: the spec has ");
    check(&[], "; correct it, and compare then\n");
    git(&work, &["commit", "--quiet", "--all", "--message", "A mistake"]);
    work.edit("types.yaml", "rolls:", "roles:");
    check(&[], " --> HEAD:SPEC/types.yaml:");
    check(&[], "; what stands at `HEAD` cannot be compared\n");
    git(&work, &["rm", "--quiet", "--cached", "-r", "."]);
    git(&work, &["commit", "--quiet", "--allow-empty", "--message", "None"]);
    check(&[], "error: revision `HEAD` has no spec: SPEC holds no .yaml file there\n");

    let (code, text) = diff(&work, &["--fail-on", "major"]);
    assert_eq!(code, Some(2), "{text}");
}

#[test]
fn without_a_repository_there_is_nothing_to_compare_with() {
    let work = Work::new();
    let (code, text) = diff(&work, &[]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.starts_with("error: cannot ask git about SPEC: not a git repository"), "{text}");
}
