//! YAML as a tree of nodes with places.
//!
//! The parser gives events; this keeps of them what the spec language uses and
//! refuses the rest of YAML: anchors, aliases, tags, merge keys, several
//! documents, keys that are no text.

mod reader;
mod refused;

use crate::diagnostic::{At, Diagnostics, Place};
use crate::{Sources, characters};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    /// From its first byte to its last.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
}

/// The three kinds of YAML values.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A single value as text, whatever YAML would make of it.
    Scalar {
        /// The text, unescaped.
        text: String,
        /// Neither quoted nor a block.
        plain: bool,
    },
    /// A sequence.
    List(Vec<Node>),
    /// A mapping in the order of the file; its keys differ.
    Map(Vec<(At<String>, Node)>),
}

/// All files together; a hand-written spec has some thousands.
pub(crate) const MAX_NODES: usize = 2_000_000;

/// Reads one file; `None` when it holds no mapping that can be looked at.
#[must_use]
pub fn read(sources: &Sources, file: usize, found: &mut Diagnostics) -> Option<Node> {
    let mut nodes = MAX_NODES;
    read_within(sources, file, &mut nodes, found)
}

/// The same, with what is left of the nodes that all files may have.
pub(crate) fn read_within(
    sources: &Sources,
    file: usize,
    nodes: &mut usize,
    found: &mut Diagnostics,
) -> Option<Node> {
    let source = &sources.files[file];
    if let Some(unreadable) = source.unreadable {
        found.push(refused::not_text(unreadable, file));
        return None;
    }
    if !characters::check_file(file, &source.text, found) {
        return None;
    }
    let top = Place { file, start: 0, end: source.text.len().min(1) };
    let node = reader::run(file, &source.text, nodes, found);
    match node.ok()? {
        Some(node @ Node { kind: Kind::Map(_), .. }) => Some(node),
        Some(node) => {
            found.push(refused::not_a_mapping(node.place));
            None
        }
        None => {
            found.push(refused::not_a_mapping(top));
            None
        }
    }
}

/// Whether some YAML reader makes more of a plain scalar than text: a boolean,
/// a number or null. Dates are text to all readers here.
#[must_use]
pub fn is_typed(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let word = matches!(
        lower.as_str(),
        "" | "~"
            | "null"
            | "true"
            | "false"
            | "yes"
            | "no"
            | "on"
            | "off"
            | "y"
            | "n"
            | ".nan"
            | ".inf"
            | "-.inf"
            | "+.inf"
    );
    word || is_number(&lower)
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let radix = |prefix: &str, radix: u32| {
        digits
            .strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_digit(radix)))
    };
    let decimal = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.replace('_', "").parse::<f64>().is_ok();
    decimal || radix("0x", 16) || radix("0o", 8) || radix("0b", 2)
}
