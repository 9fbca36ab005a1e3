//! Responses: status and headers beside the value, and the statuses on which documents disagree.

use crate::under_test::{atlas_v1, atlas_v2, cloud_manager, ops_manager};
use tests::fake_cloud::{Canned, Stage};

use crate::setup::{GROUP, NO_GROUP_INVITATION, NO_ORG_INVITATION, ORG, client, cloud};

const GROUP_INVITATION: &str = r#"{"id":"0123456789abcdef01234567","groupId":"32b6e34b3d91647abb20e7b8","username":"jane@example.com"}"#;
const ORG_INVITATION: &str = r#"{"id":"0123456789abcdef01234567","orgId":"5df7a168f10fab3a149357fb","username":"jane@example.com"}"#;

#[tokio::test]
async fn status_and_headers_are_beside_the_value() {
    let cloud = cloud().await;
    let client: atlas_v2::Client = client(&cloud);
    let list = atlas_v2::ListOrgInvites::new(ORG);
    let response = client.send(list).response().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.operation(), "listOrgInvites");
    let header = |name: &str| response.headers()[name].to_str().unwrap();
    assert_eq!(header("content-type"), "application/vnd.atlas.2023-01-01+json;charset=utf-8");
    assert_eq!(header("deprecation"), "Wed, 19 Feb 2025 00:00:00 GMT");
    assert_eq!(header("sunset"), "Thu, 1 Jul 2027 00:00:00 GMT");
    assert_eq!(header("x-mongodb-service-version"), "gitHash=0000000; versionString=master");
    assert_eq!(response.value(), &[]);
}

#[tokio::test]
async fn a_call_that_is_not_deprecated_says_nothing_of_it() {
    let cloud = cloud().await;
    let client: cloud_manager::Client = client(&cloud);
    let list = cloud_manager::ListGroupInvites::new(GROUP);
    let response = client.send(list).response().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.headers().get("sunset"), None);
}

/// The macro is the loop over modules whose types are alike but not the same.
macro_rules! check_creates {
    ($($surface:ident)*) => {$({
        let cloud = cloud().await;
        let client: $surface::Client = client(&cloud);
        for status in [200, 201] {
            cloud.answer_next(Stage::Operation, Canned::json(status, GROUP_INVITATION));
            let roles = [$surface::GroupRole::ReadOnly];
            let create = $surface::CreateGroupInvite::new(GROUP, "jane@example.com", roles);
            let response = client.send(create).response().await.unwrap();
            assert_eq!(response.status(), status);
            let created: Option<$surface::GroupInvitation> = response.into_value().into();
            assert_eq!(created.unwrap().id, NO_GROUP_INVITATION);

            cloud.answer_next(Stage::Operation, Canned::json(status, ORG_INVITATION));
            let roles = [$surface::OrgRole::Member];
            let create = $surface::CreateOrgInvite::new(ORG, "jane@example.com", roles);
            let response = client.send(create).response().await.unwrap();
            assert_eq!(response.status(), status);
            let created: Option<$surface::OrgInvitation> = response.into_value().into();
            assert_eq!(created.unwrap().id, NO_ORG_INVITATION);
        }
    })*};
}

#[tokio::test]
async fn a_create_may_answer_200_or_201() {
    check_creates!(atlas_v2 atlas_v1 cloud_manager ops_manager);
}

macro_rules! check_deletes {
    ($($surface:ident)*) => {$({
        let cloud = cloud().await;
        let client: $surface::Client = client(&cloud);
        for answer in [Canned::empty(204), Canned::json(200, "{}")] {
            cloud.answer_next(Stage::Operation, answer.clone());
            client.send($surface::DeleteGroupInvite::new(GROUP, NO_GROUP_INVITATION)).await.unwrap();
            cloud.answer_next(Stage::Operation, answer);
            client.send($surface::DeleteOrgInvite::new(ORG, NO_ORG_INVITATION)).await.unwrap();
        }
    })*};
}

#[tokio::test]
async fn a_delete_may_answer_204_or_an_empty_object() {
    check_deletes!(atlas_v2 atlas_v1 cloud_manager ops_manager);
}
