//! One call over the transport: authenticate, send, and sort the answer. Nothing here is generic.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Response, header};

use crate::{
    ApiError, DecodeError, Error,
    auth::Auth,
    decode,
    encoder::Encoded,
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

/// A success, still as bytes.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Core {
    pub(crate) fn new(
        transport: Box<dyn Transport>,
        base: &BaseAddress,
        surface_path: &str,
        auth: Auth,
        settings: Settings,
    ) -> Self {
        Self {
            transport,
            origin: base.origin.clone(),
            path: format!("{}{surface_path}", base.prefix),
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
        timeout: Duration,
    ) -> Result<Reply, Error> {
        let operation = encoded.operation;
        let exchanged = self.run(encoded, timeout).await;
        exchanged.map_err(|error| error.of(operation))
    }

    async fn run(&self, encoded: Encoded, timeout: Duration) -> Result<Reply, Error> {
        if timeout.is_zero() {
            return Err(Error::invalid_input("the timeout of the call is zero"));
        }
        let message = Message::of(encoded, &self.origin)?;
        let wire = Wire::new(
            &*self.transport,
            timeout,
            self.settings.attempt_timeout,
            self.settings.max_body,
        );
        sort(self.auth.exchange(&wire, &message).await?)
    }
}

/// A success, or the error that the status says. The status counts, whatever the body is.
fn sort(answer: Response<Bytes>) -> Result<Reply, Error> {
    let status = answer.status();
    let (parts, body) = answer.into_parts();
    if status.is_success() {
        Ok(Reply { status: status.as_u16(), headers: parts.headers, body })
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

    pub(crate) fn not_understood(&self, operation: &'static str, problem: DecodeError) -> Error {
        let text = decode::lossy_text(&self.headers, &self.body);
        Error::decode(self.status, problem, decode::excerpt(&text)).of(operation)
    }
}

#[cfg(test)]
mod tests;
