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
    ApiKey, Error, StandardRetry,
    transport::{
        TransportError, TransportErrorKind,
        double::{Double, Get, Outcome, answer, json, run},
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
