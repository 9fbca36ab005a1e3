//! Limits: calls of an organization or project, and invitations in a minute.

use serde_json::{Value, json};
use tests::fake_cloud::{FakeCloud, RateLimit};

use crate::{
    GROUP, INVITATION, ORG, cloud, cloud_with,
    raw::{Raw, ask},
};

async fn list(cloud: &FakeCloud, target: &str) -> Raw {
    ask(cloud, "GET", target, "").await
}

#[tokio::test]
async fn versioned_answers_count_down_and_nothing_is_refused_by_default() {
    let cloud = cloud().await;
    let target = format!("/api/atlas/v2{ORG}");
    for left in ["499", "498"] {
        let answer = list(&cloud, &target).await;
        assert_eq!(answer.header("ratelimit-limit"), "500");
        assert_eq!(answer.header("ratelimit-remaining"), left);
    }
    let refused = list(&cloud, &format!("{target}?x=1")).await;
    assert_eq!((refused.status, refused.header("ratelimit-remaining")), (400, "497"));
    // A project is counted for itself, and the other surfaces do not say it.
    let other = list(&cloud, &format!("/api/atlas/v2{GROUP}")).await;
    assert_eq!(other.header("ratelimit-remaining"), "499");
    let other = list(&cloud, &format!("/api/atlas/v1.0{ORG}")).await;
    assert!(!other.headers.contains_key("ratelimit-limit"));
}

#[tokio::test]
async fn an_empty_bucket_refuses_until_it_is_refilled() {
    let limit = RateLimit { capacity: 2, refill: 1 };
    let cloud = cloud_with(|options| options.rate_limit = Some(limit)).await;
    let target = format!("/api/atlas/v2{ORG}");
    for (after, status, left) in
        [(0, 200, "1"), (15, 200, "0"), (15, 429, "0"), (30, 200, "0"), (0, 429, "0")]
    {
        cloud.clock().advance(after);
        let answer = list(&cloud, &target).await;
        assert_eq!((answer.status, answer.header("ratelimit-remaining")), (status, left));
        assert_eq!(answer.header("ratelimit-limit"), "2");
        if status == 429 {
            let wait: Value = answer.header("retry-after").parse().unwrap();
            let said = answer.json();
            assert_eq!(said["errorCode"], "RATE_LIMITED_TOKEN_BUCKET");
            assert_eq!(said["parameters"], json!([target, wait, 2, 1, 60]));
            assert_eq!(wait, if after == 15 { 30 } else { 60 });
        }
    }
    assert_eq!(list(&cloud, &format!("/api/atlas/v2{GROUP}")).await.status, 200);
    let other = "/api/atlas/v2/orgs/0123456789abcdef01234567/invites";
    assert_eq!(list(&cloud, other).await.status, 200);
}

#[tokio::test]
async fn surfaces_without_buckets_have_another_code() {
    let limit = RateLimit { capacity: 1, refill: 1 };
    let cloud = cloud_with(|options| options.rate_limit = Some(limit)).await;
    let target = format!("/api/public/v1.0{ORG}");
    assert_eq!(list(&cloud, &target).await.status, 200);
    let answer = list(&cloud, &target).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, "60"));
    assert_eq!(answer.json()["errorCode"], "RATE_LIMITED");
}

#[tokio::test]
async fn invitations_in_a_minute_are_limited_with_a_400() {
    let cloud = cloud_with(|options| options.invitations_per_minute = Some(2)).await;
    for (after, surface, status) in [
        (0, "atlas/v2", 200),
        (30, "public/v1.0", 201),
        (0, "atlas/v1.0", 400),
        (30, "atlas/v2", 200),
    ] {
        cloud.clock().advance(after);
        let target = format!("/api/{surface}{ORG}");
        // What is refused for another reason does not count.
        assert_eq!(ask(&cloud, "POST", &target, "{}").await.status, 400);
        let answer = ask(&cloud, "POST", &target, INVITATION).await;
        assert_eq!(answer.status, status, "{surface}");
        if status == 400 {
            assert_eq!(answer.json()["errorCode"], "RATE_LIMITED_IP");
            assert!(!answer.headers.contains_key("retry-after"));
        }
        assert_eq!(list(&cloud, &target).await.status, 200);
    }
}
