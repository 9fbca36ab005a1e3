//! One connection with what was read of it and not used yet.

use std::io::{self, Read, Write};

use super::stream::{Limit, Over, Stream};
use crate::transport::{TransportError, TransportErrorKind, failure};

/// A TLS record is no longer.
const PIECE: usize = 16 * 1024;

pub(super) struct Connection {
    stream: Stream,
    buffer: Vec<u8>,
    used: usize,
    /// Bytes that had been written when it was taken up.
    before: u64,
}

impl Connection {
    pub(super) fn new(stream: Stream) -> Self {
        let before = stream.written();
        Self { stream, buffer: Vec::new(), used: 0, before }
    }

    pub(super) fn limit(&mut self, limit: Limit) {
        self.stream.set_limit(limit);
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), TransportError> {
        let written = self.stream.write_all(bytes).and_then(|()| self.stream.flush());
        written.map_err(broken)
    }

    /// Whether nothing was written since the connection was taken up.
    pub(super) fn is_untouched(&self) -> bool {
        self.stream.written() == self.before
    }

    /// What was read and not used.
    pub(super) fn unused(&self) -> &[u8] {
        self.buffer.get(self.used..).unwrap_or_default()
    }

    pub(super) fn consume(&mut self, count: usize) {
        self.used = self.used.saturating_add(count).min(self.buffer.len());
    }

    /// Waits for more. The end of the connection is an error: the one place where it is none asks
    /// with [`fill_or_end`](Self::fill_or_end).
    pub(super) fn fill(&mut self) -> Result<(), TransportError> {
        if self.fill_or_end()? {
            Ok(())
        } else {
            Err(broken(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the server closed the connection",
            )))
        }
    }

    /// Waits for more, and says whether there was any before the end.
    pub(super) fn fill_or_end(&mut self) -> Result<bool, TransportError> {
        self.buffer.drain(..self.used.min(self.buffer.len()));
        self.used = 0;
        let filled = self.buffer.len();
        self.buffer.resize(filled + PIECE, 0);
        let room = self.buffer.get_mut(filled..).unwrap_or_default();
        let read = loop {
            match self.stream.read(room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.buffer.truncate(filled + *read.as_ref().unwrap_or(&0));
        read.map(|count| count > 0).map_err(broken)
    }

    /// Makes it ready for the next request, unless there is something left of this answer.
    pub(super) fn rest(self) -> Option<Self> {
        Some(Self::new(self.into_stream()?))
    }

    pub(super) fn is_silent(&self) -> bool {
        self.stream.is_silent()
    }

    /// The stream alone, unless something was read of it that would be lost.
    pub(super) fn into_stream(mut self) -> Option<Stream> {
        (self.unused().is_empty() && self.stream.is_drained()).then_some(self.stream)
    }
}

/// A connection that failed after it had come about.
fn broken(error: io::Error) -> TransportError {
    let kind = match failure::find::<Over>(&error) {
        Some(Over(kind)) => *kind,
        None if failure::is_timed_out(&error) => TransportErrorKind::Timeout,
        None => TransportErrorKind::Broken,
    };
    TransportError::with_source(kind, error)
}
