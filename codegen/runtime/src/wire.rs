//! The wire of one call: the message that is sent, perhaps several times, and the time that is left.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, Uri, header};

use crate::{
    Error, Method,
    encoder::Encoded,
    exchange::{Expects, Options, Settings},
    trace,
    transport::{Limits, Transport, TransportError, TransportErrorKind},
};

/// Bodies of errors are cut here: they are for people, and real ones are below one kilobyte.
const MAX_ERROR_BODY: usize = 256 * 1024;

/// A request without its authorization.
pub(crate) struct Message {
    pub(crate) method: http::Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl Message {
    pub(crate) fn new(
        method: http::Method,
        address: &str,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Self, Error> {
        let uri = address.parse().map_err(|error: http::uri::InvalidUri| {
            Error::invalid_input("the address of the request is not usable").because(error)
        })?;
        Ok(Self { method, uri, headers, body })
    }

    pub(crate) fn of(encoded: Encoded, origin: &str) -> Result<Self, Error> {
        let media = HeaderValue::from_str(encoded.operation.media)
            .map_err(|_| Error::invalid_input("the media type of this operation is no header"))?;
        let mut headers = HeaderMap::new();
        if encoded.body.is_some() {
            headers.insert(header::CONTENT_TYPE, media.clone());
        }
        headers.insert(header::ACCEPT, media);
        let expects_body = !matches!(encoded.operation.method, Method::Get | Method::Delete);
        if expects_body && encoded.body.is_none() {
            // RFC 9110, section 8.6; one HTTP library would leave it out, another one send chunks.
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        Self::new(
            encoded.operation.method.to_http(),
            &format!("{origin}{}", encoded.target),
            headers,
            encoded.body.unwrap_or_default(),
        )
    }

    /// Path and query, exactly as on the request line.
    pub(crate) fn target(&self) -> &str {
        self.uri.path_and_query().map_or("/", |target| target.as_str())
    }

    pub(crate) fn request(&self, authorization: Option<HeaderValue>) -> Request<Bytes> {
        let mut request = Request::new(self.body.clone());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri.clone();
        request.headers_mut().clone_from(&self.headers);
        if let Some(mut authorization) = authorization {
            authorization.set_sensitive(true);
            request.headers_mut().insert(header::AUTHORIZATION, authorization);
        }
        request
    }
}

/// The transport as one call sees it: with the time that the call has left.
pub(crate) struct Wire<'a> {
    transport: &'a dyn Transport,
    attempt_timeout: Duration,
    max_body: usize,
    /// Whether the status of a success is all that is needed.
    ignores_body: bool,
    started: Instant,
    /// None: so far away that the clock cannot say it.
    deadline: Option<Instant>,
    requests: &'a AtomicU32,
}

impl<'a> Wire<'a> {
    /// Begins a call; its requests are counted.
    pub(crate) fn new(
        transport: &'a dyn Transport,
        settings: Settings,
        options: &Options,
        requests: &'a AtomicU32,
    ) -> Self {
        let started = transport.now();
        Self {
            transport,
            attempt_timeout: settings.attempt_timeout,
            max_body: settings.max_body,
            ignores_body: options.expects == Expects::Nothing,
            started,
            deadline: started.checked_add(options.timeout),
            requests,
        }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.now().saturating_duration_since(self.started)
    }

    /// The same for an answer of at most this size that is needed whole.
    pub(crate) fn with_max_body(&self, max_body: usize) -> Wire<'a> {
        Wire { max_body, ignores_body: false, ..*self }
    }

    /// The same with this limit on one request, unless it is tighter already.
    pub(crate) fn within(&self, timeout: Duration) -> Wire<'a> {
        Wire { attempt_timeout: self.attempt_timeout.min(timeout), ..*self }
    }

    pub(crate) fn now(&self) -> Instant {
        self.transport.now()
    }

    pub(crate) async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Error> {
        let left = self.left()?;
        let limits = Limits {
            timeout: self.attempt_timeout.min(left),
            max_success_body: self.max_body,
            max_error_body: MAX_ERROR_BODY,
        };
        self.requests.fetch_add(1, Ordering::Relaxed);
        let began = self.now();
        let answer = self.transport.send(request, limits).await;
        let took = self.now().saturating_duration_since(began);
        match self.understand(answer, left) {
            Ok(answer) => {
                trace::answered(answer.status(), answer.headers(), took);
                Ok(answer)
            }
            Err(error) => {
                trace::not_answered(&error, took);
                Err(error)
            }
        }
    }

    /// Takes the beginning of an answer for the answer, where its status says all.
    fn understand(
        &self,
        answer: Result<Response<Bytes>, TransportError>,
        left: Duration,
    ) -> Result<Response<Bytes>, Error> {
        let mut error = match answer {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        match error.partial.take() {
            Some(partial) if self.ignores_body || !partial.status().is_success() => {
                return Ok(*partial);
            }
            partial => error.partial = partial,
        }
        Err(match error.kind {
            TransportErrorKind::Timeout
                if error.partial.is_none() && left <= self.attempt_timeout =>
            {
                Error::call_timeout(true)
            }
            _ => Error::transport(error),
        })
    }

    /// Waits before another attempt.
    pub(crate) async fn sleep(&self, duration: Duration) {
        self.transport.sleep(duration).await;
    }

    /// Whether there is time to wait for so long, and for something else after it.
    pub(crate) fn has_time_for(&self, wait: Duration, after: Duration) -> bool {
        self.left().is_ok_and(|left| wait.saturating_add(after) < left)
    }

    /// Is over when the call has no time left.
    pub(crate) async fn out_of_time(&self) -> Error {
        if let Ok(left) = self.left() {
            self.transport.alarm(left).await;
        }
        Error::call_timeout(false)
    }

    fn left(&self) -> Result<Duration, Error> {
        let Some(deadline) = self.deadline else {
            return Ok(Duration::MAX);
        };
        let left = deadline.saturating_duration_since(self.now());
        if left.is_zero() { Err(Error::call_timeout(false)) } else { Ok(left) }
    }
}
