//! Long lists in the middle of which something fails.

use std::time::Duration;

use tests::scripted::{Reply, Server, digest};

use super::{
    harness::PRIVATE_KEY,
    pages::{List, caller, number, pairs, read},
};

/// The second page begins with this instead.
async fn check_fault(name: &str, fault: Reply) {
    let server = Server::answer(move |received| match received.number {
        1 => fault.clone(),
        _ => List::RIGHT.reply(received),
    });
    let (people, error) = read(&mut caller(&server).items(pairs()), 0).await;
    assert!(error.is_none(), "{name}: {error:?}");
    let targets: Vec<_> = server.log().into_iter().map(|received| received.target).collect();
    assert_eq!((people, targets.len()), (5, 4), "{name}");
    assert_eq!(targets[1], targets[2], "{name}");
}

#[tokio::test]
async fn what_passes_in_the_middle_of_a_list_costs_no_result() {
    check_fault("reset", Reply::nothing().reset()).await;
    check_fault("closed", Reply::nothing().close()).await;
    check_fault("limited", Reply::json(429, r#"{"errorCode":"RATE_LIMITED"}"#)).await;
    check_fault("out", Reply::typed(503, "text/html", "<html>")).await;
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n";
    let half = format!(r#"{head}{{"results":[{{"id":"000000000000000000000002","#);
    check_fault("half, reset", Reply::raw(&half).reset()).await;
    check_fault("half, closed", Reply::raw(&half).close()).await;
}

#[tokio::test]
async fn a_nonce_that_ends_in_the_middle_of_a_list_costs_one_request_a_page() {
    let server = Server::answer(|received| {
        // A nonce is good for two requests.
        let nonce = format!("n{}", received.number / 3);
        match digest::read(received, PRIVATE_KEY) {
            Some(answer) if answer.is_right() && answer.get("nonce") == nonce => {
                List::of(8).reply(received)
            }
            answer => {
                let stale = answer.is_some();
                Reply::empty(401).with("WWW-Authenticate", &digest::challenge(&nonce, stale))
            }
        }
    });
    let (people, error) = read(&mut caller(&server).items(pairs()), 0).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!((people, server.count()), (8, 6));
}

#[tokio::test]
async fn a_list_goes_on_from_the_page_that_failed() {
    let server = Server::answer(|received| match received.number {
        1 => Reply::json(500, r#"{"errorCode":"UNEXPECTED_ERROR"}"#),
        _ => List::RIGHT.reply(received),
    });
    let caller = caller(&server);
    let mut items = caller.items(pairs());
    let (people, error) = read(&mut items, 0).await;
    assert_eq!((people, error.unwrap().status(), items.page_num()), (2, Some(500), 2));
    assert_eq!(server.count(), 2, "nothing is sent after an error");
    let mut items = caller.items(pairs().page_num(items.page_num()));
    let (people, error) = read(&mut items, 2).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!((people, server.count()), (3, 4));
}

/// Each page has the whole limit, and no more than it.
#[tokio::test]
async fn the_limit_of_a_list_is_that_of_each_page() {
    const LIMIT: Duration = Duration::from_millis(600);
    let server = Server::answer(|received| match number(received, "pageNum", 1) {
        4 => Reply::nothing().hang(),
        _ => List::of(8).reply(received).after(LIMIT / 2),
    });
    let mut items = caller(&server).items(pairs()).timeout(LIMIT);
    let (people, error) = read(&mut items, 0).await;
    assert!(error.is_some_and(|error| error.is_timeout() && error.is_retryable()));
    assert_eq!((people, items.page_num()), (6, 4));
}
