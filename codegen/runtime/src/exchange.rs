//! One call over the transport: authenticate, send, sort the answer, and try again where that is
//! harmless. Nothing here is generic.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Response, header};
use tracing::{Instrument, Span};

use crate::{
    Answer, ApiError, DecodeError, Error, FailedAttempt, Method, Operation, RetryPolicy,
    SurfaceInfo,
    auth::{Auth, REVOKE},
    decode,
    encoder::Encoded,
    envelope,
    retry::Budget,
    sunset::Warnings,
    trace,
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
    retry: Arc<dyn RetryPolicy>,
    budget: Budget,
    warnings: Warnings,
}

/// The limits that are not the transport's own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) call_timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) max_body: usize,
}

/// What may be said about one call.
#[derive(Clone)]
pub(crate) struct Options {
    pub(crate) timeout: Duration,
    pub(crate) envelope: bool,
    pub(crate) pretty: bool,
    /// Instead of the client's.
    pub(crate) retry: Option<Arc<dyn RetryPolicy>>,
    /// The operation decides it.
    pub(crate) expects: Expects,
}

/// What the body of a success is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expects {
    /// Anything: its status is all that is needed.
    Nothing,
    /// A page, whose `results` are no envelope.
    Page,
    /// Something else.
    Value,
}

/// A success, still as bytes.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) requests: u32,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
}

impl Options {
    /// Those of a call about which nothing is said.
    pub(crate) fn of<A: Answer>(core: &Core) -> Self {
        Self {
            timeout: core.settings.call_timeout,
            envelope: false,
            pretty: false,
            retry: None,
            expects: match (A::IGNORES_BODY, A::IS_PAGE) {
                (true, _) => Expects::Nothing,
                (false, true) => Expects::Page,
                (false, false) => Expects::Value,
            },
        }
    }
}

impl Core {
    pub(crate) fn new(
        transport: Box<dyn Transport>,
        base: &BaseAddress,
        surface: &'static SurfaceInfo,
        auth: Auth,
        settings: Settings,
        retry: Arc<dyn RetryPolicy>,
    ) -> Self {
        Self {
            transport,
            origin: base.origin.clone(),
            path: format!("{}{}", base.prefix, surface.path),
            surface,
            auth,
            settings,
            retry,
            budget: Budget::full(),
            warnings: Warnings::default(),
        }
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn call_timeout(&self) -> Duration {
        self.settings.call_timeout
    }

    pub(crate) async fn exchange(
        &self,
        encoded: Encoded,
        options: Options,
    ) -> Result<Reply, Error> {
        let operation = encoded.operation;
        let span = trace::call(operation, self.surface);
        let run = self.run(encoded, &options, &span).instrument(span.clone());
        run.await.map_err(|error| error.of(operation))
    }

    /// Revokes the token of a service account, if there is one.
    pub(crate) async fn revoke(&self) -> Result<(), Error> {
        let span = trace::call(&REVOKE, self.surface);
        let options = Options::of::<()>(self);
        let requests = AtomicU32::new(0);
        let wire = Wire::new(&*self.transport, self.settings, &options, &requests);
        let revoked = self.auth.revoke(&wire).instrument(span.clone()).await;
        if let Err(error) = &revoked {
            trace::ended(&span, error.attempts(), wire.elapsed(), Err(error));
        }
        revoked
    }

    async fn run(&self, encoded: Encoded, options: &Options, span: &Span) -> Result<Reply, Error> {
        if options.timeout.is_zero() {
            return Err(Error::invalid_input("the timeout of the call is zero"));
        }
        let operation = encoded.operation;
        let message = Message::of(encoded, &self.origin)?;
        let requests = AtomicU32::new(0);
        let wire = Wire::new(&*self.transport, self.settings, options, &requests);
        let (attempts, outcome) = self.attempts(&wire, &message, operation, options).await;
        let elapsed = wire.elapsed();
        let status = outcome.as_ref().map(|answer| answer.status().as_u16());
        trace::ended(span, attempts, elapsed, status);
        let (parts, body) = outcome?.into_parts();
        let status = parts.status.as_u16();
        let requests = requests.load(Ordering::Relaxed);
        Ok(Reply { status, headers: parts.headers, body, requests, attempts, elapsed })
    }

    /// Tries until there is a success or nothing more to try, and counts.
    async fn attempts(
        &self,
        wire: &Wire<'_>,
        message: &Message,
        operation: &'static Operation,
        options: &Options,
    ) -> (u32, Result<Response<Bytes>, Error>) {
        let mut attempt = 1;
        // Whether one of the earlier attempts may have been carried out.
        let mut lost = false;
        loop {
            let error = match self.attempt(wire, message, operation, options).await {
                Ok(answer) => {
                    self.budget.give_back();
                    return (attempt, Ok(answer));
                }
                Err(error) => error.classify(self.surface.codes).of(operation).after(attempt, lost),
            };
            if lost && operation.method == Method::Delete && error.is_not_found() {
                return (attempt, error.into_answer());
            }
            let failed = FailedAttempt { error: &error, operation, attempt };
            let Some(wait) = self.next(wire, &failed, options) else {
                return (attempt, Err(error));
            };
            trace::repeated(&error, attempt, wait);
            lost |= error.outcome_unknown();
            wire.sleep(wait).await;
            attempt += 1;
        }
    }

    async fn attempt(
        &self,
        wire: &Wire<'_>,
        message: &Message,
        operation: &'static Operation,
        options: &Options,
    ) -> Result<Response<Bytes>, Error> {
        let mut answer = self.auth.exchange(wire, message).await?;
        self.warnings.look(operation, answer.headers());
        if options.envelope {
            answer = envelope::open(answer, options.expects == Expects::Page);
        }
        sort(answer)
    }

    /// How long to wait before the next attempt, if there is to be one.
    fn next(
        &self,
        wire: &Wire<'_>,
        failed: &FailedAttempt<'_>,
        options: &Options,
    ) -> Option<Duration> {
        if failed.error.is_before_request() {
            return None;
        }
        let wait = options.retry.as_ref().unwrap_or(&self.retry).wait(failed)?;
        // A call that waits because it was told to should not run out of time right after it. With a
        // limit of its own that is hardly longer than an attempt, it may take the risk.
        let asked = failed.error.retry_after();
        let after = match asked {
            Some(_) => self.settings.attempt_timeout.min(options.timeout / 3),
            None => Duration::ZERO,
        };
        // What a policy adds at random must not be what does not fit.
        let fitting = [Some(wait), asked.filter(|asked| *asked < wait)]
            .into_iter()
            .flatten()
            .find(|wait| wire.has_time_for(*wait, after));
        fitting.filter(|_| self.budget.take())
    }
}

/// A success, or the error that the status says. The status counts, whatever the body is.
fn sort(answer: Response<Bytes>) -> Result<Response<Bytes>, Error> {
    let status = answer.status();
    if status.is_success() {
        Ok(answer)
    } else if status.is_redirection() {
        Err(redirect(status.as_u16(), answer.headers()))
    } else {
        let (parts, body) = answer.into_parts();
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
    pub(crate) fn check_content(&self, operation: &'static Operation) -> Result<(), Error> {
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
        operation: &'static Operation,
        mut problem: DecodeError,
    ) -> Error {
        if envelope::is_plain(&self.body) {
            problem = DecodeError::new("enveloped response (a proxy added envelope=true?)");
        }
        let text = decode::lossy_text(&self.headers, &self.body);
        let error = Error::decode(self.status, problem, decode::excerpt(&text));
        error.of(operation).after(self.attempts, false)
    }
}

#[cfg(test)]
mod tests;
