//! Versions that an API does not serve, said in each way that a server or a proxy may say it.

use tests::scripted::{Reply, Server};

use super::harness::{Caller, EMAIL, ORG, all, key};
use crate::under_test::{
    Error,
    atlas_v2::{AtlasV2, CreateOrgInvite, ListOrgUsers, OrgRole},
};

/// What an error says about the version.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Gone,
    Unknown,
    /// Nothing.
    Other,
}

const INSTEAD: &str =
    "; instead use createOrgUser, which is `POST /orgs/{orgId}/users` in version 2025-02-19";
const NEWER: &str = "; a newer client is needed";
const SERVER: &str = "; is it the right server, and does no proxy change `Accept`?";

fn check_error(error: &Error, operation: &str, status: u16, kind: Kind, way_out: &str) {
    assert!(error.is_api() && error.status() == Some(status), "{error}");
    let kinds = (error.is_version_gone(), error.is_version_unknown());
    assert_eq!(kinds, (kind == Kind::Gone, kind == Kind::Unknown), "{error}");
    assert!(!error.is_retryable() && !error.outcome_unknown(), "{error}");
    let text = error.to_string();
    assert!(text.starts_with(&format!("{operation}: the API ")), "{text}");
    match kind {
        Kind::Other => assert!(!text.contains(';'), "{text}"),
        Kind::Gone | Kind::Unknown => assert!(text.contains(way_out), "{text}"),
    }
}

/// A deprecated operation, a list for which there is nothing else, and both in an envelope.
async fn check(status: u16, reply: Reply, kind: Kind) {
    let server = Server::answer(move |_| reply.clone());
    let caller = Caller::<AtlasV2>::at(&server.url(), |builder| builder.credentials(key()));
    let plain = if kind == Kind::Gone { NEWER } else { SERVER };
    for envelope in [false, true] {
        let invite = CreateOrgInvite::new(ORG, EMAIL, [OrgRole::Member]);
        let sent = caller.send_with(invite, |call| if envelope { call.envelope() } else { call });
        check_error(&sent.await.unwrap_err(), "createOrgInvite", status, kind, INSTEAD);

        let list = caller.items(ListOrgUsers::new(ORG));
        let mut list = if envelope { list.envelope() } else { list };
        let (people, error) = all(&mut list).await;
        assert!(people.is_empty());
        check_error(&error.unwrap(), "listOrgUsers", status, kind, plain);
    }
    assert_eq!(server.count(), 4, "a version is asked for once");
}

fn coded(status: u16, code: &str) -> Reply {
    let body = format!(
        r#"{{"error":{status},"errorCode":"{code}","detail":"{EMAIL}","parameters":["{EMAIL}"]}}"#
    );
    Reply::json(status, body)
}

/// The same in an envelope, over another status.
fn enveloped(status: u16, code: &str) -> Reply {
    Reply::json(200, format!(r#"{{"status":{status},"content":{{"errorCode":"{code}"}}}}"#))
}

#[tokio::test]
async fn a_version_is_gone_by_the_status_or_the_code() {
    for reply in [
        coded(410, "VERSION_GONE"),
        coded(410, "NEVER_SEEN"),
        Reply::empty(410),
        Reply::json(410, "{}"),
        Reply::json(410, "null"),
        Reply::json(410, r#"{"errorCode":410}"#),
        Reply::typed(410, "text/html", format!("<html>{EMAIL}</html>")),
    ] {
        check(410, reply, Kind::Gone).await;
    }
    check(400, coded(400, "VERSION_GONE"), Kind::Gone).await;
    check(404, coded(404, "VERSION_GONE"), Kind::Gone).await;
}

#[tokio::test]
async fn a_version_is_unknown_by_the_code_alone() {
    check(406, coded(406, "INVALID_VERSION_DATE"), Kind::Unknown).await;
    check(400, coded(400, "INVALID_VERSION_DATE"), Kind::Unknown).await;
    // A firewall for web pages refuses with this status what it does not like.
    for reply in [
        coded(406, "NEVER_SEEN"),
        coded(406, "invalid_version_date"),
        Reply::empty(406),
        Reply::typed(406, "text/html", format!("<html>{EMAIL} INVALID_VERSION_DATE</html>")),
    ] {
        check(406, reply, Kind::Other).await;
    }
}

#[tokio::test]
async fn a_body_in_another_form_says_nothing_of_the_version() {
    for reply in [
        coded(415, "UNSUPPORTED_MEDIA_TYPE"),
        Reply::empty(415),
        Reply::typed(415, "text/html", "<html>"),
    ] {
        check(415, reply, Kind::Other).await;
    }
    check(415, coded(415, "INVALID_VERSION_DATE"), Kind::Unknown).await;
}

#[tokio::test]
async fn the_status_in_an_envelope_decides_about_the_version() {
    for (status, code, kind) in [
        (410, "VERSION_GONE", Kind::Gone),
        (410, "NEVER_SEEN", Kind::Gone),
        (406, "INVALID_VERSION_DATE", Kind::Unknown),
        (406, "NEVER_SEEN", Kind::Other),
    ] {
        let server = Server::answer(move |_| enveloped(status, code));
        let caller = Caller::<AtlasV2>::at(&server.url(), |builder| builder.credentials(key()));
        let (_, error) = all(&mut caller.items(ListOrgUsers::new(ORG)).envelope()).await;
        let way_out = if kind == Kind::Gone { NEWER } else { SERVER };
        check_error(&error.unwrap(), "listOrgUsers", status, kind, way_out);
    }
}
