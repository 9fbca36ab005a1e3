//! Connecting: the name, TCP, the way through a proxy, and TLS, all within one limit.

use std::{
    io,
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::Duration,
};

use rustls::ClientConfig;

use super::{
    connection::Connection,
    head,
    look_up::look_up,
    stream::{Limit, Over, Stream},
};
use crate::{
    transport::{
        TransportError, TransportErrorKind,
        failure::{self, Refused},
        proxy::Proxy,
    },
    url::BaseAddress,
};

/// The way to one server.
pub(super) struct Connector {
    secure: bool,
    host: String,
    port: u16,
    proxy: Option<Proxy>,
    tls: Arc<ClientConfig>,
    timeout: Duration,
}

impl Connector {
    pub(super) fn new(
        base: &BaseAddress,
        proxy: Option<Proxy>,
        tls: Arc<ClientConfig>,
        timeout: Duration,
    ) -> Self {
        let (host, port) = base.host_and_port();
        Self { secure: base.is_secure(), host: host.to_owned(), port, proxy, tls, timeout }
    }

    /// The proxy, when it reads the requests itself: without TLS there is no tunnel.
    pub(super) fn plain_proxy(&self) -> Option<&Proxy> {
        self.proxy.as_ref().filter(|_| !self.secure)
    }

    pub(super) fn connect(&self, attempt: Limit) -> Result<Stream, TransportError> {
        let limit = Limit::new(self.timeout, TransportErrorKind::ConnectTimeout).or(attempt);
        match &self.proxy {
            Some(proxy) => self.through(proxy, limit),
            None => self.directly(limit).map_err(|error| failed(error, false)),
        }
    }

    fn directly(&self, limit: Limit) -> io::Result<Stream> {
        let stream = Stream::plain(tcp(&self.host, self.port, limit)?, limit);
        if self.secure { stream.secure(&self.tls, &self.host) } else { Ok(stream) }
    }

    fn through(&self, proxy: &Proxy, limit: Limit) -> Result<Stream, TransportError> {
        let failed = |error| failed(error, true);
        let tcp = tcp(&proxy.host, proxy.port, limit).map_err(failed)?;
        let mut stream = Stream::plain(tcp, limit);
        if proxy.secure {
            stream = stream.secure(&self.tls, &proxy.host).map_err(failed)?;
        }
        if !self.secure {
            return Ok(stream);
        }
        let stream = self.tunnel(proxy, stream)?;
        stream.secure(&self.tls, &self.host).map_err(failed)
    }

    /// Has the proxy pass everything on to the server.
    fn tunnel(&self, proxy: &Proxy, stream: Stream) -> Result<Stream, TransportError> {
        let mut connection = Connection::new(stream);
        let asked = connection
            .write(&head::tunnel(&self.host, self.port, proxy))
            .and_then(|()| head::read(&mut connection));
        let head = asked.map_err(|error| match error.kind {
            TransportErrorKind::Broken => {
                TransportError { kind: TransportErrorKind::Proxy, ..error }
            }
            _ => error,
        })?;
        if !head.status.is_success() {
            return Err(Refused(head.status).into());
        }
        // A server does not speak first, so there is nothing of it yet.
        connection.into_stream().ok_or(TransportError::new(TransportErrorKind::Proxy))
    }
}

/// Tries each address of the host; each may take its share of the time.
fn tcp(host: &str, port: u16, limit: Limit) -> io::Result<TcpStream> {
    let addresses = look_up(host, port, limit)?;
    let mut last = None;
    for (tried, address) in addresses.iter().enumerate() {
        let share = u32::try_from(addresses.len() - tried).unwrap_or(u32::MAX);
        match open(address, limit.left()?.map(|left| left / share)) {
            Ok(tcp) => return Ok(tcp),
            Err(error) => last = Some(error),
        }
    }
    limit.left()?;
    Err(last.unwrap_or_else(|| io::ErrorKind::NotFound.into()))
}

fn open(address: &SocketAddr, timeout: Option<Duration>) -> io::Result<TcpStream> {
    let tcp = match timeout {
        // Zero would be refused.
        Some(timeout) => {
            TcpStream::connect_timeout(address, timeout.max(Duration::from_millis(1)))?
        }
        None => TcpStream::connect(address)?,
    };
    // Requests are written whole, and should not wait for more.
    tcp.set_nodelay(true)?;
    Ok(tcp)
}

fn failed(error: io::Error, through_proxy: bool) -> TransportError {
    let kind = match failure::find::<Over>(&error) {
        Some(Over(kind)) => *kind,
        None => failure::of_connecting(&error, through_proxy),
    };
    TransportError::with_source(kind, error)
}
