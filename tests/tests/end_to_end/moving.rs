//! The way from invitations to people: a program of each kind with the same outcome, and what is not
//! the same.

use crate::under_test::{
    OrgId,
    atlas_v2::{
        AddGroupUsers, Client, CreateGroupInvite, CreateOrgInvite, CreateOrgUser, DeleteOrgInvite,
        GetOrgInvite, GetOrgUser, GroupRole, ListGroupInvites, ListGroupUsers, ListOrgInvites,
        ListOrgUsers, NewGroupRoleAssignment, NewOrgUserRoles, OrgMembership, OrgMembershipStatus,
        OrgRole, RemoveOrgUser, UpdateOrgInviteById, UpdateOrgUser,
    },
};

use crate::setup::{GROUP, ORG, TEAM, client, cloud};

const JANE: &str = "jane.smith@example.com";

/// What a program sees: after each step who is pending, with roles in the organization, in projects,
/// teams, who invited, and until when it may be accepted.
type Seen = Vec<Vec<String>>;

fn invitation() -> CreateOrgInvite {
    let project = NewGroupRoleAssignment::new(GROUP, [GroupRole::Owner, GroupRole::ReadOnly]);
    CreateOrgInvite::new(ORG, JANE, [OrgRole::Member])
        .team_ids([TEAM])
        .group_role_assignments([project])
}

/// Written against invitations.
async fn before(client: &Client) -> Seen {
    let invited = client.send(invitation()).await.unwrap();
    let id = invited.id;
    let mut seen = vec![invitations(client).await];
    client.send(UpdateOrgInviteById::new(ORG, id, [OrgRole::Owner])).await.unwrap();
    seen.push(invitations(client).await);
    client.send(DeleteOrgInvite::new(ORG, id)).await.unwrap();
    seen.push(invitations(client).await);
    assert!(client.send(GetOrgInvite::new(ORG, id)).await.unwrap_err().is_not_found());
    seen
}

/// Its twin.
async fn after(client: &Client) -> Seen {
    let invited = client.send(CreateOrgUser::from(invitation())).await.unwrap();
    let id = invited.id;
    let mut seen = vec![pending(client).await];
    let update = UpdateOrgUser::new(ORG, id).roles(NewOrgUserRoles::new([OrgRole::Owner]));
    client.send(update).await.unwrap();
    seen.push(pending(client).await);
    client.send(RemoveOrgUser::new(ORG, id)).await.unwrap();
    seen.push(pending(client).await);
    assert!(client.send(GetOrgUser::new(ORG, id)).await.unwrap_err().is_not_found());
    seen
}

async fn invitations(client: &Client) -> Vec<String> {
    let listed = client.send(ListOrgInvites::new(ORG)).await.unwrap();
    let line = |one: &crate::under_test::atlas_v2::OrgInvitation| {
        let projects = one.group_role_assignments.iter();
        let projects: Vec<_> =
            projects.map(|one| (one.group_id.unwrap(), one.group_role.clone().unwrap())).collect();
        let inviter = one.inviter_username.as_deref().unwrap();
        let until = one.expires_at.unwrap();
        format!(
            "{} {:?} {projects:?} {:?} {inviter} {until}",
            one.username, one.roles, one.team_ids
        )
    };
    listed.iter().map(line).collect()
}

async fn pending(client: &Client) -> Vec<String> {
    let list = ListOrgUsers::new(ORG).org_membership_statuses([OrgMembershipStatus::Pending]);
    let mut lines = Vec::new();
    for one in client.send(list).await.unwrap().into_results() {
        let mut projects = Vec::new();
        for assignment in &one.roles.group_role_assignments {
            let roles = assignment.group_roles.iter();
            projects.extend(roles.map(|role| (assignment.group_id, role.clone())));
        }
        let OrgMembership::Pending {
            invitation_expires_at: until, inviter_username: inviter, ..
        } = &one.membership
        else {
            panic!("only pending people were asked for: {one:?}")
        };
        let (roles, teams) = (&one.roles.org_roles, &one.team_ids);
        lines.push(format!("{} {roles:?} {projects:?} {teams:?} {inviter} {until}", one.username));
    }
    lines
}

#[tokio::test]
async fn a_program_and_its_twin_have_the_same_outcome() {
    let (first, second) = (cloud().await, cloud().await);
    let seen = before(&client(&first)).await;
    assert_eq!(seen, after(&client(&second)).await);
    // Jane is there, her role changes, and she is gone.
    assert_eq!(seen.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1, 0]);
    assert!(seen[0][0].contains("[Member]") && seen[1][0].contains("[Owner]"), "{seen:?}");
}

/// The two kinds of programs may run side by side while one is being moved.
#[tokio::test]
async fn an_organizations_invitation_is_a_pending_person_with_another_id() {
    let cloud = cloud().await;
    let client: Client = client(&cloud);
    let invited = client.send(invitation()).await.unwrap();
    let seen = pending(&client).await;
    assert_eq!(seen, invitations(&client).await);
    let people = client.send(ListOrgUsers::new(ORG)).await.unwrap().into_results();
    assert_ne!(people[0].id.to_string(), invited.id.to_string());
    // The person is removed, and so the invitation is withdrawn.
    client.send(RemoveOrgUser::new(ORG, people[0].id)).await.unwrap();
    assert!(client.send(GetOrgInvite::new(ORG, invited.id)).await.unwrap_err().is_not_found());

    let roles = NewOrgUserRoles::new([OrgRole::Member]);
    client.send(CreateOrgUser::new(ORG, JANE, roles)).await.unwrap();
    assert_eq!(invitations(&client).await, pending(&client).await);
    let listed = client.send(ListOrgInvites::new(ORG)).await.unwrap();
    client.send(DeleteOrgInvite::new(ORG, listed[0].id)).await.unwrap();
    assert_eq!(pending(&client).await, Vec::<String>::new());
    // Another organization has nobody of this.
    let other = OrgId::from_static("5df7a168f10fab3a149357fc");
    assert_eq!(client.send(ListOrgUsers::new(other)).await.unwrap().results(), []);
}

#[tokio::test]
async fn a_projects_invitation_is_no_person() {
    let cloud = cloud().await;
    let client: Client = client(&cloud);
    let invite = CreateGroupInvite::new(GROUP, JANE, [GroupRole::ReadOnly]);
    let invited = client.send(invite).await.unwrap();
    assert_eq!(client.send(ListGroupUsers::new(GROUP)).await.unwrap().results(), []);
    assert_eq!(client.send(ListOrgUsers::new(ORG)).await.unwrap().results(), []);

    // Nothing stands in the way of inviting the person once more, to both at once.
    let add = AddGroupUsers::new(GROUP, JANE, [GroupRole::Owner]);
    let added = client.send(add).await.unwrap();
    assert_eq!(added.membership.status(), OrgMembershipStatus::Pending);
    let in_org = client.send(GetOrgUser::new(ORG, added.id)).await.unwrap();
    assert_eq!(in_org.roles.group_role_assignments[0].group_roles, [GroupRole::Owner]);
    // The old invitation is as it was.
    assert_eq!(client.send(ListGroupInvites::new(GROUP)).await.unwrap(), [invited]);
}
