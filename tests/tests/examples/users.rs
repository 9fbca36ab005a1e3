//! Bodies of the users endpoints, which only Atlas v2 has.

use mongodb_invitations::{
    Answer, GroupId, Page, TeamId,
    atlas_v2::{
        AddGroupUsers, CreateOrgUser, NewOrgUserRoles, OrgMembership, OrgMembershipStatus, OrgUser,
        UserGroupRoles,
    },
};
use serde_json::{Value, json};

use crate::bodies::{check_written, known, list, same, text};
use crate::{Checked, Example, ORG};

const GROUP: GroupId = GroupId::from_static("5f0e15e3d52a043fed8b1c92");

pub(crate) fn check(example: &Example) -> Checked {
    let json = &example.json;
    match (example.operation.as_str(), example.kind.as_str()) {
        ("add-group-users", "request") => check_written(
            example,
            AddGroupUsers::new(GROUP, text(&json["username"]), known(&json["roles"])),
        ),
        ("create-org-user", "request") => {
            let roles = NewOrgUserRoles::new(known(&json["roles"]["orgRoles"]));
            let projects = list(&json["roles"]["groupRoleAssignments"]).map(|one| {
                let group = GroupId::parse(text(&one["groupId"])).unwrap();
                UserGroupRoles::new(group, known(&one["groupRoles"]))
            });
            let roles = roles.group_role_assignments(projects);
            let teams = list(&json["teamIds"]).map(|id| TeamId::parse(text(id)).unwrap());
            let create = CreateOrgUser::new(ORG, text(&json["username"]), roles);
            check_written(example, create.team_ids(teams))
        }
        ("create-org-user", "response") => check_user(&example.text, json),
        ("list-org-users", "response") => {
            let page = Page::<OrgUser>::decode(example.text.as_bytes());
            let page = page.map_err(|error| error.to_string())?;
            same(&json!(page.total_count()), &json["totalCount"])?;
            same(&json!(page.results().len()), &json!(list(&json["results"]).count()))?;
            list(&json["results"]).try_for_each(|user| check_user(&user.to_string(), user))
        }
        _ => Err("no case for this operation and kind".to_owned()),
    }
}

/// It is understood, and written again it is the same.
fn check_user(body: &str, json: &Value) -> Checked {
    let user = OrgUser::decode(body.as_bytes()).map_err(|error| error.to_string())?;
    same(&json!(user.membership.status()), &json["orgMembershipStatus"])?;
    same(&serde_json::to_value(&user).unwrap(), json)
}

/// A person in a state, with all members that any state has.
fn person(status: &str) -> Value {
    json!({
        "id": "32b6e34b3d91647abb20e7b8",
        "username": "jane@example.com",
        "roles": { "orgRoles": ["ORG_MEMBER"], "groupRoleAssignments": [] },
        "teamIds": [],
        "createdAt": "2026-01-14T15:28:13Z",
        "firstName": "Jane",
        "lastName": "Smith",
        "country": "IE",
        "invitationCreatedAt": "2026-01-14T15:28:13Z",
        "invitationExpiresAt": "2026-02-13T15:28:13Z",
        "inviterUsername": "admin@example.com",
        // The state decides, wherever it stands.
        "orgMembershipStatus": status,
    })
}

fn without(mut json: Value, names: &[&str]) -> Value {
    for name in names {
        json.as_object_mut().unwrap().remove(*name);
    }
    json
}

fn read(json: &Value) -> Result<OrgUser, String> {
    OrgUser::decode(json.to_string().as_bytes()).map_err(|error| error.to_string())
}

const OF_MEMBERS: [&str; 4] = ["createdAt", "firstName", "lastName", "country"];
const OF_INVITATIONS: [&str; 3] = ["invitationCreatedAt", "invitationExpiresAt", "inviterUsername"];

#[test]
fn each_state_keeps_its_members_and_no_others() {
    let rejected = [&OF_MEMBERS[..], &["invitationExpiresAt"]].concat();
    for (status, dropped) in [
        ("ACTIVE", &OF_INVITATIONS[..]),
        ("PENDING", &OF_MEMBERS),
        ("INVITATION_EXPIRED", &OF_MEMBERS),
        ("INVITATION_REJECTED", &rejected),
    ] {
        let user = read(&person(status)).unwrap();
        assert_eq!(user.membership.status().as_str(), status);
        let written = serde_json::to_value(&user).unwrap();
        assert_eq!(written, without(person(status), dropped), "{status}");
        // Whatever the state, each member can be asked for.
        let of = &user.membership;
        for (name, value) in [
            ("firstName", of.first_name().map(str::to_owned)),
            ("country", of.country().map(str::to_owned)),
            ("createdAt", of.created_at().map(|time| time.to_string())),
            ("invitationExpiresAt", of.invitation_expires_at().map(|time| time.to_string())),
            ("inviterUsername", of.inviter_username().map(str::to_owned)),
        ] {
            assert_eq!(json!(value), written.get(name).cloned().unwrap_or_default(), "{name}");
        }
        assert_eq!(read(&written).unwrap(), user);
    }
}

#[test]
fn a_member_that_the_state_needs_is_named_when_it_is_missing() {
    for (status, name) in [
        ("ACTIVE", "firstName"),
        ("PENDING", "invitationExpiresAt"),
        ("INVITATION_EXPIRED", "inviterUsername"),
        ("INVITATION_REJECTED", "invitationCreatedAt"),
    ] {
        let problem = read(&without(person(status), &[name])).unwrap_err();
        assert!(problem.contains(&format!("missing field `{name}`")), "{status}: {problem}");
    }
    let problem = read(&without(person("PENDING"), &["orgMembershipStatus"])).unwrap_err();
    assert!(problem.contains("missing field `orgMembershipStatus`"), "{problem}");
    // A rejected invitation has no expiry, or null.
    let mut rejected = without(person("INVITATION_REJECTED"), &OF_MEMBERS);
    rejected["invitationExpiresAt"] = Value::Null;
    assert!(matches!(
        read(&rejected).unwrap().membership,
        OrgMembership::InvitationRejected { .. }
    ));
}

#[test]
fn a_state_that_is_newer_than_the_crate_keeps_its_name_and_what_came_with_it() {
    let user = read(&person("ORG_SUSPENDED")).unwrap();
    assert_eq!(user.membership.status(), OrgMembershipStatus::from("ORG_SUSPENDED"));
    let OrgMembership::Unknown(all) = &user.membership else { panic!("{:?}", user.membership) };
    assert_eq!(all.first_name.as_deref(), Some("Jane"));
    assert!(all.invitation_expires_at.is_some() && all.mobile_number.is_none());
    assert_eq!(user.membership.first_name(), Some("Jane"));
    assert_eq!(user.membership.invitation_expires_at(), all.invitation_expires_at);
    assert_eq!(serde_json::to_value(&user).unwrap(), person("ORG_SUSPENDED"));
    let bare = without(person("NEW"), &[&OF_MEMBERS[..], &OF_INVITATIONS].concat());
    assert_eq!(read(&bare).unwrap().membership.status().as_str(), "NEW");
}
