//! A server that speaks TLS and answers each request with the same body.

use std::{
    io::{Read, Write},
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};

use super::server::listen_at;

const SERVER: &[u8] = include_bytes!("server.der");
const KEY: &[u8] = include_bytes!("server.key.der");

pub(super) fn serve(body: &'static str) -> SocketAddr {
    serve_at("127.0.0.1", body)
}

pub(super) fn serve_at(host: &str, body: &'static str) -> SocketAddr {
    start(host, vec![ok(body)], |_| {}, || {})
}

/// Keeps what was read.
pub(super) fn watched(body: &'static str) -> (Arc<Mutex<String>>, SocketAddr) {
    let seen = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&seen);
    (
        seen,
        start("127.0.0.1", vec![ok(body)], move |text| kept.lock().unwrap().push_str(text), || {}),
    )
}

/// Says one more answer than it was asked for. The first one is as long as a record can be, so that
/// nothing of the second is read along with it.
pub(super) fn talkative(unasked: &str) -> (String, SocketAddr) {
    let around = ok(&"a".repeat(10_000)).len() - 10_000;
    let body = "a".repeat(16 * 1024 - around);
    let answers = vec![ok(&body), ok(unasked)];
    (body, start("127.0.0.1", answers, |_| {}, || {}))
}

/// Counts connections.
pub(super) fn counted(body: &'static str, count: Arc<AtomicU32>) -> SocketAddr {
    start(
        "127.0.0.1",
        vec![ok(body)],
        |_| {},
        move || {
            count.fetch_add(1, Ordering::Relaxed);
        },
    )
}

fn start(
    host: &str,
    records: Vec<String>,
    watch: impl Fn(&str) + Clone + Send + 'static,
    connected: impl Fn() + Clone + Send + 'static,
) -> SocketAddr {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(SERVER)],
            PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(KEY)),
        )
        .unwrap();
    let config = Arc::new(config);
    listen_at(host, move |socket| {
        connected();
        let session = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = StreamOwned::new(session, socket);
        while let Some(head) = head(&mut stream) {
            watch(&head);
            // All of them at once, and each a record of its own.
            for record in &records {
                stream.conn.writer().write_all(record.as_bytes()).unwrap();
            }
            if stream.flush().is_err() {
                break;
            }
        }
    })
}

/// Answers one request of any stream, unless the client has hung up.
pub(super) fn answer(stream: &mut (impl Read + Write), body: &str) -> bool {
    let Some(head) = head(stream) else {
        return false;
    };
    let length = head.to_ascii_lowercase().lines().find_map(|line| {
        line.strip_prefix("content-length: ").map(|length| length.parse().unwrap())
    });
    stream.read_exact(&mut vec![0; length.unwrap_or(0)]).unwrap();
    stream.write_all(ok(body).as_bytes()).is_ok()
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn head(stream: &mut impl Read) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if !stream.read(&mut byte).is_ok_and(|count| count == 1) {
            return None;
        }
        head.push(byte[0]);
    }
    Some(String::from_utf8(head).unwrap())
}
