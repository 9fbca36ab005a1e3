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
fn links_without_a_next_one_end_nothing_if_no_page_ever_has_one() {
    let lone = Some(false);
    let total = Some(5);
    check_whole(
        [page(&[1, 2], lone, total), page(&[3, 4], lone, total), page(&[5], lone, total)],
        &[&[1, 2], &[3, 4], &[5]],
    );
    // Not one request too many.
    let answers = [page(&[1, 2], lone, Some(4)), page(&[3, 4], lone, Some(4))];
    check_whole(answers, &[&[1, 2], &[3, 4]]);
    // It is the end where a page is not full, or where nothing says that there are more.
    check_whole([page(&[1], lone, Some(9))], &[&[1]]);
    for total in [None, Some(0), Some(1), Some(2)] {
        check_whole([page(&[1, 2], lone, total)], &[&[1, 2]]);
    }
    // The count was too high.
    let answers = [page(&[1, 2], lone, Some(9)), page(&[], lone, Some(9))];
    check_whole(answers, &[&[1, 2]]);
}

#[test]
fn links_without_a_next_one_are_the_end_once_a_page_had_one() {
    let (next, last, total) = (Some(true), Some(false), Some(900));
    let answers = [page(&[1, 2], next, total), page(&[3, 4], last, total)];
    check_whole(answers, &[&[1, 2], &[3, 4]]);
    // Also if there were none before it.
    let answers = [
        page(&[1, 2], last, total),
        page(&[3, 4], None, total),
        page(&[5, 6], next, total),
        page(&[7, 8], last, total),
    ];
    check_whole(answers, &[&[1, 2], &[3, 4], &[5, 6], &[7, 8]]);
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
        let expected = "listUsers: the answer (status 200) was not understood: page 2 has the same results as the page before it";
        assert_eq!(error.to_string(), expected);
    }
    // Results may be the same, as long as the page is another one.
    check_whole(
        [page(&[1, 1], Some(true), None), page(&[1, 1], Some(false), None)],
        &[&[1, 1], &[1, 1]],
    );
    // The list grew by two while it was read.
    let answers = [
        page(&[1, 2], Some(true), Some(3)),
        page(&[1, 2], Some(true), Some(5)),
        page(&[3], Some(false), Some(5)),
    ];
    check_whole(answers, &[&[1, 2], &[1, 2], &[3]]);
}

#[test]
fn the_same_page_with_other_links_is_the_same() {
    let echo = |number| {
        let links = format!(r#"{{"rel":"self","href":"x?pageNum={number}"}},{{"rel":"next"}}"#);
        json(200, &format!(r#"{{"links":[{links}],"results":[1,2],"requestId":{number}}}"#))
    };
    let error = check([echo(1), echo(2)], &[&[1, 2]]).unwrap();
    assert!(error.is_decode());
}

#[test]
fn the_last_page_again_is_the_end_if_all_is_there() {
    let last = || page(&[3, 4], None, Some(4));
    check_whole([page(&[1, 2], None, Some(4)), last(), last()], &[&[1, 2], &[3, 4]]);
    let same = || page(&[1, 2], None, Some(1));
    check_whole([same(), same()], &[&[1, 2]]);
    // By the count or by the links there are more.
    for (next, total) in [(None, Some(3)), (Some(true), Some(2)), (Some(false), Some(3))] {
        let same = || page(&[1, 2], next, total);
        assert!(check([same(), same()], &[&[1, 2]]).unwrap().is_decode());
    }
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
    links: Links,
    most: i64,
}

#[derive(Debug, Clone, Copy)]
enum Links {
    All,
    /// The page itself and the one before it.
    NeverNext,
    None,
    /// Nor is there a total count.
    NorCount,
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
        let next = match self.links {
            Links::All => Some(end < self.users),
            Links::NeverNext => Some(false),
            Links::None | Links::NorCount => None,
        };
        let total = !matches!(self.links, Links::NorCount);
        page(&users, next, total.then_some(u64::from(self.users)))
    }
}

fn check_server(server: Server, request: Users, expected: std::ops::Range<u32>, requests: usize) {
    let what = format!("{} users, links: {:?}, {:?}", server.users, server.links, request.size);
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
            check_server(server(Links::All), request(), 0..users, pages);
            check_server(server(Links::NeverNext), request(), 0..users, pages);
            // Whether a full page is the last one is known only after the next one.
            let full = users > 0 && users % size == 0;
            check_server(server(Links::None), request(), 0..users, pages + usize::from(full));
        }
    }
}

#[test]
fn a_server_that_gives_less_than_it_is_asked_for_is_read_to_its_end() {
    for links in [Links::All, Links::None] {
        for size in [6, 1000, i64::MAX] {
            let server = Server { users: 13, links, most: 5 };
            check_server(server, Users { page: None, size: Some(size) }, 0..13, 3);
            // Nobody knows how many the pages had that were left out.
            let server = Server { users: 13, links, most: 5 };
            check_server(server, Users { page: Some(2), size: Some(size) }, 5..13, 2);
        }
    }
}

#[test]
fn a_page_has_no_more_than_five_hundred_results() {
    for links in [Links::All, Links::NeverNext, Links::None, Links::NorCount] {
        for size in [501, 1000, i64::MAX] {
            for (first, users) in [(1, 0..1100), (2, 500..1100), (3, 1000..1100)] {
                let requests = users.len().div_ceil(500);
                let server = Server { users: 1100, links, most: 500 };
                let request = Users { page: Some(first), size: Some(size) };
                check_server(server, request, users, requests);
            }
        }
    }
}

#[test]
fn a_page_has_a_hundred_results_if_nothing_else_is_asked_for() {
    for (users, requests) in [(99, 1), (100, 2), (101, 2)] {
        let server = Server { users, links: Links::None, most: 500 };
        check_server(server, Users::default(), 0..users, requests);
    }
}

#[test]
fn it_begins_with_the_page_that_the_request_asks_for() {
    for links in [Links::All, Links::NeverNext, Links::None] {
        let server = Server { users: 13, links, most: 500 };
        check_server(server, Users { page: Some(2), size: Some(5) }, 5..13, 2);
        let server = Server { users: 13, links, most: 500 };
        check_server(server, Users { page: Some(3), size: Some(5) }, 10..13, 1);
        let server = Server { users: 13, links, most: 500 };
        check_server(server, Users { page: Some(4), size: Some(5) }, 13..13, 1);
    }
}
