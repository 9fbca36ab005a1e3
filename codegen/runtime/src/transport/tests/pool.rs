use std::{
    io::Read,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};

use super::{
    Seen, Setup,
    server::{listen, silent},
};
use crate::transport::{
    TransportErrorKind,
    double::server::{Server, json},
};

fn ok() -> Seen {
    Seen::Answer(200, "ok".to_owned())
}

#[test]
fn connections_are_kept() {
    for secure in [false, true] {
        let counted = Arc::new(AtomicU32::new(0));
        let (origin, trusted) = if secure {
            let address = super::secure::counted("ok", Arc::clone(&counted));
            (format!("https://{address}"), vec![super::pem(super::AUTHORITY).into_bytes()])
        } else {
            let counted = Arc::clone(&counted);
            let address = listen(move |stream| {
                counted.fetch_add(1, Ordering::Relaxed);
                answer_all(stream);
            });
            (format!("http://{address}"), Vec::new())
        };
        Setup { trusted, ..Setup::at(origin) }.each(|probe| {
            counted.store(0, Ordering::Relaxed);
            for _ in 0..3 {
                assert_eq!(Seen::of(&probe.get()), ok());
                // The watcher of the asynchronous connections puts them back.
                thread::sleep(Duration::from_millis(10));
            }
            assert_eq!(counted.load(Ordering::Relaxed), 1, "{}", probe.name);
        });
    }
}

fn answer_all(mut stream: std::net::TcpStream) {
    while super::secure::answer(&mut stream, "ok") {}
}

#[test]
fn a_connection_that_was_closed_while_it_was_idle_costs_nothing() {
    let handled = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&handled);
    let address = listen(move |mut stream| {
        if super::secure::answer(&mut stream, "ok") {
            counted.fetch_add(1, Ordering::Relaxed);
        }
    });
    Setup::at(format!("http://{address}")).each(|probe| {
        handled.store(0, Ordering::Relaxed);
        for _ in 0..5 {
            assert_eq!(Seen::of(&probe.send("POST", "/x", "{}")), ok(), "{}", probe.name);
            thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(handled.load(Ordering::Relaxed), 5, "{}", probe.name);
    });
}

#[test]
fn a_connection_with_something_left_over_is_not_used_again() {
    for left in ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong", "x"] {
        let server =
            Server::new(move |_| format!("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok{left}"));
        Setup::at(server.url()).each(|probe| {
            for _ in 0..3 {
                assert_eq!(Seen::of(&probe.get()), ok(), "{}", probe.name);
                thread::sleep(Duration::from_millis(5));
            }
        });
    }
}

#[test]
fn what_is_left_over_within_tls_is_not_the_next_answer() {
    let (body, address) = super::secure::talkative("wrong");
    let expected = Seen::Answer(200, body);
    let trusted = vec![super::pem(super::AUTHORITY).into_bytes()];
    Setup { trusted, ..Setup::at(format!("https://{address}")) }.each(|probe| {
        for _ in 0..3 {
            assert_eq!(Seen::of(&probe.get()), expected, "{}", probe.name);
            thread::sleep(Duration::from_millis(5));
        }
    });
}

#[test]
fn a_server_that_closes_after_each_answer_is_believed() {
    let server = Server::new(|_| {
        "HTTP/1.1 200 OK\r\nConnection: keep-alive, Close\r\nContent-Length: 2\r\n\r\nok".to_owned()
    });
    Setup::at(server.url()).each(|probe| {
        let before = server.connections();
        for _ in 0..3 {
            assert_eq!(Seen::of(&probe.get()), ok());
        }
        assert_eq!(server.connections() - before, 3, "{}", probe.name);
    });
}

#[test]
fn a_request_is_no_longer_than_it_must_be() {
    let server = Server::new(|_| json("ok"));
    Setup::at(server.url()).each(|probe| {
        assert_eq!(Seen::of(&probe.get()), ok());
        assert_eq!(Seen::of(&probe.send("POST", "/x", "{}")), ok());
        let lines = server.take().into_iter().map(|request| {
            let (head, body) = request.split_once("\r\n\r\n").unwrap();
            let (line, fields) = head.split_once("\r\n").unwrap();
            let mut fields: Vec<_> = fields.lines().map(str::to_owned).collect();
            fields.sort_unstable();
            format!("{line} | {} | {body}", fields.join(" | "))
        });
        let host = server.address;
        let expected = [
            format!("GET /x?y=z HTTP/1.1 | accept: application/json | host: {host} | user-agent: probe/1 | "),
            format!("POST /x HTTP/1.1 | accept: application/json | content-length: 2 | host: {host} | user-agent: probe/1 | {{}}"),
        ];
        assert_eq!(lines.collect::<Vec<_>>(), expected, "{}", probe.name);
    });
}

#[test]
fn nothing_is_sent_to_another_server() {
    let mut read = Vec::new();
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let place = other.local_addr().unwrap();
    Setup::at(format!("http://{}", silent())).each(|probe| {
        if probe.name != "http1" {
            return;
        }
        let request = http::Request::get(format!("http://{place}/")).body(bytes::Bytes::new());
        let sent = probe.transport.send(request.unwrap(), probe.limits);
        let error = probe.runtime.block_on(sent).unwrap_err();
        assert!(matches!(error.kind, TransportErrorKind::Unusable(_)), "{}", probe.name);
    });
    other.set_nonblocking(true).unwrap();
    assert!(other.accept().map(|(mut stream, _)| stream.read_to_end(&mut read)).is_err());
}
