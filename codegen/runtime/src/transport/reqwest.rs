//! The asynchronous transport, over reqwest and rustls.

use std::{
    error::Error as StdError,
    future::Future,
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use reqwest::{redirect, retry};

use super::{BoxFuture, Limits, Transport, TransportError, TransportErrorKind, tls};
use crate::{Error, builder::Timeouts, url::BaseAddress};

/// One pool of connections.
pub(crate) struct Reqwest {
    client: reqwest::Client,
    idle: Duration,
}

impl Reqwest {
    pub(crate) fn new(base: &BaseAddress, timeouts: Timeouts) -> Result<Self, Error> {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(base, &[b"h2", b"http/1.1"])?)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .connect_timeout(timeouts.connect)
            .user_agent(concat!("mongodb-invitations-runtime/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| {
                Error::config("the HTTP client cannot be set up").because(error.without_url())
            })?;
        Ok(Self { client, idle: timeouts.idle })
    }
}

impl Transport for Reqwest {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            within_runtime()?;
            let request = translate(request)?;
            let attempt = self.attempt(request, limits);
            timed(limits.timeout, TransportErrorKind::Timeout, attempt).await
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            // Without a runtime the request itself reports that.
            if within_runtime().is_ok() {
                tokio::time::sleep(duration).await;
            }
        })
    }

    // Follows tokio's clock, which tests can pause.
    fn now(&self) -> Instant {
        if within_runtime().is_ok() {
            tokio::time::Instant::now().into_std()
        } else {
            Instant::now()
        }
    }
}

impl Reqwest {
    async fn attempt(
        &self,
        request: reqwest::Request,
        limits: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let answer = self.client.execute(request).await.map_err(failed)?;
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = answer.status();
        *response.version_mut() = answer.version();
        response.headers_mut().clone_from(answer.headers());
        let mut whole = BytesMut::new();
        let read = self.read(answer, &mut whole, limits).await;
        *response.body_mut() = whole.freeze();
        match read {
            Ok(()) => Ok(response),
            Err(error) => Err(error.within(response)),
        }
    }

    async fn read(
        &self,
        mut answer: reqwest::Response,
        whole: &mut BytesMut,
        limits: Limits,
    ) -> Result<(), TransportError> {
        let success = answer.status().is_success();
        let too_large = || Err(TransportError::new(TransportErrorKind::BodyTooLarge));
        let cap = if success { limits.max_success_body } else { limits.max_error_body };
        let announced = answer.content_length().unwrap_or(0);
        if success && announced > u64::try_from(cap).unwrap_or(u64::MAX) {
            return too_large();
        }
        while whole.len() < cap || success {
            let piece = timed(self.idle, TransportErrorKind::Idle, async {
                answer.chunk().await.map_err(failed)
            });
            let Some(piece) = piece.await? else {
                break;
            };
            let room = cap - whole.len();
            if piece.len() > room && success {
                return too_large();
            }
            whole.extend_from_slice(piece.get(..room).unwrap_or(&piece));
        }
        Ok(())
    }
}

/// Takes the request over as it is. The digest covers path and query, so they must reach the server
/// byte for byte; reqwest's URL type could rewrite them.
fn translate(request: http::Request<Bytes>) -> Result<reqwest::Request, TransportError> {
    let (parts, body) = request.into_parts();
    let unusable = TransportErrorKind::Unusable("the address of the request is not usable");
    let url = reqwest::Url::parse(&parts.uri.to_string())
        .map_err(|error| TransportError::with_source(unusable, error))?;
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let (path, query) =
        target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    if url.path() != path || url.query() != query {
        return Err(TransportError::new(unusable));
    }
    let mut translated = reqwest::Request::new(parts.method, url);
    *translated.headers_mut() = parts.headers;
    if !body.is_empty() {
        *translated.body_mut() = Some(body.into());
    }
    Ok(translated)
}

/// reqwest panics when it is polled outside of a tokio runtime.
fn within_runtime() -> Result<(), TransportError> {
    match tokio::runtime::Handle::try_current() {
        Ok(_) => Ok(()),
        Err(error) => Err(TransportError::with_source(
            TransportErrorKind::Unusable("a call must be awaited inside a tokio runtime"),
            error,
        )),
    }
}

async fn timed<T>(
    limit: Duration,
    over: TransportErrorKind,
    future: impl Future<Output = Result<T, TransportError>>,
) -> Result<T, TransportError> {
    tokio::time::timeout(limit, future).await.unwrap_or_else(|_| Err(TransportError::new(over)))
}

fn failed(error: reqwest::Error) -> TransportError {
    let kind = match (error.is_connect(), error.is_timeout() || is_timed_out(&error)) {
        (true, true) => TransportErrorKind::ConnectTimeout,
        (true, false) => TransportErrorKind::Connect,
        (false, true) => TransportErrorKind::Timeout,
        (false, false) => TransportErrorKind::Broken,
    };
    // The URL would show the query, which may hold an e-mail address.
    TransportError::with_source(kind, error.without_url())
}

/// The system's own limit on connecting arrives as an I/O error somewhere below.
fn is_timed_out(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<std::io::Error>()
            && io.kind() == std::io::ErrorKind::TimedOut
        {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests;
