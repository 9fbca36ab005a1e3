//! The budget of a client: while most of its calls fail, none of them is repeated.

use std::sync::atomic::{AtomicU32, Ordering};

const FULL: u32 = 100;
const RETRY: u32 = 10;
const SUCCESS: u32 = 1;

pub(crate) struct Budget(AtomicU32);

impl Budget {
    pub(crate) fn full() -> Self {
        Self(AtomicU32::new(FULL))
    }

    /// Whether there is enough for one more attempt, which is then paid.
    pub(crate) fn take(&self) -> bool {
        self.update(|left| left.checked_sub(RETRY))
    }

    pub(crate) fn give_back(&self) {
        self.update(|left| (left < FULL).then_some(left + SUCCESS));
    }

    fn update(&self, change: impl FnMut(u32) -> Option<u32>) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, change).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_retries_empty_it_and_ten_successes_pay_one_more() {
        let budget = Budget::full();
        assert!((0..10).all(|_| budget.take()));
        assert!(!budget.take());
        (0..9).for_each(|_| budget.give_back());
        assert!(!budget.take());
        budget.give_back();
        assert!(budget.take());
        assert!(!budget.take());
    }

    #[test]
    fn it_never_holds_more_than_at_the_start() {
        let budget = Budget::full();
        (0..1000).for_each(|_| budget.give_back());
        assert_eq!((0..1000).filter(|_| budget.take()).count(), 10);
    }
}
