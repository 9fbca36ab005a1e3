//! Records: how an item is made out of a body, and how a surface shows it.

use codegen::model::{Field, Record, Returns, Type};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{route::Route, store::Item};

/// How long an invitation lives.
pub(super) const LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A new item, written by this caller now.
pub(super) fn new(
    route: &Route<'_>,
    id: &str,
    caller: &str,
    now: Timestamp,
    body: &Map<String, Value>,
) -> Item {
    let mut item = Item::new();
    item.insert("id".to_owned(), json!(id));
    for (name, value) in &route.params {
        item.insert((*name).to_owned(), json!(value));
        // `orgId` has an `orgName`.
        if let Some(kind) = name.strip_suffix("Id") {
            item.insert(format!("{kind}Name"), json!(format!("example-{kind}")));
        }
    }
    item.insert("inviterUsername".to_owned(), json!(caller));
    item.insert("createdAt".to_owned(), json!(now.to_string()));
    if has_member(route, "expiresAt") {
        item.insert("expiresAt".to_owned(), json!((now + LIFE).to_string()));
    }
    change(route, &mut item, body);
    for field in shown_as(route).into_iter().flat_map(|record| &record.fields) {
        if field.required && !item.contains_key(&field.wire) {
            item.insert(field.wire.clone(), filled_in(field, id, now));
        }
    }
    item
}

/// What the server makes of a member that is always there and that nobody sent.
fn filled_in(field: &Field, id: &str, now: Timestamp) -> Value {
    match &field.ty {
        Type::String | Type::Address | Type::Role(_) => {
            json!(field.example.clone().unwrap_or_else(|| format!("example-{}", field.wire)))
        }
        Type::Integer => json!(0),
        Type::Boolean => json!(false),
        Type::Timestamp => json!(now.to_string()),
        Type::Id(_) => json!(id),
        Type::Record(_) => json!({}),
        Type::List(_) => json!([]),
    }
}

/// Puts the members of a body into an item, each in the place of what was there.
pub(super) fn change(route: &Route<'_>, item: &mut Item, body: &Map<String, Value>) {
    let record = shown_as(route);
    for (name, value) in body {
        let sent = route.operation.body.iter().find(|field| field.wire == *name);
        let kept = record.and_then(|record| record.fields.iter().find(|field| field.wire == *name));
        let value = match (sent, kept) {
            (Some(sent), Some(kept)) if sent.ty != kept.ty => expand(route, sent, kept, value),
            _ => value.clone(),
        };
        item.insert(name.clone(), value);
    }
}

/// The item in the form of the surface: what its record does not have is left out, and a list that a
/// request can give is there, empty at least.
pub(super) fn show(route: &Route<'_>, item: &Item) -> Item {
    let mut shown = Item::new();
    let Some(record) = shown_as(route) else {
        return shown;
    };
    for field in &record.fields {
        if let Some(value) = item.get(&field.wire) {
            shown.insert(field.wire.clone(), value.clone());
        } else if matches!(field.ty, Type::List(_)) && can_be_given(route, field) {
            shown.insert(field.wire.clone(), json!([]));
        }
    }
    shown
}

/// Several items: an array, or a record with the items in its list, and its whole numbers counting
/// them.
pub(super) fn list(route: &Route<'_>, items: Vec<Item>) -> Value {
    let items = Value::Array(items.into_iter().map(Value::Object).collect());
    let Some((page, held)) = answered(route).and_then(|page| Some((page, held(route, page)?)))
    else {
        return items;
    };
    let count = items.as_array().map_or(0, Vec::len);
    let mut members = Map::new();
    for field in &page.fields {
        match field.ty {
            Type::Integer => members.insert(field.wire.clone(), json!(count)),
            _ if field.wire == held.wire => members.insert(field.wire.clone(), items.clone()),
            _ => None,
        };
    }
    Value::Object(members)
}

/// Whether items have a member of this name.
pub(super) fn has_member(route: &Route<'_>, name: &str) -> bool {
    shown_as(route).is_some_and(|record| record.fields.iter().any(|field| field.wire == name))
}

fn can_be_given(route: &Route<'_>, field: &Field) -> bool {
    let mut given = route.resource.operations.iter().flat_map(|operation| &operation.body);
    given.any(|given| given.wire == field.wire)
}

/// A request has one record with a list of roles where the answer has one record for each role.
fn expand(route: &Route<'_>, sent: &Field, kept: &Field, value: &Value) -> Value {
    let (Some(sent), Some(kept)) = (record_of(route, &sent.ty), record_of(route, &kept.ty)) else {
        return value.clone();
    };
    let is_kept = |name: &str| kept.fields.iter().any(|field| field.wire == name);
    let mut expanded = Vec::new();
    for members in value.as_array().into_iter().flatten().filter_map(Value::as_object) {
        let common: Item = members.iter().filter(|(name, _)| is_kept(name)).map(own).collect();
        for field in &sent.fields {
            let Type::List(item) = &field.ty else { continue };
            let Some(place) = kept.fields.iter().find(|kept| kept.ty == **item) else { continue };
            for value in members.get(&field.wire).and_then(Value::as_array).into_iter().flatten() {
                let mut one = common.clone();
                one.insert(place.wire.clone(), value.clone());
                expanded.push(Value::Object(one));
            }
        }
    }
    Value::Array(expanded)
}

fn own((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

/// The record of an item: what the call answers with, alone, in a list or in a page.
pub(super) fn shown_as<'a>(route: &Route<'a>) -> Option<&'a Record> {
    let answered = answered(route)?;
    held(route, answered).and_then(|held| record_of(route, &held.ty)).or(Some(answered))
}

/// The list of a page: what has no `id` itself, and holds records that have one.
fn held<'a>(route: &Route<'a>, page: &'a Record) -> Option<&'a Field> {
    let has_id = |record: &Record| record.fields.iter().any(|field| field.wire == "id");
    let mut fields = page.fields.iter().filter(|_| !has_id(page));
    fields.find(|field| record_of(route, &field.ty).is_some_and(has_id))
}

/// The record that a call answers with, alone or in a list.
fn answered<'a>(route: &Route<'a>) -> Option<&'a Record> {
    match &route.operation.returns {
        Returns::Nothing => None,
        Returns::One(ty) | Returns::Maybe(ty) | Returns::Page(ty) => record_of(route, ty),
    }
}

fn record_of<'a>(route: &Route<'a>, ty: &Type) -> Option<&'a Record> {
    match ty {
        Type::List(item) => record_of(route, item),
        Type::Record(name) => route.version.records.iter().find(|record| record.ty == *name),
        _ => None,
    }
}
