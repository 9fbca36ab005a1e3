//! Keeping nonces: which one a call takes, and which are kept for the calls after it.
//!
//! A nonce is mostly good for many calls at once, but not on every server: some take it once or a few
//! times, some refuse a count that was overtaken by a higher one. So each call takes a nonce that no
//! other call is using, as long as there is one, and shares one otherwise. A call whose nonce is
//! refused gets a new one with the refusal, which is kept once it has worked. So there come to be as
//! many as the server's habits need: one for a server like MongoDB's, and one for each call under way
//! for a server that is strict.

use std::{
    cmp::Reverse,
    ops::Deref,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::challenge::{Caller, Challenge, Proof};

/// Jetty, behind which MongoDB's servers are, drops a nonce after 60 seconds or 1024 uses. A little
/// before that it is cheaper to ask for a new one than to be refused.
const MAX_AGE: Duration = Duration::from_secs(50);
const MAX_USES: u32 = 1000;

/// More would be of use only to more calls at once on a strict server.
const MAX_KEPT: usize = 64;

/// The nonces that calls share.
#[derive(Default)]
pub(super) struct Nonces {
    kept: Mutex<Vec<Arc<Nonce>>>,
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
    /// How many calls are using it now.
    users: AtomicU32,
    /// Whether it was refused, for a reason that is not clear yet.
    doubted: AtomicBool,
}

/// A nonce while one call uses it. Dropping the call ends the use.
pub(super) struct Lease(Arc<Nonce>);

impl Nonces {
    /// A kept nonce for one use: one that was not refused before one that was, then the one with the
    /// fewest users, then the newest.
    ///
    /// One that was refused still costs no more than none: either way the server refuses a request
    /// and sends a challenge.
    pub(super) fn lease(&self, now: Instant) -> Option<Lease> {
        let mut kept = lock(&self.kept);
        kept.retain(|nonce| nonce.is_good(now));
        let nonce = kept.iter().min_by_key(|nonce| nonce.rank())?;
        Some(Lease::of(Arc::clone(nonce)))
    }

    /// A nonce out of a challenge that a call has just received. It is the call's own, for now.
    pub(super) fn received(&self, challenge: Challenge, now: Instant) -> Lease {
        Lease::of(self.make(challenge, now))
    }

    /// Keeps a nonce for other calls, now that it has worked.
    pub(super) fn keep(&self, lease: &Lease) {
        lease.doubted.store(false, Ordering::Relaxed);
        self.add(&lease.0);
    }

    /// Keeps the nonce that the server wants next, if it is a nonce at all.
    pub(super) fn keep_next(&self, after: &Lease, nonce: String, now: Instant) -> Option<()> {
        let challenge = lock(&after.challenge).with_nonce(nonce)?;
        self.forget(after);
        self.add(&self.make(challenge, now));
        Some(())
    }

    /// Drops a nonce that the server does not want any more.
    pub(super) fn forget(&self, lease: &Lease) {
        lock(&self.kept).retain(|kept| !Arc::ptr_eq(kept, &lease.0));
    }

    fn add(&self, nonce: &Arc<Nonce>) {
        let mut kept = lock(&self.kept);
        if kept.iter().any(|kept| Arc::ptr_eq(kept, nonce)) {
            return;
        }
        kept.push(Arc::clone(nonce));
        if kept.len() > MAX_KEPT
            && let Some(oldest) = kept.iter().map(|nonce| nonce.generation).min()
        {
            kept.retain(|nonce| nonce.generation != oldest);
        }
    }

    fn make(&self, challenge: Challenge, now: Instant) -> Arc<Nonce> {
        Arc::new(Nonce {
            challenge: Mutex::new(challenge),
            generation: self.generations.fetch_add(1, Ordering::Relaxed),
            received: now,
            uses: AtomicU32::new(0),
            users: AtomicU32::new(0),
            doubted: AtomicBool::new(false),
        })
    }
}

impl Nonce {
    pub(super) fn prove(&self, caller: &Caller<'_>, method: &str, target: &str) -> Option<Proof> {
        lock(&self.challenge).prove(caller, method, target)
    }

    /// Says whether another nonce is better until it is known why this one was refused.
    pub(super) fn doubt(&self, doubted: bool) {
        self.doubted.store(doubted, Ordering::Relaxed);
    }

    fn is_good(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.received) < MAX_AGE
            && self.uses.load(Ordering::Relaxed) < MAX_USES
    }

    fn rank(&self) -> (bool, u32, Reverse<u64>) {
        let doubted = self.doubted.load(Ordering::Relaxed);
        (doubted, self.users.load(Ordering::Relaxed), Reverse(self.generation))
    }
}

impl Lease {
    fn of(nonce: Arc<Nonce>) -> Self {
        nonce.uses.fetch_add(1, Ordering::Relaxed);
        nonce.users.fetch_add(1, Ordering::Relaxed);
        Self(nonce)
    }
}

impl Deref for Lease {
    type Target = Nonce;

    fn deref(&self) -> &Nonce {
        &self.0
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.0.users.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Nothing panics while a lock is held, so a poisoned one is as good as any.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
