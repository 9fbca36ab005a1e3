//! One operation as one surface has it.

use super::operation::{self, Operation, Resource};
use super::settings::Layers;
use super::surface::View;
use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::model;
use crate::names;
use crate::spec;

impl View<'_, '_> {
    pub(super) fn operation(
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
