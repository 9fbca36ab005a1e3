//! The effect of each flag.

use std::{fs, path::Path};

use serde_json::json;

use crate::{
    curl::{self, Got, curl},
    server::Server,
};

const JANE: &str = r#"{"username":"jane.smith@example.com","roles":[]}"#;

/// Paths below which the surfaces are, behind their addresses.
fn path(surface: &str) -> &'static str {
    match surface {
        "atlas-v2" => "/api/atlas/v2",
        "atlas-v1" => "/api/atlas/v1.0",
        _ => "/api/public/v1.0",
    }
}

/// A call with the printed key, of the printed organization; with a body it creates.
fn call(server: &Server, surface: &str, body: Option<&str>) -> Got {
    let org = format!("/orgs/{}/invites", server.printed("OrgId"));
    call_at(server, surface, &org, body)
}

fn call_at(server: &Server, surface: &str, target: &str, body: Option<&str>) -> Got {
    let url = format!("{}{}{target}", server.address(surface), path(surface));
    let key = server.key();
    let mut arguments = vec!["--digest", "--user", &key];
    arguments.extend(["--header", "Accept: application/vnd.atlas.2024-08-05+json"]);
    if let Some(body) = body {
        arguments.extend(["--header", "Content-Type: application/json", "--data", body]);
    }
    arguments.push(&url);
    curl(&arguments)
}

#[test]
fn strict_ids_are_those_that_are_printed() {
    if !curl::is_there() {
        return;
    }
    let other = "/orgs/0123456789abcdef01234567/invites";
    let lax = Server::start(&[]);
    assert_eq!(call_at(&lax, "ops-manager", other, None).body, "[]");
    assert!(lax.text.contains("any other is taken, too"));
    let strict = Server::start(&["--strict-ids"]);
    assert!(strict.text.contains("no others exist"));
    assert_eq!(call(&strict, "ops-manager", None).body, "[]");
    let refused = call_at(&strict, "ops-manager", other, None);
    assert_eq!(refused.error(), (404, "ORG_NOT_FOUND".to_owned()));
}

#[test]
fn today_is_the_day_of_the_server() {
    if !curl::is_there() {
        return;
    }
    let server = Server::start(&["--today", "2027-07-01"]);
    // What is printed to be tried still works on that day.
    let printed = server.text.lines().map(str::trim);
    let sample =
        printed.filter(|line| line.starts_with("curl ")).find(|line| line.contains("/v2/"));
    assert_eq!(curl::paste(sample.unwrap()).status, 200, "{}", server.text);
    let gone = call(&server, "atlas-v2", None);
    assert_eq!(gone.error(), (410, "VERSION_GONE".to_owned()));
    let created = call(&server, "cloud-manager", Some(JANE)).json();
    assert!(created["createdAt"].as_str().unwrap().starts_with("2027-07-0"), "{created}");
}

#[test]
fn a_role_is_what_the_caller_has() {
    if !curl::is_there() {
        return;
    }
    let server = Server::start(&["--role", "Project Owner", "--role", "Organization User Admin"]);
    let refused = call(&server, "atlas-v2", None);
    assert_eq!(refused.error(), (401, "NOT_ORG_OWNER".to_owned()));
    assert_eq!(refused.header("www-authenticate"), None);
    assert_eq!(call(&server, "ops-manager", None).body, "[]");
}

#[test]
fn limits_refuse_what_is_too_much() {
    if !curl::is_there() {
        return;
    }
    let server = Server::start(&["--rate-limit", "1/1"]);
    let first = call(&server, "atlas-v2", None);
    assert_eq!((first.status, first.header("ratelimit-remaining")), (200, Some("0")));
    let second = call(&server, "atlas-v2", None);
    assert_eq!(second.error(), (429, "RATE_LIMITED_TOKEN_BUCKET".to_owned()));
    let wait: i64 = second.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait));

    let server = Server::start(&["--invitations-per-minute", "1", "--tokens-per-minute", "1"]);
    assert_eq!(call(&server, "atlas-v2", Some(JANE)).status, 200);
    let second = call(&server, "cloud-manager", Some(JANE));
    assert_eq!(second.error(), (400, "RATE_LIMITED_IP".to_owned()));
    // This product has no code for it.
    for _ in 0..2 {
        assert_eq!(call(&server, "ops-manager", Some(JANE)).status, 201);
    }
    let account = format!("{}:{}", server.printed("client id"), server.printed("client secret"));
    let url = format!("{}/api/oauth/token", server.address("atlas-v2"));
    let token = || curl(&["--user", &account, "--data", "grant_type=client_credentials", &url]);
    assert_eq!(token().status, 200);
    let second = token();
    assert_eq!((second.status, &second.json()["error"]), (429, &json!("rate_limited")));
    assert!(second.header("retry-after").is_some());
}

#[test]
fn bypass_adds_who_exists_already() {
    if !curl::is_there() {
        return;
    }
    for (answer, body) in [
        ("empty", ""),
        ("object", "{}"),
        ("no-id", r#"{"roles":[],"username":"jane.smith@example.com"}"#),
    ] {
        let server = Server::start(&["--bypass", answer]);
        let bypassed = call(&server, "ops-manager", Some(JANE));
        assert_eq!((bypassed.status, bypassed.body.as_str()), (200, body));
        assert_eq!(call(&server, "ops-manager", None).body, "[]");
        assert_eq!(call(&server, "cloud-manager", Some(JANE)).status, 201);
    }
    let server = Server::start(&["--bypass", "empty", "--existing", "joe@example.com"]);
    assert_eq!(call(&server, "ops-manager", Some(JANE)).status, 201);
    let joe = JANE.replace("jane.smith", "joe");
    assert_eq!(call(&server, "ops-manager", Some(&joe)).body, "");
}

/// A server says `stale` of a nonce that it no longer takes, before it looks at the key.
#[test]
fn a_nonce_may_be_used_so_often() {
    if !curl::is_there() {
        return;
    }
    let stale = |flags: &[&str]| {
        let server = Server::start(flags);
        let target = format!("/api/public/v1.0/orgs/{}/invites", server.printed("OrgId"));
        let url = format!("{}{target}", server.address("cloud-manager"));
        let challenge = curl(&[&url]);
        let nonce = challenge.header("www-authenticate").unwrap().split('"').nth(5).unwrap();
        let answer = format!(
            r#"Authorization: Digest username="x", realm="MMS Public API", nonce="{nonce}", uri="{target}", qop=auth, nc=00000002, cnonce="x", response="x""#
        );
        let refused = curl(&["--header", &answer, &url]);
        assert_eq!(refused.error(), (401, "NO_CURRENT_USER".to_owned()));
        refused.header("www-authenticate").unwrap().ends_with("stale=true")
    };
    assert!(!stale(&[]));
    assert!(stale(&["--nonce-uses", "1"]));
}

#[cfg(unix)]
#[test]
fn the_log_has_a_line_for_each_request_and_no_secrets() {
    if !curl::is_there() {
        return;
    }
    let log = |flags: &[&str]| {
        let server = Server::start(flags);
        let private = server.printed("private key").to_owned();
        let org = format!("/orgs/{}/invites?username=jane%40example.com", server.printed("OrgId"));
        assert_eq!(call_at(&server, "cloud-manager", &org, None).body, "[]");
        let (_, log) = server.stop();
        assert!(!log.contains(&private) && !log.contains("jane"), "{log}");
        log
    };
    let line = "GET /api/public/v1.0/orgs/5df7a168f10fab3a149357fb/invites?username";
    assert_eq!(log(&[]), format!("{line} 401\n{line} 200\n"));
    assert_eq!(log(&["--quiet"]), "");
}

#[test]
fn another_spec_is_served_as_it_is() {
    if !curl::is_there() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in fs::read_dir(tests.join("../spec")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    let one_more = tests.join("tests/fake_cloud/one-more.yaml");
    fs::copy(one_more, folder.path().join("org-api-keys.yaml")).unwrap();
    let server = Server::start(&["--spec", folder.path().to_str().unwrap()]);
    let keys = format!("/orgs/{}/apiKeys", server.printed("OrgId"));
    let body = r#"{"desc":"x","roles":["ORG_OWNER"]}"#;
    let created = call_at(&server, "atlas-v2", &keys, Some(body));
    assert_eq!(created.status, 202, "{}", created.body);
    let listed = call_at(&server, "ops-manager", &format!("{keys}?roles=ORG_OWNER"), None);
    assert_eq!(listed.body, "[]", "Ops Manager is a server of its own");
    let listed = call_at(&server, "cloud-manager", &format!("{keys}?roles=ORG_OWNER"), None);
    assert_eq!(listed.json(), json!([created.json()]));
}
