//! Bodies of MongoDB's documents and recordings, read and written by the emitted types.
//!
//! The files of `examples/` drive it: each must have a case, and the name of a file says which.

// The newest calls of two surfaces are deprecated by MongoDB, and they are what is tested.
#![allow(deprecated)]

mod bodies;
mod errors;
mod users;

use std::{collections::BTreeSet, fs, path::Path};

use mongodb_invitations::{OrgId, atlas_v1, atlas_v2, cloud_manager, ops_manager};
use serde_json::Value;

const ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357fb");

/// A file, and what its name says.
struct Example {
    surface: String,
    operation: String,
    kind: String,
    text: String,
    json: Value,
}

#[tokio::test]
async fn every_example_is_read_or_written_as_it_is() {
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for name in names() {
        let example = Example::read(&name);
        if let Err(problem) = check(&example).await {
            wrong.push(format!("{name}: {problem}"));
        }
        seen.insert(name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(!seen.is_empty());
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples"))
}

fn names() -> Vec<String> {
    let files = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name());
    let names = files.map(|name| name.into_string().unwrap());
    names.filter(|name| Path::new(name).extension().is_some_and(|end| end == "json")).collect()
}

impl Example {
    fn read(name: &str) -> Self {
        let parts: Vec<_> = name.split('.').map(ToOwned::to_owned).collect();
        let [surface, operation, kind, _] = parts.try_into().expect("three words and `json`");
        let text = fs::read_to_string(folder().join(name)).unwrap();
        let json = serde_json::from_str(&text).unwrap();
        Self { surface, operation, kind, text, json }
    }
}

/// What is wrong with a file.
type Checked = Result<(), String>;

async fn check(example: &Example) -> Checked {
    match (example.surface.as_str(), example.operation.as_str()) {
        ("oauth", "token") => errors::check_token(example).await,
        ("atlas-v2", operation) if operation.contains("-user") => users::check(example),
        ("atlas-v2", "any") => errors::check(example, atlas_v2::ListOrgInvites::new(ORG)).await,
        ("atlas-v1", "any") => errors::check(example, atlas_v1::ListOrgInvites::new(ORG)).await,
        ("cloud-manager", "any") => {
            errors::check(example, cloud_manager::ListOrgInvites::new(ORG)).await
        }
        ("ops-manager", "any") => {
            errors::check(example, ops_manager::ListOrgInvites::new(ORG)).await
        }
        _ => bodies::check(example),
    }
}
