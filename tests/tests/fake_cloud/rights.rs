//! Who may do what, and what is there.

use serde_json::json;

use crate::{GROUP, ORG, cloud_with, raw::ask};

#[tokio::test]
async fn a_call_wants_the_role_of_the_spec() {
    for (roles, target, code) in [
        (&["Organization Owner"][..], format!("/api/atlas/v2{ORG}"), None),
        (&["Project Owner"], format!("/api/atlas/v2{ORG}"), Some("NOT_ORG_OWNER")),
        (&["Project Owner", "Organization Owner"], format!("/api/atlas/v1.0{ORG}"), None),
        (&["Organization Owner"], format!("/api/atlas/v2{GROUP}"), Some("USER_UNAUTHORIZED")),
        (&["Organization Owner"], format!("/api/public/v1.0{ORG}"), Some("USER_UNAUTHORIZED")),
        (&["Project Owner"], format!("/api/public/v1.0{GROUP}"), Some("NOT_GROUP_USER_ADMIN")),
        (&["Project User Admin"], format!("/api/public/v1.0{GROUP}"), None),
    ] {
        let owned = roles.iter().map(|role| (*role).to_owned()).collect();
        let cloud = cloud_with(|options| options.roles = Some(owned)).await;
        let answer = ask(&cloud, "GET", &target, "").await;
        assert_eq!(answer.status, if code.is_some() { 401 } else { 200 }, "{roles:?} {target}");
        assert_eq!(answer.json().get("errorCode"), code.map(|code| json!(code)).as_ref());
        // Another key would not help, so nothing asks for one.
        assert!(!answer.headers.contains_key("www-authenticate"));
    }
}

#[tokio::test]
async fn an_owner_has_what_others_have() {
    for (role, target, status) in [
        ("Organization Owner", "/orgs/5df7a168f10fab3a149357fb/users", 200),
        ("Organization Member", "/orgs/5df7a168f10fab3a149357fb/users", 200),
        ("Project Owner", "/orgs/5df7a168f10fab3a149357fb/users", 401),
        ("Project Owner", "/groups/32b6e34b3d91647abb20e7b8/users", 200),
        ("Project Read Only", "/groups/32b6e34b3d91647abb20e7b8/users", 200),
    ] {
        let cloud = cloud_with(|options| options.roles = Some(vec![role.to_owned()])).await;
        let target = format!("/api/atlas/v2{target}");
        assert_eq!(ask(&cloud, "GET", &target, "").await.status, status, "{role} {target}");
    }
}

#[tokio::test]
async fn strict_ids_are_those_of_the_spec_s_examples() {
    const OTHER: &str = "0123456789abcdef01234567";
    let cloud = cloud_with(|options| options.strict_ids = true).await;
    let v2 = |path: &str| format!("/api/atlas/v2{path}");
    for (target, code) in [
        (v2(ORG), None),
        (v2(GROUP), None),
        (v2(&format!("/orgs/{OTHER}/invites")), Some("ORG_NOT_FOUND")),
        (v2(&format!("/groups/{OTHER}/invites")), Some("GROUP_NOT_FOUND")),
        (v2(&format!("/groups/{OTHER}/invites/{OTHER}")), Some("GROUP_NOT_FOUND")),
        // Ids that calls give out are looked up, as ever.
        (v2(&format!("{GROUP}/{OTHER}")), Some("RESOURCE_NOT_FOUND")),
    ] {
        let answer = ask(&cloud, "GET", &target, "").await;
        assert_eq!(answer.status, if code.is_some() { 404 } else { 200 }, "{target}");
        assert_eq!(answer.json().get("errorCode"), code.map(|code| json!(code)).as_ref());
    }
    for (member, code) in [
        (r#""teamIds":["5f0e15e3d52a043fed8b1c93"]"#, None),
        (r#""teamIds":["0123456789abcdef01234567"]"#, Some("TEAM_NOT_FOUND")),
        (
            r#""groupRoleAssignments":[{"groupId":"0123456789abcdef01234567","roles":[]}]"#,
            Some("GROUP_NOT_FOUND"),
        ),
    ] {
        let body = format!(r#"{{"username":"a@b.c","roles":[],{member}}}"#);
        let answer = ask(&cloud, "POST", &v2(ORG), &body).await;
        assert_eq!(answer.status, if code.is_some() { 404 } else { 200 }, "{member}");
        let said = answer.json();
        assert_eq!(said.get("errorCode"), code.map(|code| json!(code)).as_ref());
        if code.is_some() {
            assert_eq!(said["parameters"], json!([OTHER]));
        }
    }
}
