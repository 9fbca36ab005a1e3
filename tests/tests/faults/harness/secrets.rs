//! The planted secrets, in all the forms that they could show up in.

use std::sync::LazyLock;

use base64::{Engine, prelude::BASE64_STANDARD};
use tests::scripted::digest;

pub(crate) const PUBLIC_KEY: &str = "PUBKEY01";
pub(crate) const PRIVATE_KEY: &str = "6b1f6a52-planted-private-key-0d49";
pub(crate) const CLIENT_ID: &str = "mdb_sa_id_1234567890abcdef12345678";
pub(crate) const CLIENT_SECRET: &str = "mdb_sa_sk_plantedClientSecret~31";
pub(crate) const TOKEN: &str = "eyJ.planted-token-of-the-api.52";
pub(crate) const PROXY_USER: &str = "proxy-user";
pub(crate) const PROXY_PASSWORD: &str = "planted-proxy-password-84";
pub(crate) const EMAIL: &str = "planted.person+1@secret.example";

/// A secret by its name, and one way to write it.
type Form = (&'static str, String);

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let realm = "MMS Public API";
    let mut forms = Vec::new();
    for (name, secret) in [
        ("private key", PRIVATE_KEY.to_owned()),
        ("hash of the private key", digest::secret(PUBLIC_KEY, realm, PRIVATE_KEY)),
        ("hash of the private key", digest::secret_sha_256(PUBLIC_KEY, realm, PRIVATE_KEY)),
        ("client secret", CLIENT_SECRET.to_owned()),
        ("client secret", BASE64_STANDARD.encode(format!("{CLIENT_ID}:{CLIENT_SECRET}"))),
        ("token", TOKEN.to_owned()),
        ("proxy password", PROXY_PASSWORD.to_owned()),
        ("proxy password", BASE64_STANDARD.encode(format!("{PROXY_USER}:{PROXY_PASSWORD}"))),
        ("e-mail address", EMAIL.to_owned()),
        ("e-mail address", EMAIL.replace('@', "%40").replace('+', "%2B")),
    ] {
        // Bytes are printed in other ways than text is.
        let numbers: Vec<_> = secret.bytes().map(|byte| byte.to_string()).collect();
        let hex = secret.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        forms.extend([(name, numbers.join(", ")), (name, hex), (name, secret)]);
    }
    forms
});

/// The first secret that a text shows.
pub(super) fn find(text: &str) -> Option<&'static str> {
    FORMS.iter().find(|(_, form)| text.contains(form.as_str())).map(|(name, _)| *name)
}

/// Looks at a text that a program could print.
pub(super) fn check(what: &str, text: &str) {
    if let Some(secret) = find(text) {
        panic!("{what} shows the {secret}: {text}");
    }
}

#[test]
fn every_form_of_a_secret_is_found() {
    for (name, form) in &*FORMS {
        assert_eq!(find(&format!("x{form}y")), Some(*name));
    }
    assert_eq!(find(&format!("{:?}", PRIVATE_KEY.as_bytes())), Some("private key"));
    assert_eq!(find("nothing"), None);
}
