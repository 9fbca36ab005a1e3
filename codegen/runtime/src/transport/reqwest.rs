//! The asynchronous transport, over reqwest and rustls.

use std::{
    env,
    future::Future,
    io,
    net::ToSocketAddrs,
    time::{Duration, Instant},
};

use bytes::Bytes;
use reqwest::{
    dns::{Addrs, Name, Resolve, Resolving},
    redirect, retry,
};

use super::{
    BoxFuture, Limits, Transport, TransportError, TransportErrorKind,
    body::Body,
    failure::{self, Refused, Unresolved, is_of_proxy},
    proxy::{self, Proxy, ProxyRule},
    tls,
};
use crate::{Error, client_kind::Destination};

/// One pool of connections.
pub(crate) struct Reqwest {
    client: reqwest::Client,
    idle: Duration,
    through_proxy: bool,
    secure: bool,
}

impl Reqwest {
    pub(crate) fn new(to: &Destination<'_>) -> Result<Self, Error> {
        let unusable = |error: reqwest::Error| {
            Error::config("the HTTP client cannot be set up").because(error.without_url())
        };
        let proxy = proxy::choose(to.base, &to.proxy, |name| env::var(name).ok())?;
        let secure = to.base.is_secure();
        let needs_tls = secure || proxy.as_ref().is_some_and(|proxy| proxy.secure);
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(
                needs_tls,
                to.certificates,
                &[b"h2", b"http/1.1"],
            )?)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .connect_timeout(to.timeouts.connect)
            .dns_resolver(System)
            .user_agent(to.user_agent.clone());
        builder = match (&proxy, &to.proxy) {
            (Some(proxy), _) => builder.proxy(translate_proxy(proxy).map_err(unusable)?),
            // macOS and Windows may be set up with one, which reqwest finds by itself. It follows
            // `NO_PROXY` there too.
            (None, ProxyRule::Environment) => builder,
            (None, _) => builder.no_proxy(),
        };
        let client = builder.build().map_err(unusable)?;
        let through_proxy = proxy.is_some();
        Ok(Self { client, idle: to.timeouts.idle, through_proxy, secure })
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
            self.attempt(request, limits).await
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
        let began = self.now();
        let answer = timed(limits.timeout, TransportErrorKind::Timeout, async {
            self.client.execute(request).await.map_err(|error| self.failed(error))
        });
        let answer = answer.await?;
        if self.through_proxy && !self.secure && is_of_proxy(answer.status()) {
            return Err(Refused(answer.status()).into());
        }
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = answer.status();
        *response.version_mut() = answer.version();
        response.headers_mut().clone_from(answer.headers());
        let mut body = match Body::new(answer.status(), answer.content_length(), limits) {
            Ok(body) => body,
            Err(error) => return Err(error.within(response)),
        };
        let left = limits.timeout.saturating_sub(self.now().saturating_duration_since(began));
        // What was read stays, whatever ends the reading.
        let read = timed(left, TransportErrorKind::Timeout, self.read(answer, &mut body)).await;
        *response.body_mut() = body.into_bytes();
        match read {
            Ok(()) => Ok(response),
            Err(error) => Err(error.within(response)),
        }
    }

    async fn read(
        &self,
        mut answer: reqwest::Response,
        body: &mut Body,
    ) -> Result<(), TransportError> {
        loop {
            let piece = timed(self.idle, TransportErrorKind::Idle, async {
                answer.chunk().await.map_err(|error| self.failed(error))
            });
            match piece.await? {
                Some(piece) => {
                    if !body.push(&piece)? {
                        return Ok(());
                    }
                }
                None => return Ok(()),
            }
        }
    }

    fn failed(&self, error: reqwest::Error) -> TransportError {
        let timed_out = error.is_timeout() || failure::is_timed_out(&error);
        let kind = match (error.is_connect(), timed_out) {
            (true, true) => TransportErrorKind::ConnectTimeout,
            (true, false) => failure::of_connecting(&error, self.through_proxy),
            (false, true) => TransportErrorKind::Timeout,
            (false, false) => TransportErrorKind::Broken,
        };
        // The URL would show the query, which may hold an e-mail address.
        TransportError::with_source(kind, error.without_url())
    }
}

/// The system's own way to look names up, which says that this is what failed.
struct System;

impl Resolve for System {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::task::spawn_blocking(move || {
                (name.as_str(), 0).to_socket_addrs().map(Iterator::collect::<Vec<_>>)
            });
            match found.await? {
                Ok(addresses) if !addresses.is_empty() => {
                    Ok(Box::new(addresses.into_iter()) as Addrs)
                }
                Ok(_) => Err(Unresolved(io::ErrorKind::NotFound.into()).into()),
                Err(error) => Err(Unresolved(error).into()),
            }
        })
    }
}

fn translate_proxy(proxy: &Proxy) -> Result<reqwest::Proxy, reqwest::Error> {
    let scheme = if proxy.secure { "https" } else { "http" };
    let translated = reqwest::Proxy::all(format!("{scheme}://{}:{}", proxy.host, proxy.port))?;
    Ok(match &proxy.authorization {
        Some(authorization) => translated.custom_http_auth(authorization.clone()),
        None => translated,
    })
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

#[cfg(test)]
mod tests;
