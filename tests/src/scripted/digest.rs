//! Answers to HTTP Digest, worked out a second time: the verifier of the scripted server.

use std::collections::BTreeMap;

use md5::{Digest as _, Md5};
use sha2::Sha256;

use super::Received;
use crate::fake_cloud::digest_parameters;

/// What a client sent as its answer to a challenge.
#[derive(Debug)]
pub struct Answer {
    given: BTreeMap<String, String>,
    expected: String,
    rspauth: String,
    is_for_target: bool,
}

/// A challenge of MongoDB's servers with this nonce.
pub fn challenge(nonce: &str, stale: bool) -> String {
    format!(
        r#"Digest realm="MMS Public API", domain="", nonce="{nonce}", algorithm=MD5, qop="auth", stale={stale}"#
    )
}

/// The answer in a request, if it has one.
pub fn read(received: &Received, password: &str) -> Option<Answer> {
    let given = digest_parameters(received.header("authorization")?)?;
    let get = |name: &str| given.get(name).map(String::as_str).unwrap_or_default();
    let hash = |text: String| match get("algorithm") {
        "SHA-256" => hex(&Sha256::digest(text)),
        _ => hex(&Md5::digest(text)),
    };
    let secret = hash(format!("{}:{}:{password}", get("username"), get("realm")));
    let proof = |method: &str| {
        let request = hash(format!("{method}:{}", received.target));
        let parts = format!("{}:{}:{}:auth", get("nonce"), get("nc"), get("cnonce"));
        hash(format!("{secret}:{parts}:{request}"))
    };
    let (expected, rspauth) = (proof(&received.method), proof(""));
    let is_for_target = get("uri") == received.target;
    Some(Answer { given, expected, rspauth, is_for_target })
}

/// Hash of user, realm and password: as good as the password on this realm.
pub fn secret(user: &str, realm: &str, password: &str) -> String {
    hex(&Md5::digest(format!("{user}:{realm}:{password}")))
}

/// The same with SHA-256.
pub fn secret_sha_256(user: &str, realm: &str, password: &str) -> String {
    hex(&Sha256::digest(format!("{user}:{realm}:{password}")))
}

impl Answer {
    /// A parameter of it; empty when it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.given.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Whether it proves that the client knows the password, for this very request.
    pub fn is_right(&self) -> bool {
        self.is_for_target && self.get("response") == self.expected && self.get("qop") == "auth"
    }

    /// What the server proves itself with.
    pub fn rspauth(&self) -> &str {
        &self.rspauth
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: &str = "/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/invites";
    const ANSWER: &str = r#"Digest username="PUBKEY01", realm="MMS Public API", nonce="kWVA9Ciu7lNaN5QdjPe8kxPMReVjbt+B", uri="/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/invites", response="dc5aae09f48725357636dd05e0f49f90", qop=auth, nc=00000001, cnonce="0a4f113b0a4f113b", algorithm=MD5"#;

    fn read_as(method: &str, target: &str, answer: &str) -> Answer {
        let received = Received {
            number: 0,
            connection: 0,
            method: method.to_owned(),
            target: target.to_owned(),
            headers: vec![("authorization".to_owned(), answer.to_owned())],
            body: Vec::new(),
        };
        read(&received, "11111111-2222-3333-4444-555555555555").unwrap()
    }

    #[test]
    fn a_right_answer_is_told_from_wrong_ones() {
        let right = read_as("GET", TARGET, ANSWER);
        assert!(right.is_right());
        assert_eq!(right.rspauth(), "9a800321b13aafee6d4271c030d49040");
        assert!(!read_as("POST", TARGET, ANSWER).is_right());
        assert!(!read_as("GET", "/", ANSWER).is_right());
        assert!(!read_as("GET", TARGET, &ANSWER.replace("nc=00000001", "nc=00000002")).is_right());
        assert!(!read_as("GET", TARGET, &ANSWER.replace("qop=auth, ", "")).is_right());
    }

    /// RFC 7616, section 3.9.1.
    #[test]
    fn the_other_hash_is_known() {
        assert_eq!(
            secret_sha_256("Mufasa", "http-auth@example.org", "Circle of Life"),
            "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232"
        );
        assert_eq!(
            secret("Mufasa", "http-auth@example.org", "Circle of Life"),
            "3d78807defe7de2157e2b0b6573a855f"
        );
    }
}
