//! What a caller gives: names that must arrive byte for byte, and ids that must never become a path.

use tests::scripted::{Received, Server};

use super::harness::{Caller, ORG, Verb, key};
use crate::under_test::{
    Encoder, Method, Operation, OrgId, Request,
    cloud_manager::{CloudManager, CreateOrgInvite, ListOrgInvites, OrgRole},
};

#[tokio::test]
async fn f47_a_username_arrives_byte_for_byte() {
    for (name, query) in [
        ("a+b@c.d", "a%2Bb%40c.d"),
        ("é@x", "%C3%A9%40x"),
        ("a\"b@x", "a%22b%40x"),
        ("a b@x", "a%20b%40x"),
        ("😀@x", "%F0%9F%98%80%40x"),
        ("%2B@x", "%252B%40x"),
        ("a&b=c#d?e/f\\@x", "a%26b%3Dc%23d%3Fe%2Ff%5C%40x"),
    ] {
        let server = Server::answer(|received| match received.method.as_str() {
            "GET" => Verb::Get.success(),
            _ => Verb::Post.success(),
        });
        let caller = Caller::new(&server);
        let _ = caller.send(ListOrgInvites::new(ORG).username(name)).await.unwrap();
        let _ = caller.send(CreateOrgInvite::new(ORG, name, [OrgRole::Member])).await.unwrap();
        let log = server.log();
        assert!(log[0].target.ends_with(&format!("/invites?username={query}")), "{log:?}");
        let body: serde_json::Value = serde_json::from_slice(&log[1].body).unwrap();
        assert_eq!(body["username"], name);
    }
}

/// Sends what is refused before anything is sent.
async fn check_refused<R: Request<Surface = CloudManager> + 'static>(request: R) {
    let server = Server::answer(|_| Verb::Get.success());
    let Err(error) = Caller::new(&server).send(request).await else {
        panic!("it was sent: {:?}", server.log());
    };
    assert!(error.is_invalid_input() && !error.request_was_sent(), "{error}");
    assert!(!error.is_retryable() && !error.outcome_unknown(), "{error}");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn f47_a_username_with_a_line_break_is_refused() {
    for name in ["a\r@x", "a\r\nb@x", "a\n@x", "a\0@x", "\u{7f}@x"] {
        check_refused(CreateOrgInvite::new(ORG, name, [OrgRole::Member])).await;
        check_refused(ListOrgInvites::new(ORG).username(name)).await;
    }
}

const NO_IDS: [&str; 12] = [
    "..",
    ".",
    "%2e%2e",
    "%2E.",
    "a/b",
    "",
    "5DF7A168F10FAB3A149357FB",
    "5df7a168f10fab3a149357f",
    "5df7a168f10fab3a149357fbb",
    "5df7a168f10fab3a149357f\r\n",
    "5df7a168f10fab3a149357fg",
    "5df7a168f10fab3a14935é",
];

#[test]
fn f48_only_24_digits_are_an_id() {
    for text in NO_IDS {
        assert!(OrgId::parse(text).is_err(), "{text:?}");
    }
    assert!(OrgId::parse("5df7a168f10fab3a149357fb").is_ok());
}

/// A request that a user has written, with any text for an id.
struct GetOrg(&'static str);

impl Request for GetOrg {
    type Surface = CloudManager;
    type Answer = serde_json::Value;
    const OPERATION: Operation = Operation {
        id: "getOrg",
        method: Method::Get,
        path: "/orgs/{orgId}",
        media: "application/json",
        idempotent: true,
        instead: None,
    };

    fn encode(&self, to: &mut Encoder) {
        to.path("orgId", self.0);
    }
}

#[tokio::test]
async fn f48_a_text_in_a_path_is_no_step_in_it() {
    for text in ["..", ".", "%2e%2e", "%2E.", ".%2e", "", "a\r\nb", "a\0"] {
        check_refused(GetOrg(text)).await;
    }
    for (text, sent) in [("a/b", "a%2Fb"), ("a?b#c", "a%3Fb%23c"), ("a b", "a%20b"), ("...", "...")]
    {
        let server = Server::answer(|_| Verb::Get.success());
        let caller =
            Caller::<CloudManager>::at(&server.url(), |builder| builder.credentials(key()));
        let _ = caller.send(GetOrg(text)).await.unwrap();
        let targets: Vec<_> =
            server.log().iter().map(|Received { target, .. }| target.clone()).collect();
        assert_eq!(targets, [format!("/api/public/v1.0/orgs/{sent}")]);
    }
}
