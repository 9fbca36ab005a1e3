//! Operations: paths, parameters, bodies, answers, and what holds where.

use super::scope::{Scope, Set};
use super::settings::{self, Layer, Layers};
use super::types::{self, Field, Types};
use super::{Taken, calls, path, replacement, resource_module, versions};
use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::model;
use crate::names;
use crate::spec::{self, Returns, Spec, Verb};

/// A resource of the spec, ready to be looked at from each surface.
pub(super) struct Resource<'s> {
    pub(super) index: usize,
    pub(super) spec: &'s spec::Resource,
    pub(super) module: String,
    pub(super) layer: Layer<'s>,
    pub(super) operations: Vec<Operation<'s>>,
}

/// An operation of the spec, ready to be looked at from each surface.
pub(super) struct Operation<'s> {
    pub(super) id: &'s At<String>,
    pub(super) spec: &'s spec::Operation,
    pub(super) ty: String,
    pub(super) on: Set,
    pub(super) layer: Layer<'s>,
    pub(super) params: Vec<(&'s At<String>, &'s spec::Id)>,
    pub(super) query: Vec<Field<'s>>,
    pub(super) body: Vec<Field<'s>>,
    pub(super) earlier: Vec<Earlier<'s>>,
}

impl<'s> Operation<'s> {
    /// What holds for it, or for an older version of it, the nearest first.
    pub(super) fn layers<'l>(
        &'l self,
        earlier: Option<&'l Earlier<'s>>,
        file: &'l Layer<'s>,
    ) -> Layers<'l, 's> {
        let older = earlier.map(|earlier| &earlier.layer);
        Layers(older.into_iter().chain([&self.layer, file]).collect())
    }

    /// `POST /orgs/{orgId}/users`
    pub(super) fn call(&self) -> String {
        format!("{} {}", self.spec.verb.as_str(), self.spec.path.value)
    }
}

/// An older version of an operation, with what differs in it.
pub(super) struct Earlier<'s> {
    pub(super) date: &'s At<spec::Date>,
    pub(super) spec: &'s spec::Earlier,
    pub(super) layer: Layer<'s>,
}

pub(super) fn resources<'s>(
    spec: &'s Spec,
    scope: &Scope<'_>,
    types: &Types<'s>,
    found: &mut Diagnostics,
) -> Vec<Resource<'s>> {
    let mut ids = Taken::default();
    let mut resources = Vec::with_capacity(spec.resources.len());
    for (index, resource) in spec.resources.iter().enumerate() {
        let module = resource_module(&resource.name, found);
        let on = scope.only(resource.only.as_ref(), scope.all(), found);
        let layer = Layer::new(&resource.every, scope, found);
        let mut operations = Vec::with_capacity(resource.operations.len());
        for (id, operation) in &resource.operations {
            ids.take(&id.value, id, found);
            operations.push(self::operation(id, operation, (index, on), scope, types, found));
        }
        settings::check(&layer, &operations, found);
        versions::check(&layer, &operations, &spec.surfaces, found);
        let on = operations.iter().fold(Set::default(), |on, operation| on | operation.on);
        scope.check_notes(&resource.notes, on, found);
        if operations.is_empty() {
            let place = resource.name.place;
            found.push(
                Diagnostic::new("G053", place, "the file describes no operation")
                    .help("add one under `operations:`, or remove the file"),
            );
        }
        if let Some(module) = module {
            resources.push(Resource { index, spec: resource, module, layer, operations });
        }
    }
    calls::check(&resources, found);
    replacement::check(&resources, &spec.surfaces, scope, found);
    resources
}

fn operation<'s>(
    id: &'s At<String>,
    spec: &'s spec::Operation,
    (owner, of_file): (usize, Set),
    scope: &Scope<'_>,
    types: &Types<'s>,
    found: &mut Diagnostics,
) -> Operation<'s> {
    let on = scope.only(spec.only.as_ref(), of_file, found);
    let layer = Layer::new(&spec.every, scope, found);
    let params = path::params(&spec.path, owner, types, found);
    let query = types::fields(&spec.query, on, scope, found);
    let body = types::fields(&spec.body, on, scope, found);
    let mut taken = Taken::default();
    for (wire, _) in &params {
        taken.take(&names::snake(&wire.value), wire, found);
    }
    for field in query.iter().chain(&body) {
        taken.take(&field.name, field.wire, found);
        let ty = types.resolve(&field.spec.ty, Some(owner), field.on, scope, found);
        let in_query = query.iter().any(|other| std::ptr::eq(other, field));
        if in_query && ty.as_ref().is_some_and(|ty| matches!(ty.item(), model::Type::Record(_))) {
            let message = "a query parameter cannot be a record";
            found.push(
                Diagnostic::new("G042", field.spec.ty.name.place, message)
                    .help("give each of its members a parameter of its own"),
            );
        }
    }
    if let Some((first, _)) = spec.body.first()
        && matches!(spec.verb, Verb::Get | Verb::Delete)
    {
        let message = "a `get` or `delete` has no body";
        found.push(Diagnostic::new("G032", first.place, message).help("did you mean `query:`?"));
    }
    scope.check_notes(&spec.notes, on, found);
    for name in &spec.formerly {
        names::operation_id(name, found);
    }
    // Without a name the stage ends before anybody asks for it.
    let ty = names::operation_type(id, found).unwrap_or_default();
    let earlier = spec.earlier.iter().map(|(date, spec)| {
        let notes = spec.notes.as_ref().map(|at| at.value.as_slice());
        scope.check_notes(notes.unwrap_or_default(), on, found);
        Earlier { date, spec, layer: Layer::everywhere(&spec.settings) }
    });
    let earlier = earlier.collect();
    Operation { id, spec, ty, on, layer, params, query, body, earlier }
}

/// An answer is a record or a list of one.
fn check_answer(ty: &model::Type, returns: &At<Returns>, found: &mut Diagnostics) {
    if !matches!(ty.item(), model::Type::Record(_)) {
        found.push(
            Diagnostic::new("G055", returns.place, "an answer is a record or a list of one").help(
                "write `returns: Record`, `[Record]`, `page of Record`, `Record?` or `nothing`",
            ),
        );
    }
}

/// Where an answer comes from: what it is, and on which surface that makes sense.
pub(super) fn returns(
    returns: &At<Returns>,
    owner: usize,
    surface: usize,
    scope: &Scope<'_>,
    types: &Types<'_>,
    found: &mut Diagnostics,
) -> Option<model::Returns> {
    let on = Set::one(surface);
    match &returns.value {
        Returns::Nothing => Some(model::Returns::Nothing),
        Returns::Value(expr) => {
            let ty = types.resolve(expr, Some(owner), on, scope, found)?;
            check_answer(&ty, returns, found);
            Some(model::Returns::One(ty))
        }
        Returns::Page(name) => {
            let expr = spec::TypeExpr { list: false, name: name.clone() };
            let ty = types.resolve(&expr, Some(owner), on, scope, found)?;
            check_answer(&ty, returns, found);
            Some(model::Returns::Page(ty))
        }
        Returns::Maybe(name) => {
            let expr = spec::TypeExpr { list: false, name: name.clone() };
            let ty = types.resolve(&expr, Some(owner), on, scope, found)?;
            let id = types.record(Some(owner), &name.value).is_some_and(|record| {
                record.fields.iter().any(|field| {
                    let required = field.spec.required.is_some_and(|at| at.value);
                    field.wire.value == "id" && required && field.on.has(surface)
                })
            });
            if !id {
                let message =
                    format!("`{}?` needs a record with a required field `id`", name.value);
                found.push(
                    Diagnostic::new("G055", returns.place, message)
                        .help("an answer without `id` is what tells that there is none"),
                );
            }
            Some(model::Returns::Maybe(ty))
        }
    }
}
