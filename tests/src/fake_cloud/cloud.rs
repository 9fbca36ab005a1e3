//! The way of one request through all stages; the rest of the state is what they keep.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use codegen::{Api, model::Surface, spec::Verb};
use http::{HeaderMap, Request, Response, header};
use serde_json::json;

use super::{
    act::{self, Call},
    answer, auth, body,
    canned::{Shelf, Stage},
    codes,
    digest::Digest,
    fixed, lifetime,
    limit::{Buckets, PERIOD, RateLimit, Window},
    lock,
    log::{LogTo, Logged},
    media,
    oauth::Tokens,
    options::Options,
    people, query,
    refusal::Refusal,
    reply::{Form, Reply},
    rights,
    route::{self, Found, Route},
    store::Store,
};

pub(super) struct Cloud {
    pub(super) api: Arc<Api>,
    pub(super) options: Options,
    pub(super) log: Mutex<Vec<Logged>>,
    pub(super) canned: Shelf,
    digest: Digest,
    tokens: Tokens,
    buckets: Buckets,
    created: Window,
    store: Mutex<Store>,
}

/// A prepared answer goes out as it is.
enum Answer {
    Canned(Response<Bytes>),
    Made(Reply),
}

impl Cloud {
    pub(super) fn new(api: Arc<Api>, options: Options) -> Self {
        let mut store = Store::default();
        for person in &options.people {
            people::settle(person, &mut store, options.clock.now());
        }
        Self {
            api,
            options,
            log: Mutex::default(),
            canned: Shelf::default(),
            digest: Digest::default(),
            tokens: Tokens::default(),
            buckets: Buckets::default(),
            created: Window::default(),
            store: Mutex::new(store),
        }
    }

    pub(super) fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let answer = match route::find(&self.api, request.method(), request.uri().path()) {
            Some(Found::Token) => self.token(request),
            Some(Found::Revoke) => self.tokens.revoke(&self.options, request),
            Some(Found::Call(routes)) => self.call(routes, request),
            None => Refusal::new(404, "RESOURCE_NOT_FOUND")
                .detail("There is nothing at this path.")
                .reply(&self.api, None)
                .send(Form::of(request.uri().query(), None)),
        };
        let logged = || Logged::new(request, answer.status());
        match self.options.log {
            LogTo::Memory => lock(&self.log).push(logged()),
            // Whoever read it may have gone.
            LogTo::Stderr => drop(writeln!(io::stderr(), "{}", logged().line())),
            LogTo::Nowhere => {}
        }
        answer
    }

    fn token(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let canned = self.canned.take(Stage::Token);
        canned.unwrap_or_else(|| self.tokens.issue(&self.options, request))
    }

    fn call(&self, routes: Vec<Route<'_>>, request: &Request<Bytes>) -> Response<Bytes> {
        let surface = routes.first().expect("a path that was found is a call").surface;
        let mut around = HeaderMap::new();
        answer::sign(surface, &mut around);
        let mut reply = match self.carry_out(surface, routes, request, &mut around) {
            Ok(Answer::Canned(canned)) => return canned,
            Ok(Answer::Made(reply)) => reply,
            Err(refusal) => refusal.reply(&self.api, Some(surface)),
        };
        reply.headers.extend(around);
        reply.send(Form::of(request.uri().query(), Some(surface)))
    }

    /// The stages in their order. What is known of a call by the way goes into the headers around
    /// whatever becomes of it.
    fn carry_out(
        &self,
        surface: &Surface,
        routes: Vec<Route<'_>>,
        request: &Request<Bytes>,
        around: &mut HeaderMap,
    ) -> Result<Answer, Refusal> {
        let Self { api, options, digest, tokens, .. } = self;
        let clock = &options.clock;
        let path = request.uri().path();
        let caller = auth::caller(surface, options, digest, tokens, request)?;
        if let Some(canned) = self.canned.take(Stage::Operation) {
            return Ok(Answer::Canned(canned));
        }
        self.take_from_bucket(&routes, path, around)?;
        let route = media::choose(routes, request.headers(), clock)?;
        lifetime::announce(route.operation, around);
        lifetime::check(&route, clock, path)?;
        rights::check(&route, options.roles.as_deref())?;
        media::check_content(&route, request.headers())?;
        route.check_params()?;
        let call = Call {
            query: query::read(&route, &options.newer_roles, request.uri().query())?,
            body: body::read(&route, &options.newer_roles, request.body())?,
            route: &route,
            caller: &caller,
            now: clock.now(),
            url: url(request),
            home: fixed::home(api),
        };
        if options.strict_ids {
            fixed::check(api, &route, &call.body)?;
        }
        if route.operation.verb == Verb::Post && route.place().1.is_none() {
            self.count_create(surface)?;
        }
        let mut store = lock(&self.store);
        let bypass = options.bypass.as_ref();
        let outcome = act::act(&call, &mut store, bypass)?;
        Ok(Answer::Made(answer::success(&route, outcome, bypass)))
    }

    fn take_from_bucket(
        &self,
        routes: &[Route<'_>],
        path: &str,
        around: &mut HeaderMap,
    ) -> Result<(), Refusal> {
        let route = routes.first().expect("a path that was found is a call");
        let limit = self.options.rate_limit.unwrap_or(RateLimit::PUBLISHED);
        let taken = self.buckets.take(&route.bucket(), limit, self.options.clock.now());
        answer::count(route, limit, taken, around);
        let Some(wait) = taken.wait.filter(|_| self.options.rate_limit.is_some()) else {
            return Ok(());
        };
        Err(Refusal::new(429, "RATE_LIMITED_TOKEN_BUCKET")
            .or(429, "RATE_LIMITED")
            .detail("There were too many requests.")
            .parameters([
                json!(path),
                json!(wait),
                json!(limit.capacity),
                json!(limit.refill),
                json!(PERIOD),
            ])
            .retry_after(wait))
    }

    /// Only some surfaces have a code for too many invitations; a spec without codes leaves it open.
    fn count_create(&self, surface: &Surface) -> Result<(), Refusal> {
        const CODE: &str = "RATE_LIMITED_IP";
        let Self { api, options, created, .. } = self;
        if !api.codes.is_empty() && !codes::has(api, surface, 400, CODE) {
            return Ok(());
        }
        created.take(options.invitations_per_minute, options.clock.now()).map_err(|_| {
            let detail = "There were too many invitations within some minutes.";
            Refusal::new(400, CODE).detail(detail)
        })
    }
}

/// Where a request was sent, as its sender knows it.
fn url(request: &Request<Bytes>) -> String {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    format!("http://{}{}", host.unwrap_or_default(), request.uri())
}
