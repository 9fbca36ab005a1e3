use super::*;

mod choice;
mod hostile;
mod vectors;

const CHALLENGE: &str = r#"Digest realm="MMS Public API", domain="", nonce="n", algorithm=MD5, qop="auth", stale=false"#;

fn choose_from(values: &[&str]) -> Result<Challenge, Refusal> {
    let mut headers = HeaderMap::new();
    for value in values {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        headers.append(header::WWW_AUTHENTICATE, value);
    }
    choose(&headers)
}

fn authorization(challenge: &str, user: &str) -> Option<String> {
    let mut challenge = choose_from(&[challenge]).ok()?;
    let caller = Caller { user, password: "p" };
    let proof = challenge.prove_with(&caller, "GET", "/a?b=c", Some("c"))?;
    assert!(proof.authorization.is_sensitive());
    Some(proof.authorization.to_str().unwrap().to_owned())
}

#[test]
fn parameters_are_quoted_as_the_rfc_says() {
    let challenge = r#"Digest realm="a \"q\" \\", nonce="n\\\"", qop="auth", opaque="o\"""#;
    let text = authorization(challenge, "u\"x").unwrap();
    for part in [
        r#"username="u\"x""#,
        r#"realm="a \"q\" \\""#,
        r#"nonce="n\\\"""#,
        r#"uri="/a?b=c""#,
        "nc=00000001,",
        "qop=auth,",
        "algorithm=MD5,",
        r#"cnonce="c""#,
        r#"opaque="o\"""#,
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let empty = authorization(r#"Digest realm="r", nonce="n", qop="auth", opaque="""#, "u");
    assert!(empty.unwrap().ends_with(r#", opaque="""#));
    assert!(!authorization(CHALLENGE, "u").unwrap().contains("opaque"));
}

#[test]
fn the_user_name_is_written_as_the_server_wants_it() {
    let hashed = authorization(r#"Digest realm="r", nonce="n", qop="auth", userhash=TRUE"#, "user");
    let hashed = hashed.unwrap();
    assert!(hashed.contains("userhash=true") && !hashed.contains("user\""));
    let extended = authorization(CHALLENGE, "Jäsøn").unwrap();
    assert!(extended.contains("username*=UTF-8''J%C3%A4s%C3%B8n"));
}

/// Texts of the caller or the server that look like parameters are not taken for them.
#[test]
fn the_own_parameters_are_found() {
    let challenge = r#"Digest realm="a, cnonce=", nonce="n", qop="auth", opaque="x, response=""#;
    let text = authorization(challenge, r#"u, response="y", cnonce="#).unwrap();
    assert_eq!(quoted(&text, "cnonce"), Some("c"));
    assert_eq!(quoted(&text, "response").map(str::len), Some(32));
}

#[test]
fn each_answer_has_its_own_cnonce() {
    let mut challenge = choose_from(&[CHALLENGE]).unwrap();
    let caller = Caller { user: "u", password: "p" };
    let cnonces: std::collections::HashSet<String> = (0..100)
        .map(|_| {
            let proof = challenge.prove(&caller, "GET", "/").unwrap();
            quoted(proof.authorization.to_str().unwrap(), "cnonce").unwrap().to_owned()
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
