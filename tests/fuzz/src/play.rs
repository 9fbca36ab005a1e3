//! One case against the client: two calls, and what must hold whatever the server says.

use std::{
    future::Future,
    panic::{self, AssertUnwindSafe},
    pin::pin,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, header};
use mongodb_invitations::{
    ApiKey, NoRetry, OrgId,
    ops_manager::{Client, ListOrgInvites},
    testing::TestTransport,
};

use crate::Case;

const ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357fb");
const PRIVATE_KEY: &str = "s3cr3t-11111111-2222";
/// A probe, an answer and one more for `stale`.
const MOST_REQUESTS: usize = 3;
/// The longest sentence, and what of the server's text may be in it.
const MOST_TEXT: usize = 300;

/// What became of the challenges of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// One was answered.
    Answered,
    /// None was.
    Refused,
}

/// Plays a case.
///
/// # Errors
///
/// What is wrong with the client: it has panicked, or done what it must never do.
pub fn play(case: &Case) -> Result<Outcome, String> {
    panic::catch_unwind(AssertUnwindSafe(|| calls(case)))
        .unwrap_or_else(|_| Err("the client panicked".to_owned()))
}

fn calls(case: &Case) -> Result<Outcome, String> {
    let transport = TestTransport::new();
    for answer in [refusal(case), success(case), refusal(case), success(case), refusal(case)] {
        transport.answer_with(answer);
    }
    let client = Client::at("https://test.example")
        .transport(transport.clone())
        .credentials(ApiKey::new("PUBKEY01", PRIVATE_KEY))
        .retry(NoRetry)
        .build()
        .map_err(|error| error.to_string())?;
    for _ in 0..2 {
        let before = transport.requests().len();
        if let Err(error) = now(client.send(ListOrgInvites::new(ORG))) {
            check_text(&error.to_string())?;
            check_text(&format!("{error:?}"))?;
        }
        let sent = transport.requests().len() - before;
        if sent > MOST_REQUESTS {
            return Err(format!("{sent} requests for one call"));
        }
    }
    let requests = transport.requests();
    for request in &requests {
        for value in request.headers().values() {
            let value = String::from_utf8_lossy(value.as_bytes());
            if value.contains(PRIVATE_KEY) {
                return Err("the private key was sent".to_owned());
            }
        }
        let authorization = request.headers().get(header::AUTHORIZATION);
        if authorization.is_some_and(|value| !value.as_bytes().starts_with(b"Digest ")) {
            return Err("something else than HTTP Digest was sent".to_owned());
        }
    }
    let second = requests.get(1).and_then(|request| request.headers().get(header::AUTHORIZATION));
    Ok(if second.is_some() { Outcome::Answered } else { Outcome::Refused })
}

fn check_text(text: &str) -> Result<(), String> {
    if text.len() > MOST_TEXT {
        return Err(format!("an error of {} bytes", text.len()));
    }
    if text.contains(PRIVATE_KEY) {
        return Err("the private key is in an error".to_owned());
    }
    match text.chars().find(|char| char.is_control()) {
        Some(char) => Err(format!("{char:?} in an error")),
        None => Ok(()),
    }
}

fn refusal(case: &Case) -> Response<Bytes> {
    answer(401, &header::WWW_AUTHENTICATE, &case.challenges, "{}")
}

fn success(case: &Case) -> Response<Bytes> {
    answer(200, &HeaderName::from_static("authentication-info"), &case.infos, "[]")
}

fn answer(
    status: u16,
    name: &HeaderName,
    values: &[Vec<u8>],
    body: &'static str,
) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from_static(body.as_bytes()));
    *answer.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    let json = HeaderValue::from_static("application/json");
    answer.headers_mut().insert(header::CONTENT_TYPE, json);
    for value in values {
        answer.headers_mut().append(name, readable(value));
    }
    answer
}

/// A value without the control characters that no HTTP library lets through.
fn readable(value: &[u8]) -> HeaderValue {
    HeaderValue::from_bytes(value).unwrap_or_else(|_| {
        let printable = |byte: &u8| if byte.is_ascii_control() { b' ' } else { *byte };
        let value: Vec<u8> = value.iter().map(printable).collect();
        HeaderValue::from_bytes(&value).unwrap_or(HeaderValue::from_static(""))
    })
}

/// The value of a future that waits for nothing.
fn now<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}
