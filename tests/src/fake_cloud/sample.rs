//! Samples: a call of a surface that answers at once, out of the examples of the spec.

use codegen::{
    Api,
    model::{Operation, Surface, Type},
    spec::Verb,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Clock, fixed_ids, lifetime, route};

/// A call that can be made as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// `listOrgInvites`
    pub operation: String,
    /// Path and query, at the root of the server.
    pub target: String,
    /// What `Accept` must be.
    pub media: String,
    /// The day on which the call was switched off, if that is over.
    pub over: Option<String>,
}

/// The first call of a surface that reads and needs nothing that was written before.
pub(super) fn of(api: &Api, surface: &Surface, clock: &Clock) -> Option<Sample> {
    let fixed = fixed_ids(api);
    let is_there = |operation: &Operation| {
        operation.verb == Verb::Get
            && operation.path_params.iter().all(
                |param| matches!(&param.ty, Type::Id(ty) if fixed.iter().any(|id| id.ty == *ty)),
            )
    };
    let operation = operations(surface).find(|operation| is_there(operation))?;
    let mut path = operation.path.clone();
    for param in &operation.path_params {
        let id = value(api, surface, &param.ty)?;
        path = path.replace(&format!("{{{}}}", param.wire), &id);
    }
    let mut query = Vec::new();
    for field in operation.query.iter().filter(|field| field.required) {
        let value = field.example.clone().or_else(|| value(api, surface, &field.ty))?;
        query.push(format!("{}={}", field.wire, utf8_percent_encode(&value, NON_ALPHANUMERIC)));
    }
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let sunset = operation.deprecated.as_ref().and_then(|deprecated| deprecated.sunset.clone());
    Some(Sample {
        operation: operation.id.clone(),
        target: format!("{}{}{path}{query}", route::site_of(surface), surface.path),
        media: operation.media.clone(),
        over: sunset.filter(|_| lifetime::is_over(operation, clock)),
    })
}

fn operations(surface: &Surface) -> impl Iterator<Item = &Operation> {
    // The newest version first: it is the last to be switched off.
    let resources = surface.versions.iter().rev().flat_map(|version| &version.resources);
    resources.flat_map(|resource| &resource.operations)
}

/// An example of a type, as it stands in a path or in a query.
fn value(api: &Api, surface: &Surface, ty: &Type) -> Option<String> {
    match ty {
        Type::String => Some("example".to_owned()),
        Type::Address => Some("jane.smith@example.com".to_owned()),
        Type::Integer => Some("1".to_owned()),
        Type::Boolean => Some("true".to_owned()),
        Type::Timestamp => Some("2026-01-14T15:28:13Z".to_owned()),
        Type::Id(name) => api.ids.iter().find(|id| id.ty == *name).map(|id| id.example.clone()),
        Type::Role(name) => {
            let roles = surface.roles.iter().find(|roles| roles.ty == *name)?;
            roles.values.first().map(|role| role.wire.clone())
        }
        Type::List(item) => value(api, surface, item),
        Type::Record(_) => None,
    }
}
