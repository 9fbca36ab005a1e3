//! The way of one request through all stages; the rest of the state is what they keep.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use codegen::Api;
use http::{Request, Response};

use super::{
    act::{self, Call},
    answer, auth, body,
    canned::{Shelf, Stage},
    digest::Digest,
    lock,
    log::Logged,
    media,
    oauth::Tokens,
    options::Options,
    query,
    refusal::Refusal,
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
    store: Mutex<Store>,
}

impl Cloud {
    pub(super) fn new(api: Arc<Api>, options: Options) -> Self {
        Self {
            api,
            options,
            log: Mutex::default(),
            canned: Shelf::default(),
            digest: Digest::default(),
            tokens: Tokens::default(),
            store: Mutex::default(),
        }
    }

    pub(super) fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let answer = match route::find(&self.api, request.method(), request.uri().path()) {
            Some(Found::Token) => self.token(request),
            Some(Found::Call(routes)) => self.call(routes, request),
            None => Refusal::new(404, "RESOURCE_NOT_FOUND")
                .detail("There is nothing at this path.")
                .answer(None),
        };
        lock(&self.log).push(Logged::new(request, answer.status()));
        answer
    }

    fn token(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let canned = self.canned.take(Stage::Token);
        canned.unwrap_or_else(|| self.tokens.issue(&self.options, request))
    }

    fn call(&self, routes: Vec<Route<'_>>, request: &Request<Bytes>) -> Response<Bytes> {
        let surface = routes.first().map(|route| route.surface);
        let carried_out = self.carry_out(routes, request);
        carried_out.unwrap_or_else(|refusal| refusal.answer(surface))
    }

    fn carry_out(
        &self,
        routes: Vec<Route<'_>>,
        request: &Request<Bytes>,
    ) -> Result<Response<Bytes>, Refusal> {
        let Self { options, digest, tokens, .. } = self;
        let surface = routes.first().expect("a path that was found is a call").surface;
        let caller = auth::caller(surface, options, digest, tokens, request)?;
        if let Some(canned) = self.canned.take(Stage::Operation) {
            return Ok(canned);
        }
        let route = media::choose(routes, request.headers())?;
        media::check_content(&route, request.headers())?;
        route.check_params()?;
        let call = Call {
            query: query::read(&route, request.uri().query())?,
            body: body::read(&route, &options.newer_roles, request.body())?,
            route: &route,
            caller: &caller,
            now: options.clock.now(),
        };
        let mut store = lock(&self.store);
        let bypass = options.bypass.as_ref();
        let outcome = act::act(&call, &mut store, bypass)?;
        Ok(answer::success(&route, outcome, bypass))
    }
}
