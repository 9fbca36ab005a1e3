use super::{super::Clock, *};

const TARGET: &str = "/api?username=jose%2Bx%40example.com";

fn options() -> Options {
    Options { clock: Clock::at("2026-01-14T15:28:13Z"), ..Options::default() }
}

/// What a client makes of a challenge, and may get wrong.
struct Given {
    user: &'static str,
    realm: &'static str,
    password: &'static str,
    uri: &'static str,
    nc: &'static str,
    qop: &'static str,
    algorithm: &'static str,
}

impl Default for Given {
    fn default() -> Self {
        Self {
            user: "abcdefgh",
            realm: REALM,
            password: "11111111-2222-3333-4444-555555555555",
            uri: TARGET,
            nc: "00000001",
            qop: "auth",
            algorithm: "MD5",
        }
    }
}

fn authorization(challenge: &str, given: &Given) -> String {
    let nonce = &parameters(challenge).unwrap()["nonce"];
    let Given { user, realm, password, uri, nc, qop, algorithm } = given;
    let answer = Answer { user, realm, password, method: "GET", uri, nonce, nc, cnonce: "0a4f" };
    format!(
        r#"Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{uri}", algorithm={algorithm}, qop={qop}, nc={nc}, cnonce="0a4f", response="{}""#,
        response(&answer)
    )
}

fn check(change: impl FnOnce(&mut Given), expected: Result<(), Refused>) {
    let (digest, options) = (Digest::default(), options());
    let challenge = digest.challenge(&options, false);
    let mut given = Given::default();
    change(&mut given);
    let authorization = authorization(&challenge, &given);
    assert_eq!(digest.check(&options, "GET", TARGET, &authorization), expected);
}

/// The example of RFC 2617, section 3.5.
#[test]
fn the_hash_is_that_of_the_rfc() {
    let answer = Answer {
        user: "Mufasa",
        realm: "testrealm@host.com",
        password: "Circle Of Life",
        method: "GET",
        uri: "/dir/index.html",
        nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
        nc: "00000001",
        cnonce: "0a4f113b",
    };
    assert_eq!(response(&answer), "6629fae49393a05397450978507c4ef1");
}

#[test]
fn the_challenge_is_the_vendor_s() {
    let challenge = Digest::default().challenge(&options(), false);
    let nonce = parameters(&challenge).unwrap().remove("nonce").unwrap();
    assert_eq!(nonce.len(), 32);
    assert_eq!(
        challenge,
        format!(
            r#"Digest realm="MMS Public API", domain="", nonce="{nonce}", algorithm=MD5, qop="auth", stale=false"#
        )
    );
}

#[test]
fn only_the_whole_truth_is_taken() {
    check(|_| {}, Ok(()));
    check(|given| given.user = "abcdefgH", Err(Refused::Wrong));
    check(|given| given.password = "x", Err(Refused::Wrong));
    check(|given| given.realm = "MMS", Err(Refused::Wrong));
    // The right hash of another target, the one decoded, and the path alone.
    check(|given| given.uri = "/api?username=jose+x@example.com", Err(Refused::Wrong));
    check(|given| given.uri = "/api", Err(Refused::Wrong));
    check(|given| given.qop = "auth-int", Err(Refused::Wrong));
    check(|given| given.algorithm = "SHA-256", Err(Refused::Wrong));
    check(|given| given.nc = "1", Err(Refused::Wrong));
    check(|given| given.nc = "0000000g", Err(Refused::Wrong));
}

#[test]
fn the_method_is_part_of_the_hash() {
    let (digest, options) = (Digest::default(), options());
    let challenge = digest.challenge(&options, false);
    let authorization = authorization(&challenge, &Given::default());
    assert_eq!(digest.check(&options, "POST", TARGET, &authorization), Err(Refused::Wrong));
}

#[test]
fn a_count_is_taken_once_in_any_order() {
    let (digest, options) = (Digest::default(), options());
    let challenge = digest.challenge(&options, false);
    let check = |nc, expected| {
        let authorization = authorization(&challenge, &Given { nc, ..Given::default() });
        assert_eq!(digest.check(&options, "GET", TARGET, &authorization), expected, "{nc}");
    };
    check("00000002", Ok(()));
    check("00000001", Ok(()));
    check("00000002", Err(Refused::Wrong));
    check("0000000a", Ok(()));
    check("0000000A", Err(Refused::Wrong));
}

#[test]
fn a_nonce_ends_with_its_time_or_its_uses() {
    let (digest, options) = (Digest::default(), options());
    let check = |challenge: &str, nc, expected| {
        let authorization = authorization(challenge, &Given { nc, ..Given::default() });
        assert_eq!(digest.check(&options, "GET", TARGET, &authorization), expected, "{nc}");
    };
    let old = digest.challenge(&options, false);
    options.clock.advance(59);
    check(&old, "00000001", Ok(()));
    options.clock.advance(1);
    check(&old, "00000002", Err(Refused::Stale));

    let used = digest.challenge(&options, false);
    check(&used, "00000400", Ok(()));
    check(&used, "00000401", Err(Refused::Stale));

    let unknown = r#"Digest nonce="AAAA""#;
    check(unknown, "00000001", Err(Refused::Stale));
}

#[test]
fn parameters_are_read_quoted_or_not() {
    let read = parameters(r#"Digest a="x, \"y\"", b=auth,c="""#).unwrap();
    let read: Vec<_> = read.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(read, [("a", r#"x, "y""#), ("b", "auth"), ("c", "")]);
    assert_eq!(parameters("Digest a=1, a=2"), None);
    assert_eq!(parameters("Bearer x"), None);
    assert_eq!(parameters(r#"Digest a="x"#), None);
}
