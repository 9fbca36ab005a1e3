//! Paths of operations: their segments, and the ids behind their placeholders.

use super::types::Types;
use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::spec;

/// The placeholders of a path with their ids; reports what is no path.
pub(super) fn params<'s>(
    path: &'s At<String>,
    owner: usize,
    types: &Types<'s>,
    found: &mut Diagnostics,
) -> Vec<(&'s At<String>, &'s spec::Id)> {
    let mut refuse = |message: String, help: &str| {
        found.push(Diagnostic::new("G031", path.place, message).help(help));
    };
    let shown = &path.value;
    let Some(rest) = path.value.strip_prefix('/') else {
        refuse(format!("`{shown}` is no path"), "a path begins with `/`");
        return Vec::new();
    };
    let mut names = Vec::new();
    for segment in rest.split('/') {
        match segment_params(segment) {
            Some(params) => names.extend(params),
            None if segment.is_empty() => refuse(
                format!("`{shown}` has an empty segment"),
                "two slashes stand between one segment and the next, or one at the end: remove it",
            ),
            None => refuse(
                format!("`{segment}` is no segment of a path"),
                "a segment is letters, digits, `-`, `.`, `_`, `~`, `:` and `{parameter}`",
            ),
        }
    }
    let mut params: Vec<(&At<String>, &spec::Id)> = Vec::new();
    for name in names {
        let Some((param, id)) = types.param(owner, name) else {
            let known = types.params(owner);
            let message = format!("path parameter `{{{name}}}` has no type");
            found.push(
                Diagnostic::new("G031", path.place, message)
                    .did_you_mean(name, known)
                    .or_help(format!("define `{name}` under `ids:`")),
            );
            continue;
        };
        if params.iter().any(|(other, _)| other.value == name) {
            let message = format!("path parameter `{{{name}}}` twice");
            found.push(
                Diagnostic::new("G031", path.place, message)
                    .help("rename one of the two and give it a type under `ids:`"),
            );
            continue;
        }
        params.push((param, id));
    }
    params
}

/// The placeholders of one segment; `None` when it is none.
pub(super) fn segment_params(segment: &str) -> Option<Vec<&str>> {
    let literal =
        |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~:".contains(&b));
    if matches!(segment, "" | "." | "..") {
        return None;
    }
    let mut params = Vec::new();
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        let word = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if !literal(before) || !word {
            return None;
        }
        params.push(name);
        rest = after;
    }
    literal(rest).then_some(params)
}

/// A path without the names of its parameters.
pub(super) fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut inside = false;
    for c in path.chars() {
        inside = match c {
            '{' => true,
            '}' => false,
            _ => inside,
        };
        if !inside || c == '{' {
            shape.push(c);
        }
    }
    shape
}
