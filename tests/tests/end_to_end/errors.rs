//! Errors: every field that the API gives, and the predicates over them.

use crate::under_test::{
    ApiKey, Encoder, Error, FieldViolation, Method, Operation, Request, atlas_v2, cloud_manager,
    ops_manager,
};
use serde_json::{Value, json};
use tests::fake_cloud::{Canned, FakeCloud, Stage};

use crate::setup::{GROUP, NO_GROUP_INVITATION, NO_ORG_INVITATION, ORG, client, cloud, statuses};

/// All that an error of the API says.
struct Said<'a> {
    status: u16,
    code: &'a str,
    reason: &'a str,
    detail: &'a str,
    parameters: &'a [Value],
    /// Names of the refused members and what is wrong with them.
    fields: &'a [(&'a str, &'a str)],
}

fn check(error: &Error, operation: &str, expected: &Said<'_>) {
    let api = error.api().unwrap();
    assert!(error.is_api());
    assert_eq!(error.operation(), Some(operation));
    assert_eq!((error.status(), api.status()), (Some(expected.status), expected.status));
    assert_eq!(api.code().map(crate::under_test::ErrorCode::as_str), Some(expected.code));
    assert_eq!(api.reason(), Some(expected.reason));
    assert_eq!(api.detail(), Some(expected.detail));
    assert_eq!(api.parameters(), expected.parameters);
    let field = |field: &FieldViolation| (field.field().to_owned(), field.description().to_owned());
    let fields: Vec<_> = api.bad_request_fields().iter().map(field).collect();
    let fields: Vec<_> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(fields, expected.fields);
    assert!(api.headers().contains_key("content-type"));
    // What the server says in words is not for a log.
    assert!(!format!("{error} {error:?}").contains(expected.detail));
    assert!(error.to_string().starts_with(operation));
}

#[tokio::test]
async fn an_unknown_id_is_not_found() {
    let cloud = cloud().await;
    let client: ops_manager::Client = client(&cloud);
    let get = ops_manager::GetOrgInvite::new(ORG, NO_ORG_INVITATION);
    let error = client.send(get).await.unwrap_err();
    assert!(error.is_not_found() && !error.is_auth() && !error.is_rate_limited());
    let said = Said {
        status: 404,
        code: "RESOURCE_NOT_FOUND",
        reason: "Not Found",
        detail: "Cannot find resource 0123456789abcdef01234567.",
        parameters: &[json!("0123456789abcdef01234567")],
        fields: &[],
    };
    check(&error, "getOrgInvite", &said);
}

#[tokio::test]
async fn every_refused_member_of_a_body_is_named() {
    use atlas_v2::{GroupRole, NewGroupRoleAssignment, OrgRole};

    let cloud = cloud().await;
    let client: atlas_v2::Client = client(&cloud);
    let roles = [GroupRole::Owner, GroupRole::from("GROUP_AUTOMATION_ADMIN")];
    let roles = [OrgRole::Member, OrgRole::from("ORG_KING")].map(|role| (role, roles.clone()));
    let create = atlas_v2::CreateOrgInvite::new(
        ORG,
        "jane@example.com",
        roles.iter().map(|(role, _)| role.clone()),
    );
    let assignment = NewGroupRoleAssignment::new(GROUP, roles[0].1.clone());
    let error = client.send(create.group_role_assignments([assignment])).await.unwrap_err();
    let said = Said {
        status: 400,
        code: "INVALID_ENUM_VALUE",
        reason: "Bad Request",
        detail: "An invalid enumeration value ORG_KING was specified.",
        parameters: &[json!("ORG_KING")],
        fields: &[
            ("roles[1]", "An invalid enumeration value ORG_KING was specified."),
            (
                "groupRoleAssignments[0].roles[1]",
                "An invalid enumeration value GROUP_AUTOMATION_ADMIN was specified.",
            ),
        ],
    };
    check(&error, "createOrgInvite", &said);
}

#[tokio::test]
async fn a_surface_without_field_details_gives_none() {
    let cloud = cloud().await;
    let client: cloud_manager::Client = client(&cloud);
    let roles = [cloud_manager::GroupRole::from("GROUP_CLUSTER_MANAGER")];
    let update = cloud_manager::UpdateGroupInvites::new(GROUP, "jane@example.com", roles);
    let error = client.send(update).await.unwrap_err();
    let said = Said {
        status: 400,
        code: "INVALID_ENUM_VALUE",
        reason: "Bad Request",
        detail: "An invalid enumeration value GROUP_CLUSTER_MANAGER was specified.",
        parameters: &[json!("GROUP_CLUSTER_MANAGER")],
        fields: &[],
    };
    check(&error, "updateGroupInvites", &said);
}

async fn send_with(cloud: &FakeCloud, key: ApiKey) -> Error {
    let client = ops_manager::Client::at(cloud.address_of("ops-manager"));
    let client = client.danger_allow_http().credentials(key).build().unwrap();
    client.send(ops_manager::ListOrgInvites::new(ORG)).await.unwrap_err()
}

#[tokio::test]
async fn a_wrong_key_is_an_error_of_authentication() {
    let said = Said {
        status: 401,
        code: "NO_CURRENT_USER",
        reason: "Unauthorized",
        detail: "There is no authenticated caller.",
        parameters: &[],
        fields: &[],
    };
    for key in [
        ApiKey::new("abcdefgh", "11111111-2222-3333-4444-55555555555x"),
        ApiKey::new("abcdefgX", "11111111-2222-3333-4444-555555555555"),
    ] {
        let cloud = cloud().await;
        let error = send_with(&cloud, key).await;
        assert!(error.is_auth() && !error.is_not_found());
        check(&error, "listOrgInvites", &said);
        // One to ask, one to answer, and no more guesses.
        assert_eq!(statuses(&cloud), [401, 401]);
    }
}

/// A missing role is a 401 without a challenge in these APIs.
#[tokio::test]
async fn a_missing_role_is_an_error_of_authentication_with_its_code() {
    let cloud = cloud().await;
    let body = r#"{"error":401,"errorCode":"NOT_ORG_ADMIN","reason":"Unauthorized","detail":"No admin.","parameters":[1,"x",null]}"#;
    cloud.answer_next(Stage::Operation, Canned::json(401, body));
    let client: ops_manager::Client = client(&cloud);
    let error = client.send(ops_manager::ListOrgInvites::new(ORG)).await.unwrap_err();
    assert!(error.is_auth());
    let said = Said {
        status: 401,
        code: "NOT_ORG_ADMIN",
        reason: "Unauthorized",
        detail: "No admin.",
        parameters: &[json!(1), json!("x"), Value::Null],
        fields: &[],
    };
    check(&error, "listOrgInvites", &said);
    assert_eq!(statuses(&cloud), [401, 401]);
}

/// A request as a user writes it for an endpoint that the client does not have, with a mistake.
struct WithoutVersion;

impl Request for WithoutVersion {
    type Surface = atlas_v2::AtlasV2;
    type Answer = Value;
    const OPERATION: Operation = Operation {
        id: "getGroupInvite",
        method: Method::Get,
        path: "/groups/{groupId}/invites/{invitationId}",
        media: "application/json",
        idempotent: true,
        instead: None,
    };

    fn encode(&self, to: &mut Encoder) {
        to.path("groupId", GROUP);
        to.path("invitationId", NO_GROUP_INVITATION);
    }
}

#[tokio::test]
async fn a_media_type_without_a_version_is_not_acceptable() {
    let cloud = cloud().await;
    let client: atlas_v2::Client = client(&cloud);
    let error = client.send(WithoutVersion).await.unwrap_err();
    let said = Said {
        status: 406,
        code: "INVALID_VERSION_DATE",
        reason: "Not Acceptable",
        detail: "Accept names no version of this resource.",
        parameters: &[json!("application/json")],
        fields: &[],
    };
    check(&error, "getGroupInvite", &said);
}

#[tokio::test]
async fn a_server_that_is_gone_gives_no_answer() {
    let cloud = cloud().await;
    let client: cloud_manager::Client = client(&cloud);
    assert_eq!(client.send(cloud_manager::ListOrgInvites::new(ORG)).await.unwrap(), []);
    drop(cloud);
    // The task of the server ends at its next turn.
    tokio::task::yield_now().await;
    let error = client.send(cloud_manager::ListOrgInvites::new(ORG)).await.unwrap_err();
    assert!(!error.is_api() && error.status().is_none(), "{error:?}");
}
