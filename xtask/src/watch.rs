//! `cargo xtask generate --watch`: generates again at every save.
//!
//! The folder is looked at twenty times a second: a handful of files, whose sizes and
//! times cost less than a subscription that each system offers in its own way and
//! that ends when the folder is replaced. Nothing catches Ctrl-C: it ends the
//! process at once, and a run that it interrupts leaves each file whole.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use crate::changes;
use crate::generate::Folders;

const INTERVAL: Duration = Duration::from_millis(50);

/// What a save changes: length and time of each file, by its name.
type Looks = BTreeMap<std::ffi::OsString, (u64, Option<SystemTime>)>;

/// Ends when nobody reads what it prints, and otherwise with the process.
pub(crate) fn watch(folders: &Folders) {
    loop {
        // The looks are taken before the run, so that a save during it is not missed.
        let seen = looks(&folders.spec);
        if generate(folders).and_then(|()| print_watching(&folders.shown)).is_err() {
            return;
        }
        wait(&folders.spec, &seen);
    }
}

fn generate(folders: &Folders) -> io::Result<()> {
    let result = folders.compare().and_then(|output| {
        folders.write(&output)?;
        Ok(output)
    });
    match result {
        Ok(output) => {
            let found = output.all(&folders.shown);
            changes::print_written(&found.differences, output.len(), None)
        }
        Err(failure) => {
            failure.print();
            Ok(())
        }
    }
}

fn print_watching(shown: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "watching {}/ …", shown.trim_end_matches('/'))?;
    out.flush()
}

/// Waits until the folder looks different, and then until it rests for a moment:
/// several saves in a row, and a file that an editor replaces, are one change.
fn wait(folder: &Path, seen: &Looks) {
    let mut last = seen.clone();
    loop {
        sleep(INTERVAL);
        let now = looks(folder);
        if now == last && now != *seen {
            return;
        }
        last = now;
    }
}

/// A folder or file that is not there, or not for the moment, looks like nothing.
fn looks(folder: &Path) -> Looks {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    entries
        .filter(|entry| Path::new(&entry.file_name()).extension().is_some_and(|end| end == "yaml"))
        .filter_map(|entry| {
            // Through a link, as the file is read.
            let file = entry.path().metadata().ok()?;
            Some((entry.file_name(), (file.len(), file.modified().ok())))
        })
        .collect()
}
