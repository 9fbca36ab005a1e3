//! A mapping that is being read: keys are taken one by one, and what is left at
//! the end is unknown.

use std::collections::BTreeMap;

use crate::diagnostic::{At, Diagnostic, Diagnostics, Place};
use crate::yaml::{Kind, Node};

/// The entries of one mapping.
pub(super) struct Keys<'d> {
    /// Where to point when a key is missing: the name of the thing.
    owner: Place,
    /// What the thing is called in messages.
    what: String,
    entries: Vec<(At<String>, Node)>,
    asked: Vec<&'static str>,
    pub(super) found: &'d mut Diagnostics,
}

impl<'d> Keys<'d> {
    /// Opens a mapping; a mistake when the node is none.
    pub(super) fn open(
        owner: Place,
        what: impl Into<String>,
        node: Node,
        found: &'d mut Diagnostics,
    ) -> Option<Self> {
        let what = what.into();
        match node.kind {
            Kind::Map(entries) => Some(Self { owner, what, entries, asked: Vec::new(), found }),
            _ => {
                let message = format!("expected a mapping for {what}");
                found.push(
                    Diagnostic::new("G014", node.place, message)
                        .help("write `key: value` lines, or `{ key: value, … }`"),
                );
                None
            }
        }
    }

    /// The value of a key that may be left out.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Node> {
        self.take_entry(key).map(|(_, node)| node)
    }

    /// The same with the key, whose place names the thing.
    pub(super) fn take_entry(&mut self, key: &'static str) -> Option<(At<String>, Node)> {
        self.asked.push(key);
        let index = self.entries.iter().position(|(name, _)| name.value == key)?;
        Some(self.entries.remove(index))
    }

    /// The value of a key that must be there.
    pub(super) fn need(&mut self, key: &'static str) -> Option<Node> {
        let node = self.take(key);
        if node.is_none() {
            self.missing(key);
        }
        node
    }

    /// Reports a key that must be there.
    pub(super) fn missing(&mut self, key: &str) {
        let message = format!("{} has no `{key}`", self.what);
        self.found.push(Diagnostic::new("G013", self.owner, message).help(format!("add `{key}:`")));
    }

    /// Reads the value of an optional key.
    pub(super) fn read<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(Node, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        let node = self.take(key)?;
        read(node, self.found)
    }

    /// Reads the value of a key that must be there.
    pub(super) fn need_read<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(Node, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        let node = self.need(key)?;
        read(node, self.found)
    }

    /// Reports every key that nobody asked for.
    pub(super) fn end(self) {
        for (key, node) in &self.entries {
            if key.value.contains(' ') && is_empty(node) {
                let message = format!("`{}` is a key without a value", key.value);
                self.found.push(Diagnostic::new("G012", key.place, message).help(
                    "between `{` and `}` a comma ends a value: put a text with commas in quotes",
                ));
                continue;
            }
            let message = format!("unknown key `{}` in {}", key.value, self.what);
            let known = self.asked.join("`, `");
            self.found.push(
                Diagnostic::new("G012", key.place, message)
                    .did_you_mean(&key.value, self.asked.iter().copied())
                    .or_help(format!("known keys: `{known}`")),
            );
        }
    }
}

fn is_empty(node: &Node) -> bool {
    matches!(&node.kind, Kind::Scalar { text, plain: true } if text.is_empty())
}

/// Reads each entry of a mapping of names.
pub(super) fn entries<T>(
    what: &str,
    node: Node,
    found: &mut Diagnostics,
    mut read: impl FnMut(&At<String>, Node, &mut Diagnostics) -> Option<T>,
) -> Option<Vec<(At<String>, T)>> {
    let Kind::Map(entries) = node.kind else {
        found.push(
            Diagnostic::new("G014", node.place, format!("expected a mapping of {what}"))
                .help("write a `name:` for each, and below it what belongs to it"),
        );
        return None;
    };
    let mut all = Vec::with_capacity(entries.len());
    for (name, node) in entries {
        if let Some(value) = read(&name, node, found) {
            all.push((name, value));
        }
    }
    Some(all)
}

/// Reads each item of a list; a single value stands for a list of one where
/// `one` allows it.
pub(super) fn items<T>(
    what: &str,
    node: Node,
    found: &mut Diagnostics,
    one: bool,
    mut read: impl FnMut(Node, &mut Diagnostics) -> Option<T>,
) -> Option<Vec<T>> {
    let nodes = match node.kind {
        Kind::List(nodes) if nodes.is_empty() => {
            found.push(
                Diagnostic::new("G051", node.place, "an empty list says nothing")
                    .help(format!("leave the key out, or list {what}")),
            );
            return None;
        }
        Kind::List(nodes) => nodes,
        Kind::Scalar { .. } if one => vec![node],
        _ => {
            found.push(
                Diagnostic::new("G014", node.place, format!("expected a list of {what}"))
                    .help("write `[one, another]`, or a `- ` line for each"),
            );
            return None;
        }
    };
    check_twice(&nodes, found);
    Some(nodes.into_iter().filter_map(|node| read(node, found)).collect())
}

/// Reports what a list holds already.
fn check_twice(nodes: &[Node], found: &mut Diagnostics) {
    let mut seen = BTreeMap::new();
    for node in nodes {
        let Kind::Scalar { text, .. } = &node.kind else { continue };
        // Of one that is empty something else is said.
        if text.is_empty() {
            continue;
        }
        if let Some(first) = seen.get(text) {
            let message = format!("`{text}` is listed twice");
            found.push(
                Diagnostic::new("G057", node.place, message)
                    .second(*first, "first listed here")
                    .help("remove one of the two"),
            );
        } else {
            seen.insert(text, node.place);
        }
    }
}
