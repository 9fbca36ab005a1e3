//! Connections that wait for the next request.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::connection::Connection;

/// Servers close a connection that is idle after about a minute.
const KEPT: Duration = Duration::from_secs(90);

#[derive(Default)]
pub(super) struct Pool(Mutex<Vec<(Instant, Connection)>>);

impl Pool {
    /// The connection that was used last, if it is still open. The others are closed by then.
    pub(super) fn take(&self) -> Option<Connection> {
        loop {
            let (since, connection) = self.lock().pop()?;
            if since.elapsed() < KEPT && connection.is_silent() {
                return Some(connection);
            }
        }
    }

    pub(super) fn put(&self, connection: Connection) {
        if let Some(connection) = connection.rest() {
            let mut kept = self.lock();
            kept.retain(|(since, _)| since.elapsed() < KEPT);
            kept.push((Instant::now(), connection));
        }
    }

    /// Nothing panics while the lock is held, so a poisoned one is as good as any.
    fn lock(&self) -> MutexGuard<'_, Vec<(Instant, Connection)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
