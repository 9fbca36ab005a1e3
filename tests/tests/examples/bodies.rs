//! Bodies of requests and answers, written and read by the types of their surface.

use std::fmt::Debug;

use codegen::model::{Operation, Returns, Type};
use mongodb_invitations::{
    Answer, GroupId, GroupInvitationId, OpenEnum, OrgInvitationId, TeamId, atlas_v1, atlas_v2,
    cloud_manager, ops_manager,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{Checked, Example, ORG};

const GROUP: GroupId = GroupId::from_static("5f0e15e3d52a043fed8b1c92");
const ORG_INVITATION: OrgInvitationId = OrgInvitationId::from_static("602ed6a49a7b2379719b97f7");
const GROUP_INVITATION: GroupInvitationId =
    GroupInvitationId::from_static("602eb7429955214668d5b025");

/// The cases of one surface: the types of the modules are alike but not the same.
macro_rules! check_on {
    ($surface:ident, $example:expr) => {{
        use $surface::*;
        let example: &Example = $example;
        let (username, roles) = (|| text(&example.json["username"]), &example.json["roles"]);
        match (example.operation.as_str(), example.kind.as_str()) {
            ("list-org-invites", "response") => check_read::<Vec<OrgInvitation>>(example),
            ("list-group-invites", "response") => check_read::<Vec<GroupInvitation>>(example),
            (
                "create-org-invite"
                | "get-org-invite"
                | "update-org-invites"
                | "update-org-invite-by-id",
                "response",
            ) => check_read::<OrgInvitation>(example),
            (
                "create-group-invite"
                | "get-group-invite"
                | "update-group-invites"
                | "update-group-invite-by-id",
                "response",
            ) => check_read::<GroupInvitation>(example),
            ("create-org-invite", "request") => {
                check_written(example, CreateOrgInvite::new(ORG, username(), known(roles)))
            }
            ("update-org-invites", "request") => {
                check_written(example, UpdateOrgInvites::new(ORG, username(), known(roles)))
            }
            ("update-org-invite-by-id", "request") => {
                check_written(example, UpdateOrgInviteById::new(ORG, ORG_INVITATION, known(roles)))
            }
            ("create-group-invite", "request") => {
                check_written(example, CreateGroupInvite::new(GROUP, username(), known(roles)))
            }
            ("update-group-invites", "request") => {
                check_written(example, UpdateGroupInvites::new(GROUP, username(), known(roles)))
            }
            ("update-group-invite-by-id", "request") => check_written(
                example,
                UpdateGroupInviteById::new(GROUP, GROUP_INVITATION, known(roles)),
            ),
            _ => Err("no case for this operation and kind".to_owned()),
        }
    }};
}

/// The request with all members, which only Atlas has.
macro_rules! check_full {
    ($surface:ident, $example:expr) => {{
        use $surface::*;
        let (example, json): (&Example, _) = ($example, &$example.json);
        if example.operation != "create-org-invite" {
            return Err("no case for all members of this operation".to_owned());
        }
        let teams = list(&json["teamIds"]).map(|id| TeamId::parse(text(id)).unwrap());
        let assignments = list(&json["groupRoleAssignments"]).map(|one| {
            let group = GroupId::parse(text(&one["groupId"])).unwrap();
            NewGroupRoleAssignment::new(group, known(&one["roles"]))
        });
        let create = CreateOrgInvite::new(ORG, text(&json["username"]), known(&json["roles"]));
        check_written(example, create.team_ids(teams).group_role_assignments(assignments))
    }};
}

pub(crate) fn check(example: &Example) -> Checked {
    match (example.surface.as_str(), example.kind.as_str()) {
        ("atlas-v2", "request-full") => check_full!(atlas_v2, example),
        ("atlas-v1", "request-full") => check_full!(atlas_v1, example),
        ("atlas-v2", _) => check_on!(atlas_v2, example),
        ("atlas-v1", _) => check_on!(atlas_v1, example),
        ("cloud-manager", _) => check_on!(cloud_manager, example),
        ("ops-manager", _) => check_on!(ops_manager, example),
        _ => Err("no case for this surface".to_owned()),
    }
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

pub(crate) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("a list").iter()
}

/// Roles of an example, each of which is a variant.
pub(crate) fn known<R: OpenEnum>(roles: &Value) -> impl Iterator<Item = R> {
    list(roles).map(|role| R::known(text(role)).expect("a role that the client knows"))
}

/// A request is the body of the example.
pub(crate) fn check_written(example: &Example, request: impl Serialize) -> Checked {
    same(&serde_json::to_value(request).unwrap(), &example.json)
}

/// An answer is understood and, written again, is the body of the example.
fn check_read<T: Answer + Serialize + PartialEq + Debug>(example: &Example) -> Checked {
    let read = T::decode(example.text.as_bytes()).map_err(|error| error.to_string())?;
    let written = serde_json::to_value(&read).unwrap();
    let mut expected = example.json.clone();
    fill_lists(example, &mut expected)?;
    same(&written, &expected)?;
    let again = T::decode(written.to_string().as_bytes()).map_err(|error| error.to_string())?;
    if again == read { Ok(()) } else { Err("read twice, it is not the same".to_owned()) }
}

/// To the client a list that is left out is an empty one, and it writes that.
fn fill_lists(example: &Example, json: &mut Value) -> Checked {
    let lists = lists_of(example).ok_or("the spec has no such operation")?;
    let invitations = match json {
        Value::Array(invitations) => invitations.iter_mut().collect(),
        invitation => vec![invitation],
    };
    for members in invitations.into_iter().filter_map(Value::as_object_mut) {
        for name in &lists {
            members.entry(name).or_insert_with(|| json!([]));
        }
    }
    Ok(())
}

/// The lists in the record that an operation of the spec answers with.
fn lists_of(example: &Example) -> Option<Vec<String>> {
    let api = tests::spec();
    let surface = api.surfaces.iter().find(|surface| surface.id == example.surface)?;
    let id = camel_case(&example.operation);
    surface.versions.iter().find_map(|version| {
        let mut operations = version.resources.iter().flat_map(|resource| &resource.operations);
        let record = returned(operations.find(|operation| operation.id == id)?)?;
        let record = version.records.iter().find(|known| known.ty == record)?;
        let lists = record.fields.iter().filter(|field| matches!(field.ty, Type::List(_)));
        Some(lists.map(|field| field.wire.clone()).collect())
    })
}

fn returned(operation: &Operation) -> Option<&str> {
    match &operation.returns {
        Returns::One(Type::Record(name))
        | Returns::Maybe(Type::Record(name))
        | Returns::Page(Type::Record(name)) => Some(name),
        Returns::One(Type::List(item)) => match &**item {
            Type::Record(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// `create-org-invite` is `createOrgInvite`.
fn camel_case(words: &str) -> String {
    let mut words = words.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let (initial, rest) = word.split_at(1);
        text + &initial.to_uppercase() + rest
    })
}

pub(crate) fn same(got: &Value, expected: &Value) -> Checked {
    if got == expected { Ok(()) } else { Err(format!("got {got}\n  instead of {expected}")) }
}
