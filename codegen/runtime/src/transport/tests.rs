//! Both transports against the same sockets: the same fault has the same name on each.
//!
//! The certificates beside these files belong to nobody, and are good for `localhost` and
//! `127.0.0.1`.

mod bodies;
mod connecting;
mod heads;
mod pool;
mod proxies;
mod secure;
mod server;

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderValue, Request, Response};

use super::{
    Limits, Transport, TransportError, TransportErrorKind,
    http1::Http1,
    proxy::ProxyRule,
    reqwest::Reqwest,
    tls::tests::{AUTHORITY, pem},
};
use crate::{builder::Timeouts, client_kind::Destination, url::BaseAddress};

const SHORT: Duration = Duration::from_millis(80);
const LONG: Duration = Duration::from_secs(20);

/// How a server is reached, and within which limits.
struct Setup {
    origin: String,
    timeouts: Timeouts,
    proxy: ProxyRule,
    trusted: Vec<Vec<u8>>,
    limits: Limits,
}

/// One of the transports with what it needs around it.
struct Probe {
    name: &'static str,
    transport: Box<dyn Transport>,
    runtime: tokio::runtime::Runtime,
    origin: String,
    limits: Limits,
}

impl Setup {
    fn at(origin: impl Into<String>) -> Self {
        Self {
            origin: origin.into(),
            timeouts: Timeouts { call: LONG, attempt: LONG, connect: LONG, idle: LONG },
            proxy: ProxyRule::Never,
            trusted: Vec::new(),
            limits: Limits { timeout: LONG, max_success_body: 1 << 20, max_error_body: 1000 },
        }
    }

    /// Runs a test with each of the transports.
    fn each(&self, test: impl Fn(&Probe)) {
        let base = BaseAddress { origin: self.origin.clone(), prefix: String::new() };
        let destination = || Destination {
            base: &base,
            timeouts: self.timeouts,
            user_agent: HeaderValue::from_static("probe/1"),
            proxy: match &self.proxy {
                ProxyRule::Given(proxy) => ProxyRule::Given(proxy.clone()),
                _ => ProxyRule::Never,
            },
            certificates: &self.trusted,
        };
        let transports: [(_, Box<dyn Transport>); 2] = [
            ("reqwest", Box::new(Reqwest::new(&destination()).unwrap())),
            ("http1", Box::new(Http1::new(&destination()).unwrap())),
        ];
        for (name, transport) in transports {
            // Connections are watched by a thread of their own.
            let mut runtime = tokio::runtime::Builder::new_multi_thread();
            let runtime = runtime.worker_threads(1).enable_all().build().unwrap();
            test(&Probe {
                name,
                transport,
                runtime,
                origin: self.origin.clone(),
                limits: self.limits,
            });
        }
    }
}

impl Probe {
    fn get(&self) -> Result<Response<Bytes>, TransportError> {
        self.send("GET", "/x?y=z", "")
    }

    fn send(
        &self,
        method: &str,
        target: &str,
        body: &'static str,
    ) -> Result<Response<Bytes>, TransportError> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{target}", self.origin))
            .header("accept", "application/json")
            .body(Bytes::from_static(body.as_bytes()))
            .unwrap();
        let began = Instant::now();
        let outcome = self.runtime.block_on(self.transport.send(request, self.limits));
        assert!(began.elapsed() < LONG / 2, "{}", self.name);
        if let Err(error) = &outcome {
            assert!(error.source.is_some() || !is_from_below(error.kind), "{error:?}");
        }
        outcome
    }

    fn check(&self, expected: &Seen) {
        let outcome = self.get();
        assert_eq!(&Seen::of(&outcome), expected, "{}: {:?}", self.name, sources(&outcome));
    }
}

/// Whether there is an error of the network to tell.
fn is_from_below(kind: TransportErrorKind) -> bool {
    use TransportErrorKind::{BodyTooLarge, Idle, Timeout, Unusable};
    !matches!(kind, Timeout | Idle | BodyTooLarge | Unusable(_))
}

fn sources(outcome: &Result<Response<Bytes>, TransportError>) -> String {
    let mut all = Vec::new();
    let source = outcome.as_ref().err().and_then(|error| error.source.as_deref());
    let mut source = source.map(|source| source as &dyn std::error::Error);
    while let Some(error) = source {
        all.push(error.to_string());
        source = error.source();
    }
    all.join(" / ")
}

/// What came of a request.
#[derive(Debug, PartialEq)]
enum Seen {
    Answer(u16, String),
    /// The body of a success or an error broke after so much of it.
    Within(TransportErrorKind, u16, String),
    Nothing(TransportErrorKind),
}

impl Seen {
    fn of(outcome: &Result<Response<Bytes>, TransportError>) -> Self {
        let parts = |answer: &Response<Bytes>| {
            let body = String::from_utf8(answer.body().to_vec()).unwrap();
            (answer.status().as_u16(), body)
        };
        match outcome {
            Ok(answer) => {
                let (status, body) = parts(answer);
                Self::Answer(status, body)
            }
            Err(TransportError { kind, partial: Some(partial), .. }) => {
                let (status, body) = parts(partial);
                Self::Within(*kind, status, body)
            }
            Err(error) => Self::Nothing(error.kind),
        }
    }
}
