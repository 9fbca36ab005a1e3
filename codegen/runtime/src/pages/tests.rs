//! Where a list ends, and how many requests that takes.

use std::fmt::Write as _;

use bytes::Bytes;
use http::Request as HttpRequest;

use crate::{
    ApiKey, Client, Error,
    transport::double::{Cloud, Double, Outcome, Users, json, run},
};

fn client(double: &Double) -> Client<Cloud> {
    double.client(ApiKey::new("PUBKEY01", "s3cr3t"))
}

/// A page with or without links and a total count.
fn page(results: &[u32], next: Option<bool>, total: Option<u64>) -> Outcome {
    let mut body = format!(r#"{{"results":{results:?}"#);
    match next {
        Some(true) => body.push_str(r#","links":[{"rel":"self"},{"rel":"next"}]"#),
        Some(false) => body.push_str(r#","links":[{"rel":"self"},{"rel":"previous"}]"#),
        None => {}
    }
    if let Some(total) = total {
        write!(body, r#","totalCount":{total}"#).unwrap();
    }
    json(200, &(body + "}"))
}

/// Goes through all pages of a list with a page size of two. A request more than there are answers
/// would be a panic of the script.
fn check(answers: impl IntoIterator<Item = Outcome>, expected: &[&[u32]]) -> Option<Error> {
    let answers: Vec<_> = answers.into_iter().collect();
    let requests = answers.len();
    let double = Double::script(answers);
    let mut pages = client(&double).pages(Users { page: None, size: Some(2) });
    let mut got = Vec::new();
    let error = run(async {
        loop {
            match pages.next().await? {
                Ok(page) => got.push(page.into_results()),
                Err(error) => return Some(error),
            }
        }
    });
    assert_eq!(got, expected);
    assert_eq!(double.sent().len(), requests);
    assert!(run(pages.next()).is_none(), "it is over once it is over");
    error
}

fn check_whole(answers: impl IntoIterator<Item = Outcome>, expected: &[&[u32]]) {
    assert!(check(answers, expected).is_none());
}

#[test]
fn links_say_where_it_ends() {
    let (next, last) = (Some(true), Some(false));
    check_whole([page(&[1, 2], last, None)], &[&[1, 2]]);
    check_whole([page(&[1, 2], next, None), page(&[3, 4], last, None)], &[&[1, 2], &[3, 4]]);
    // A server that caps the size of a page, or fills it badly.
    check_whole(
        [page(&[1], next, None), page(&[2], next, None), page(&[3, 4, 5], last, None)],
        &[&[1], &[2], &[3, 4, 5]],
    );
}

#[test]
fn without_links_it_ends_at_a_page_that_is_not_full() {
    check_whole([page(&[1], None, None)], &[&[1]]);
    check_whole([page(&[1, 2], None, None), page(&[3], None, None)], &[&[1, 2], &[3]]);
    check_whole([page(&[1, 2], None, None), page(&[], None, None)], &[&[1, 2]]);
    check_whole([page(&[1, 2, 3], None, None), page(&[4], None, None)], &[&[1, 2, 3], &[4]]);
}

#[test]
fn it_ends_where_there_is_nothing() {
    for (next, total) in [(None, None), (Some(true), Some(9)), (Some(false), Some(0))] {
        check_whole([page(&[], next, total)], &[]);
        check_whole([page(&[1, 2], Some(true), total), page(&[], next, total)], &[&[1, 2]]);
    }
}

#[test]
fn a_total_count_that_is_wrong_changes_nothing_where_there_are_links() {
    for totals in [[0, 0], [1, 1], [4, 4], [900, 900], [900, 0], [0, 900]].map(|all| all.map(Some))
    {
        let answers = [page(&[1, 2], Some(true), totals[0]), page(&[3], Some(false), totals[1])];
        check_whole(answers, &[&[1, 2], &[3]]);
    }
}

#[test]
fn a_total_count_that_is_too_small_ends_nothing() {
    for totals in [[0, 0], [2, 2], [3, 3], [3, 0], [1, 3]].map(|all| all.map(Some)) {
        let answers = [page(&[1, 2], None, totals[0]), page(&[3], None, totals[1])];
        check_whole(answers, &[&[1, 2], &[3]]);
    }
}

#[test]
fn a_total_count_that_is_larger_asks_once_more() {
    let more = page(&[], None, Some(9));
    check_whole([page(&[1, 2], None, Some(9)), page(&[3], None, Some(9)), more], &[&[1, 2], &[3]]);
    // It was right: the server gives one for each two that are asked for.
    let answers = [page(&[1], None, Some(3)), page(&[2], None, Some(3)), page(&[3], None, Some(3))];
    check_whole(answers, &[&[1], &[2], &[3]]);
}

#[test]
fn the_same_page_again_is_an_error() {
    for next in [None, Some(true)] {
        let same = || page(&[1, 2], next, None);
        let error = check([same(), same()], &[&[1, 2]]).unwrap();
        assert!(error.is_decode());
        let expected = "listUsers: the answer (status 200) was not understood: page 2 is the same as the page before it";
        assert_eq!(error.to_string(), expected);
    }
    // Results may be the same, as long as the page is another one.
    check_whole(
        [page(&[1, 1], Some(true), None), page(&[1, 1], Some(false), None)],
        &[&[1, 1], &[1, 1]],
    );
}

#[test]
fn an_error_is_the_end() {
    let gone = || json(404, r#"{"errorCode":"NO_SUCH_ORG"}"#);
    assert!(check([gone()], &[]).unwrap().is_not_found());
    let error = check([page(&[1, 2], Some(true), None), gone()], &[&[1, 2]]).unwrap();
    assert!(error.is_not_found());
    let error = check([page(&[1, 2], None, None), json(200, "{}")], &[&[1, 2]]).unwrap();
    assert!(error.is_decode());
}

/// What a server has that does as it is asked.
struct Server {
    users: u32,
    links: bool,
    most: i64,
}

impl Server {
    fn answer(&self, request: &HttpRequest<Bytes>) -> Outcome {
        let number = |name: &str, usual: i64| {
            let query = request.uri().query().unwrap_or_default();
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == name).map_or(usual, |(_, value)| value.parse().unwrap())
        };
        let (number, size) = (number("pageNum", 1), number("itemsPerPage", 100).min(self.most));
        let begin = u32::try_from((number - 1) * size).unwrap().min(self.users);
        let end = u32::try_from(number * size).unwrap().min(self.users);
        let users: Vec<_> = (begin..end).collect();
        page(&users, self.links.then_some(end < self.users), Some(u64::from(self.users)))
    }
}

fn check_server(server: Server, request: Users, expected: std::ops::Range<u32>, requests: usize) {
    let what = format!("{} users, links: {}, {:?}", server.users, server.links, request.size);
    let double = Double::new(move |request| {
        let answer = server.answer(&request);
        async move { answer }
    });
    let mut items = client(&double).items(request);
    let users = run(async {
        let mut users = Vec::new();
        while let Some(user) = items.next().await {
            users.push(user.unwrap());
        }
        users
    });
    assert_eq!(users, expected.collect::<Vec<_>>(), "{what}");
    assert_eq!(double.sent().len(), requests, "{what}");
}

#[test]
fn a_list_of_any_length_takes_as_many_requests_as_it_has_pages() {
    for users in 0..=13 {
        for size in 1..=5 {
            let server = |links| Server { users, links, most: 500 };
            let request = || Users { page: None, size: Some(i64::from(size)) };
            let pages = users.div_ceil(size).max(1) as usize;
            check_server(server(true), request(), 0..users, pages);
            // Whether a full page is the last one is known only after the next one.
            let full = users > 0 && users % size == 0;
            check_server(server(false), request(), 0..users, pages + usize::from(full));
        }
    }
}

#[test]
fn a_server_that_gives_less_than_it_is_asked_for_is_read_to_its_end() {
    for links in [true, false] {
        let server = Server { users: 13, links, most: 5 };
        check_server(server, Users { page: None, size: Some(1000) }, 0..13, 3);
    }
}

#[test]
fn a_page_has_a_hundred_results_if_nothing_else_is_asked_for() {
    for (users, requests) in [(99, 1), (100, 2), (101, 2)] {
        let server = Server { users, links: false, most: 500 };
        check_server(server, Users::default(), 0..users, requests);
    }
}

#[test]
fn it_begins_with_the_page_that_the_request_asks_for() {
    for links in [true, false] {
        let server = Server { users: 13, links, most: 500 };
        check_server(server, Users { page: Some(3), size: Some(5) }, 10..13, 1);
        let server = Server { users: 13, links, most: 500 };
        check_server(server, Users { page: Some(4), size: Some(5) }, 13..13, 1);
    }
}
