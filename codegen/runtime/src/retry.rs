//! What follows a failed attempt: a policy answers, the client waits.

mod budget;

use std::{fmt, time::Duration};

use crate::{Error, Method, Operation};

pub(crate) use budget::Budget;

/// A limit on rate without `Retry-After` is waited for in steps that begin here.
const RATE_LIMIT_DELAY: Duration = Duration::from_secs(1);

/// Decides whether a failed attempt is followed by another one, and when.
///
/// [`StandardRetry`] is the default, [`NoRetry`] switches it off; implement it for rules of your own.
/// A policy only answers: the client waits, and gives up by itself where the wait does not fit into
/// the limit of the call, where too many calls of this client have failed of late (the budget that
/// [`StandardRetry`] describes), and where the service account got no token.
///
/// ```
/// use std::time::Duration;
/// use runtime::{FailedAttempt, RetryPolicy, StandardRetry};
///
/// /// As usual, and status 500 of a read twice as well.
/// struct Patient(StandardRetry);
///
/// impl RetryPolicy for Patient {
///     fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
///         let reads = failed.operation().idempotent && !failed.error().outcome_unknown();
///         if reads && failed.error().status() == Some(500) && failed.attempt() < 3 {
///             return Some(Duration::from_secs(1));
///         }
///         self.0.wait(failed)
///     }
/// }
/// ```
pub trait RetryPolicy: Send + Sync + 'static {
    /// How long to wait before the next attempt, or `None` to leave it at the error.
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration>;
}

/// One attempt that failed, as a [`RetryPolicy`] sees it.
///
/// What authentication sends in between (the answer to a challenge, the fetch of a token) belongs to
/// the attempt.
#[derive(Debug, Clone, Copy)]
pub struct FailedAttempt<'a> {
    pub(crate) error: &'a Error,
    pub(crate) operation: &'static Operation,
    pub(crate) attempt: u32,
}

impl FailedAttempt<'_> {
    /// What went wrong. [`is_retryable`](Error::is_retryable) says whether another attempt is harmless
    /// and may help.
    pub fn error(&self) -> &Error {
        self.error
    }

    /// What was asked for.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Which attempt it was: 1 for the first.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }
}

/// The usual policy: a few attempts, further and further apart, where they do no harm.
///
/// An attempt is repeated when its error [is retryable](Error::is_retryable): there was no connection,
/// the API limits the rate, or the server or the way to it failed for the moment (408, 502, 503, 504,
/// a broken connection, a time-out) **and** the operation may be repeated. One that creates something
/// is never repeated once it may have been carried out.
///
/// | Setting | Default | |
/// | --- | --- | --- |
/// | [`attempts`](Self::attempts) | 3 | in all |
/// | [`first_delay`](Self::first_delay) | 200 ms | doubles with each attempt; 1 s where the rate is limited |
/// | [`max_delay`](Self::max_delay) | 5 s | a delay is a random part of what it has grown to |
/// | [`max_wait`](Self::max_wait) | 60 s | what a `Retry-After` may ask for; up to a tenth is added |
/// | [`repeat_changes`](Self::repeat_changes) | true | whether a PATCH is repeated that may have been carried out |
///
/// A server that says how long to wait is waited for only if the call then still has the time for an
/// attempt: 30 of the 90 seconds that a call has. Otherwise the error is there at once.
///
/// Clients also have a budget, whatever the policy: 100 points, of which a repeated attempt takes ten
/// and a success gives back one. While it is used up nothing is repeated, so that a server in trouble
/// gets hardly more requests than there are calls.
///
/// ```
/// # use std::time::Duration;
/// # use runtime::{Client, PublicSurface, StandardRetry};
/// # fn example<S: PublicSurface>() {
/// let patient = StandardRetry::new().attempts(5).max_delay(Duration::from_secs(20));
/// let builder = Client::<S>::builder().retry(patient);
/// # let _ = builder; }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardRetry {
    attempts: u32,
    first_delay: Duration,
    max_delay: Duration,
    max_wait: Duration,
    repeat_changes: bool,
}

impl StandardRetry {
    /// Makes the policy with its defaults.
    pub const fn new() -> Self {
        Self {
            attempts: 3,
            first_delay: Duration::from_millis(200),
            max_delay: Duration::from_secs(5),
            max_wait: Duration::from_secs(60),
            repeat_changes: true,
        }
    }

    /// How many attempts there are in all. 0 is taken for 1.
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// How long to wait at most before the second attempt.
    pub const fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay;
        self
    }

    /// How long to wait at most before any attempt, where the server does not say.
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// How long a server may make the call wait. If it asks for more, the error is there at once,
    /// with [`retry_after`](Error::retry_after).
    pub const fn max_wait(mut self, wait: Duration) -> Self {
        self.max_wait = wait;
        self
    }

    /// Whether a PATCH or PUT is sent again when it may have been carried out. The body replaces what
    /// is there, so the end is the same, unless somebody else has changed it in between.
    pub const fn repeat_changes(mut self, repeat: bool) -> Self {
        self.repeat_changes = repeat;
        self
    }

    fn is_repeatable(&self, failed: &FailedAttempt<'_>) -> bool {
        let changes = matches!(failed.operation.method, Method::Patch | Method::Put);
        failed.attempt < self.attempts
            && failed.error.is_retryable()
            && (self.repeat_changes || !changes || !failed.error.outcome_unknown())
    }
}

impl Default for StandardRetry {
    fn default() -> Self {
        Self::new()
    }
}

impl RetryPolicy for StandardRetry {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        if !self.is_repeatable(failed) {
            return None;
        }
        // A server that asks for no wait at all is asked again as if it had not said anything.
        match failed.error.retry_after().filter(|asked| !asked.is_zero()) {
            Some(asked) if asked > self.max_wait => None,
            // Many clients are told the same, and should not all come back in the same second.
            Some(asked) => Some(asked.saturating_add(random_up_to(asked / 10))),
            None => {
                let first = if failed.error.is_rate_limited() {
                    self.first_delay.max(RATE_LIMIT_DELAY)
                } else {
                    self.first_delay
                };
                Some(back_off(first, self.max_delay, failed.attempt))
            }
        }
    }
}

/// Never repeats an attempt.
///
/// ```
/// # use runtime::{Call, Error, NoRetry, Request};
/// # async fn example<R: Request>(call: Call<R>) -> Result<(), Error> {
/// let answer = call.retry(NoRetry).await?;
/// # let _ = answer; Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoRetry;

impl RetryPolicy for NoRetry {
    fn wait(&self, _: &FailedAttempt<'_>) -> Option<Duration> {
        None
    }
}

/// A random part of a delay that doubles with each attempt ("full jitter"): clients that failed
/// together do not come back together.
pub(crate) fn back_off(first: Duration, most: Duration, attempt: u32) -> Duration {
    let doubled = 2_u32.checked_pow(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
    random_up_to(first.saturating_mul(doubled).min(most))
}

/// A random duration below this one.
pub(crate) fn random_up_to(most: Duration) -> Duration {
    most.mul_f64(fastrand::f64())
}

impl fmt::Debug for dyn RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RetryPolicy")
    }
}

#[cfg(test)]
mod tests;
