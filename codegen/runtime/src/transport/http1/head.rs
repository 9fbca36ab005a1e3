//! Heads: the one of a request is written, the one of an answer is read.

use std::{error::Error as StdError, fmt};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri, Version, header};

use super::connection::Connection;
use crate::transport::{TransportError, TransportErrorKind, proxy::Proxy};

/// As many as the asynchronous transport takes.
const MOST_HEADERS: usize = 100;
const LONGEST_HEAD: usize = 400 * 1024;

/// How many interim answers (status 1xx) may come before the answer.
const MOST_INTERIM: u32 = 100;

/// The head of an answer.
pub(super) struct Head {
    pub(super) status: StatusCode,
    pub(super) version: Version,
    pub(super) headers: HeaderMap,
    /// Whether the server takes another request on this connection.
    pub(super) keeps_alive: bool,
}

/// A request whole, with its body. A proxy that reads it has to be told the server.
pub(super) fn request(
    request: &Request<Bytes>,
    proxy: Option<&Proxy>,
    user_agent: &HeaderValue,
) -> Vec<u8> {
    let (uri, body) = (request.uri(), request.body());
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let host = host(uri);
    let mut to = Vec::with_capacity(1024 + body.len());
    let place = proxy.map(|_| format!("http://{host}")).unwrap_or_default();
    to.extend_from_slice(format!("{} {place}{target} HTTP/1.1\r\n", request.method()).as_bytes());
    field(&mut to, &header::HOST, host.as_bytes());
    field(&mut to, &header::USER_AGENT, user_agent.as_bytes());
    if let Some(authorization) = proxy.and_then(|proxy| proxy.authorization.as_ref()) {
        field(&mut to, &header::PROXY_AUTHORIZATION, authorization.as_bytes());
    }
    for (name, value) in request.headers() {
        field(&mut to, name, value.as_bytes());
    }
    if !body.is_empty() {
        field(&mut to, &header::CONTENT_LENGTH, body.len().to_string().as_bytes());
    }
    to.extend_from_slice(b"\r\n");
    to.extend_from_slice(body);
    to
}

/// Asks a proxy for a way to a server.
pub(super) fn tunnel(host: &str, port: u16, proxy: &Proxy) -> Vec<u8> {
    let place = format!("{host}:{port}");
    let mut to = format!("{} {place} HTTP/1.1\r\n", Method::CONNECT).into_bytes();
    field(&mut to, &header::HOST, place.as_bytes());
    if let Some(authorization) = &proxy.authorization {
        field(&mut to, &header::PROXY_AUTHORIZATION, authorization.as_bytes());
    }
    to.extend_from_slice(b"\r\n");
    to
}

fn field(to: &mut Vec<u8>, name: &HeaderName, value: &[u8]) {
    to.extend_from_slice(name.as_str().as_bytes());
    to.extend_from_slice(b": ");
    to.extend_from_slice(value);
    to.extend_from_slice(b"\r\n");
}

/// The host, with the port unless it is the usual one.
fn host(uri: &Uri) -> String {
    let usual = if uri.scheme_str() == Some("https") { 443 } else { 80 };
    let host = uri.host().unwrap_or_default();
    match uri.port_u16() {
        Some(port) if port != usual => format!("{host}:{port}"),
        _ => host.to_owned(),
    }
}

/// Waits for the head of the answer itself; what comes before it is passed over.
pub(super) fn read(connection: &mut Connection) -> Result<Head, TransportError> {
    for _ in 0..=MOST_INTERIM {
        let head = next(connection)?;
        if !head.status.is_informational() || head.status == StatusCode::SWITCHING_PROTOCOLS {
            return Ok(head);
        }
    }
    Err(malformed("the server sends interim answers without end"))
}

fn next(connection: &mut Connection) -> Result<Head, TransportError> {
    let mut seen = 0;
    loop {
        let unused = connection.unused();
        // A head is complete with a line: without a new one there is nothing new to say about it.
        let has_line = unused.get(seen..).is_some_and(|new| new.contains(&b'\n'));
        if has_line && let Some((head, length)) = parse(unused).map_err(malformed)? {
            connection.consume(length);
            return Ok(head);
        }
        seen = unused.len();
        if seen > LONGEST_HEAD {
            return Err(malformed("the head of the answer is too long"));
        }
        connection.fill()?;
    }
}

fn parse(bytes: &[u8]) -> Result<Option<(Head, usize)>, &'static str> {
    let mut fields = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut parsed = httparse::Response::new(&mut fields);
    let length = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err("the answer has too many headers"),
        Err(_) => return Err("the head of the answer is not HTTP"),
    };
    let no_http = "the head of the answer is not HTTP";
    let status = parsed.code.and_then(|code| StatusCode::from_u16(code).ok()).ok_or(no_http)?;
    let version = if parsed.version == Some(1) { Version::HTTP_11 } else { Version::HTTP_10 };
    let mut headers = HeaderMap::with_capacity(parsed.headers.len());
    for field in parsed.headers.iter() {
        let name = HeaderName::from_bytes(field.name.as_bytes()).map_err(|_| no_http)?;
        let value = HeaderValue::from_bytes(field.value).map_err(|_| no_http)?;
        headers.append(name, value);
    }
    let keeps_alive = version == Version::HTTP_11
        && status != StatusCode::SWITCHING_PROTOCOLS
        && !has_token(&headers, &header::CONNECTION, "close");
    Ok(Some((Head { status, version, headers, keeps_alive }, length)))
}

/// Whether a list in a header has this word.
fn has_token(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    let lists = headers.get_all(name).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|token| token.trim().eq_ignore_ascii_case(word))
}

/// The server does not keep to HTTP. The sentence is ours: nothing of the answer is in it.
#[derive(Debug)]
struct Malformed(&'static str);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl StdError for Malformed {}

pub(super) fn malformed(problem: &'static str) -> TransportError {
    TransportError::with_source(TransportErrorKind::Broken, Malformed(problem))
}
