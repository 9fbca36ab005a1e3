//! The people's operations of Atlas v2, to the byte.
//!
//! What is expected is written here by hand out of MongoDB's documents, not taken from the spec.

use crate::under_test::atlas_v2::{
    AddGroupUserRole, AddGroupUsers, AddOrgUserRole, Client, CreateOrgUser, GetGroupUser,
    GetOrgUser, GroupRole, ListGroupUsers, ListOrgUsers, NewOrgUserRoles, OrgMembershipStatus,
    OrgRole, RemoveGroupUser, RemoveGroupUserRole, RemoveOrgUser, RemoveOrgUserRole, UpdateOrgUser,
    UserGroupRoles, v2023_01_01,
};

use crate::{
    setup::{GROUP, ORG, TEAM, client, cloud},
    wire::written,
};

/// Status, method and path, and the body. Those of version 2023-01-01 stand last.
const CALLS: &str = r#"
201 POST /orgs/5df7a168f10fab3a149357fb/users
{"username":"jane.smith@example.com","roles":{"orgRoles":["ORG_MEMBER"],"groupRoleAssignments":[{"groupId":"32b6e34b3d91647abb20e7b8","groupRoles":["GROUP_OWNER","GROUP_READ_ONLY"]}]},"teamIds":["5f0e15e3d52a043fed8b1c93"]}
200 GET /orgs/5df7a168f10fab3a149357fb/users
200 GET /orgs/5df7a168f10fab3a149357fb/users?username=jose%2Bx%40example.com&orgMembershipStatuses=PENDING&orgMembershipStatuses=INVITATION_EXPIRED&itemsPerPage=500&pageNum=1&includeCount=false
200 GET /orgs/5df7a168f10fab3a149357fb/users/6967b60df000000000000001
200 GET /orgs/5df7a168f10fab3a149357fb/users/6967b60df000000000000001?orgMembershipStatuses=PENDING
200 PATCH /orgs/5df7a168f10fab3a149357fb/users/6967b60df000000000000001
{"roles":{"orgRoles":["ORG_OWNER"],"groupRoleAssignments":[]},"teamIds":[]}
200 POST /orgs/5df7a168f10fab3a149357fb/users/6967b60df000000000000001:addRole
{"orgRole":"ORG_MEMBER"}
200 POST /orgs/5df7a168f10fab3a149357fb/users/6967b60df000000000000001:removeRole
{"orgRole":"ORG_OWNER"}
204 DELETE /orgs/5df7a168f10fab3a149357fb/users/6967b60df000000000000001
201 POST /groups/32b6e34b3d91647abb20e7b8/users
{"username":"jose+x@example.com","roles":["GROUP_READ_ONLY"]}
200 GET /groups/32b6e34b3d91647abb20e7b8/users
200 GET /groups/32b6e34b3d91647abb20e7b8/users?username=jose%2Bx%40example.com&orgMembershipStatuses=PENDING&flattenTeams=true&includeOrgUsers=true&itemsPerPage=1&pageNum=1&includeCount=true
200 GET /groups/32b6e34b3d91647abb20e7b8/users/6967b60df000000000000002
200 POST /groups/32b6e34b3d91647abb20e7b8/users/6967b60df000000000000002:addRole
{"groupRole":"GROUP_OWNER"}
200 POST /groups/32b6e34b3d91647abb20e7b8/users/6967b60df000000000000002:removeRole
{"groupRole":"GROUP_READ_ONLY"}
204 DELETE /groups/32b6e34b3d91647abb20e7b8/users/6967b60df000000000000002
200 GET /orgs/5df7a168f10fab3a149357fb/users?itemsPerPage=2&pageNum=3
200 GET /groups/32b6e34b3d91647abb20e7b8/users?includeCount=false
"#;

async fn send_all(client: &Client) {
    let (jane, jose) = ("jane.smith@example.com", "jose+x@example.com");
    let project = UserGroupRoles::new(GROUP, [GroupRole::Owner, GroupRole::ReadOnly]);
    let roles = NewOrgUserRoles::new([OrgRole::Member]).group_role_assignments([project]);
    let created = client.send(CreateOrgUser::new(ORG, jane, roles).team_ids([TEAM])).await.unwrap();
    let id = created.id;
    client.send(ListOrgUsers::new(ORG)).await.unwrap();
    let list = ListOrgUsers::new(ORG)
        .username(jose)
        .org_membership_statuses([
            OrgMembershipStatus::Pending,
            OrgMembershipStatus::InvitationExpired,
        ])
        .items_per_page(500)
        .page_num(1)
        .include_count(false);
    let page = client.send(list).await.unwrap();
    assert_eq!((page.results().len(), page.total_count()), (0, None));
    assert_eq!(client.send(GetOrgUser::new(ORG, id)).await.unwrap(), created);
    let get = GetOrgUser::new(ORG, id).org_membership_statuses([OrgMembershipStatus::Pending]);
    assert_eq!(client.send(get).await.unwrap(), created);
    let roles = NewOrgUserRoles::new([OrgRole::Owner]).group_role_assignments([]);
    let update = UpdateOrgUser::new(ORG, id).roles(roles).team_ids([]);
    let updated = client.send(update).await.unwrap();
    assert_eq!(updated.roles.org_roles, [OrgRole::Owner]);
    assert_eq!((updated.roles.group_role_assignments.len(), updated.team_ids.len()), (0, 0));
    let added = client.send(AddOrgUserRole::new(ORG, id, OrgRole::Member)).await.unwrap();
    assert_eq!(added.roles.org_roles, [OrgRole::Owner, OrgRole::Member]);
    let removed = client.send(RemoveOrgUserRole::new(ORG, id, OrgRole::Owner)).await.unwrap();
    assert_eq!(removed.roles.org_roles, [OrgRole::Member]);
    client.send(RemoveOrgUser::new(ORG, id)).await.unwrap();

    let add = AddGroupUsers::new(GROUP, jose, [GroupRole::ReadOnly]);
    let id = client.send(add).await.unwrap().id;
    client.send(ListGroupUsers::new(GROUP)).await.unwrap();
    let list = ListGroupUsers::new(GROUP)
        .username(jose)
        .org_membership_statuses([OrgMembershipStatus::Pending])
        .flatten_teams(true)
        .include_org_users(true)
        .items_per_page(1)
        .page_num(1)
        .include_count(true);
    let page = client.send(list).await.unwrap();
    assert_eq!((page.results().len(), page.total_count()), (1, Some(1)));
    client.send(GetGroupUser::new(GROUP, id)).await.unwrap();
    let added = client.send(AddGroupUserRole::new(GROUP, id, GroupRole::Owner)).await.unwrap();
    assert_eq!(added.roles, [GroupRole::ReadOnly, GroupRole::Owner]);
    let remove = RemoveGroupUserRole::new(GROUP, id, GroupRole::ReadOnly);
    assert_eq!(client.send(remove).await.unwrap().roles, [GroupRole::Owner]);
    client.send(RemoveGroupUser::new(GROUP, id)).await.unwrap();

    let list = v2023_01_01::ListOrgUsers::new(ORG).items_per_page(2).page_num(3);
    client.send(list).await.unwrap();
    let list = v2023_01_01::ListGroupUsers::new(GROUP).include_count(false);
    client.send(list).await.unwrap();
}

#[tokio::test]
async fn calls_about_people_send_what_is_documented() {
    let cloud = cloud().await;
    send_all(&client(&cloud)).await;
    let log = cloud.log();
    // The first request asks for the challenge.
    let got: Vec<_> =
        log[1..].iter().map(|call| format!("{} {}", call.status, written(call))).collect();
    assert_eq!(got.join("\n"), expected().join("\n"));
}

fn expected() -> Vec<String> {
    let mut lines = CALLS.trim().lines().peekable();
    let mut expected = Vec::new();
    while let Some(line) = lines.next() {
        let (first, target) = line.split_once(" /").unwrap();
        let body = lines.next_if(|line| line.starts_with('{')).unwrap_or_default();
        let version = if expected.len() < 16 { "2025-02-19" } else { "2023-01-01" };
        let media = format!("application/vnd.atlas.{version}+json");
        let content = if body.is_empty() { "none" } else { &media };
        expected.push(format!(
            "{first} /api/atlas/v2/{target}\n  accept: {media}\n  content-type: {content}\n  {body}"
        ));
    }
    expected
}
