//! Roles: each surface knows and takes those that its own documents list, and no others.

use crate::under_test::{OpenEnum, atlas_v1, atlas_v2, cloud_manager, ops_manager};

use crate::setup::{GROUP, ORG, client, cloud};

const EVERYWHERE: &[&str] = &[
    "ORG_OWNER",
    "ORG_MEMBER",
    "ORG_GROUP_CREATOR",
    "ORG_READ_ONLY",
    "GROUP_OWNER",
    "GROUP_READ_ONLY",
    "GROUP_DATA_ACCESS_ADMIN",
    "GROUP_DATA_ACCESS_READ_WRITE",
    "GROUP_DATA_ACCESS_READ_ONLY",
];

/// Not on Ops Manager, which has no billing.
const BILLING: &[&str] = &["ORG_BILLING_ADMIN", "ORG_BILLING_READ_ONLY"];

const ATLAS: &[&str] = &[
    "ORG_STREAM_PROCESSING_ADMIN",
    "GROUP_CLUSTER_MANAGER",
    "GROUP_DATABASE_ACCESS_ADMIN",
    "GROUP_BACKUP_MANAGER",
    "GROUP_OBSERVABILITY_VIEWER",
    "GROUP_STREAM_PROCESSING_OWNER",
    "GROUP_SEARCH_INDEX_EDITOR",
    "GROUP_ACCESS_MANAGER",
    "GROUP_CLUSTER_CREATOR",
    "GROUP_REPLICA_SET_MANAGER",
    "GROUP_CLUSTER_LOG_VIEWER",
    "GROUP_CLUSTER_RESILIENCE_TESTER",
    "GROUP_BACKUP_CREATOR",
    "GROUP_BACKUP_RECOVERY_OPERATOR",
    "GROUP_BACKUP_EXPORT_OPERATOR",
    "GROUP_NETWORK_ACCESS_MANAGER",
    "GROUP_TRIGGER_MANAGER",
    "GROUP_INDEX_MANAGER",
    "GROUP_REAL_TIME_PERFORMANCE_OPERATOR",
    "GROUP_SUPPORT_ACCESS_MANAGER",
    "GROUP_ALERTS_MANAGER",
    "GROUP_MODEL_OWNER",
];

const PUBLIC: &[&str] =
    &["GROUP_AUTOMATION_ADMIN", "GROUP_BACKUP_ADMIN", "GROUP_MONITORING_ADMIN", "GROUP_USER_ADMIN"];

/// They exist on Ops Manager, but no invitation can give them.
const GLOBAL: &[&str] = &["GLOBAL_OWNER", "GLOBAL_READ_ONLY"];

/// Sends an invitation with each role. The macro is the loop over modules whose types are alike but
/// not the same.
macro_rules! check {
    ($surface:ident, knows $($known:ident)*, not $($unknown:ident)*) => {{
        let cloud = cloud().await;
        let client: $surface::Client = client(&cloud);
        for role in [$($known),*].concat() {
            if role.starts_with("ORG_") {
                let known = $surface::OrgRole::known(role).expect(role);
                assert_eq!(known.as_str(), role);
                let create = $surface::CreateOrgInvite::new(ORG, "jane@example.com", [known]);
                let created: Option<$surface::OrgInvitation> =
                    client.send(create).await.expect(role).into();
                assert_eq!(created.unwrap().roles, [$surface::OrgRole::from(role)]);
                assert_eq!($surface::GroupRole::known(role), None, "{role}");
            } else {
                let known = $surface::GroupRole::known(role).expect(role);
                assert_eq!(known.as_str(), role);
                let create = $surface::CreateGroupInvite::new(GROUP, "jane@example.com", [known]);
                let created: Option<$surface::GroupInvitation> =
                    client.send(create).await.expect(role).into();
                assert_eq!(created.unwrap().roles, [$surface::GroupRole::from(role)]);
                assert_eq!($surface::OrgRole::known(role), None, "{role}");
            }
        }
        for role in [$($unknown),*].concat() {
            assert_eq!($surface::OrgRole::known(role), None, "{role}");
            assert_eq!($surface::GroupRole::known(role), None, "{role}");
            let roles = [$surface::GroupRole::from(role)];
            let create = $surface::CreateGroupInvite::new(GROUP, "jane@example.com", roles);
            let error = client.send(create).await.expect_err(role);
            assert_eq!(error.api().unwrap().code().map(crate::under_test::ErrorCode::as_str), Some("INVALID_ENUM_VALUE"), "{role}");
        }
    }};
}

#[tokio::test]
async fn atlas_v2_has_its_roles() {
    check!(atlas_v2, knows EVERYWHERE BILLING ATLAS, not PUBLIC GLOBAL);
}

#[tokio::test]
async fn atlas_v1_has_the_same() {
    check!(atlas_v1, knows EVERYWHERE BILLING ATLAS, not PUBLIC GLOBAL);
}

#[tokio::test]
async fn cloud_manager_has_its_roles() {
    check!(cloud_manager, knows EVERYWHERE BILLING PUBLIC, not ATLAS GLOBAL);
}

#[tokio::test]
async fn ops_manager_has_no_billing() {
    check!(ops_manager, knows EVERYWHERE PUBLIC, not ATLAS BILLING GLOBAL);
}
