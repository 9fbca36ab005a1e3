//! All operations of all surfaces, to the byte: method, path, query, media types, body, and how many
//! requests they cost.
//!
//! What is expected is written here by hand out of MongoDB's documents, not taken from the spec.

use crate::under_test::{atlas_v1, atlas_v2, cloud_manager, ops_manager};
use tests::fake_cloud::{FakeCloud, Logged};

use crate::setup::{GROUP, ORG, TEAM, client, cloud};

/// Sends each of the 12 operations of a surface once, and each list a second time with its filter.
/// The macro is the loop over modules whose types are alike but not the same; `$update` finishes
/// the two organization updates, which take more on some surfaces.
macro_rules! send_all {
    ($surface:ident, $cloud:expr, |$update:ident| $finish:expr) => {{
        use $surface::*;
        let client: Client = client($cloud);
        let (jane, jose) = ("jane.smith@example.com", "jose+x@example.com");

        let create = CreateOrgInvite::new(ORG, jane, [OrgRole::Member, OrgRole::ReadOnly]);
        let created: Option<OrgInvitation> =
            client.send(create.team_ids([TEAM])).await.unwrap().into();
        let id = created.unwrap().id;
        let _ = client.send(ListOrgInvites::new(ORG)).await.unwrap();
        let _ = client.send(ListOrgInvites::new(ORG).username(jose)).await.unwrap();
        let _ = client.send(GetOrgInvite::new(ORG, id)).await.unwrap();
        let $update = UpdateOrgInvites::new(ORG, jane, [OrgRole::Owner]);
        let _ = client.send($finish).await.unwrap();
        let $update = UpdateOrgInviteById::new(ORG, id, [OrgRole::GroupCreator]);
        let _ = client.send($finish).await.unwrap();
        client.send(DeleteOrgInvite::new(ORG, id)).await.unwrap();

        let create = CreateGroupInvite::new(GROUP, jose, [GroupRole::ReadOnly]);
        let created: Option<GroupInvitation> = client.send(create).await.unwrap().into();
        let id = created.unwrap().id;
        let _ = client.send(ListGroupInvites::new(GROUP)).await.unwrap();
        let listed = client.send(ListGroupInvites::new(GROUP).username(jose)).await.unwrap();
        assert_eq!(listed.len(), 1, "the filter finds the address");
        let _ = client.send(GetGroupInvite::new(GROUP, id)).await.unwrap();
        let roles = [GroupRole::Owner, GroupRole::DataAccessAdmin];
        let _ = client.send(UpdateGroupInvites::new(GROUP, jose, roles)).await.unwrap();
        let roles = [GroupRole::DataAccessReadWrite, GroupRole::DataAccessReadOnly];
        let _ = client.send(UpdateGroupInviteById::new(GROUP, id, roles)).await.unwrap();
        client.send(DeleteGroupInvite::new(GROUP, id)).await.unwrap();
    }};
}

/// What the twelve operations look like below the path of every surface: the first line, and the body.
/// `$EXTRA` is what the surface adds to the two updates of an organization's invitation.
const CALLS: &str = r#"
POST /orgs/5df7a168f10fab3a149357fb/invites
{"username":"jane.smith@example.com","roles":["ORG_MEMBER","ORG_READ_ONLY"],"teamIds":["5f0e15e3d52a043fed8b1c93"]}
GET /orgs/5df7a168f10fab3a149357fb/invites
GET /orgs/5df7a168f10fab3a149357fb/invites?username=jose%2Bx%40example.com
GET /orgs/5df7a168f10fab3a149357fb/invites/6967b60d0000000000000001
PATCH /orgs/5df7a168f10fab3a149357fb/invites
{"username":"jane.smith@example.com","roles":["ORG_OWNER"]$EXTRA}
PATCH /orgs/5df7a168f10fab3a149357fb/invites/6967b60d0000000000000001
{"roles":["ORG_GROUP_CREATOR"]$EXTRA}
DELETE /orgs/5df7a168f10fab3a149357fb/invites/6967b60d0000000000000001
POST /groups/32b6e34b3d91647abb20e7b8/invites
{"username":"jose+x@example.com","roles":["GROUP_READ_ONLY"]}
GET /groups/32b6e34b3d91647abb20e7b8/invites
GET /groups/32b6e34b3d91647abb20e7b8/invites?username=jose%2Bx%40example.com
GET /groups/32b6e34b3d91647abb20e7b8/invites/6967b60d0000000000000002
PATCH /groups/32b6e34b3d91647abb20e7b8/invites
{"username":"jose+x@example.com","roles":["GROUP_OWNER","GROUP_DATA_ACCESS_ADMIN"]}
PATCH /groups/32b6e34b3d91647abb20e7b8/invites/6967b60d0000000000000002
{"roles":["GROUP_DATA_ACCESS_READ_WRITE","GROUP_DATA_ACCESS_READ_ONLY"]}
DELETE /groups/32b6e34b3d91647abb20e7b8/invites/6967b60d0000000000000002
"#;

const ATLAS_EXTRA: &str = r#","teamIds":["5f0e15e3d52a043fed8b1c93"],"groupRoleAssignments":[{"groupId":"32b6e34b3d91647abb20e7b8","roles":["GROUP_OWNER","GROUP_READ_ONLY"]}]"#;

/// What is documented of a surface.
struct Documented {
    path: &'static str,
    media: &'static str,
    extra: &'static str,
    /// Status of the two creates.
    created: u16,
}

#[tokio::test]
async fn atlas_v2_sends_what_is_documented() {
    let cloud = cloud().await;
    send_all!(atlas_v2, &cloud, |update| update.team_ids([TEAM]).group_role_assignments([
        NewGroupRoleAssignment::new(GROUP, [GroupRole::Owner, GroupRole::ReadOnly])
    ]));
    check(
        &cloud,
        &Documented {
            path: "/api/atlas/v2",
            media: "application/vnd.atlas.2023-01-01+json",
            extra: ATLAS_EXTRA,
            created: 200,
        },
    );
}

#[tokio::test]
async fn atlas_v1_sends_what_is_documented() {
    let cloud = cloud().await;
    send_all!(atlas_v1, &cloud, |update| update.team_ids([TEAM]).group_role_assignments([
        NewGroupRoleAssignment::new(GROUP, [GroupRole::Owner, GroupRole::ReadOnly])
    ]));
    check(
        &cloud,
        &Documented {
            path: "/api/atlas/v1.0",
            media: "application/json",
            extra: ATLAS_EXTRA,
            created: 200,
        },
    );
}

#[tokio::test]
async fn cloud_manager_sends_what_is_documented() {
    let cloud = cloud().await;
    send_all!(cloud_manager, &cloud, |update| update);
    check(
        &cloud,
        &Documented {
            path: "/api/public/v1.0",
            media: "application/json",
            extra: "",
            created: 201,
        },
    );
}

#[tokio::test]
async fn ops_manager_sends_what_is_documented() {
    let cloud = cloud().await;
    send_all!(ops_manager, &cloud, |update| update);
    check(
        &cloud,
        &Documented {
            path: "/ops-manager/api/public/v1.0",
            media: "application/json",
            extra: "",
            created: 201,
        },
    );
}

fn check(cloud: &FakeCloud, documented: &Documented) {
    let log = cloud.log();
    let (probe, calls) = log.split_first().unwrap();

    // The first request asks for the challenge and is the first call but for its authorization.
    assert_eq!(probe.status, 401);
    assert_eq!(probe.header("authorization"), None);
    assert_eq!(written(probe), written(&calls[0]));

    let got: Vec<_> = calls.iter().map(written).collect();
    let expected = CALLS.replace("$EXTRA", documented.extra);
    let expected = expected_log(&expected, documented);
    assert_eq!(got.join("\n"), expected.join("\n"));

    let statuses: Vec<_> = calls.iter().map(|call| (call.method.as_str(), call.status)).collect();
    for (method, status) in statuses {
        let expected = match method {
            "POST" => documented.created,
            "DELETE" => 204,
            _ => 200,
        };
        assert_eq!(status, expected, "{method}");
    }
    check_digest(calls);
    check_headers(&log);
}

/// A request in words: the request line, then the media types, then the body.
pub(crate) fn written(logged: &Logged) -> String {
    let Logged { method, target, body, .. } = logged;
    let shown = |name| logged.header(name).unwrap_or("none");
    let body = std::str::from_utf8(body).unwrap();
    format!(
        "{method} {target}\n  accept: {}\n  content-type: {}\n  {body}",
        shown("accept"),
        shown("content-type")
    )
}

fn expected_log(calls: &str, documented: &Documented) -> Vec<String> {
    let Documented { path, media, .. } = documented;
    let mut lines = calls.trim().lines().peekable();
    let mut expected = Vec::new();
    while let Some(line) = lines.next() {
        let (method, target) = line.split_once(' ').unwrap();
        let body = lines.next_if(|line| line.starts_with('{'));
        let content = if body.is_some() { media } else { "none" };
        expected.push(format!(
            "{method} {path}{target}\n  accept: {media}\n  content-type: {content}\n  {}",
            body.unwrap_or_default()
        ));
    }
    expected
}

/// One nonce for all calls, its count rising by one, and the request target as `uri`.
fn check_digest(calls: &[Logged]) {
    let nonce = calls[0].digest("nonce");
    assert!(nonce.is_some());
    for (call, count) in calls.iter().zip(1..) {
        assert_eq!(call.digest("nonce"), nonce);
        assert_eq!(call.digest("nc").unwrap(), format!("{count:08x}"));
        assert_eq!(call.digest("uri").as_ref(), Some(&call.target));
    }
}

/// Nothing goes over the wire that nobody asked for.
fn check_headers(log: &[Logged]) {
    for logged in log {
        let mut names: Vec<_> = logged.headers.keys().map(http::HeaderName::as_str).collect();
        names.sort_unstable();
        names.retain(|name| *name != "authorization");
        let expected: &[&str] = if logged.body.is_empty() {
            &["accept", "host", "user-agent"]
        } else {
            &["accept", "content-length", "content-type", "host", "user-agent"]
        };
        assert_eq!(names, expected, "{} {}", logged.method, logged.target);
    }
}
