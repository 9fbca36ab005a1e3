//! Roles of a person. They are kept as an invitation shows them, one assignment for each role in a
//! project; the people's endpoints put the roles in one project together.

use serde_json::{Map, Value, json};

use super::{
    super::{refusal::Refusal, store::Item},
    find::Place,
};

const ROLES: &str = "roles";
const ASSIGNMENTS: &str = "groupRoleAssignments";

/// The roles in a project.
pub(super) fn in_group<'a>(item: &'a Item, group: &'a str) -> impl Iterator<Item = &'a Value> {
    let of_group = assignments(item).filter(move |one| one["groupId"] == group);
    of_group.map(|one| &one["groupRole"])
}

/// `{ orgRoles, groupRoleAssignments }`
pub(super) fn nested(item: &Item) -> Value {
    let mut groups: Vec<&str> = Vec::new();
    for group in assignments(item).filter_map(|one| one["groupId"].as_str()) {
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    let together = |group: &&str| {
        let roles: Vec<_> = in_group(item, group).collect();
        json!({ "groupId": group, "groupRoles": roles })
    };
    let groups: Vec<_> = groups.iter().map(together).collect();
    json!({ "orgRoles": item.get(ROLES), ASSIGNMENTS: groups })
}

/// Each role with the organization or the project that it is in.
pub(super) fn flat(item: &Item, org: &str) -> Value {
    let of_org = item.get(ROLES).and_then(Value::as_array).into_iter().flatten();
    let of_org = of_org.map(|role| json!({ "orgId": org, "roleName": role }));
    let of_groups = assignments(item)
        .map(|one| json!({ "groupId": one["groupId"], "roleName": one["groupRole"] }));
    of_org.chain(of_groups).collect()
}

/// Puts `{ orgRoles, groupRoleAssignments }` in the place of what was there, each if it is given.
pub(super) fn replace(item: &mut Item, given: &Value) {
    if let Some(roles) = given.get("orgRoles") {
        item.insert(ROLES.to_owned(), roles.clone());
    }
    if let Some(groups) = given.get(ASSIGNMENTS).and_then(Value::as_array) {
        let one =
            |group: &Value, role: &Value| json!({ "groupId": group["groupId"], "groupRole": role });
        let expanded = groups.iter().flat_map(|group| {
            let roles = group["groupRoles"].as_array().into_iter().flatten();
            roles.map(move |role| one(group, role))
        });
        item.insert(ASSIGNMENTS.to_owned(), expanded.collect());
    }
}

/// Gives the roles of a body in a project.
pub(super) fn give(item: &mut Item, place: &Place, body: &Map<String, Value>) {
    for role in body.get(ROLES).and_then(Value::as_array).into_iter().flatten() {
        let _ = add(item, place, role);
    }
}

/// Adds a role, unless it is there.
pub(super) fn add(item: &mut Item, place: &Place, role: &Value) -> Result<(), ()> {
    if own(item, place).contains(role) {
        return Err(());
    }
    let (kept, entry) = entry(place, role);
    if let Value::Array(all) = item.entry(kept).or_insert_with(|| json!([])) {
        all.push(entry);
    }
    Ok(())
}

/// Takes a role away, unless it is the last one.
pub(super) fn remove(item: &mut Item, place: &Place, role: &Value) -> Result<(), Refusal> {
    match &own(item, place)[..] {
        [last] if last == role => {
            return Err(Refusal::new(403, "CANNOT_REMOVE_ALL_USER_ROLES")
                .detail("A user keeps at least one role.")
                .parameters([role.clone()]));
        }
        roles if !roles.contains(role) => {
            return Err(Refusal::new(404, "RESOURCE_NOT_FOUND")
                .detail("The user has no such role.")
                .parameters([role.clone()]));
        }
        _ => {}
    }
    let (kept, entry) = entry(place, role);
    if let Some(Value::Array(all)) = item.get_mut(kept) {
        all.retain(|one| *one != entry);
    }
    Ok(())
}

/// Takes all roles in the project away.
pub(super) fn clear(item: &mut Item, place: &Place) {
    if let Some(Value::Array(all)) = item.get_mut(ASSIGNMENTS) {
        all.retain(|one| {
            Some(&one["groupId"]) != place.group.as_ref().map(|group| json!(group)).as_ref()
        });
    }
}

/// The roles in the organization or project that a place is.
fn own(item: &Item, place: &Place) -> Vec<Value> {
    match &place.group {
        Some(group) => in_group(item, group).cloned().collect(),
        None => item.get(ROLES).and_then(Value::as_array).cloned().unwrap_or_default(),
    }
}

/// The member that keeps a role, and the role as it stands there.
fn entry(place: &Place, role: &Value) -> (&'static str, Value) {
    match &place.group {
        Some(group) => (ASSIGNMENTS, json!({ "groupId": group, "groupRole": role })),
        None => (ROLES, role.clone()),
    }
}

fn assignments(item: &Item) -> impl Iterator<Item = &Value> {
    item.get(ASSIGNMENTS).and_then(Value::as_array).into_iter().flatten()
}
