//! Where a byte stands in its file, as people and editors count.

use super::Place;
use crate::Sources;

/// A line and a column, both from 1; a column is a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Position {
    /// Of the byte at an offset.
    pub(super) fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        Self { line, column: before[line_start..].chars().count() + 1 }
    }
}

/// The file of a place, its first character and the one after its last.
pub(super) fn of_place(sources: &Sources, place: Place) -> (&str, Position, Position) {
    let source = &sources.files[place.file];
    let position = |offset| Position::of(&source.text, offset);
    (&source.path, position(place.start), position(place.end))
}
