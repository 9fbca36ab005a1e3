//! Values: what comes back is what was written, and a role that nobody knows yet passes through.

use crate::under_test::{Timestamp, atlas_v1, atlas_v2, cloud_manager, ops_manager};

use crate::setup::{GROUP, NO_GROUP_INVITATION, ORG, TEAM, client, cloud, cloud_with};

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test]
async fn every_member_of_an_organization_invitation_is_read() {
    use atlas_v2::{Client, CreateOrgInvite, GroupRole, NewGroupRoleAssignment, OrgRole};

    let cloud = cloud().await;
    let client: Client = client(&cloud);
    let roles = [GroupRole::Owner, GroupRole::ReadOnly];
    let create = CreateOrgInvite::new(ORG, "jane@example.com", [OrgRole::Member])
        .team_ids([TEAM])
        .group_role_assignments([NewGroupRoleAssignment::new(GROUP, roles.clone())]);
    let created = client.send(create).await.unwrap();

    assert_eq!(created.org_id, ORG);
    assert_eq!(created.org_name.as_deref(), Some("example-org"));
    assert_eq!(created.username, "jane@example.com");
    assert_eq!(created.roles, [OrgRole::Member]);
    assert_eq!(created.team_ids, [TEAM]);
    // A list of roles goes in, one role at a time comes out.
    let assigned: Vec<_> = created.group_role_assignments.iter().collect();
    assert!(assigned.iter().all(|assigned| assigned.group_id == Some(GROUP)));
    let assigned: Vec<_> = assigned.iter().filter_map(|one| one.group_role.clone()).collect();
    assert_eq!(assigned, roles);
    assert_eq!(created.inviter_username.as_deref(), Some("abcdefgh"));
    assert_eq!(created.created_at, Some(time("2026-01-14T15:28:13Z")));
    assert_eq!(created.expires_at, Some(time("2026-02-13T15:28:13Z")));
    assert_eq!(created.links, []);

    let got = client.send(atlas_v2::GetOrgInvite::new(ORG, created.id)).await.unwrap();
    assert_eq!(got, created);
    let listed = client.send(atlas_v2::ListOrgInvites::new(ORG)).await.unwrap();
    assert_eq!(listed, [created]);
}

#[tokio::test]
async fn every_member_of_a_project_invitation_is_read() {
    use cloud_manager::{Client, CreateGroupInvite, GroupRole};

    let cloud = cloud().await;
    let client: Client = client(&cloud);
    let create = CreateGroupInvite::new(GROUP, "jane@example.com", [GroupRole::AutomationAdmin]);
    let created = client.send(create).await.unwrap();

    assert_eq!(created.group_id, GROUP);
    assert_eq!(created.group_name.as_deref(), Some("example-group"));
    assert_eq!(created.username, "jane@example.com");
    assert_eq!(created.roles, [GroupRole::AutomationAdmin]);
    assert_eq!(created.inviter_username.as_deref(), Some("abcdefgh"));
    assert_eq!(created.created_at, Some(time("2026-01-14T15:28:13Z")));
    assert_eq!(created.expires_at, Some(time("2026-02-13T15:28:13Z")));
}

#[tokio::test]
async fn an_update_replaces_the_roles_and_nothing_else() {
    use ops_manager::{Client, CreateOrgInvite, OrgRole, UpdateOrgInviteById, UpdateOrgInvites};

    let cloud = cloud().await;
    let client: Client = client(&cloud);
    let create = CreateOrgInvite::new(ORG, "jane@example.com", [OrgRole::Member]);
    let created = client.send(create.team_ids([TEAM])).await.unwrap().unwrap();
    cloud.clock().advance(5);

    let update = UpdateOrgInviteById::new(ORG, created.id, [OrgRole::ReadOnly, OrgRole::Owner]);
    let mut expected = created.clone();
    expected.roles = vec![OrgRole::ReadOnly, OrgRole::Owner];
    assert_eq!(client.send(update).await.unwrap(), expected);

    let update = UpdateOrgInvites::new(ORG, "jane@example.com", [OrgRole::GroupCreator]);
    expected.roles = vec![OrgRole::GroupCreator];
    assert_eq!(client.send(update).await.unwrap(), expected);
}

#[tokio::test]
async fn a_list_is_filtered_by_address() {
    use atlas_v1::{Client, CreateGroupInvite, GroupRole, ListGroupInvites};

    let cloud = cloud().await;
    let client: Client = client(&cloud);
    for user in ["jose+x@example.com", "jose x@example.com", "jane@example.com"] {
        let create = CreateGroupInvite::new(GROUP, user, [GroupRole::ClusterManager]);
        let _ = client.send(create).await.unwrap();
    }
    let list = ListGroupInvites::new(GROUP);
    assert_eq!(client.send(list.clone()).await.unwrap().len(), 3);
    let filtered = client.send(list.clone().username("jose+x@example.com")).await.unwrap();
    assert_eq!(filtered.len(), 1);
    assert_eq!(filtered[0].username, "jose+x@example.com");
    assert_eq!(client.send(list.username("nobody@example.com")).await.unwrap(), []);
}

#[tokio::test]
async fn what_was_deleted_or_has_lapsed_is_gone() {
    use cloud_manager::{Client, CreateGroupInvite, DeleteGroupInvite, GetGroupInvite, GroupRole};

    let cloud = cloud().await;
    let client: Client = client(&cloud);
    let create = CreateGroupInvite::new(GROUP, "jane@example.com", [GroupRole::Owner]);
    let first = client.send(create.clone()).await.unwrap().id;
    let second = client.send(create).await.unwrap().id;

    client.send(DeleteGroupInvite::new(GROUP, first)).await.unwrap();
    for id in [first, NO_GROUP_INVITATION] {
        let error = client.send(DeleteGroupInvite::new(GROUP, id)).await.unwrap_err();
        assert!(error.is_not_found(), "{error}");
    }

    let month = 30 * 24 * 3600;
    cloud.clock().advance(month - 1);
    assert_eq!(client.send(GetGroupInvite::new(GROUP, second)).await.unwrap().id, second);
    cloud.clock().advance(1);
    assert!(client.send(GetGroupInvite::new(GROUP, second)).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_role_that_is_newer_than_the_client_comes_and_goes_unchanged() {
    use atlas_v2::{Client, CreateOrgInvite, OrgRole, UpdateOrgInviteById};

    const NEW: &str = "ORG_QUANTUM_ADMIN";
    let cloud = cloud_with(|options| options.newer_roles.push(NEW.to_owned())).await;
    let client: Client = client(&cloud);
    let create = CreateOrgInvite::new(ORG, "jane@example.com", [OrgRole::from(NEW)]);
    let created = client.send(create).await.unwrap();
    assert!(matches!(&created.roles[..], [OrgRole::Unknown(role)] if role.as_str() == NEW));

    // What came is sent back as it is.
    let update = UpdateOrgInviteById::new(ORG, created.id, created.roles.clone());
    assert_eq!(client.send(update).await.unwrap().roles, created.roles);
    let sent = cloud.log().pop().unwrap();
    assert_eq!(sent.body, format!(r#"{{"roles":["{NEW}"]}}"#));
}
