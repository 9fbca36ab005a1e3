//! Which challenge is taken, and what is said of those that are not.

use super::*;

/// The nonce of the challenge that is taken, or what is said instead.
fn check_taken(values: &[&str], expected: Result<&str, &str>) {
    let chosen = choose_from(values);
    let got = chosen.as_ref().map(|challenge| challenge.client.nonce());
    let got = got.map_err(ToString::to_string);
    assert_eq!(got, expected.map_err(str::to_owned), "{values:?}");
}

const ABSENT: Result<&str, &str> = Err("the server does not ask for HTTP Digest");

#[test]
fn any_spelling_of_a_challenge_is_taken() {
    check_taken(&[CHALLENGE], Ok("n"));
    for value in [
        "digest REALM=r,NONCE=n,QOP=auth",
        r#"Digest nonce = "n" , unknown="a, b" ,realm="r", qop="auth-int , AUTH""#,
        r#"Digest realm="a, nonce=\"x\"", nonce="n", qop=auth"#,
        r#"Digest realm="r", nonce="n", qop=auth, opaque="", algorithm="MD5""#,
        r#"Digest realm="r", nonce="n", qop=auth, algorithm=md5, stale="FALSE""#,
        r#"Digest realm="r", nonce="n", qop=auth, algorithm="sHa-256""#,
        r#"Digest realm="r", nonce="n", qop=auth,auth-int"#,
        r#"Digest qop=auth-int, auth ,Auth-Int,realm="r", nonce="n""#,
        r#", ,Digest realm="r", nonce="n", qop=auth,"#,
    ] {
        check_taken(&[value], Ok("n"));
    }
}

#[test]
fn token68_and_mistakes_of_others_do_no_harm() {
    for other in ["Negotiate YII=", "NTLM", "Bearer", r#"Basic realm="r""#, r#"X y="z", token"#] {
        check_taken(&[&format!("{other}, {CHALLENGE}")], Ok("n"));
        check_taken(&[&format!("{CHALLENGE}, {other}")], Ok("n"));
        check_taken(&[other, CHALLENGE], Ok("n"));
    }
    // A word after `qop=auth` is a scheme, unless it is a value of `qop`.
    check_taken(&[r#"Digest realm="r", nonce="n", qop=auth, Negotiate"#], Ok("n"));
    check_taken(&[&format!("Digest broken==, {CHALLENGE}")], Ok("n"));
}

#[test]
fn what_is_not_supported_is_named() {
    const HEAD: &str = r#"Digest realm="r", nonce="n""#;
    for (beside, said) in [
        (", qop=auth, algorithm=SHA-512-256", "with algorithm=SHA-512-256"),
        (", qop=auth, algorithm=\"MD6\"", "with algorithm=MD6"),
        (", algorithm=MD5-sess", "with algorithm=MD5-sess"),
        (", qop=\"auth, auth-int\", algorithm=SHA-256-sess", "with algorithm=SHA-256-sess"),
        (", qop=\"auth-int, x\"", "with qop=auth-int,x"),
        (", qop=auth-int,auth-int", "with qop=auth-int,auth-int"),
        ("", "without qop"),
        (", op=auth", "without qop"),
        (", nonce=\"m\", qop=auth", "that says a parameter twice"),
        (", qop=auth, stale=true, Stale=false", "that says a parameter twice"),
        (", qop=auth, algorithm=MD5, algorithm=SHA-256", "that says a parameter twice"),
        (", qop=auth, algorithm=", "that is malformed"),
        (", qop=\"auth", "that is malformed"),
        (", qop=\"auth\" x", "that is malformed"),
        (", qop=é", "that is malformed"),
    ] {
        let known = match said.split_once("with ") {
            Some((_, what)) if what.starts_with("algorithm") => ", but MD5 and SHA-256 are known",
            Some(_) => ", but auth is known",
            None => "",
        };
        let said = format!("unsupported challenge: HTTP Digest {said}{known}");
        check_taken(&[&format!("{HEAD}{beside}")], Err(&said));
    }
    for (challenge, said) in [
        (r#"Digest nonce="n", qop=auth"#, "without a realm"),
        (r#"Digest realm="", nonce="n", qop=auth"#, "without a realm"),
        (r#"Digest realm="r", qop=auth"#, "without a nonce"),
        (r#"Digest realm="r", nonce="", qop=auth"#, "without a nonce"),
        ("Digest", "without qop"),
        ("Digest abc", "that is malformed"),
    ] {
        let said = format!("unsupported challenge: HTTP Digest {said}");
        check_taken(&[challenge], Err(&said));
    }
}

#[test]
fn what_a_server_says_cannot_forge_a_log() {
    let long = "x".repeat(33);
    for (given, shown) in [
        (r#""a b\"\\<e>""#.to_owned(), "a?b???e?".to_owned()),
        (long.clone(), format!("{}…", &long[1..])),
        (format!("\"{}\"", "@".repeat(99)), format!("{}…", "?".repeat(32))),
    ] {
        let challenge = format!(r#"Digest realm="r", nonce="n", qop=auth, algorithm={given}"#);
        let said = choose_from(&[&challenge]).err().unwrap().to_string();
        assert!(said.contains(&format!("algorithm={shown}, ")), "{said}");
    }
    let long = format!(r#"Digest realm="r", nonce="n", qop="{}""#, "a,".repeat(10_000));
    assert!(choose_from(&[&long]).err().unwrap().to_string().len() < 120);
}

#[test]
fn basic_is_never_answered() {
    check_taken(&[], ABSENT);
    check_taken(&["", " , "], ABSENT);
    for (values, scheme) in [
        (&[r#"Basic realm="r""#, "Negotiate"][..], "Basic"),
        (&["Negotiate YII="], "Negotiate"),
        (&["Bearer realm=\"r\", Basic"], "Bearer"),
    ] {
        let said = format!(
            "no supported scheme: the server does not ask for HTTP Digest but for {scheme}"
        );
        check_taken(values, Err(&said));
    }
    check_taken(&[&format!("Basic realm=\"r\", {CHALLENGE}")], Ok("n"));
}

#[test]
fn of_several_reasons_the_nearest_is_told() {
    let said = "unsupported challenge: HTTP Digest without qop";
    let bare = r#"Digest realm="r", nonce="n""#;
    check_taken(&["Basic", bare, "Digest"], Err(said));
    check_taken(&[&format!("{bare}, Negotiate YII=")], Err(said));
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
    check_taken(&[sha, md5], Ok("sha"));
    check_taken(&[&format!("{bad}, {md5}, {sha}, {other}")], Ok("sha"));
}
