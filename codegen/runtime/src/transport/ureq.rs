//! The blocking transport, over ureq and rustls: it does all of its work within one poll.
//!
//! ureq's own connecting is replaced, part by part, so that limits and errors are those of the
//! asynchronous transport: see `connect`.

mod connect;
mod tls;

use std::{
    env,
    io::Read,
    task::Poll,
    thread,
    time::{Duration, Instant},
};

use bytes::Bytes;
use ureq::{
    Agent, Body, Proxy, ProxyProtocol, Timeout,
    config::{AutoHeaderValue, Config},
};

use self::connect::NotConnected;
use super::{BoxFuture, Limits, Transport, TransportError, TransportErrorKind, proxy};
use crate::{Error, builder::Timeouts, url::BaseAddress};

/// ureq adds durations to moments, which has an end. Nobody waits for that long.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// One pool of connections.
pub(crate) struct Ureq {
    agent: Agent,
}

impl Ureq {
    pub(crate) fn new(base: &BaseAddress, timeouts: Timeouts) -> Result<Self, Error> {
        let proxy = match proxy::choose(base, |name| env::var(name).ok()) {
            Some(address) => Some(usable_proxy(&address)?),
            None => None,
        };
        Ok(Self::of_parts(proxy, timeouts, super::tls::config(base, &[b"http/1.1"])?))
    }

    fn of_parts(proxy: Option<Proxy>, timeouts: Timeouts, tls: rustls::ClientConfig) -> Self {
        let connect = Some(timeouts.connect.min(LONGEST));
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .accept_encoding(AutoHeaderValue::None)
            .user_agent(concat!("mongodb-invitations-runtime/", env!("CARGO_PKG_VERSION")))
            .proxy(proxy)
            .timeout_resolve(connect)
            .timeout_connect(connect)
            .timeout_per_read(Some(timeouts.idle.min(LONGEST)))
            .build();
        Self { agent: Agent::with_parts(config, connect::connector(tls), connect::resolver()) }
    }

    fn attempt(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let (parts, body) = request.into_parts();
        let limit = Some(limits.timeout.min(LONGEST));
        // An empty body would be announced with its length.
        let answer = if body.is_empty() {
            let request = http::Request::from_parts(parts, ());
            self.agent.run(self.agent.configure_request(request).timeout_global(limit).build())
        } else {
            let request = http::Request::from_parts(parts, &*body);
            self.agent.run(self.agent.configure_request(request).timeout_global(limit).build())
        };
        let (parts, body) = answer.map_err(failed)?.into_parts();
        let mut whole = Vec::new();
        let read = read(body, &mut whole, parts.status, limits);
        let response = http::Response::from_parts(parts, whole.into());
        match read {
            Ok(()) => Ok(response),
            Err(error) => Err(error.within(response)),
        }
    }
}

impl Transport for Ureq {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move { self.attempt(request, limits) })
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

fn usable_proxy(address: &str) -> Result<Proxy, Error> {
    let problem =
        "the proxy that the environment names is not usable: it must be `http://` or `https://`";
    match Proxy::new(address) {
        Ok(proxy) if matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https) => {
            Ok(proxy)
        }
        _ => Err(Error::config(problem)),
    }
}

fn read(
    body: Body,
    whole: &mut Vec<u8>,
    status: http::StatusCode,
    limits: Limits,
) -> Result<(), TransportError> {
    let success = status.is_success();
    let too_large = || Err(TransportError::new(TransportErrorKind::BodyTooLarge));
    let cap = if success { limits.max_success_body } else { limits.max_error_body };
    let cap_in_bytes = u64::try_from(cap).unwrap_or(u64::MAX);
    if success && body.content_length().unwrap_or(0) > cap_in_bytes {
        return too_large();
    }
    // One byte more than may be there tells whether there is more.
    let most = cap_in_bytes.saturating_add(success.into());
    let done = body.into_reader().take(most).read_to_end(whole);
    done.map_err(|error| failed(error.into()))?;
    if whole.len() > cap { too_large() } else { Ok(()) }
}

fn failed(error: ureq::Error) -> TransportError {
    let kind = match error {
        ureq::Error::Other(other) => {
            return match other.downcast::<NotConnected>() {
                Ok(reason) => reason.into_transport_error(),
                Err(_) => TransportError::new(TransportErrorKind::Broken),
            };
        }
        ureq::Error::Timeout(Timeout::PerRead) => TransportErrorKind::Idle,
        ureq::Error::Timeout(_) => TransportErrorKind::Timeout,
        ureq::Error::Io(ref error) if error.kind() == std::io::ErrorKind::TimedOut => {
            TransportErrorKind::Timeout
        }
        // These would show the address, whose query may hold an e-mail address.
        ureq::Error::BadUri(_) | ureq::Error::Http(_) | ureq::Error::RequireHttpsOnly(_) => {
            let unusable = "the address of the request is not usable";
            return TransportError::new(TransportErrorKind::Unusable(unusable));
        }
        _ => TransportErrorKind::Broken,
    };
    TransportError::with_source(kind, error)
}

#[cfg(test)]
mod route_tests;
#[cfg(test)]
mod tests;
