//! `use:` names a call: one of the spec, with its name, method and path as they
//! stand there, or one that the spec does not have.

use std::collections::BTreeMap;

use super::operation::{Earlier, Operation, Resource};
use super::scope::Scope;
use super::settings::Layers;
use super::{circles, path, versions};
use crate::diagnostic::{At, Diagnostic, Diagnostics, Place};
use crate::names;
use crate::spec::{Date, Replacement, Surfaces, Verb};

pub(super) fn check(
    resources: &[Resource<'_>],
    surfaces: &Surfaces,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) {
    let operations = resources.iter().flat_map(|resource| {
        resource.operations.iter().map(move |operation| (operation, resource))
    });
    let mut known = Known::default();
    for (operation, resource) in operations {
        known.names.insert(&operation.id.value, (operation, resource));
        let call = (operation.spec.verb, path::shape(&operation.spec.path.value));
        known.calls.entry(call).or_default().push(operation);
    }
    for resource in resources {
        for operation in &resource.operations {
            for earlier in operation.earlier.iter().map(Some).chain([None]) {
                let here = |surface: &usize| {
                    earlier.is_none() || versions::has_versions(surfaces, *surface)
                };
                let on = operation.on.iter().filter(here).collect();
                let call = Call { operation, earlier, resource, on };
                check_deprecated(&call, scope, found);
                check_call(&call, &known, scope, found);
            }
        }
    }
    circles::of_operations(resources, scope, found);
}

/// An operation, or an older version of it.
struct Call<'c, 's> {
    operation: &'c Operation<'s>,
    earlier: Option<&'c Earlier<'s>>,
    resource: &'c Resource<'s>,
    /// The surfaces that have it.
    on: Vec<usize>,
}

fn check_call(
    call: &Call<'_, '_>,
    known: &Known<'_, '_>,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) {
    let operation = call.operation;
    let layers = operation.layers(call.earlier, &call.resource.layer);
    for &surface in &call.on {
        let Some(instead) = layers.get(surface, |settings| &settings.instead) else {
            continue;
        };
        let version = layers.get(surface, |settings| &settings.version);
        let itself = call.earlier.is_none()
            && operation.id.value == instead.value.name.value
            && version.is_none_or(|version| {
                instead.value.version.as_ref().is_none_or(|other| version == other)
            });
        if itself {
            found.push(
                Diagnostic::new(
                    "G058",
                    instead.value.name.place,
                    "an operation cannot replace itself",
                )
                .help("name the call that its users should move to, or leave `use` out"),
            );
            continue;
        }
        known.check(&instead.value, surface, scope, found);
    }
}

/// What is not deprecated needs no replacement.
fn check_deprecated(call: &Call<'_, '_>, scope: &Scope<'_>, found: &mut Diagnostics) {
    let operation = call.operation;
    let layers = operation.layers(call.earlier, &call.resource.layer);
    let mut current: BTreeMap<Place, Vec<&str>> = BTreeMap::new();
    for &surface in &call.on {
        let deprecated = layers.get(surface, |settings| &settings.deprecated);
        let instead = layers.get(surface, |settings| &settings.instead);
        if let (None, Some(instead)) = (deprecated, instead) {
            current.entry(instead.place).or_default().push(scope.name(surface));
        }
    }
    for (place, surfaces) in current {
        let (id, surfaces) = (&operation.id.value, surfaces.join("`, `"));
        let message = format!("`{id}` is not deprecated on `{surfaces}`");
        found.push(
            Diagnostic::new("G051", place, message)
                .help("leave `use` out there, or say `deprecated` too"),
        );
    }
}

/// The operations of the spec, by name and by call.
#[derive(Default)]
struct Known<'o, 's> {
    names: BTreeMap<&'s str, (&'o Operation<'s>, &'o Resource<'s>)>,
    calls: BTreeMap<(Verb, String), Vec<&'o Operation<'s>>>,
}

impl Known<'_, '_> {
    fn check(
        &self,
        instead: &Replacement,
        surface: usize,
        scope: &Scope<'_>,
        found: &mut Diagnostics,
    ) {
        let Replacement { name, call, .. } = instead;
        if names::operation_id(name, found).is_none() {
            return;
        }
        let named = self.names.get(name.value.as_str()).copied();
        let Some(call) = call else {
            check_spelled_out(instead, named, surface, scope, found);
            return;
        };
        let of_spec = named.is_some_and(|(operation, resource)| {
            let layers = operation.layers(None, &resource.layer);
            instead.version.is_none() || version(&layers, surface) == instead.version.as_ref()
        });
        if !of_spec {
            check_unknown(instead, found);
        }
        let named = named.map(|(operation, _)| operation);
        let Some((verb, path)) = parse(call) else {
            let message = format!("`{}` is no call", call.value);
            found.push(
                Diagnostic::new("G058", call.place, message)
                    .help("write the method and the path, such as `GET /groups/{groupId}/users`"),
            );
            return;
        };
        if let Some(operation) = named
            && (operation.spec.verb, operation.spec.path.value.as_str()) != (verb, path)
        {
            found.push(other_call(operation, call));
            return;
        }
        if let Some(operation) = named
            && !operation.on.has(surface)
        {
            found.push(not_on(operation, name, scope.name(surface)));
            return;
        }
        let called = self.calls.get(&(verb, path::shape(path))).into_iter().flatten();
        if named.is_none() && instead.version.is_none() {
            let message = format!("the version of `{}` is missing", call.value);
            found.push(
                Diagnostic::new("G058", call.place, message)
                    .help("say `version: YYYY-MM-DD`, or name an operation of the spec"),
            );
        }
        if named.is_none()
            && let Some(operation) = called.copied().find(|operation| operation.on.has(surface))
        {
            let message = format!("`{}` names no operation", name.value);
            found.push(
                Diagnostic::new("G058", name.place, message)
                    .second(operation.id.place, "this is the operation of that call")
                    .help(format!("write `name: {}`", operation.id.value)),
            );
        }
    }
}

/// A name alone is that of an operation of the spec.
fn check_spelled_out(
    instead: &Replacement,
    named: Option<(&Operation<'_>, &Resource<'_>)>,
    surface: usize,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) {
    let name = &instead.name;
    match named {
        None => {
            let message = format!("the spec has no operation `{}`", name.value);
            found.push(
                Diagnostic::new("G058", name.place, message)
                    .help("check the name, or say `call` and `version` too"),
            );
        }
        Some((operation, _)) if !operation.on.has(surface) => {
            found.push(not_on(operation, name, scope.name(surface)));
        }
        Some((operation, resource)) => {
            let layers = operation.layers(None, &resource.layer);
            if let Some(written) = &instead.version
                && version(&layers, surface).map(|at| at.value) != Some(written.value)
            {
                let known = version(&layers, surface);
                found.push(other_version(operation, written, known, scope.name(surface)));
            }
        }
    }
}

fn version<'s>(layers: &Layers<'_, 's>, surface: usize) -> Option<&'s At<Date>> {
    layers.get(surface, |settings| &settings.version)
}

fn other_version(
    operation: &Operation<'_>,
    written: &At<Date>,
    known: Option<&At<Date>>,
    surface: &str,
) -> Diagnostic {
    let name = &operation.id.value;
    let message = match known {
        Some(known) => format!("on `{surface}`, `{name}` has version {}", known.value),
        None => format!("on `{surface}`, `{name}` has no version"),
    };
    Diagnostic::new("G058", written.place, message)
        .second(operation.id.place, "it is defined here")
        .help("leave `version` out, or say `call` too if the spec does not have that version")
}

/// Of a call that the spec does not have no part is known.
fn check_unknown(instead: &Replacement, found: &mut Diagnostics) {
    let of_map = |map: &[(At<String>, At<String>)]| map.first().map(|(name, _)| name.place);
    let said = [
        ("fields", of_map(&instead.fields)),
        ("set", of_map(&instead.set)),
        ("exact", instead.exact.as_ref().map(|at| at.place)),
        ("message", instead.message.as_ref().map(|at| at.place)),
    ];
    for (key, place) in said {
        let Some(place) = place else { continue };
        let message = format!("`{key}` is for a call of the spec, and it lacks this one");
        found.push(
            Diagnostic::new("G051", place, message)
                .help(format!("leave `{key}` out, or describe the call as an operation")),
        );
    }
}

fn not_on(operation: &Operation<'_>, name: &At<String>, surface: &str) -> Diagnostic {
    let message = format!("`{}` is not on `{surface}`", name.value);
    Diagnostic::new("G058", name.place, message)
        .second(operation.id.place, "it is defined here")
        .help("name a call that exists where this one does")
}

fn other_call(operation: &Operation<'_>, written: &At<String>) -> Diagnostic {
    let call = format!("{} {}", operation.spec.verb.as_str(), operation.spec.path.value);
    let message = format!("`{}` is another call: `{call}`", operation.id.value);
    Diagnostic::new("G058", written.place, message)
        .second(operation.spec.path.place, "it is defined here")
        .help(format!("write `call: \"{call}\"`, or the name of the call that is meant"))
}

/// `GET /groups/{groupId}/users`
fn parse(call: &At<String>) -> Option<(Verb, &str)> {
    let (method, path) = call.value.split_once(' ')?;
    let verb = Verb::ALL.into_iter().find(|verb| verb.as_str() == method)?;
    let right = path.strip_prefix('/')?.split('/').all(|part| path::segment_params(part).is_some());
    right.then_some((verb, path))
}
