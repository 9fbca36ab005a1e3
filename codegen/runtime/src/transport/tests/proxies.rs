use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use super::{
    AUTHORITY, Seen, Setup, pem, secure,
    server::{closed, listen, says},
};
use crate::transport::{
    TransportErrorKind,
    double::server::{Server, answer, json},
    proxy::{Proxy, ProxyRule},
};

fn through(proxy: &str, origin: &str) -> Setup {
    Setup {
        proxy: ProxyRule::Given(Proxy::parse(proxy).unwrap()),
        trusted: vec![pem(AUTHORITY).into_bytes()],
        ..Setup::at(origin)
    }
}

fn check_refused(proxy: &str, origin: &str) {
    through(proxy, origin).each(|probe| probe.check(&Seen::Nothing(TransportErrorKind::Proxy)));
}

/// A proxy that opens a way to one server, and keeps what was asked of it.
fn tunnel(server: SocketAddr) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&asked);
    let address = listen(move |mut stream| {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        kept.lock().unwrap().push(String::from_utf8(head).unwrap());
        stream.write_all(b"HTTP/1.1 200 Connected\r\nx: y\r\n\r\n").unwrap();
        join(stream, TcpStream::connect(server).unwrap());
    });
    (address, asked)
}

fn join(one: TcpStream, other: TcpStream) {
    let (mut from, mut to) = (one.try_clone().unwrap(), other.try_clone().unwrap());
    thread::spawn(move || io::copy(&mut from, &mut to));
    let (mut from, mut to) = (other, one);
    let _ = io::copy(&mut from, &mut to);
}

#[test]
fn a_tunnel_leads_to_a_server_behind_tls() {
    let (seen, server) = secure::watched("ok");
    let (proxy, asked) = tunnel(server);
    let origin = format!("https://localhost:{}", server.port());
    through(&format!("http://user:p%40ss@{proxy}"), &origin).each(|probe| {
        probe.check(&Seen::Answer(200, "ok".to_owned()));
        let asked = std::mem::take(&mut *asked.lock().unwrap());
        let port = server.port();
        assert!(
            asked[0].starts_with(&format!("CONNECT localhost:{port} HTTP/1.1\r\n")),
            "{asked:?}"
        );
        // `user:p@ss` in base64.
        let told = asked[0].to_ascii_lowercase().contains("proxy-authorization: basic ");
        assert!(told && asked[0].contains("Basic dXNlcjpwQHNz\r\n"), "{asked:?}");
        let request = std::mem::take(&mut *seen.lock().unwrap()).to_ascii_lowercase();
        assert!(request.starts_with("get /x?y=z http/1.1\r\n"), "{request}");
        assert!(!request.contains("proxy") && !request.contains("basic"), "{request}");
    });
}

#[test]
fn a_server_without_tls_is_asked_by_the_proxy_itself() {
    let proxy = Server::new(|_| json("ok"));
    let address = format!("http://user:p%40ss@{}", proxy.address);
    through(&address, "http://om.example.invalid:8080").each(|probe| {
        probe.check(&Seen::Answer(200, "ok".to_owned()));
        let request = proxy.take().remove(0);
        let line = "GET http://om.example.invalid:8080/x?y=z HTTP/1.1\r\n";
        assert!(request.starts_with(line), "{request}");
        assert!(request.contains("proxy-authorization: Basic dXNlcjpwQHNz\r\n"), "{request}");
    });
}

#[test]
fn a_proxy_that_refuses_is_no_connection() {
    for status in ["407 Proxy Authentication Required", "502 Bad Gateway", "403 Forbidden"] {
        let proxy = Server::new(move |_| answer(status, "no"));
        check_refused(&proxy.url(), "https://om.example.invalid");
    }
    let proxy = Server::new(|_| answer("407 Proxy Authentication Required", "no"));
    check_refused(&proxy.url(), "http://om.example.invalid");
}

#[test]
fn a_proxy_that_is_not_there_or_breaks_off_is_no_connection() {
    for origin in ["https://om.example.invalid", "http://om.example.invalid"] {
        check_refused(&format!("http://{}", closed()), origin);
        check_refused(&format!("http://{}.invalid", "a".repeat(64)), origin);
    }
    let origin = "https://om.example.invalid";
    check_refused(&format!("http://{}", says(b"")), origin);
    check_refused(&format!("http://{}", says(b"SSH-2.0-x\r\n\r\n")), origin);
    // It opens a way that leads nowhere.
    check_refused(&format!("http://{}", says(b"HTTP/1.1 200 OK\r\n\r\n")), origin);
}

#[test]
fn a_proxy_may_speak_tls_itself() {
    let (seen, proxy) = secure::watched("ok");
    let address = format!("https://user:p%40ss@localhost:{}", proxy.port());
    through(&address, "http://om.example.invalid").each(|probe| {
        probe.check(&Seen::Answer(200, "ok".to_owned()));
        let request = std::mem::take(&mut *seen.lock().unwrap());
        assert!(
            request.starts_with("GET http://om.example.invalid/x?y=z HTTP/1.1\r\n"),
            "{request}"
        );
    });
}
