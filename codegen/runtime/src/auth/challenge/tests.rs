use super::*;

const CHALLENGE: &str = r#"Digest realm="MMS Public API", domain="", nonce="n", algorithm=MD5, qop="auth", stale=false"#;

fn choose_from(values: &[&str]) -> Result<Challenge, &'static str> {
    let mut headers = HeaderMap::new();
    for value in values {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        headers.append(header::WWW_AUTHENTICATE, value);
    }
    choose(&headers)
}

struct Vector {
    challenge: &'static str,
    user: &'static str,
    password: &'static str,
    method: &'static str,
    target: &'static str,
    cnonce: &'static str,
    /// Which answer with this challenge.
    count: u32,
}

fn check(vector: &Vector, response: &str, rspauth: Option<&str>) {
    let mut challenge = choose_from(&[vector.challenge]).unwrap();
    let caller = Caller { user: vector.user, password: vector.password };
    for count in 1..=vector.count {
        let proof = challenge
            .prove_with(&caller, vector.method, vector.target, Some(vector.cnonce))
            .unwrap();
        if count == vector.count {
            let text = proof.authorization.to_str().unwrap();
            assert_eq!(parameter(text, "response").unwrap(), response);
            assert_eq!(parameter(text, "uri").unwrap(), vector.target);
            assert!(text.contains(&format!("nc={count:08x},")), "{text}");
            if let Some(rspauth) = rspauth {
                assert_eq!(proof.expected_rspauth, rspauth);
            }
        }
    }
}

const RFC_7616: Vector = Vector {
    challenge: "",
    user: "Mufasa",
    password: "Circle of Life",
    method: "GET",
    target: "/dir/index.html",
    cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    count: 1,
};

macro_rules! rfc_7616 {
    ($algorithm:literal) => {
        concat!(
            r#"Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm="#,
            $algorithm,
            r#", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#
        )
    };
}

#[test]
fn vectors_of_rfc_7616() {
    let md5 = rfc_7616!("MD5");
    check(&Vector { challenge: md5, ..RFC_7616 }, "8ca523f5e9506fed4657c9700eebdbec", None);
    let sha = rfc_7616!("SHA-256");
    check(
        &Vector { challenge: sha, ..RFC_7616 },
        "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        None,
    );
}

const MMS: Vector = Vector {
    challenge: r#"Digest realm="MMS Public API", domain="", nonce="kWVA9Ciu7lNaN5QdjPe8kxPMReVjbt+B", algorithm=MD5, qop="auth", stale=false"#,
    user: "PUBKEY01",
    password: "11111111-2222-3333-4444-555555555555",
    method: "GET",
    target: "/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/invites",
    cnonce: "0a4f113b0a4f113b",
    count: 1,
};

#[test]
fn vectors_of_mongodb() {
    check(&MMS, "dc5aae09f48725357636dd05e0f49f90", Some("9a800321b13aafee6d4271c030d49040"));
    check(&Vector { count: 2, ..MMS }, "8761ba9c53ca5885dff1be4cc3c2183a", None);
    check(
        &Vector {
            method: "POST",
            target: "/api/public/v1.0/groups/32b6e34b3d91647abb20e7b8/invites",
            ..MMS
        },
        "ad9f44e03da41af650f06e7b322f377b",
        None,
    );
    check(
        &Vector {
            target: "/api/atlas/v2/orgs/32b6e34b3d91647abb20e7b8/invites?username=a%2Bb%40example.com",
            ..MMS
        },
        "c0d0323256fcfbcf0d453d972650c2cb",
        None,
    );
    check(
        &Vector {
            method: "PATCH",
            target: "/api/atlas/v2/orgs/32b6e34b3d91647abb20e7b8/invites/5dd5a6b6f10fab1d71a58495",
            count: 10,
            ..MMS
        },
        "27c2ada5ac4f956b46a0155c1c9577d2",
        None,
    );
}

fn check_taken(values: &[&str], expected: Result<&str, &str>) {
    let chosen = choose_from(values);
    let got = chosen.as_ref().map(|challenge| challenge.client.nonce());
    assert_eq!(got.map_err(|problem| *problem), expected, "{values:?}");
}

const UNSUPPORTED: Result<&str, &str> =
    Err("the server asks for a form of HTTP Digest that is not supported");
const ABSENT: Result<&str, &str> = Err("the server does not ask for HTTP Digest");

#[test]
fn any_spelling_of_a_challenge_is_taken() {
    check_taken(&[CHALLENGE], Ok("n"));
    for value in [
        "digest REALM=r,NONCE=n,QOP=auth",
        r#"Digest nonce = "n" , unknown="a, b" ,realm="r", qop="auth-int , AUTH""#,
        r#"Digest realm="a, nonce=\"x\"", nonce="n", qop=auth"#,
        r#"Digest realm="r", nonce="n", qop=auth, opaque="", algorithm="MD5""#,
    ] {
        check_taken(&[value], Ok("n"));
    }
}

#[test]
fn other_forms_are_refused() {
    for value in [
        r#"Digest nonce="n", qop="auth""#,
        r#"Digest realm="r", qop="auth""#,
        r#"Digest realm="", nonce="n", qop="auth""#,
        r#"Digest realm="r", nonce="", qop="auth""#,
        r#"Digest realm="r", nonce="n", nonce="m", qop="auth""#,
        r#"Digest realm="r", nonce="n", qop="auth", stale=true, Stale=false"#,
        r#"Digest realm="r", nonce="n", qop="auth", algorithm=MD5, algorithm=SHA-256"#,
        r#"Digest realm="r", nonce="n""#,
        r#"Digest realm="r", nonce="n", op="auth""#,
        r#"Digest realm="r", nonce="n", qop="auth-int""#,
        r#"Digest realm="r", nonce="n", qop="auth", algorithm=MD5-sess"#,
        r#"Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256-sess"#,
        r#"Digest realm="r", nonce="n", qop="auth", algorithm=SHA-512-256"#,
        r#"Digest realm="r", nonce="n", qop="auth", algorithm=TOKEN"#,
        r#"Digest realm="r", nonce="é", qop="auth""#,
        r#"Digest realm="r, nonce="n", qop="auth""#,
        "Digest abc",
    ] {
        check_taken(&[value], UNSUPPORTED);
    }
}

#[test]
fn basic_is_never_answered() {
    check_taken(&[], ABSENT);
    check_taken(&[r#"Basic realm="r""#, "Negotiate"], ABSENT);
    check_taken(&[&format!("Basic realm=\"r\", {CHALLENGE}")], Ok("n"));
}

#[test]
fn the_first_that_can_be_answered_wins_but_sha_256_before_md5() {
    let md5 = r#"Digest realm="r", nonce="md5", qop="auth""#;
    let other = r#"Digest realm="r", nonce="other", qop="auth""#;
    let sha = r#"Digest realm="r", nonce="sha", qop="auth", algorithm=SHA-256"#;
    let bad = r#"Digest realm="r", nonce="bad""#;
    check_taken(&[md5, other], Ok("md5"));
    check_taken(&[bad, md5], Ok("md5"));
    check_taken(&["Digest broken=", md5], Ok("md5"));
    check_taken(&[md5, sha], Ok("sha"));
    check_taken(&[&format!("{bad}, {md5}, {sha}, {other}")], Ok("sha"));
}

fn authorization(challenge: &str, user: &str) -> Option<String> {
    let mut challenge = choose_from(&[challenge]).unwrap();
    let caller = Caller { user, password: "p" };
    let proof = challenge.prove_with(&caller, "GET", "/a?b=c", Some("c"))?;
    assert!(proof.authorization.is_sensitive());
    Some(proof.authorization.to_str().unwrap().to_owned())
}

#[test]
fn parameters_are_quoted_as_the_rfc_says() {
    let text =
        authorization(r#"Digest realm="a \"q\" \\", nonce="n", qop="auth", opaque="""#, "u\"x");
    let text = text.unwrap();
    for part in [
        r#"username="u\"x""#,
        r#"realm="a \"q\" \\""#,
        r#"uri="/a?b=c""#,
        "nc=00000001,",
        "qop=auth,",
        r#"cnonce="c""#,
        r#"opaque="""#,
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let hashed = authorization(r#"Digest realm="r", nonce="n", qop="auth", userhash=TRUE"#, "user");
    let hashed = hashed.unwrap();
    assert!(hashed.contains("userhash=true") && !hashed.contains("user\""));
    let extended = authorization(CHALLENGE, "Jäsøn").unwrap();
    assert!(extended.contains("username*=UTF-8''J%C3%A4s%C3%B8n"));
}

#[test]
fn each_answer_has_its_own_cnonce() {
    let mut challenge = choose_from(&[CHALLENGE]).unwrap();
    let caller = Caller { user: "u", password: "p" };
    let cnonces: std::collections::HashSet<String> = (0..100)
        .map(|_| {
            let proof = challenge.prove(&caller, "GET", "/").unwrap();
            parameter(proof.authorization.to_str().unwrap(), "cnonce").unwrap()
        })
        .collect();
    assert_eq!(cnonces.len(), 100);
    assert!(cnonces.iter().all(|cnonce| cnonce.len() >= 32));
}

#[test]
fn authentication_info_is_read() {
    let read = |value: &str| {
        let mut headers = HeaderMap::new();
        headers.insert("authentication-info", value.parse().unwrap());
        let info = Info::read(&headers);
        (info.nextnonce, info.rspauth)
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(read(r#"nextnonce="a", qop=auth, RspAuth="b""#), (some("a"), some("b")));
    assert_eq!(read("rspauth=b"), (None, some("b")));
    assert_eq!(read(""), (None, None));
    assert_eq!(read("garbage, =,"), (None, None));
}

#[test]
fn no_header_makes_it_panic() {
    // Every prefix of a challenge, and each with one byte replaced.
    for end in 0..CHALLENGE.len() {
        for mark in ["", "\"", "\\", ",", "=", " ", "\t"] {
            let head = CHALLENGE.get(..end).unwrap();
            let tail = CHALLENGE.get(end + 1..).unwrap();
            for text in [format!("{head}{mark}"), format!("{head}{mark}{tail}")] {
                if let Ok(mut challenge) = choose_from(&[&text]) {
                    let caller = Caller { user: "u", password: "p" };
                    let _ = challenge.prove(&caller, "GET", "/");
                }
            }
        }
    }
}
