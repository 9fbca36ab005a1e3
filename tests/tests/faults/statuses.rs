//! Statuses: redirects, failures of the server, and the answers to a delete.

use tests::scripted::{Reply, Server, digest};

use super::harness::{Caller, EMAIL, Verb};
use crate::under_test::{Error, ErrorCode};

#[tokio::test]
async fn f17_no_redirect_is_followed() {
    let target = Server::answer(|_| Verb::Get.success());
    let port = target.address().port();
    for status in [301, 302, 303, 307, 308] {
        for place in [
            format!("http://127.0.0.1:{port}/elsewhere?username={EMAIL}"),
            format!("http://localhost:{port}/"),
            format!("https://127.0.0.1:{port}/"),
            format!("//127.0.0.1:{port}/{EMAIL}"),
        ] {
            check_redirect(status, &place).await;
        }
        check_redirect(status, "/api/public/v1.0/orgs/5df7a168f10fab3a149357fb/invites").await;
        check_redirect(status, "").await;
    }
    assert_eq!(target.connections(), 0);
}

async fn check_redirect(status: u16, place: &str) {
    for verb in Verb::ALL {
        let place = place.to_owned();
        let server = Server::answer(move |received| match received.header("authorization") {
            None => Reply::empty(401).with("WWW-Authenticate", &digest::challenge("n1", false)),
            Some(_) => Reply::empty(status).with("Location", &place),
        });
        let error = Caller::new(&server).call(verb).await.unwrap_err();
        assert!(error.is_redirect() && error.status() == Some(status), "{error}");
        assert!(!error.is_retryable() && !error.outcome_unknown(), "{error}");
        assert!(!error.to_string().contains("elsewhere"), "{error}");
        assert_eq!(server.count(), 2, "{status} {verb:?}");
    }
}

#[tokio::test]
async fn f26_a_server_that_is_out_for_a_moment_is_asked_again_where_that_is_harmless() {
    for status in [408, 502, 503, 504] {
        for verb in [Verb::Get, Verb::Patch, Verb::Delete] {
            let busy = || Reply::empty(status);
            let server = Server::play([busy(), busy(), verb.success()]);
            Caller::new(&server).call(verb).await.unwrap();
            let log = server.log();
            assert_eq!(log.len(), 3, "{status} {verb:?}");
            assert!(log.iter().all(|received| received.body == log[0].body));
        }
        let server = Server::play([Reply::empty(status), Verb::Post.success()]);
        let error = Caller::new(&server).post().await.unwrap_err();
        assert!(error.outcome_unknown() && error.request_was_sent(), "{error}");
        assert!(error.status() == Some(status) && !error.is_retryable(), "{error}");
        assert_eq!((server.count(), error.attempts()), (1, 1));
    }
}

#[tokio::test]
async fn f27_an_error_of_the_server_is_told_at_once() {
    for verb in Verb::ALL {
        let body = format!(
            r#"{{"error":500,"errorCode":"UNEXPECTED_ERROR","detail":"{EMAIL} is unexpected"}}"#
        );
        let server = Server::play([Reply::json(500, body), verb.success()]);
        let error = Caller::new(&server).call(verb).await.unwrap_err();
        assert!(error.is_api() && error.status() == Some(500), "{error}");
        assert!(error.code().is_some_and(|code| *code == "UNEXPECTED_ERROR"));
        assert_eq!(error.outcome_unknown(), verb != Verb::Get, "{error}");
        assert_eq!(server.count(), 1, "{verb:?}");
    }
}

/// The status counts, whatever the body is.
async fn check_error(status: u16, reply: Reply) -> Error {
    let server = Server::answer(move |_| reply.clone());
    let error = Caller::new(&server).get().await.unwrap_err();
    assert!(error.is_api() && !error.is_decode(), "{error}");
    assert_eq!(error.status(), Some(status));
    assert!(error.body().is_none_or(|body| body.len() <= 2048));
    error
}

#[tokio::test]
async fn f39_any_body_of_an_error_leaves_it_an_error_of_the_api() {
    let latin = [
        &b"{\"error\":404,\"errorCode\":\"X_Y\",\"detail\":\"caf\xe9 "[..],
        EMAIL.as_bytes(),
        b"\"}",
    ];
    let latin = Reply::typed(404, "application/json;charset=ISO-8859-1", latin.concat());
    let error = check_error(404, latin).await;
    assert_eq!(error.api().unwrap().detail(), Some(&*format!("café {EMAIL}")));

    let page = format!("<html>{EMAIL}{}</html>", " ".repeat(5000));
    let error = check_error(502, Reply::typed(502, "text/html", &page)).await;
    assert!(error.code().is_none() && error.body().unwrap().starts_with("<html>"));

    check_error(404, Reply::empty(404)).await;
    for (body, code) in [
        (r#"{"error":404,"detail":"x"}"#, None),
        (r#"{"error":404,"errorCode":"NEVER_SEEN"}"#, Some("NEVER_SEEN")),
        (r#"{"error":"no","errorCode":"X_Y","parameters":"x"}"#, Some("X_Y")),
        (r#"{"error":{"x":[]},"errorCode":5}"#, None),
        ("[]", None),
        ("null", None),
        ("{", None),
    ] {
        let error = check_error(404, Reply::json(404, body)).await;
        assert_eq!(error.code().map(ErrorCode::as_str), code, "{body}");
    }
    // A code that is none is not printed.
    let body = format!(r#"{{"error":404,"errorCode":"{EMAIL}"}}"#);
    check_error(404, Reply::json(404, body)).await;
}

#[tokio::test]
async fn f39_an_endless_error_is_cut() {
    let endless = Reply::status(404)
        .with("Content-Type", "text/html")
        .with("Content-Length", "1073741824")
        .flood(EMAIL.repeat(1000));
    let server = Server::answer(move |_| endless.clone());
    let error = Caller::new(&server).get().await.unwrap_err();
    assert!(error.is_api() && error.status() == Some(404), "{error}");
    assert!(error.body().unwrap().len() <= 2048);
    // A quarter of a MiB is read; the rest is what the system keeps on the way.
    assert!(server.written() < 32 * 1024 * 1024, "{} bytes", server.written());
}

async fn check_delete(reply: Reply) {
    let server = Server::play([reply]);
    Caller::new(&server).call(Verb::Delete).await.unwrap();
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn f43_any_success_of_a_delete_is_a_success() {
    check_delete(Reply::empty(204)).await;
    check_delete(Reply::empty(204).with("Content-Type", "application/json")).await;
    check_delete(Reply::json(200, "{}")).await;
    check_delete(Reply::empty(200)).await;
    check_delete(Reply::typed(200, "text/html", "<html>gone</html>")).await;
    check_delete(Reply::empty(202)).await;
}

#[tokio::test]
async fn f43_a_delete_that_finds_nothing_tells_whether_it_was_the_first_to_look() {
    let server = Server::play([Reply::json(404, "{}")]);
    let error = Caller::new(&server).call(Verb::Delete).await.unwrap_err();
    assert!(error.is_not_found());

    let server = Server::play([Reply::nothing().reset(), Reply::json(404, "{}")]);
    Caller::new(&server).call(Verb::Delete).await.unwrap();
    assert_eq!(server.count(), 2);
}
