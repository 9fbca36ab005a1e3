//! Challenges of HTTP Digest: which forms are understood, which is chosen, and what is answered.

use tests::scripted::{Reply, Server, digest};

use super::{
    digest::{answers, challenge, counts, refusal},
    harness::{Caller, EMAIL, PRIVATE_KEY, Verb},
};

#[tokio::test]
async fn f09_the_stronger_hash_is_taken_wherever_it_stands() {
    let md5 = digest::challenge("n1", false);
    let sha = md5.replace("MD5", "SHA-256");
    let (one_line, the_other) = (format!("{sha}, {md5}"), format!("{md5}, {sha}"));
    for challenges in [&[&*sha, &*md5][..], &[&*md5, &*sha], &[&*one_line], &[&*the_other]] {
        let server = Server::play([refusal(challenges), Verb::Get.success()]);
        Caller::new(&server).get().await.unwrap();
        let log = server.log();
        let answers = answers(&log);
        assert_eq!(answers.len(), 1);
        let sent = log[1].header("authorization").unwrap();
        assert!(sent.contains("algorithm=SHA-256") && !sent.contains("MD5"), "{sent}");
        assert_eq!(answers[0].get("response").len(), 64);
    }
}

#[tokio::test]
async fn f10_basic_is_never_answered() {
    let basic = r#"Basic realm="MMS Public API", charset="UTF-8""#;
    let server =
        Server::play([refusal(&[basic, &digest::challenge("n1", false)]), Verb::Get.success()]);
    Caller::new(&server).get().await.unwrap();
    assert_eq!(counts(&server.log()).len(), 1);

    let server = Server::answer(move |_| refusal(&[basic]));
    let error = Caller::new(&server).get().await.unwrap_err();
    assert!(error.is_auth() && error.status() == Some(401), "{error}");
    let log = server.log();
    assert_eq!(log.len(), 1);
    assert_eq!(log[0].header("authorization"), None);
}

async fn check_unsupported(challenge: &str, named: &str) {
    let server = Server::play([refusal(&[challenge])]);
    let error = Caller::new(&server).get().await.unwrap_err();
    assert!(error.is_auth() && error.status() == Some(401), "{error}");
    assert!(error.to_string().contains(named), "{challenge} → {error}");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn f11_what_is_not_supported_is_named() {
    let with = |from: &str, to: &str| digest::challenge("n1", false).replace(from, to);
    for algorithm in ["SHA-512-256", "SHA-512", "MD6"] {
        check_unsupported(&with("MD5", algorithm), algorithm).await;
    }
    // What could be anything is not named.
    check_unsupported(&with("MD5", &format!("\"{EMAIL}\"")), "").await;
    check_unsupported(&with("\"auth\"", "\"auth-int\""), "auth-int").await;
    check_unsupported(&with("MD5, qop=\"auth\"", "MD5-sess"), "MD5-sess").await;
}

/// Whether the challenge can be answered; it must not break anything either way.
async fn check_form(challenge: &str, legal: bool) {
    let server = Server::play([refusal(&[challenge]), Verb::Get.success()]);
    let outcome = Caller::new(&server).get().await;
    assert_eq!(outcome.is_ok(), legal, "{challenge:.80}: {outcome:?}");
    let log = server.log();
    assert_eq!(answers(&log).len(), usize::from(legal), "{challenge:.80}");
    if let Err(error) = outcome {
        assert!(error.is_auth() && log.len() == 1, "{challenge:.80}: {error}");
    }
}

#[tokio::test]
async fn f12_every_legal_form_of_a_challenge_is_read() {
    for challenge in [
        r#"Digest realm="r",nonce="n1",algorithm=MD5,qop="auth",stale=false"#,
        r#"Digest realm="r", nonce="n1", algorithm="MD5", qop="auth""#,
        r#"Digest realm="r", nonce="n1", algorithm=MD5, qop="auth", stale="FALSE""#,
        r#"Digest realm="r", nonce="n1", qop="auth,auth-int""#,
        r#"Digest realm="r", nonce="n1", qop="auth-int, auth""#,
        r#"Digest realm="r", nonce="n1", qop=auth, opaque="", x="y", z=1"#,
        r#"digest REALM="r" , NONCE = "n1",	QOP="auth""#,
        r#"Digest realm="a, b=\"c\"", nonce="n1", qop="auth""#,
        r#"Negotiate, Digest realm="r", nonce="n1", qop="auth""#,
    ] {
        check_form(challenge, true).await;
    }
}

#[tokio::test]
async fn f12_junk_in_place_of_a_challenge_is_an_error() {
    for challenge in [
        "",
        "Digest",
        "Digest ,,,",
        "Digest =",
        r#"Digest realm="r", qop="auth""#,
        r#"Digest realm="r", nonce="", qop="auth""#,
        r#"Digest realm="r", realm="r", nonce="n1", qop="auth""#,
        r#"Digest realm="r", nonce="n1, qop=auth"#,
        r#"Digest realm="r", nonce="n1\"#,
        "Digest dG9rZW42OA==",
        "Negotiate dG9rZW42OA==",
        "\u{e9}",
    ] {
        check_form(challenge, false).await;
    }
}

/// HTTP libraries take so long a header or refuse it.
#[tokio::test]
async fn f12_a_challenge_of_100_kib_breaks_nothing() {
    let long = format!("Digest realm=\"{}\", nonce=\"n1\", qop=\"auth\"", "r".repeat(100 * 1024));
    let server = Server::answer(move |received| match received.number {
        0 => refusal(&[&long]),
        _ => Verb::Post.success(),
    });
    let caller = Caller::new(&server);
    match caller.post().await {
        Ok(()) => assert_eq!(answers(&server.log()).len(), 1),
        Err(error) => {
            assert!(error.is_auth() || error.outcome_unknown(), "{error}");
            assert_eq!(server.count(), 1);
        }
    }
    caller.post().await.unwrap();
}

/// HTTP libraries read a folded header or refuse it; nothing may break.
#[tokio::test]
async fn f12_a_folded_challenge_breaks_nothing() {
    let folded = "Digest realm=\"r\",\r\n nonce=\"n1\",\r\n\tqop=\"auth\"";
    let server = Server::play([refusal(&[folded]), Verb::Post.success()]);
    let outcome = Caller::new(&server).post().await;
    assert!(server.count() <= 2);
    assert_eq!(outcome.is_ok(), server.count() == 2, "{outcome:?}");
}

#[tokio::test]
async fn f13_quotes_and_backslashes_go_back_as_they_came() {
    let challenge = r#"Digest realm="a \"quoted\" \\ realm", nonce="n\\1\"", opaque="o\"\\", algorithm=MD5, qop="auth""#;
    let server = Server::play([refusal(&[challenge]), Verb::Get.success()]);
    Caller::new(&server).get().await.unwrap();
    let log = server.log();
    let answers = answers(&log);
    assert_eq!(answers[0].get("realm"), r#"a "quoted" \ realm"#);
    let sent = log[1].header("authorization").unwrap();
    for part in [r#"realm="a \"quoted\" \\ realm""#, r#"nonce="n\\1\"""#, r#"opaque="o\"\\""#] {
        assert!(sent.contains(part), "{sent}");
    }
}

/// Answers a challenge and then says this about the server's own knowledge of the key.
fn with_rspauth(
    rspauth: impl Fn(&digest::Answer) -> Option<String> + Send + Sync + 'static,
) -> Server {
    Server::answer(move |received| match digest::read(received, PRIVATE_KEY) {
        None => challenge("n1", false),
        Some(answer) => match rspauth(&answer) {
            Some(proof) => {
                let info = format!(r#"qop=auth, rspauth="{proof}", nc={}"#, answer.get("nc"));
                Verb::Get.success().with("Authentication-Info", &info)
            }
            None => Verb::Get.success(),
        },
    })
}

#[tokio::test]
async fn f14_a_server_that_does_not_know_the_key_is_an_error() {
    let server = with_rspauth(|_| Some("0".repeat(32)));
    let error = Caller::new(&server).get().await.unwrap_err();
    assert!(error.is_auth() && error.to_string().contains("rspauth"), "{error}");
    assert_eq!(server.count(), 2);

    let server = with_rspauth(|answer| Some(answer.rspauth().to_owned()));
    Caller::new(&server).get().await.unwrap();
    let server = with_rspauth(|_| None);
    Caller::new(&server).get().await.unwrap();
}

#[tokio::test]
async fn f15_a_401_that_cannot_be_answered_is_an_error_at_once() {
    for challenges in [&[][..], &["Negotiate"]] {
        let server = Server::play([refusal(challenges)]);
        let error = Caller::new(&server).get().await.unwrap_err();
        assert!(error.is_auth() && error.status() == Some(401), "{error}");
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn f16_an_address_that_is_not_on_the_access_list_keeps_its_code() {
    for status in [403, 401] {
        let body = format!(
            r#"{{"error":{status},"errorCode":"IP_ADDRESS_NOT_ON_ACCESS_LIST","detail":"192.0.2.1"}}"#
        );
        let server = Server::play([challenge("n1", false), Reply::json(status, body)]);
        let error = Caller::new(&server).get().await.unwrap_err();
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.is_auth(), status == 401);
        assert!(error.is_api() && error.is_access_list(), "{error}");
        assert!(error.code().is_some_and(|code| *code == "IP_ADDRESS_NOT_ON_ACCESS_LIST"));
        assert_eq!(server.count(), 2);
    }
}
