//! Service accounts: one token for all calls, where the surface takes them.

use crate::under_test::{
    AcceptsServiceAccount, Client, Request, ServiceAccount, atlas_v2, cloud_manager,
};
use http::{HeaderValue, header};
use tests::fake_cloud::{Canned, FakeCloud, Stage};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::setup::{GROUP, ORG, account, cloud, statuses};

fn client<S: AcceptsServiceAccount>(cloud: &FakeCloud, account: ServiceAccount) -> Client<S> {
    let builder = Client::at(cloud.address_of(S::INFO.id)).danger_allow_http();
    builder.credentials(account).build().unwrap()
}

/// Sends the same request many times at once and looks at what it cost.
async fn check<R>(request: R, media: &str)
where
    R: Request<Surface: AcceptsServiceAccount, Answer: PartialEq + Default + std::fmt::Debug>,
    R: Clone + 'static,
{
    const CALLS: usize = 25;
    let cloud = cloud().await;
    let client = client::<R::Surface>(&cloud, account());
    let calls: Vec<_> = (0..CALLS).map(|_| tokio::spawn(client.send(request.clone()))).collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), R::Answer::default());
    }

    let log = cloud.log();
    let (token, calls) = log.split_first().unwrap();
    assert_eq!((token.method.as_str(), token.target.as_str()), ("POST", "/api/oauth/token"));
    assert_eq!(token.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(token.header("accept"), Some("application/json"));
    // Of the id and the secret, the latter with `+` and `/` written as in a form.
    let basic = "Basic bWRiX3NhX2lkXzEyMzQ1Njc4OTBhYmNkZWYxMjM0NTY3ODptZGJfc2Ffc2tfYS1zZWNyZXRfb2Z+NDAuY2hhcmFjdGVycyUyQmFuZCUyRm1vcmU=";
    assert_eq!(token.header("authorization"), Some(basic));
    assert_eq!(token.body, "grant_type=client_credentials");
    assert_eq!(token.status, 200);
    assert_eq!(calls.len(), CALLS);
    for call in calls {
        assert_eq!(call.header("authorization"), Some("Bearer eyJ.token.1"));
        assert_eq!(call.header("accept"), Some(media));
        assert_eq!(call.status, 200);
    }
}

#[tokio::test]
async fn one_token_serves_many_calls_at_once_on_atlas() {
    check(atlas_v2::ListOrgInvites::new(ORG), "application/vnd.atlas.2023-01-01+json").await;
}

#[tokio::test]
async fn one_token_serves_many_calls_at_once_on_cloud_manager() {
    check(cloud_manager::ListGroupInvites::new(GROUP), "application/json").await;
}

#[tokio::test]
async fn the_inviter_is_the_service_account() {
    let cloud = cloud().await;
    let client = client::<cloud_manager::CloudManager>(&cloud, account());
    let roles = [cloud_manager::OrgRole::Member];
    let create = cloud_manager::CreateOrgInvite::new(ORG, "jane@example.com", roles);
    let created = client.send(create).await.unwrap();
    assert_eq!(created.inviter_username.as_deref(), Some("mdb_sa_id_1234567890abcdef12345678"));
}

#[tokio::test]
async fn a_token_that_is_no_longer_good_is_replaced() {
    let cloud = cloud().await;
    let client = client::<atlas_v2::AtlasV2>(&cloud, account());
    let list = atlas_v2::ListOrgInvites::new(ORG);
    let _ = client.send(list.clone()).await.unwrap();
    // Only the server's clock moves, as if the token were revoked.
    cloud.clock().advance(3600);
    let _ = client.send(list.clone()).await.unwrap();
    let _ = client.send(list).await.unwrap();
    assert_eq!(statuses(&cloud), [200, 200, 401, 200, 200, 200]);
    let used: Vec<_> = cloud.log().iter().map(|logged| logged.target.clone()).collect();
    let tokens = used.iter().filter(|target| *target == "/api/oauth/token").count();
    assert_eq!(tokens, 2);
}

#[tokio::test]
async fn a_wrong_secret_is_an_error_of_authentication() {
    let cloud = cloud().await;
    let wrong = ServiceAccount::new("mdb_sa_id_1234567890abcdef12345678", "mdb_sa_sk_wr0ng");
    let client = client::<atlas_v2::AtlasV2>(&cloud, wrong);
    let error = client.send(atlas_v2::ListOrgInvites::new(ORG)).await.unwrap_err();
    assert!(error.is_auth() && !error.is_api());
    assert_eq!((error.status(), error.operation()), (Some(401), Some("listOrgInvites")));
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("invalid_client") && !shown.contains("wr0ng"), "{shown}");
    assert_eq!(statuses(&cloud), [401]);
}

#[tokio::test]
async fn a_limit_of_the_token_endpoint_is_a_limit_of_the_rate() {
    let cloud = cloud().await;
    let body = r#"{"error":"rate_limited","error_description":"wait"}"#;
    let wait = HeaderValue::from_static("3600");
    cloud.answer_next(Stage::Token, Canned::json(429, body).header(header::RETRY_AFTER, wait));
    let client = client::<cloud_manager::CloudManager>(&cloud, account());
    let error = client.send(cloud_manager::ListOrgInvites::new(ORG)).await.unwrap_err();
    assert!(error.is_rate_limited() && !error.is_auth(), "{error}");
    // The next call asks again.
    let _ = client.send(cloud_manager::ListOrgInvites::new(ORG)).await.unwrap();
}

#[tokio::test]
async fn what_failed_for_the_moment_at_the_token_endpoint_is_tried_again() {
    let cloud = cloud().await;
    cloud.answer_next(Stage::Token, Canned::json(503, ""));
    cloud.answer_next(Stage::Token, Canned::json(500, r#"{"error":"server_error"}"#));
    let client = client::<cloud_manager::CloudManager>(&cloud, account());
    let _ = client.send(cloud_manager::ListOrgInvites::new(ORG)).await.unwrap();
    assert_eq!(statuses(&cloud), [503, 500, 200, 200]);
}

/// The status of a call with this token, without a client of ours.
async fn status_with(cloud: &FakeCloud, token: &str) -> String {
    let address = cloud.address();
    let mut stream = TcpStream::connect(address.strip_prefix("http://").unwrap()).await.unwrap();
    let request = format!(
        "GET /api/public/v1.0/orgs/{ORG}/invites HTTP/1.1\r\nHost: localhost\r\n\
         Authorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split(' ').nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn a_token_that_is_revoked_is_good_for_nothing() {
    let cloud = cloud().await;
    let client = client::<cloud_manager::CloudManager>(&cloud, account());
    client.revoke().await.unwrap();
    assert!(cloud.log().is_empty());

    let _ = client.send(cloud_manager::ListOrgInvites::new(ORG)).await.unwrap();
    assert_eq!(status_with(&cloud, "eyJ.token.1").await, "200");
    client.revoke().await.unwrap();
    assert_eq!(status_with(&cloud, "eyJ.token.1").await, "401");
    let revoke = &cloud.log()[3];
    assert_eq!((revoke.method.as_str(), revoke.target.as_str()), ("POST", "/api/oauth/revoke"));
    assert_eq!(revoke.body, "token=eyJ.token.1&token_type_hint=access_token");

    let _ = client.send(cloud_manager::ListOrgInvites::new(ORG)).await.unwrap();
    assert_eq!(statuses(&cloud), [200, 200, 200, 200, 401, 200, 200]);
    assert_eq!(cloud.log()[6].header("authorization"), Some("Bearer eyJ.token.2"));
}
