//! One operation as one surface has it.

use super::operation::{self, Earlier, Operation, Resource};
use super::settings::Layers;
use super::surface::View;
use super::types::Field;
use super::versions;
use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::model;
use crate::names;
use crate::spec;

impl View<'_, '_> {
    pub(super) fn operation(
        &self,
        operation: &Operation<'_>,
        earlier: Option<&Earlier<'_>>,
        resource: &Resource<'_>,
        found: &mut Diagnostics,
    ) -> Option<(Option<String>, model::Operation)> {
        let layers = operation.layers(earlier, &resource.layer);
        let get = Getter { view: self, layers: &layers, operation };
        let caller = get.need("caller", |settings| &settings.caller, found);
        let success = get.need("success", |settings| &settings.success, found);
        let docs = get.need("docs", |settings| &settings.docs, found);
        let returned = get.need("returns", |settings| &settings.returns, found);
        let version = match earlier {
            Some(earlier) => Some(Some(earlier.date.value)),
            None => self.version(&get, found),
        };
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
            (Some(returns), Some(absent)) if !matches!(returns, model::Returns::Maybe(_)) => {
                let message = "`absent` says what a missing answer means, but one always comes";
                found.push(
                    Diagnostic::new("G051", absent.place, message)
                        .help("leave it out, or write `returns: Record?`"),
                );
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
        let there = |field: &&Field<'_>| match (&field.spec.since, version) {
            (Some(since), Some(version)) => since.value <= version,
            _ => true,
        };
        let owner = Some(resource.index);
        let query = self.fields_of(operation.query.iter(), Some(&there), owner, found);
        let body = self.fields_of(operation.body.iter(), Some(&there), owner, found);
        if matches!(returns, Some(model::Returns::Page(_))) {
            versions::check_page(operation, resource, &query, found);
        }
        let version = version.map(|date| date.to_string());
        let about = earlier.and_then(|earlier| earlier.spec.about.as_ref());
        let notes = earlier.and_then(|earlier| earlier.spec.notes.as_ref());
        let notes = notes.map_or(&operation.spec.notes, |at| &at.value);
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
            path_params: operation.params.iter().map(|(wire, id)| param(&wire.value, id)).collect(),
            query,
            body,
            returns: returns?,
            absent: absent.map(|at| at.value.clone()),
            success: success?.value.iter().map(|at| at.value).collect(),
            errors: errors.value.iter().map(|at| at.value).collect(),
            caller: caller?.value.clone(),
            docs: format!("{}{}", self.surface.docs.value, docs?.value),
            about: about.unwrap_or(&operation.spec.about).value.clone(),
            notes: self.notes(notes, found),
            aliases: operation.spec.formerly.iter().map(|at| at.value.clone()).collect(),
            deprecated: self.operation_deprecated(operation, &layers),
            version: version.clone(),
            newest: earlier.is_none(),
        };
        Some((version, operation))
    }

    /// The date of a versioned media type; `None` when something is wrong.
    #[expect(clippy::option_option, reason = "unversioned is no mistake")]
    fn version(
        &self,
        get: &Getter<'_, '_, '_, '_>,
        found: &mut Diagnostics,
    ) -> Option<Option<spec::Date>> {
        let version = get.layers.get(self.index, |settings| &settings.version);
        let versioned = versions::is_versioned(&self.surface.media.value);
        match (versioned, version) {
            (true, Some(date)) => Some(Some(date.value)),
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
                instead: instead.and_then(|at| self.instead(&at.value)),
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
}

impl View<'_, '_> {
    /// An operation of the spec, or a call that it does not have.
    fn instead(&self, instead: &spec::Replacement) -> Option<model::Instead> {
        let how = instead.how.as_ref().map(|at| at.value.clone());
        let name = &instead.name.value;
        let known = self.resources.iter().find_map(|resource| {
            let mut operations = resource.operations.iter();
            Some((resource, operations.find(|operation| operation.id.value == *name)?))
        });
        let newer = |layers: &Layers<'_, '_>| {
            let known = layers.get(self.index, |settings| &settings.version);
            instead.version.as_ref().is_none_or(|version| known == Some(version))
        };
        if let Some((resource, operation)) = known {
            let layers = Layers(vec![&operation.layer, &resource.layer]);
            if newer(&layers) {
                let version = layers.get(self.index, |settings| &settings.version);
                return Some(model::Instead::Operation(Box::new(model::Replacement {
                    id: name.clone(),
                    ty: operation.ty.clone(),
                    call: operation.call(),
                    version: version.map(|at| at.value.to_string()),
                    how,
                    moves: Vec::new(),
                    new: Vec::new(),
                    needed: Vec::new(),
                    set: Vec::new(),
                    conversion: None,
                    message: instead.message.as_ref().map(|at| at.value.clone()),
                })));
            }
        }
        Some(model::Instead::Call {
            name: name.clone(),
            call: instead.call.as_ref()?.value.clone(),
            version: instead.version.as_ref()?.value.to_string(),
            how,
        })
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
        min: None,
        max: None,
        default: None,
    }
}
