//! What kind of failure an error of the network is. Both transports ask the same questions, so that
//! the same fault has the same name.

use std::{error::Error as StdError, fmt, io};

use super::{TransportError, TransportErrorKind};

/// The first error of this type among an error and what caused it.
///
/// An I/O error that wraps another one does not name it as its source, but that one's source.
pub(super) fn find<'a, E: StdError + 'static>(
    error: &'a (dyn StdError + 'static),
) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match wrapped {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

/// What kept a connection from coming about.
///
/// Errors of TLS last: a certificate, a name, a version, or something that does not speak it.
/// Everything else that ends a handshake is the network.
pub(super) fn of_connecting(
    error: &(dyn StdError + 'static),
    through_proxy: bool,
) -> TransportErrorKind {
    if is_timed_out(error) {
        TransportErrorKind::ConnectTimeout
    } else if find::<rustls::Error>(error).is_some() {
        TransportErrorKind::Tls
    } else if through_proxy {
        TransportErrorKind::Proxy
    } else if find::<Unresolved>(error).is_some() {
        TransportErrorKind::Unresolved
    } else {
        TransportErrorKind::Connect
    }
}

/// The system's own limits arrive as an I/O error somewhere below.
pub(super) fn is_timed_out(error: &(dyn StdError + 'static)) -> bool {
    find::<io::Error>(error).is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
}

/// A name that has no address.
#[derive(Debug)]
pub(super) struct Unresolved(pub(super) io::Error);

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name has no address")
    }
}

impl StdError for Unresolved {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}

/// A status that a proxy gives on its own behalf.
pub(super) fn is_of_proxy(status: http::StatusCode) -> bool {
    status == http::StatusCode::PROXY_AUTHENTICATION_REQUIRED
}

/// What a proxy said instead of opening a way.
#[derive(Debug)]
pub(super) struct Refused(pub(super) http::StatusCode);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the proxy answered with status {}", self.0.as_u16())
    }
}

impl StdError for Refused {}

impl From<Refused> for TransportError {
    fn from(refused: Refused) -> Self {
        Self::with_source(TransportErrorKind::Proxy, refused)
    }
}
