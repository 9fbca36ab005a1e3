use std::iter::FusedIterator;

use super::{Items, Pages};
use crate::{
    ApiKey, NoRetry,
    blocking::Client,
    transport::double::{
        Cloud, Users,
        server::{Server, json},
    },
};

/// Gives the users 1 to 3 on two pages, the third page is an error, and 9 has no links.
fn server() -> Server {
    Server::new(|request| {
        let page = request.split_once("pageNum=").map_or("1", |(_, rest)| &rest[..1]);
        json(match page {
            "1" => r#"{"links":[{"rel":"next"}],"results":[1,2]}"#,
            "2" => r#"{"links":[{"rel":"self"}],"results":[3]}"#,
            "9" => r#"{"results":[]}"#,
            _ => "no page",
        })
    })
}

fn client(server: &Server) -> Client<Cloud> {
    let key = ApiKey::new("PUBKEY01", "11111111-2222-3333-4444-555555555555");
    Client::at(server.url()).danger_allow_http().credentials(key).build().unwrap()
}

#[test]
fn a_list_is_an_iterator_of_its_results() {
    let server = server();
    let items = client(&server).items(Users { page: None, size: Some(2) });
    assert!(server.take().is_empty());
    assert_eq!(items.collect::<Result<Vec<_>, _>>().unwrap(), [1, 2, 3]);
    let sent = server.take();
    assert_eq!(sent.len(), 2);
    assert!(sent[0].starts_with("GET /api/users?itemsPerPage=2 HTTP/1.1\r\n"));
    assert!(sent[1].starts_with("GET /api/users?pageNum=2&itemsPerPage=2 HTTP/1.1\r\n"));
}

#[test]
fn a_list_is_an_iterator_of_its_pages() {
    let server = server();
    let pages = client(&server).pages(Users::default()).envelope().pretty().retry(NoRetry);
    let sizes: Vec<_> = pages.map(|page| page.unwrap().results().len()).collect();
    assert_eq!(sizes, [2, 1]);
    assert!(server.take().iter().all(|sent| sent.contains("envelope=true&pretty=true")));
    assert_eq!(client(&server).items(Users { page: Some(9), size: None }).count(), 0);
}

#[test]
fn an_error_is_the_end() {
    let server = server();
    let mut items = client(&server).items(Users { page: Some(3), size: None });
    assert!(items.next().unwrap().unwrap_err().is_decode());
    assert_eq!(items.page_num(), 3);
    assert!(items.next().is_none());
    assert_eq!(server.take().len(), 1);
}

#[test]
fn types_are_what_callers_rely_on() {
    fn list<T: FusedIterator + Send + 'static>() {}
    list::<Pages<Users>>();
    list::<Items<Users>>();
}
