use std::{
    sync::{Arc, OnceLock},
    time::{Duration, SystemTime},
};

use http::{HeaderMap, HeaderName, HeaderValue};

use super::*;
use crate::{
    ApiKey, ServiceAccount,
    transport::double::{Double, Get, answer, json, run},
};

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        headers.append(HeaderName::from_static(name), value);
    }
    headers
}

#[test]
fn rate_limits_are_read_each_by_itself() {
    let check = |pairs: &[_], expected: Option<(Option<u32>, Option<u32>)>| {
        let got = rate_limit(&headers(pairs));
        assert_eq!(got.map(|got| (got.limit(), got.remaining())), expected, "{pairs:?}");
    };
    let (limit, remaining) = ("ratelimit-limit", "ratelimit-remaining");
    check(&[(limit, "500"), (remaining, "498")], Some((Some(500), Some(498))));
    check(&[(remaining, " 0 ")], Some((None, Some(0))));
    check(&[(limit, "500"), (remaining, "-1")], Some((Some(500), None)));
    check(&[], None);
    for odd in ["", "x", "1.5", "4294967296", "500, 500;w=60", "é"] {
        check(&[(limit, odd), (remaining, odd)], None);
    }
    check(&[(limit, "1"), (limit, "2")], Some((Some(1), None)));
}

#[test]
fn a_time_to_wait_is_read_in_seconds_and_as_a_date() {
    let check = |pairs: &[_], expected: Option<u64>| {
        let got = retry_after(&headers(pairs));
        assert_eq!(got, expected.map(Duration::from_secs), "{pairs:?}");
    };
    let name = "retry-after";
    for (value, expected) in [("0", 0), (" 7 ", 7), ("007", 7), ("86400", 86_400)] {
        check(&[(name, value)], Some(expected));
    }
    for odd in
        ["", "-1", "+1", "1.5", "86401", "99999999999999999999999", "soon", "7 s", "é", "1e3", "٧"]
    {
        check(&[(name, odd)], None);
    }
    check(&[], None);
    check(&[(name, "7"), (name, "9")], Some(7));
    let at = |time: &'static str| {
        [("date", "Wed, 4 Oct 2023 12:00:00 GMT"), (name, time)].map(|pair| pair)
    };
    check(&at("Wed, 04 Oct 2023 12:00:30 GMT"), Some(30));
    check(&at("Thu, 5 Oct 2023 12:00:00 GMT"), Some(86_400));
    check(&at("Thu, 5 Oct 2023 12:00:01 GMT"), None);
    check(&at("Wed, 4 Oct 2023 12:00:00 GMT"), Some(0));
    check(&at("Wed, 4 Oct 2023 11:59:59 GMT"), None);
}

#[test]
fn without_a_date_of_its_own_the_clock_of_this_machine_counts() {
    let soon = SystemTime::now() + Duration::from_secs(3600);
    let seconds = soon.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let wait = |date: &str| {
        retry_after(&headers(&[("date", date), ("retry-after", &format!("@{seconds}"))]))
    };
    for date in ["", "yesterday"] {
        let wait = wait(date).unwrap().as_secs();
        assert!((3590..=3600).contains(&wait), "{wait}");
    }
    assert_eq!(retry_after(&headers(&[("retry-after", "Wed, 4 Oct 2023 12:00:00 GMT")])), None);
}

#[test]
fn dates_of_the_end_are_read() {
    let check = |value: &str, expected: Option<&str>| {
        let shown = |at: Option<Timestamp>| at.map(|at| at.to_string());
        let headers = headers(&[("deprecation", value), ("sunset", value)]);
        assert_eq!(shown(deprecation(&headers)).as_deref(), expected, "{value}");
        assert_eq!(shown(sunset(&headers)).as_deref(), expected, "{value}");
    };
    check("Wed, 4 Oct 2023 00:00:00 GMT", Some("2023-10-04T00:00:00Z"));
    check("Tue, 04 Oct 2023 00:00:00 GMT", Some("2023-10-04T00:00:00Z"));
    check("@1688169599", Some("2023-06-30T23:59:59Z"));
    for odd in ["", "true", "?1", "@", "2027", "é"] {
        check(odd, None);
    }
    assert_eq!((deprecation(&HeaderMap::new()), sunset(&HeaderMap::new())), (None, None));
}

#[test]
fn of_several_dates_the_earliest_counts() {
    let check = |values: &[&str]| {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("sunset", value.parse().unwrap());
        }
        assert_eq!(sunset(&headers).unwrap().to_string(), "2027-07-01T00:00:00Z", "{values:?}");
    };
    let (july, august) = ("Thu, 1 Jul 2027 00:00:00 GMT", "Sun, 1 Aug 2027 00:00:00 GMT");
    check(&[july, august]);
    check(&[august, july]);
    check(&["soon", july]);
    check(&["", august, "é", july, "soon"]);
}

#[test]
fn the_version_of_the_server_is_read_in_any_order() {
    let check = |value: &str, expected: Option<(&str, &str)>| {
        let got = service_version(&headers(&[("x-mongodb-service-version", value)]));
        let got = got.as_ref().map(|got| (got.git_hash(), got.version_string()));
        assert_eq!(got, expected, "{value}");
    };
    check("gitHash=1a2b; versionString=8.0.5", Some(("1a2b", "8.0.5")));
    check("versionString = master ;GITHASH= 1a2b", Some(("1a2b", "master")));
    check("gitHash=a=b;versionString=", Some(("a=b", "")));
    check("versionString=7.0", Some(("", "7.0")));
    check("gitHash=1a2b", Some(("1a2b", "")));
    for odd in ["", ";", "8.0.5", "version=8.0.5", "é"] {
        check(odd, None);
    }
    assert_eq!(service_version(&HeaderMap::new()), None);
}

#[test]
fn the_version_of_the_resource_is_a_date() {
    let check = |value: &str, expected: Option<&str>| {
        assert_eq!(media_type_version(&headers(&[("content-type", value)])), expected, "{value}");
    };
    let date = Some("2023-01-01");
    check("application/vnd.atlas.2023-01-01+json", date);
    check(" Application/Vnd.Atlas.2023-01-01+JSON ; charset=utf-8", date);
    for odd in [
        "application/json",
        "application/vnd.atlas.preview+json",
        "application/vnd.atlas.2023-01-01",
        "application/vnd.atlas.2023-01-01+csv",
        "application/vnd.atlas.2023-1-1+json",
        "application/vnd.atlas.2023/01/01+json",
        "application/vnd.other.2023-01-01+json",
        "application/vnd.atlas.",
        "text/plain+2023-01-01+json",
        "",
        "é",
    ] {
        check(odd, None);
    }
    assert_eq!(media_type_version(&HeaderMap::new()), None);
}

#[test]
fn a_response_and_an_error_have_them() {
    let told = [
        ("content-type", "application/vnd.atlas.2023-01-01+json"),
        ("ratelimit-remaining", "498"),
        ("retry-after", "7"),
        ("deprecation", "@1688169599"),
        ("sunset", "Thu, 1 Jul 2027 00:00:00 GMT"),
        ("x-mongodb-service-version", "gitHash=a; versionString=master"),
    ];
    let double = Double::script([answer(200, &told, r#"{"id":"a"}"#), answer(429, &told, "{}")]);
    let client = double.client(ApiKey::new("PUBKEY01", "s3cr3t"));
    let response = run(client.send(Get("x")).response()).unwrap();
    assert_eq!(response.rate_limit().unwrap().remaining(), Some(498));
    assert_eq!(response.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(response.deprecation().unwrap().unix_seconds(), 1_688_169_599);
    assert_eq!(response.sunset().unwrap().to_string(), "2027-07-01T00:00:00Z");
    assert_eq!(response.service_version().unwrap().version_string(), "master");
    assert_eq!(response.media_type_version(), Some("2023-01-01"));
    let error = run(client.send(Get("x"))).unwrap_err();
    let api = error.api().unwrap();
    assert_eq!(api.rate_limit().unwrap().limit(), None);
    assert_eq!(api.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!((api.deprecation(), api.sunset()), (response.deprecation(), response.sunset()));
    assert_eq!(api.service_version(), response.service_version());
}

#[test]
fn requests_and_time_are_those_of_the_call() {
    let double = Double::new(|request| async move {
        match request.uri().path() {
            "/api/oauth/token" => json(200, r#"{"access_token":"t","expires_in":3600}"#),
            _ => json(200, r#"{"id":"a"}"#),
        }
    });
    let client = double.client(ServiceAccount::new("id", "secret"));
    let requests = |expected: u32| {
        let response = run(client.send(Get("x")).response()).unwrap();
        assert_eq!(response.requests(), expected);
        assert_eq!(response.elapsed(), Duration::ZERO);
    };
    requests(2);
    requests(1);
}

#[test]
fn the_time_is_measured_on_the_transports_clock() {
    let itself = Arc::new(OnceLock::<Double>::new());
    let clock = Arc::clone(&itself);
    let double = Double::new(move |_| {
        clock.get().unwrap().advance(Duration::from_secs(3));
        async { json(200, r#"{"id":"a"}"#) }
    });
    itself.get_or_init(|| double.clone());
    let client = double.client(ApiKey::new("PUBKEY01", "s3cr3t"));
    let response = run(client.send(Get("x")).response()).unwrap();
    assert_eq!(response.elapsed(), Duration::from_secs(3));
}
