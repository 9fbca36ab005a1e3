//! Ops Manager's bypass mode: an existing user is added at once, and a create answers with nothing.

use crate::under_test::ops_manager::{
    Client, CreateGroupInvite, CreateOrgInvite, GroupRole, ListOrgInvites, OrgRole,
};
use tests::fake_cloud::{Bypass, BypassAnswer};

use crate::setup::{GROUP, ORG, client, cloud_with};

const EXISTING: &str = "jane@example.com";

async fn check(answer: BypassAnswer) {
    let existing = vec![EXISTING.to_owned()];
    let cloud = cloud_with(|options| options.bypass = Some(Bypass { existing, answer })).await;
    let client: Client = client(&cloud);

    let create = CreateOrgInvite::new(ORG, EXISTING, [OrgRole::Member]);
    let response = client.send(create).response().await.unwrap();
    assert_eq!((response.status(), response.into_value()), (200, None));
    let create = CreateGroupInvite::new(GROUP, EXISTING, [GroupRole::Owner]);
    assert_eq!(client.send(create).await.unwrap(), None);

    // A new user has to accept, as ever.
    let create = CreateOrgInvite::new(ORG, "new@example.com", [OrgRole::Member]);
    let invited = client.send(create).await.unwrap().unwrap();
    let listed = client.send(ListOrgInvites::new(ORG)).await.unwrap();
    assert_eq!(listed, [invited]);
}

#[tokio::test]
async fn no_body_is_none() {
    check(BypassAnswer::Empty).await;
}

#[tokio::test]
async fn an_empty_object_is_none() {
    check(BypassAnswer::EmptyObject).await;
}

#[tokio::test]
async fn an_object_without_an_id_is_none() {
    check(BypassAnswer::WithoutId).await;
}
