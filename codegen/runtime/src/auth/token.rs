//! Tokens of OAuth 2.0: what comes back from their endpoint, and how long it is good.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderValue, Response, response::Parts};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::{Error, decode, exchange, metadata};

/// A token without a lifetime is taken for this long.
const DEFAULT_LIFETIME: i64 = 300;
/// A server that says more than a day is not believed.
const MAX_LIFETIME: i64 = 86_400;
/// Renewed this long before its end, or a fifth of its lifetime if that is less, so that a call
/// that takes a while still ends with a good token.
const MAX_MARGIN: Duration = Duration::from_secs(60);
/// With less than this left a token may be refused on arrival.
const MIN_LEFT: Duration = Duration::from_secs(5);
/// After a renewal that failed, the next one is not tried at once: the endpoint takes few requests a
/// minute.
const RENEWAL_PAUSE: Duration = Duration::from_secs(10);
/// A token that replaced a refused one so short a time ago is not what is wrong when it is refused as
/// well: a missing role is a 401 too.
const REPLACED: Duration = Duration::from_secs(30);

/// One token. The clock is the one that only goes forward, read before the token was asked for.
#[derive(Clone)]
pub(super) struct Token {
    pub(super) secret: SecretString,
    /// Order of arrival.
    pub(super) generation: u64,
    asked: Instant,
    /// Until then it is used without a thought.
    fresh_until: Instant,
    expires: Instant,
    /// Whether it was fetched because the API had refused another one.
    pub(super) replaces: bool,
}

impl Token {
    pub(super) fn authorization(&self) -> Result<HeaderValue, Error> {
        bearer(self.secret.expose_secret())
    }

    pub(super) fn is_fresh(&self, now: Instant) -> bool {
        now < self.fresh_until
    }

    /// How long the API still takes it for sure.
    pub(super) fn spare(&self, now: Instant) -> Option<Duration> {
        let left = self.expires.saturating_duration_since(now).checked_sub(MIN_LEFT)?;
        (!left.is_zero()).then_some(left)
    }

    /// The same token after a renewal has failed: good for a pause, as far as it lives that long.
    pub(super) fn stretched(&self, now: Instant) -> Option<Self> {
        let fresh_until = now + self.spare(now)?.min(RENEWAL_PAUSE);
        Some(Self { fresh_until, ..self.clone() })
    }

    /// Whether another token may be taken where this one is.
    pub(super) fn may_be_refused(&self, now: Instant) -> bool {
        !self.replaces || now.saturating_duration_since(self.asked) >= REPLACED
    }
}

fn bearer(token: &str) -> Result<HeaderValue, Error> {
    HeaderValue::try_from(format!("Bearer {token}"))
        .map_err(|_| Error::no_token(200, "gave a token that does not fit into a header"))
}

/// What the token endpoint answered: a token, and whether it may be kept for other calls.
pub(super) fn read(
    answer: Response<Bytes>,
    generation: u64,
    asked: Instant,
) -> Result<(Token, bool), Error> {
    let (parts, body) = answer.into_parts();
    let status = parts.status.as_u16();
    // Its text holds the token, so nothing of it is ever in an error.
    let mut value: Value =
        serde_json::from_str(&decode::lossy_text(&parts.headers, &body)).unwrap_or_default();
    if !parts.status.is_success() {
        return Err(refusal("no token for the service account", &parts, &value));
    }
    let kind = value.get("token_type").and_then(Value::as_str);
    if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err(Error::no_token(status, "gave a token that is no bearer token"));
    }
    let lifetime = lifetime(value.get("expires_in"));
    let secret = match value.get_mut("access_token").map(Value::take) {
        Some(Value::String(secret)) if !secret.is_empty() => SecretString::from(secret),
        _ => return Err(Error::no_token(status, "gave no token")),
    };
    bearer(secret.expose_secret())?;
    let lives = Duration::from_secs(lifetime.unsigned_abs());
    let margin = MAX_MARGIN.min(lives / 5);
    let token = Token {
        secret,
        generation,
        asked,
        fresh_until: asked + lives.saturating_sub(margin),
        expires: asked + lives,
        replaces: false,
    };
    Ok((token, lifetime > 0))
}

/// What the endpoint that revokes tokens answered. Any success is one (RFC 7009, section 2.2).
pub(super) fn read_revocation(answer: Response<Bytes>) -> Result<(), Error> {
    let (parts, body) = answer.into_parts();
    if parts.status.is_success() {
        return Ok(());
    }
    let value = serde_json::from_slice(&body).unwrap_or_default();
    Err(refusal("the token was not revoked", &parts, &value))
}

/// The error of an endpoint that did not do what it was asked for.
fn refusal(what: &'static str, parts: &Parts, body: &Value) -> Error {
    let status = parts.status.as_u16();
    if parts.status.is_redirection() {
        return exchange::redirect(status, &parts.headers);
    }
    let code = body.get("error").and_then(Value::as_str);
    let code = code.and_then(decode::plain_code).map(ToOwned::to_owned);
    Error::token(what, status, code, metadata::retry_after(&parts.headers))
}

/// Seconds, 0 for a token that is good once.
fn lifetime(expires_in: Option<&Value>) -> i64 {
    let seconds = match expires_in {
        Some(Value::String(text)) => text.trim().parse::<f64>().ok(),
        Some(value) => value.as_f64(),
        None => None,
    };
    match seconds {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "it is between 0 and a day; NaN becomes 0"
        )]
        Some(seconds) => seconds.clamp(0.0, 86_400.0) as i64,
        None => DEFAULT_LIFETIME,
    }
    .min(MAX_LIFETIME)
}
