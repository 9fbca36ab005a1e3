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
pub(crate) fn resolved(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut missing = Vec::new();
    // How many of the names before a `..` it takes back.
    let mut back = 0;
    let mut existing = path.as_path();
    loop {
        match existing.canonicalize() {
            Ok(mut found) => {
                (0..back).for_each(|_| _ = found.pop());
                return Ok(missing.into_iter().rev().fold(found, |path, part| path.join(part)));
            }
            Err(error) => {
                let Some(parent) = existing.parent() else { return Err(error) };
                match existing.components().next_back() {
                    Some(Component::ParentDir) => back += 1,
                    Some(Component::Normal(_)) if back > 0 => back -= 1,
                    Some(Component::Normal(name)) => missing.push(name.to_owned()),
                    _ => {}
                }
                existing = parent;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_exist_is_resolved_by_its_names() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize().unwrap();
        let check = |path: &str, expected: &str| {
            assert_eq!(resolved(&here.join(path)).unwrap(), here.join(expected), "{path}");
        };
        check("src", "src");
        check("none/below", "none/below");
        check("none/../src", "src");
        check("none/a/b/../../c", "none/c");
        check("none/../../xtask/src", "src");
        check("src/../none", "none");
    }

    #[test]
    fn the_way_between_two_folders_goes_up_and_then_down() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let way = relative(&here.join("none/below"), &here.join("../codegen/runtime")).unwrap();
        assert_eq!(way, "../../../codegen/runtime");
    }
}
