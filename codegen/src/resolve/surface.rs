//! Each surface with everything that exists on it.

use std::collections::{BTreeMap, BTreeSet};

use super::Taken;
use super::operation::Resource;
use super::scope::{Scope, Set};
use super::types::{self, Types};
use super::versions;
use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::model;
use crate::names;
use crate::spec::{self, Note, ServiceAccountState, Spec};

/// Modules, features and dependencies that the emitted crate has anyway.
const TAKEN: &[&str] =
    &["blocking", "default", "error_codes", "ids", "lib", "runtime", "serde", "testing"];

pub(super) fn surfaces(
    spec: &Spec,
    scope: &Scope<'_>,
    types: &Types<'_>,
    resources: &[Resource<'_>],
    found: &mut Diagnostics,
) -> Vec<model::Surface> {
    let mut modules = Taken::default();
    let mut surfaces = Vec::new();
    for (index, (id, surface)) in spec.surfaces.surfaces.iter().enumerate() {
        let view = View { spec, scope, types, resources, index, id, surface };
        let module = names::module(id, TAKEN, found);
        names::type_name(&surface.ty, found);
        let before = found.len();
        let mut versions = view.versions(resources, found);
        // After a mistake, what a call is replaced by may be missing.
        if found.len() == before {
            view.moves(&mut versions, found);
        }
        let roles = view.roles(&versions);
        view.check_names(&versions, &roles, resources, found);
        let Some(module) = module else { continue };
        modules.take(&module, id, found);
        let deprecated = view.deprecated(found);
        let statuses = view.statuses(&versions, found);
        scope.check_notes(&surface.notes, Set::one(index), found);
        surfaces.push(model::Surface {
            id: id.value.clone(),
            module,
            marker: surface.ty.value.clone(),
            name: surface.name.value.clone(),
            about: surface.about.value.clone(),
            notes: view.notes(&surface.notes, found),
            address: match &surface.address {
                spec::Address::Public(at) => model::Address::Public(at.value.clone()),
                spec::Address::Given(at) => model::Address::Given(at.value.clone()),
            },
            path: surface.path.value.clone(),
            api_key: surface.api_key.value.clone(),
            service_account: surface.service_account.as_ref().map(service_account),
            environment: environment(&surface.environment),
            statuses,
            roles_page: surface.roles.value.clone(),
            codes_page: surface.codes.value.clone(),
            deprecated,
            roles,
            versions,
        });
    }
    check_statuses(spec, &surfaces, found);
    surfaces
}

/// A status that no operation documents was forgotten there, or is too much here.
fn check_statuses(spec: &Spec, surfaces: &[model::Surface], found: &mut Diagnostics) {
    let documented: BTreeSet<u16> = surfaces
        .iter()
        .flat_map(|surface| &surface.versions)
        .flat_map(|version| &version.resources)
        .flat_map(|resource| &resource.operations)
        .flat_map(|operation| &operation.errors)
        .copied()
        .collect();
    // After another mistake an operation may be missing.
    let complete = found.is_empty();
    for (status, _) in &spec.surfaces.statuses {
        if complete && !documented.contains(&status.value) {
            let message = format!("no operation documents the status {}", status.value);
            found.push(
                Diagnostic::new("G053", status.place, message)
                    .help("add it to the `errors:` of an operation or leave it out"),
            );
        }
    }
}

fn service_account(account: &spec::ServiceAccount) -> model::ServiceAccount {
    let state = match account.state {
        ServiceAccountState::Supported => None,
        ServiceAccountState::Preview => Some(
            "Service accounts are a Preview feature here: MongoDB may change them at any time.",
        ),
        ServiceAccountState::Unverified => {
            Some("That the server accepts service accounts is UNVERIFIED.")
        }
    };
    let about = [Some(account.about.value.clone()), state.map(str::to_owned)];
    let word = match account.state {
        ServiceAccountState::Supported => None,
        ServiceAccountState::Preview => Some("Preview"),
        ServiceAccountState::Unverified => Some("UNVERIFIED"),
    };
    model::ServiceAccount {
        state: word,
        token_path: account.token.value.clone(),
        revoke_path: account.revoke.value.clone(),
        about: about.into_iter().flatten().collect(),
    }
}

fn environment(spec: &spec::Environment) -> model::Environment {
    let pairs = |pairs: &[[At<String>; 2]]| {
        pairs.iter().map(|pair| pair.clone().map(|name| name.value)).collect()
    };
    model::Environment {
        service_accounts: pairs(&spec.service_accounts),
        api_keys: pairs(&spec.api_keys),
        addresses: spec.addresses.iter().map(|name| name.value.clone()).collect(),
    }
}

/// The spec as one surface sees it.
pub(super) struct View<'v, 's> {
    pub(super) spec: &'s Spec,
    pub(super) scope: &'v Scope<'s>,
    pub(super) types: &'v Types<'s>,
    pub(super) resources: &'v [Resource<'s>],
    pub(super) index: usize,
    pub(super) id: &'s At<String>,
    pub(super) surface: &'s spec::Surface,
}

impl View<'_, '_> {
    fn versions(&self, resources: &[Resource<'_>], found: &mut Diagnostics) -> Vec<model::Version> {
        let mut versions: BTreeMap<Option<String>, Vec<model::Resource>> = BTreeMap::new();
        for resource in resources {
            let mut dated: BTreeMap<Option<String>, Vec<model::Operation>> = BTreeMap::new();
            for operation in resource.operations.iter().filter(|op| op.on.has(self.index)) {
                let versioned = versions::is_versioned(&self.surface.media.value);
                let earlier = operation.earlier.iter().filter(|_| versioned).map(Some);
                for earlier in earlier.chain([None]) {
                    if let Some((date, operation)) =
                        self.operation(operation, earlier, resource, found)
                    {
                        dated.entry(date).or_default().push(operation);
                    }
                }
            }
            for (date, operations) in dated {
                versions.entry(date).or_default().push(model::Resource {
                    module: resource.module.clone(),
                    about: resource.spec.about.value.clone(),
                    notes: self.notes(&resource.spec.notes, found),
                    operations,
                });
            }
        }
        let mut operations = resources.iter().flat_map(|resource| &resource.operations);
        if !operations.any(|operation| operation.on.has(self.index)) {
            let message = format!("surface `{}` has no operation", self.id.value);
            found.push(
                Diagnostic::new("G053", self.id.place, message)
                    .help("describe one in the file of its resource, or leave the surface out"),
            );
        }
        versions
            .into_iter()
            .map(|(date, resources)| {
                let operations = resources.iter().flat_map(|resource| &resource.operations);
                let records = self.records(operations, found);
                let states = self.states(&records, found);
                let module = date.as_deref().map(names::version_module);
                model::Version { date, module, resources, records, states }
            })
            .collect()
    }

    /// What the statuses mean that the operations of this surface document.
    fn statuses(&self, versions: &[model::Version], found: &mut Diagnostics) -> Vec<(u16, String)> {
        let operations = versions
            .iter()
            .flat_map(|version| &version.resources)
            .flat_map(|resource| &resource.operations);
        let documented: BTreeSet<u16> =
            operations.flat_map(|operation| &operation.errors).copied().collect();
        let mut statuses = Vec::with_capacity(documented.len());
        for status in documented {
            let known = self.spec.surfaces.statuses.iter().find(|(known, _)| known.value == status);
            match known {
                Some((_, meaning)) => statuses.push((status, meaning.value.clone())),
                None => {
                    let message =
                        format!("`{}` documents {status}, but `statuses:` lacks it", self.id.value);
                    found.push(
                        Diagnostic::new("G013", self.id.place, message)
                            .help(format!("say under `statuses:` what {status} means")),
                    );
                }
            }
        }
        statuses
    }

    pub(super) fn fields(
        &self,
        fields: &[types::Field<'_>],
        owner: Option<usize>,
        found: &mut Diagnostics,
    ) -> Vec<model::Field> {
        self.fields_of(fields.iter(), None, owner, found)
    }

    /// The fields that are on this surface, and for which `there` holds.
    pub(super) fn fields_of<'f, 't: 'f>(
        &self,
        fields: impl Iterator<Item = &'f types::Field<'t>>,
        there: Option<&dyn Fn(&&types::Field<'_>) -> bool>,
        owner: Option<usize>,
        found: &mut Diagnostics,
    ) -> Vec<model::Field> {
        let here = Set::one(self.index);
        fields
            .filter(|field| field.on.has(self.index) && there.is_none_or(|there| there(field)))
            .filter_map(|field| {
                let ty = self.types.resolve(&field.spec.ty, owner, here, self.scope, found)?;
                let written = field.spec.example.as_ref().map(|at| at.value.clone());
                Some(model::Field {
                    name: field.name.clone(),
                    wire: field.wire.value.clone(),
                    example: written.or_else(|| self.types.example(&ty)),
                    ty,
                    required: field.spec.required.is_some_and(|at| at.value),
                    about: field.spec.about.value.clone(),
                    min: field.spec.min.map(|at| at.value),
                    max: field.spec.max.map(|at| at.value),
                    default: field.spec.default.as_ref().map(|at| at.value.clone()),
                })
            })
            .collect()
    }

    fn deprecated(&self, found: &mut Diagnostics) -> Option<model::SurfaceDeprecation> {
        let deprecated = self.surface.deprecated.as_ref()?;
        let instead = self.scope.surface(&deprecated.instead, found)?;
        if instead == self.index {
            let message = "a surface cannot replace itself";
            found.push(
                Diagnostic::new("G051", deprecated.instead.place, message)
                    .help("name the surface that its users should move to"),
            );
        }
        let (id, surface) = &self.spec.surfaces.surfaces[instead];
        let module = id.value.replace('-', "_");
        let about = deprecated.about.value.trim_end_matches('.').to_owned();
        Some(model::SurfaceDeprecation { about, instead: (module, surface.name.value.clone()) })
    }

    pub(super) fn notes(&self, notes: &[Note], found: &mut Diagnostics) -> Vec<String> {
        notes
            .iter()
            .filter(|note| {
                let Some(only) = &note.only else { return true };
                only.iter().any(|name| {
                    self.scope.lookup(name, found).is_some_and(|(set, _)| set.has(self.index))
                })
            })
            .map(|note| note.text.value.clone())
            .collect()
    }

    /// Two things that become one name in a module of this surface.
    fn check_names(
        &self,
        versions: &[model::Version],
        roles: &[model::RoleType],
        resources: &[Resource<'_>],
        found: &mut Diagnostics,
    ) {
        for version in versions {
            let mut taken = Taken::default();
            for id in self.types.id_names() {
                taken.take(&id.value, id, found);
            }
            taken.take(&self.surface.ty.value, &self.surface.ty, found);
            for role in
                self.types.roles.iter().filter(|r| roles.iter().any(|m| m.ty == r.name.value))
            {
                taken.take(&role.name.value, role.name, found);
            }
            let states = self.types.states.iter();
            for states in states.filter(|s| version.states.iter().any(|m| m.ty == s.name.value)) {
                taken.take(&states.name.value, states.name, found);
                taken.take(&names::unknown(&states.name.value), states.name, found);
            }
            let records = self.types.records.iter();
            for record in records.filter(|r| version.records.iter().any(|m| m.ty == r.name.value)) {
                taken.take(&record.name.value, record.name, found);
            }
            for resource in &version.resources {
                let here: BTreeSet<&str> =
                    resource.operations.iter().map(|operation| operation.id.as_str()).collect();
                let operations = resources.iter().flat_map(|resource| &resource.operations);
                for op in operations.filter(|op| here.contains(op.id.value.as_str())) {
                    taken.take(&op.ty, op.id, found);
                }
            }
        }
    }
}
