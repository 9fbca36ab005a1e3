//! Folders and processes of the tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The tool, started in the workspace.
pub(crate) fn xtask() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// A spec to edit, and a folder for what becomes of it.
pub(crate) struct Work {
    folder: TempDir,
}

impl Work {
    /// The spec of the product.
    pub(crate) fn new() -> Self {
        Self::with("../spec")
    }

    /// A spec that is small, and generated in less time.
    pub(crate) fn small() -> Self {
        Self::with("../codegen/tests/emission/kitchen-sink")
    }

    fn with(spec: &str) -> Self {
        let work = Self { folder: tempfile::tempdir().expect("a folder") };
        fs::create_dir(work.spec()).expect("a folder");
        let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join(spec);
        for entry in spec.read_dir().expect("the spec") {
            let path = entry.expect("a file").path();
            if path.extension().is_some_and(|end| end == "yaml") {
                let name = path.file_name().expect("a name");
                fs::copy(&path, work.spec().join(name)).expect("a copy");
            }
        }
        work
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub(crate) fn spec(&self) -> PathBuf {
        self.path("spec")
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.path("out")
    }

    /// `generate` between the two folders.
    pub(crate) fn generate(&self) -> Command {
        let mut command = xtask();
        command.arg("generate").arg("--spec").arg(self.spec()).arg("--out").arg(self.out());
        command
    }

    /// Replaces a text in a file of the spec.
    pub(crate) fn edit(&self, file: &str, old: &str, new: &str) {
        fs::write(self.spec().join(file), self.edited(file, old, new)).expect("it can be saved");
    }

    pub(crate) fn edited(&self, file: &str, old: &str, new: &str) -> String {
        let text = fs::read_to_string(self.spec().join(file)).expect("the file of the spec");
        assert!(text.contains(old), "{file} has no {old:?}");
        text.replace(old, new)
    }

    /// A file of the output.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.out().join(path)).unwrap_or_default()
    }

    /// Every file of the output with its bytes.
    pub(crate) fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        let mut open = vec![self.out()];
        while let Some(folder) = open.pop() {
            for entry in folder.read_dir().into_iter().flatten() {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let below = path.strip_prefix(self.out()).expect("it is below");
                    let name = below.to_string_lossy().into_owned();
                    tree.insert(name, fs::read(&path).expect("it can be read"));
                }
            }
        }
        tree
    }
}

pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// What a process printed, both streams, and its exit code.
pub(crate) fn run(command: &mut Command) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = command.output().expect("it can be started");
    let text = [stdout, stderr].concat();
    (status.code(), String::from_utf8(text).expect("it prints text"))
}

/// Looks again and again until something is there; the limit is for a machine
/// that has much else to do.
pub(crate) fn wait_for(what: &str, mut is_there: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_there() {
        assert!(start.elapsed() < Duration::from_secs(60), "waited in vain for {what}");
        sleep(Duration::from_millis(5));
    }
}
