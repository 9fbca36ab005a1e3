//! A spec with one more resource is served with all that the others have, by no code of its own.

use std::{path::Path, sync::Arc};

use codegen::{Api, Sources};
use http::Request;
use serde_json::{Value, json};
use tests::fake_cloud::{Clock, FakeCloud, Options};

use crate::raw::{Raw, send, token};

const KEYS: &str = "/orgs/5df7a168f10fab3a149357fb/apiKeys";

/// The workspace's spec and `one-more.yaml`.
fn api() -> Arc<Api> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let spec = Sources::read(&folder, "spec").unwrap();
    let mut texts: Vec<_> =
        spec.files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    texts.push(("spec/org-api-keys.yaml", include_str!("one-more.yaml")));
    let sources = Sources::from_texts(texts);
    let resolved = codegen::parse(&sources).and_then(|spec| codegen::resolve(&spec));
    Arc::new(resolved.unwrap_or_else(|found| panic!("{}", found.render(&sources, false))))
}

async fn cloud(now: &str, role: Option<&str>) -> FakeCloud {
    let roles = role.map(|role| vec![role.to_owned()]);
    let options = Options { clock: Clock::at(now), roles, ..Options::default() };
    FakeCloud::start(api(), options).await.unwrap()
}

async fn ask(cloud: &FakeCloud, surface: &str, query: &str, body: Option<&str>) -> Raw {
    let target = format!("{surface}{KEYS}{query}");
    let request = if body.is_some() { Request::post(target) } else { Request::get(target) };
    let request = request
        .header("authorization", format!("Bearer {}", token(cloud).await))
        .header("accept", "application/vnd.atlas.2024-08-05+json")
        .header("content-type", "application/json");
    send(cloud, request, body.unwrap_or_default().to_owned()).await
}

const NOW: &str = "2026-01-14T15:28:13Z";
const KEY: &str = r#"{"desc":"x","roles":["ORG_OWNER"],"uses":3}"#;

#[tokio::test]
async fn it_is_created_and_listed_with_its_own_statuses_and_members() {
    let cloud = cloud(NOW, None).await;
    let expected = json!({
        "id": "6967b60d0000000000000001",
        "desc": "x",
        "publicKey": "ABCDEFGH",
        "roles": ["ORG_OWNER"],
        "uses": 3,
    });
    let created = ask(&cloud, "/api/atlas/v2", "", Some(KEY)).await;
    assert_eq!((created.status, created.json()), (202, expected.clone()));
    assert_eq!(created.header("deprecation"), "Thu, 1 Jan 2026 00:00:00 GMT");
    assert_eq!(created.header("sunset"), "Mon, 9 Mar 2026 00:00:00 GMT");
    assert_eq!(created.header("ratelimit-remaining"), "499");

    // Unlike an invitation it has no end.
    cloud.clock().advance(40 * 24 * 3600);
    for (query, found) in [
        ("?roles=ORG_OWNER", 1),
        ("?roles=ORG_MEMBER&roles=ORG_OWNER&pageNum=2", 1),
        ("?roles=ORG_MEMBER", 0),
    ] {
        let listed = ask(&cloud, "/api/atlas/v2", query, None).await;
        let results: Vec<_> = vec![expected.clone(); found];
        assert_eq!(listed.json(), json!({ "results": results, "totalCount": found }), "{query}");
        // Elsewhere the spec has an array.
        let listed = ask(&cloud, "/api/public/v1.0", query, None).await;
        assert_eq!(listed.json(), Value::Array(results), "{query}");
    }
    // A page takes the status in.
    let query = "?roles=ORG_OWNER&envelope=true";
    let listed = ask(&cloud, "/api/atlas/v2", query, None).await.json();
    assert_eq!(listed, json!({ "status": 200, "results": [expected], "totalCount": 1 }));
    let created = ask(&cloud, "/api/public/v1.0", "?envelope=true", Some(KEY)).await;
    assert_eq!((created.status, &created.json()["status"]), (201, &json!(201)));
}

#[tokio::test]
async fn its_members_parameters_and_roles_are_checked() {
    let cloud = cloud(NOW, None).await;
    for (query, body, code, parameter) in [
        ("", Some(r#"{"roles":[]}"#), "MISSING_ATTRIBUTE", "desc"),
        ("", Some(r#"{"desc":"x","roles":["C_RED"]}"#), "INVALID_ENUM_VALUE", "C_RED"),
        ("", Some(r#"{"desc":"x","roles":[],"uses":"3"}"#), "INVALID_ATTRIBUTE", "uses"),
        ("", None, "INVALID_QUERY_PARAMETER", "roles"),
        ("?roles=ORG_OWNER&pageNum=x", None, "INVALID_QUERY_PARAMETER", "pageNum"),
        ("?roles=C_RED", None, "INVALID_ENUM_VALUE", "C_RED"),
    ] {
        let said = ask(&cloud, "/api/atlas/v2", query, body).await.json();
        assert_eq!((&said["error"], &said["errorCode"]), (&json!(400), &json!(code)), "{said}");
        assert_eq!(said["parameters"], json!([parameter]));
    }
}

#[tokio::test]
async fn it_wants_its_role_and_ends_with_its_sunset() {
    let cloud = cloud(NOW, Some("Organization User Admin")).await;
    let refused = ask(&cloud, "/api/atlas/v2", "", Some(KEY)).await;
    assert_eq!((refused.status, &refused.json()["errorCode"]), (401, &json!("NOT_ORG_OWNER")));
    assert_eq!(ask(&cloud, "/api/public/v1.0", "", Some(KEY)).await.status, 201);

    cloud.clock().advance(54 * 24 * 3600);
    let gone = ask(&cloud, "/api/atlas/v2", "", Some(KEY)).await;
    let path = format!("api/atlas/v2{KEYS}");
    assert_eq!((gone.status, &gone.json()["parameters"]), (410, &json!(["2024-08-05", path])));
}
