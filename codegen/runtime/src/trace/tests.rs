use std::{
    fmt::{self, Write as _},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

use crate::{
    ApiKey, Client, Encoder, Error, Operation, Request, StandardRetry, Timestamp,
    transport::{
        TransportError, TransportErrorKind,
        double::{Cloud, Double, Get, Outcome, Users, answer, json, run},
    },
};

/// Writes everything down that it is told.
#[derive(Clone, Default)]
struct Notes {
    text: Arc<Mutex<String>>,
    spans: Arc<AtomicU64>,
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "mongodb_invitations"
    }

    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        let mut text = self.text.lock().unwrap();
        write!(text, "{}:", span.metadata().name()).unwrap();
        span.record(&mut Fields(&mut text));
        text.push('\n');
        span::Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        let mut text = self.text.lock().unwrap();
        text.push_str("call is:");
        values.record(&mut Fields(&mut text));
        text.push('\n');
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = self.text.lock().unwrap();
        write!(text, "{}", event.metadata().level()).unwrap();
        event.record(&mut Fields(&mut text));
        text.push('\n');
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// What a call tells, without its times.
fn told(outcomes: impl IntoIterator<Item = Outcome>) -> (Result<String, Error>, String) {
    let notes = Notes::default();
    let double = Double::script(outcomes);
    let key = ApiKey::new("PUBKEY01", "s3cr3t");
    let client = double.client_with(key, StandardRetry::new());
    let outcome = tracing::subscriber::with_default(notes.clone(), || {
        run(client.send(Get("s3cr3t"))).map(|org| org.id)
    });
    let text = notes.text.lock().unwrap();
    assert!(!text.contains("s3cr3t"), "{text}");
    let words = text.split(' ').map(|word| match word.split_once("_ms=") {
        Some((name, rest)) => {
            let rest = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
            format!("{name}_ms={rest}")
        }
        None => word.to_owned(),
    });
    (outcome, words.collect::<Vec<_>>().join(" "))
}

#[test]
fn a_call_is_a_span_and_each_request_an_event() {
    let challenge = r#"Digest realm="s3cr3t", nonce="s3cr3t", algorithm=MD5, qop="auth""#;
    let headers = [
        ("content-type", "application/json"),
        ("ratelimit-remaining", "498"),
        ("set-cookie", "s3cr3t"),
        ("x-anything", "s3cr3t"),
    ];
    let (outcome, text) = told([
        answer(401, &[("www-authenticate", challenge)], "s3cr3t"),
        Err(TransportError::new(TransportErrorKind::Broken)),
        answer(200, &headers, r#"{"id":"a","username":"s3cr3t"}"#),
    ]);
    outcome.unwrap();
    let expected = r#"call: operation="getOrg" surface="cloud" method="GET"
DEBUG message=answered status=401 duration_ms= headers={}
DEBUG message=not answered duration_ms= error=the connection broke before the answer was read
DEBUG message=trying again attempt=1 wait_ms= error=getOrg: the connection broke before the answer was read
DEBUG message=answered status=200 duration_ms= headers={"content-type": "application/json", "ratelimit-remaining": "498"}
call is: attempt=2
call is: duration_ms=
call is: status=200
"#;
    assert_eq!(text, expected);
}

#[test]
fn a_call_that_fails_says_why() {
    let body = r#"{"errorCode":"NO_SUCH_ORG","detail":"s3cr3t"}"#;
    let (outcome, text) = told([json(404, body)]);
    outcome.unwrap_err();
    let end = "call is: status=404\ncall is: error=getOrg: the API did not find it: status 404, NO_SUCH_ORG\n";
    assert!(text.ends_with(end), "{text}");
}

/// An operation that has two versions, and something else instead of the older one.
struct Versioned<const VERSION: u16>;

impl<const VERSION: u16> Request for Versioned<VERSION> {
    type Surface = Cloud;
    type Answer = ();
    const OPERATION: Operation = Operation {
        id: "listUsers",
        media: if VERSION == 2023 { "application/x.2023+json" } else { "application/x.2025+json" },
        instead: if VERSION == 2023 { Some("listPeople") } else { None },
        ..<Get as Request>::OPERATION
    };

    fn encode(&self, to: &mut Encoder) {
        to.path("orgId", "s3cr3t");
    }
}

fn warn_client(double: &Double) -> Client<Cloud> {
    double.client_with(ApiKey::new("PUBKEY01", "s3cr3t"), StandardRetry::new())
}

/// The warnings of some calls.
fn warnings<T>(calls: impl FnOnce() -> T) -> String {
    let notes = Notes::default();
    tracing::subscriber::with_default(notes.clone(), calls);
    let text = notes.text.lock().unwrap();
    assert!(!text.contains("s3cr3t"), "{text}");
    text.split_inclusive('\n').filter(|line| line.starts_with("WARN")).collect()
}

fn with_sunset(status: u16, date: &str, sunset: &str) -> Outcome {
    answer(status, &[("date", date), ("sunset", sunset), ("set-cookie", "s3cr3t")], "")
}

const JULY: &str = "Thu, 1 Jul 2027 00:00:00 GMT";

const WARNING: &str = "WARN message=the API switches this operation off operation=\"listUsers\" sunset=2027-07-01T00:00:00Z instead=\"listPeople\"\n";

#[test]
fn a_sunset_is_a_warning_once_it_is_near() {
    let check = |status, date, sunset, expected: &str| {
        let double = Double::script([with_sunset(status, date, sunset)]);
        let client = warn_client(&double);
        let warnings = warnings(|| drop(run(client.send(Versioned::<2023>))));
        assert_eq!(warnings, expected, "{date} {sunset}");
    };
    // 180 days and 179 days, 23 hours, 59 minutes and 59 seconds before.
    check(200, "Sat, 02 Jan 2027 00:00:00 GMT", JULY, "");
    check(200, "Sat, 02 Jan 2027 00:00:01 GMT", JULY, WARNING);
    // On the day, and after it.
    check(200, JULY, JULY, WARNING);
    check(200, "Sat, 01 Jul 2028 00:00:00 GMT", JULY, WARNING);
    // With an error as well.
    check(404, "Wed, 30 Jun 2027 00:00:00 GMT", JULY, WARNING);
    check(410, "Fri, 02 Jul 2027 00:00:00 GMT", JULY, WARNING);
    check(200, "Wed, 30 Jun 2027 00:00:00 GMT", "soon", "");
}

#[test]
fn without_a_date_the_clock_of_this_machine_counts() {
    let sunset = |days: i64| {
        let now = Timestamp::try_from(std::time::SystemTime::now()).unwrap().unix_seconds();
        answer(200, &[("sunset", format!("@{}", now + days * 24 * 60 * 60).as_str())], "")
    };
    for (days, count) in [(-1, 1), (179, 1), (181, 0)] {
        let double = Double::script([sunset(days)]);
        let client = warn_client(&double);
        let warnings = warnings(|| run(client.send(Versioned::<2025>)).unwrap());
        assert_eq!(warnings.lines().count(), count, "{days}");
        assert!(!warnings.contains("instead"), "{warnings}");
    }
}

#[test]
fn a_client_warns_once_about_each_version_of_an_operation() {
    let near = || with_sunset(200, "Wed, 30 Jun 2027 00:00:00 GMT", JULY);
    let double = Double::new(move |_| async move { near() });
    let client = warn_client(&double);
    // Nobody listens yet.
    run(client.send(Versioned::<2023>)).unwrap();
    let calls = |client: &Client<Cloud>| {
        for _ in 0..3 {
            run(client.send(Versioned::<2023>)).unwrap();
            run(client.clone().send(Versioned::<2025>)).unwrap();
        }
    };
    assert_eq!(warnings(|| calls(&client)).lines().count(), 2);
    assert_eq!(warnings(|| calls(&client)).lines().count(), 0);
    // Another client has its own say.
    assert_eq!(warnings(|| calls(&warn_client(&double))).lines().count(), 2);
}

#[test]
fn many_threads_warn_once() {
    let near = || with_sunset(200, "Wed, 30 Jun 2027 00:00:00 GMT", JULY);
    let double = Double::new(move |_| async move { near() });
    let (client, notes) = (warn_client(&double), Notes::default());
    std::thread::scope(|scope| {
        for _ in 0..100 {
            let (client, notes) = (client.clone(), notes.clone());
            scope.spawn(move || {
                tracing::subscriber::with_default(notes, || {
                    run(client.send(Versioned::<2023>)).unwrap();
                });
            });
        }
    });
    assert_eq!(double.sent().len(), 100);
    assert_eq!(notes.text.lock().unwrap().matches(WARNING).count(), 1);
}

#[test]
fn a_list_warns_once() {
    let page = |rel: &str, user: u32| {
        let headers = [
            ("content-type", "application/json"),
            ("date", "Wed, 30 Jun 2027 00:00:00 GMT"),
            ("sunset", "soon"),
            ("sunset", JULY),
        ];
        answer(200, &headers, &format!(r#"{{"links":[{{"rel":"{rel}"}}],"results":[{user}]}}"#))
    };
    let double = Double::script([page("next", 1), page("next", 2), page("self", 3)]);
    let client = warn_client(&double);
    let warnings = warnings(|| {
        let mut users = client.items(Users::default());
        while let Some(user) = run(users.next()) {
            user.unwrap();
        }
    });
    assert_eq!((warnings.lines().count(), double.sent().len()), (1, 3));
}
