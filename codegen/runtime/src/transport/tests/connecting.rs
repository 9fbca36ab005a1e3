use std::time::Duration;

use super::{
    AUTHORITY, SHORT, Seen, Setup, pem, secure,
    server::{Then, closed, listen, raw, says, silent},
};
use crate::transport::TransportErrorKind;

fn check(origin: impl Into<String>, expected: TransportErrorKind) {
    trusting(origin).each(|probe| probe.check(&Seen::Nothing(expected)));
}

fn trusting(origin: impl Into<String>) -> Setup {
    Setup { trusted: vec![pem(AUTHORITY).into_bytes()], ..Setup::at(origin) }
}

#[test]
fn a_name_without_an_address_is_told_from_a_closed_port() {
    // A label that is too long for a name fails without a question to anybody.
    let unknown = format!("{}.invalid", "a".repeat(64));
    check(format!("http://{unknown}:1"), TransportErrorKind::Unresolved);
    check(format!("http://{}", closed()), TransportErrorKind::Connect);
    check(format!("https://{}", closed()), TransportErrorKind::Connect);
}

#[test]
fn a_certificate_that_is_trusted_lets_everything_through() {
    let port = secure::serve("ok").port();
    for host in ["localhost", "127.0.0.1"] {
        trusting(format!("https://{host}:{port}"))
            .each(|probe| probe.check(&Seen::Answer(200, "ok".to_owned())));
    }
}

#[test]
fn what_is_wrong_with_tls_and_stays_wrong_is_told_from_the_network() {
    let port = secure::serve("ok").port();
    // Nobody who is trusted has signed for it.
    let other = include_bytes!("server.der");
    Setup {
        trusted: vec![pem(other).into_bytes()],
        ..Setup::at(format!("https://localhost:{port}"))
    }
    .each(|probe| probe.check(&Seen::Nothing(TransportErrorKind::Tls)));
    // It is good for another name.
    let elsewhere = secure::serve_at("127.0.0.2", "ok");
    check(format!("https://{elsewhere}"), TransportErrorKind::Tls);
    // It does not speak TLS.
    let plain = says(b"HTTP/1.1 400 Bad Request\r\n\r\n\r\n\r\n");
    check(format!("https://{plain}"), TransportErrorKind::Tls);
    // It speaks a version that is too old: an alert for `protocol_version`.
    let old = says(&[21, 3, 1, 0, 2, 2, 70]);
    check(format!("https://{old}"), TransportErrorKind::Tls);
}

#[test]
fn a_handshake_that_breaks_off_is_the_network() {
    check(format!("https://{}", says(b"")), TransportErrorKind::Connect);
    // Closed with the greeting unread, which is a reset.
    check(format!("https://{}", listen(drop)), TransportErrorKind::Connect);
}

#[test]
fn each_limit_in_time_has_its_name() {
    let limited = |origin: String, connect: Duration, attempt: Duration| {
        let mut setup = trusting(origin);
        setup.timeouts.connect = connect;
        setup.limits.timeout = attempt;
        setup
    };
    let long = super::LONG;
    let silent_tls = format!("https://{}", silent());
    limited(silent_tls.clone(), SHORT, long)
        .each(|probe| probe.check(&Seen::Nothing(TransportErrorKind::ConnectTimeout)));
    limited(silent_tls, long, SHORT)
        .each(|probe| probe.check(&Seen::Nothing(TransportErrorKind::Timeout)));
    let silent = format!("http://{}", silent());
    limited(silent, SHORT, SHORT * 3)
        .each(|probe| probe.check(&Seen::Nothing(TransportErrorKind::Timeout)));
}

#[test]
fn without_any_limit_it_works_as_well() {
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    let mut setup = Setup::at(raw(answer, Then::Silence));
    let forever = Duration::MAX;
    setup.timeouts.connect = forever;
    setup.timeouts.idle = forever;
    setup.limits.timeout = forever;
    setup.each(|probe| probe.check(&Seen::Answer(200, "ok".to_owned())));
}
