//! The names of the spec at hand, each with what it is: an editor offers them.
//!
//! A name that was just added is known after the next `cargo xtask generate`.

use super::json::Json;
use super::object::{either, items};
use super::scalar::{text, words};
use crate::spec::Spec;

/// Types that need no definition.
const SCALARS: &[(&str, &str)] = &[
    ("string", "Text."),
    ("address", "Text that holds an e-mail address."),
    ("integer", "A whole number."),
    ("boolean", "A switch."),
    ("timestamp", "A point in time."),
];

/// What the definitions of names are called by the others.
pub(super) fn definitions(spec: &Spec) -> [(&'static str, Json); 6] {
    [
        ("surface", words(surfaces(spec))),
        ("where", words(places(spec))),
        ("type", either([words(types(spec)), single(words(types(spec)))])),
        ("answer", answer(spec)),
        ("operationName", words(operations(spec))),
        ("vendorOperationName", either([words(operations(spec)), text()])),
    ]
}

/// Surfaces and families.
pub(super) fn places(spec: &Spec) -> impl Iterator<Item = (&str, String)> {
    let families = spec.surfaces.families.iter().map(|(name, members)| {
        let members: Vec<_> = members.iter().map(|at| format!("`{}`", at.value)).collect();
        (name.value.as_str(), format!("The surfaces {}.", members.join(" and ")))
    });
    surfaces(spec).chain(families)
}

fn surfaces(spec: &Spec) -> impl Iterator<Item = (&str, String)> {
    let surfaces = spec.surfaces.surfaces.iter();
    surfaces
        .map(|(id, surface)| (id.value.as_str(), format!("The surface {}.", surface.name.value)))
}

fn types(spec: &Spec) -> impl Iterator<Item = (&str, &str)> {
    let local = spec.resources.iter().flat_map(|resource| &resource.ids);
    let ids = spec.types.ids.iter().chain(local);
    let ids = ids.map(|(_, id)| (id.ty.value.as_str(), id.about.value.as_str()));
    let roles = spec.types.roles.iter();
    let roles = roles.map(|(name, role)| (name.value.as_str(), role.about.value.as_str()));
    let states = spec.types.states.iter();
    let states = states.map(|(_, states)| (states.ty.value.as_str(), states.about.value.as_str()));
    SCALARS.iter().copied().chain(ids).chain(roles).chain(states).chain(records(spec))
}

fn records(spec: &Spec) -> impl Iterator<Item = (&str, &str)> {
    let local = spec.resources.iter().flat_map(|resource| &resource.records);
    let records = spec.types.records.iter().chain(local);
    records.map(|(name, record)| (name.value.as_str(), record.about.value.as_str()))
}

fn operations(spec: &Spec) -> impl Iterator<Item = (&str, &str)> {
    let operations = spec.resources.iter().flat_map(|resource| &resource.operations);
    operations.map(|(id, operation)| (id.value.as_str(), operation.about.value.as_str()))
}

/// A record, one that may be missing, a list or a page of one, or nothing.
fn answer(spec: &Spec) -> Json {
    let nothing = ("nothing".to_owned(), "No body, or one that says nothing.");
    let one = records(spec).map(|(name, about)| (name.to_owned(), about));
    let maybe = records(spec).map(|(name, about)| (format!("{name}?"), about));
    let page = records(spec).map(|(name, about)| (format!("page of {name}"), about));
    let one = words([nothing].into_iter().chain(one).chain(maybe).chain(page));
    if records(spec).next().is_none() {
        return one;
    }
    either([one, single(words(records(spec)))])
}

/// A list type, `[Type]`.
fn single(item: Json) -> Json {
    items(item).with("minItems", 1).with("maxItems", 1)
}
