//! Start and stop: what is printed, exit codes, and Ctrl-C.

use std::{fs, net::TcpListener, path::Path};

use crate::{
    curl::{self, curl, paste},
    server::{Server, fail, program},
};

#[test]
fn what_is_printed_works_when_it_is_pasted() {
    if !curl::is_there() {
        return;
    }
    let server = Server::start(&[]);
    let lines: Vec<_> = server.text.lines().map(str::trim).collect();
    let commands: Vec<_> = lines.iter().filter(|line| line.starts_with("curl ")).collect();
    let (token, calls) = commands.split_last().unwrap();
    assert_eq!(calls.len(), 4);
    for call in calls {
        assert!(call.starts_with("curl --digest "), "{call}");
        let got = paste(call);
        assert_eq!(got.status, 200, "{call}");
        // An empty list, or an empty page of one.
        let answer = got.json();
        assert_eq!(answer.get("results").unwrap_or(&answer), &serde_json::json!([]), "{call}");
    }
    let got = paste(token);
    let bearer = got.json()["access_token"].as_str().unwrap().to_owned();
    let bearer = format!("Authorization: Bearer {bearer}");
    let url = format!(
        "{}/api/public/v1.0/orgs/{}/invites",
        server.address("cloud-manager"),
        server.printed("OrgId")
    );
    assert_eq!(curl(&["--header", &bearer, &url]).body, "[]");
}

#[test]
fn all_that_a_client_needs_is_printed() {
    let server = Server::start(&["--strict-ids"]);
    let address = server.address("atlas-v2");
    let (host, port) = address.rsplit_once(':').unwrap();
    assert_eq!(host, "http://127.0.0.1");
    // Port 0 is one that is free, and the real one is printed.
    assert_ne!(port.parse::<u16>().unwrap(), 0);
    assert_eq!(server.address("atlas-v1"), address);
    assert_eq!(server.address("cloud-manager"), address);
    assert_eq!(server.address("ops-manager"), format!("{address}/ops-manager"));
    for name in ["OrgId", "GroupId", "TeamId"] {
        assert_eq!(server.printed(name).len(), 24, "{name}");
    }
    assert_eq!(server.key(), "abcdefgh:11111111-2222-3333-4444-555555555555");
    assert!(server.printed("client id").starts_with("mdb_sa_id_"));
    assert!(server.printed("client secret").starts_with("mdb_sa_sk_"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_it_at_once_also_with_a_connection_open() {
    let server = Server::start(&[]);
    let address = server.address("atlas-v2").strip_prefix("http://").unwrap().to_owned();
    let open = std::net::TcpStream::connect(&address).unwrap();
    assert_eq!(server.stop(), (Some(0), String::new()));
    drop(open);
    // The port is free again.
    assert!(std::net::TcpStream::connect(&address).is_err());
}

#[test]
fn a_port_in_use_is_one_line() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, said) = fail(&mut program(&["--listen", &address]));
    assert_eq!(code, Some(3));
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.starts_with("error: port ") && said.contains("is in use"), "{said}");
}

#[test]
fn a_wrong_flag_is_wrong_usage() {
    for (flags, expected) in [
        (&["--lisen", "x"][..], "--listen"),
        (&["--listen", "0.0.0.0:8080"], "this machine only"),
        (&["--listen", "8080"], "127.0.0.1:8080"),
        (&["--today", "2026-02-30"], "like 2027-07-01"),
        (&["--today", "2100-01-01"], "1971 to 2099"),
        (&["--role", "King"], "Organization Owner, Organization User Admin"),
        (&["--rate-limit", "500"], "500/250"),
        (&["--rate-limit", "0/1"], "500/250"),
        (&["--invitations-per-minute", "0"], "--invitations-per-minute"),
        (&["--bypass", "none"], "empty, object, no-id"),
        (&["--existing", "x"], "--bypass"),
        (&["--nonce-seconds", "0"], "--nonce-seconds"),
        (&["--nonce-uses", "x"], "--nonce-uses"),
    ] {
        let (code, said) = fail(&mut program(flags));
        assert_eq!(code, Some(2), "{flags:?} {said}");
        assert!(said.starts_with("error: ") && said.contains(expected), "{flags:?} {said}");
    }
}

#[test]
fn the_spec_is_found_from_here_upward_or_asked_for() {
    let nowhere = tempfile::tempdir().unwrap();
    let (code, said) = fail(program(&[]).current_dir(&nowhere));
    assert_eq!(code, Some(2));
    assert!(said.contains("--spec DIR"), "{said}");
    let (code, said) = fail(&mut program(&["--spec", nowhere.path().to_str().unwrap()]));
    assert_eq!(code, Some(3));
    assert!(said.starts_with("error: cannot read "), "{said}");
}

#[test]
fn a_wrong_spec_is_shown_with_its_mistakes() {
    let folder = tempfile::tempdir().unwrap();
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    for entry in fs::read_dir(spec).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    fs::write(folder.path().join("things.yaml"), "about: Things.\noperatons: {}\n").unwrap();
    let (code, said) = fail(&mut program(&["--spec", folder.path().to_str().unwrap()]));
    assert_eq!(code, Some(1));
    assert!(said.contains("error[G") && said.contains("things.yaml:2"), "{said}");
    assert!(said.contains("did you mean `operations`?"), "{said}");
    assert!(said.ends_with("nothing is served\n"), "{said}");
}
