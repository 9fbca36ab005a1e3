//! The blocking transport: HTTP/1.1 over the sockets of the standard library and rustls. It does all
//! of its work within one poll.
//!
//! It is ours because of what it does not do. The blocking HTTP libraries need an asynchronous
//! runtime below, or open a connection for each request, or write every byte that they send and read
//! to the log: keys and tokens too. What is hard about HTTP is not here: `httparse` reads the heads of
//! answers, as it does for the asynchronous transport, and rustls does TLS.
//!
//! ```text
//! head ──▶ bytes of the request ──▶ connection ◀── pool, or else connect: look up, TCP, proxy, TLS
//! head, framing ◀── bytes of the answer ◀─┘
//! ```

mod connect;
mod connection;
mod framing;
mod head;
mod look_up;
mod pool;
mod stream;

use std::{
    env,
    sync::Arc,
    task::Poll,
    thread,
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::HeaderValue;

use self::{
    connect::Connector, connection::Connection, framing::Framing, head::Head, pool::Pool,
    stream::Limit,
};
use super::{
    BoxFuture, Limits, Transport, TransportError, TransportErrorKind,
    body::Body,
    failure::{Refused, is_of_proxy},
    proxy, tls,
};
use crate::{Error, client_kind::Destination, url::BaseAddress};

/// The connections to one server.
pub(crate) struct Http1 {
    base: BaseAddress,
    connector: Connector,
    pool: Pool,
    user_agent: HeaderValue,
    idle: Duration,
}

/// How an exchange went wrong.
enum Failed {
    /// The connection was closed before a byte of the request was on it.
    Unsent,
    Perhaps(TransportError),
}

impl Http1 {
    pub(crate) fn new(to: &Destination<'_>) -> Result<Self, Error> {
        let proxy = proxy::choose(to.base, &to.proxy, |name| env::var(name).ok())?;
        let secure = to.base.is_secure();
        let needs_tls = secure || proxy.as_ref().is_some_and(|proxy| proxy.secure);
        let tls = Arc::new(tls::config(needs_tls, to.certificates, &[b"http/1.1"])?);
        Ok(Self {
            base: to.base.clone(),
            connector: Connector::new(to.base, proxy, tls, to.timeouts.connect),
            pool: Pool::default(),
            user_agent: to.user_agent.clone(),
            idle: to.timeouts.idle,
        })
    }

    fn attempt(
        &self,
        request: &http::Request<Bytes>,
        limits: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let limit = Limit::new(limits.timeout, TransportErrorKind::Timeout);
        let message = self.message(request)?;
        while let Some(connection) = self.pool.take() {
            match self.exchange(connection, &message, limit, limits) {
                Err(Failed::Unsent) => {}
                Err(Failed::Perhaps(error)) => return Err(error),
                Ok(answer) => return Ok(answer),
            }
        }
        let connection = Connection::new(self.connector.connect(limit)?);
        match self.exchange(connection, &message, limit, limits) {
            Ok(answer) => Ok(answer),
            Err(Failed::Perhaps(error)) => Err(error),
            Err(Failed::Unsent) => Err(TransportError::new(TransportErrorKind::Broken)),
        }
    }

    /// The request as bytes, if it is for this server: it carries credentials.
    fn message(&self, request: &http::Request<Bytes>) -> Result<Vec<u8>, TransportError> {
        let uri = request.uri();
        let is_own = match (uri.scheme_str(), uri.authority()) {
            (Some(scheme), Some(authority)) => {
                self.base.origin.split_once("://") == Some((scheme, authority.as_str()))
            }
            _ => false,
        };
        if is_own {
            Ok(head::request(request, self.connector.plain_proxy(), &self.user_agent))
        } else {
            let foreign = "the address of the request is not that of the client";
            Err(TransportError::new(TransportErrorKind::Unusable(foreign)))
        }
    }

    fn exchange(
        &self,
        mut connection: Connection,
        message: &[u8],
        limit: Limit,
        limits: Limits,
    ) -> Result<http::Response<Bytes>, Failed> {
        connection.limit(limit);
        if let Err(error) = connection.write(message) {
            let unsent = connection.is_untouched();
            return Err(if unsent { Failed::Unsent } else { Failed::Perhaps(error) });
        }
        let head = head::read(&mut connection).map_err(Failed::Perhaps)?;
        self.answer(connection, head, limit, limits).map_err(Failed::Perhaps)
    }

    fn answer(
        &self,
        mut connection: Connection,
        head: Head,
        limit: Limit,
        limits: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        if self.connector.plain_proxy().is_some() && is_of_proxy(head.status) {
            return Err(Refused(head.status).into());
        }
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = head.status;
        *response.version_mut() = head.version;
        let framing = Framing::of(&head);
        *response.headers_mut() = head.headers;
        let mut body = match Body::new(head.status, framing.announced(), limits) {
            Ok(body) => body,
            Err(error) => return Err(error.within(response)),
        };
        connection.limit(limit.with_silence(self.idle));
        let read = framing.read(&mut connection, &mut body);
        *response.body_mut() = body.into_bytes();
        match read {
            Ok(to_its_end) => {
                if to_its_end && head.keeps_alive {
                    self.pool.put(connection);
                }
                Ok(response)
            }
            Err(error) => Err(error.within(response)),
        }
    }
}

impl Transport for Http1 {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move { self.attempt(&request, limits) })
    }

    /// The thread has nothing else to do.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move { thread::sleep(duration) })
    }

    /// Looks at the clock whenever it is polled: the executor polls at the end of the time that the
    /// call may take, and there is no other alarm.
    fn alarm(&self, after: Duration) -> BoxFuture<'_, ()> {
        let until = Instant::now().checked_add(after);
        Box::pin(std::future::poll_fn(move |_| match until {
            Some(until) if Instant::now() >= until => Poll::Ready(()),
            _ => Poll::Pending,
        }))
    }
}

#[cfg(test)]
mod tests;
