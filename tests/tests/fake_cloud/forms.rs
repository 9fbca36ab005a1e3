//! `envelope` and `pretty`: parameters of every call, whatever becomes of it.

use serde_json::{Value, json};

use crate::{GROUP, INVITATION, ORG, cloud, raw::ask};

#[tokio::test]
async fn an_envelope_has_the_status_and_what_would_be_the_body() {
    let cloud = cloud().await;
    for (surface, created, list) in [
        ("/api/atlas/v2", 200, "results"),
        ("/api/atlas/v1.0", 200, "results"),
        ("/api/public/v1.0", 201, "content"),
    ] {
        let target = format!("{surface}{ORG}?envelope=true");
        let one = ask(&cloud, "POST", &target, INVITATION).await;
        assert_eq!(one.status, created);
        let one = one.json();
        assert_eq!(
            (&one["status"], &one["content"]["username"]),
            (&json!(created), &json!("a@b.c"))
        );

        let all = ask(&cloud, "GET", &target, "").await.json();
        assert_eq!(all.as_object().unwrap().len(), 2);
        let same =
            all[list].as_array().unwrap().iter().find(|item| item["id"] == one["content"]["id"]);
        assert!(same.is_some(), "{all}");

        // Nothing is an empty object, and an envelope needs a status that has a body.
        let id = one["content"]["id"].as_str().unwrap();
        let gone = ask(&cloud, "DELETE", &format!("{surface}{ORG}/{id}?envelope=true"), "").await;
        assert_eq!((gone.status, gone.json()), (200, json!({ "status": 204, "content": {} })));
    }
}

#[tokio::test]
async fn errors_are_in_the_envelope_too() {
    let cloud = cloud().await;
    for (target, status) in [
        (format!("/api/atlas/v2{GROUP}/0123456789abcdef01234567?envelope=true"), 404),
        (format!("/api/public/v1.0{GROUP}?envelope=true&nothing=1"), 400),
        ("/nowhere?envelope=true".to_owned(), 404),
    ] {
        let answer = ask(&cloud, "GET", &target, "").await;
        assert_eq!(answer.status, status, "{target}");
        let said = answer.json();
        assert_eq!((&said["status"], &said["content"]["error"]), (&json!(status), &json!(status)));
    }
}

#[tokio::test]
async fn pretty_is_indented_and_says_the_same() {
    let cloud = cloud().await;
    for target in [format!("/api/atlas/v2{ORG}"), format!("/api/public/v1.0{ORG}/x"), "/x".into()] {
        ask(&cloud, "POST", &format!("/api/atlas/v2{ORG}"), INVITATION).await;
        let plain = ask(&cloud, "GET", &target, "").await;
        let pretty = ask(&cloud, "GET", &format!("{target}?pretty=true"), "").await;
        assert_eq!((pretty.status, pretty.json()), (plain.status, plain.json()));
        assert!(!plain.body.contains(&b'\n') && pretty.body.windows(3).any(|text| text == b"\n  "));
        let both = ask(&cloud, "GET", &format!("{target}?pretty=true&envelope=true"), "").await;
        assert!(both.body.starts_with(b"{\n  "));
        assert_eq!(both.json()["status"], plain.status);
    }
}

#[tokio::test]
async fn false_is_the_default_and_other_values_are_refused() {
    let cloud = cloud().await;
    let ask = |query: &str| {
        let target = format!("/api/public/v1.0{ORG}?{query}");
        let cloud = &cloud;
        async move { ask(cloud, "GET", &target, "").await.json() }
    };
    assert_eq!(ask("envelope=false&pretty=false").await, json!([]));
    for (query, name) in
        [("envelope=1", "envelope"), ("pretty=", "pretty"), ("envelope", "envelope")]
    {
        let said: Value = ask(query).await;
        assert_eq!(said["errorCode"], "INVALID_QUERY_PARAMETER", "{query}");
        assert_eq!(said["parameters"], json!([name]));
    }
}
