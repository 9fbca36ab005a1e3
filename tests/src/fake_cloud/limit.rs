//! Limits: how many calls a bucket has room for, and how many of something a minute has.

use std::{
    collections::{HashMap, VecDeque},
    sync::Mutex,
};

use jiff::{SignedDuration, Timestamp};

use super::lock;

/// Seconds after which a bucket gets more, and that a window is long.
pub(super) const PERIOD: i64 = 60;

/// A token bucket: how many calls it has room for, and how many more each minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// Calls at once.
    pub capacity: u32,
    /// More calls each minute.
    pub refill: u32,
}

impl RateLimit {
    /// What MongoDB publishes for calls that belong to an organization.
    pub const PUBLISHED: Self = Self { capacity: 500, refill: 250 };
}

/// The buckets, by the surface and the organization or project that they belong to.
#[derive(Default)]
pub(super) struct Buckets(Mutex<HashMap<String, Bucket>>);

struct Bucket {
    left: u32,
    filled: Timestamp,
}

/// What is left of a bucket after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) left: u32,
    /// Seconds until there is more, if this call found it empty.
    pub(super) wait: Option<i64>,
}

impl Buckets {
    pub(super) fn take(&self, key: &str, limit: RateLimit, now: Timestamp) -> Taken {
        let mut buckets = lock(&self.0);
        let full = || Bucket { left: limit.capacity, filled: now };
        let bucket = buckets.entry(key.to_owned()).or_insert_with(full);
        let periods = now.duration_since(bucket.filled).as_secs().max(0) / PERIOD;
        bucket.filled += SignedDuration::from_secs(periods * PERIOD);
        let more = u32::try_from(periods).unwrap_or(u32::MAX).saturating_mul(limit.refill);
        bucket.left = bucket.left.saturating_add(more).min(limit.capacity);
        let wait = PERIOD - now.duration_since(bucket.filled).as_secs();
        let wait = (bucket.left == 0).then_some(wait);
        bucket.left = bucket.left.saturating_sub(1);
        Taken { left: bucket.left, wait }
    }
}

/// When something happened during the last minute.
#[derive(Default)]
pub(super) struct Window(Mutex<VecDeque<Timestamp>>);

impl Window {
    /// Counts one more, or says in how many seconds there is room.
    pub(super) fn take(&self, most: Option<u32>, now: Timestamp) -> Result<(), i64> {
        let Some(most) = most else { return Ok(()) };
        let mut times = lock(&self.0);
        let age = |time: &Timestamp| now.duration_since(*time).as_secs();
        while times.front().is_some_and(|first| age(first) >= PERIOD) {
            times.pop_front();
        }
        match times.front() {
            Some(first) if times.len() >= most as usize => Err(PERIOD - age(first)),
            _ => {
                times.push_back(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests;
