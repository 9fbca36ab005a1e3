//! A connection as a stream of bytes: TCP, TLS over it, or TLS within the TLS of a proxy. Each wait
//! for the network ends at a limit.

use std::{
    error::Error as StdError,
    fmt,
    io::{self, Read, Write},
    net::TcpStream,
    sync::Arc,
    time::{Duration, Instant},
};

use rustls::{ClientConfig, ClientConnection, StreamOwned, pki_types::ServerName};

use crate::transport::TransportErrorKind;

/// Until when may be waited, and what it is when that is over.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    /// None: so far away that the clock cannot say it.
    until: Option<Instant>,
    over: TransportErrorKind,
    /// The longest time without a byte.
    silence: Option<Duration>,
}

impl Limit {
    pub(super) fn new(after: Duration, over: TransportErrorKind) -> Self {
        Self { until: Instant::now().checked_add(after), over, silence: None }
    }

    /// Whichever is over first.
    pub(super) fn or(self, other: Self) -> Self {
        match (self.until, other.until) {
            (Some(own), Some(others)) if others < own => other,
            (None, Some(_)) => other,
            _ => self,
        }
    }

    pub(super) fn with_silence(self, silence: Duration) -> Self {
        Self { silence: Some(silence), ..self }
    }

    /// The time that is left in all.
    pub(super) fn left(&self) -> Result<Option<Duration>, Over> {
        let left = self.until.map(|until| until.saturating_duration_since(Instant::now()));
        if left == Some(Duration::ZERO) { Err(Over(self.over)) } else { Ok(left) }
    }

    /// How long one wait may be, and what it is when it is over.
    fn next(&self) -> Result<(Option<Duration>, Over), Over> {
        let left = self.left()?;
        Ok(match (left, self.silence) {
            (Some(left), Some(silence)) if silence < left => {
                (Some(silence), Over(TransportErrorKind::Idle))
            }
            (None, Some(silence)) => (Some(silence), Over(TransportErrorKind::Idle)),
            _ => (left, Over(self.over)),
        })
    }
}

/// A limit was reached.
#[derive(Debug, Clone, Copy)]
pub(super) struct Over(pub(super) TransportErrorKind);

impl fmt::Display for Over {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Over {}

impl From<Over> for io::Error {
    fn from(over: Over) -> Self {
        Self::new(io::ErrorKind::TimedOut, over)
    }
}

/// TCP.
pub(super) struct Socket {
    tcp: TcpStream,
    limit: Limit,
    /// Bytes that the system took over.
    written: u64,
}

impl Socket {
    fn timed<T>(
        &mut self,
        set: impl FnOnce(&TcpStream, Option<Duration>) -> io::Result<()>,
        run: impl FnOnce(&mut TcpStream) -> io::Result<T>,
    ) -> io::Result<T> {
        let (wait, over) = self.limit.next()?;
        set(&self.tcp, wait)?;
        run(&mut self.tcp).map_err(|error| match error.kind() {
            // Windows says the one, everything else the other.
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => over.into(),
            _ => error,
        })
    }
}

impl Read for Socket {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.timed(TcpStream::set_read_timeout, |tcp| tcp.read(to))
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.timed(TcpStream::set_write_timeout, |tcp| tcp.write(bytes))?;
        self.written = self.written.saturating_add(u64::try_from(written).unwrap_or(u64::MAX));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(super) enum Stream {
    Plain(Socket),
    Secure(Box<StreamOwned<ClientConnection, Stream>>),
}

impl Stream {
    pub(super) fn plain(tcp: TcpStream, limit: Limit) -> Self {
        Self::Plain(Socket { tcp, limit, written: 0 })
    }

    /// Speaks TLS with the host at the other end.
    pub(super) fn secure(mut self, tls: &Arc<ClientConfig>, host: &str) -> io::Result<Self> {
        let host = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        let name = ServerName::try_from(host.to_owned()).map_err(|_| {
            let problem = "the host of the address is no name for TLS".to_owned();
            io::Error::other(rustls::Error::General(problem))
        })?;
        let mut session = ClientConnection::new(Arc::clone(tls), name).map_err(io::Error::other)?;
        while session.is_handshaking() {
            session.complete_io(&mut self)?;
        }
        Ok(Self::Secure(Box::new(StreamOwned::new(session, self))))
    }

    pub(super) fn set_limit(&mut self, limit: Limit) {
        self.socket_mut().limit = limit;
    }

    pub(super) fn written(&self) -> u64 {
        self.socket().written
    }

    /// Whether the other end is there and silent. Anything that it says unasked, the end of the
    /// connection among it, makes the connection useless.
    pub(super) fn is_silent(&self) -> bool {
        let tcp = &self.socket().tcp;
        let looked = tcp.set_nonblocking(true).and_then(|()| {
            let peeked = tcp.peek(&mut [0]);
            tcp.set_nonblocking(false)?;
            peeked
        });
        looked.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
    }

    /// Whether all that was received has been read.
    pub(super) fn is_drained(&mut self) -> bool {
        match self {
            Self::Plain(_) => true,
            Self::Secure(stream) => {
                let state = stream.conn.process_new_packets();
                state.is_ok_and(|state| state.plaintext_bytes_to_read() == 0)
                    && stream.sock.is_drained()
            }
        }
    }

    fn socket(&self) -> &Socket {
        match self {
            Self::Plain(socket) => socket,
            Self::Secure(stream) => stream.sock.socket(),
        }
    }

    fn socket_mut(&mut self) -> &mut Socket {
        match self {
            Self::Plain(socket) => socket,
            Self::Secure(stream) => stream.sock.socket_mut(),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.read(to),
            Self::Secure(stream) => stream.read(to),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.write(bytes),
            Self::Secure(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(socket) => socket.flush(),
            Self::Secure(stream) => stream.flush(),
        }
    }
}
