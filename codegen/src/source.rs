//! The spec folder as text: the only place that reads files.

use std::io;
use std::path::Path;

/// One file of the spec.
#[derive(Debug, Clone)]
pub struct Source {
    /// Name below the spec folder, as diagnostics show it.
    pub path: String,
    /// Whole text, without a byte order mark. In place of bytes that are no UTF-8
    /// stands a replacement character; there is nothing when the file is too large.
    pub text: String,
    /// Why the text is not the whole file.
    pub unreadable: Option<Unreadable>,
}

/// Why a file cannot be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no UTF-8.
    NotUtf8 {
        /// Offset of the first bad byte.
        at: usize,
    },
    /// It is larger than a file may be.
    TooLarge,
    /// With it all files are larger than a spec may be.
    TooLargeTogether,
}

impl Source {
    fn new(path: String, bytes: &[u8]) -> Self {
        let without_mark = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match str::from_utf8(without_mark) {
            Ok(text) => Self { path, text: text.to_owned(), unreadable: None },
            Err(error) => {
                let text = String::from_utf8_lossy(without_mark).into_owned();
                let unreadable = Some(Unreadable::NotUtf8 { at: error.valid_up_to() });
                Self { path, text, unreadable }
            }
        }
    }

    fn too_large(path: String, unreadable: Unreadable) -> Self {
        Self { path, text: String::new(), unreadable: Some(unreadable) }
    }
}

/// All files of the spec, sorted by name.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The files.
    pub files: Vec<Source>,
}

/// Larger files are no hand-written specs.
pub(crate) const MAX_FILE: u64 = 4 << 20;

/// Nor is more than this in one folder.
pub(crate) const MAX_FILES: u64 = 64 << 20;

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
    /// When the folder or one of the files cannot be read, or when there is none.
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
        let mut left = MAX_FILES;
        let files = names
            .into_iter()
            .map(|name| {
                let path = format!("{shown}/{name}");
                read_file(&folder.join(&name), path.clone(), &mut left).map_err(fail(&path))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { files })
    }

    /// Sources from memory, for tests and tools: pairs of name and text, or of name
    /// and bytes.
    pub fn from_texts<'a, T: AsRef<[u8]>>(texts: impl IntoIterator<Item = (&'a str, T)>) -> Self {
        let mut files: Vec<_> = texts
            .into_iter()
            .map(|(path, text)| Source::new(path.to_owned(), text.as_ref()))
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }
}

/// Whether a file of the spec folder is part of the spec, by its name. An editor's
/// hidden backup such as `.#types.yaml` is not.
#[must_use]
pub fn is_spec_file(name: &str) -> bool {
    !name.starts_with('.') && Path::new(name).extension().is_some_and(|end| end == "yaml")
}

/// Reads a file unless it is too large; `left` is what all files may still have.
fn read_file(file: &Path, path: String, left: &mut u64) -> io::Result<Source> {
    let metadata = file.metadata()?;
    // A pipe would be waited for without an end.
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    if metadata.len() > MAX_FILE {
        return Ok(Source::too_large(path, Unreadable::TooLarge));
    }
    match left.checked_sub(metadata.len()) {
        Some(rest) => *left = rest,
        None => return Ok(Source::too_large(path, Unreadable::TooLargeTogether)),
    }
    Ok(Source::new(path, &std::fs::read(file)?))
}
