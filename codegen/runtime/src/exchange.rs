//! One call over the transport: authenticate, send, and sort the answer. Nothing here is generic.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Response, header};

use crate::{
    ApiError, DecodeError, Error, SurfaceInfo,
    auth::Auth,
    decode,
    encoder::Encoded,
    envelope,
    transport::Transport,
    url::BaseAddress,
    wire::{Message, Wire},
};

/// What clones of a client share.
pub(crate) struct Core {
    transport: Box<dyn Transport>,
    origin: String,
    /// What every target begins with: the server's prefix and the surface's path.
    path: String,
    surface: &'static SurfaceInfo,
    auth: Auth,
    settings: Settings,
}

/// The limits that are not the transport's own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) call_timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) max_body: usize,
}

/// What may be said about one call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    pub(crate) timeout: Duration,
    pub(crate) envelope: bool,
    pub(crate) pretty: bool,
}

/// A success, still as bytes.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) requests: u32,
    pub(crate) elapsed: Duration,
}

impl Core {
    pub(crate) fn new(
        transport: Box<dyn Transport>,
        base: &BaseAddress,
        surface: &'static SurfaceInfo,
        auth: Auth,
        settings: Settings,
    ) -> Self {
        Self {
            transport,
            origin: base.origin.clone(),
            path: format!("{}{}", base.prefix, surface.path),
            surface,
            auth,
            settings,
        }
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn call_timeout(&self) -> Duration {
        self.settings.call_timeout
    }

    pub(crate) async fn exchange(
        &self,
        encoded: Encoded,
        options: Options,
    ) -> Result<Reply, Error> {
        let operation = encoded.operation;
        let exchanged = self.run(encoded, options).await;
        exchanged.map_err(|error| error.classify(self.surface.codes).of(operation))
    }

    async fn run(&self, encoded: Encoded, options: Options) -> Result<Reply, Error> {
        if options.timeout.is_zero() {
            return Err(Error::invalid_input("the timeout of the call is zero"));
        }
        let message = Message::of(encoded, &self.origin)?;
        let requests = AtomicU32::new(0);
        let wire = Wire::new(&*self.transport, options.timeout, self.settings, &requests);
        let mut answer = self.auth.exchange(&wire, &message).await?;
        if options.envelope {
            answer = envelope::open(answer);
        }
        let (status, headers, body) = sort(answer)?;
        let requests = requests.load(Ordering::Relaxed);
        Ok(Reply { status, headers, body, requests, elapsed: wire.elapsed() })
    }
}

/// A success, or the error that the status says. The status counts, whatever the body is.
fn sort(answer: Response<Bytes>) -> Result<(u16, HeaderMap, Bytes), Error> {
    let status = answer.status();
    let (parts, body) = answer.into_parts();
    if status.is_success() {
        Ok((status.as_u16(), parts.headers, body))
    } else if status.is_redirection() {
        Err(redirect(status.as_u16(), &parts.headers))
    } else {
        let api = ApiError::read(status.as_u16(), parts.headers, &body);
        Err(Error::from_api(api))
    }
}

/// Names scheme and host of the place only: path and query may hold anything.
pub(crate) fn redirect(status: u16, headers: &HeaderMap) -> Error {
    let place = headers
        .get(header::LOCATION)
        .and_then(|place| place.to_str().ok()?.parse::<http::Uri>().ok());
    let origin = place.and_then(|place| {
        let host = place.host()?.to_owned();
        let port = place.port().map(|port| format!(":{port}")).unwrap_or_default();
        Some(format!("{}://{host}{port}", place.scheme_str()?))
    });
    Error::redirect(status, origin)
}

impl Reply {
    /// Whether the body of a success can be JSON at all, by its headers.
    pub(crate) fn check_content(&self, operation: &'static str) -> Result<(), Error> {
        let encoded = self
            .headers
            .get_all(header::CONTENT_ENCODING)
            .iter()
            .any(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"));
        let problem = if self.body.is_empty() {
            return Ok(());
        } else if encoded {
            "its body is compressed, which was not asked for"
        } else if decode::is_json(&self.headers) {
            return Ok(());
        } else {
            "its content type is not JSON"
        };
        Err(self.not_understood(operation, DecodeError::new(problem)))
    }

    pub(crate) fn not_understood(
        &self,
        operation: &'static str,
        mut problem: DecodeError,
    ) -> Error {
        if envelope::is_plain(&self.body) {
            problem = DecodeError::new("enveloped response (a proxy added envelope=true?)");
        }
        let text = decode::lossy_text(&self.headers, &self.body);
        Error::decode(self.status, problem, decode::excerpt(&text)).of(operation)
    }
}

#[cfg(test)]
mod tests;
