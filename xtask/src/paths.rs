//! Folders of the workspace, found from the current directory upward: the tool
//! works wherever the workspace was moved after it was compiled.

use std::io;
use std::path::{Component, Path, PathBuf};

/// The nearest folder, from here upward, that holds a spec and its generator.
pub(crate) fn workspace() -> io::Result<PathBuf> {
    let here = std::env::current_dir()?;
    let found = here.ancestors().find(|folder| {
        folder.join("spec/surfaces.yaml").is_file()
            && folder.join("codegen/runtime/Cargo.toml").is_file()
    });
    found.map(Path::to_owned).ok_or_else(|| {
        let message =
            format!("no workspace with `spec` and `codegen` at {} or above", here.display());
        io::Error::new(io::ErrorKind::NotFound, message)
    })
}

/// The way from one folder to another, with forward slashes as manifests have it.
pub(crate) fn relative(from: &Path, to: &Path) -> io::Result<String> {
    let (from, to) = (resolved(from)?, resolved(to)?);
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| "..".to_owned());
    let down =
        to.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    Ok(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// An absolute path without symlinks, also of a folder that does not exist yet.
fn resolved(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut missing = Vec::new();
    let mut existing = path.as_path();
    loop {
        match existing.canonicalize() {
            Ok(found) => {
                return Ok(missing.into_iter().rev().fold(found, |path, part| path.join(part)));
            }
            Err(error) => {
                let Some(parent) = existing.parent() else { return Err(error) };
                if let Some(Component::Normal(name)) = existing.components().next_back() {
                    missing.push(name.to_owned());
                }
                existing = parent;
            }
        }
    }
}
