//! What is there from the start: one of each thing that calls only refer to, such as an organization.

use codegen::{
    Api,
    model::{Field, Id, Resource, Returns, Type, Version},
    spec::Verb,
};
use serde_json::{Map, Value, json};

use super::{
    codes::kind_of,
    refusal::Refusal,
    route::{Route, placeholder},
};

/// The ids that no call makes. Their examples are the things that are there.
pub fn fixed_ids(api: &Api) -> Vec<&Id> {
    let made: Vec<_> = api
        .surfaces
        .iter()
        .flat_map(|surface| &surface.versions)
        .flat_map(|version| version.resources.iter().flat_map(|resource| made(version, resource)))
        .collect();
    api.ids.iter().filter(|id| !made.contains(&id.ty.as_str())).collect()
}

/// The organization to which projects belong that nobody is in yet.
pub fn home(api: &Api) -> &str {
    api.ids.iter().find(|id| id.ty == "OrgId").map_or("", |id| &id.example)
}

/// The types of the ids that the creates of a resource give out: of the `id` of what they answer,
/// and at the end of a path below theirs.
fn made<'a>(version: &'a Version, resource: &'a Resource) -> Vec<&'a str> {
    let mut made = Vec::new();
    for create in resource.operations.iter().filter(|operation| operation.verb == Verb::Post) {
        if let Returns::One(Type::Record(name)) | Returns::Maybe(Type::Record(name)) =
            &create.returns
        {
            let records = version.records.iter().filter(|record| record.ty == *name);
            let mut fields = records.flat_map(|record| &record.fields);
            made.extend(fields.find(|field| field.wire == "id").and_then(id_type));
        }
        for operation in &resource.operations {
            let below = operation.path.strip_prefix(&create.path);
            if below.and_then(|below| placeholder(below.strip_prefix('/')?)).is_some() {
                made.extend(operation.path_params.last().and_then(id_type));
            }
        }
    }
    made
}

fn id_type(field: &Field) -> Option<&str> {
    match &field.ty {
        Type::Id(ty) => Some(ty),
        _ => None,
    }
}

/// Refuses a call that refers to anything that is not there, in its path or in its body.
pub(super) fn check(
    api: &Api,
    route: &Route<'_>,
    body: &Map<String, Value>,
) -> Result<(), Refusal> {
    let fixed = fixed_ids(api);
    let params = route.params.iter().map(|(name, value)| ((*name).to_owned(), json!(value)));
    members(&fixed, route.version, &route.operation.path_params, &params.collect())?;
    members(&fixed, route.version, &route.operation.body, body)
}

fn members(
    fixed: &[&Id],
    version: &Version,
    fields: &[Field],
    members: &Map<String, Value>,
) -> Result<(), Refusal> {
    let mut given = fields.iter().filter_map(|field| Some((&field.ty, members.get(&field.wire)?)));
    given.try_for_each(|(ty, given)| value(fixed, version, ty, given))
}

fn value(fixed: &[&Id], version: &Version, ty: &Type, given: &Value) -> Result<(), Refusal> {
    match (ty, given) {
        (Type::List(item), Value::Array(items)) => {
            items.iter().try_for_each(|given| value(fixed, version, item, given))
        }
        (Type::Record(name), Value::Object(object)) => {
            let record = version.records.iter().find(|record| record.ty == *name);
            record.map_or(Ok(()), |record| members(fixed, version, &record.fields, object))
        }
        (Type::Id(name), Value::String(id)) => match fixed.iter().find(|fixed| fixed.ty == *name) {
            Some(fixed) if fixed.example != *id => Err(missing(name, id)),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

fn missing(ty: &str, id: &str) -> Refusal {
    Refusal::new(404, format!("{}_NOT_FOUND", kind_of(ty)))
        .or(404, "RESOURCE_NOT_FOUND")
        .detail(format!("Nothing has the id {id}."))
        .parameters([json!(id)])
}
