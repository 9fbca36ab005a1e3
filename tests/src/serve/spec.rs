//! The spec folder: found, read and resolved.

use std::{
    env,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};

use codegen::{Api, Sources};

use super::Failure;

/// The model of the spec in a folder, or in the nearest `spec` from the current directory upward.
pub(super) fn read(folder: Option<&Path>) -> Result<Api, Failure> {
    let found = folder.map_or_else(nearest, |folder| Ok(folder.to_owned()))?;
    let shown = folder.map_or("spec".into(), Path::to_string_lossy);
    let sources = Sources::read(&found, &shown).map_err(|error| Failure::Io(error.to_string()))?;
    let resolved = codegen::parse(&sources).and_then(|spec| codegen::resolve(&spec));
    resolved.map_err(|mistakes| {
        let colour = io::stderr().is_terminal()
            && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let report = mistakes.render(&sources, colour);
        let count = match mistakes.len() {
            1 => "1 mistake".to_owned(),
            count => format!("{count} mistakes"),
        };
        Failure::Spec(format!("{report}error: the spec has {count}; nothing is served\n"))
    })
}

fn nearest() -> Result<PathBuf, Failure> {
    let here = env::current_dir().map_err(|error| Failure::Io(error.to_string()))?;
    let mut folders = here.ancestors().map(|folder| folder.join("spec"));
    folders.find(|folder| folder.join("surfaces.yaml").is_file()).ok_or_else(|| {
        let here = here.display();
        Failure::Usage(format!("no `spec` at {here} or above: name its folder with `--spec DIR`"))
    })
}
