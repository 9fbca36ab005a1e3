//! Operations: paths, parameters, bodies, answers, and what holds where.

use super::scope::{Scope, Set};
use super::settings::{Layer, Layers};
use super::types::{self, Field, Types};
use super::{Taken, resource_module};
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
    pub(super) params: Vec<(String, &'s spec::Id)>,
    pub(super) query: Vec<Field<'s>>,
    pub(super) body: Vec<Field<'s>>,
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
        let layer = Layer::new(&resource.every, scope, found);
        let mut operations = Vec::with_capacity(resource.operations.len());
        for (id, operation) in &resource.operations {
            ids.take(&id.value, id, found);
            operations.extend(self::operation(id, operation, index, scope, types, found));
        }
        for operation in &operations {
            Layers([&operation.layer, &layer]).check(operation.on, found);
        }
        if let Some(module) = module {
            resources.push(Resource { index, spec: resource, module, layer, operations });
        }
    }
    check_calls(&resources, found);
    resources
}

fn operation<'s>(
    id: &'s At<String>,
    spec: &'s spec::Operation,
    owner: usize,
    scope: &Scope<'_>,
    types: &Types<'s>,
    found: &mut Diagnostics,
) -> Option<Operation<'s>> {
    let on = scope.only(spec.only.as_ref(), scope.all(), found);
    let layer = Layer::new(&spec.every, scope, found);
    let params = params(&spec.path, owner, types, found);
    let query = types::fields(&spec.query, on, scope, found);
    let body = types::fields(&spec.body, on, scope, found);
    let mut taken = Taken::default();
    for (wire, id) in &params {
        taken.take(&names::snake(wire), &id.ty, found);
    }
    for field in query.iter().chain(&body) {
        taken.take(&field.name, field.wire, found);
        let ty = types.resolve(&field.spec.ty, Some(owner), field.on, scope, found);
        let in_query = query.iter().any(|other| std::ptr::eq(other, field));
        if in_query && matches!(ty, Some(model::Type::Record(_))) {
            let message = "a query parameter cannot be a record";
            found.push(Diagnostic::new("G042", field.spec.ty.name.place, message));
        }
    }
    if let Some((first, _)) = spec.body.first()
        && matches!(spec.verb, Verb::Get | Verb::Delete)
    {
        let message = "a `get` or `delete` has no body";
        found.push(Diagnostic::new("G032", first.place, message).help("did you mean `query:`?"));
    }
    for name in &spec.formerly {
        if !name.value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            let message = format!("`{}` is no operation id", name.value.escape_debug());
            found.push(Diagnostic::new("G021", name.place, message));
        }
    }
    let ty = names::operation_type(id, found)?;
    Some(Operation { id, spec, ty, on, layer, params, query, body })
}

/// The placeholders of a path with their ids; reports what is no path.
fn params<'s>(
    path: &'s At<String>,
    owner: usize,
    types: &Types<'s>,
    found: &mut Diagnostics,
) -> Vec<(String, &'s spec::Id)> {
    let mut refuse = |message: String, help: &str| {
        found.push(Diagnostic::new("G031", path.place, message).help(help));
    };
    let shown = &path.value;
    let Some(rest) = path.value.strip_prefix('/') else {
        refuse(format!("`{shown}` is no path"), "a path begins with `/`");
        return Vec::new();
    };
    let mut names = Vec::new();
    for segment in rest.split('/') {
        match segment_params(segment) {
            Some(params) => names.extend(params),
            None => refuse(
                format!("`{}` is no segment of a path", segment.escape_debug()),
                "a segment is letters, digits, `-`, `.`, `_`, `~`, `:` and `{parameter}`",
            ),
        }
    }
    let mut params: Vec<(String, &spec::Id)> = Vec::new();
    for name in names {
        let Some(id) = types.param(owner, name) else {
            let known = types.params(owner);
            let message = format!("path parameter `{{{name}}}` has no type");
            let diagnostic = Diagnostic::new("G031", path.place, message).did_you_mean(name, known);
            found.push(match diagnostic.help {
                Some(_) => diagnostic,
                None => diagnostic.help(format!("define `{name}` under `ids:`")),
            });
            continue;
        };
        if params.iter().any(|(other, _)| other == name) {
            let message = format!("path parameter `{{{name}}}` twice");
            found.push(Diagnostic::new("G031", path.place, message));
            continue;
        }
        params.push((name.to_owned(), id));
    }
    params
}

/// The placeholders of one segment; `None` when it is none.
fn segment_params(segment: &str) -> Option<Vec<&str>> {
    let literal =
        |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~:".contains(&b));
    if matches!(segment, "" | "." | "..") {
        return None;
    }
    let mut params = Vec::new();
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        let word = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if !literal(before) || !word {
            return None;
        }
        params.push(name);
        rest = after;
    }
    literal(rest).then_some(params)
}

/// Two operations with one method and one shape of path would be one call.
fn check_calls(resources: &[Resource<'_>], found: &mut Diagnostics) {
    let operations: Vec<_> = resources.iter().flat_map(|resource| &resource.operations).collect();
    for (index, operation) in operations.iter().enumerate() {
        let same = operations[..index].iter().find(|earlier| {
            earlier.spec.verb == operation.spec.verb
                && shape(&earlier.spec.path.value) == shape(&operation.spec.path.value)
                && !(earlier.on & operation.on).is_empty()
        });
        if let Some(earlier) = same {
            let (id, other) = (&operation.id.value, &earlier.id.value);
            let message = format!("operations `{other}` and `{id}` are the same call");
            found.push(
                Diagnostic::new("G026", operation.spec.path.place, message)
                    .second(earlier.spec.path.place, "first defined here"),
            );
        }
    }
}

/// A path without the names of its parameters.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut inside = false;
    for c in path.chars() {
        inside = match c {
            '{' => true,
            '}' => false,
            _ => inside,
        };
        if !inside || c == '{' {
            shape.push(c);
        }
    }
    shape
}

/// An answer is a record or a list of one.
fn check_answer(ty: &model::Type, returns: &At<Returns>, found: &mut Diagnostics) {
    let item = match ty {
        model::Type::List(item) => item,
        other => other,
    };
    if !matches!(item, model::Type::Record(_)) {
        found.push(
            Diagnostic::new("G055", returns.place, "an answer is a record or a list of one")
                .help("write `returns: Record`, `[Record]`, `Record?` or `nothing`"),
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
