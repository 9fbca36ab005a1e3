//! What holds while a list is read: options, another attempt, cancelling, memory.

use std::{
    pin::Pin,
    sync::atomic::{AtomicUsize, Ordering},
    task::{Context, Poll, Waker},
    time::Duration,
};

use futures_core::{FusedStream, Stream};
use serde::{Deserialize, Deserializer};

use crate::{
    ApiKey, Client, Encoder, Error, Items, NoRetry, Operation, Page, PagedRequest, Pages, Request,
    StandardRetry,
    transport::double::{Cloud, Double, Users, answer, json, pause, poll_once, run},
};

const FIRST: &str = r#"{"links":[{"rel":"next"}],"results":[1,2]}"#;
const LAST: &str = r#"{"links":[{"rel":"self"}],"results":[3]}"#;

fn client(double: &Double) -> Client<Cloud> {
    double.client(ApiKey::new("PUBKEY01", "s3cr3t"))
}

fn all<R: PagedRequest>(mut items: Items<R>) -> Result<Vec<R::Item>, Error> {
    run(async {
        let mut all = Vec::new();
        while let Some(item) = items.next().await {
            all.push(item?);
        }
        Ok(all)
    })
}

/// Path and query of what was sent.
fn targets(double: &Double) -> Vec<String> {
    double
        .sent()
        .iter()
        .map(|request| request.uri().path_and_query().unwrap().to_string())
        .collect()
}

#[test]
fn options_hold_for_each_page() {
    let enveloped = |page: &str| json(200, &format!(r#"{{"status":200,"content":{page}}}"#));
    let double = Double::script([json(503, ""), enveloped(FIRST), json(503, ""), enveloped(LAST)]);
    let items = client(&double)
        .items(Users { page: Some(7), size: None })
        .timeout(Duration::from_secs(7))
        .retry(StandardRetry::new())
        .envelope()
        .pretty();
    assert_eq!(all(items).unwrap(), [1, 2, 3]);
    let target = |page| format!("/api/users?pageNum={page}&envelope=true&pretty=true");
    assert_eq!(targets(&double), [target(7), target(7), target(8), target(8)]);
    assert!(double.limits().iter().all(|limits| limits.timeout <= Duration::from_secs(7)));
    // The time of one page is not the time of another.
    let begins = [double.limits()[0].timeout, double.limits()[2].timeout];
    assert_eq!(begins, [Duration::from_secs(7); 2]);

    let double = Double::script([json(503, "")]);
    let client = double.client_with(ApiKey::new("PUBKEY01", "s3cr3t"), StandardRetry::new());
    let error = run(client.pages(Users::default()).retry(NoRetry).next()).unwrap().unwrap_err();
    assert_eq!(error.status(), Some(503));
}

#[test]
fn the_first_request_is_the_one_that_was_given() {
    let double = Double::script([json(200, FIRST), json(200, LAST)]);
    assert_eq!(all(client(&double).items(Users::default())).unwrap(), [1, 2, 3]);
    assert_eq!(targets(&double), ["/api/users", "/api/users?pageNum=2"]);
}

#[test]
fn a_page_that_is_refused_for_the_moment_is_tried_again() {
    let slow_down = answer(429, &[("retry-after", "2")], "");
    let double = Double::script([json(200, FIRST), slow_down, json(200, LAST)]);
    let client = double.client_with(ApiKey::new("PUBKEY01", "s3cr3t"), StandardRetry::new());
    assert_eq!(all(client.items(Users::default())).unwrap(), [1, 2, 3]);
    assert_eq!(double.sent().len(), 3);
}

#[test]
fn a_list_goes_on_from_the_page_that_failed() {
    let double = Double::script([json(200, FIRST), json(500, ""), json(200, LAST)]);
    let client = client(&double);
    let mut items = client.items(Users::default());
    assert_eq!(items.page_num(), 1);
    assert_eq!(run(items.next()).unwrap().unwrap(), 1);
    assert_eq!(run(items.next()).unwrap().unwrap(), 2);
    assert_eq!(run(items.next()).unwrap().unwrap_err().status(), Some(500));
    assert_eq!(items.page_num(), 2);
    let rest = client.items(Users { page: Some(items.page_num()), size: None });
    assert_eq!(all(rest).unwrap(), [3]);
}

#[test]
fn nothing_is_sent_before_it_is_asked_for() {
    let double = Double::script([json(200, FIRST)]);
    let client = client(&double);
    drop(client.pages(Users::default()));
    let mut items = client.items(Users::default());
    assert!(double.sent().is_empty());
    run(items.next()).unwrap().unwrap();
    run(items.next()).unwrap().unwrap();
    assert_eq!(double.sent().len(), 1, "the next page waits until it is needed");
}

#[test]
fn a_result_that_is_waited_for_no_longer_is_not_lost() {
    let double = Double::new(|request| async move {
        pause().await;
        json(200, if request.uri().query().is_none() { FIRST } else { LAST })
    });
    let mut items = client(&double).items(Users::default());
    for expected in 1..=3 {
        // The first and the third one begin a request, and are dropped before its answer.
        if expected != 2 {
            assert!(poll_once(&mut Box::pin(items.next())).is_pending());
        }
        assert_eq!(run(items.next()).unwrap().unwrap(), expected);
    }
    assert!(run(items.next()).is_none());
    assert_eq!(double.sent().len(), 2);
}

#[test]
fn it_is_a_stream_that_knows_its_end() {
    let poll = |items: &mut Items<Users>| {
        Pin::new(items).poll_next(&mut Context::from_waker(Waker::noop()))
    };
    let double = Double::script([json(200, FIRST), json(200, LAST)]);
    let mut items = client(&double).items(Users::default());
    let hints = [(0, None), (1, None), (0, None), (0, Some(0))];
    for (number, hint) in (1..).zip(hints) {
        assert_eq!(items.size_hint(), hint);
        match poll(&mut items) {
            Poll::Ready(Some(user)) => assert_eq!(user.unwrap(), number),
            end => assert!(number == 4 && end.is_ready()),
        }
        assert_eq!(items.is_terminated(), number >= 3);
    }
    assert_eq!(double.sent().len(), 2);
}

/// A user of whom it is known how many there are.
struct Counted;

static ALIVE: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u32::deserialize(deserializer)?;
        MOST.fetch_max(ALIVE.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
        Ok(Self)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

struct CountedUsers(Users);

impl Request for CountedUsers {
    type Surface = Cloud;
    type Answer = Page<Counted>;
    const OPERATION: Operation = <Users as Request>::OPERATION;

    fn encode(&self, to: &mut Encoder) {
        self.0.encode(to);
    }
}

impl PagedRequest for CountedUsers {
    type Item = Counted;

    fn first_page(&self) -> Option<i64> {
        self.0.first_page()
    }

    fn page_size(&self) -> Option<i64> {
        self.0.page_size()
    }

    fn set_page(&mut self, page: i64) {
        self.0.set_page(page);
    }
}

#[test]
fn no_more_than_one_page_is_held() {
    const PAGES: u32 = 20;
    let pages = (1..=PAGES).map(|page| {
        let rel = if page < PAGES { "next" } else { "self" };
        let results: Vec<_> = (page * 500..(page + 1) * 500).collect();
        json(200, &format!(r#"{{"links":[{{"rel":"{rel}"}}],"results":{results:?}}}"#))
    });
    let double = Double::script(pages);
    let mut items = client(&double).items(CountedUsers(Users { page: None, size: Some(500) }));
    let mut users = 0;
    while let Some(user) = run(items.next()) {
        user.unwrap();
        users += 1;
    }
    assert_eq!((users, double.sent().len()), (10_000, 20));
    assert_eq!((MOST.load(Ordering::Relaxed), ALIVE.load(Ordering::Relaxed)), (500, 0));
}

#[test]
fn printing_shows_names_only() {
    let double = Double::script([]);
    let client = client(&double);
    let pages = client.pages(Users { page: Some(3), size: None });
    let shown = r#"Pages { operation: "listUsers", surface: "cloud", page_num: 3, .. }"#;
    assert_eq!(format!("{pages:?}"), shown);
    let items = client.items(Users::default());
    let shown = r#"Items { operation: "listUsers", surface: "cloud", page_num: 1, .. }"#;
    assert_eq!(format!("{items:?}"), shown);
}

#[test]
fn types_are_what_callers_rely_on() {
    fn stream<T: FusedStream + Send + Unpin + 'static>() {}
    fn sent<T: Send>(value: T) -> T {
        value
    }
    stream::<Pages<Users>>();
    stream::<Items<Users>>();
    let double = Double::script([]);
    let mut items = client(&double).items(Users::default());
    drop(sent(items.next()));
}
