//! Mistakes in the spec, shown as rustc shows its own.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::Sources;

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
    /// What is wrong, in one line.
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
            message: message.into(),
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
    words
        .into_iter()
        .map(|word| (strsim::osa_distance(&written.to_lowercase(), &word.to_lowercase()), word))
        .filter(|(distance, word)| *distance <= word.chars().count().max(3) / 3)
        .min()
        .map(|(_, word)| word)
}

/// All mistakes of a stage.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

/// How many mistakes one run shows; the rest is counted.
const SHOWN: usize = 50;

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The mistakes, in the order of the files and lines.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
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
                self.0.sort_by_key(|diagnostic| (diagnostic.place, diagnostic.code));
                // One fact that was looked at from each surface is one mistake.
                self.0.dedup_by(|a, b| (a.place, &a.message) == (b.place, &b.message));
                Err(self)
            }
        }
    }

    /// The mistakes as text, with the source lines and carets.
    #[must_use]
    pub fn render<'a>(&'a self, sources: &'a Sources, colour: bool) -> Rendered<'a> {
        Rendered { diagnostics: self, sources, colour }
    }
}

/// [`Diagnostics`] ready to be printed.
#[derive(Debug)]
pub struct Rendered<'a> {
    diagnostics: &'a Diagnostics,
    sources: &'a Sources,
    colour: bool,
}

impl fmt::Display for Rendered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let renderer = if self.colour { Renderer::styled() } else { Renderer::plain() };
        for diagnostic in self.diagnostics.iter().take(SHOWN) {
            let report = report(diagnostic, self.sources);
            writeln!(f, "{}\n", renderer.render(&report))?;
        }
        if let more @ 1.. = self.diagnostics.len().saturating_sub(SHOWN) {
            writeln!(f, "… {more} more")?;
        }
        Ok(())
    }
}

fn report<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Group<'a>> {
    let first = AnnotationKind::Primary.span(diagnostic.place.range());
    let first = if diagnostic.label.is_empty() { first } else { first.label(&diagnostic.label) };
    let mut snippet = snippet(sources, diagnostic.place).annotation(first);
    let mut elsewhere = None;
    if let Some((place, label)) = &diagnostic.second {
        let second = AnnotationKind::Context.span(place.range()).label(label);
        if place.file == diagnostic.place.file {
            snippet = snippet.annotation(second);
        } else {
            elsewhere = Some(self::snippet(sources, *place).annotation(second));
        }
    }
    let mut group =
        Level::ERROR.primary_title(&diagnostic.message).id(diagnostic.code).element(snippet);
    if let Some(elsewhere) = elsewhere {
        group = group.element(elsewhere);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    vec![group]
}

fn snippet<T: Clone>(sources: &Sources, place: Place) -> Snippet<'_, T> {
    let source = &sources.files[place.file];
    Snippet::source(&source.text).path(&source.path)
}
