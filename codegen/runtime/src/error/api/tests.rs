use crate::{
    ApiKey, Error, ServiceAccount,
    transport::double::{Double, Get, json, run},
};

fn failed(status: u16, code: &str) -> Error {
    let body = format!(r#"{{"error":{status},"errorCode":"{code}"}}"#);
    let double = Double::script([json(status, &body)]);
    run(double.client(ApiKey::new("PUBKEY01", "s3cr3t")).send(Get("x"))).unwrap_err()
}

/// The names of all predicates on what the API said that hold.
fn kinds(error: &Error) -> String {
    let all = [
        ("not_found", error.is_not_found()),
        ("already_member", error.is_already_member()),
        ("conflict", error.is_conflict()),
        ("access_list", error.is_access_list()),
        ("missing_role", error.is_missing_role()),
        ("rate_limited", error.is_rate_limited()),
        ("limit_reached", error.is_limit_reached()),
        ("version_gone", error.is_version_gone()),
        ("version_unknown", error.is_version_unknown()),
        ("auth", error.is_auth()),
    ];
    let names: Vec<_> = all.iter().filter(|(_, holds)| *holds).map(|(name, _)| *name).collect();
    names.join(" ")
}

fn check(status: u16, code: &str, expected: &str) {
    let error = failed(status, code);
    assert_eq!(kinds(&error), expected, "{status} {code}");
    assert!(error.is_api());
    assert!(error.code().is_some_and(|read| *read == code));
}

#[test]
fn the_class_that_the_surface_gives_a_code_decides() {
    check(400, "NO_SUCH_ORG", "not_found");
    check(400, "BAD_INVITATION", "not_found");
    check(403, "NOT_OWNER", "missing_role");
    check(401, "NOT_OWNER", "missing_role auth");
    check(403, "NOT_LISTED", "access_list");
    check(400, "TOO_MANY", "rate_limited");
    check(409, "MEMBER", "already_member conflict");
    check(400, "FULL", "limit_reached");
    check(400, "OLD_VERSION", "version_gone");
    check(406, "NEW_VERSION", "version_unknown");
    check(405, "UPGRADE", "");
}

#[test]
fn a_status_decides_where_it_alone_is_enough() {
    check(404, "X", "not_found");
    check(429, "X", "rate_limited");
    check(410, "X", "version_gone");
    check(401, "X", "auth");
    check(409, "X", "conflict");
    for status in [400, 402, 403, 405, 406, 415, 500, 503] {
        check(status, "X", "");
    }
}

#[test]
fn a_class_and_a_status_may_both_hold() {
    check(404, "MEMBER", "not_found already_member");
    check(410, "NO_SUCH_ORG", "not_found version_gone");
}

#[test]
fn every_code_that_says_so_is_a_rate_limit() {
    for code in ["RATE_LIMITED", "RATE_LIMITED_IP", "INVITATIONS_RATE_LIMITED_IP"] {
        check(400, code, "rate_limited");
    }
    check(400, "RATE_LIMIT", "");
    check(400, "rate_limited", "");
}

#[test]
fn a_code_is_compared_as_a_whole() {
    for code in ["MEMBER_", "member", "MEMBE", ""] {
        check(409, code, "conflict");
    }
}

#[test]
fn without_an_answer_of_the_api_nothing_of_it_holds() {
    let double = Double::script([json(403, r#"{"error":"access_denied"}"#)]);
    let client = double.client(ServiceAccount::new("id", "secret"));
    let error = run(client.send(Get("x"))).unwrap_err();
    assert_eq!((kinds(&error).as_str(), error.code()), ("auth", None));
    let double = Double::script((0..3).map(|_| json(429, r#"{"error":"rate_limited"}"#)));
    let client = double.client(ServiceAccount::new("id", "secret"));
    assert_eq!(kinds(&run(client.send(Get("x"))).unwrap_err()), "rate_limited");
    assert_eq!(kinds(&Error::config("x")), "");
}

#[test]
fn an_answered_challenge_that_is_refused_has_its_class() {
    let challenge = || {
        let mut answer = json(401, r#"{"errorCode":"NOT_OWNER"}"#).unwrap();
        let value = r#"Digest realm="r", nonce="n", algorithm=MD5, qop="auth""#;
        answer.headers_mut().insert("www-authenticate", value.parse().unwrap());
        Ok(answer)
    };
    let double = Double::script([challenge(), challenge()]);
    let client = double.client(ApiKey::new("PUBKEY01", "s3cr3t"));
    let error = run(client.send(Get("x"))).unwrap_err();
    assert_eq!(kinds(&error), "missing_role auth");
    // A 401 that is no challenge.
    assert_eq!(kinds(&failed(401, "NOT_OWNER")), "missing_role auth");
}
