//! What a folder holds, against what it should.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::inventory::{self, Inventory};
use super::write::TEMPORARY;
use super::{Change, Comparison, Conflict, Difference, Files, OutputError, Reason};
use crate::render;

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
    /// A symbolic link, a socket and the like: nothing that we made.
    Other,
}

/// In a folder that is all ours but for what somebody put into it.
pub(super) fn compare(files: &Files, folder: &Path) -> Result<Comparison, OutputError> {
    compare_with(files, folder, &walk(folder)?)
}

/// In a folder that is somebody else's: nothing in it is looked at but the places of
/// these files.
pub(super) fn compare_among(files: &Files, folder: &Path) -> Result<Comparison, OutputError> {
    let mut on_disk = BTreeMap::new();
    for (path, _) in files.iter() {
        for path in [path.to_owned(), format!("{path}{TEMPORARY}")] {
            let place = folder.join(&path);
            match place.symlink_metadata() {
                Ok(found) => drop(on_disk.insert(path, kind(found.file_type()))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(OutputError::before("read", &place, error)),
            }
        }
    }
    compare_with(files, folder, &on_disk)
}

fn compare_with(
    files: &Files,
    folder: &Path,
    on_disk: &BTreeMap<String, Kind>,
) -> Result<Comparison, OutputError> {
    check_folders(files, folder, on_disk)?;
    let listed = match on_disk.get(inventory::PATH) {
        Some(Kind::File) => read(folder, inventory::PATH)?,
        _ => Vec::new(),
    };
    let listed = String::from_utf8_lossy(&listed);
    let inventory = Inventory::read(&listed);
    let mut found = Comparison::default();
    for (path, new) in files.iter() {
        let (change, old) = match on_disk.get(path) {
            None => (Change::Added, String::new()),
            Some(Kind::File) => {
                let old = read(folder, path)?;
                if old == new.as_bytes() {
                    continue;
                }
                if !is_ours(path, &old, &inventory) {
                    found.conflicts.push(conflict(path, Reason::InTheWay));
                    continue;
                }
                (Change::Changed, String::from_utf8_lossy(&old).into_owned())
            }
            Some(Kind::Folder) => {
                let source = io::Error::new(
                    io::ErrorKind::IsADirectory,
                    "a folder stands where this file is needed; move it away",
                );
                return Err(OutputError::before("write", &folder.join(path), source));
            }
            Some(Kind::Other) => {
                found.conflicts.push(conflict(path, Reason::InTheWay));
                continue;
            }
        };
        // The example programs were not printed but copied.
        if path.starts_with("src/") {
            render::verify(path, new);
        }
        found.differences.push(Difference {
            path: path.to_owned(),
            change,
            old,
            new: new.to_owned(),
        });
    }
    let others = on_disk.iter().filter(|(path, kind)| {
        **kind == Kind::File && files.get(path).is_none() && *path != inventory::PATH
    });
    for (path, _) in others {
        let old = read(folder, path)?;
        match fate(path, &old, &inventory) {
            Fate::Remove => found.differences.push(Difference {
                path: path.clone(),
                change: Change::Removed,
                old: String::from_utf8_lossy(&old).into_owned(),
                new: String::new(),
            }),
            Fate::Report(reason) => found.conflicts.push(conflict(path, reason)),
            Fate::Leave => {}
        }
    }
    found.differences.sort_by(|a, b| a.path.cmp(&b.path));
    found.conflicts.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// What becomes of a file that is not emitted.
enum Fate {
    Remove,
    Report(Reason),
    Leave,
}

fn fate(path: &str, content: &[u8], inventory: &Inventory<'_>) -> Fate {
    if path.ends_with(TEMPORARY) || inventory.has(path, content) {
        Fate::Remove
    } else if inventory.lists(path) {
        Fate::Report(Reason::Edited)
    } else if !inventory::is_marked(content) {
        Fate::Leave
    } else if inventory.is_empty() {
        Fate::Remove
    } else {
        Fate::Report(Reason::Claims)
    }
}

/// Whether a file whose path is emitted is one that we wrote. An edit by hand
/// makes it nobody else's.
fn is_ours(path: &str, content: &[u8], inventory: &Inventory<'_>) -> bool {
    path == inventory::PATH || inventory.lists(path) || inventory::is_marked(content)
}

fn conflict(path: &str, reason: Reason) -> Conflict {
    Conflict { path: path.to_owned(), reason }
}

/// No folder of the output may be a link, which could lead out of it, or a file.
fn check_folders(
    files: &Files,
    folder: &Path,
    on_disk: &BTreeMap<String, Kind>,
) -> Result<(), OutputError> {
    let folders = files.iter().flat_map(|(path, _)| Path::new(path).ancestors().skip(1));
    for below in folders.filter_map(Path::to_str) {
        let wrong = match on_disk.get(below) {
            None | Some(Kind::Folder) => continue,
            Some(Kind::File) => "a file stands where a folder is needed; move it away",
            Some(Kind::Other) => "it is a symbolic link; put a folder in its place",
        };
        let source = io::Error::new(io::ErrorKind::NotADirectory, wrong);
        return Err(OutputError::before("write into", &folder.join(below), source));
    }
    Ok(())
}

/// Everything below a folder but links, which are named and not followed.
fn walk(folder: &Path) -> Result<BTreeMap<String, Kind>, OutputError> {
    let mut all = BTreeMap::new();
    let mut open = vec![String::new()];
    while let Some(below) = open.pop() {
        let here = folder.join(&below);
        let fail = |source| OutputError::before("read", &here, source);
        let entries = match fs::read_dir(&here) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(fail(error)),
        };
        for entry in entries {
            let entry = entry.map_err(fail)?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let path = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
            let kind = kind(entry.file_type().map_err(fail)?);
            // Cargo's own folder, when the crate was built where it stands.
            if kind == Kind::Folder && path != "target" && !name.starts_with('.') {
                open.push(path.clone());
            }
            all.insert(path, kind);
        }
    }
    Ok(all)
}

fn kind(found: fs::FileType) -> Kind {
    match (found.is_file(), found.is_dir()) {
        (true, _) => Kind::File,
        (_, true) => Kind::Folder,
        _ => Kind::Other,
    }
}

fn read(folder: &Path, path: &str) -> Result<Vec<u8>, OutputError> {
    let path = folder.join(path);
    fs::read(&path).map_err(|source| OutputError::before("read", &path, source))
}
