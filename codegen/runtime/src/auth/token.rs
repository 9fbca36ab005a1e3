//! Tokens of OAuth 2.0: the request for one, what comes back, and how long it is good.

use std::time::{Duration, Instant};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, header};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use serde_json::Value;

use crate::{Error, ServiceAccount, decode, exchange, metadata, url, wire::Message};

/// A token without a lifetime is taken for this long.
const DEFAULT_LIFETIME: i64 = 300;
/// A server that says more than a day is not believed.
const MAX_LIFETIME: i64 = 86_400;
/// Renewed this long before its end, or a fifth of its lifetime if that is less, so that a call
/// that takes a while still ends with a good token.
const MAX_MARGIN: Duration = Duration::from_secs(60);
/// With less than this left a token may be refused on arrival.
const MIN_LEFT: Duration = Duration::from_secs(5);

/// One token. The clock is the one that only goes forward, read before the token was asked for.
pub(super) struct Token {
    secret: SecretString,
    /// Order of arrival.
    pub(super) generation: u64,
    /// Until then it is used without a thought.
    pub(super) fresh_until: Instant,
    expires: Instant,
}

impl Token {
    pub(super) fn authorization(&self) -> Result<HeaderValue, Error> {
        bearer(self.secret.expose_secret())
    }

    /// The same token for the rest of its life, after a renewal has failed: the API still takes it.
    pub(super) fn stretched(&self, now: Instant) -> Option<Self> {
        let fresh_until = self.expires.checked_sub(MIN_LEFT)?;
        (now <= fresh_until).then(|| Self { secret: self.secret.clone(), fresh_until, ..*self })
    }
}

fn bearer(token: &str) -> Result<HeaderValue, Error> {
    HeaderValue::try_from(format!("Bearer {token}"))
        .map_err(|_| Error::no_token(200, "gave a token that does not fit into a header"))
}

/// The request for a token, without its authorization.
pub(super) fn request(address: &str) -> Result<Message, Error> {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let body = Bytes::from_static(b"grant_type=client_credentials");
    Message::new(Method::POST, address, headers, body)
}

/// HTTP Basic out of the id and the secret, both form-encoded first (RFC 6749, section 2.3.1). The
/// unreserved characters stay: MongoDB's server does not decode `%5F`.
pub(super) fn basic(account: &ServiceAccount) -> Result<HeaderValue, Error> {
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

/// What the token endpoint answered: a token, and whether it may be kept for other calls.
pub(super) fn read(
    answer: Response<Bytes>,
    generation: u64,
    asked: Instant,
) -> Result<(Token, bool), Error> {
    let (parts, body) = answer.into_parts();
    let status = parts.status.as_u16();
    if parts.status.is_redirection() {
        return Err(exchange::redirect(status, &parts.headers));
    }
    // Its text holds the token, so nothing of it is ever in an error.
    let mut value: Value =
        serde_json::from_str(&decode::lossy_text(&parts.headers, &body)).unwrap_or_default();
    if !parts.status.is_success() {
        let code = value.get("error").and_then(Value::as_str);
        let code = code.and_then(decode::plain_code).map(ToOwned::to_owned);
        return Err(Error::token(status, code, metadata::retry_after(&parts.headers)));
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
        fresh_until: asked + lives.saturating_sub(margin),
        expires: asked + lives,
    };
    Ok((token, lifetime > 0))
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
