//! OAuth 2.0 client credentials over the wire: one token for all calls, fetched by one of them.
//!
//! **Invariant:** however many calls need a token at once, one request for it is under way. The
//! others wait and share what it brings, an error too. A call that is dropped while it fetches hands
//! the turn over.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
    time::Instant,
};

use async_lock::Mutex as AsyncMutex;
use bytes::Bytes;
use http::{Response, StatusCode};

use super::token::{self, Token};
use crate::{
    Error, ServiceAccount,
    wire::{Message, Wire},
};

/// A token answer is below one kilobyte.
const MAX_TOKEN_BODY: usize = 64 * 1024;

pub(crate) struct OAuth {
    account: ServiceAccount,
    request: Message,
    state: Mutex<State>,
    /// Held by the call that fetches.
    turn: AsyncMutex<()>,
}

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    /// How many fetches have ended.
    fetches: u64,
    /// The error of the last one, for the calls that waited for it.
    failure: Option<Error>,
}

impl OAuth {
    pub(super) fn new(account: ServiceAccount, address: &str) -> Result<Self, Error> {
        Ok(Self {
            account,
            request: token::request(address)?,
            state: Mutex::default(),
            turn: AsyncMutex::new(()),
        })
    }

    pub(super) async fn exchange(
        &self,
        wire: &Wire<'_>,
        message: &Message,
    ) -> Result<Response<Bytes>, Error> {
        let token = self.token(wire, None).await.map_err(Error::before_request)?;
        let answer = wire.send(message.request(Some(token.authorization()?))).await?;
        if answer.status() != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        // The token may have been revoked, so another one is tried, once.
        let token =
            self.token(wire, Some(token.generation)).await.map_err(Error::before_request)?;
        wire.send(message.request(Some(token.authorization()?))).await
    }

    /// A token that is fresh and newer than the one that the API has refused.
    async fn token(&self, wire: &Wire<'_>, refused: Option<u64>) -> Result<Arc<Token>, Error> {
        let seen = {
            let mut state = self.state();
            state.forget(refused);
            if let Some(token) = state.fresh(wire.now()) {
                return Ok(token);
            }
            state.fetches
        };
        let _turn = self.turn(wire).await?;
        {
            let state = self.state();
            if let Some(token) = state.fresh(wire.now()) {
                return Ok(token);
            }
            if let Some(failure) = &state.failure
                && state.fetches > seen
            {
                return Err(failure.share());
            }
        }
        let fetched = self.fetch(wire).await;
        let now = wire.now();
        self.state().settle(fetched, now)
    }

    /// Waits for the turn to fetch, as long as the call may take.
    async fn turn<'a>(&'a self, wire: &Wire<'_>) -> Result<async_lock::MutexGuard<'a, ()>, Error> {
        if let Some(turn) = self.turn.try_lock() {
            return Ok(turn);
        }
        let mut turn = pin!(self.turn.lock());
        let mut out_of_time = pin!(wire.out_of_time());
        poll_fn(|context| {
            if let Poll::Ready(turn) = turn.as_mut().poll(context) {
                return Poll::Ready(Ok(turn));
            }
            out_of_time.as_mut().poll(context).map(Err)
        })
        .await
    }

    async fn fetch(&self, wire: &Wire<'_>) -> Result<(Token, bool), Error> {
        let asked = wire.now();
        let generation = self.state().fetches + 1;
        let authorization = token::basic(&self.account)?;
        let answer = wire
            .with_max_body(MAX_TOKEN_BODY)
            .send(self.request.request(Some(authorization)))
            .await?;
        token::read(answer, generation, asked)
    }

    /// Nothing panics while it is held, so a poisoned one is as good as any.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn fresh(&self, now: Instant) -> Option<Arc<Token>> {
        self.token.as_ref().filter(|token| now < token.fresh_until).cloned()
    }

    /// Drops the token that the API has refused, unless another call has replaced it already.
    fn forget(&mut self, refused: Option<u64>) {
        let current = self.token.as_ref().map(|token| token.generation);
        if refused.is_some() && current == refused {
            self.token = None;
        }
    }

    fn settle(
        &mut self,
        fetched: Result<(Token, bool), Error>,
        now: Instant,
    ) -> Result<Arc<Token>, Error> {
        self.fetches += 1;
        self.failure = None;
        match fetched {
            Ok((token, keep)) => {
                let token = Arc::new(token);
                self.token = keep.then(|| Arc::clone(&token));
                Ok(token)
            }
            Err(error) => {
                // The renewal was early: what is there is good for a while.
                let old = self.token.take();
                if let Some(stretched) = old.and_then(|token| token.stretched(now)) {
                    let token = Arc::new(stretched);
                    self.token = Some(Arc::clone(&token));
                    return Ok(token);
                }
                // That one call had little time says nothing to the others.
                if !error.is_call_timeout() {
                    self.failure = Some(error.share());
                }
                Err(error)
            }
        }
    }
}

#[cfg(test)]
mod tests;
