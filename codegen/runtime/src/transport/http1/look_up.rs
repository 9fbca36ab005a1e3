//! Looking up the addresses of a name, with a limit in time.

use std::{
    io,
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
};

use super::stream::Limit;
use crate::transport::failure::Unresolved;

/// The addresses of a host, of which there is at least one.
///
/// The system cannot be told to stop looking: a thread of its own waits for it, and ends when the
/// system gives up.
pub(super) fn look_up(host: &str, port: u16, limit: Limit) -> io::Result<Vec<SocketAddr>> {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    let name = bare.to_owned();
    thread::Builder::new().name("name look-up".to_owned()).spawn(move || {
        let found = (name.as_str(), port).to_socket_addrs().map(Iterator::collect);
        // Nobody may be waiting any more.
        let _ = sender.send(found);
    })?;
    let found: io::Result<Vec<_>> = match limit.left()? {
        Some(left) => receiver.recv_timeout(left),
        None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
    }
    .or_else(|_| {
        limit.left()?;
        Err(io::Error::other("the thread that looks names up has ended"))
    })?;
    match found {
        Ok(addresses) if !addresses.is_empty() => Ok(addresses),
        Ok(_) => Err(io::Error::other(Unresolved(io::ErrorKind::NotFound.into()))),
        Err(error) => Err(io::Error::other(Unresolved(error))),
    }
}
