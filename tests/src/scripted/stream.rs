//! A connection of a server, with or without TLS.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    sync::Arc,
    thread,
    time::Duration,
};

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use socket2::SockRef;

/// Nobody is waited for longer than this, so that no thread outlives a test by much.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) struct Stream {
    socket: TcpStream,
    talk: Talk,
    /// Read already, but not used.
    read: Vec<u8>,
}

enum Talk {
    Plain,
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Stream {
    pub(super) fn new(socket: TcpStream, tls: Option<Arc<ServerConfig>>) -> io::Result<Self> {
        socket.set_nodelay(true)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        socket.set_write_timeout(Some(PATIENCE))?;
        let talk = match tls {
            None => Talk::Plain,
            Some(config) => {
                let session = ServerConnection::new(config).map_err(io::Error::other)?;
                Talk::Tls(Box::new(StreamOwned::new(session, socket.try_clone()?)))
            }
        };
        Ok(Self { socket, talk, read: Vec::new() })
    }

    /// Up to the empty line, which is left out. `None` at the end of the connection.
    pub(super) fn read_head(&mut self, most: usize) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                let rest = self.read.split_off(end + 4);
                let mut head = std::mem::replace(&mut self.read, rest);
                head.truncate(end);
                return Ok(Some(head));
            }
            if self.read.len() > most || self.read_more()? == 0 {
                return Ok(None);
            }
        }
    }

    pub(super) fn read_body(&mut self, length: usize) -> io::Result<Vec<u8>> {
        while self.read.len() < length {
            if self.read_more()? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let rest = self.read.split_off(length);
        Ok(std::mem::replace(&mut self.read, rest))
    }

    /// Reads on until the client hangs up.
    pub(super) fn drain(&mut self) -> io::Result<()> {
        while self.read_more()? > 0 {
            self.read.clear();
        }
        Ok(())
    }

    /// How many bytes more there are, 0 at the end.
    pub(super) fn read_more(&mut self) -> io::Result<usize> {
        let mut piece = [0; 4096];
        let size = match &mut self.talk {
            Talk::Plain => self.socket.read(&mut piece)?,
            Talk::Tls(stream) => stream.read(&mut piece)?,
        };
        self.read.extend_from_slice(&piece[..size]);
        Ok(size)
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.talk {
            Talk::Plain => self.socket.write_all(bytes),
            Talk::Tls(stream) => stream.write_all(bytes).and_then(|()| stream.flush()),
        }
    }

    /// A reset throws away what is on its way, so what was written is given a moment to arrive.
    pub(super) fn reset(self) -> io::Result<()> {
        thread::sleep(Duration::from_millis(20));
        SockRef::from(&self.socket).set_linger(Some(Duration::ZERO))
    }

    pub(super) fn close(mut self) -> io::Result<()> {
        if let Talk::Tls(stream) = &mut self.talk {
            stream.conn.send_close_notify();
            stream.flush()?;
        }
        self.socket.shutdown(Shutdown::Both)
    }

    /// Copies bytes to and fro until one side ends. Only without TLS: the proxy sees none of it.
    pub(super) fn tunnel(mut self, to: SocketAddr) -> io::Result<()> {
        let mut there = TcpStream::connect(to)?;
        there.write_all(&self.read)?;
        let (mut back_from, mut back_to) = (there.try_clone()?, self.socket.try_clone()?);
        let back = thread::spawn(move || {
            let copied = io::copy(&mut back_from, &mut back_to);
            // The other direction may wait for bytes that nobody sends any more.
            back_to.shutdown(Shutdown::Both).ok();
            copied
        });
        let copied = io::copy(&mut self.socket, &mut there);
        there.shutdown(Shutdown::Both).ok();
        back.join().ok();
        copied.map(|_| ())
    }
}
