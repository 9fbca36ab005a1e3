//! Connecting: ureq's own parts, with two things around them.
//!
//! What goes wrong before there is a connection is marked, because nothing was sent then. And the
//! limit on silence begins with the first byte of an answer: how long the server may think is the
//! limit of the attempt.

use std::{error::Error as StdError, fmt, io, sync::Arc};

use http::Uri;
use ureq::{
    Error, Timeout,
    config::Config,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{
            Buffers, ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout,
            TcpConnector, Transport,
        },
    },
};

use super::tls::TlsConnector;
use crate::transport::{TransportError, TransportErrorKind};

pub(super) fn connector(tls: rustls::ClientConfig) -> impl Connector {
    let connect =
        ().chain(ConnectProxyConnector::default())
            .chain(TcpConnector::default())
            .chain(TlsConnector::new(Arc::new(tls)));
    Marking(connect)
}

pub(super) fn resolver() -> impl Resolver {
    Marking(DefaultResolver::default())
}

/// There is no connection, so nothing was sent.
#[derive(Debug)]
pub(super) struct NotConnected {
    error: Error,
    /// Whether it would have been the limit of the whole attempt that ended it.
    by_attempt: bool,
}

impl NotConnected {
    fn wrap(error: Error, timeout: NextTimeout) -> Error {
        match error {
            // Connecting to a proxy goes through here twice.
            Error::Other(other) if other.is::<Self>() => Error::Other(other),
            error => Error::Other(Box::new(Self {
                error,
                by_attempt: timeout.reason == Timeout::Global,
            })),
        }
    }

    pub(super) fn into_transport_error(self) -> TransportError {
        let timed_out = match &self.error {
            Error::Timeout(_) => true,
            Error::Io(error) => error.kind() == io::ErrorKind::TimedOut,
            _ => false,
        };
        let kind = match (timed_out, self.by_attempt) {
            (false, _) => TransportErrorKind::Connect,
            (true, false) => TransportErrorKind::ConnectTimeout,
            (true, true) => TransportErrorKind::Timeout,
        };
        match self.error {
            // It would show the address.
            Error::BadUri(_) => TransportError::new(kind),
            error => TransportError::with_source(kind, error),
        }
    }
}

impl fmt::Display for NotConnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not connected")
    }
}

impl StdError for NotConnected {}

/// Marks the errors of what is inside.
#[derive(Debug)]
struct Marking<T>(T);

impl<C: Connector> Connector for Marking<C> {
    type Out = Patient<C::Out>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<()>,
    ) -> Result<Option<Self::Out>, Error> {
        let connected = self.0.connect(details, chained);
        let connected = connected.map_err(|error| NotConnected::wrap(error, details.timeout))?;
        Ok(connected.map(|transport| Patient { transport, answering: false }))
    }
}

impl<R: Resolver> Resolver for Marking<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let resolved = self.0.resolve(uri, config, timeout);
        resolved.map_err(|error| NotConnected::wrap(error, timeout))
    }
}

/// Limits silence only once an answer has begun.
#[derive(Debug)]
struct Patient<T> {
    transport: T,
    answering: bool,
}

impl<T: Transport> Transport for Patient<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.transport.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.answering = false;
        self.transport.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, mut timeout: NextTimeout) -> Result<bool, Error> {
        if !self.answering {
            timeout.per_read = None;
        }
        let more = self.transport.await_input(timeout)?;
        self.answering = true;
        Ok(more)
    }

    fn is_open(&mut self) -> bool {
        self.transport.is_open()
    }

    fn is_tls(&self) -> bool {
        self.transport.is_tls()
    }
}
