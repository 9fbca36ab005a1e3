//! People: who is visible to whom, in which state, and what is refused.

use http::Request;
use serde_json::{Value, json};
use tests::fake_cloud::{FakeCloud, Person};

use crate::{
    cloud_with,
    raw::{send, token},
};

const ORG: &str = "5df7a168f10fab3a149357fb";
const USERS: &str = "/orgs/5df7a168f10fab3a149357fb/users";
const MEMBERS: &str = "/groups/32b6e34b3d91647abb20e7b8/users";
const NEW: &str = "2025-02-19";
const OLD: &str = "2023-01-01";

/// One of each state, and all but the last have the project.
async fn cloud() -> FakeCloud {
    let seeds = [Person::active, Person::expired, Person::rejected, Person::active];
    let names = ["active", "expired", "rejected", "other"];
    let project = |person: Person| person.group_role("32b6e34b3d91647abb20e7b8", "GROUP_OWNER");
    let person = |(seed, name): (fn(&str, String) -> Person, &str)| {
        let person = seed(ORG, format!("{name}@b.c")).role("ORG_MEMBER");
        if name == "other" { person } else { project(person) }
    };
    let seeds = seeds.map(|seed| seed as fn(&str, String) -> Person);
    let people = seeds.into_iter().zip(names).map(person).collect();
    let cloud = cloud_with(|options| options.people = people).await;
    let (status, _) = call(&cloud, "POST", USERS, NEW, &invitation("pending@b.c")).await;
    assert_eq!(status, 201);
    cloud
}

fn invitation(name: &str) -> String {
    let roles = json!({ "orgRoles": ["ORG_MEMBER"] });
    json!({ "username": name, "roles": roles }).to_string()
}

async fn call(cloud: &FakeCloud, method: &str, at: &str, date: &str, body: &str) -> (u16, Value) {
    let request = Request::builder()
        .method(method)
        .uri(format!("/api/atlas/v2{at}"))
        .header("authorization", format!("Bearer {}", token(cloud).await))
        .header("accept", format!("application/vnd.atlas.{date}+json"))
        .header("content-type", "application/json");
    let answer = send(cloud, request, body.to_owned()).await;
    (answer.status, serde_json::from_slice(&answer.body).unwrap_or_default())
}

/// The people of a page, without what stands behind the `@`.
fn names(page: &Value) -> String {
    let results = page["results"].as_array().unwrap();
    let names = results.iter().map(|one| one["username"].as_str().unwrap());
    names.filter_map(|name| name.split('@').next()).collect::<Vec<_>>().join(" ")
}

async fn id_of(cloud: &FakeCloud, name: &str) -> String {
    let all = format!(
        "{USERS}?orgMembershipStatuses=ACTIVE&orgMembershipStatuses=PENDING\
         &orgMembershipStatuses=INVITATION_EXPIRED&orgMembershipStatuses=INVITATION_REJECTED\
         &username={name}@b.c"
    );
    let (_, page) = call(cloud, "GET", &all, NEW, "").await;
    page["results"][0]["id"].as_str().unwrap_or_else(|| panic!("no {name}: {page}")).to_owned()
}

#[tokio::test]
async fn a_list_has_who_is_asked_for() {
    let cloud = cloud().await;
    for (at, date, expected) in [
        (USERS, NEW, "pending active other"),
        (MEMBERS, NEW, "active"),
        (USERS, OLD, "active other"),
        (MEMBERS, OLD, "active"),
    ] {
        let (status, page) = call(&cloud, "GET", at, date, "").await;
        assert_eq!((status, names(&page).as_str()), (200, expected), "{at} {date}");
    }
    for (query, expected) in [
        ("orgMembershipStatuses=PENDING", "pending"),
        ("orgMembershipStatus=PENDING", "pending"),
        (
            "orgMembershipStatuses=INVITATION_EXPIRED&orgMembershipStatuses=ACTIVE",
            "active expired other",
        ),
        ("orgMembershipStatus=INVITATION_REJECTED", "rejected"),
        ("username=active@b.c", "active"),
        ("username=expired@b.c", ""),
        ("itemsPerPage=2", "pending active"),
        ("itemsPerPage=2&pageNum=2", "other"),
        ("pageNum=2", ""),
    ] {
        let (status, page) = call(&cloud, "GET", &format!("{USERS}?{query}"), NEW, "").await;
        assert_eq!((status, names(&page).as_str()), (200, expected), "{query}");
    }
}

#[tokio::test]
async fn a_wrong_parameter_is_refused() {
    let cloud = cloud().await;
    for (at, date, code) in [
        ("itemsPerPage=501", NEW, "INVALID_QUERY_PARAMETER"),
        ("itemsPerPage=0", NEW, "INVALID_QUERY_PARAMETER"),
        ("pageNum=0", NEW, "INVALID_QUERY_PARAMETER"),
        ("orgMembershipStatuses=GONE", NEW, "INVALID_ENUM_VALUE"),
        (
            "orgMembershipStatus=ACTIVE&orgMembershipStatuses=PENDING",
            NEW,
            "INVALID_QUERY_PARAMETER",
        ),
        ("orgMembershipStatus=ACTIVE", OLD, "INVALID_QUERY_PARAMETER"),
        ("username=active@b.c", OLD, "INVALID_QUERY_PARAMETER"),
    ] {
        let (status, said) = call(&cloud, "GET", &format!("{USERS}?{at}"), date, "").await;
        assert_eq!((status, said["errorCode"].as_str()), (400, Some(code)), "{at}");
    }
    // Only the lists are older than 2025.
    let (status, said) = call(&cloud, "POST", USERS, OLD, &invitation("a@b.c")).await;
    assert_eq!((status, &said["errorCode"]), (406, &json!("INVALID_VERSION_DATE")));
}

#[tokio::test]
async fn a_page_has_links_to_those_beside_it() {
    let cloud = cloud().await;
    let at = format!("{USERS}?pageNum=2&itemsPerPage=1");
    let (_, page) = call(&cloud, "GET", &at, NEW, "").await;
    let url = format!("{}/api/atlas/v2{USERS}?itemsPerPage=1&pageNum=", cloud.address());
    let links = [("self", 2), ("previous", 1), ("next", 3)];
    let links = links.map(|(rel, page)| json!({ "rel": rel, "href": format!("{url}{page}") }));
    assert_eq!((&page["links"], &page["totalCount"]), (&json!(links), &json!(3)));
    let at = format!("{USERS}?pageNum=3&itemsPerPage=1&includeCount=false");
    let (_, page) = call(&cloud, "GET", &at, NEW, "").await;
    let rels: Vec<_> = page["links"].as_array().unwrap().iter().map(|link| &link["rel"]).collect();
    assert_eq!(rels, ["self", "previous"]);
    assert_eq!(page.get("totalCount"), None);
}

#[tokio::test]
async fn each_state_has_its_members() {
    let cloud = cloud().await;
    let invited = ["invitationCreatedAt", "invitationExpiresAt", "inviterUsername"];
    for (name, status, members) in [
        ("active", "ACTIVE", &["createdAt", "firstName", "lastName"][..]),
        ("pending", "PENDING", &invited),
        ("expired", "INVITATION_EXPIRED", &invited),
        ("rejected", "INVITATION_REJECTED", &invited),
    ] {
        let at = format!("{USERS}/{}?orgMembershipStatuses={status}", id_of(&cloud, name).await);
        let (_, person) = call(&cloud, "GET", &at, NEW, "").await;
        assert_eq!(person["orgMembershipStatus"], status);
        let mut expected = vec!["id", "orgMembershipStatus", "roles", "teamIds", "username"];
        expected.extend(members);
        expected.sort_unstable();
        let mut got: Vec<_> = person.as_object().unwrap().keys().collect();
        got.sort_unstable();
        assert_eq!(got, expected, "{name}");
        // Who declined has nothing left that could expire.
        assert_eq!(person.get("invitationExpiresAt") == Some(&Value::Null), name == "rejected");
    }
}

#[tokio::test]
async fn who_is_there_is_not_invited_again() {
    let cloud = cloud().await;
    for (name, expected) in
        [("pending", 409), ("active", 409), ("expired", 201), ("rejected", 201), ("new", 201)]
    {
        let body = invitation(&format!("{name}@b.c"));
        let (status, said) = call(&cloud, "POST", USERS, NEW, &body).await;
        assert_eq!(status, expected, "{name} {said}");
        let all = format!("{USERS}?username={name}@b.c");
        let statuses = [
            "",
            "&orgMembershipStatuses=INVITATION_EXPIRED&orgMembershipStatuses=INVITATION_REJECTED",
        ];
        let mut count = 0;
        for more in statuses {
            let (_, page) = call(&cloud, "GET", &format!("{all}{more}"), NEW, "").await;
            count += page["results"].as_array().unwrap().len();
        }
        assert_eq!(count, 1, "{name} is there once, in whatever state");
    }
}

#[tokio::test]
async fn an_invitation_that_nobody_answers_expires() {
    let cloud = cloud().await;
    let id = id_of(&cloud, "pending").await;
    cloud.clock().advance(30 * 24 * 60 * 60);
    let at = format!("{USERS}/{id}");
    let (status, said) = call(&cloud, "GET", &at, NEW, "").await;
    assert_eq!((status, &said["errorCode"]), (404, &json!("USER_NOT_FOUND")));
    let at = format!("{at}?orgMembershipStatuses=INVITATION_EXPIRED");
    let (status, person) = call(&cloud, "GET", &at, NEW, "").await;
    assert_eq!((status, &person["username"]), (200, &json!("pending@b.c")));
    assert_eq!(person["invitationExpiresAt"], "2026-02-13T15:28:13Z");
    let (_, invitations) = call(&cloud, "GET", crate::ORG, OLD, "").await;
    assert_eq!(invitations, json!([]));
}

#[tokio::test]
async fn a_project_takes_whom_the_organization_has() {
    let cloud = cloud().await;
    for (name, status, expected) in [
        ("other", "ACTIVE", 201),
        ("pending", "PENDING", 201),
        ("new", "PENDING", 201),
        ("active", "", 409),
    ] {
        let body = json!({ "username": format!("{name}@b.c"), "roles": ["GROUP_READ_ONLY"] });
        let (got, person) = call(&cloud, "POST", MEMBERS, NEW, &body.to_string()).await;
        assert_eq!(got, expected, "{name} {person}");
        if expected == 201 {
            assert_eq!(person["orgMembershipStatus"], status);
            assert_eq!(person["roles"], json!(["GROUP_READ_ONLY"]));
            assert_eq!(person["id"], id_of(&cloud, name).await, "the organization has the same");
        }
    }
    let (_, page) = call(&cloud, "GET", MEMBERS, NEW, "").await;
    assert_eq!(names(&page), "pending new active other");
    // Out of the project, and still in the organization.
    let id = id_of(&cloud, "other").await;
    let (status, _) = call(&cloud, "DELETE", &format!("{MEMBERS}/{id}"), NEW, "").await;
    assert_eq!(status, 204);
    assert_eq!(call(&cloud, "GET", &format!("{MEMBERS}/{id}"), NEW, "").await.0, 404);
    assert_eq!(call(&cloud, "GET", &format!("{USERS}/{id}"), NEW, "").await.0, 200);
}

#[tokio::test]
async fn roles_are_at_least_one_and_each_once() {
    let cloud = cloud().await;
    let active = format!("{USERS}/{}", id_of(&cloud, "active").await);
    let group = |roles: Value| {
        let assignment = json!({ "groupId": "32b6e34b3d91647abb20e7b8", "groupRoles": roles });
        json!({ "roles": { "orgRoles": ["ORG_OWNER"], "groupRoleAssignments": [assignment] } })
    };
    let org = |roles: Value| json!({ "roles": { "orgRoles": roles } });
    let team = "6b720e1087d9d66b272f1c86";
    for (at, body, field) in [
        (&active, org(json!([])), "roles.orgRoles"),
        (&active, org(json!(["ORG_OWNER", "ORG_OWNER"])), "roles.orgRoles"),
        (&active, group(json!([])), "roles.groupRoleAssignments[0].groupRoles"),
        (&active, json!({ "teamIds": [team, team] }), "teamIds"),
        (&MEMBERS.to_owned(), json!({ "username": "new@b.c", "roles": [] }), "roles"),
    ] {
        let method = if at == MEMBERS { "POST" } else { "PATCH" };
        let (status, said) = call(&cloud, method, at, NEW, &body.to_string()).await;
        assert_eq!(
            (status, said["errorCode"].as_str()),
            (400, Some("INVALID_ATTRIBUTE")),
            "{body}"
        );
        assert_eq!(said["parameters"], json!([field]));
    }
    let body = json!({ "teamIds": [] }).to_string();
    assert_eq!(call(&cloud, "PATCH", &active, NEW, &body).await.0, 200);
}

#[tokio::test]
async fn a_role_is_there_once_and_the_last_one_stays() {
    let cloud = cloud().await;
    let id = id_of(&cloud, "active").await;
    for (at, action, role, expected) in [
        (USERS, "addRole", "ORG_MEMBER", (409, "USER_ALREADY_HAS_ROLE")),
        (USERS, "removeRole", "ORG_MEMBER", (403, "CANNOT_REMOVE_ALL_USER_ROLES")),
        (USERS, "removeRole", "ORG_OWNER", (404, "RESOURCE_NOT_FOUND")),
        (USERS, "addRole", "ORG_OWNER", (200, "")),
        (USERS, "removeRole", "ORG_MEMBER", (200, "")),
        (MEMBERS, "addRole", "GROUP_OWNER", (409, "USER_ALREADY_HAS_ROLE")),
        (MEMBERS, "removeRole", "GROUP_OWNER", (403, "CANNOT_REMOVE_ALL_USER_ROLES")),
        (MEMBERS, "addRole", "GROUP_KING", (400, "INVALID_ENUM_VALUE")),
    ] {
        let member = if at == USERS { "orgRole" } else { "groupRole" };
        let body = json!({ member: role }).to_string();
        let (status, said) = call(&cloud, "POST", &format!("{at}/{id}:{action}"), NEW, &body).await;
        let code = said["errorCode"].as_str().unwrap_or_default();
        assert_eq!((status, code), expected, "{action} {role}");
    }
}
