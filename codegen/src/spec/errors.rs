//! `errors.yaml`: the error codes of the vendor.

use super::common::{Only, Prose, only};
use super::fields::{Keys, entries};
use super::scalar;
use crate::diagnostic::{At, Diagnostic, Diagnostics, Place};
use crate::yaml::Node;

/// One error code.
#[derive(Debug)]
pub struct Code {
    /// The status that comes with it, by the vendor's tables.
    pub status: At<u16>,
    /// What it means for a caller, where programs act on it.
    pub class: Option<At<String>>,
    /// Where it exists.
    pub only: Option<Only>,
    /// What it says.
    pub about: Prose,
}

/// What a program can act on; the runtime knows the same.
pub(crate) const CLASSES: &[&str] = &[
    "not-found",
    "missing-role",
    "access-list",
    "rate-limited",
    "already-member",
    "already-gone",
    "limit-reached",
    "version-gone",
    "version-unknown",
    "writes-off",
];

pub(super) fn codes(
    place: Place,
    node: Node,
    found: &mut Diagnostics,
) -> Option<Vec<(At<String>, Code)>> {
    let mut keys = Keys::open(place, "errors.yaml", node, found)?;
    let codes = keys.need_read("codes", |node, found| entries("error codes", node, found, code));
    keys.end();
    codes
}

fn code(name: &At<String>, node: Node, found: &mut Diagnostics) -> Option<Code> {
    let mut keys = Keys::open(name.place, format!("code `{}`", name.value), node, found)?;
    let status = keys.need_read("status", scalar::status(400..=599));
    let class = keys.read("class", class);
    let only = only(&mut keys);
    let about = keys.need_read("about", scalar::text);
    keys.end();
    Some(Code { status: status?, class, only, about: about? })
}

fn class(node: Node, found: &mut Diagnostics) -> Option<At<String>> {
    let class = scalar::text(node, found)?;
    if CLASSES.contains(&class.value.as_str()) {
        return Some(class);
    }
    let message = format!("unknown class `{}`", class.value);
    found.push(
        Diagnostic::new("G014", class.place, message)
            .did_you_mean(&class.value, CLASSES.iter().copied())
            .or_help(format!("there are `{}`", CLASSES.join("`, `"))),
    );
    None
}
