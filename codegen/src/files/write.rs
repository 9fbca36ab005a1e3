//! Bringing a folder up to date so that a crash at any moment does no harm.
//!
//! 1. Every new text is written, and flushed, beside the file that it is for.
//! 2. The inventory takes in all that is there and all that comes, so that a run
//!    that ends anywhere below leaves nothing that the next does not know.
//! 3. Each new text takes its place, and what is not emitted any more goes.
//! 4. The inventory becomes what is there now.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::inventory;
use super::{Change, Difference, OutputError};

/// Temporary files end like this; one that a killed run left is removed by the next.
pub(super) const TEMPORARY: &str = ".generate-tmp";

/// The temporary file of the inventory of step 2.
const INTERIM: &str = ".interim.generate-tmp";

pub(super) fn write(folder: &Path, differences: &[Difference]) -> Result<(), OutputError> {
    if differences.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(|source| OutputError::before("create", folder, source))?;
    // Two runs at once would rename each other's temporary files. Where a folder
    // cannot be locked, such as on Windows, nothing is worse than without the lock.
    let lock = fs::File::open(folder);
    let _ = lock.as_ref().map(fs::File::lock);
    let (leftovers, stale): (Vec<_>, Vec<_>) = differences
        .iter()
        .filter(|difference| difference.change == Change::Removed)
        .map(|difference| difference.path.as_str())
        .partition(|path| path.ends_with(TEMPORARY));
    // Before new ones take their names.
    remove(folder, &leftovers)?;
    let mut ready = Ready::default();
    let prepared = ready.prepare(folder, differences);
    let result = prepared.and_then(|()| {
        replace(&ready.begin)?;
        replace(&ready.files)?;
        remove(folder, &stale)?;
        replace(&ready.end)
    });
    if result.is_err() {
        for (temporary, _) in ready.begin.iter().chain(&ready.files).chain(&ready.end) {
            let _ = fs::remove_file(temporary);
        }
    }
    result
}

/// Temporary files and what each is for.
type Pairs = Vec<(PathBuf, PathBuf)>;

/// All temporary files, in the order of their use.
#[derive(Default)]
struct Ready {
    begin: Pairs,
    files: Pairs,
    end: Pairs,
}

impl Ready {
    fn prepare(&mut self, folder: &Path, differences: &[Difference]) -> Result<(), OutputError> {
        for difference in differences.iter().filter(|d| d.change != Change::Removed) {
            let target = folder.join(&difference.path);
            let is_inventory = difference.path == inventory::PATH;
            if is_inventory {
                let interim = interim(difference, differences);
                self.begin.push(write_beside(&target, &interim, INTERIM)?);
            }
            let pairs = if is_inventory { &mut self.end } else { &mut self.files };
            pairs.push(write_beside(&target, &difference.new, TEMPORARY)?);
        }
        Ok(())
    }
}

/// The new inventory, and every old text that may still be there.
fn interim(inventory: &Difference, differences: &[Difference]) -> String {
    let mut text = inventory.new.clone();
    let old = differences.iter().filter(|difference| {
        difference.change != Change::Added
            && difference.path != inventory.path
            && !difference.path.ends_with(TEMPORARY)
    });
    for difference in old {
        inventory::add(&mut text, &difference.path, &difference.old);
    }
    text
}

fn write_beside(
    target: &Path,
    text: &str,
    ending: &str,
) -> Result<(PathBuf, PathBuf), OutputError> {
    let folder = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|source| OutputError::before("create", folder, source))?;
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    let temporary = folder.join(name);
    // A link that somebody put there is not written through.
    let _ = fs::remove_file(&temporary);
    let written = fs::File::create_new(&temporary).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    if let Err(source) = written {
        let _ = fs::remove_file(&temporary);
        return Err(OutputError::before("write", &temporary, source));
    }
    Ok((temporary, target.to_owned()))
}

fn replace(pairs: &Pairs) -> Result<(), OutputError> {
    pairs.iter().try_for_each(|(temporary, target)| {
        fs::rename(temporary, target).map_err(|source| OutputError::amid("replace", target, source))
    })
}

fn remove(folder: &Path, paths: &[&str]) -> Result<(), OutputError> {
    for below in paths {
        let path = folder.join(below);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(OutputError::amid("remove", &path, source));
            }
            _ => {}
        }
        // The folders of the last file of a module go with it; one that is not
        // empty stays.
        let folders = Path::new(below).ancestors().skip(1);
        for below in folders.filter(|below| !below.as_os_str().is_empty()) {
            if fs::remove_dir(folder.join(below)).is_err() {
                break;
            }
        }
    }
    Ok(())
}
