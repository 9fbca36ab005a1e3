//! The warning that an operation is about to be switched off.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use http::HeaderMap;

use crate::{Operation, metadata, trace};

/// Half a year: later it is no news, and earlier nobody would act on it.
const NEAR: i64 = 180 * 24 * 60 * 60;

/// What a client has warned about, so that it does so once for each operation.
#[derive(Default)]
pub(crate) struct Warnings {
    /// Name and media type: each version of an operation has a date of its own.
    given: Mutex<BTreeSet<(&'static str, &'static str)>>,
}

impl Warnings {
    /// Looks at the headers of an answer, whatever its status.
    pub(crate) fn look(&self, operation: &'static Operation, headers: &HeaderMap) {
        let Some(sunset) = metadata::sunset(headers) else {
            return;
        };
        let is_near = metadata::seconds_until(sunset, headers).is_some_and(|left| left < NEAR);
        // A warning that nobody listens to is not given, so that it is not lost either.
        if is_near && trace::hears_warnings() && self.is_new(operation) {
            trace::sunset(operation, sunset);
        }
    }

    /// Nothing panics while the lock is held, so a poisoned one is as good as any.
    fn is_new(&self, operation: &'static Operation) -> bool {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.insert((operation.id, operation.media))
    }
}
