//! What replaces a thing is not replaced by that thing in turn.

use std::collections::BTreeMap;

use super::operation::Resource;
use super::scope::{Scope, Set};
use super::types::Types;
use crate::diagnostic::{At, Diagnostic, Diagnostics};

/// How much of a circle a message shows.
const SHOWN: usize = 16;

/// What replaces each thing, by name.
type Ways<'w> = BTreeMap<&'w str, &'w At<String>>;

/// Follows `use` from one operation to the next, on each surface.
pub(super) fn of_operations(
    resources: &[Resource<'_>],
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) {
    for surface in scope.all().iter() {
        let mut ways = Ways::new();
        for resource in resources {
            for operation in resource.operations.iter().filter(|op| op.on.has(surface)) {
                let layers = operation.layers(None, &resource.layer);
                let instead = layers.get(surface, |settings| &settings.instead);
                // A newer version of itself may be one that the spec does not have.
                let other = instead.filter(|at| at.value.name.value != operation.id.value);
                ways.extend(other.map(|at| (operation.id.value.as_str(), &at.value.name)));
            }
        }
        report(&ways, found);
    }
}

/// Follows `use` from one record to the next, and reports one that no surface has beside the other.
pub(super) fn of_records(types: &Types<'_>, found: &mut Diagnostics) {
    let mut ways = Ways::new();
    for record in &types.records {
        let Some(instead) = &record.spec.instead else { continue };
        let name = &instead.value.name;
        ways.insert(&record.name.value, name);
        let other = types.record_named(&name.value);
        let apart =
            |on: Set| !on.is_empty() && !record.on.is_empty() && (on & record.on).is_empty();
        if let Some(other) = other.filter(|other| apart(other.on)) {
            let message = format!("`{}` is nowhere where `{}` is", name.value, record.name.value);
            found.push(
                Diagnostic::new("G058", name.place, message)
                    .second(other.name.place, "it is defined here")
                    .help("name a record that exists where this one does"),
            );
        }
    }
    report(&ways, found);
}

/// Each is followed once: from what was followed before no new circle is found.
fn report(ways: &Ways<'_>, found: &mut Diagnostics) {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for (walk, start) in ways.keys().enumerate() {
        let mut path = Vec::new();
        let mut next = Some(*start);
        while let Some(name) = next.filter(|name| !known.contains_key(name)) {
            known.insert(name, walk);
            path.push(name);
            next = ways.get(name).map(|way| way.value.as_str());
        }
        // Where it ends, or comes to what an earlier walk has seen, there is no circle.
        let Some(end) = next.filter(|name| known.get(name) == Some(&walk)) else { continue };
        let Some(last) = path.last().and_then(|name| ways.get(name)) else { continue };
        let mut circle: Vec<&str> = path.into_iter().skip_while(|name| *name != end).collect();
        circle.push(end);
        if circle.len() > SHOWN {
            circle.splice(SHOWN / 2..circle.len() - 1, ["…"]);
        }
        let message = match circle.as_slice() {
            [name, _] => format!("`{name}` cannot replace itself"),
            circle => format!("what replaces it is replaced by it: {}", circle.join(" → ")),
        };
        found.push(
            Diagnostic::new("G058", last.place, message)
                .help("name what users should move to in the end, and leave the other `use` out"),
        );
    }
}
