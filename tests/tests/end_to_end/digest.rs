//! HTTP Digest over time: nonces that grow old, are used up, or are shared by many calls.

use crate::under_test::ops_manager::{Client, CreateOrgInvite, ListOrgInvites, OrgRole};
use tests::fake_cloud::FakeCloud;

use crate::setup::{ORG, client, cloud, cloud_with, statuses};

async fn list(client: &Client) {
    let _ = client.send(ListOrgInvites::new(ORG)).await.unwrap();
}

/// Counts of the answers to challenges, in the order of the log.
fn counts(cloud: &FakeCloud) -> Vec<String> {
    cloud.log().iter().filter_map(|logged| logged.digest("nc")).collect()
}

#[tokio::test]
async fn a_nonce_that_the_server_has_dropped_costs_one_request_more() {
    let cloud = cloud().await;
    let client: Client = client(&cloud);
    list(&client).await;
    list(&client).await;
    cloud.clock().advance(60);
    list(&client).await;
    list(&client).await;
    assert_eq!(statuses(&cloud), [401, 200, 200, 401, 200, 200]);
    assert_eq!(counts(&cloud), ["00000001", "00000002", "00000003", "00000001", "00000002"]);
}

#[tokio::test]
async fn a_nonce_that_is_used_up_costs_one_request_more() {
    let cloud = cloud_with(|options| options.nonce_uses = 2).await;
    let client: Client = client(&cloud);
    for _ in 0..4 {
        list(&client).await;
    }
    assert_eq!(statuses(&cloud), [401, 200, 200, 401, 200, 200]);
}

/// The body goes out again with the second answer.
#[tokio::test]
async fn a_create_is_carried_out_once_when_the_nonce_is_stale() {
    let cloud = cloud().await;
    let client: Client = client(&cloud);
    list(&client).await;
    cloud.clock().advance(60);
    let create = CreateOrgInvite::new(ORG, "jane@example.com", [OrgRole::Member]);
    let _ = client.send(create).await.unwrap();
    let log = cloud.log();
    let [.., refused, taken] = &log[..] else { panic!("two requests at least") };
    assert_eq!((refused.status, taken.status), (401, 201));
    assert_eq!(refused.body, taken.body);
    assert!(!taken.body.is_empty());
    let listed = client.send(ListOrgInvites::new(ORG)).await.unwrap();
    assert_eq!(listed.len(), 1);
}

#[tokio::test]
async fn calls_at_once_never_use_a_count_twice() {
    let cloud = cloud().await;
    let client: Client = client(&cloud);
    list(&client).await;
    let calls: Vec<_> =
        (0..50).map(|_| tokio::spawn(client.send(ListOrgInvites::new(ORG)))).collect();
    for call in calls {
        let _ = call.await.unwrap().unwrap();
    }
    let mut counts = counts(&cloud);
    counts.sort_unstable();
    let expected: Vec<_> = (1..=51).map(|count| format!("{count:08x}")).collect();
    assert_eq!(counts, expected);
    assert_eq!(statuses(&cloud).len(), 52);
}

/// Without a nonce yet, each call asks for its own.
#[tokio::test]
async fn calls_at_once_from_the_start_all_get_through() {
    let cloud = cloud().await;
    let client: Client = client(&cloud);
    let calls: Vec<_> =
        (0..20).map(|_| tokio::spawn(client.send(ListOrgInvites::new(ORG)))).collect();
    for call in calls {
        let _ = call.await.unwrap().unwrap();
    }
    assert!(statuses(&cloud).len() <= 40);
}

#[tokio::test]
async fn clones_of_a_client_share_the_nonce() {
    let cloud = cloud().await;
    let client: Client = client(&cloud);
    list(&client).await;
    list(&client.clone()).await;
    assert_eq!(statuses(&cloud), [401, 200, 200]);
}

#[tokio::test]
async fn the_private_key_is_never_sent() {
    let cloud = cloud().await;
    let client: Client = client(&cloud);
    list(&client).await;
    for logged in cloud.log() {
        let sent = format!("{logged:?} {:?}", logged.header("authorization"));
        assert!(!sent.contains("11111111-2222"), "{sent}");
    }
    assert_eq!(cloud.log()[1].digest("username").as_deref(), Some("abcdefgh"));
}
