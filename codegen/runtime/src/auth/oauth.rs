//! OAuth 2.0 client credentials over the wire: one token for all calls, fetched by one of them.
//!
//! **Invariant:** however many calls need a token at once, one request for it is under way. The
//! others wait and share what it brings, an error too. A call that is dropped while it fetches hands
//! the turn over.

use std::{
    future::{Future, poll_fn},
    mem,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
    time::Instant,
};

use async_lock::Mutex as AsyncMutex;
use bytes::Bytes;
use http::{Response, StatusCode};

use super::{
    endpoint::{Endpoint, Failure},
    token::{self, Token},
};
use crate::{
    Error,
    wire::{Message, Wire},
};

pub(crate) struct OAuth {
    endpoint: Endpoint,
    state: Mutex<State>,
    /// Held by the call that fetches.
    turn: AsyncMutex<()>,
}

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    /// Whether the last token went because the API had refused it.
    refused: bool,
    /// How many fetches have ended.
    fetches: u64,
    /// The error of the last one, for the calls that waited for it.
    failure: Option<Error>,
}

impl OAuth {
    pub(super) fn new(endpoint: Endpoint) -> Self {
        Self { endpoint, state: Mutex::default(), turn: AsyncMutex::new(()) }
    }

    pub(super) async fn exchange(
        &self,
        wire: &Wire<'_>,
        message: &Message,
    ) -> Result<Response<Bytes>, Error> {
        let token = self.token(wire, None).await.map_err(Error::before_request)?;
        let answer = wire.send(message.request(Some(token.authorization()?))).await?;
        if answer.status() != StatusCode::UNAUTHORIZED || !token.may_be_refused(wire.now()) {
            return Ok(answer);
        }
        // The token may have been revoked, so another one is tried, once.
        let token =
            self.token(wire, Some(token.generation)).await.map_err(Error::before_request)?;
        wire.send(message.request(Some(token.authorization()?))).await
    }

    /// Revokes the token that is kept, if there is one. It is dropped once that is done, so that what
    /// failed can be tried again.
    pub(super) async fn revoke(&self, wire: &Wire<'_>) -> Result<(), Error> {
        let Some(token) = self.state().token.clone() else {
            return Ok(());
        };
        self.endpoint.revoke(wire, &token.secret).await?;
        self.state().forget(token.generation);
        Ok(())
    }

    /// A token that is fresh and newer than the one that the API has refused.
    async fn token(&self, wire: &Wire<'_>, refused: Option<u64>) -> Result<Arc<Token>, Error> {
        let seen = {
            let mut state = self.state();
            if let Some(refused) = refused {
                state.refused |= state.forget(refused);
            }
            if let Some(token) = state.fresh(wire.now()) {
                return Ok(token);
            }
            state.fetches
        };
        let turn = self.turn.try_lock();
        if turn.is_none()
            && let Some(token) = self.state().usable(wire.now())
        {
            // One call renews it early, and the others need not wait for that.
            return Ok(token);
        }
        let _turn = match turn {
            Some(turn) => turn,
            None => self.turn(wire).await?,
        };
        let (old, generation) = {
            let state = self.state();
            if let Some(token) = state.fresh(wire.now()) {
                return Ok(token);
            }
            if let Some(failure) = &state.failure
                && state.fetches > seen
            {
                return Err(failure.share());
            }
            (state.usable(wire.now()), state.fetches + 1)
        };
        let spare = old.and_then(|old| old.spare(wire.now()));
        let read = |answer, asked| token::read(answer, generation, asked);
        let fetched = self.endpoint.fetch(wire, spare, read).await;
        let now = wire.now();
        self.state().settle(fetched, now)
    }

    /// Waits for the turn to fetch, as long as the call may take.
    async fn turn<'a>(&'a self, wire: &Wire<'_>) -> Result<async_lock::MutexGuard<'a, ()>, Error> {
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

    /// Nothing panics while it is held, so a poisoned one is as good as any.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn fresh(&self, now: Instant) -> Option<Arc<Token>> {
        self.token.as_ref().filter(|token| token.is_fresh(now)).cloned()
    }

    /// A token that should be renewed, but is good for a while.
    fn usable(&self, now: Instant) -> Option<Arc<Token>> {
        self.token.as_ref().filter(|token| token.spare(now).is_some()).cloned()
    }

    /// Drops a token, unless another call has replaced it already, and says whether it did.
    fn forget(&mut self, generation: u64) -> bool {
        self.token.take_if(|token| token.generation == generation).is_some()
    }

    fn settle(
        &mut self,
        fetched: Result<(Token, bool), Failure>,
        now: Instant,
    ) -> Result<Arc<Token>, Error> {
        self.fetches += 1;
        self.failure = None;
        match fetched {
            Ok((mut token, keep)) => {
                token.replaces = mem::take(&mut self.refused);
                let token = Arc::new(token);
                self.token = keep.then(|| Arc::clone(&token));
                Ok(token)
            }
            Err(Failure { error, hurried }) => {
                // The renewal was early: what is there is good for a while.
                let old = self.token.take();
                if let Some(stretched) = old.and_then(|token| token.stretched(now)) {
                    let token = Arc::new(stretched);
                    self.token = Some(Arc::clone(&token));
                    return Ok(token);
                }
                // That one call had little time says nothing to the others.
                if !hurried {
                    self.failure = Some(error.share());
                }
                Err(error)
            }
        }
    }
}

#[cfg(test)]
mod tests;
