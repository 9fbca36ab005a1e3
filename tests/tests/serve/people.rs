//! All operations on people by `curl --digest`, in each version.

use codegen::{
    model::{Operation, Surface},
    spec::Verb,
};
use serde_json::json;

use crate::{
    curl::{self, curl},
    operations::{call, compare, example},
    server::Server,
};

#[test]
fn curl_drives_all_operations_on_people() {
    if !curl::is_there() {
        return;
    }
    let api = tests::spec();
    let mut count = 0;
    for surface in &api.surfaces {
        for resource in surface.versions.iter().flat_map(|version| &version.resources) {
            if resource.module.ends_with("_users") {
                let mut operations: Vec<_> = resource.operations.iter().collect();
                operations.sort_by_key(|operation| turn(operation));
                // Who is out of a project is still in its organization, so each has its own server.
                let server = Server::start(&["--quiet"]);
                let mut id = String::new();
                for operation in operations {
                    check(&server, surface, operation, &mut id);
                    count += 1;
                }
            }
        }
    }
    assert_eq!(count, 13 + 2);
}

#[test]
fn people_are_there_from_the_start() {
    if !curl::is_there() {
        return;
    }
    let named = ["active:a@b.c", "expired:e@b.c", "rejected:r@b.c"];
    let flags = named.iter().flat_map(|person| ["--person", person]);
    let server = Server::start(&flags.collect::<Vec<_>>());
    let (address, org) = (server.address("atlas-v2"), server.printed("OrgId"));
    let list = |query: &str| {
        let url = format!("{address}/api/atlas/v2/orgs/{org}/users?{query}");
        let accept = "Accept: application/vnd.atlas.2025-02-19+json";
        let page = curl(&["--digest", "--user", &server.key(), "--header", accept, &url]).json();
        let results = page["results"].as_array().unwrap().clone();
        results.iter().map(|one| one["username"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(list(""), ["a@b.c"]);
    let lapsed = "orgMembershipStatuses=INVITATION_EXPIRED";
    assert_eq!(list(lapsed), ["e@b.c"]);
    let declined = format!("{lapsed}&orgMembershipStatuses=INVITATION_REJECTED");
    assert_eq!(list(&declined), ["e@b.c", "r@b.c"]);
}

/// Who is there is read, changed, and taken out. A role is given before one is taken away.
fn turn(operation: &Operation) -> u8 {
    match operation.verb {
        Verb::Post if operation.path.ends_with(":removeRole") => 4,
        Verb::Post if operation.path.ends_with(":addRole") => 3,
        Verb::Post => 0,
        Verb::Get => 1,
        Verb::Put | Verb::Patch => 2,
        Verb::Delete => 5,
    }
}

fn check(server: &Server, surface: &Surface, operation: &Operation, id: &mut String) {
    let body = match operation.body.first().map(|field| field.wire.as_str()) {
        Some("orgRole") => Some(json!({ "orgRole": "ORG_OWNER" })),
        Some("groupRole") => Some(json!({ "groupRole": "GROUP_OWNER" })),
        Some("roles") => Some(json!({ "teamIds": [] })),
        _ => example(surface, operation, "request"),
    };
    let path = operation.path.replace("{userId}", id);
    let got = call(server, surface, operation, &path, body.as_ref(), "application/json");
    let at = format!("{} {}", surface.id, operation.id);
    let newest = example(surface, operation, "response").filter(|_| operation.newest);
    match newest {
        Some(example) => compare(&example, &got.json(), &at),
        None => assert_eq!(operation.verb == Verb::Delete, got.body.is_empty(), "{at}"),
    }
    if operation.path.ends_with("/users") && operation.verb == Verb::Post {
        got.json()["id"].as_str().unwrap().clone_into(id);
    }
}
