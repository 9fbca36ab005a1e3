//! Going through 10,000 results in pages of 500: how much of them is in memory at once.
//!
//! `cargo bench -p tests --bench pages` prints it as `max alloc`: the heap of this thread, which is
//! that of the client. The server has a thread of its own. `items` is to be as `one_page`, and not as
//! `collected`: it was 386 KB beside 384 KB and 6.1 MB.

use std::{
    fmt::Write as _,
    io::{BufRead, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::LazyLock,
    thread,
};

use divan::{AllocProfiler, Bencher};
use mongodb_invitations::{
    ApiKey, Encoder, Method, Operation, Page, PagedRequest, Request, atlas_v2,
};

#[global_allocator]
static HEAP: AllocProfiler = AllocProfiler::system();

const RESULTS: usize = 10_000;
const PAGE: usize = 500;

/// A list in pages, of records that are not too small.
struct List {
    page: i64,
}

impl Request for List {
    type Surface = atlas_v2::AtlasV2;
    type Answer = Page<atlas_v2::OrgInvitation>;
    const OPERATION: Operation = Operation {
        id: "list",
        method: Method::Get,
        path: "/list",
        media: "application/json",
        idempotent: true,
        instead: None,
    };

    fn encode(&self, to: &mut Encoder) {
        to.query("pageNum", [self.page]);
    }
}

impl PagedRequest for List {
    type Item = atlas_v2::OrgInvitation;

    fn first_page(&self) -> Option<i64> {
        Some(self.page)
    }

    fn page_size(&self) -> Option<i64> {
        i64::try_from(PAGE).ok()
    }

    fn set_page(&mut self, page: i64) {
        self.page = page;
    }
}

fn page(number: usize) -> String {
    let rel = if number * PAGE < RESULTS { "next" } else { "self" };
    let mut body = format!(r#"{{"links":[{{"rel":"{rel}"}}],"results":["#);
    for at in (number - 1) * PAGE..number * PAGE {
        let comma = if at % PAGE == 0 { "" } else { "," };
        write!(
            body,
            r#"{comma}{{"createdAt":"2026-01-14T15:28:13Z","expiresAt":"2026-02-13T15:28:13Z","groupRoleAssignments":[],"id":"{at:024x}","inviterUsername":"abcdefgh","orgId":"5df7a168f10fab3a149357fb","orgName":"example-org","roles":["ORG_MEMBER","ORG_READ_ONLY"],"teamIds":["5f0e15e3d52a043fed8b0001"],"username":"test.user.{at}@example.com"}}"#
        )
        .expect("text takes everything");
    }
    write!(body, r#"],"totalCount":{RESULTS}}}"#).expect("text takes everything");
    body
}

fn answer(stream: TcpStream) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let number = line.split_once("pageNum=")?.1.split(' ').next()?.parse().ok()?;
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line).ok()?;
        }
        let body = page(number);
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        reader.get_mut().write_all((head + &body).as_bytes()).ok()?;
    }
}

/// A client of a server that runs until the process ends.
static CLIENT: LazyLock<atlas_v2::blocking::Client> = LazyLock::new(|| {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let address = listener.local_addr().expect("it has an address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || answer(stream));
        }
    });
    atlas_v2::blocking::Client::at(format!("http://{address}"))
        .credentials(ApiKey::new("PUBKEY01", "11111111-2222-3333-4444-555555555555"))
        .danger_allow_http()
        .build()
        .expect("the client is complete")
});

#[divan::bench]
fn one_page(bencher: Bencher<'_, '_>) {
    LazyLock::force(&CLIENT);
    bencher.bench_local(|| {
        let page = CLIENT.send(List { page: 1 }).wait().expect("the server answers");
        assert_eq!(page.results().len(), PAGE);
    });
}

#[divan::bench]
fn items(bencher: Bencher<'_, '_>) {
    LazyLock::force(&CLIENT);
    bencher.bench_local(|| {
        let mut count = 0;
        for item in CLIENT.items(List { page: 1 }) {
            item.expect("the server answers");
            count += 1;
        }
        assert_eq!(count, RESULTS);
    });
}

#[divan::bench]
fn collected(bencher: Bencher<'_, '_>) {
    LazyLock::force(&CLIENT);
    bencher.bench_local(|| {
        let all: Result<Vec<_>, _> = CLIENT.items(List { page: 1 }).collect();
        assert_eq!(all.expect("the server answers").len(), RESULTS);
    });
}

fn main() {
    divan::main();
}
