//! Lists of a body: a person has at least one role in each place, and each role and team once.

use serde_json::{Map, Value, json};

use super::super::refusal::{Refusal, Violation};

/// Members that hold the roles in one place.
const ROLES: [&str; 3] = ["roles", "orgRoles", "groupRoles"];

/// Refuses a list that is too short or has something twice.
pub(super) fn check(body: &Map<String, Value>) -> Result<(), Refusal> {
    let mut violations = Vec::new();
    members(body, "", &mut violations);
    Refusal::of_members(violations).map_or(Ok(()), Err)
}

fn members(body: &Map<String, Value>, at: &str, to: &mut Vec<Violation>) {
    for (name, value) in body {
        let at = format!("{at}{name}");
        match value {
            Value::Array(items) => {
                let short = items.is_empty() && ROLES.contains(&name.as_str());
                if short || has_something_twice(items) {
                    to.push(Violation {
                        code: "INVALID_ATTRIBUTE",
                        description: format!("Invalid attribute {at} specified."),
                        parameter: json!(at),
                        field: at.clone(),
                    });
                }
                for (index, item) in items.iter().enumerate() {
                    if let Value::Object(item) = item {
                        members(item, &format!("{at}[{index}]."), to);
                    }
                }
            }
            Value::Object(inner) => members(inner, &format!("{at}."), to),
            _ => {}
        }
    }
}

fn has_something_twice(items: &[Value]) -> bool {
    items.iter().enumerate().any(|(index, item)| items[..index].contains(item))
}
