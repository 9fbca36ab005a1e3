//! Keeping nonces: one is shared by all calls, each use has its own count, and the newest wins.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::challenge::{Caller, Challenge, Proof};

/// Jetty, behind which MongoDB's servers are, drops a nonce after 60 seconds or 1024 uses. A little
/// before that it is cheaper to ask for a new one than to be refused.
const MAX_AGE: Duration = Duration::from_secs(50);
const MAX_USES: u32 = 1000;

/// The nonce that calls share.
#[derive(Default)]
pub(super) struct Nonces {
    current: Mutex<Option<Arc<Nonce>>>,
    generations: AtomicU64,
}

/// One nonce of the server.
pub(super) struct Nonce {
    /// Counts its answers: each `nc` is given out once.
    challenge: Mutex<Challenge>,
    /// Order of arrival.
    generation: u64,
    received: Instant,
    uses: AtomicU32,
}

impl Nonces {
    /// The shared nonce for one use, unless it is too old or used up.
    pub(super) fn lease(&self, now: Instant) -> Option<Arc<Nonce>> {
        let nonce = lock(&self.current).clone()?;
        let young = now.saturating_duration_since(nonce.received) < MAX_AGE;
        (young && nonce.uses.fetch_add(1, Ordering::Relaxed) < MAX_USES).then_some(nonce)
    }

    /// A nonce out of a challenge that a call has just received. It is the call's own, for now.
    pub(super) fn received(&self, challenge: Challenge, now: Instant) -> Arc<Nonce> {
        self.make(challenge, 1, now)
    }

    /// The nonce that the server wants next, if it is a nonce at all.
    pub(super) fn announced(
        &self,
        after: &Nonce,
        nonce: String,
        now: Instant,
    ) -> Option<Arc<Nonce>> {
        let challenge = lock(&after.challenge).with_nonce(nonce)?;
        Some(self.make(challenge, 0, now))
    }

    /// Shares a nonce, unless a newer one is shared already.
    pub(super) fn publish(&self, nonce: Arc<Nonce>) {
        let mut current = lock(&self.current);
        if current.as_ref().is_none_or(|shared| shared.generation < nonce.generation) {
            *current = Some(nonce);
        }
    }

    fn make(&self, challenge: Challenge, uses: u32, now: Instant) -> Arc<Nonce> {
        Arc::new(Nonce {
            challenge: Mutex::new(challenge),
            generation: self.generations.fetch_add(1, Ordering::Relaxed),
            received: now,
            uses: AtomicU32::new(uses),
        })
    }
}

impl Nonce {
    pub(super) fn prove(&self, caller: &Caller<'_>, method: &str, target: &str) -> Option<Proof> {
        lock(&self.challenge).prove(caller, method, target)
    }
}

/// Nothing panics while a lock is held, so a poisoned one is as good as any.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
