//! The output as a map from path to text: pure result of generating, and the
//! only place that writes.
//!
//! Writing, checking and the tests are its three users.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::render;

/// All emitted files by their path below the crate, with forward slashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, String>);

/// What one file of the output needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It does not exist yet.
    Added,
    /// It has another text.
    Changed,
    /// It is no longer emitted.
    Removed,
}

/// One file that is not as it should be.
#[derive(Debug, Clone)]
pub struct Difference {
    /// Path below the crate.
    pub path: String,
    /// What it needs.
    pub change: Change,
    /// Text on disk; empty when there is none.
    pub old: String,
    /// Text that it should have; empty when it should not exist.
    pub new: String,
}

/// Reading or writing the output failed.
#[derive(Debug)]
pub struct OutputError {
    /// The file or folder.
    pub path: PathBuf,
    /// What was tried.
    pub action: &'static str,
    /// What the system said.
    pub source: io::Error,
}

impl std::fmt::Display for OutputError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot {} {}: {}", self.action, self.path.display(), self.source)
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

impl Files {
    /// Adds a file.
    ///
    /// # Panics
    ///
    /// When the path is there already: two emitters would write one file.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        let path = path.into();
        let earlier = self.0.insert(path.clone(), text.into());
        assert!(earlier.is_none(), "`{path}` was emitted twice");
    }

    /// The text of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Paths and texts, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What would have to change in a folder, sorted by path. A missing folder
    /// is an empty one. Rust that would be written is read again first.
    ///
    /// # Errors
    ///
    /// When the folder or a file in it cannot be read.
    pub fn compare(&self, folder: &Path) -> Result<Vec<Difference>, OutputError> {
        let mut differences = Vec::new();
        for (path, new) in self.iter() {
            let on_disk = folder.join(path);
            let (change, old) = match fs::read(&on_disk) {
                Ok(old) if old == new.as_bytes() => continue,
                Ok(old) => (Change::Changed, String::from_utf8_lossy(&old).into_owned()),
                Err(error) if is_missing(&error) => (Change::Added, String::new()),
                Err(source) => return Err(OutputError { path: on_disk, action: "read", source }),
            };
            // The example programs were not printed but copied.
            if path.starts_with("src/") {
                render::verify(path, new);
            }
            differences.push(Difference {
                path: path.to_owned(),
                change,
                old,
                new: new.to_owned(),
            });
        }
        for path in stale(folder, self)? {
            let old = fs::read_to_string(folder.join(&path)).unwrap_or_default();
            differences.push(Difference { path, change: Change::Removed, old, new: String::new() });
        }
        differences.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(differences)
    }

    /// Brings a folder up to date: every new text is first written beside its
    /// file and then takes its place, so that each file is whole at any moment;
    /// an unchanged file is not touched.
    ///
    /// # Errors
    ///
    /// When a file cannot be written or removed. Each file is whole then, old or
    /// new, and the next run completes the work.
    pub fn write(folder: &Path, differences: &[Difference]) -> Result<(), OutputError> {
        let mut ready = Vec::new();
        let result = differences
            .iter()
            .filter(|difference| difference.change != Change::Removed)
            .try_for_each(|difference| {
                let target = folder.join(&difference.path);
                ready.push(write_beside(&target, &difference.new)?);
                Ok(())
            });
        if let Err(error) = result {
            for (temporary, _) in ready {
                let _ = fs::remove_file(temporary);
            }
            return Err(error);
        }
        for (temporary, target) in ready {
            fs::rename(&temporary, &target).map_err(|source| OutputError {
                path: target,
                action: "replace",
                source,
            })?;
        }
        for removed in differences.iter().filter(|d| d.change == Change::Removed) {
            let path = folder.join(&removed.path);
            fs::remove_file(&path).map_err(|source| OutputError {
                path: path.clone(),
                action: "remove",
                source,
            })?;
            // The folder of the last file of a module goes with it.
            let _ = path.parent().map(fs::remove_dir);
        }
        Ok(())
    }
}

/// First words of every emitted file, in a comment of its format. A file that
/// has them is ours to remove; any other is left alone.
pub const MARK: &str = "@generated by `cargo xtask generate` from `spec/`. Do not edit.";

/// Temporary files end like this; one that a killed run left is removed by the next.
const TEMPORARY: &str = ".generate-tmp";

fn write_beside(target: &Path, text: &str) -> Result<(PathBuf, PathBuf), OutputError> {
    let fail = |action, path: &Path| {
        let path = path.to_owned();
        move |source| OutputError { path, action, source }
    };
    let folder = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(fail("create", folder))?;
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(TEMPORARY);
    let temporary = folder.join(name);
    let written = fs::File::create(&temporary).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    if let Err(source) = written {
        let _ = fs::remove_file(&temporary);
        return Err(OutputError { path: temporary, action: "write", source });
    }
    Ok((temporary, target.to_owned()))
}

/// Emitted files on disk that are not emitted any more.
fn stale(folder: &Path, files: &Files) -> Result<Vec<String>, OutputError> {
    let mut stale = Vec::new();
    let mut open = vec![String::new()];
    while let Some(below) = open.pop() {
        let here = folder.join(&below);
        let entries = match fs::read_dir(&here) {
            Ok(entries) => entries,
            Err(error) if is_missing(&error) => continue,
            Err(source) => return Err(OutputError { path: here, action: "read", source }),
        };
        for entry in entries {
            let fail = |source| OutputError { path: here.clone(), action: "read", source };
            let entry = entry.map_err(fail)?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let path = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
            let kind = entry.file_type().map_err(fail)?;
            if kind.is_dir() {
                // Cargo's own folder, when the crate was built where it stands.
                if path != "target" && !name.starts_with('.') {
                    open.push(path);
                }
            } else if files.get(&path).is_none() && is_ours(&entry.path(), name) {
                stale.push(path);
            }
        }
    }
    Ok(stale)
}

fn is_ours(path: &Path, name: &str) -> bool {
    if name.ends_with(TEMPORARY) {
        return true;
    }
    let text = fs::read(path).unwrap_or_default();
    let head = text.get(..text.len().min(200)).unwrap_or_default();
    String::from_utf8_lossy(head).contains(MARK)
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
