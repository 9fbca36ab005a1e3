//! Deprecation: what every answer of a call says of its end, and what comes after it.

use jiff::civil::date;
use serde_json::json;
use tests::fake_cloud::Clock;

use crate::{GROUP, ORG, cloud, cloud_with, raw::ask};

#[tokio::test]
async fn every_answer_of_a_deprecated_call_announces_its_end() {
    let cloud = cloud().await;
    for (target, status, deprecation) in [
        (ORG.to_owned(), 200, "Wed, 19 Feb 2025 00:00:00 GMT"),
        // The day has one digit on the wire, which the standard does not allow.
        (GROUP.to_owned(), 200, "Wed, 4 Oct 2023 00:00:00 GMT"),
        (format!("{GROUP}/x"), 400, "Wed, 4 Oct 2023 00:00:00 GMT"),
        (format!("{ORG}?x=1"), 400, "Wed, 19 Feb 2025 00:00:00 GMT"),
    ] {
        let answer = ask(&cloud, "GET", &format!("/api/atlas/v2{target}"), "").await;
        assert_eq!(answer.status, status, "{target}");
        assert_eq!(answer.header("deprecation"), deprecation);
        assert_eq!(answer.header("sunset"), "Thu, 1 Jul 2027 00:00:00 GMT");
        let version = "gitHash=0000000; versionString=master";
        assert_eq!(answer.header("x-mongodb-service-version"), version);
    }
    let other = ask(&cloud, "GET", &format!("/api/public/v1.0{ORG}"), "").await;
    assert!(!other.headers.contains_key("deprecation") && !other.headers.contains_key("sunset"));
}

#[tokio::test]
async fn a_call_is_gone_from_the_day_of_its_sunset_on() {
    for (now, status) in [
        ("2027-06-30T23:59:59Z", 200),
        ("2027-07-01T00:00:00Z", 410),
        ("2030-01-01T00:00:00Z", 410),
    ] {
        let cloud = cloud_with(|options| options.clock = Clock::at(now)).await;
        let answer = ask(&cloud, "GET", &format!("/api/atlas/v2{ORG}?username=x"), "").await;
        assert_eq!(answer.status, status, "{now}");
        if status == 410 {
            let path = format!("api/atlas/v2{ORG}");
            assert_eq!(answer.json()["errorCode"], "VERSION_GONE");
            assert_eq!(answer.json()["parameters"], json!(["2023-01-01", path]));
            assert_eq!(answer.json()["reason"], "Gone");
            assert_eq!(answer.header("sunset"), "Thu, 1 Jul 2027 00:00:00 GMT");
        }
        let other = ask(&cloud, "GET", &format!("/api/atlas/v1.0{ORG}"), "").await;
        assert_eq!(other.status, 200);
    }
}

#[tokio::test]
async fn a_clock_goes_on_from_a_day() {
    let cloud = cloud_with(|options| options.clock = Clock::from_day(date(2019, 2, 28))).await;
    let target = format!("/api/public/v1.0{ORG}");
    let created = ask(&cloud, "POST", &target, crate::INVITATION).await.json();
    assert!(created["createdAt"].as_str().unwrap().starts_with("2019-0"), "{created}");
    assert!(created["expiresAt"].as_str().unwrap().starts_with("2019-03-3"), "{created}");
}
