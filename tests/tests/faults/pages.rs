//! Long lists over servers that do it in their own way.

use serde_json::{Value, json};
use tests::scripted::{Received, Reply, Server};

use super::harness::{Caller, EMAIL, ORG, all, key};
use crate::under_test::{
    Error, Items,
    atlas_v2::{AtlasV2, ListOrgUsers, OrgMembership, OrgUser},
};

/// How a server keeps a list of people.
#[derive(Debug, Clone, Copy)]
pub(super) struct List {
    people: usize,
    /// More are not on a page, whatever is asked for.
    most: usize,
    links: Links,
    total: fn(usize) -> Value,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Links {
    Right,
    /// The page itself, with the number that was asked for.
    SelfOnly,
    Empty,
    Absent,
    Null,
}

impl List {
    pub(super) const RIGHT: Self =
        Self { people: 5, most: 500, links: Links::Right, total: |all| json!(all) };

    fn page(self, received: &Received) -> Value {
        let (page, size) = (number(received, "pageNum", 1), number(received, "itemsPerPage", 100));
        let size = size.min(self.most);
        let (begin, end) = (((page - 1) * size).min(self.people), (page * size).min(self.people));
        let link = |rel: &str, page| json!({ "rel": rel, "href": format!("x?pageNum={page}") });
        let mut made = json!({ "results": (begin..end).map(person).collect::<Vec<_>>() });
        match self.links {
            Links::Right if end < self.people => {
                made["links"] = json!([link("self", page), link("next", page + 1)]);
            }
            Links::Right | Links::SelfOnly => made["links"] = json!([link("self", page)]),
            Links::Empty => made["links"] = json!([]),
            Links::Null => made["links"] = Value::Null,
            Links::Absent => {}
        }
        match (self.total)(self.people) {
            Value::Null => {}
            total => made["totalCount"] = total,
        }
        made
    }

    /// The usual list of so many people.
    pub(super) fn of(people: usize) -> Self {
        Self { people, ..Self::RIGHT }
    }

    pub(super) fn reply(self, received: &Received) -> Reply {
        let page = self.page(received).to_string();
        if received.target.contains("envelope=true") {
            return Reply::json(200, format!(r#"{{"status":200,"content":{page}}}"#));
        }
        Reply::json(200, page)
    }
}

pub(super) fn number(received: &Received, name: &str, usual: usize) -> usize {
    let query = received.target.split_once('?').map_or("", |(_, query)| query);
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map_or(usual, |(_, value)| value.parse().unwrap())
}

fn person(number: usize) -> Value {
    json!({
        "id": format!("{number:024x}"),
        "username": EMAIL,
        "roles": { "orgRoles": ["ORG_MEMBER"] },
        "orgMembershipStatus": "PENDING",
        "invitationCreatedAt": "2026-11-20T08:00:00Z",
        "invitationExpiresAt": "2026-12-20T08:00:00Z",
        "inviterUsername": EMAIL,
    })
}

pub(super) fn caller(server: &Server) -> Caller<AtlasV2> {
    Caller::at(&server.url(), |builder| builder.credentials(key()))
}

pub(super) fn pairs() -> ListOrgUsers {
    ListOrgUsers::new(ORG).items_per_page(2)
}

/// Reads a list whose people have the numbers from this one on.
pub(super) async fn read(items: &mut Items<ListOrgUsers>, first: usize) -> (usize, Option<Error>) {
    let (people, error) = all(items).await;
    for (number, person) in (first..).zip(&people) {
        assert_eq!(person.id.to_string(), format!("{number:024x}"));
    }
    (people.len(), error)
}

async fn check(list: List, size: i64, requests: usize) {
    let server = Server::answer(move |received| list.reply(received));
    let mut items = caller(&server).items(ListOrgUsers::new(ORG).items_per_page(size));
    let (people, error) = read(&mut items, 0).await;
    assert!(error.is_none(), "{list:?}: {error:?}");
    assert_eq!((people, server.count()), (list.people, requests), "{list:?}");
}

const NO_LINKS: [Links; 3] = [Links::Empty, Links::Absent, Links::Null];

#[tokio::test]
async fn a_list_is_read_to_its_end_whatever_the_server_says_of_it() {
    let totals: [fn(usize) -> Value; 10] = [
        |_| Value::Null,
        |all| json!(all),
        |_| json!(0),
        |all| json!(all - 1),
        |_| json!(-1),
        |all| json!(format!("{all}")),
        |_| json!("many"),
        #[allow(clippy::cast_precision_loss, reason = "it is a small number")]
        |all| json!(all as f64),
        |_| json!([]),
        |_| json!(true),
    ];
    for total in totals {
        let list = List { total, ..List::RIGHT };
        check(list, 2, 3).await;
        check(List { people: 4, ..list }, 2, 2).await;
        for links in NO_LINKS {
            check(List { links, ..list }, 2, 3).await;
            // Nothing says that a full page is the last one.
            check(List { links, people: 4, ..list }, 2, 3).await;
        }
    }
    // More than there are costs one request where no link says that there is no more.
    let list = List { total: |all| json!(all + 9), ..List::RIGHT };
    check(list, 2, 3).await;
    for links in NO_LINKS {
        check(List { links, ..list }, 2, 4).await;
    }
}

#[tokio::test]
async fn a_server_with_links_that_never_name_the_next_page_is_read_to_its_end() {
    let list = List { links: Links::SelfOnly, ..List::RIGHT };
    check(list, 2, 3).await;
    check(List { people: 4, ..list }, 2, 2).await;
    check(List { people: 1, ..list }, 2, 1).await;
    check(List { people: 0, ..list }, 2, 1).await;
}

#[tokio::test]
async fn a_server_that_gives_less_than_it_is_asked_for_is_read_to_its_end() {
    for links in [Links::Right, Links::Empty, Links::Absent] {
        let list = List { links, most: 2, ..List::RIGHT };
        for size in [3, 500, 501, i64::MAX] {
            check(list, size, 3).await;
        }
    }
}

/// A server that does not look at the number of the page.
#[tokio::test]
async fn the_same_page_for_ever_is_an_error() {
    let list = List { people: 2, links: Links::SelfOnly, total: |_| json!(9), ..List::RIGHT };
    for enveloped in [false, true] {
        let server = Server::answer(move |received| {
            let mut page = list.page(&Received {
                target: received.target.replace("pageNum", "x"),
                ..received.clone()
            });
            page["links"][0]["href"] = json!(received.target);
            let body = if enveloped {
                json!({ "status": 200, "content": page, "id": received.number })
            } else {
                page
            };
            Reply::json(200, body.to_string())
        });
        let items = caller(&server).items(pairs());
        let mut items = if enveloped { items.envelope() } else { items };
        let (people, error) = read(&mut items, 0).await;
        let error = error.unwrap();
        assert!(error.is_decode() && !error.is_retryable(), "{error}");
        assert!(error.to_string().contains("page 2 has the same results"), "{error}");
        assert_eq!((people, server.count(), items.page_num()), (2, 2, 2));
    }
}

/// A page without results is one; a page without the member is none.
#[tokio::test]
async fn no_results_are_the_end_and_no_member_is_a_mistake() {
    for (body, understood) in [
        (r#"{"results":null,"totalCount":9}"#, true),
        (r#"{"results":[],"links":[{"rel":"next"}]}"#, true),
        (r#"{"totalCount":0}"#, false),
        ("[]", false),
        ("", false),
    ] {
        let server = Server::answer(move |received| match received.number {
            0 => List::RIGHT.reply(received),
            _ => Reply::json(200, body),
        });
        let (people, error) = read(&mut caller(&server).items(pairs()), 0).await;
        assert_eq!((people, server.count()), (2, 2), "{body}");
        assert_eq!(error.map(|error| error.is_decode()), (!understood).then_some(true), "{body}");
    }
}

#[tokio::test]
async fn a_state_that_nobody_knows_ends_no_list() {
    let server = Server::answer(|received| {
        let mut page = List::RIGHT.page(received);
        if received.number == 1 {
            page["results"][0]["orgMembershipStatus"] = json!("INVITATION_FORGOTTEN");
        }
        Reply::json(200, page.to_string())
    });
    let (people, error) = all(&mut caller(&server).items(pairs())).await;
    assert!(error.is_none(), "{error:?}");
    let is_unknown = |person: &OrgUser| matches!(person.membership, OrgMembership::Unknown(_));
    let unknown: Vec<_> = people.iter().map(is_unknown).collect();
    assert_eq!(unknown, [false, false, true, false, false]);
    assert_eq!(people[2].membership.status().as_str(), "INVITATION_FORGOTTEN");
}

#[tokio::test]
async fn options_hold_for_each_page() {
    let server = Server::answer(|received| List::RIGHT.reply(received));
    let mut items = caller(&server).items(pairs()).envelope().pretty();
    let (people, error) = read(&mut items, 0).await;
    assert!(people == 5 && error.is_none(), "{error:?}");
    let log = server.log();
    assert!(log.iter().all(|received| received.target.ends_with("&envelope=true&pretty=true")));
    assert_eq!(log.len(), 3);
}
