//! A small executor: it polls one future on the thread that waits for it.
//!
//! It waits on a lock of its own, not by parking the thread: the wake-up of a thread that is parked
//! belongs to whoever else runs on it, which may be another executor.

use std::{
    future::Future,
    pin::pin,
    sync::{Arc, Condvar, Mutex, PoisonError},
    task::{Context, Poll, Wake, Waker},
    time::{Duration, Instant},
};

/// How often a future is polled that goes on after its limit, which it has to notice by itself.
const GRACE: Duration = Duration::from_millis(1);

#[derive(Default)]
struct Signal {
    woken: Mutex<bool>,
    changed: Condvar,
}

/// Runs a future to its end. It is polled when it is woken, and once its limit is over.
pub(super) fn run<T>(future: impl Future<Output = T>, limit: Duration) -> T {
    let deadline = Instant::now().checked_add(limit);
    let signal = Arc::new(Signal::default());
    let waker = Waker::from(Arc::clone(&signal));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return value;
        }
        signal.wait(deadline);
    }
}

impl Signal {
    /// Nothing panics while the lock is held, so a poisoned one is as good as any.
    fn wait(&self, deadline: Option<Instant>) {
        let mut woken = self.woken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(deadline) = deadline {
            let left = deadline.saturating_duration_since(Instant::now()).max(GRACE);
            let waited = self.changed.wait_timeout_while(woken, left, |woken| !*woken);
            (woken, _) = waited.unwrap_or_else(PoisonError::into_inner);
        } else {
            let waited = self.changed.wait_while(woken, |woken| !*woken);
            woken = waited.unwrap_or_else(PoisonError::into_inner);
        }
        *woken = false;
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        *self.woken.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, thread};

    use super::*;

    #[test]
    fn a_future_is_polled_when_it_is_woken() {
        let mut polls = 0;
        let value = run(
            poll_fn(|context| {
                polls += 1;
                if polls == 3 {
                    return Poll::Ready(polls);
                }
                let waker = context.waker().clone();
                thread::spawn(move || waker.wake());
                Poll::Pending
            }),
            Duration::MAX,
        );
        assert_eq!(value, 3);
    }

    #[test]
    fn a_future_that_nobody_wakes_is_polled_at_its_limit() {
        let begin = Instant::now();
        let limit = Duration::from_millis(20);
        run(
            poll_fn(|_| if begin.elapsed() < limit { Poll::Pending } else { Poll::Ready(()) }),
            limit,
        );
        assert!(begin.elapsed() >= limit);
    }
}
