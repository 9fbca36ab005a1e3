//! The parts of a request or record, down to the last: each with its path on the
//! wire and in the emitted crate.

use crate::model::{Field, Operation, Record, Type, Version};

/// Deeper records are not followed; one may hold a list of itself.
const DEEPEST: usize = 4;

/// A parameter or member, or a member of one.
pub(super) struct Part {
    /// `roles.groupRoleAssignments`
    pub(super) wire: String,
    /// `roles.group_role_assignments`
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) required: bool,
}

impl Part {
    /// Whether it is a part of another one.
    pub(super) fn is_in(&self, whole: &str) -> bool {
        Self::is_of(&self.wire, whole)
    }

    /// Whether a path goes on from another one.
    pub(super) fn is_of(wire: &str, whole: &str) -> bool {
        wire.strip_prefix(whole).is_some_and(|rest| rest.starts_with('.'))
    }
}

pub(super) fn parts_of_operation(operation: &Operation, version: &Version) -> Vec<Part> {
    let mut parts = Vec::new();
    for field in operation.fields() {
        add(field, "", "", version, 0, &mut parts);
    }
    parts
}

pub(super) fn parts_of_record(record: &Record, version: &Version) -> Vec<Part> {
    let mut parts = Vec::new();
    members(record, "", "", version, 0, &mut parts);
    parts
}

fn members(
    record: &Record,
    wire: &str,
    name: &str,
    version: &Version,
    depth: usize,
    parts: &mut Vec<Part>,
) {
    for field in &record.fields {
        add(field, wire, name, version, depth, parts);
    }
    let Some(state) = &record.state else { return };
    let Some(states) = version.states.iter().find(|states| states.ty == state.ty) else { return };
    // On the wire they stand beside the others.
    let name = format!("{name}{}.", state.name);
    parts.push(Part {
        wire: format!("{wire}{}", states.status.wire),
        name: format!("{name}status()"),
        ty: states.status.ty.clone(),
        required: true,
    });
    // A method gives the member, whatever the state.
    for field in &states.fields {
        let field = Field { name: format!("{}()", field.name), ..field.clone() };
        add(&field, wire, &name, version, depth, parts);
    }
}

fn add(
    field: &Field,
    wire: &str,
    name: &str,
    version: &Version,
    depth: usize,
    parts: &mut Vec<Part>,
) {
    let (wire, name) = (format!("{wire}{}", field.wire), format!("{name}{}", field.name));
    parts.push(Part {
        wire: wire.clone(),
        name: name.clone(),
        ty: field.ty.clone(),
        required: field.required,
    });
    let item = match &field.ty {
        Type::List(item) => item,
        other => other,
    };
    if let Type::Record(ty) = item
        && depth < DEEPEST
        && let Some(record) = version.records.iter().find(|record| record.ty == *ty)
    {
        members(record, &format!("{wire}."), &format!("{name}."), version, depth + 1, parts);
    }
}
