//! Bodies: every member is one of the spec's, of its type, and all that must be there are there.

use codegen::model::{Field, Surface, Type, Version};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    refusal::{Refusal, Violation},
    route::{Route, is_id_text},
};

/// The members of the body of a call; none where it has no body.
pub(super) fn read(
    route: &Route<'_>,
    newer_roles: &[String],
    body: &[u8],
) -> Result<Map<String, Value>, Refusal> {
    let operation = route.operation;
    if operation.body.is_empty() {
        return Ok(Map::new());
    }
    let value = serde_json::from_slice(body)
        .map_err(|_| Refusal::new(400, "MALFORMED_JSON").or(400, "INVALID_JSON"))
        .map_err(|refusal| refusal.detail("The body is not JSON."))?;
    let Value::Object(members) = value else {
        return Err(Refusal::new(400, "INVALID_JSON").detail("The body is no JSON object."));
    };
    let check = Check::of(route, newer_roles);
    let mut violations = Vec::new();
    check.members(&operation.body, &members, "", &mut violations);
    match Refusal::of_members(violations) {
        Some(refusal) => Err(refusal),
        None => Ok(members),
    }
}

/// What the values are held against.
pub(super) struct Check<'a> {
    surface: &'a Surface,
    version: &'a Version,
    newer_roles: &'a [String],
}

impl<'a> Check<'a> {
    pub(super) fn of(route: &Route<'a>, newer_roles: &'a [String]) -> Self {
        Self { surface: route.surface, version: route.version, newer_roles }
    }

    fn members(
        &self,
        fields: &[Field],
        members: &Map<String, Value>,
        at: &str,
        to: &mut Vec<Violation>,
    ) {
        for field in fields {
            let at = format!("{at}{}", field.wire);
            match members.get(&field.wire) {
                Some(value) => self.value(&field.ty, value, &at, to),
                None if field.required => to.push(missing(&at)),
                None => {}
            }
        }
        for name in members.keys() {
            if !fields.iter().any(|field| field.wire == *name) {
                to.push(invalid(&format!("{at}{name}")));
            }
        }
    }

    pub(super) fn value(&self, ty: &Type, value: &Value, at: &str, to: &mut Vec<Violation>) {
        match (ty, value) {
            (Type::List(item), Value::Array(values)) => {
                for (index, value) in values.iter().enumerate() {
                    self.value(item, value, &format!("{at}[{index}]"), to);
                }
            }
            (Type::Record(name), Value::Object(members)) => {
                let record = self.version.records.iter().find(|record| record.ty == *name);
                let record = record.expect("the model has every record that it names");
                self.members(&record.fields, members, &format!("{at}."), to);
            }
            (Type::Role(name), Value::String(role)) if !self.knows(name, role) => {
                to.push(Violation {
                    code: "INVALID_ENUM_VALUE",
                    field: at.to_owned(),
                    description: format!("An invalid enumeration value {role} was specified."),
                    parameter: json!(role),
                });
            }
            (Type::Id(_), Value::String(id)) if is_id_text(id) => {}
            (Type::Timestamp, Value::String(time)) if time.parse::<Timestamp>().is_ok() => {}
            (Type::String | Type::Address | Type::Role(_), Value::String(_))
            | (Type::Integer, Value::Number(_))
            | (Type::Boolean, Value::Bool(_)) => {}
            _ => to.push(invalid(at)),
        }
    }

    fn knows(&self, ty: &str, role: &str) -> bool {
        let values = self.surface.roles.iter().filter(|known| known.ty == ty);
        values.flat_map(|known| &known.values).any(|known| known.wire == role)
            || self.newer_roles.iter().any(|newer| newer == role)
    }
}

fn missing(at: &str) -> Violation {
    Violation {
        code: "MISSING_ATTRIBUTE",
        field: at.to_owned(),
        description: format!("The required attribute {at} was not specified."),
        parameter: json!(at),
    }
}

fn invalid(at: &str) -> Violation {
    Violation {
        code: "INVALID_ATTRIBUTE",
        field: at.to_owned(),
        description: format!("Invalid attribute {at} specified."),
        parameter: json!(at),
    }
}
