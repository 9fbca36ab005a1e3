//! The two addresses of OAuth 2.0 that a service account sends forms to: the one that gives out tokens
//! and the one that revokes them.
//!
//! Neither creates anything, so what failed for the moment is tried again whatever became of it.

use std::time::{Duration, Instant};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, header};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};

use super::token;
use crate::{
    Error, FailedAttempt, Method, Operation, RetryPolicy, ServiceAccount, StandardRetry,
    TokenPaths, trace, url,
    wire::{Message, Wire},
};

/// Three tries of it are half a minute.
const TRY_TIMEOUT: Duration = Duration::from_secs(10);

/// A token answer is below one kilobyte.
const MAX_BODY: usize = 64 * 1024;

const TOKEN: Operation = Operation {
    id: "token",
    method: Method::Post,
    path: "",
    media: "application/json",
    idempotent: true,
    instead: None,
};

pub(crate) const REVOKE: Operation = Operation { id: "revoke", ..TOKEN };

/// Where a service account is known.
pub(super) struct Endpoint {
    account: ServiceAccount,
    fetch: Message,
    revoke: String,
}

/// Why an endpoint gave nothing.
pub(super) struct Failure {
    pub(super) error: Error,
    /// Whether the call had no time for another try, so that one with more time may do better.
    pub(super) hurried: bool,
}

impl Endpoint {
    /// `site` is what the paths stand below.
    pub(super) fn new(
        account: ServiceAccount,
        site: &str,
        paths: TokenPaths,
    ) -> Result<Self, Error> {
        let grant = Bytes::from_static(b"grant_type=client_credentials");
        Ok(Self {
            account,
            fetch: form(&format!("{site}{}", paths.token), grant)?,
            revoke: format!("{site}{}", paths.revoke),
        })
    }

    /// Asks for a token and reads the answer, with the time at which it was asked for. As long as
    /// there is another token, it is not worth more than one try, and no more than the time that is
    /// left for that.
    pub(super) async fn fetch<T>(
        &self,
        wire: &Wire<'_>,
        spare: Option<Duration>,
        read: impl Fn(Response<Bytes>, Instant) -> Result<T, Error>,
    ) -> Result<T, Failure> {
        let tries = if spare.is_some() { 1 } else { 3 };
        let wire = wire.with_max_body(MAX_BODY).within(spare.unwrap_or(TRY_TIMEOUT));
        self.post(&wire, &self.fetch, &TOKEN, tries, Error::before_request, read).await
    }

    /// Asks for the end of a token.
    pub(super) async fn revoke(&self, wire: &Wire<'_>, secret: &SecretString) -> Result<(), Error> {
        let mut body = "token=".to_owned();
        push_form(&mut body, secret.expose_secret());
        body.push_str("&token_type_hint=access_token");
        let message = form(&self.revoke, body.into())?;
        let read = |answer, _| token::read_revocation(answer);
        let revoked = self.post(wire, &message, &REVOKE, 3, |error| error, read).await;
        revoked.map_err(|failure| failure.error)
    }

    async fn post<T>(
        &self,
        wire: &Wire<'_>,
        message: &Message,
        operation: &'static Operation,
        tries: u32,
        mark: fn(Error) -> Error,
        read: impl Fn(Response<Bytes>, Instant) -> Result<T, Error>,
    ) -> Result<T, Failure> {
        let wire = wire.within(TRY_TIMEOUT);
        let policy = StandardRetry::new().attempts(tries);
        let mut attempt = 1;
        loop {
            let asked = wire.now();
            let sent = match basic(&self.account) {
                Ok(basic) => wire.send(message.request(Some(basic))).await,
                Err(error) => Err(error),
            };
            let error = match sent.and_then(|answer| read(answer, asked)) {
                Ok(value) => return Ok(value),
                Err(error) => mark(error.of(operation).after(attempt, false)),
            };
            let failed = FailedAttempt { error: &error, operation, attempt };
            let wait = policy.wait(&failed);
            let Some(wait) = wait.filter(|wait| wire.has_time_for(*wait, Duration::ZERO)) else {
                let hurried = wait.is_some() || error.is_call_timeout();
                return Err(Failure { error, hurried });
            };
            trace::repeated(&error, attempt, wait);
            wire.sleep(wait).await;
            attempt += 1;
        }
    }
}

/// A form without its authorization.
fn form(address: &str, body: Bytes) -> Result<Message, Error> {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    Message::new(http::Method::POST, address, headers, body)
}

/// HTTP Basic out of the id and the secret, both form-encoded first (RFC 6749, section 2.3.1). The
/// unreserved characters stay: MongoDB's server does not decode `%5F`.
fn basic(account: &ServiceAccount) -> Result<HeaderValue, Error> {
    let mut pair = Zeroizing::new(String::new());
    push_form(&mut pair, &account.client_id);
    pair.push(':');
    push_form(&mut pair, account.client_secret.expose_secret());
    let value =
        Zeroizing::new(format!("Basic {}", *Zeroizing::new(STANDARD.encode(pair.as_bytes()))));
    let mut value = HeaderValue::from_str(&value)
        .map_err(|_| Error::config("the service account does not fit into a header"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// A form writes a space as `+`, and everything else as a query does.
fn push_form(to: &mut String, text: &str) {
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            to.push('+');
        }
        url::push_encoded(to, word);
    }
}
