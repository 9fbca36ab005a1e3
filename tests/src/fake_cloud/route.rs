//! Routing: which call of the spec a request is, found by walking through the model.

use codegen::{
    Api,
    model::{Address, Operation, Resource, Surface, Type, Version},
    spec::Verb,
};
use http::Method;
use serde_json::json;

use super::{codes::kind_of, refusal::Refusal};

/// A call of the spec with the values of its path.
pub(super) struct Route<'a> {
    pub(super) surface: &'a Surface,
    pub(super) version: &'a Version,
    pub(super) resource: &'a Resource,
    pub(super) operation: &'a Operation,
    /// Names of the placeholders and their values.
    pub(super) params: Vec<(&'a str, &'a str)>,
}

/// What is at a path.
pub(super) enum Found<'a> {
    /// A call; several where a resource has more than one version there.
    Call(Vec<Route<'a>>),
    /// The token endpoint.
    Token,
    /// The endpoint that revokes a token.
    Revoke,
}

/// Where a surface is served: what users run themselves is behind a prefix of its name, so that its
/// path may be the same as that of a public surface.
pub(super) fn site_of(surface: &Surface) -> String {
    match surface.address {
        Address::Public(_) => String::new(),
        Address::Given(_) => format!("/{}", surface.id),
    }
}

/// Looks a path up, as it stands on the request line.
pub(super) fn find<'a>(api: &'a Api, method: &Method, path: &'a str) -> Option<Found<'a>> {
    if method == Method::POST {
        for surface in &api.surfaces {
            let is = |own: Option<String>| own.is_some_and(|own| own == path);
            if is(token_path(surface)) {
                return Some(Found::Token);
            }
            if is(revoke_path(surface)) {
                return Some(Found::Revoke);
            }
        }
    }
    let routes: Vec<_> =
        api.surfaces.iter().flat_map(|surface| routes_of(surface, method, path)).collect();
    (!routes.is_empty()).then_some(Found::Call(routes))
}

/// Where a surface gives out tokens.
pub(super) fn token_path(surface: &Surface) -> Option<String> {
    let account = surface.service_account.as_ref()?;
    Some(format!("{}{}", site_of(surface), account.token_path))
}

/// Where a surface revokes tokens.
fn revoke_path(surface: &Surface) -> Option<String> {
    let account = surface.service_account.as_ref()?;
    Some(format!("{}{}", site_of(surface), account.revoke_path))
}

/// Atlas has members and forms of answers that the other products do not document. The model does
/// not say so.
pub(super) fn is_atlas(surface: &Surface) -> bool {
    surface.path.starts_with("/api/atlas/")
}

fn routes_of<'a>(surface: &'a Surface, method: &Method, path: &'a str) -> Vec<Route<'a>> {
    let prefix = format!("{}{}", site_of(surface), surface.path);
    let Some(path) = path.strip_prefix(&prefix) else {
        return Vec::new();
    };
    let mut routes = Vec::new();
    for version in &surface.versions {
        for resource in &version.resources {
            for operation in &resource.operations {
                if method.as_str() == operation.verb.as_str()
                    && let Some(params) = fit(&operation.path, path)
                {
                    routes.push(Route { surface, version, resource, operation, params });
                }
            }
        }
    }
    routes
}

/// The values of the placeholders, if the path is of this form.
fn fit<'a>(template: &'a str, path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let mut params = Vec::new();
    let mut segments = path.split('/');
    for expected in template.split('/') {
        let segment = segments.next()?;
        let (expected, action) = split_action(expected);
        match placeholder(expected) {
            Some(name) => {
                let value = segment.strip_suffix(action).filter(|value| !value.is_empty())?;
                params.push((name, value));
            }
            None if expected == segment => {}
            _ => return None,
        }
    }
    segments.next().is_none().then_some(params)
}

/// A placeholder and the action behind it, such as `{userId}` and `:addRole`.
fn split_action(segment: &str) -> (&str, &str) {
    let end = segment.find('}').map_or(segment.len(), |end| end + 1);
    segment.split_at(end)
}

/// The name between braces.
pub(super) fn placeholder(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

impl Route<'_> {
    /// Whether the ids in the path have the form of ids.
    pub(super) fn check_params(&self) -> Result<(), Refusal> {
        for (name, value) in &self.params {
            let field = self.operation.path_params.iter().find(|field| field.wire == *name);
            let is_id = field.is_some_and(|field| matches!(field.ty, Type::Id(_)));
            if is_id && !is_id_text(value) {
                return Err(Refusal::new(400, "INVALID_PATH_PARAMETER")
                    .or(404, format!("INVALID_{}_ID", kind_of(name)))
                    .or(404, "RESOURCE_NOT_FOUND")
                    .detail(format!("The path parameter {name} is no id."))
                    .parameters([json!(name)]));
            }
        }
        Ok(())
    }

    /// The collection that it is about, and the id of one item of it.
    pub(super) fn place(&self) -> (String, Option<&str>) {
        let template = self.collection_template();
        let mut path = template.to_owned();
        for (name, value) in &self.params {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        let item = template.len() < self.operation.path.len();
        let id = self.params.last().filter(|_| item).map(|(_, value)| *value);
        (format!("{}{path}", site_of(self.surface)), id)
    }

    /// What its rate limit counts for: the surface, and the organization or project at the head of
    /// the path.
    pub(super) fn bucket(&self) -> String {
        let (_, id) = self.place();
        let owner = self.params.first().filter(|(_, value)| Some(*value) != id);
        let (name, value) = owner.copied().unwrap_or_default();
        format!("{} {name} {value}", self.surface.id)
    }

    /// What is done with the item, where the path says it: `addRole`.
    pub(super) fn action(&self) -> Option<&str> {
        self.operation.path.rsplit_once("}:").map(|(_, action)| action)
    }

    /// The path of the collection that it is about.
    pub(super) fn collection_template(&self) -> &str {
        match self.operation.path.rsplit_once('/') {
            Some((collection, last)) if placeholder(split_action(last).0).is_some() => collection,
            _ => &self.operation.path,
        }
    }

    /// The members by which items are looked up: what the list of the same collection can be
    /// filtered by.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        let template = self.collection_template();
        let list = self.resource.operations.iter();
        list.filter(move |operation| operation.verb == Verb::Get && operation.path == template)
            .flat_map(|operation| &operation.query)
            .map(|field| field.wire.as_str())
    }
}

/// 24 lower-case hexadecimal digits.
pub(super) fn is_id_text(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
