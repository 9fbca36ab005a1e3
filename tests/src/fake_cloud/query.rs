//! Query parameters: those of the spec, each of its type, decoded as a form.

use codegen::model::{Field, Type};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::{
    body::Check,
    refusal::{Refusal, Violation},
    reply::FORM,
    route::Route,
};

/// The parameters that are there, by name.
pub(super) fn read(
    route: &Route<'_>,
    newer_roles: &[String],
    query: Option<&str>,
) -> Result<Vec<(String, Value)>, Refusal> {
    let check = Check::of(route, newer_roles);
    let mut read = Vec::new();
    for (name, text) in query.map(form).unwrap_or_default() {
        match find(route, &name) {
            Some(field) => read.push((field.wire.clone(), value(&check, field, &text)?)),
            // Where the spec does not list them, they are switches of every call.
            None if FORM.contains(&name.as_str()) => {
                text.parse::<bool>().map_err(|_| refused(&name, "is no truth value"))?;
            }
            None => return Err(refused(&name, "is not known")),
        }
    }
    check_older(route, query)?;
    let mut required = route.operation.query.iter().filter(|field| field.required);
    match required.find(|field| !read.iter().any(|(name, _)| *name == field.wire)) {
        Some(missing) => Err(refused(&missing.wire, "is missing")),
        None => Ok(read),
    }
}

/// Parameters that took one value before there was one that takes several, and their successors.
/// MongoDB deprecated them, so no client of the spec sends them.
const OLDER: [(&str, &str); 1] = [("orgMembershipStatus", "orgMembershipStatuses")];

/// A parameter under its own name or under its older one.
fn find<'a>(route: &Route<'a>, name: &str) -> Option<&'a Field> {
    let newer = OLDER.iter().find(|(older, _)| *older == name).map_or(name, |(_, newer)| newer);
    route.operation.query.iter().find(|field| field.wire == newer)
}

/// An older parameter is there once, and not together with its successor.
fn check_older(route: &Route<'_>, query: Option<&str>) -> Result<(), Refusal> {
    let pairs = query.map(form).unwrap_or_default();
    let count = |wanted: &str| pairs.iter().filter(|(name, _)| name == wanted).count();
    let clash = |(older, newer): &&(&str, &str)| match count(older) {
        0 => false,
        once => once + count(newer) > 1,
    };
    match OLDER.iter().filter(|(_, newer)| find(route, newer).is_some()).find(clash) {
        Some((older, newer)) => Err(refused(older, &format!("cannot stand beside {newer}"))),
        None => Ok(()),
    }
}

/// The value of a parameter. One that takes a list is there once for each item.
fn value(check: &Check<'_>, field: &Field, text: &str) -> Result<Value, Refusal> {
    let ty = match &field.ty {
        Type::List(item) => item,
        ty => ty,
    };
    let value = match ty {
        Type::Integer => text.parse::<i64>().map_or(Value::Null, Value::from),
        Type::Boolean => text.parse::<bool>().map_or(Value::Null, Value::from),
        _ => json!(text),
    };
    let mut violations = Vec::new();
    check.value(ty, &value, &field.wire, &mut violations);
    let beyond = |number: i64| {
        field.min.is_some_and(|min| number < min) || field.max.is_some_and(|max| max < number)
    };
    if value.as_i64().is_some_and(beyond) {
        return Err(refused(&field.wire, "is out of range"));
    }
    match violations.pop() {
        None => Ok(value),
        Some(Violation { code: code @ "INVALID_ENUM_VALUE", description, parameter, .. }) => {
            Err(Refusal::new(400, code).detail(description).parameters([parameter]))
        }
        Some(_) => Err(refused(&field.wire, "is of another type")),
    }
}

fn refused(name: &str, why: &str) -> Refusal {
    Refusal::new(400, "INVALID_QUERY_PARAMETER")
        .detail(format!("The query parameter {name} {why}."))
        .parameters([json!(name)])
}

/// Pairs of `application/x-www-form-urlencoded`, in which `+` is a space.
pub(super) fn form(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// Text of a form.
pub(super) fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}
