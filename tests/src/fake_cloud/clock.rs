//! The cloud's time: the machine's, or one that stands still until it is moved.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

/// A clock in whole seconds, as the API shows them.
#[derive(Debug, Clone)]
pub struct Clock {
    /// Where it stands still, before it was moved.
    fixed: Option<Timestamp>,
    moved: Arc<AtomicI64>,
}

impl Clock {
    /// The machine's time.
    pub fn system() -> Self {
        Self { fixed: None, moved: Arc::default() }
    }

    /// Stands at this time of RFC 3339.
    ///
    /// # Panics
    ///
    /// When the text is no such time.
    pub fn at(time: &str) -> Self {
        let time = time.parse().unwrap_or_else(|error| panic!("`{time}` is no time: {error}"));
        Self { fixed: Some(time), moved: Arc::default() }
    }

    /// Goes on from this day, at the machine's time of day in UTC.
    pub fn from_day(day: Date) -> Self {
        let clock = Self::system();
        let today = clock.now().to_zoned(TimeZone::UTC).date();
        clock.advance(day.duration_since(today).as_secs());
        clock
    }

    /// Moves it forward.
    pub fn advance(&self, seconds: i64) {
        self.moved.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(super) fn now(&self) -> Timestamp {
        let now = self.fixed.unwrap_or_else(Timestamp::now);
        let moved = SignedDuration::from_secs(self.moved.load(Ordering::Relaxed));
        let now = now.checked_add(moved).unwrap_or(Timestamp::MAX);
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }
}
