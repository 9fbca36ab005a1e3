//! Calls that are dropped: at any moment, and while others wait for what they fetch.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

use tests::scripted::{Received, Reply, Server, digest};
use tokio::{runtime::Handle, time::timeout};

use crate::{
    faults::harness::{Caller, EMAIL, ORG, PRIVATE_KEY, TOKEN, Verb, account, all, key},
    under_test::{
        ServiceAccount,
        atlas_v2::{AtlasV2, ListOrgUsers},
        cloud_manager::CloudManager,
    },
};

/// Nothing on the loopback takes so long.
const HANGS: Duration = Duration::from_secs(30);

fn is_token(received: &Received) -> bool {
    received.target == "/api/oauth/token"
}

fn token() -> Reply {
    Reply::json(200, format!(r#"{{"access_token":"{TOKEN}","expires_in":3600}}"#))
}

/// Polls a call this often, or until it is done, and drops it. Whether it was done.
async fn dropped_at<F: Future>(polls: usize, mut call: Pin<Box<F>>) -> bool {
    for _ in 0..polls {
        let done = poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_ready())).await;
        if done {
            return true;
        }
        // The tasks of the connections have their turn.
        tokio::task::yield_now().await;
    }
    false
}

/// Drops the first call of a client at each of its polls, and then makes another one.
async fn check_dropping(server: &Server, caller: impl Fn() -> Caller) {
    let before = Handle::current().metrics().num_alive_tasks();
    let mut dropped = 0;
    for polls in 1..=200 {
        let caller = caller();
        let call = {
            let caller = caller.clone();
            Box::pin(async move { caller.get().await })
        };
        dropped += usize::from(!dropped_at(polls, call).await);
        timeout(HANGS, caller.get()).await.expect("the next call ends").unwrap();
    }
    // The polls found the call under way at many different places of it.
    assert!(
        dropped > 20 && server.count() >= 400,
        "{dropped} dropped, {} requests",
        server.count()
    );
    let gone = async {
        while Handle::current().metrics().num_alive_tasks() > before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(HANGS, gone).await.expect("no task outlives its client");
}

#[tokio::test]
async fn f49_a_call_with_a_key_can_be_dropped_at_any_poll() {
    let server = Server::answer(|received| match digest::read(received, PRIVATE_KEY) {
        Some(answer) if answer.is_right() => Verb::Get.success(),
        _ => Reply::empty(401).with("WWW-Authenticate", &digest::challenge("n1", false)),
    });
    check_dropping(&server, || Caller::new(&server)).await;
}

#[tokio::test]
async fn f49_a_call_of_a_service_account_can_be_dropped_at_any_poll() {
    let server =
        Server::answer(|received| if is_token(received) { token() } else { Verb::Get.success() });
    check_dropping(&server, || service(&server, account())).await;
}

fn service(server: &Server, account: ServiceAccount) -> Caller {
    Caller::<CloudManager>::at(&server.url(), |builder| builder.credentials(account))
}

#[tokio::test]
async fn f22_a_leader_that_is_dropped_hands_over() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let server = Server::answer(move |received| match is_token(received) {
        true if counted.fetch_add(1, Ordering::SeqCst) == 0 => Reply::nothing().hang(),
        true => token(),
        false => Verb::Get.success(),
    });
    let caller = service(&server, account());
    let leader = tokio::spawn({
        let caller = caller.clone();
        async move { caller.get().await }
    });
    while asked.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let waiting = tokio::spawn({
        let caller = caller.clone();
        async move { caller.at_once(10).await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.count(), 1, "the others wait");
    leader.abort();
    for outcome in timeout(HANGS, waiting).await.expect("nobody waits for ever").unwrap() {
        outcome.unwrap();
    }
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

/// A call that was never polled has done nothing.
#[tokio::test]
async fn f49_a_call_that_is_dropped_before_its_first_poll_sends_nothing() {
    let server = Server::answer(|_| Verb::Get.success());
    let caller = Caller::<CloudManager>::at(&server.url(), |builder| builder.credentials(key()));
    drop(Box::pin(caller.get()));
    assert_eq!(server.connections(), 0);
}

/// Three people on two pages, over a server that takes a moment.
fn list() -> Server {
    Server::answer(|received| {
        let page = if received.target.contains("pageNum=2") { 2 } else { 1 };
        let person = |number: usize| {
            format!(
                r#"{{"id":"{number:024}","username":"{EMAIL}","roles":{{"orgRoles":[]}},"orgMembershipStatus":"NEW"}}"#
            )
        };
        let (people, rel) = match page {
            1 => ([person(0), person(1)].join(","), "next"),
            _ => (person(2), "self"),
        };
        let body = format!(r#"{{"results":[{people}],"links":[{{"rel":"{rel}"}}]}}"#);
        Reply::json(200, body).after(Duration::from_millis(10))
    })
}

#[tokio::test]
async fn a_list_loses_nothing_while_nobody_waits_for_it() {
    let server = list();
    let caller = Caller::<AtlasV2>::at(&server.url(), |builder| builder.credentials(key()));
    let mut items = caller.items(ListOrgUsers::new(ORG).items_per_page(2));
    let (mut people, mut dropped) = (0, 0);
    let reading = async {
        loop {
            // What was begun goes on where it was left.
            match timeout(Duration::from_millis(1), items.next()).await {
                Err(_) => dropped += 1,
                Ok(Some(person)) => {
                    assert_eq!(person.unwrap().id.to_string(), format!("{people:024}"));
                    people += 1;
                }
                Ok(None) => break,
            }
        }
    };
    timeout(HANGS, reading).await.expect("the list ends");
    assert!(dropped > 2, "{dropped}");
    assert_eq!((people, server.count()), (3, 2), "no page is asked for twice");
}

#[tokio::test]
async fn a_list_can_be_dropped_in_the_middle_of_a_page() {
    let server = list();
    for polls in 1..=60 {
        let caller = Caller::<AtlasV2>::at(&server.url(), |builder| builder.credentials(key()));
        let request = || ListOrgUsers::new(ORG).items_per_page(2);
        let mut items = caller.items(request());
        items.next().await.unwrap().unwrap();
        items.next().await.unwrap().unwrap();
        let mut items = Box::pin(async move { items.next().await });
        for _ in 0..polls {
            let polled = poll_fn(|context| Poll::Ready(items.as_mut().poll(context))).await;
            if polled.is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(items);
        let (people, error) = timeout(HANGS, all(&mut caller.items(request()))).await.unwrap();
        assert!(people.len() == 3 && error.is_none(), "{error:?}");
    }
}
