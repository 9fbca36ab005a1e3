//! rustc's look: source lines, carets, a label, a second place, a help line.

use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Place};
use crate::Sources;

/// [`Diagnostics`] for a person.
#[derive(Debug)]
pub struct Human<'a> {
    pub(super) diagnostics: &'a Diagnostics,
    pub(super) sources: &'a Sources,
    pub(super) colour: bool,
}

impl fmt::Display for Human<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let renderer = if self.colour { Renderer::styled() } else { Renderer::plain() };
        for diagnostic in self.diagnostics.shown() {
            let report = report(diagnostic, self.sources);
            writeln!(f, "{}\n", renderer.render(&report))?;
        }
        match self.diagnostics.hidden() {
            Some(hidden) => writeln!(f, "… {hidden} more"),
            None => Ok(()),
        }
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
