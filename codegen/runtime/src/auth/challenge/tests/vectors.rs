//! Answers that were computed elsewhere.

use super::*;

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
            assert_eq!(quoted(text, "response"), Some(response));
            assert_eq!(quoted(text, "uri"), Some(vector.target));
            assert!(text.contains(&format!(", nc={count:08x}, ")), "{text}");
            if let Some(rspauth) = rspauth {
                assert_eq!(proof.expected_rspauth, rspauth);
            }
        }
    }
}

const RFC_2617: Vector = Vector {
    challenge: r#"Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41""#,
    user: "Mufasa",
    password: "Circle Of Life",
    method: "GET",
    target: "/dir/index.html",
    cnonce: "0a4f113b",
    count: 1,
};

#[test]
fn rfc_2617_section_3_5() {
    check(&RFC_2617, "6629fae49393a05397450978507c4ef1", Some("376602cfd2f4e8e5e78b948a85263e85"));
}

#[test]
fn the_forms_of_rfc_2617_that_are_refused() {
    for (beside, refusal) in [
        ("", Refusal::Form("without qop")),
        (r#", qop="auth-int""#, Refusal::Qop("auth-int".to_owned())),
        (r#", qop="auth", algorithm=MD5-sess"#, Refusal::Algorithm("MD5-sess".to_owned())),
    ] {
        let challenge = format!(
            r#"Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"{beside}"#
        );
        assert_eq!(choose_from(&[&challenge]).err(), Some(refusal));
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
fn rfc_7616_section_3_9_1_md5() {
    let vector = Vector { challenge: rfc_7616!("MD5"), ..RFC_7616 };
    check(&vector, "8ca523f5e9506fed4657c9700eebdbec", None);
}

#[test]
fn rfc_7616_section_3_9_1_sha_256() {
    let vector = Vector { challenge: rfc_7616!("SHA-256"), ..RFC_7616 };
    check(&vector, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1", None);
}

#[test]
fn rfc_7616_section_3_9_2_is_refused() {
    let challenge = r#"Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true"#;
    let refusal = Refusal::Algorithm("SHA-512-256".to_owned());
    assert_eq!(choose_from(&[challenge]).err(), Some(refusal));
}

/// The RFC does not say what is hashed without `charset`; it is UTF-8 too.
#[test]
fn a_user_name_and_a_password_are_hashed_as_utf_8() {
    for challenge in [rfc_7616!("MD5"), concat!(rfc_7616!("MD5"), ", charset=UTF-8")] {
        let vector =
            Vector { challenge, user: "Jäsøn", password: "päss", target: "/", ..RFC_7616 };
        check(&vector, "aa5a16c730c7ec0393de6a8b2a6410af", None);
    }
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
fn mongodb_get_with_rspauth() {
    check(&MMS, "dc5aae09f48725357636dd05e0f49f90", Some("9a800321b13aafee6d4271c030d49040"));
}

#[test]
fn mongodb_second_get() {
    check(&Vector { count: 2, ..MMS }, "8761ba9c53ca5885dff1be4cc3c2183a", None);
}

#[test]
fn mongodb_post() {
    let target = "/api/public/v1.0/groups/32b6e34b3d91647abb20e7b8/invites";
    let vector = Vector { method: "POST", target, ..MMS };
    check(&vector, "ad9f44e03da41af650f06e7b322f377b", None);
}

#[test]
fn mongodb_get_with_query() {
    let target = "/api/atlas/v2/orgs/32b6e34b3d91647abb20e7b8/invites?username=a%2Bb%40example.com";
    check(&Vector { target, ..MMS }, "c0d0323256fcfbcf0d453d972650c2cb", None);
}

#[test]
fn mongodb_tenth_patch() {
    let target = "/api/atlas/v2/orgs/32b6e34b3d91647abb20e7b8/invites/5dd5a6b6f10fab1d71a58495";
    let vector = Vector { method: "PATCH", target, count: 10, ..MMS };
    check(&vector, "27c2ada5ac4f956b46a0155c1c9577d2", None);
}
