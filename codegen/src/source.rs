//! The spec folder as text: the only place that reads files.

use std::io;
use std::path::Path;

/// One file of the spec.
#[derive(Debug, Clone)]
pub struct Source {
    /// Name below the spec folder, as diagnostics show it.
    pub path: String,
    /// Whole text; only what precedes the first bad byte when it is no UTF-8.
    pub text: String,
    /// Offset of the first byte that is no UTF-8.
    pub not_utf8_at: Option<usize>,
}

impl Source {
    fn new(path: String, bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self { path, text, not_utf8_at: None },
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let mut text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                text.truncate(at);
                Self { path, text, not_utf8_at: Some(at) }
            }
        }
    }
}

/// All files of the spec, sorted by name.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The files.
    pub files: Vec<Source>,
}

/// Larger files are no hand-written specs.
const MAX_FILE: u64 = 4 << 20;

/// Why the spec folder could not be read.
#[derive(Debug)]
pub struct ReadError {
    /// The file or folder, as it was asked for.
    pub path: String,
    /// What the system said.
    pub source: io::Error,
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot read {}: {}", self.path, self.source)
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

impl Sources {
    /// Reads each `*.yaml` file of a folder. `shown` is what the folder is
    /// called in messages.
    ///
    /// # Errors
    ///
    /// When the folder or one of the files cannot be read or is too large, or
    /// when there is none.
    pub fn read(folder: &Path, shown: &str) -> Result<Self, ReadError> {
        let fail = |path: &str| {
            let path = path.to_owned();
            move |source| ReadError { path, source }
        };
        let mut names = Vec::new();
        for entry in folder.read_dir().map_err(fail(shown))? {
            let name = entry.map_err(fail(shown))?.file_name();
            if let Some(name) = name.to_str().filter(|name| is_spec_file(name)) {
                names.push(name.to_owned());
            }
        }
        if names.is_empty() {
            let none = io::Error::new(io::ErrorKind::NotFound, "it holds no .yaml file");
            return Err(fail(shown)(none));
        }
        names.sort();
        let files = names
            .into_iter()
            .map(|name| {
                let path = format!("{shown}/{name}");
                let bytes = read_file(&folder.join(&name)).map_err(fail(&path))?;
                Ok(Source::new(path, bytes))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { files })
    }

    /// Sources from memory, for tools: pairs of name and bytes.
    pub fn from_bytes(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let mut files: Vec<_> =
            files.into_iter().map(|(path, bytes)| Source::new(path, bytes)).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }

    /// Sources from memory, for tests: pairs of name and text.
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self::from_bytes(texts.into_iter().map(|(path, text)| (path.to_owned(), text.into())))
    }
}

/// Whether a file of the spec folder is part of the spec, by its name. An editor's
/// hidden backup such as `.#types.yaml` is not.
#[must_use]
pub fn is_spec_file(name: &str) -> bool {
    !name.starts_with('.') && Path::new(name).extension().is_some_and(|end| end == "yaml")
}

fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let length = path.metadata()?.len();
    if length > MAX_FILE {
        let message = format!("it has {length} bytes; the limit is {MAX_FILE}");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    std::fs::read(path)
}
