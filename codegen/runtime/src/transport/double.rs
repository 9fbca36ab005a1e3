//! A transport in memory for tests: a closure answers, the clock is turned by hand, and what was
//! sent is kept. With it come a surface, two requests and a way to run calls without a runtime.

#[cfg(feature = "blocking")]
pub(crate) mod server;

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{HeaderMap, Request as HttpRequest, Response as HttpResponse};
use http_auth::ChallengeParser;
use serde::Deserialize;

use super::{BoxFuture, Limits, Transport, TransportError};
use crate::{
    AcceptsServiceAccount, Answer, Client, CodeClass, CredentialsFor, Encoder, Environment, Method,
    NoRetry, Operation, Page, PagedRequest, PublicSurface, Request, RetryPolicy, Surface,
    SurfaceInfo, TokenPaths,
};

pub(crate) type Outcome = Result<HttpResponse<Bytes>, TransportError>;
type Handler = Box<dyn Fn(HttpRequest<Bytes>) -> BoxFuture<'static, Outcome> + Send + Sync>;

/// Clones share everything.
#[derive(Clone)]
pub(crate) struct Double(Arc<Inner>);

struct Inner {
    handler: Handler,
    sent: Mutex<Vec<(HttpRequest<Bytes>, Limits)>>,
    clock: Mutex<Clock>,
}

struct Clock {
    now: Instant,
    sleepers: Vec<Waker>,
}

impl Double {
    pub(crate) fn new<F>(handler: impl Fn(HttpRequest<Bytes>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        Self(Arc::new(Inner {
            handler: Box::new(move |request| Box::pin(handler(request))),
            sent: Mutex::default(),
            clock: Mutex::new(Clock { now: Instant::now(), sleepers: Vec::new() }),
        }))
    }

    /// Answers from a list, one after the other.
    pub(crate) fn script(answers: impl IntoIterator<Item = Outcome>) -> Self {
        let answers = Mutex::new(answers.into_iter().collect::<Vec<_>>().into_iter());
        Self::new(move |request| {
            let answer = answers.lock().unwrap().next();
            let line = format!("{} {}", request.method(), request.uri());
            async move { answer.unwrap_or_else(|| panic!("no answer left for {line}")) }
        })
    }

    pub(crate) fn advance(&self, duration: Duration) {
        let mut clock = self.0.clock.lock().unwrap();
        clock.now += duration;
        clock.sleepers.drain(..).for_each(Waker::wake);
    }

    pub(crate) fn sent(&self) -> Vec<HttpRequest<Bytes>> {
        let sent = self.0.sent.lock().unwrap();
        sent.iter().map(|(request, _)| request.clone()).collect()
    }

    pub(crate) fn limits(&self) -> Vec<Limits> {
        let sent = self.0.sent.lock().unwrap();
        sent.iter().map(|(_, limits)| *limits).collect()
    }

    /// A client that leaves it at the first attempt.
    pub(crate) fn client(&self, credentials: impl CredentialsFor<Cloud>) -> Client<Cloud> {
        self.client_with(credentials, NoRetry)
    }

    pub(crate) fn client_with(
        &self,
        credentials: impl CredentialsFor<Cloud>,
        policy: impl RetryPolicy,
    ) -> Client<Cloud> {
        let builder = Client::builder().credentials(credentials).retry(policy);
        builder.build_over(|_| Ok(self.clone())).unwrap()
    }
}

impl Transport for Double {
    fn send(&self, request: HttpRequest<Bytes>, limits: Limits) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            let kept = (request.clone(), limits);
            self.0.sent.lock().unwrap().push(kept);
            (self.0.handler)(request).await
        })
    }

    /// Nothing else happens while a call waits, so its time passes at once.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.advance(duration);
        Box::pin(pause())
    }

    fn alarm(&self, after: Duration) -> BoxFuture<'_, ()> {
        let until = self.now().checked_add(after);
        Box::pin(poll_fn(move |context| {
            let mut clock = self.0.clock.lock().unwrap();
            if until.is_some_and(|until| clock.now >= until) {
                return Poll::Ready(());
            }
            clock.sleepers.push(context.waker().clone());
            Poll::Pending
        }))
    }

    fn now(&self) -> Instant {
        self.0.clock.lock().unwrap().now
    }
}

/// An answer: `answer(200, &[("name", "value")], "body")`.
#[allow(clippy::unnecessary_wraps, reason = "a script is a list of outcomes, most of them answers")]
pub(crate) fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Outcome {
    let mut answer = HttpResponse::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    Ok(answer.body(Bytes::copy_from_slice(body.as_bytes())).unwrap())
}

pub(crate) fn json(status: u16, body: &str) -> Outcome {
    answer(status, &[("content-type", "application/json")], body)
}

/// A parameter of a Digest `Authorization` header, or of a challenge.
pub(crate) fn parameter(headers: &HeaderMap, header: &str, name: &str) -> Option<String> {
    let value = headers.get(header)?.to_str().unwrap();
    let parsed = ChallengeParser::new(value).next()?.ok()?;
    let (_, value) = parsed.params.iter().find(|(other, _)| *other == name)?;
    Some(value.to_unescaped())
}

/// Lets everything else go on once.
pub(crate) async fn pause() {
    let mut paused = false;
    poll_fn(|context| {
        if std::mem::replace(&mut paused, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Runs one future on this thread.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let mut future = std::pin::pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}

/// Runs many futures on this thread, polling each in turn.
pub(crate) fn run_all<F: Future + Unpin>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut tasks: Vec<_> = futures.into_iter().map(|future| (future, None)).collect();
    run(poll_fn(|context| {
        let mut open = false;
        for (future, value) in &mut tasks {
            if value.is_none() {
                match Pin::new(future).poll(context) {
                    Poll::Ready(done) => *value = Some(done),
                    Poll::Pending => open = true,
                }
            }
        }
        if open { Poll::Pending } else { Poll::Ready(()) }
    }));
    tasks.into_iter().filter_map(|(_, value)| value).collect()
}

/// Polls a future once.
pub(crate) fn poll_once<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

/// A surface that takes everything.
pub(crate) enum Cloud {}

impl Surface for Cloud {
    const INFO: SurfaceInfo = SurfaceInfo {
        client: "cloud-client/1.2.3",
        id: "cloud",
        name: "Cloud",
        path: "/api",
        self_hosted: true,
        environment: Environment {
            service_accounts: &[("CLOUD_ID", "CLOUD_SECRET")],
            api_keys: &[("CLOUD_PUBLIC", "CLOUD_PRIVATE"), ("OLD_PUBLIC", "OLD_PRIVATE")],
            addresses: &["CLOUD_URL", "OLD_URL"],
        },
        codes: &[
            ("NO_SUCH_ORG", CodeClass::NotFound),
            ("NOT_OWNER", CodeClass::MissingRole),
            ("NOT_LISTED", CodeClass::AccessList),
            ("TOO_MANY", CodeClass::RateLimited),
            ("MEMBER", CodeClass::AlreadyMember),
            ("BAD_INVITATION", CodeClass::AlreadyGone),
            ("FULL", CodeClass::LimitReached),
            ("OLD_VERSION", CodeClass::VersionGone),
            ("NEW_VERSION", CodeClass::VersionUnknown),
            ("UPGRADE", CodeClass::WritesOff),
        ],
    };
    const SERVER: Option<&'static str> = Some(<Self as PublicSurface>::ADDRESS);
    const TOKENS: Option<TokenPaths> = Some(TokenPaths::of::<Self>());
}

impl PublicSurface for Cloud {
    const ADDRESS: &'static str = "https://cloud.example.com";
}

impl AcceptsServiceAccount for Cloud {
    const TOKEN_PATH: &'static str = "/api/oauth/token";
    const REVOKE_PATH: &'static str = "/api/oauth/revoke";
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Org {
    pub(crate) id: String,
}

impl Answer for Org {}

/// Reads one organization, by anything that can be shown.
pub(crate) struct Get(pub(crate) &'static str);

impl Request for Get {
    type Surface = Cloud;
    type Answer = Org;
    const OPERATION: Operation = Operation {
        id: "getOrg",
        method: Method::Get,
        path: "/orgs/{orgId}",
        media: "application/json",
        idempotent: true,
        instead: None,
    };

    fn encode(&self, to: &mut Encoder) {
        to.path("orgId", self.0);
    }
}

/// Sends a body and takes no answer.
pub(crate) struct Invite(pub(crate) &'static str);

impl Request for Invite {
    type Surface = Cloud;
    type Answer = ();
    const OPERATION: Operation = Operation {
        id: "invite",
        method: Method::Post,
        path: "/invites",
        media: "application/vnd.atlas.2023-01-01+json",
        idempotent: false,
        instead: None,
    };

    fn encode(&self, to: &mut Encoder) {
        to.query("username", [self.0]);
        to.body(&serde_json::json!({ "username": self.0 }));
    }
}

/// Changes one organization, and may do so again.
pub(crate) struct Change;

impl Request for Change {
    type Surface = Cloud;
    type Answer = Org;
    const OPERATION: Operation = Operation {
        id: "changeOrg",
        method: Method::Patch,
        path: "/orgs/x",
        ..<Get as Request>::OPERATION
    };

    fn encode(&self, _: &mut Encoder) {}
}

/// Deletes one organization.
pub(crate) struct Remove;

impl Request for Remove {
    type Surface = Cloud;
    type Answer = ();
    const OPERATION: Operation =
        Operation { id: "removeOrg", method: Method::Delete, ..<Change as Request>::OPERATION };

    fn encode(&self, _: &mut Encoder) {}
}

/// Reads all organizations.
pub(crate) struct Orgs;

/// Reads one organization, or nothing.
pub(crate) struct Maybe;

/// Reads anything.
pub(crate) struct Raw;

macro_rules! reads {
    ($request:ident, $id:literal, $answer:ty) => {
        impl Request for $request {
            type Surface = Cloud;
            type Answer = $answer;
            const OPERATION: Operation =
                Operation { id: $id, path: "/orgs", ..<Get as Request>::OPERATION };

            fn encode(&self, _: &mut Encoder) {}
        }
    };
}

reads!(Orgs, "listOrgs", Vec<Org>);
reads!(Maybe, "maybeOrg", Option<Org>);
reads!(Raw, "rawOrg", serde_json::Value);

/// Reads the users in pages.
#[derive(Clone, Default)]
pub(crate) struct Users {
    pub(crate) page: Option<i64>,
    pub(crate) size: Option<i64>,
}

impl Request for Users {
    type Surface = Cloud;
    type Answer = Page<u32>;
    const OPERATION: Operation =
        Operation { id: "listUsers", path: "/users", ..<Get as Request>::OPERATION };

    fn encode(&self, to: &mut Encoder) {
        to.query("pageNum", self.page);
        to.query("itemsPerPage", self.size);
    }
}

impl PagedRequest for Users {
    type Item = u32;

    fn first_page(&self) -> Option<i64> {
        self.page
    }

    fn page_size(&self) -> Option<i64> {
        self.size
    }

    fn set_page(&mut self, page: i64) {
        self.page = Some(page);
    }
}
