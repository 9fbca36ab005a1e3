//! What two operations must not have in common: their call, and half of it under
//! two names.

use std::collections::BTreeMap;

use super::operation::{Operation, Resource};
use super::path;
use crate::diagnostic::{Diagnostic, Diagnostics};

pub(super) fn check(resources: &[Resource<'_>], found: &mut Diagnostics) {
    let mut shapes: BTreeMap<String, Vec<&Operation<'_>>> = BTreeMap::new();
    for operation in resources.iter().flat_map(|resource| &resource.operations) {
        let earlier = shapes.entry(path::shape(&operation.spec.path.value)).or_default();
        let together = |other: &&&Operation<'_>| !(other.on & operation.on).is_empty();
        let same = |other: &&&Operation<'_>| other.spec.verb == operation.spec.verb;
        let named = |other: &&&Operation<'_>| other.spec.path.value == operation.spec.path.value;
        let mut others = earlier.iter().filter(together);
        if let Some(other) = others.clone().find(same) {
            found.push(same_call(operation, other));
        } else if let Some(other) = others.find(|other| !named(other)) {
            found.push(other_names(operation, other));
        }
        earlier.push(operation);
    }
}

/// Two operations with one method and one shape of path would be one call.
fn same_call(operation: &Operation<'_>, other: &Operation<'_>) -> Diagnostic {
    let message =
        format!("operations `{}` and `{}` are the same call", other.id.value, operation.id.value);
    Diagnostic::new("G026", operation.spec.path.place, message)
        .second(other.spec.path.place, "first defined here")
        .help("check the two paths, or limit each operation to the surfaces that have it")
}

/// One resource whose id has two names, or a mistake in one of the paths.
fn other_names(operation: &Operation<'_>, other: &Operation<'_>) -> Diagnostic {
    let message = format!(
        "the paths of `{}` and `{}` differ only in the names of their parameters",
        other.id.value, operation.id.value
    );
    Diagnostic::new("G059", operation.spec.path.place, message)
        .second(other.spec.path.place, "the other path")
        .help(format!("write `{}` in both", other.spec.path.value))
}
