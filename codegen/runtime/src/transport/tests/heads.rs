use std::{
    io::{Read, Write},
    time::Instant,
};

use super::{
    Seen, Setup,
    server::{Then, listen, raw},
};
use crate::transport::TransportErrorKind::Broken;

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

fn check(answer: impl Into<Vec<u8>>, expected: &Seen) {
    Setup::at(raw(answer, Then::Close)).each(|probe| probe.check(expected));
}

fn ok() -> Seen {
    Seen::Answer(200, "ok".to_owned())
}

#[test]
fn interim_answers_are_passed_over() {
    let early = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
    check(format!("HTTP/1.1 100 Continue\r\n\r\n{OK}"), &ok());
    check(format!("{early}{early}{OK}"), &ok());
}

#[test]
fn a_flood_of_interim_answers_does_no_harm() {
    for interim in ["HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\n\r\n"] {
        let flood = format!("{}{OK}", interim.repeat(10_000));
        Setup::at(raw(flood, Then::Close)).each(|probe| {
            // hyper passes over as many as there are.
            let patient = probe.name == "reqwest";
            probe.check(&if patient { ok() } else { Seen::Nothing(Broken) });
        });
    }
}

#[test]
fn many_headers_and_long_ones_are_taken_up_to_a_limit() {
    let head = |headers: String| format!("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{headers}\r\nok");
    let broken = Seen::Nothing(Broken);
    check(head("x: y\r\n".repeat(99)), &ok());
    check(head("x: y\r\n".repeat(100)), &broken);
    check(head(format!("x: {}\r\n", "y".repeat(300 * 1024))), &ok());
    check(head(format!("x: {}\r\n", "y".repeat(500 * 1024))), &broken);
}

#[test]
fn what_is_no_http_is_an_error() {
    let broken = Seen::Nothing(Broken);
    check("", &broken);
    check("HTTP/1.1 200 OK\r\nContent-Le", &broken);
    check("HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n", &broken);
    check("HTTP/1.1 200 OK\r\nx\0y: a\r\n\r\n", &broken);
    check("HTTP/1.1 200 OK\r\nx : a\r\n\r\n", &broken);
    check("HTTP/1.1 200 OK\r\nx: a\r\n folded\r\n\r\n", &broken);
    check("HTTP/1.1 20 OK\r\n\r\n", &broken);
    check("HTTP/3.7 200 OK\r\n\r\n", &broken);
    check("{\"id\":\"a\"}\r\n\r\n", &broken);
    check(vec![0xff; 4096], &broken);
}

#[test]
fn a_head_that_comes_byte_by_byte_costs_little() {
    let address = listen(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let long = format!("HTTP/1.1 200 OK\r\nx: {}", "y".repeat(100_000));
        for byte in long.as_bytes() {
            let _ = stream.write_all(&[*byte]);
        }
        let _ = stream.write_all(b"\r\nContent-Length: 2\r\n\r\nok");
    });
    let began = Instant::now();
    Setup::at(format!("http://{address}")).each(|probe| probe.check(&ok()));
    assert!(began.elapsed().as_secs() < 15);
}
