//! A spec as texts that can be changed, and as one file of a corpus.

use codegen::Sources;
use codegen::source::{Source, Unreadable};

/// A file of the spec.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) name: String,
    pub(crate) content: String,
    /// Whether a byte that is no UTF-8 follows the text.
    pub(crate) not_utf8: bool,
}

/// All files of a spec.
#[derive(Debug, Clone)]
pub(crate) struct Texts(pub(crate) Vec<Text>);

/// Begins the line that names a file.
pub(crate) const FILE: &str = "%%% ";

/// Ends that line when a byte that is no UTF-8 follows the text.
pub(crate) const BROKEN: &str = " (then a byte that is no UTF-8)";

impl Texts {
    pub(crate) fn of(sources: &Sources) -> Self {
        let text = |source: &Source| Text {
            name: source.path.rsplit('/').next().unwrap_or(&source.path).to_owned(),
            content: source.text.clone(),
            not_utf8: false,
        };
        Self(sources.files.iter().map(text).collect())
    }

    pub(crate) fn sources(&self) -> Sources {
        let mut sources = Sources {
            files: self
                .0
                .iter()
                .map(|text| Source {
                    path: text.name.clone(),
                    // The reader keeps a sign in place of a byte that is none.
                    text: format!(
                        "{}{}",
                        text.content,
                        if text.not_utf8 { "\u{fffd}" } else { "" }
                    ),
                    unreadable: text
                        .not_utf8
                        .then_some(Unreadable::NotUtf8 { at: text.content.len() }),
                })
                .collect(),
        };
        sources.files.sort_by(|a, b| a.path.cmp(&b.path));
        sources
    }

    /// All in one text, with words about it before the first file.
    pub(crate) fn print(&self, about: &str) -> String {
        let mut all = format!("{about}\n");
        for text in &self.0 {
            let broken = if text.not_utf8 { BROKEN } else { "" };
            all.extend([FILE, &text.name, broken, "\n", &text.content, "\n"]);
        }
        all
    }
}
