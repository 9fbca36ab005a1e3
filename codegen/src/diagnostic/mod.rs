//! Mistakes in the spec, shown as rustc shows its own.

mod human;
mod json;
mod position;
mod short;

use std::ops::Range;

pub use human::Human;
pub use json::Json;
pub(crate) use json::without_lines;
pub use short::Short;

use crate::{Sources, characters};

/// A range of bytes in one of the [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index of the file in [`Sources::files`].
    pub file: usize,
    /// First byte.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
}

impl Place {
    /// The bytes, without the file.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A value and where it was written.
///
/// Two are equal when their values are: where a thing stands does not change
/// what it says.
#[derive(Debug, Clone, Copy)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub place: Place,
}

impl<T: PartialEq> PartialEq for At<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// One mistake: what is wrong, where, and what to do.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Stable code, `G` and three digits.
    pub code: &'static str,
    /// What is wrong, in one line; what would not be seen is escaped.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What stands there; may be empty.
    pub label: String,
    /// A second place that explains the first, such as "first defined here".
    pub second: Option<(Place, String)>,
    /// What to write instead.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A mistake without a label or help.
    #[must_use]
    pub fn new(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            message: characters::visible(&message.into()),
            place,
            label: String::new(),
            second: None,
            help: None,
        }
    }

    /// Says what stands at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Names a second place.
    #[must_use]
    pub fn second(mut self, place: Place, label: impl Into<String>) -> Self {
        self.second = Some((place, label.into()));
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to write instead, where nothing better was said.
    #[must_use]
    pub fn or_help(self, help: impl Into<String>) -> Self {
        if self.help.is_some() { self } else { self.help(help) }
    }

    /// Adds `did you mean "…"?` when one of the words is close to what was written.
    #[must_use]
    pub fn did_you_mean<'a>(self, written: &str, words: impl IntoIterator<Item = &'a str>) -> Self {
        match closest(written, words) {
            Some(word) => self.help(format!("did you mean `{word}`?")),
            None => self,
        }
    }
}

/// The word that a writer most likely meant, if any is near enough.
fn closest<'a>(written: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let length = written.chars().count();
    words
        .into_iter()
        .filter_map(|word| {
            let letters = word.chars().count();
            let near = letters.max(3) / 3;
            // A word cannot be nearer than their lengths are, and a long text takes long to compare.
            if letters.abs_diff(length) > near {
                return None;
            }
            let distance = strsim::osa_distance(&written, &word.to_lowercase());
            (distance <= near).then_some((distance, word))
        })
        .min()
        .map(|(_, word)| word)
}

/// All mistakes of a stage.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    kept: Vec<Diagnostic>,
    /// Those that came when enough were kept.
    more: usize,
}

/// How many mistakes one run shows; the rest is counted.
const SHOWN: usize = 50;

/// How many mistakes a stage keeps, from which the first are shown: a large file
/// of nothing but mistakes must not fill the memory.
const KEPT: usize = 20 * SHOWN;

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.kept.len() < KEPT {
            self.kept.push(diagnostic);
        } else {
            self.more += 1;
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len() + self.more
    }

    /// The mistakes that are kept, in the order of the files and lines.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.kept.iter()
    }

    /// The mistakes that a run shows.
    fn shown(&self) -> impl Iterator<Item = &Diagnostic> {
        self.iter().take(SHOWN)
    }

    /// How many mistakes a run does not show, when there are any.
    fn hidden(&self) -> Option<usize> {
        self.len().checked_sub(SHOWN).filter(|&hidden| hidden > 0)
    }

    /// Ends a stage: the value if there was no mistake, else all of them, sorted.
    ///
    /// # Errors
    ///
    /// When there is at least one mistake.
    ///
    /// # Panics
    ///
    /// When there is neither a value nor a mistake, which is a bug of the stage.
    pub fn or<T>(mut self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => {
                assert!(!self.is_empty(), "a stage gave up without a word");
                self.kept.sort_by_key(|diagnostic| (diagnostic.place, diagnostic.code));
                // One fact that was looked at from each surface is one mistake.
                self.kept.dedup_by(|a, b| (a.place, &a.message) == (b.place, &b.message));
                Err(self)
            }
        }
    }

    /// The mistakes for a person, with the source lines and carets.
    #[must_use]
    pub fn render<'a>(&'a self, sources: &'a Sources, colour: bool) -> Human<'a> {
        Human { diagnostics: self, sources, colour }
    }

    /// The mistakes in a line each, as editors and scripts read them.
    #[must_use]
    pub fn short<'a>(&'a self, sources: &'a Sources) -> Short<'a> {
        Short { diagnostics: self, sources }
    }

    /// The mistakes as a JSON object each, on a line of its own.
    #[must_use]
    pub fn json<'a>(&'a self, sources: &'a Sources) -> Json<'a> {
        Json { diagnostics: self, sources }
    }
}
