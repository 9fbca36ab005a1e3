//! The ways to a server: TLS and proxies, both on this machine. The certificates beside this file
//! belong to nobody, and are good for `localhost`.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};
use ureq::Proxy;

use super::Ureq;
use crate::{
    builder::Timeouts,
    transport::{
        Limits, TransportError, TransportErrorKind,
        double::server::{Server, answer, json},
    },
};

const AUTHORITY: &[u8] = include_bytes!("route_tests/authority.der");
const SERVER: &[u8] = include_bytes!("route_tests/server.der");
const KEY: &[u8] = include_bytes!("route_tests/server.key.der");

const BODY: &str = r#"{"id":"a"}"#;

/// A client that trusts the certificates of these tests, or none at all.
fn client(trusting: bool, proxy: Option<String>) -> Ureq {
    let mut roots = RootCertStore::empty();
    if trusting {
        roots.add(CertificateDer::from(AUTHORITY)).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let limit = Duration::from_secs(5);
    let timeouts = Timeouts { call: limit, attempt: limit, connect: limit, idle: limit };
    Ureq::of_parts(proxy.map(|address| Proxy::new(&address).unwrap()), timeouts, tls)
}

fn get(client: &Ureq, address: &str) -> Result<Response<Bytes>, TransportError> {
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = address.parse().unwrap();
    let limits =
        Limits { timeout: Duration::from_secs(5), max_success_body: 1_000_000, max_error_body: 10 };
    client.attempt(request, limits)
}

fn check(got: Result<Response<Bytes>, TransportError>, expected: &str) {
    assert_eq!(got.unwrap().body(), expected);
}

fn check_refused(got: Result<Response<Bytes>, TransportError>) {
    let error = got.unwrap_err();
    assert_eq!(error.kind, TransportErrorKind::Connect);
    assert!(error.source.is_some());
}

/// Speaks TLS and answers each request with this body, on connections that stay open.
fn secure(body: String) -> SocketAddr {
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
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for socket in listener.incoming() {
            let (config, body) = (Arc::clone(&config), body.clone());
            thread::spawn(move || {
                let session = ServerConnection::new(config).unwrap();
                answer_all(StreamOwned::new(session, socket.unwrap()), &body);
            });
        }
    });
    address
}

fn answer_all(mut stream: StreamOwned<ServerConnection, TcpStream>, body: &str) {
    let mut read = Vec::new();
    let mut byte = [0];
    while stream.read(&mut byte).is_ok_and(|count| count == 1) {
        read.extend_from_slice(&byte);
        if read.ends_with(b"\r\n\r\n") {
            read.clear();
            stream.write_all(json(body).as_bytes()).unwrap();
            stream.flush().unwrap();
        }
    }
}

#[test]
fn tls_carries_requests_and_answers() {
    let client = client(true, None);
    let long = format!("[{}]", "1,".repeat(200_000));
    for body in [BODY, &long] {
        let port = secure(body.to_owned()).port();
        for host in ["localhost", "127.0.0.1"] {
            // The second one goes over the connection of the first.
            check(get(&client, &format!("https://{host}:{port}/x")), body);
            check(get(&client, &format!("https://{host}:{port}/x")), body);
        }
    }
}

#[test]
fn a_server_that_is_not_trusted_gets_nothing() {
    let port = secure(BODY.to_owned()).port();
    check_refused(get(&client(false, None), &format!("https://localhost:{port}/")));
}

#[test]
fn a_proxy_is_asked_for_a_way_to_the_server() {
    let server = Server::new(|request| {
        if request.starts_with("CONNECT ") {
            "HTTP/1.1 200 Connected\r\n\r\n".to_owned()
        } else {
            json(BODY)
        }
    });
    let proxy = format!("http://user:p%40ss@{}", server.address);
    check(get(&client(false, Some(proxy)), "http://om.example.invalid:8080/x?y=z"), BODY);
    let requests = server.take();
    assert!(
        requests[0].starts_with("CONNECT om.example.invalid:8080 HTTP/1.1\r\n"),
        "{requests:?}"
    );
    // `user:p@ss` in base64.
    assert!(requests[0].contains("Basic dXNlcjpwQHNz\r\n"), "{requests:?}");
    assert!(requests[1].starts_with("GET /x?y=z HTTP/1.1\r\n"), "{requests:?}");
    assert!(!requests[1].contains("Basic"), "{requests:?}");
}

#[test]
fn a_proxy_that_refuses_or_is_not_there_is_no_connection() {
    let server = Server::new(|_| answer("407 Proxy Authentication Required", ""));
    check_refused(get(&client(false, Some(server.url())), "http://om.example.invalid/"));
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let proxy = Some(format!("http://{closed}"));
    check_refused(get(&client(false, proxy), "http://om.example.invalid/"));
}
