mod crowd;
mod server;

use std::time::Duration;

use http_auth::{ChallengeRef, DigestClient, ParamValue, PasswordParams};

use crate::{
    ApiKey, Error,
    transport::double::{Double, Get, Invite, Outcome, answer, json, parameter, pause, run},
};

fn key() -> ApiKey {
    ApiKey::new("PUBKEY01", "s3cr3t")
}

fn challenge_text(nonce: &str, stale: bool) -> String {
    format!(
        r#"Digest realm="MMS Public API", domain="", nonce="{nonce}", algorithm=MD5, qop="auth", stale={stale}"#
    )
}

fn refuse(nonce: &str, stale: bool) -> Outcome {
    answer(401, &[("www-authenticate", &challenge_text(nonce, stale))], "")
}

const ORG: &str = r#"{"id":"a"}"#;

fn ok() -> Outcome {
    json(200, ORG)
}

fn ok_with(info: &str) -> Outcome {
    let headers = [("content-type", "application/json"), ("authentication-info", info)];
    answer(200, &headers, ORG)
}

/// The sends of a client as `nonce:count`, `-` for one without authorization.
fn sends(double: &Double) -> String {
    let sent = double.sent();
    let shown = sent.iter().map(|request| {
        let part = |name| parameter(request.headers(), "authorization", name);
        match (part("nonce"), part("nc")) {
            (Some(nonce), Some(count)) => {
                let count = u32::from_str_radix(&count, 16).unwrap();
                format!("{nonce}:{count}")
            }
            _ => "-".to_owned(),
        }
    });
    shown.collect::<Vec<_>>().join(" ")
}

fn outcome<T>(result: &Result<T, Error>) -> String {
    match result {
        Ok(_) => "ok".to_owned(),
        Err(error) if error.is_auth() => "auth".to_owned(),
        Err(error) => format!("{:?}", error.status()),
    }
}

/// Makes calls, one after the other, until the script is empty.
fn check(script: impl IntoIterator<Item = Outcome>, expected_sends: &str, expected: &str) {
    let double = Double::script(script);
    let client = double.client(key());
    let outcomes: Vec<_> =
        expected.split(' ').map(|_| outcome(&run(client.send(Get("x"))))).collect();
    assert_eq!(sends(&double), expected_sends);
    assert_eq!(outcomes.join(" "), expected);
}

#[test]
fn a_nonce_is_reused_with_a_rising_count() {
    check([refuse("a", false), ok(), ok(), ok()], "- a:1 a:2 a:3", "ok ok ok");
}

#[test]
fn a_server_that_asks_for_nothing_gets_nothing() {
    check([ok(), ok()], "- -", "ok ok");
}

#[test]
fn a_refused_reused_nonce_is_answered_once_with_or_without_stale() {
    for stale in [false, true] {
        check(
            [refuse("a", false), ok(), refuse("b", stale), ok(), ok()],
            "- a:1 a:2 b:1 b:2",
            "ok ok ok",
        );
    }
}

#[test]
fn a_refused_fresh_nonce_is_final_and_not_shared() {
    check(
        [refuse("a", false), refuse("b", false), refuse("c", false), ok()],
        "- a:1 - c:1",
        "auth ok",
    );
    check(
        [refuse("a", false), ok(), refuse("b", false), refuse("c", false), ok()],
        "- a:1 a:2 b:1 a:3",
        "ok auth ok",
    );
}

#[test]
fn stale_on_a_fresh_nonce_is_one_more_try_and_three_sends_are_the_most() {
    check([refuse("a", false), refuse("b", true), ok(), ok()], "- a:1 b:1 b:2", "ok ok");
    check([refuse("a", true), refuse("b", true), refuse("c", true)], "- a:1 b:1", "auth");
    check(
        [refuse("a", false), ok(), refuse("b", true), refuse("c", true), ok(), ok()],
        "- a:1 a:2 b:1 c:1 c:2",
        "ok ok ok",
    );
}

#[test]
fn a_role_that_is_missing_is_a_401_that_keeps_the_nonce() {
    check(
        [refuse("a", false), ok(), json(401, r#"{"errorCode":"NOT_IN_GROUP"}"#), ok()],
        "- a:1 a:2 a:3",
        "ok auth ok",
    );
}

#[test]
fn the_nonce_that_the_server_announces_is_next() {
    check(
        [refuse("a", false), ok_with(r#"nextnonce="b""#), ok(), ok_with(r#"nextnonce="c""#), ok()],
        "- a:1 b:1 b:2 c:1",
        "ok ok ok ok",
    );
    // Not a nonce.
    check([refuse("a", false), ok_with(r#"nextnonce="""#), ok()], "- a:1 a:2", "ok ok");
}

#[test]
fn a_nonce_is_shared_only_after_it_has_worked() {
    for (status, next) in [(500, "-"), (302, "-"), (407, "-"), (404, "a:2"), (429, "a:2")] {
        let double = Double::script([refuse("a", false), json(status, "{}"), ok()]);
        let client = double.client(key());
        let _ = run(client.send(Get("x")));
        let _ = run(client.send(Get("x")));
        assert_eq!(sends(&double), format!("- a:1 {next}"), "{status}");
    }
}

#[test]
fn a_nonce_that_is_too_old_is_not_used() {
    let double = Double::script([refuse("a", false), ok(), ok(), refuse("b", false), ok()]);
    let client = double.client(key());
    run(client.send(Get("x"))).unwrap();
    double.advance(Duration::from_secs(49));
    run(client.send(Get("x"))).unwrap();
    double.advance(Duration::from_secs(1));
    run(client.send(Get("x"))).unwrap();
    assert_eq!(sends(&double), "- a:1 a:2 - b:1");
}

#[test]
fn a_nonce_is_used_a_thousand_times() {
    let script = [refuse("a", false)].into_iter();
    let script = script.chain((0..1000).map(|_| ok()));
    let double = Double::script(script.chain([refuse("b", false), ok()]));
    let client = double.client(key());
    for _ in 0..1001 {
        run(client.send(Get("x"))).unwrap();
    }
    assert!(sends(&double).ends_with("a:1000 - b:1"));
}

/// A server that proves with the key that it says.
fn proving(password: &'static str) -> Double {
    Double::new(move |request| async move {
        let part = |name| parameter(request.headers(), "authorization", name);
        let Some(cnonce) = part("cnonce") else {
            return refuse("a", false);
        };
        let text = |text| ParamValue::try_from_escaped(text).unwrap();
        let mut challenge = ChallengeRef::new("Digest");
        challenge.params =
            vec![("realm", text("MMS Public API")), ("nonce", text("a")), ("qop", text("auth"))];
        let params = PasswordParams {
            username: "PUBKEY01",
            password,
            uri: &part("uri").unwrap(),
            method: "",
            body: None,
        };
        let mut client = DigestClient::try_from(&challenge).unwrap();
        let proof = client.respond_with_testing_cnonce(&params, &cnonce).unwrap();
        let (_, proof) = proof.split_once("response=\"").unwrap();
        ok_with(&format!("qop=auth, rspauth=\"{}\", nc=00000001", proof.split('"').next().unwrap()))
    })
}

#[test]
fn a_server_that_proves_itself_wrongly_is_refused() {
    run(proving("s3cr3t").client(key()).send(Get("x"))).unwrap();
    let error = run(proving("other").client(key()).send(Get("x"))).unwrap_err();
    assert!(error.is_auth());
    assert_eq!(
        error.to_string(),
        "getOrg: the server did not prove that it knows the key (`rspauth` is wrong)"
    );
}

#[test]
fn a_challenge_that_cannot_be_answered_says_so() {
    for (challenge, text) in [
        (r#"Basic realm="r""#, "the server does not ask for HTTP Digest"),
        (
            r#"Digest realm="r", nonce="n""#,
            "getOrg: unsupported challenge: HTTP Digest without qop",
        ),
    ] {
        let double = Double::script([answer(401, &[("www-authenticate", challenge)], "")]);
        let error = run(double.client(key()).send(Get("x"))).unwrap_err();
        assert!(error.is_auth() && error.to_string().contains(text), "{error}");
        assert_eq!(error.status(), Some(401));
    }
}

#[test]
fn each_send_has_the_whole_body_and_the_target_of_the_digest() {
    let double = Double::script([refuse("a", false), answer(204, &[], "")]);
    run(double.client(key()).send(Invite("jose+x@example.com"))).unwrap();
    let target = "/api/invites?username=jose%2Bx%40example.com";
    for request in double.sent() {
        assert_eq!(request.body(), r#"{"username":"jose+x@example.com"}"#);
        assert_eq!(request.uri().path_and_query().unwrap(), target);
        assert_eq!(request.headers()["content-type"], "application/vnd.atlas.2023-01-01+json");
        assert_eq!(request.headers()["accept"], "application/vnd.atlas.2023-01-01+json");
    }
    let last = &double.sent()[1];
    assert!(last.headers()["authorization"].is_sensitive());
    assert_eq!(parameter(last.headers(), "authorization", "uri").unwrap(), target);
}
