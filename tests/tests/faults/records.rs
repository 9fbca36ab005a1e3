//! Successes that arrive whole and are not what they should be, and the odd ones that are.

use tests::scripted::{Reply, Server};

use super::{
    bodies::{create, get},
    harness::{Caller, EMAIL, INVITATION, INVITATION_BODY, ORG, key},
};
use crate::under_test::{
    Call, Error,
    atlas_v2::{self, AtlasV2},
    cloud_manager::GetOrgInvite,
};

async fn check_not_understood(name: &str, reply: Reply) -> Error {
    let server = Server::play([reply.clone()]);
    let error = create(&server).await.expect_err(name);
    assert!(error.is_decode() && !error.outcome_unknown(), "{name}: {error}");
    assert_eq!(server.count(), 1, "{name}");

    let server = Server::play([reply]);
    let error = get(&server).await.expect_err(name);
    assert!(error.is_decode() && error.status() == Some(200), "{name}: {error}");
    assert!(error.body().is_none_or(|body| body.len() <= 2048), "{name}");
    assert_eq!(server.count(), 1, "{name}");
    error
}

#[tokio::test]
async fn f38_a_body_that_is_not_the_record_is_not_understood() {
    let known = &INVITATION_BODY[..INVITATION_BODY.len() - 1];
    let utf_16: Vec<u8> = INVITATION_BODY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let number = "1".repeat(10_000);
    for (name, body) in [
        ("nothing", String::new()),
        ("null", "null".into()),
        ("a list", "[]".into()),
        ("a page", format!("<html>{EMAIL}</html>")),
        ("a sentence", format!("{EMAIL} was invited")),
        ("a half", known.into()),
        ("two", format!("{INVITATION_BODY}{INVITATION_BODY}")),
        ("depth", format!("{}{}", "[".repeat(200), "]".repeat(200))),
        ("a key twice", format!("{known},\"username\":\"{EMAIL}\"}}")),
        ("no number", format!("{known},\"x\":NaN}}")),
        ("a long number", INVITATION_BODY.replace("\"planted.person+1@secret.example\"", &number)),
        ("no id of the API", INVITATION_BODY.replace("5dd5a6b6f10fab1d71a58495", EMAIL)),
    ] {
        check_not_understood(name, Reply::json(200, body)).await;
    }
    check_not_understood("UTF-16", Reply::json(200, utf_16)).await;
    check_not_understood("no UTF-8", Reply::json(200, b"{\"id\":\"\xff\xfe\"}")).await;
    check_not_understood("HTML", Reply::typed(200, "text/html", INVITATION_BODY)).await;
    let long = format!("{{\"x\":\"{}", "é".repeat(100_000));
    check_not_understood("long", Reply::json(200, long)).await;
    let error = check_not_understood("an empty object", Reply::json(200, "{}")).await;
    assert!(error.to_string().contains("`id`"), "{error}");
}

/// What is not known is passed over without a limit on its depth, and without a stack for it.
#[tokio::test]
async fn f38_depth_in_an_unknown_field_breaks_nothing() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let body = INVITATION_BODY.replace("\"roles\"", &format!("\"x\":{deep},\"roles\""));
    let invitation = get(&Server::play([Reply::json(200, body)])).await;
    assert!(invitation.map_or_else(|error| error.is_decode(), |got| got.roles.len() == 1));
}

#[tokio::test]
async fn f38_a_byte_order_mark_is_skipped() {
    let server = Server::play([Reply::json(200, format!("\u{feff}{INVITATION_BODY}"))]);
    assert_eq!(get(&server).await.unwrap().username, EMAIL);
}

#[tokio::test]
async fn f44_what_is_newer_than_the_client_is_kept_or_ignored() {
    let body = INVITATION_BODY.replace("ORG_MEMBER", "ORG_BRAND_NEW");
    let server = Server::play([Reply::json(200, &body)]);
    let invitation = get(&server).await.unwrap();
    assert_eq!(invitation.roles[0].as_str(), "ORG_BRAND_NEW");
    let back = serde_json::to_value(&invitation.roles).unwrap();
    assert_eq!(back, serde_json::json!(["ORG_BRAND_NEW"]));

    let roles = r#""roles":["ORG_MEMBER"]"#;
    for (other, expected) in [
        (r#""roles":null"#, 0),
        (r#""x":1"#, 0),
        (r#""roles":["ORG_MEMBER","X"],"new":{"deep":[1]}"#, 2),
    ] {
        let server = Server::play([Reply::json(200, INVITATION_BODY.replace(roles, other))]);
        assert_eq!(get(&server).await.unwrap().roles.len(), expected, "{other}");
    }
}

#[tokio::test]
async fn f45_every_media_type_of_the_api_is_taken_and_no_other() {
    for (media, taken, version) in [
        ("application/vnd.atlas.2025-03-12+json", true, Some("2025-03-12")),
        ("application/vnd.atlas.2023-01-01+json;charset=utf-8", true, Some("2023-01-01")),
        ("application/json", true, None),
        ("APPLICATION/JSON; Charset=utf-8", true, None),
        ("text/json", false, None),
        ("application/xml", false, None),
    ] {
        let server = Server::play([Reply::typed(200, media, INVITATION_BODY)]);
        let caller = Caller::<AtlasV2>::at(&server.url(), |builder| builder.credentials(key()));
        let response = caller.respond(atlas_v2::GetOrgInvite::new(ORG, INVITATION)).await;
        let accept = server.log()[0].header("accept").map(ToOwned::to_owned);
        assert_eq!(accept.as_deref(), Some("application/vnd.atlas.2023-01-01+json"));
        match response {
            Ok(response) => {
                assert!(taken, "{media}");
                assert_eq!(response.media_type_version(), version);
            }
            Err(error) => assert!(!taken && error.is_decode(), "{media}: {error}"),
        }
    }
}

#[tokio::test]
async fn f46_an_envelope_that_nobody_asked_for_is_named() {
    let body = format!(r#"{{"status":200,"content":{INVITATION_BODY}}}"#);
    let server = Server::play([Reply::json(200, &body)]);
    let error = get(&server).await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("envelope"), "{error}");

    let server = Server::play([Reply::json(200, &body)]);
    let caller = Caller::new(&server);
    let got = caller.send_with(GetOrgInvite::new(ORG, INVITATION), Call::envelope).await;
    assert_eq!(got.unwrap().id, INVITATION);
}
