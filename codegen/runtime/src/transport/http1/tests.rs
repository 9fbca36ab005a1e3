use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::{
    ApiKey, ClientBuilder, Error, NoRetry,
    blocking::Client,
    transport::{
        double::{
            Cloud, Get,
            server::{Server, json},
        },
        tls::tests::{AUTHORITY, pem},
    },
};

const SHORT: Duration = Duration::from_millis(50);

/// Takes one connection, reads a request, writes these bytes and waits until the client hangs up.
fn serve(answer: String) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let thread = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut read = Vec::new();
        let mut byte = [0];
        while !read.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
            read.extend_from_slice(&byte);
        }
        // The client may have hung up in the middle of a long answer.
        let _ = stream.write_all(answer.as_bytes());
        let _ = stream.read_to_end(&mut Vec::new());
    });
    (address, thread)
}

fn at(address: SocketAddr) -> ClientBuilder<Client<Cloud>> {
    Client::at(format!("http://{address}"))
        .credentials(ApiKey::new("PUBKEY01", "s3cr3t"))
        .danger_allow_http()
        .retry(NoRetry)
}

fn call(builder: ClientBuilder<Client<Cloud>>) -> Result<String, Error> {
    Ok(builder.build()?.send(Get("x")).wait()?.id)
}

fn ok(headers: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{headers}\r\n\r\n{body}")
}

/// One call to a server that answers so.
fn check(
    answer: String,
    setting: fn(ClientBuilder<Client<Cloud>>) -> ClientBuilder<Client<Cloud>>,
    expected: Result<&str, &str>,
) -> Option<Error> {
    let (address, thread) = serve(answer);
    let got = call(setting(at(address)));
    thread.join().unwrap();
    let shown = got.as_ref().map(String::as_str).map_err(ToString::to_string);
    let expected = expected.map_err(|text| format!("getOrg: {text}"));
    assert_eq!(shown, expected);
    got.err()
}

fn as_it_is(builder: ClientBuilder<Client<Cloud>>) -> ClientBuilder<Client<Cloud>> {
    builder
}

#[test]
fn a_request_has_no_headers_that_nobody_asked_for() {
    let server = Server::new(|_| json(r#"{"id":"a"}"#));
    assert_eq!(call(at(server.address)).unwrap(), "a");
    let read = server.take().remove(0).to_ascii_lowercase();
    let mut lines: Vec<_> = read.trim_end().lines().skip(1).collect();
    lines.sort_unstable();
    let agent = "user-agent: cloud-client/1.2.3";
    let host = format!("host: {}", server.address);
    assert_eq!(lines, ["accept: application/json", &host, agent]);
}

#[test]
fn connections_are_kept() {
    let server = Server::new(|_| json(r#"{"id":"a"}"#));
    let client = at(server.address).build().unwrap();
    for _ in 0..3 {
        client.send(Get("x")).wait().unwrap();
    }
    assert_eq!(server.take().len(), 3);
    assert_eq!(server.connections(), 1);
}

#[test]
fn a_redirect_is_not_followed() {
    for body in ["", "moved"] {
        let answer = format!(
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let expected =
            "the server redirects (status 302) to http://127.0.0.1:1, which is not followed";
        assert!(check(answer, as_it_is, Err(expected)).unwrap().is_redirect());
    }
}

#[test]
fn a_body_is_read_up_to_the_cap_and_no_further() {
    let small = |builder: ClientBuilder<Client<Cloud>>| builder.max_body(10);
    let too_large = Err("the answer is longer than `max_body` (status 200)");
    check(ok("Content-Length: 10", r#"{"id":"a"}"#), small, Ok("a"));
    // The body is never sent: the announced length is enough.
    let error = check(ok("Content-Length: 11", ""), small, too_large).unwrap();
    assert!(error.is_body_too_large());
    let chunked = "a\r\n{\"id\":\"a\"}\r\n";
    check(ok("Transfer-Encoding: chunked", &format!("{chunked}0\r\n\r\n")), small, Ok("a"));
    check(ok("Transfer-Encoding: chunked", &format!("{chunked}1\r\n \r\n")), small, too_large);
}

#[test]
fn compressed_bodies_are_not_touched() {
    let answer = ok("Content-Encoding: gzip\r\nContent-Length: 2", "xx");
    let expected = "the answer (status 200) was not understood: its body is compressed, which was not asked for";
    check(answer, as_it_is, Err(expected));
}

#[test]
fn a_server_that_is_silent_runs_into_a_limit() {
    let attempt = |builder: ClientBuilder<Client<Cloud>>| builder.attempt_timeout(SHORT);
    check(String::new(), attempt, Err("the server did not answer in time"));
    let call = |builder: ClientBuilder<Client<Cloud>>| builder.timeout(SHORT);
    let error = check(String::new(), call, Err("the call took longer than its limit")).unwrap();
    assert!(error.is_timeout() && !error.is_connect());
    let idle = |builder: ClientBuilder<Client<Cloud>>| builder.idle_timeout(SHORT);
    let paused = "the server paused for too long within its answer (status 200)";
    check(ok("Content-Length: 10", "{"), idle, Err(paused));
}

#[test]
fn a_server_may_think_for_longer_than_it_may_pause() {
    let server = Server::new(|_| {
        thread::sleep(SHORT * 3);
        json(r#"{"id":"a"}"#)
    });
    assert_eq!(call(at(server.address).idle_timeout(SHORT)).unwrap(), "a");
}

#[test]
fn a_connection_that_ends_too_early_is_an_error() {
    let before = "getOrg: the connection broke before the answer was read";
    let within = "getOrg: the connection broke within the answer (status 200)";
    for (answer, expected) in [
        ("", before),
        ("HTTP/1.1 200 OK\r\nContent-Le", before),
        (&ok("Content-Length: 500", "{"), within),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answer = answer.to_owned();
        let thread = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        });
        let error = call(at(address)).unwrap_err();
        thread.join().unwrap();
        assert_eq!(error.to_string(), expected);
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[test]
fn a_closed_port_is_no_connection() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = call(at(address)).unwrap_err();
    assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn a_host_that_does_not_exist_is_no_connection() {
    // A label that is too long for a name fails without a question to anybody.
    let builder = Client::<Cloud>::at(format!("http://{}.invalid:1", "a".repeat(64)))
        .credentials(ApiKey::new("PUBKEY01", "s3cr3t"))
        .danger_allow_http();
    let error = call(builder).unwrap_err();
    assert!(error.is_connect(), "{error:?}");
}

/// A server that takes connections and never speaks.
fn silent() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || listener.incoming().collect::<Vec<_>>());
    address
}

fn secure(address: SocketAddr) -> ClientBuilder<Client<Cloud>> {
    Client::at(format!("https://{address}"))
        .credentials(ApiKey::new("PUBKEY01", "s3cr3t"))
        .ca_certificate_pem(pem(AUTHORITY))
        .retry(NoRetry)
}

#[test]
fn a_handshake_belongs_to_connecting() {
    let error = call(secure(silent()).connect_timeout(SHORT)).unwrap_err();
    assert!(error.is_connect() && error.is_timeout(), "{error:?}");
    let error = call(secure(silent()).timeout(SHORT)).unwrap_err();
    assert!(!error.is_connect() && error.is_timeout(), "{error:?}");
}
