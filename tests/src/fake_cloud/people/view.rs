//! A person in the form of a version: the members of its record, and of the state that it is in.

use codegen::model::{Field, Type};
use serde_json::{Value, json};

use super::{
    super::{record, route::Route, store::Item},
    find::{Place, status},
    roles,
};

/// The id of a person. It says when it was made, as that of the invitation does, and it is another.
pub(super) fn user_id(item: &Item) -> String {
    let id = item.get("id").and_then(Value::as_str).unwrap_or_default();
    let (time, count) = id.split_at_checked(8).unwrap_or((id, ""));
    format!("{time}f{}", count.get(1..).unwrap_or_default())
}

/// The members that the record of the call has.
pub(super) fn show(route: &Route<'_>, place: &Place, item: &Item) -> Item {
    let mut shown = Item::new();
    let Some(record) = record::shown_as(route) else { return shown };
    for field in &record.fields {
        if let Some(value) = member(place, item, field) {
            shown.insert(field.wire.clone(), value);
        }
    }
    let states = record
        .state
        .as_ref()
        .and_then(|state| route.version.states.iter().find(|states| states.ty == state.ty));
    let Some(states) = states else { return shown };
    shown.insert(states.status.wire.clone(), json!(status(item)));
    let state = states.states.iter().find(|state| state.wire == status(item));
    let has = |field: &Field| {
        state.is_some_and(|state| state.fields.iter().any(|own| own.wire == field.wire))
    };
    for field in &states.fields {
        match member(place, item, field) {
            // A rejected invitation never expires, which MongoDB shows as a null.
            Some(value) if has(field) || value.is_null() => {
                shown.insert(field.wire.clone(), value);
            }
            _ => {}
        }
    }
    shown
}

/// A member under the name that people have it.
fn member(place: &Place, item: &Item, field: &Field) -> Option<Value> {
    let kept = match field.wire.as_str() {
        "id" => return Some(json!(user_id(item))),
        "roles" => return Some(shown_roles(place, item, &field.ty)),
        "links" => return Some(json!([])),
        "emailAddress" => "username",
        "invitationCreatedAt" => "createdAt",
        "invitationExpiresAt" => "expiresAt",
        same => same,
    };
    item.get(kept).cloned()
}

/// Roles stand in a record of their own, or in a list: those in a project, or all with what they are
/// in.
fn shown_roles(place: &Place, item: &Item, ty: &Type) -> Value {
    let (_, org) = place.org.rsplit_once('/').unwrap_or_default();
    match ty {
        Type::List(role) => match (&**role, &place.group) {
            (Type::Role(_), Some(group)) => roles::in_group(item, group).cloned().collect(),
            _ => roles::flat(item, org),
        },
        _ => roles::nested(item),
    }
}
