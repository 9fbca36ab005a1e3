//! Successes that break on the way, that have no end, or that come in a strange frame.

use std::time::Duration;

use tests::scripted::{Reply, Server};

use super::harness::{Caller, EMAIL, INVITATION, INVITATION_BODY, ORG, Verb};
use crate::under_test::{
    Error,
    cloud_manager::{CreateOrgInvite, GetOrgInvite, OrgInvitation, OrgRole},
};

pub(super) async fn get(server: &Server) -> Result<OrgInvitation, Error> {
    Caller::new(server).send(GetOrgInvite::new(ORG, INVITATION)).await
}

pub(super) async fn create(server: &Server) -> Result<OrgInvitation, Error> {
    let request = CreateOrgInvite::new(ORG, EMAIL, [OrgRole::Member]);
    Caller::new(server).send(request).await
}

/// The head of an answer in JSON, without its end.
const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

#[tokio::test]
async fn f37_an_answer_that_breaks_is_read_again_or_counts_as_done() {
    let part = &INVITATION_BODY[..10];
    let bodies = [
        (
            "reset after 10 of 500",
            Reply::raw(format!("{HEAD}Content-Length: 500\r\n\r\n{part}")).reset(),
        ),
        ("longer length", Reply::raw(format!("{HEAD}Content-Length: 500\r\n\r\n{part}")).close()),
        (
            "chunks cut",
            Reply::raw(format!("{HEAD}Transfer-Encoding: chunked\r\n\r\na\r\n{part}\r\n")).close(),
        ),
        (
            "chunk cut",
            Reply::raw(format!("{HEAD}Transfer-Encoding: chunked\r\n\r\nff\r\n{part}")).reset(),
        ),
        (
            "bad size",
            Reply::raw(format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n{part}zz\r\n")).close(),
        ),
    ];
    for (name, broken) in bodies {
        let server = Server::play([broken.clone(), Reply::json(200, INVITATION_BODY)]);
        let got = get(&server).await;
        assert!(got.is_ok_and(|invitation| invitation.id == INVITATION), "{name}");
        assert_eq!(server.count(), 2, "{name}");

        let server = Server::play([broken.clone(), Reply::json(200, INVITATION_BODY)]);
        let error = create(&server).await.unwrap_err();
        assert!(error.is_decode() && error.status() == Some(200), "{name}: {error}");
        assert!(!error.outcome_unknown() && !error.is_retryable(), "{name}: {error}");
        assert_eq!(server.count(), 1, "{name}");

        let server = Server::play([broken]);
        Caller::new(&server).call(Verb::Delete).await.unwrap();
        assert_eq!(server.count(), 1, "{name}");
    }
}

/// What is left over on the connection must not become the answer to the next request.
#[tokio::test]
async fn f37_a_length_that_is_too_short_poisons_nothing() {
    let stranger = INVITATION_BODY.replace("5dd5a6b6f10fab1d71a58495", "0123456789abcdef01234567");
    let rest = format!("{HEAD}Content-Length: {}\r\n\r\n{stranger}", stranger.len());
    let short = format!("{HEAD}Content-Length: 10\r\n\r\n{INVITATION_BODY}{rest}");
    for pause in [0, 20] {
        let server = Server::play([Reply::raw(&short), Reply::json(200, INVITATION_BODY)]);
        let caller = Caller::new(&server);
        let error = caller.send(GetOrgInvite::new(ORG, INVITATION)).await.unwrap_err();
        assert!(error.is_decode(), "{error}");
        tokio::time::sleep(Duration::from_millis(pause)).await;
        let next = caller.send(GetOrgInvite::new(ORG, INVITATION)).await.unwrap();
        assert_eq!(next.id, INVITATION);
        assert_eq!(server.count(), 2);
    }
}

const CAP: usize = 1024 * 1024;

#[tokio::test]
async fn f40_an_endless_success_is_cut_off() {
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x1_0000));
    let announced = Reply::raw(format!("{HEAD}Content-Length: 10737418240\r\n\r\n"))
        .flood(" ".repeat(0x1_0000));
    let endless = Reply::raw(format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n")).flood(&chunk);
    for reply in [announced, endless] {
        for verb in [Verb::Get, Verb::Post] {
            let reply = reply.clone();
            let server = Server::answer(move |_| reply.clone());
            let error = Caller::with(&server, |builder| builder.max_body(CAP))
                .call(verb)
                .await
                .unwrap_err();
            assert!(error.is_body_too_large() && error.status() == Some(200), "{error}");
            assert!(!error.outcome_unknown() && !error.is_retryable(), "{error}");
            assert_eq!(server.count(), 1);
            // The limit, and what the system keeps on the way.
            assert!(server.written() < 32 * 1024 * 1024, "{} bytes", server.written());
        }
    }
}

#[tokio::test]
async fn f40_a_body_at_the_limit_is_read() {
    let body = format!("{INVITATION_BODY}{}", " ".repeat(CAP - INVITATION_BODY.len()));
    for (body, fits) in [(body.clone(), true), (body + " ", false)] {
        let server = Server::answer(move |_| Reply::json(200, &body));
        let caller = Caller::with(&server, |builder| builder.max_body(CAP));
        let outcome = caller.send(GetOrgInvite::new(ORG, INVITATION)).await;
        assert_eq!(outcome.is_ok(), fits);
    }
}

#[tokio::test]
async fn f41_a_compressed_body_is_not_inflated() {
    // The beginning of a gzip member is enough: nothing reads it.
    let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xed\xc1\x01\x0d";
    for encoding in ["gzip", "deflate", "br", "zstd", "identity, gzip"] {
        let reply = Reply::json(200, gzip).with("Content-Encoding", encoding);
        let server = Server::play([reply.clone()]);
        let error = get(&server).await.unwrap_err();
        assert!(error.is_decode() && error.to_string().contains("compressed"), "{error}");
        assert_eq!(server.log()[0].header("accept-encoding"), None);
    }
    let reply = Reply::json(200, INVITATION_BODY).with("Content-Encoding", "Identity");
    assert!(get(&Server::play([reply])).await.is_ok());
}

/// Libraries draw the line at different places; beyond it there is an error, and the next call works.
#[tokio::test]
async fn f42_headers_beyond_all_measure_are_an_error() {
    let many = |count| {
        let reply = Reply::json(200, INVITATION_BODY);
        (0..count).fold(reply, |reply, number| reply.with(&format!("X-{number}"), "x"))
    };
    let long = Reply::json(200, INVITATION_BODY).with("X-Long", &"x".repeat(500 * 1024));
    let nul = Reply::json(200, INVITATION_BODY).with("X-Nul", "a\0b");
    for (name, reply, fails) in [
        ("101", many(101), false),
        ("1000", many(1000), true),
        ("long", long, true),
        ("NUL", nul, true),
        ("no name", Reply::json(200, INVITATION_BODY).with("", "x"), true),
    ] {
        let server = Server::answer(move |received| match received.number {
            0 => reply.clone(),
            _ => Reply::json(200, INVITATION_BODY),
        });
        let caller = Caller::new(&server);
        let outcome = caller.send(CreateOrgInvite::new(ORG, EMAIL, [OrgRole::Member])).await;
        match outcome {
            Ok(_) => assert!(!fails, "{name}"),
            Err(error) => assert!(error.outcome_unknown() || error.is_decode(), "{name}: {error}"),
        }
        assert_eq!(server.count(), 1, "{name}");
        caller.send(GetOrgInvite::new(ORG, INVITATION)).await.unwrap();
    }
}

#[tokio::test]
async fn f50_answers_before_the_answer_are_passed_over() {
    let answer =
        format!("{HEAD}Content-Length: {}\r\n\r\n{INVITATION_BODY}", INVITATION_BODY.len());
    for before in [
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n",
        "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
    ] {
        for raw in [Reply::raw(format!("{before}{answer}")), Reply::raw(before).send(&answer)] {
            let server = Server::play([raw]);
            assert_eq!(create(&server).await.unwrap().id, INVITATION, "{before}");
        }
    }
}

/// Ten thousand of them, slower than the limit. Libraries count them or pass over all.
#[tokio::test]
async fn f50_a_flood_of_answers_before_the_answer_is_an_error() {
    let hints = "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n".repeat(100);
    let pause = Duration::from_millis(5);
    let flood = (0..100).fold(Reply::nothing(), |flood, _| flood.send(&hints).wait(pause));
    let server = Server::answer(move |_| flood.clone().hang());
    let caller =
        Caller::with(&server, |builder| builder.attempt_timeout(Duration::from_millis(300)));
    let error = caller.post().await.unwrap_err();
    assert!(error.outcome_unknown(), "{error}");
    assert_eq!(server.count(), 1);
}
