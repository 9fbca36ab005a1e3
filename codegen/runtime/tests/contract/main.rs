//! A client in the shape in which the generator writes one, over a server on this machine: what
//! compiles here is what generated code relies on.

#![cfg(feature = "async")]
#![allow(
    missing_docs,
    unreachable_pub,
    reason = "a stand-in for generated code, which is a crate of its own"
)]

mod atlas_v2;
mod error_codes;
mod ids;
mod ops_manager;

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    thread,
};

use ids::OrgId;
use ops_manager::{CreateOrgInvite, ListOrgInvites, OrgRole};
use runtime::{ApiKey, ServiceAccount};

const ORG: OrgId = OrgId::from_static("32b6e34b3d91647abb20e7b8");

/// A request as it was read from the wire.
struct Seen {
    line: String,
    headers: BTreeMap<String, String>,
    body: String,
}

/// Answers so many requests on one connection, and gives what it has read.
fn serve(answers: Vec<String>) -> (String, thread::JoinHandle<Vec<Seen>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/mms/", listener.local_addr().unwrap());
    let thread = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream);
        let mut seen = Vec::new();
        for answer in answers {
            seen.push(read(&mut reader));
            reader.get_mut().write_all(answer.as_bytes()).unwrap();
        }
        seen
    });
    (address, thread)
}

fn read(reader: &mut impl BufRead) -> Seen {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let headers: BTreeMap<_, _> = lines[1..]
        .iter()
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    Seen { line: lines.swap_remove(0), headers, body: String::from_utf8(body).unwrap() }
}

fn answer(head: &str, body: &str) -> String {
    format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

const CHALLENGE: &str = "401 Unauthorized\r\n\
    WWW-Authenticate: Digest realm=\"MMS Public API\", domain=\"\", nonce=\"kWVA9Ciu7lNaN5QdjPe8kxPMReVjbt+B\", algorithm=MD5, qop=\"auth\", stale=false\r\n\
    Content-Type: application/json;charset=ISO-8859-1";

#[tokio::test(flavor = "current_thread")]
async fn a_generated_client_calls_a_server() {
    let json = "200 OK\r\nContent-Type: application/json";
    let invitation = r#"{"id":"5dd5a6b6f10fab1d71a58495","username":"jose+x@example.com","roles":["ORG_OWNER","ORG_NEW"],"createdAt":"2026-01-14T15:28:13Z","links":[]}"#;
    let (address, server) = serve(vec![
        answer(CHALLENGE, r#"{"error":401}"#),
        answer(json, invitation),
        answer(json, &format!("[{invitation}]")),
        answer(json, "{}"),
    ]);
    let client = ops_manager::Client::at(address)
        .credentials(ApiKey::new("PUBKEY01", "11111111-2222-3333-4444-555555555555"))
        .danger_allow_http()
        .build()
        .unwrap();

    let create =
        CreateOrgInvite::new(ORG, "jose+x@example.com", [OrgRole::Owner, "ORG_NEW".into()]);
    let created = client.send(create.clone()).await.unwrap().unwrap();
    assert_eq!(created.username, "jose+x@example.com");
    assert_eq!(created.roles, [OrgRole::Owner, "ORG_NEW".into()]);
    assert_eq!(created.created_at.unwrap().unix_seconds(), 1_768_404_493);
    assert_eq!(format!("{:?}", created.id), "OrgId(5dd5a6b6f10fab1d71a58495)");

    let list = ListOrgInvites { org_id: ORG, username: Some("jose+x@example.com".to_owned()) };
    let response = client.send(list).response().await.unwrap();
    assert_eq!((response.status(), response.operation()), (200, "listOrgInvites"));
    assert_eq!(response.into_value(), [created]);
    assert_eq!(client.send(create).await.unwrap(), None);

    let seen = server.join().unwrap();
    let path = "/mms/api/public/v1.0/orgs/32b6e34b3d91647abb20e7b8/invites";
    let query = format!("{path}?username=jose%2Bx%40example.com");
    let body = r#"{"username":"jose+x@example.com","roles":["ORG_OWNER","ORG_NEW"]}"#;
    check(&seen[0], "POST", path, body, None);
    check(&seen[1], "POST", path, body, Some("00000001"));
    check(&seen[2], "GET", &query, "", Some("00000002"));
    check(&seen[3], "POST", path, body, Some("00000003"));
}

fn check(seen: &Seen, method: &str, target: &str, body: &str, count: Option<&str>) {
    assert_eq!(seen.line, format!("{method} {target} HTTP/1.1"));
    assert_eq!(seen.body, body);
    assert_eq!(seen.headers["accept"], "application/json");
    let content_type = seen.headers.get("content-type").map(String::as_str);
    assert_eq!(content_type, (!body.is_empty()).then_some("application/json"));
    assert!(!seen.headers.contains_key("expect"));
    assert!(!seen.headers.contains_key("accept-encoding"));
    match (seen.headers.get("authorization"), count) {
        (None, None) => {}
        (Some(given), Some(count)) => {
            assert!(given.contains(&format!("nc={count}, ")), "{given}");
            assert!(given.contains(&format!("uri=\"{target}\"")), "{given}");
            assert!(given.starts_with("Digest username=\"PUBKEY01\", realm=\"MMS Public API\""));
        }
        (given, _) => panic!("{given:?}, expected the count {count:?}"),
    }
}

#[test]
fn a_surface_with_an_address_takes_a_service_account() {
    let builder = atlas_v2::Client::builder().credentials(ServiceAccount::new("id", "secret"));
    assert!(!format!("{builder:?}").contains("secret"));
}

#[cfg(feature = "blocking")]
#[test]
fn the_same_client_blocks() {
    let json = "200 OK\r\nContent-Type: application/json";
    let (address, server) = serve(vec![
        answer(CHALLENGE, r#"{"error":401}"#),
        answer(json, r#"{"status":200,"results":[]}"#),
        answer("409 Conflict", r#"{"error":409,"errorCode":"USER_ALREADY_EXISTS"}"#),
    ]);
    let client = ops_manager::blocking::Client::at(address)
        .credentials(ApiKey::new("PUBKEY01", "11111111-2222-3333-4444-555555555555"))
        .danger_allow_http()
        .build()
        .unwrap();
    let list = ListOrgInvites { org_id: ORG, username: None };
    let response = client.send(list).envelope().pretty().response().wait().unwrap();
    assert_eq!((response.requests(), response.into_value()), (2, vec![]));
    let create = CreateOrgInvite::new(ORG, "jose+x@example.com", [OrgRole::Owner]);
    let error = client.send(create).wait().unwrap_err();
    assert_eq!(error.code(), Some(&error_codes::USER_ALREADY_EXISTS));
    assert!(error.is_already_member());
    let seen = server.join().unwrap();
    let path = "/mms/api/public/v1.0/orgs/32b6e34b3d91647abb20e7b8/invites";
    let query = format!("{path}?envelope=true&pretty=true");
    check(&seen[0], "GET", &query, "", None);
    check(&seen[1], "GET", &query, "", Some("00000001"));
    let body = r#"{"username":"jose+x@example.com","roles":["ORG_OWNER"]}"#;
    check(&seen[2], "POST", path, body, Some("00000002"));
}

#[cfg(feature = "testing")]
#[tokio::test(flavor = "current_thread")]
async fn a_test_needs_no_server() {
    let transport = runtime::testing::TestTransport::new();
    transport.answer(200, "{}").answer(404, r#"{"errorCode":"GROUP_NOT_FOUND"}"#);
    let client = ops_manager::Client::at("https://test.example")
        .transport(transport.clone())
        .build()
        .unwrap();
    let create = CreateOrgInvite::new(ORG, "jose+x@example.com", [OrgRole::Owner]);
    assert_eq!(client.send(create.clone()).await.unwrap(), None);
    let error = client.send(create).await.unwrap_err();
    assert!(error.is_not_found() && error.code() == Some(&error_codes::GROUP_NOT_FOUND));
    assert_eq!(transport.requests().len(), 2);
}

#[test]
fn credentials_and_address_may_be_in_the_environment() {
    // Compiled only: what the environment of a test has is nobody's promise.
    let _ = || -> Result<_, runtime::Error> {
        let credentials = atlas_v2::Credentials::from_env()?;
        let _ = atlas_v2::Client::builder().credentials(credentials).build()?;
        ops_manager::Client::from_env()?.build()
    };
}

#[test]
fn codes_have_constants_and_classes() {
    let codes = [error_codes::GROUP_NOT_FOUND, error_codes::USER_ALREADY_EXISTS];
    for (code, (name, _)) in codes.iter().zip(error_codes::CLASSES) {
        assert_eq!(code, name);
    }
}

#[test]
fn ids_are_read_and_written() {
    assert_eq!(OrgId::try_from("32b6e34b3d91647abb20e7b8"), Ok(ORG));
    assert_eq!(OrgId::try_from("32b6e34b3d91647abb20e7b8".to_owned()), Ok(ORG));
    assert_eq!("32b6e34b3d91647abb20e7b8".parse(), Ok(ORG));
    assert_eq!(OrgId::from_bytes(ORG.to_bytes()), ORG);
    assert_eq!(ORG.to_string(), "32b6e34b3d91647abb20e7b8");
}
