//! A case: the headers about authentication that a server sends.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

const CHALLENGE: &[u8] = b"WWW-Authenticate: ";
const INFO: &[u8] = b"Authentication-Info: ";

/// What a server sends with its 401, and with its success after it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// The values of `WWW-Authenticate`, one a header.
    pub challenges: Vec<Vec<u8>>,
    /// The values of `Authentication-Info`.
    pub infos: Vec<Vec<u8>>,
}

impl Case {
    /// Reads a case as it is in a file: a header a line. Other lines are comments.
    pub fn read(text: &[u8]) -> Self {
        let values = |name: &[u8]| {
            let lines = text.split(|byte| *byte == b'\n');
            lines.filter_map(|line| line.strip_prefix(name)).map(<[u8]>::to_vec).collect()
        };
        Self { challenges: values(CHALLENGE), infos: values(INFO) }
    }

    /// The case as it is in a file.
    pub fn text(&self) -> Vec<u8> {
        let challenges = self.challenges.iter().map(|value| (CHALLENGE, value));
        let infos = self.infos.iter().map(|value| (INFO, value));
        let lines = challenges.chain(infos);
        lines.flat_map(|(name, value)| [name, value, b"\n"].concat()).collect()
    }
}

/// Where the cases are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// All cases with the names of their files, in the order of those.
///
/// # Errors
///
/// When the folder or a file in it cannot be read.
pub fn corpus() -> io::Result<Vec<(String, Case)>> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        cases.push((name, Case::read(&fs::read(entry.path())?)));
    }
    cases.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(cases)
}
