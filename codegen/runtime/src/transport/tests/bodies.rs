use super::{
    SHORT, Seen, Setup,
    server::{Then, raw},
};
use crate::transport::TransportErrorKind::{self, BodyTooLarge, Broken, Idle, Timeout};

fn check(answer: &str, then: Then, expected: &Seen) {
    Setup::at(raw(answer, then)).each(|probe| probe.check(expected));
}

fn answer(status: u16, body: &str) -> Seen {
    Seen::Answer(status, body.to_owned())
}

fn within(kind: TransportErrorKind, status: u16, body: &str) -> Seen {
    Seen::Within(kind, status, body.to_owned())
}

#[test]
fn a_body_ends_where_the_answer_says() {
    let ok = answer(200, "ok");
    check("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Then::Silence, &ok);
    check("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more", Then::Silence, &ok);
    check("HTTP/1.1 200 OK\r\ncontent-length: 2, 2\r\n\r\nok", Then::Silence, &ok);
    check("HTTP/1.1 200 OK\r\n\r\nok", Then::Close, &ok);
    check("HTTP/1.0 200 OK\r\n\r\nok", Then::Close, &ok);
    check("HTTP/1.1 204 No Content\r\n\r\n", Then::Silence, &answer(204, ""));
    check("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", Then::Silence, &answer(204, ""));
    check("HTTP/1.1 304 Not Modified\r\n\r\n", Then::Silence, &answer(304, ""));
}

fn chunked(body: &str, then: Then, expected: &Seen) {
    check(&format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}"), then, expected);
}

#[test]
fn chunks_are_put_together() {
    let ok = answer(200, "ok");
    chunked("2\r\nok\r\n0\r\n\r\n", Then::Silence, &ok);
    chunked("1\r\no\r\n1;name=\"value\"\r\nk\r\n0;x\r\n\r\n", Then::Silence, &ok);
    chunked("02\r\nok\r\n00\r\nTrailer: x\r\nOther: y\r\n\r\n", Then::Silence, &ok);
    let text = "a".repeat(0x1_0000);
    chunked(&format!("10000\r\n{text}\r\n0\r\n\r\n"), Then::Silence, &answer(200, &text));
    // A length beside it does not count.
    let both = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
    check(both, Then::Silence, &ok);
}

#[test]
fn chunks_that_are_none_are_an_error() {
    for broken in ["2\r\nokx0\r\n\r\n", "2\r\nok\r\nx\r\n\r\n", "2\r\nok\r\n\r\n\r\n"] {
        chunked(broken, Then::Close, &within(Broken, 200, "ok"));
    }
    for broken in ["-2\r\nok\r\n", "0x2\r\nok\r\n", "ffffffffffffffffff\r\nok\r\n"] {
        chunked(broken, Then::Close, &within(Broken, 200, ""));
    }
    let endless = format!("2;{}", "x".repeat(100_000));
    chunked(&endless, Then::Close, &within(Broken, 200, ""));
    let trailers = format!("2\r\nok\r\n0\r\n{}", "x: y\r\n".repeat(10_000));
    chunked(&trailers, Then::Close, &within(Broken, 200, "ok"));
}

#[test]
fn what_was_read_of_a_broken_body_is_kept() {
    for status in [200, 503] {
        let broken = within(Broken, status, "begin");
        let head = format!("HTTP/1.1 {status} X\r\nContent-Length: 10\r\n\r\nbegin");
        check(&head, Then::Close, &broken);
        check(&head, Then::Reset, &broken);
        let head = format!("HTTP/1.1 {status} X\r\nTransfer-Encoding: chunked\r\n\r\n");
        check(&format!("{head}a\r\nbegin"), Then::Close, &broken);
        check(&format!("{head}5\r\nbegin\r\n"), Then::Close, &broken);
    }
}

#[test]
fn what_was_read_before_a_limit_is_kept() {
    for status in [200, 503] {
        let head = format!("HTTP/1.1 {status} X\r\nContent-Length: 10\r\n\r\nbegin");
        let mut setup = Setup::at(raw(head, Then::Silence));
        setup.timeouts.idle = SHORT;
        setup.each(|probe| probe.check(&within(Idle, status, "begin")));
        setup.timeouts.idle = super::LONG;
        setup.limits.timeout = SHORT * 3;
        setup.each(|probe| probe.check(&within(Timeout, status, "begin")));
    }
}

#[test]
fn an_unclear_length_is_an_error() {
    for length in ["x", "-1", "+2", "2, 3", "18446744073709551616"] {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nok");
        Setup::at(raw(head, Then::Close)).each(|probe| {
            let error = probe.get().unwrap_err();
            assert_eq!(error.kind, Broken, "{} {length}", probe.name);
        });
    }
}

#[test]
fn a_success_is_whole_or_too_large_and_an_error_is_cut() {
    let capped = |answer: String| {
        let mut setup = Setup::at(raw(answer, Then::Silence));
        setup.limits.max_success_body = 4;
        setup.limits.max_error_body = 4;
        setup
    };
    let head = |status: u16, rest: &str| format!("HTTP/1.1 {status} X\r\n{rest}");
    for (framed, long) in [
        ("Content-Length: 4\r\n\r\nfour", "Content-Length: 5\r\n\r\n"),
        (
            "Transfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n2\r\nfo\r\n3\r\nurs\r\n",
        ),
    ] {
        capped(head(200, framed)).each(|probe| probe.check(&answer(200, "four")));
        capped(head(200, long)).each(|probe| {
            let error = probe.get().unwrap_err();
            assert_eq!(error.kind, BodyTooLarge, "{}", probe.name);
            assert_eq!(error.partial.unwrap().status(), 200);
        });
    }
    let cut = answer(500, "four");
    capped(head(500, "Content-Length: 1000\r\n\r\nfours")).each(|probe| probe.check(&cut));
    let chunks = "Transfer-Encoding: chunked\r\n\r\n5\r\nfours\r\n";
    capped(head(500, chunks)).each(|probe| probe.check(&cut));
    capped(head(500, "\r\nfours")).each(|probe| probe.check(&cut));
}
