//! The spec as a git revision has it. Git itself is asked: it knows how.

use std::path::Path;
use std::process::Command;

use codegen::Sources;
use codegen::source::is_spec_file;

/// Reads the spec folder at a revision, or says why that is not possible.
pub(crate) fn read(revision: &str, folder: &Path, shown: &str) -> Result<Sources, String> {
    if !folder.is_dir() {
        return Err(format!("cannot read {shown}: it is no folder"));
    }
    git(folder, &["rev-parse", "--show-prefix"])
        .map_err(|error| format!("cannot ask git about {shown}: {error}"))?;
    let commit = format!("{revision}^{{commit}}");
    let commit = git(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])
        .map_err(|_| format!("git knows no revision `{revision}`"))?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    // Names are those below the folder, because git runs in it.
    let listing = git(folder, &["ls-tree", "-z", &commit])?;
    let listing = String::from_utf8_lossy(&listing);
    let entries = listing.split('\0').filter_map(|entry| entry.split_once('\t'));
    let mut files = Vec::new();
    for (about, name) in entries.filter(|(_, name)| is_spec_file(name)) {
        let Some([_, "blob", object]) = words(about) else { continue };
        let bytes = git(folder, &["cat-file", "blob", object])?;
        files.push((format!("{revision}:{shown}/{name}"), bytes));
    }
    if files.is_empty() {
        return Err(format!(
            "revision `{revision}` has no spec: {shown} holds no .yaml file there"
        ));
    }
    Ok(Sources::from_texts(files.iter().map(|(path, bytes)| (path.as_str(), bytes))))
}

fn words(entry: &str) -> Option<[&str; 3]> {
    entry.split(' ').collect::<Vec<_>>().try_into().ok()
}

/// What git prints, or what it complains of.
fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let mut git = Command::new("git");
    // A git hook says where its repository is; here, the folder does.
    git.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE");
    let output = git.arg("-C").arg(folder).args(arguments).output();
    let output = output.map_err(|error| format!("cannot start git: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(complaint.trim().trim_start_matches("fatal: ").to_owned())
}
