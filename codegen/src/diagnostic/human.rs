//! rustc's look: source lines, carets, a label, a second place, a help line.

use std::fmt;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Place, position};
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
    let title = Level::ERROR.primary_title(&diagnostic.message).id(diagnostic.code);
    let mut group = Group::with_title(title);
    let first = Mark::new(AnnotationKind::Primary, diagnostic.place, &diagnostic.label);
    let second = diagnostic.second.as_ref();
    let second = second.map(|(place, label)| Mark::new(AnnotationKind::Context, *place, label));
    group = match second {
        Some(second) if second.place.file == first.place.file => {
            shown(group, &[first, second], sources)
        }
        Some(second) => shown(shown(group, &[first], sources), &[second], sources),
        None => shown(group, &[first], sources),
    };
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    vec![group]
}

/// What is shown below some bytes of a file.
struct Mark<'a> {
    kind: AnnotationKind,
    place: Place,
    label: &'a str,
}

impl<'a> Mark<'a> {
    fn new(kind: AnnotationKind, place: Place, label: &'a str) -> Self {
        Self { kind, place, label }
    }

    fn annotation(&self, from: usize) -> Annotation<'a> {
        let range = self.place.start - from..self.place.end - from;
        let annotation = self.kind.span(range);
        if self.label.is_empty() { annotation } else { annotation.label(self.label) }
    }
}

/// No screen shows a longer line, and to lay one out takes long.
const LONGEST_LINE: usize = 4096;

/// Adds the lines of one file that the marks stand in; the renderer need not look
/// through the rest.
fn shown<'a>(group: Group<'a>, marks: &[Mark<'a>], sources: &'a Sources) -> Group<'a> {
    let Some(first) = marks.first() else { return group };
    let source = &sources.files[first.place.file];
    let start = marks.iter().map(|mark| mark.place.start).min().unwrap_or_default();
    let end = marks.iter().map(|mark| mark.place.end).max().unwrap_or_default();
    let line_start = source.text.get(..start).and_then(|text| text.rfind('\n'));
    let line_start = line_start.map_or(0, |at| at + 1);
    let rest = source.text.get(end..).unwrap_or_default();
    let line_end = rest.find('\n').map_or(source.text.len(), |at| end + at + 1);
    let lines = source.text.get(line_start..line_end).unwrap_or_default();
    let (path, position, _) = position::of_place(sources, first.place);
    if lines.lines().any(|line| line.len() > LONGEST_LINE) {
        let origin = Origin::path(path).line(position.line).char_column(position.column);
        return group.element(origin);
    }
    let before = source.text.get(..line_start).unwrap_or_default();
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let snippet = Snippet::source(lines).path(path).line_start(line);
    group.element(snippet.annotations(marks.iter().map(|mark| mark.annotation(line_start))))
}
