//! Each surface with everything that exists on it.

use std::collections::{BTreeMap, BTreeSet};

use super::Taken;
use super::operation::{self, Operation, Resource};
use super::scope::Scope;
use super::settings::Layers;
use super::types::{self, Types};
use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::model;
use crate::names;
use crate::spec::{self, Note, ServiceAccountState, Spec};

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
        let view = View { spec, scope, types, index, id, surface };
        let module = names::module(id, &["ids", "error_codes", "testing"], found);
        names::type_name(&surface.ty, found);
        let versions = view.versions(resources, found);
        let roles = view.roles(&versions, found);
        view.check_names(&versions, &roles, resources, found);
        let Some(module) = module else { continue };
        modules.take(&module, id, found);
        let deprecated = view.deprecated(found);
        let statuses = view.statuses(&versions, found);
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
    surfaces
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
struct View<'v, 's> {
    spec: &'s Spec,
    scope: &'v Scope<'s>,
    types: &'v Types<'s>,
    index: usize,
    id: &'s At<String>,
    surface: &'s spec::Surface,
}

impl View<'_, '_> {
    fn versions(&self, resources: &[Resource<'_>], found: &mut Diagnostics) -> Vec<model::Version> {
        let mut versions: BTreeMap<Option<String>, Vec<model::Resource>> = BTreeMap::new();
        for resource in resources {
            let mut dated: BTreeMap<Option<String>, Vec<model::Operation>> = BTreeMap::new();
            for operation in resource.operations.iter().filter(|op| op.on.has(self.index)) {
                if let Some((date, operation)) = self.operation(operation, resource, found) {
                    dated.entry(date).or_default().push(operation);
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
        if versions.is_empty() {
            let message = format!("surface `{}` has no operation", self.id.value);
            found.push(Diagnostic::new("G053", self.id.place, message));
        }
        versions
            .into_iter()
            .map(|(date, resources)| {
                let operations = resources.iter().flat_map(|resource| &resource.operations);
                let records = self.records(operations, found);
                let module = date.as_deref().map(names::version_module);
                model::Version { date, module, resources, records }
            })
            .collect()
    }

    fn operation(
        &self,
        operation: &Operation<'_>,
        resource: &Resource<'_>,
        found: &mut Diagnostics,
    ) -> Option<(Option<String>, model::Operation)> {
        let layers = Layers([&operation.layer, &resource.layer]);
        let get = Getter { view: self, layers: &layers, operation };
        let caller = get.need("caller", |settings| &settings.caller, found);
        let success = get.need("success", |settings| &settings.success, found);
        let docs = get.need("docs", |settings| &settings.docs, found);
        let returned = get.need("returns", |settings| &settings.returns, found);
        let version = self.version(&get, found);
        let idempotent = layers.get(self.index, |settings| &settings.idempotent);
        let errors = layers.get(self.index, |settings| &settings.errors);
        let Some(errors) = errors.or(self.surface.errors.as_ref()) else {
            get.missing("errors", found);
            return None;
        };
        let returns = returned.and_then(|at| {
            operation::returns(at, resource.index, self.index, self.scope, self.types, found)
        });
        let absent = layers.get(self.index, |settings| &settings.absent);
        match (&returns, absent) {
            (Some(model::Returns::Maybe(_)), None) => get.missing("absent", found),
            (Some(model::Returns::Nothing | model::Returns::One(_)), Some(absent)) => {
                let message = "`absent` says what a missing answer means, but one always comes";
                found.push(Diagnostic::new("G051", absent.place, message));
            }
            _ => {}
        }
        let verb = operation.spec.verb;
        if let Some(idempotent) = idempotent
            && idempotent.value == idempotent_by_method(verb)
        {
            let message = "HTTP says so of this method already";
            found.push(Diagnostic::new("G051", idempotent.place, message).help("leave it out"));
        }
        let version = version?;
        let operation = model::Operation {
            id: operation.id.value.clone(),
            ty: operation.ty.clone(),
            verb,
            path: operation.spec.path.value.clone(),
            media: match &version {
                Some(date) => self.surface.media.value.replace("{version}", date),
                None => self.surface.media.value.clone(),
            },
            idempotent: idempotent.map_or(idempotent_by_method(verb), |at| at.value),
            path_params: operation.params.iter().map(|(wire, id)| param(wire, id)).collect(),
            query: self.fields(&operation.query, Some(resource.index), found),
            body: self.fields(&operation.body, Some(resource.index), found),
            returns: returns?,
            absent: absent.map(|at| at.value.clone()),
            success: success?.value.iter().map(|at| at.value).collect(),
            errors: errors.value.iter().map(|at| at.value).collect(),
            caller: caller?.value.clone(),
            docs: format!("{}{}", self.surface.docs.value, docs?.value),
            about: operation.spec.about.value.clone(),
            notes: self.notes(&operation.spec.notes, found),
            aliases: operation.spec.formerly.iter().map(|at| at.value.clone()).collect(),
            deprecated: self.operation_deprecated(operation, &layers),
        };
        Some((version, operation))
    }

    /// The date of a versioned media type; `None` when something is wrong.
    #[expect(clippy::option_option, reason = "unversioned is no mistake")]
    fn version(
        &self,
        get: &Getter<'_, '_, '_, '_>,
        found: &mut Diagnostics,
    ) -> Option<Option<String>> {
        let version = get.layers.get(self.index, |settings| &settings.version);
        let versioned = self.surface.media.value.contains("{version}");
        match (versioned, version) {
            (true, Some(date)) => Some(Some(date.value.to_string())),
            (true, None) => {
                get.missing("version", found);
                None
            }
            (false, None) => Some(None),
            (false, Some(date)) => {
                let message = format!("the media type of `{}` has no version", self.id.value);
                found.push(Diagnostic::new("G051", date.place, message).help("leave it out"));
                None
            }
        }
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

    fn fields(
        &self,
        fields: &[types::Field<'_>],
        owner: Option<usize>,
        found: &mut Diagnostics,
    ) -> Vec<model::Field> {
        let here = super::scope::Set::one(self.index);
        fields
            .iter()
            .filter(|field| field.on.has(self.index))
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
                })
            })
            .collect()
    }

    /// The records that operations reach, and in which direction.
    fn records<'o>(
        &self,
        operations: impl IntoIterator<Item = &'o model::Operation>,
        found: &mut Diagnostics,
    ) -> Vec<model::Record> {
        let mut reach = Reach::default();
        for operation in operations {
            for field in operation.fields() {
                self.reach(&field.ty, &mut reach.sent);
            }
            if let model::Returns::One(ty) | model::Returns::Maybe(ty) = &operation.returns {
                self.reach(ty, &mut reach.answered);
                reach.whole.extend(record_of(ty).map(str::to_owned));
            }
        }
        self.types
            .records
            .iter()
            .filter(|record| reach.has(&record.name.value))
            .map(|record| model::Record {
                ty: record.name.value.clone(),
                about: record.spec.about.value.clone(),
                fields: self.fields(&record.fields, record.owner, found),
                sent: reach.sent.contains(&record.name.value),
                answered: reach.answered.contains(&record.name.value),
                whole: reach.whole.contains(&record.name.value),
            })
            .collect()
    }

    fn reach(&self, ty: &model::Type, names: &mut Vec<String>) {
        let Some(name) = record_of(ty) else { return };
        if names.iter().any(|known| known == name) {
            return;
        }
        names.push(name.to_owned());
        let Some(record) = self.types.records.iter().find(|record| record.name.value == name)
        else {
            return;
        };
        for field in record.fields.iter().filter(|field| field.on.has(self.index)) {
            self.reach(&model::Type::Record(field.spec.ty.name.value.clone()), names);
        }
    }

    /// The role types that the operations and records of a surface name.
    fn roles(&self, versions: &[model::Version], found: &mut Diagnostics) -> Vec<model::RoleType> {
        let records =
            versions.iter().flat_map(|version| &version.records).flat_map(|record| &record.fields);
        let operations = versions
            .iter()
            .flat_map(|version| &version.resources)
            .flat_map(|resource| &resource.operations)
            .flat_map(model::Operation::fields);
        let used: Vec<&str> =
            records.chain(operations).filter_map(|field| role_of(&field.ty)).collect();
        let mut roles = Vec::new();
        for role in self.types.roles.iter().filter(|role| used.contains(&role.name.value.as_str()))
        {
            let values: Vec<_> = role
                .values
                .iter()
                .filter(|(.., on)| on.has(self.index))
                .map(|(variant, wire, value, _)| model::RoleValue {
                    variant: variant.clone(),
                    wire: wire.value.clone(),
                    about: value.about.value.clone(),
                    mark: value.mark.as_ref().and_then(|mark| {
                        let marks = &role.spec.marks;
                        let (_, text) = marks.iter().find(|(name, _)| name.value == mark.value)?;
                        Some(text.value.clone())
                    }),
                })
                .collect();
            if values.is_empty() {
                let message = format!("`{}` has no value on `{}`", role.name.value, self.id.value);
                found.push(Diagnostic::new("G036", role.name.place, message));
            }
            roles.push(model::RoleType {
                ty: role.name.value.clone(),
                about: role.spec.about.value.clone(),
                values,
                example: role.example.clone(),
            });
        }
        roles
    }

    fn deprecated(&self, found: &mut Diagnostics) -> Option<model::SurfaceDeprecation> {
        let deprecated = self.surface.deprecated.as_ref()?;
        let instead = self.scope.surface(&deprecated.instead, found)?;
        if instead == self.index {
            let message = "a surface cannot replace itself";
            found.push(Diagnostic::new("G051", deprecated.instead.place, message));
        }
        let (id, surface) = &self.spec.surfaces.surfaces[instead];
        let module = id.value.replace('-', "_");
        let about = deprecated.about.value.trim_end_matches('.').to_owned();
        Some(model::SurfaceDeprecation { about, instead: (module, surface.name.value.clone()) })
    }

    fn operation_deprecated(
        &self,
        operation: &Operation<'_>,
        layers: &Layers<'_, '_>,
    ) -> Option<model::Deprecation> {
        if let Some(deprecated) = layers.get(self.index, |settings| &settings.deprecated) {
            let instead = layers.get(self.index, |settings| &settings.instead);
            let date = |at: &Option<At<spec::Date>>| at.as_ref().map(|at| at.value.to_string());
            return Some(model::Deprecation {
                since: date(&deprecated.value.since),
                sunset: date(&deprecated.value.sunset),
                whole: None,
                about: deprecated.value.about.as_ref().map(|at| at.value.clone()),
                instead: instead.map(|at| model::Instead::Call {
                    name: at.value.name.value.clone(),
                    call: at.value.call.value.clone(),
                    version: at.value.version.value.to_string(),
                    how: at.value.how.as_ref().map(|at| at.value.clone()),
                }),
            });
        }
        let whole = self.surface.deprecated.as_ref()?;
        let surfaces = &self.spec.surfaces.surfaces;
        let twin = surfaces.iter().position(|(id, _)| id.value == whole.instead.value);
        let twin = twin.filter(|&surface| operation.on.has(surface));
        Some(model::Deprecation {
            since: None,
            sunset: None,
            whole: Some(whole.about.value.trim_end_matches('.').to_owned()),
            about: None,
            instead: twin.map(|surface| model::Instead::Twin {
                module: surfaces[surface].0.value.replace('-', "_"),
                ty: operation.ty.clone(),
                surface: surfaces[surface].1.name.value.clone(),
            }),
        })
    }

    fn notes(&self, notes: &[Note], found: &mut Diagnostics) -> Vec<String> {
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
            let records = self.types.records.iter();
            for record in records.filter(|r| version.records.iter().any(|m| m.ty == r.name.value)) {
                taken.take(&record.name.value, record.name, found);
            }
            for resource in &version.resources {
                let operations = resources.iter().flat_map(|resource| &resource.operations);
                for op in
                    operations.filter(|o| resource.operations.iter().any(|m| m.id == o.id.value))
                {
                    taken.take(&op.ty, op.id, found);
                }
            }
        }
    }
}

/// What operations reach.
#[derive(Default)]
struct Reach {
    sent: Vec<String>,
    answered: Vec<String>,
    whole: Vec<String>,
}

impl Reach {
    fn has(&self, name: &String) -> bool {
        self.sent.contains(name) || self.answered.contains(name)
    }
}

/// The settings of one operation on one surface.
struct Getter<'g, 'v, 's, 'l> {
    view: &'g View<'v, 's>,
    layers: &'g Layers<'l, 's>,
    operation: &'g Operation<'s>,
}

impl<'s> Getter<'_, '_, 's, '_> {
    fn need<T>(
        &self,
        key: &str,
        get: impl Fn(&'s spec::Settings) -> &'s Option<At<T>>,
        found: &mut Diagnostics,
    ) -> Option<&'s At<T>> {
        let value = self.layers.get(self.view.index, get);
        if value.is_none() {
            self.missing(key, found);
        }
        value
    }

    fn missing(&self, key: &str, found: &mut Diagnostics) {
        let (id, surface) = (self.operation.id, &self.view.id.value);
        let message = format!("operation `{}` has no `{key}` on `{surface}`", id.value);
        found.push(
            Diagnostic::new("G013", id.place, message)
                .help(format!("say it here, or for the whole file under `every: at: {surface}:`")),
        );
    }
}

/// RFC 9110, section 9.2.2.
fn idempotent_by_method(verb: spec::Verb) -> bool {
    matches!(verb, spec::Verb::Get | spec::Verb::Put | spec::Verb::Delete)
}

fn param(wire: &str, id: &spec::Id) -> model::Field {
    model::Field {
        name: names::snake(wire),
        wire: wire.to_owned(),
        ty: model::Type::Id(id.ty.value.clone()),
        required: true,
        about: id.about.value.clone(),
        example: Some(id.example.value.clone()),
    }
}

fn record_of(ty: &model::Type) -> Option<&str> {
    match ty {
        model::Type::Record(name) => Some(name),
        model::Type::List(item) => record_of(item),
        _ => None,
    }
}

fn role_of(ty: &model::Type) -> Option<&str> {
    match ty {
        model::Type::Role(name) => Some(name),
        model::Type::List(item) => role_of(item),
        _ => None,
    }
}
