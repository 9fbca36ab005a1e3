use std::time::Duration;

use http::Response;

use super::TestTransport;
use crate::{
    ApiKey, Client, NoRetry, ServiceAccount,
    transport::double::{Cloud, Get, Invite, run},
};

const ORG: &str = r#"{"id":"a"}"#;

fn client(transport: &TestTransport) -> Client<Cloud> {
    let builder = Client::at("https://test.example").transport(transport.clone());
    builder.retry(NoRetry).build().unwrap()
}

#[test]
fn answers_come_in_order_and_requests_are_kept() {
    let transport = TestTransport::new();
    transport.answer(200, ORG).answer(404, r#"{"errorCode":"NO_SUCH_ORG"}"#).answer(204, "");
    let client = client(&transport);
    assert_eq!(run(client.send(Get("x"))).unwrap().id, "a");
    assert!(run(client.clone().send(Get("y"))).unwrap_err().is_not_found());
    let nothing = run(client.send(Invite("j@example.com")).response()).unwrap();
    assert_eq!((nothing.status(), nothing.headers().len()), (204, 0));
    let requests = transport.requests();
    let lines: Vec<_> =
        requests.iter().map(|one| format!("{} {}", one.method(), one.uri())).collect();
    assert_eq!(
        lines,
        [
            "GET https://test.example/api/orgs/x",
            "GET https://test.example/api/orgs/y",
            "POST https://test.example/api/invites?username=j%40example.com",
        ]
    );
    assert_eq!(requests[2].body(), r#"{"username":"j@example.com"}"#);
    assert!(!requests[0].headers().contains_key("authorization"));
}

#[test]
fn an_answer_may_have_headers_of_its_own() {
    let transport = TestTransport::new();
    let answer = Response::builder()
        .header("content-type", "application/vnd.atlas.2023-01-01+json")
        .header("ratelimit-remaining", "1");
    transport.answer_with(answer.body(ORG.into()).unwrap());
    let response = run(client(&transport).send(Get("x")).response()).unwrap();
    assert_eq!(response.media_type_version(), Some("2023-01-01"));
    assert_eq!(response.rate_limit().unwrap().remaining(), Some(1));
}

#[test]
fn failures_without_an_answer_are_made() {
    let transport = TestTransport::new();
    transport.refuse_connection().time_out().break_connection();
    let client = client(&transport);
    let refused = run(client.send(Get("x"))).unwrap_err();
    assert!(refused.is_connect() && !refused.is_timeout());
    let late = run(client.send(Get("x"))).unwrap_err();
    assert!(late.is_timeout() && !late.is_connect());
    assert_eq!(transport.elapsed(), Duration::from_secs(30));
    let lost = run(client.send(Invite("x"))).unwrap_err();
    assert!(lost.outcome_unknown());
    let error = run(client.send(Get("x"))).unwrap_err();
    assert!(error.is_config());
    let expected = "getOrg: the test transport has no answer left for this request";
    assert_eq!(error.to_string(), expected);
    assert_eq!(transport.requests().len(), 4);
}

#[test]
fn an_answer_that_breaks_has_been_given_all_the_same() {
    let transport = TestTransport::new();
    transport.break_answer(200, "{").break_answer(404, r#"{"errorCode""#);
    let client = client(&transport);
    let error = run(client.send(Get("x"))).unwrap_err();
    assert!(error.is_decode() && error.status() == Some(200));
    assert!(run(client.send(Get("x"))).unwrap_err().is_not_found());
}

#[test]
fn waiting_takes_no_time_of_the_test() {
    let transport = TestTransport::new();
    let busy = Response::builder().status(429).header("retry-after", "20");
    transport.answer_with(busy.body("".into()).unwrap()).answer(200, ORG);
    let client = Client::at("https://test.example").transport(transport.clone()).build().unwrap();
    run(client.send(Get("x"))).unwrap();
    let waited = transport.elapsed();
    assert!((Duration::from_secs(20)..=Duration::from_secs(22)).contains(&waited), "{waited:?}");
    transport.advance(Duration::from_secs(1));
    assert_eq!(transport.elapsed(), waited + Duration::from_secs(1));
}

#[test]
fn credentials_are_used_when_there_are_some() {
    let transport = TestTransport::new();
    let challenge = Response::builder()
        .status(401)
        .header("www-authenticate", r#"Digest realm="r", nonce="n", algorithm=MD5, qop="auth""#);
    transport.answer_with(challenge.body("".into()).unwrap()).answer(200, ORG);
    let builder = Client::<Cloud>::at("https://test.example").transport(transport.clone());
    let client = builder.credentials(ApiKey::new("PUBKEY01", "s3cr3t")).build().unwrap();
    run(client.send(Get("x"))).unwrap();
    let authorization = transport.requests()[1].headers()["authorization"].clone();
    assert!(authorization.is_sensitive());
    assert!(authorization.to_str().unwrap().starts_with(r#"Digest username="PUBKEY01""#));

    let transport = TestTransport::new();
    transport.answer(200, r#"{"access_token":"t1"}"#).answer(200, ORG);
    let builder = Client::<Cloud>::builder().transport(transport.clone());
    let client = builder.credentials(ServiceAccount::new("id", "secret")).build().unwrap();
    run(client.send(Get("x"))).unwrap();
    assert_eq!(transport.requests()[1].headers()["authorization"], "Bearer t1");
    assert!(!format!("{:?} {transport:?}", transport.requests()).contains("t1"));
}

#[test]
fn the_rest_of_a_builder_is_checked_all_the_same() {
    let build = |address: &str| {
        Client::<Cloud>::at(address).transport(TestTransport::new()).build().map(|_| ())
    };
    assert!(build("https://test.example").is_ok());
    assert!(build("test.example").unwrap_err().is_config());
    let empty = Client::<Cloud>::builder()
        .transport(TestTransport::new())
        .credentials(ApiKey::new("", ""))
        .build();
    assert!(empty.unwrap_err().is_config());
}

#[test]
fn a_status_that_is_none_is_a_server_that_fails() {
    let transport = TestTransport::new();
    transport.answer(7, "x");
    let error = run(client(&transport).send(Get("x"))).unwrap_err();
    assert_eq!(error.status(), Some(500));
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_client_takes_it_as_well() {
    let transport = TestTransport::new();
    transport.answer(200, ORG).break_connection();
    let client = crate::blocking::Client::<Cloud>::at("https://test.example")
        .transport(transport.clone())
        .build()
        .unwrap();
    assert_eq!(client.send(Get("x")).response().wait().unwrap().requests(), 1);
    let error = client.send(Get("x")).wait().unwrap_err();
    let expected =
        "getOrg: the test transport has no answer left for this request, in the last of 2 attempts";
    assert_eq!(error.to_string(), expected);
    assert_eq!(transport.requests().len(), 3);
}

#[cfg(feature = "blocking")]
#[test]
fn many_threads_share_one_token_of_it() {
    let transport = TestTransport::new();
    transport.answer(200, r#"{"access_token":"t1"}"#);
    for _ in 0..50 {
        transport.answer(200, ORG);
    }
    let builder = crate::blocking::Client::<Cloud>::builder().transport(transport.clone());
    let client = builder.credentials(ServiceAccount::new("id", "secret")).build().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| client.send(Get("x")).wait().unwrap());
        }
    });
    assert_eq!(transport.requests().len(), 51);
}
