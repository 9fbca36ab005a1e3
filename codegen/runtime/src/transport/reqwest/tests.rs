use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::{
    ApiKey, Client, ClientBuilder, Error, NoRetry,
    transport::double::{Cloud, Get, run},
};

/// Takes so many connections, one after the other; reads a request, writes these bytes and waits
/// until the client hangs up. It ends by itself, with all that was read.
fn serve(connections: usize, answer: String) -> (SocketAddr, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let thread = thread::spawn(move || {
        let mut all = String::new();
        for _ in 0..connections {
            let (mut stream, _) = listener.accept().unwrap();
            all += &head(&mut stream);
            // The client may have hung up in the middle of a long answer.
            let _ = stream.write_all(answer.as_bytes());
            let _ = stream.read_to_end(&mut Vec::new());
        }
        all
    });
    (address, thread)
}

fn head(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    let mut byte = [0];
    while !read.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
        read.extend_from_slice(&byte);
    }
    String::from_utf8(read).unwrap()
}

fn at(address: SocketAddr) -> ClientBuilder<Client<Cloud>> {
    Client::at(format!("http://{address}"))
        .credentials(ApiKey::new("PUBKEY01", "s3cr3t"))
        .danger_allow_http()
        .retry(NoRetry)
}

fn within<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(future)
}

fn call(builder: ClientBuilder<Client<Cloud>>) -> Result<String, Error> {
    within(async { Ok(builder.build()?.send(Get("x")).await?.id) })
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
    let (address, thread) = serve(1, answer);
    let got = call(setting(at(address)));
    let read = thread.join().unwrap();
    assert!(read.starts_with("GET /api/orgs/x HTTP/1.1\r\n"), "{read}");
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
    let (address, thread) = serve(1, ok("Content-Length: 10", r#"{"id":"a"}"#));
    assert_eq!(call(at(address)).unwrap(), "a");
    let read = thread.join().unwrap().to_ascii_lowercase();
    let mut lines: Vec<_> = read.trim_end().lines().skip(1).collect();
    lines.sort_unstable();
    let agent = "user-agent: cloud-client/1.2.3";
    assert_eq!(lines, ["accept: application/json", &format!("host: {address}"), agent]);
}

#[test]
fn a_redirect_is_not_followed() {
    let answer =
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x\r\nContent-Length: 0\r\n\r\n";
    let expected = "the server redirects (status 302) to http://127.0.0.1:1, which is not followed";
    let error = check(answer.to_owned(), as_it_is, Err(expected)).unwrap();
    assert!(error.is_redirect());
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
fn a_server_that_is_silent_runs_into_a_limit() {
    const SHORT: Duration = Duration::from_millis(50);
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
fn a_connection_that_ends_too_early_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let thread = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        head(&mut stream);
        stream.write_all(ok("Content-Length: 500", "{").as_bytes()).unwrap();
    });
    let error = call(at(address)).unwrap_err();
    thread.join().unwrap();
    assert_eq!(error.to_string(), "getOrg: the connection broke within the answer (status 200)");
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn a_closed_port_is_no_connection() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = call(at(address)).unwrap_err();
    assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
}

#[test]
fn outside_of_a_runtime_it_says_what_is_missing() {
    let client = at("127.0.0.1:1".parse().unwrap()).build().unwrap();
    let error = run(client.send(Get("x"))).unwrap_err();
    assert!(error.is_config());
    assert_eq!(error.to_string(), "getOrg: a call must be awaited inside a tokio runtime");
}

#[test]
fn tls_is_set_up_without_a_provider_of_the_process() {
    // The machine may have no certificates at all, which is an error, but never a panic.
    let built = Client::<Cloud>::builder().credentials(ApiKey::new("PUBKEY01", "s3cr3t")).build();
    assert!(built.is_ok_and(|_| true) || !std::path::Path::new("/etc/ssl/certs").exists());
}

#[test]
fn what_is_wrong_with_a_builder_is_told() {
    let check = |builder: ClientBuilder<Client<Cloud>>, expected: &str| {
        let error = builder.build().unwrap_err();
        assert!(error.is_config());
        assert!(error.to_string().contains(expected), "{error}");
    };
    let good = || at("127.0.0.1:1".parse().unwrap());
    check(Client::at("https://h"), "no credentials: call `.credentials(ApiKey::new(");
    check(good().credentials(ApiKey::new("", "x")), "the public key is empty");
    check(good().timeout(Duration::ZERO), "`timeout` is zero");
    check(good().attempt_timeout(Duration::ZERO), "`attempt_timeout` is zero");
    check(good().connect_timeout(Duration::ZERO), "`connect_timeout` is zero");
    check(good().idle_timeout(Duration::ZERO), "`idle_timeout` is zero");
    check(good().max_body(0), "`max_body` is zero");
    check(Client::at("x"), "the address has no scheme");
}
