//! Tokens: how they are given out, revoked and limited.

use http::Request;
use serde_json::json;
use tests::fake_cloud::FakeCloud;

use crate::{
    ORG, cloud, cloud_with,
    raw::{BASIC, Raw, send, token},
};

const FORM: &str = "application/x-www-form-urlencoded";
const GRANT: &str = "grant_type=client_credentials";

/// Id and secret as `curl --user` writes them.
const PLAIN: &str = "Basic bWRiX3NhX2lkXzEyMzQ1Njc4OTBhYmNkZWYxMjM0NTY3ODptZGJfc2Ffc2tfYS1zZWNyZXRfb2Z+NDAuY2hhcmFjdGVycythbmQvbW9yZQ==";

async fn post(cloud: &FakeCloud, path: &str, authorization: &str, body: &str) -> Raw {
    let request = Request::post(path).header("content-type", FORM);
    send(cloud, request.header("authorization", authorization), body.to_owned()).await
}

/// The token endpoint answers in the form of OAuth, not of the API.
async fn check_token(content: &str, authorization: &str, body: &str, expected: (u16, &str)) {
    let cloud = cloud().await;
    let request = Request::post("/api/oauth/token")
        .header("content-type", content)
        .header("authorization", authorization);
    let answer = send(&cloud, request, body.to_owned()).await;
    let error = answer.json()["error"].as_str().unwrap_or_default().to_owned();
    assert_eq!((answer.status, error.as_str()), expected, "{content} {authorization} {body}");
    assert_eq!(answer.header("content-type"), "application/json");
    if expected.0 == 200 {
        let token =
            json!({ "access_token": "eyJ.token.1", "expires_in": 3600, "token_type": "Bearer" });
        assert_eq!(answer.json(), token);
    }
}

#[tokio::test]
async fn the_token_endpoint_wants_basic_and_a_form() {
    check_token(FORM, BASIC, GRANT, (200, "")).await;
    check_token(FORM, BASIC, "a=b&grant_type=client%5Fcredentials", (200, "")).await;
    check_token(FORM, PLAIN, GRANT, (200, "")).await;
    check_token("application/json", BASIC, GRANT, (400, "invalid_request")).await;
    check_token(FORM, BASIC, "", (400, "invalid_request")).await;
    check_token(FORM, BASIC, "grant_type=password", (400, "unsupported_grant_type")).await;
    for wrong in ["", "Basic", "Basic !", "Basic eDp5", "Bearer x"] {
        check_token(FORM, wrong, GRANT, (401, "invalid_client")).await;
    }
}

#[tokio::test]
async fn a_token_lives_an_hour() {
    let cloud = cloud().await;
    let bearer = format!("Bearer {}", token(&cloud).await);
    for (seconds, expected) in [(0, 200), (3599, 200), (1, 401)] {
        cloud.clock().advance(seconds);
        let get = Request::get(format!("/api/public/v1.0{ORG}"));
        let answer = send(&cloud, get.header("authorization", &bearer), "").await;
        assert_eq!(answer.status, expected);
    }
}

async fn list_with(cloud: &FakeCloud, token: &str) -> u16 {
    let get = Request::get(format!("/api/public/v1.0{ORG}"));
    send(cloud, get.header("authorization", format!("Bearer {token}")), "").await.status
}

#[tokio::test]
async fn a_token_that_was_revoked_is_no_good() {
    const REVOKE: &str = "/api/oauth/revoke";
    let cloud = cloud().await;
    let (first, second) = (token(&cloud).await, token(&cloud).await);
    for (authorization, body, status, error) in [
        ("Basic eDp5", format!("token={first}"), 401, "invalid_client"),
        (BASIC, "token_type_hint=access_token".to_owned(), 400, "invalid_request"),
    ] {
        let answer = post(&cloud, REVOKE, authorization, &body).await;
        assert_eq!((answer.status, &answer.json()["error"]), (status, &json!(error)));
        assert!(answer.json()["error_description"].is_string());
        assert_eq!(list_with(&cloud, &first).await, 200);
    }
    let body = format!("token={first}&token_type_hint=access_token");
    for _ in 0..2 {
        let answer = post(&cloud, REVOKE, BASIC, &body).await;
        assert_eq!((answer.status, &answer.body[..]), (200, &b""[..]));
    }
    assert_eq!(list_with(&cloud, &first).await, 401);
    assert_eq!(list_with(&cloud, &second).await, 200);
    // A token is never given out twice.
    assert_ne!(token(&cloud).await, second);
}

#[tokio::test]
async fn tokens_in_a_minute_are_limited() {
    let cloud = cloud_with(|options| options.tokens_per_minute = Some(2)).await;
    for (after, status) in [(0, 200), (20, 200), (10, 429), (30, 200)] {
        cloud.clock().advance(after);
        let answer = post(&cloud, "/api/oauth/token", BASIC, GRANT).await;
        assert_eq!(answer.status, status);
        if status == 429 {
            assert_eq!(answer.json()["error"], "rate_limited");
            assert_eq!(answer.header("retry-after"), "30");
        }
    }
}
