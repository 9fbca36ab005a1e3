//! `Spec` → `Api`: every name, type, surface and version is decided here.

mod call;
mod calls;
mod circles;
mod codes;
mod moves;
mod nesting;
mod operation;
mod package;
mod path;
mod reach;
mod replacement;
mod scope;
mod settings;
mod states;
mod surface;
mod types;
mod versions;

use std::collections::BTreeMap;

use crate::diagnostic::{At, Diagnostic, Diagnostics, Place};
use crate::model::{Api, OperationIndex, ResourceIndex, Surface};
use crate::names;
use crate::spec::{FirstCall, Spec};

/// Modules that a surface has besides those of its resources.
const OWN_MODULES: &[&str] = &["blocking", "records", "roles", "states"];

pub(crate) fn resolve(spec: &Spec) -> Result<Api, Diagnostics> {
    let mut found = Diagnostics::default();
    let scope = scope::Scope::new(&spec.surfaces, &mut found);
    let types = types::Types::new(spec, &scope, &mut found);
    let resources = operation::resources(spec, &scope, &types, &mut found);
    let codes = codes::codes(spec, &scope, &mut found);
    let package = package::package(&spec.package, spec, &scope, &mut found);
    check_resource_names(&resources, &mut found);
    if !found.is_empty() {
        return found.or(None);
    }
    let surfaces = surface::surfaces(spec, &scope, &types, &resources, &mut found);
    // After another mistake, what uses a type may be missing.
    if found.is_empty() {
        types.check_used(&mut found);
    }
    check_first_call(&spec.package.first_call, &surfaces, &mut found);
    let ids = types.ids();
    let index = resources.iter().map(resource_index).collect();
    found.or(package.map(|package| Api { package, ids, codes, surfaces, resources: index }))
}

/// The operation of the front page must exist where the front page sends it.
fn check_first_call(first: &FirstCall, surfaces: &[Surface], found: &mut Diagnostics) {
    let surface = surfaces.iter().find(|surface| surface.id == first.surface.value);
    let mut operations = surface
        .into_iter()
        .flat_map(|surface| &surface.versions)
        .flat_map(|version| &version.resources)
        .flat_map(|resource| &resource.operations);
    if found.is_empty() && !operations.any(|operation| operation.id == first.operation.value) {
        let (operation, surface) = (&first.operation.value, &first.surface.value);
        let message = format!("`{operation}` is not on `{surface}`");
        found.push(
            Diagnostic::new("G051", first.operation.place, message)
                .help("the first call must exist on its surface"),
        );
    }
}

fn resource_index(resource: &operation::Resource<'_>) -> ResourceIndex {
    ResourceIndex {
        module: resource.module.clone(),
        about: resource.spec.about.value.clone(),
        operations: resource
            .operations
            .iter()
            .map(|operation| OperationIndex {
                id: operation.id.value.clone(),
                ty: operation.ty.clone(),
                about: operation.spec.about.value.clone(),
            })
            .collect(),
    }
}

fn check_resource_names(resources: &[operation::Resource<'_>], found: &mut Diagnostics) {
    let mut modules = Taken::default();
    for resource in resources {
        modules.take(&resource.module, &resource.spec.name, found);
    }
}

/// Names of one namespace, and who has them.
#[derive(Default)]
struct Taken<'s>(BTreeMap<String, (&'s str, Place)>);

impl<'s> Taken<'s> {
    /// Reports a name that is taken already.
    fn take(&mut self, name: &str, written: &'s At<String>, found: &mut Diagnostics) {
        let entry = (written.value.as_str(), written.place);
        let Some((earlier, place)) = self.0.insert(name.to_owned(), entry) else { return };
        let message = if earlier == written.value {
            format!("`{earlier}` is defined twice")
        } else {
            format!("`{earlier}` and `{}` both become `{name}`", written.value)
        };
        found.push(
            Diagnostic::new("G023", written.place, message)
                .second(place, "first defined here")
                .help("rename one of the two"),
        );
    }
}

/// The module of a resource file.
fn resource_module(name: &At<String>, found: &mut Diagnostics) -> Option<String> {
    names::module(name, OWN_MODULES, found)
}
