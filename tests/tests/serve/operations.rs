//! All operations of all surfaces by `curl --digest`: the answers have the members and the JSON types of
//! MongoDB's documents and recordings.

use std::{fs, path::Path};

use codegen::{
    model::{Operation, Surface},
    spec::Verb,
};
use serde_json::Value;

use crate::{
    curl::{self, Got, curl},
    server::Server,
};

#[test]
fn curl_drives_all_operations_of_all_surfaces() {
    if !curl::is_there() {
        return;
    }
    let server = Server::start(&["--quiet"]);
    let api = tests::spec();
    assert_eq!(api.surfaces.len(), 4);
    for surface in &api.surfaces {
        let resources = surface.versions.iter().flat_map(|version| &version.resources);
        // What is tried here is the life of an invitation; that of people is in `people`.
        let resources = resources.filter(|resource| resource.module.ends_with("_invitations"));
        let mut count = 0;
        for resource in resources {
            let mut operations: Vec<_> = resource.operations.iter().collect();
            operations.sort_by_key(|operation| turn(operation));
            let mut id = String::new();
            for operation in operations {
                check(&server, surface, operation, &mut id);
                count += 1;
            }
        }
        assert_eq!(count, 12, "{}", surface.id);
    }
}

/// An invitation is there before it is read, and goes last.
fn turn(operation: &Operation) -> u8 {
    match operation.verb {
        Verb::Post => 0,
        Verb::Get => 1,
        Verb::Put | Verb::Patch => 2,
        Verb::Delete => 3,
    }
}

fn check(server: &Server, surface: &Surface, operation: &Operation, id: &mut String) {
    let path = operation.path.replace("{invitationId}", id);
    let body = example(surface, operation, "request");
    let got = call(server, surface, operation, &path, body.as_ref(), &operation.media);
    let at = format!("{} {}", surface.id, operation.id);
    match example(surface, operation, "response") {
        Some(example) => compare(&example, &got.json(), &at),
        None => assert_eq!((operation.verb, got.body.as_str()), (Verb::Delete, ""), "{at}"),
    }
    if operation.verb == Verb::Post {
        got.json()["id"].as_str().unwrap().clone_into(id);
    }
}

/// Sends a call in the printed organization and project; it is answered as documented.
pub(crate) fn call(
    server: &Server,
    surface: &Surface,
    operation: &Operation,
    path: &str,
    body: Option<&Value>,
    content: &str,
) -> Got {
    let path = path.replace("{orgId}", server.printed("OrgId"));
    let path = path.replace("{groupId}", server.printed("GroupId"));
    let url = format!("{}{}{path}", server.address(&surface.id), surface.path);
    let (key, accept) = (server.key(), format!("Accept: {}", operation.media));
    let method = operation.verb.as_str();
    let mut arguments = vec!["--digest", "--user", &key, "--header", &accept, "--request", method];
    assert_eq!(body.is_some(), !operation.body.is_empty(), "{}", operation.id);
    let body = body.map(Value::to_string);
    let content = format!("Content-Type: {content}");
    if let Some(body) = &body {
        arguments.extend(["--header", &content, "--data", body]);
    }
    arguments.push(&url);

    let got = curl(&arguments);
    let at = format!("{} {}", surface.id, operation.id);
    assert_eq!(Some(&got.status), operation.success.first(), "{at}: {}", got.body);
    let content = got.header("content-type").unwrap();
    assert_eq!(content.split(';').next(), Some(operation.media.as_str()), "{at}");
    got
}

/// `create-org-invite` of `createOrgInvite`, out of the folder of examples.
pub(crate) fn example(surface: &Surface, operation: &Operation, kind: &str) -> Option<Value> {
    let mut name = format!("{}.", surface.id);
    for character in operation.id.chars() {
        if character.is_ascii_uppercase() {
            name.push('-');
        }
        name.push(character.to_ascii_lowercase());
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let text = fs::read_to_string(folder.join(format!("{name}.{kind}.json"))).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

/// The same members, each of the same type; of a list the first item.
pub(crate) fn compare(example: &Value, got: &Value, at: &str) {
    match (example, got) {
        (Value::Object(example), Value::Object(got)) => {
            for (name, example) in example {
                let got = got.get(name).unwrap_or_else(|| panic!("{at}: no {name}"));
                compare(example, got, &format!("{at}.{name}"));
            }
            for name in got.keys().filter(|name| !example.contains_key(*name)) {
                // The pages of v1.0 are older than this member, its schema has it.
                let newer = at.starts_with("atlas-v1 ") && name == "groupRoleAssignments";
                assert!(newer, "{at}: {name} is too much");
            }
        }
        (Value::Array(example), Value::Array(got)) => {
            if let (Some(example), Some(got)) = (example.first(), got.first()) {
                compare(example, got, &format!("{at}[0]"));
            }
        }
        (Value::String(_), Value::String(_)) | (Value::Number(_), Value::Number(_)) => {}
        _ => panic!("{at}: {got} is not of the type of {example}"),
    }
}
