//! The fake cloud itself: what it refuses, and how it says so.

mod forms;
mod lifetime;
mod limits;
mod log;
mod oauth;
mod one_more;
mod people;
mod raw;
mod rights;

use http::Request;
use serde_json::{Value, json};
use tests::fake_cloud::{Clock, FakeCloud, Options};

use self::raw::{send, token};

const V2: &str = "application/vnd.atlas.2023-01-01+json";
const ORG: &str = "/orgs/5df7a168f10fab3a149357fb/invites";
const GROUP: &str = "/groups/32b6e34b3d91647abb20e7b8/invites";
const INVITATION: &str = r#"{"username":"a@b.c","roles":[]}"#;

async fn cloud() -> FakeCloud {
    cloud_with(|_| {}).await
}

async fn cloud_with(change: impl FnOnce(&mut Options)) -> FakeCloud {
    let mut options = Options { clock: Clock::at("2026-01-14T15:28:13Z"), ..Options::default() };
    change(&mut options);
    FakeCloud::start(tests::spec(), options).await.unwrap()
}

/// A request that passed authentication, with its answer.
async fn call(method: &str, target: &str, accept: &str, content: &str, body: &str) -> (u16, Value) {
    let cloud = cloud().await;
    let request = Request::builder()
        .method(method)
        .uri(target)
        .header("authorization", format!("Bearer {}", token(&cloud).await))
        .header("accept", accept)
        .header("content-type", content);
    let answer = send(&cloud, request, body.to_owned()).await;
    (answer.status, answer.json())
}

/// A create on Atlas v2 is refused with this code, these parameters and these fields.
async fn check_body(body: &str, code: &str, parameters: Value, fields: &[&str]) {
    let (status, said) = call("POST", &format!("/api/atlas/v2{ORG}"), V2, V2, body).await;
    assert_eq!((status, &said["error"]), (400, &json!(400)), "{body}");
    assert_eq!(said["errorCode"], code, "{body}");
    assert_eq!(said["reason"], "Bad Request");
    assert_eq!(said["parameters"], parameters, "{body}");
    let named = said["badRequestDetail"]["fields"].as_array();
    let named: Vec<_> = named.into_iter().flatten().map(|field| &field["field"]).collect();
    assert_eq!(named, fields, "{body}");
}

#[tokio::test]
async fn a_body_has_the_members_of_the_spec() {
    check_body("", "MALFORMED_JSON", json!([]), &[]).await;
    check_body("{", "MALFORMED_JSON", json!([]), &[]).await;
    check_body("[]", "INVALID_JSON", json!([]), &[]).await;
    check_body("{}", "MISSING_ATTRIBUTE", json!(["username"]), &["username", "roles"]).await;
    let roles = r#"{"roles":["ORG_OWNER"]}"#;
    check_body(roles, "MISSING_ATTRIBUTE", json!(["username"]), &["username"]).await;
    let id = r#"{"username":"a@b.c","roles":[],"id":"x","orgId":"y"}"#;
    check_body(id, "INVALID_ATTRIBUTE", json!(["id"]), &["id", "orgId"]).await;
    let role = r#"{"username":"a@b.c","roles":["ORG_OWNER","GROUP_OWNER"]}"#;
    check_body(role, "INVALID_ENUM_VALUE", json!(["GROUP_OWNER"]), &["roles[1]"]).await;
}

#[tokio::test]
async fn members_have_the_types_of_the_spec() {
    for (member, at) in [
        (r#""teamIds":"5f0e15e3d52a043fed8b1c93""#, "teamIds"),
        (r#""teamIds":["5F0E15E3D52A043FED8B1C93"]"#, "teamIds[0]"),
        (r#""teamIds":[1]"#, "teamIds[0]"),
        (r#""teamIds":null"#, "teamIds"),
        (r#""groupRoleAssignments":[1]"#, "groupRoleAssignments[0]"),
        (
            r#""groupRoleAssignments":[{"groupId":"x","roles":[]}]"#,
            "groupRoleAssignments[0].groupId",
        ),
    ] {
        let body = format!(r#"{{"username":"a@b.c","roles":[],{member}}}"#);
        check_body(&body, "INVALID_ATTRIBUTE", json!([at]), &[at]).await;
    }
    // The answer's form of an assignment: one role instead of several.
    let body = r#"{"username":"a@b.c","roles":[],"groupRoleAssignments":[{"groupId":"32b6e34b3d91647abb20e7b8","groupRole":"GROUP_OWNER"}]}"#;
    let (roles, role) = ("groupRoleAssignments[0].roles", "groupRoleAssignments[0].groupRole");
    check_body(body, "MISSING_ATTRIBUTE", json!([roles]), &[roles, role]).await;
}

#[tokio::test]
async fn each_surface_has_its_own_members_and_roles() {
    let assignments = r#"{"username":"a@b.c","roles":[],"groupRoleAssignments":[]}"#;
    let billing = r#"{"username":"a@b.c","roles":["ORG_STREAM_PROCESSING_ADMIN"]}"#;
    let json = "application/json";
    for (surface, accept, expected) in [
        ("/api/atlas/v2", V2, [200, 200]),
        ("/api/atlas/v1.0", json, [200, 200]),
        ("/api/public/v1.0", json, [400, 400]),
    ] {
        for (body, expected) in [assignments, billing].into_iter().zip(expected) {
            let target = format!("{surface}{ORG}");
            let (status, said) = call("POST", &target, accept, json, body).await;
            assert_eq!(status, expected, "{surface} {body}");
            assert_eq!(said.get("badRequestDetail"), None);
        }
    }
}

#[tokio::test]
async fn media_types_name_the_version() {
    const BODY: &str = r#"{"username":"a@b.c","roles":[]}"#;
    let target = format!("/api/atlas/v2{ORG}");
    for (accept, content, expected) in [
        (V2, V2, 200),
        (V2, "application/json", 200),
        (V2, "application/json; charset=utf-8", 200),
        ("application/json, application/vnd.atlas.2023-01-01+json;q=0.5", V2, 200),
        ("application/json", V2, 406),
        ("*/*", V2, 406),
        ("application/vnd.atlas.2022-12-31+json", V2, 406),
        // The newest version that is not newer than the date.
        ("application/vnd.atlas.2025-03-12+json", V2, 200),
        ("application/vnd.atlas.2025-03-12+json", "application/vnd.atlas.2025-03-12+json", 200),
        // Not out yet.
        ("application/vnd.atlas.2026-01-15+json", V2, 406),
        ("application/vnd.atlas.2025-02-30+json", V2, 406),
        ("application/vnd.house.2023-01-01+json", V2, 406),
        (V2, "text/plain", 415),
        (V2, "application/vnd.atlas.2022-12-31+json", 415),
    ] {
        let (status, said) = call("POST", &target, accept, content, BODY).await;
        assert_eq!(status, expected, "{accept} {content}");
        if status == 406 {
            assert_eq!(said["errorCode"], "INVALID_VERSION_DATE");
        }
    }
}

#[tokio::test]
async fn paths_and_queries_are_those_of_the_spec() {
    let json = "application/json";
    for (target, expected) in [
        (format!("/api/public/v1.0{ORG}"), None),
        (format!("/api/public/v1.0{ORG}?username=a"), None),
        (format!("/api/public/v1.0{ORG}?usernam=a"), Some("INVALID_QUERY_PARAMETER")),
        (format!("/api/public/v1.0{ORG}/"), Some("RESOURCE_NOT_FOUND")),
        (format!("/api/public/v1.0{ORG}/x"), Some("RESOURCE_NOT_FOUND")),
        (format!("/api/atlas/v1.0{ORG}/x"), Some("INVALID_PATH_PARAMETER")),
        ("/api/public/v1.0/groups/x/invites".to_owned(), Some("INVALID_GROUP_ID")),
        (format!("/api/public/v1.0{ORG}/5df7a168f10fab3a149357fb"), Some("RESOURCE_NOT_FOUND")),
        (format!("/api/public/v1.0{ORG}/5df7a168f10fab3a149357fb/x"), Some("RESOURCE_NOT_FOUND")),
        (format!("/api/public/v1.1{ORG}"), Some("RESOURCE_NOT_FOUND")),
        (ORG.to_owned(), Some("RESOURCE_NOT_FOUND")),
    ] {
        let (status, said) = call("GET", &target, json, json, "").await;
        assert_eq!(said.get("errorCode").and_then(Value::as_str), expected, "{target}");
        assert_eq!(status == 200, expected.is_none(), "{target}");
    }
}

/// Ops Manager takes no tokens, and it is behind its own prefix.
#[tokio::test]
async fn a_token_is_no_good_on_ops_manager() {
    let json = "application/json";
    let (status, said) =
        call("GET", &format!("/ops-manager/api/public/v1.0{ORG}"), json, json, "").await;
    assert_eq!((status, &said["errorCode"]), (401, &json!("NO_CURRENT_USER")));
    let (status, _) = call("POST", "/ops-manager/api/oauth/token", json, json, "").await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn surfaces_at_one_address_share_what_is_written_and_ops_manager_does_not() {
    let cloud = cloud().await;
    let bearer = format!("Bearer {}", token(&cloud).await);
    let target = format!("/api/atlas/v1.0{ORG}");
    let create = Request::post(target).header("authorization", &bearer);
    let create = create.header("content-type", "application/json");
    let body = r#"{"username":"a@b.c","roles":["ORG_OWNER"],"teamIds":["5f0e15e3d52a043fed8b1c93"],"groupRoleAssignments":[{"groupId":"32b6e34b3d91647abb20e7b8","roles":["GROUP_OWNER"]}]}"#;
    let created = send(&cloud, create, body).await;
    assert_eq!(created.status, 200);
    let mut expected = json!([{
        "id": "6967b60d0000000000000001",
        "orgId": "5df7a168f10fab3a149357fb",
        "orgName": "example-org",
        "username": "a@b.c",
        "roles": ["ORG_OWNER"],
        "teamIds": ["5f0e15e3d52a043fed8b1c93"],
        "groupRoleAssignments": [
            { "groupId": "32b6e34b3d91647abb20e7b8", "groupRole": "GROUP_OWNER" },
        ],
        "inviterUsername": "mdb_sa_id_1234567890abcdef12345678",
        "createdAt": "2026-01-14T15:28:13Z",
        "expiresAt": "2026-02-13T15:28:13Z",
    }]);
    assert_eq!(created.json(), expected[0]);

    let list = Request::get(format!("/api/atlas/v2{ORG}")).header("authorization", &bearer);
    assert_eq!(send(&cloud, list.header("accept", V2), "").await.json(), expected);
    // Cloud Manager has no such member.
    expected[0].as_object_mut().unwrap().remove("groupRoleAssignments");
    let list = Request::get(format!("/api/public/v1.0{ORG}")).header("authorization", &bearer);
    assert_eq!(send(&cloud, list, "").await.json(), expected);
}

#[tokio::test]
async fn the_challenge_comes_in_latin_1_and_with_an_error() {
    let cloud = cloud().await;
    let get = Request::get(format!("/ops-manager/api/public/v1.0{ORG}"));
    let answer = send(&cloud, get, "").await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("content-type"), "application/json;charset=ISO-8859-1");
    let challenge = answer.header("www-authenticate");
    assert!(challenge.starts_with(r#"Digest realm="MMS Public API", domain="", nonce=""#));
    assert_eq!(answer.json()["errorCode"], "NO_CURRENT_USER");
    // An unknown nonce is stale, whatever else is wrong.
    let get = Request::get(format!("/ops-manager/api/public/v1.0{ORG}"));
    let wrong = r#"Digest username="x", realm="MMS Public API", nonce="x", uri="/", qop=auth, nc=00000001, cnonce="x", response="x""#;
    let answer = send(&cloud, get.header("authorization", wrong), "").await;
    assert!(answer.header("www-authenticate").ends_with("stale=true"));
}

#[tokio::test]
async fn a_withdrawal_too_late_has_a_code_of_its_own_on_atlas() {
    for (surface, expected) in [
        ("/api/atlas/v2", (400, "INVALID_INVITATION_ID")),
        ("/api/public/v1.0", (404, "RESOURCE_NOT_FOUND")),
    ] {
        let target = format!("{surface}{ORG}/0123456789abcdef01234567");
        let (status, said) = call("DELETE", &target, V2, V2, "").await;
        assert_eq!((status, said["errorCode"].as_str().unwrap()), expected, "{surface}");
    }
}
