//! OAuth 2.0 client credentials: the endpoints that give out and revoke tokens, and the tokens that
//! are out. Errors there have the form of OAuth, not of the API.

use std::{collections::HashMap, sync::Mutex};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{limit::Window, lock, options::Options, query};

const LIFE: SignedDuration = SignedDuration::from_secs(3600);

/// The tokens that are out, and when they end.
#[derive(Default)]
pub(super) struct Tokens {
    known: Mutex<Known>,
    asked: Window,
}

#[derive(Default)]
struct Known {
    ends: HashMap<String, Timestamp>,
    given: u64,
}

/// Status, code of RFC 6749 and words; after how many seconds a repeat makes sense.
struct Refused(u16, &'static str, String, Option<i64>);

impl Tokens {
    /// Answers a request for a token.
    pub(super) fn issue(&self, options: &Options, request: &Request<Bytes>) -> Response<Bytes> {
        let issued = self.checked_grant(options, request).map(|()| {
            let body = json!({
                "access_token": self.new_token(options.clock.now()),
                "expires_in": LIFE.as_secs(),
                "token_type": "Bearer",
            });
            respond(200, Some(&body))
        });
        issued.unwrap_or_else(refuse)
    }

    /// Answers a request to revoke a token. One that is not known is as good as revoked (RFC 7009,
    /// section 2.2).
    pub(super) fn revoke(&self, options: &Options, request: &Request<Bytes>) -> Response<Bytes> {
        let revoked = form(options, request).and_then(|form| {
            let token = form.iter().find(|(name, _)| name == "token");
            let (_, token) = token.ok_or_else(|| invalid("token is missing"))?;
            lock(&self.known).ends.remove(token);
            Ok(respond(200, None))
        });
        revoked.unwrap_or_else(refuse)
    }

    /// Whether a token is good.
    pub(super) fn knows(&self, token: &str, now: Timestamp) -> bool {
        lock(&self.known).ends.get(token).is_some_and(|ends| now < *ends)
    }

    fn checked_grant(&self, options: &Options, request: &Request<Bytes>) -> Result<(), Refused> {
        let most = options.tokens_per_minute;
        self.asked.take(most, options.clock.now()).map_err(|wait| {
            let most = most.unwrap_or_default();
            let words = format!("more than {most} requests in 1 minute");
            Refused(429, "rate_limited", words, Some(wait))
        })?;
        let form = form(options, request)?;
        match form.iter().find(|(name, _)| name == "grant_type") {
            Some((_, grant)) if grant == "client_credentials" => Ok(()),
            Some(_) => {
                let words = "grant_type is not client_credentials".to_owned();
                Err(Refused(400, "unsupported_grant_type", words, None))
            }
            None => Err(invalid("grant_type is missing")),
        }
    }

    fn new_token(&self, now: Timestamp) -> String {
        let mut known = lock(&self.known);
        known.ends.retain(|_, ends| now < *ends);
        known.given += 1;
        let token = format!("eyJ.token.{}", known.given);
        known.ends.insert(token.clone(), now + LIFE);
        token
    }
}

/// The form in the body, once the account is the right one.
fn form(options: &Options, request: &Request<Bytes>) -> Result<Vec<(String, String)>, Refused> {
    let content = request.headers().get(header::CONTENT_TYPE);
    if content.is_none_or(|content| content != "application/x-www-form-urlencoded") {
        return Err(invalid("Content-Type is not application/x-www-form-urlencoded"));
    }
    if !is_account(options, request.headers()) {
        let words = "the client id or the secret is wrong".to_owned();
        return Err(Refused(401, "invalid_client", words, None));
    }
    Ok(query::form(&String::from_utf8_lossy(request.body())))
}

/// Id and secret in HTTP Basic: both written as in a form, as RFC 6749 (section 2.3.1) and MongoDB's
/// own client do, or as they are, as MongoDB's page says and `curl --user` does.
fn is_account(options: &Options, headers: &HeaderMap) -> bool {
    let read = || {
        let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let pair = BASE64_STANDARD.decode(value.strip_prefix("Basic ")?).ok()?;
        String::from_utf8(pair).ok()
    };
    let fits = |(id, secret): (&str, &str)| {
        let is = |given: &str, own: &str| given == own || query::decode(given) == own;
        is(id, &options.client_id) && is(secret, &options.client_secret)
    };
    read().is_some_and(|pair| pair.split_once(':').is_some_and(fits))
}

fn invalid(words: &str) -> Refused {
    Refused(400, "invalid_request", words.to_owned(), None)
}

fn refuse(Refused(status, error, words, wait): Refused) -> Response<Bytes> {
    let body = json!({ "error": error, "error_description": words });
    let mut answer = respond(status, Some(&body));
    if let Some(wait) = wait {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    answer
}

fn respond(status: u16, body: Option<&Value>) -> Response<Bytes> {
    let mut answer = Response::new(body.map(Value::to_string).unwrap_or_default().into());
    *answer.status_mut() = StatusCode::from_u16(status).expect("a status of the endpoint");
    if body.is_some() {
        let json = HeaderValue::from_static("application/json");
        answer.headers_mut().insert(header::CONTENT_TYPE, json);
    }
    answer
}
