//! OAuth 2.0 client credentials: the token endpoint, and the tokens that are out.

use std::{collections::HashMap, sync::Mutex};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{lock, options::Options, query};

const LIFE: SignedDuration = SignedDuration::from_secs(3600);

/// The tokens that are out, and when they end.
#[derive(Default)]
pub(super) struct Tokens(Mutex<HashMap<String, Timestamp>>);

impl Tokens {
    /// Answers a request for a token.
    pub(super) fn issue(&self, options: &Options, request: &Request<Bytes>) -> Response<Bytes> {
        match check(options, request) {
            Ok(()) => {
                let body = json!({
                    "access_token": self.new_token(options.clock.now()),
                    "expires_in": LIFE.as_secs(),
                    "token_type": "Bearer",
                });
                respond(200, &body)
            }
            Err((status, error)) => {
                respond(status, &json!({ "error": error, "error_description": "refused" }))
            }
        }
    }

    /// Whether a token is good.
    pub(super) fn knows(&self, token: &str, now: Timestamp) -> bool {
        let tokens = lock(&self.0);
        tokens.get(token).is_some_and(|ends| now < *ends)
    }

    fn new_token(&self, now: Timestamp) -> String {
        let mut tokens = lock(&self.0);
        let token = format!("eyJ.token.{}", tokens.len() + 1);
        tokens.insert(token.clone(), now + LIFE);
        token
    }
}

/// The status and error code of RFC 6749 for what is wrong with a request.
fn check(options: &Options, request: &Request<Bytes>) -> Result<(), (u16, &'static str)> {
    let content = request.headers().get(header::CONTENT_TYPE);
    if content.is_none_or(|content| content != "application/x-www-form-urlencoded") {
        return Err((400, "invalid_request"));
    }
    let (id, secret) = basic(request.headers()).ok_or((401, "invalid_client"))?;
    if id != options.client_id || secret != options.client_secret {
        return Err((401, "invalid_client"));
    }
    let form = query::form(&String::from_utf8_lossy(request.body()));
    match form.iter().find(|(name, _)| name == "grant_type") {
        Some((_, grant)) if grant == "client_credentials" => Ok(()),
        Some(_) => Err((400, "unsupported_grant_type")),
        None => Err((400, "invalid_request")),
    }
}

/// Id and secret out of HTTP Basic, both written as in a form (RFC 6749, section 2.3.1).
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let pair = BASE64_STANDARD.decode(value.strip_prefix("Basic ")?).ok()?;
    let pair = String::from_utf8(pair).ok()?;
    let (id, secret) = pair.split_once(':')?;
    Some((query::decode(id), query::decode(secret)))
}

fn respond(status: u16, body: &Value) -> Response<Bytes> {
    let mut answer = Response::new(body.to_string().into());
    *answer.status_mut() = StatusCode::from_u16(status).expect("a status of the endpoint");
    let json = HeaderValue::from_static("application/json");
    answer.headers_mut().insert(header::CONTENT_TYPE, json);
    answer
}
