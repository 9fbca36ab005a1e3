//! Rights: a call wants a role of its caller, by the name that the role has in the user interface.

use codegen::Api;

use super::{refusal::Refusal, route::Route};

/// Refuses a caller that lacks the role. `None` has all roles.
pub(super) fn check(route: &Route<'_>, roles: Option<&[String]>) -> Result<(), Refusal> {
    let wanted = &route.operation.caller;
    if roles.is_none_or(|roles| roles.iter().any(|role| has(role, wanted))) {
        return Ok(());
    }
    let detail = format!("The caller lacks the role {wanted}.");
    // `NOT_ORG_OWNER` and its like: what is wanted, by its constant.
    let constants = route.surface.roles.iter().flat_map(|roles| &roles.values);
    let exact =
        constants.filter(|role| role.about == *wanted).map(|role| role.wire.as_str()).next();
    let refusal = match exact {
        Some(exact) => Refusal::new(401, format!("NOT_{exact}")).or(401, "USER_UNAUTHORIZED"),
        None => Refusal::new(401, "USER_UNAUTHORIZED"),
    };
    Err(refusal.detail(detail))
}

/// Whether a role has what another one has: an owner has what members and managers of the same
/// organization or project have. What else follows from a role, no document says of these calls.
fn has(role: &str, wanted: &str) -> bool {
    role == wanted
        || matches!(
            (role, wanted),
            ("Organization Owner", "Organization Member")
                | ("Project Owner", "Project Access Manager" | "Project Read Only")
        )
}

/// The roles that calls want, each once.
pub fn wanted_roles(api: &Api) -> Vec<&str> {
    let versions = api.surfaces.iter().flat_map(|surface| &surface.versions);
    let resources = versions.flat_map(|version| &version.resources);
    let operations = resources.flat_map(|resource| &resource.operations);
    let mut wanted: Vec<_> = operations.map(|operation| operation.caller.as_str()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    wanted
}

/// Whether a role of this name is known: one that a call wants, or one that can be given.
pub fn is_role(api: &Api, name: &str) -> bool {
    let given = api.surfaces.iter().flat_map(|surface| &surface.roles);
    wanted_roles(api).contains(&name)
        || given.flat_map(|roles| &roles.values).any(|role| role.about == name)
}
