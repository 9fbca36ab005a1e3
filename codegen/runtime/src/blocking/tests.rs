use std::{
    sync::{
        Barrier,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::{Call, Client, ResponseCall};
use crate::{
    ApiKey, ClientBuilder, Error, ServiceAccount,
    transport::double::{
        Cloud, Get, Invite, Org,
        server::{self, Server, answer, json},
    },
};
#[cfg(feature = "async")]
use crate::{Encoder, Method, Operation, Request};

const ORG: &str = r#"{"id":"a"}"#;

fn at(server: &Server) -> ClientBuilder<Client<Cloud>> {
    Client::at(server.url()).danger_allow_http()
}

fn key() -> ApiKey {
    ApiKey::new("PUBKEY01", "11111111-2222-3333-4444-555555555555")
}

fn client(server: &Server) -> Client<Cloud> {
    at(server).credentials(key()).build().unwrap()
}

#[test]
fn a_call_is_answered_with_authentication() {
    let server = server::digest(ORG);
    let client = client(&server);
    assert_eq!(client.send(Get("x")).wait().unwrap().id, "a");
    let response = client.clone().send(Get("x")).response().wait().unwrap();
    assert_eq!((response.status(), response.requests()), (200, 1));
    assert!(response.elapsed() > Duration::ZERO);
    client.send(Invite("jose+x@example.com")).wait().unwrap();
    let sent = server.take();
    assert_eq!(sent.len(), 4);
    assert!(sent[3].starts_with("POST /api/invites?username=jose%2Bx%40example.com HTTP/1.1\r\n"));
    assert!(sent[3].contains("nc=00000003"), "{}", sent[3]);
    assert!(sent[3].ends_with(r#"{"username":"jose+x@example.com"}"#));
}

/// Any method, with a body or without.
#[cfg(feature = "async")]
struct Any<const METHOD: u8, const BODY: bool>;

#[cfg(feature = "async")]
impl<const METHOD: u8, const BODY: bool> Request for Any<METHOD, BODY> {
    type Surface = Cloud;
    type Answer = ();
    const OPERATION: Operation = Operation {
        id: "any",
        method: match METHOD {
            0 => Method::Get,
            1 => Method::Post,
            2 => Method::Put,
            3 => Method::Patch,
            _ => Method::Delete,
        },
        path: "/any",
        media: "application/json",
        idempotent: false,
        instead: None,
    };

    fn encode(&self, to: &mut Encoder) {
        to.query("username", ["é&= +"]);
        if BODY {
            to.body(&"é");
        }
    }
}

/// The request line and the body as they are, the headers in alphabetical order, and without what is
/// different each time.
#[cfg(feature = "async")]
fn comparable(request: &str) -> Vec<String> {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<_> = head
        .lines()
        .map(|line| {
            let random = |part: &&str| part.starts_with("cnonce=") || part.starts_with("response=");
            line.split(", ").filter(|part| !random(part)).collect::<Vec<_>>().join(", ")
        })
        .collect();
    lines[1..].sort_unstable();
    lines.push(body.to_owned());
    lines
}

#[cfg(feature = "async")]
fn check_wire<const METHOD: u8, const BODY: bool>() {
    let server = server::digest(ORG);
    let blocking = client(&server);
    blocking.send(Any::<METHOD, BODY>).wait().unwrap();
    blocking.send(Any::<METHOD, BODY>).envelope().pretty().wait().unwrap();
    let by_blocking = server.take();

    let asynchronous = crate::Client::<Cloud>::at(server.url())
        .danger_allow_http()
        .credentials(key())
        .build()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        asynchronous.send(Any::<METHOD, BODY>).await.unwrap();
        asynchronous.send(Any::<METHOD, BODY>).envelope().pretty().await.unwrap();
    });
    let by_async = server.take();
    let comparable = |sent: &[String]| sent.iter().map(|one| comparable(one)).collect::<Vec<_>>();
    assert_eq!(comparable(&by_blocking), comparable(&by_async));
    assert_eq!(by_blocking.len(), 3);
}

#[cfg(feature = "async")]
#[test]
fn the_bytes_on_the_wire_are_those_of_the_asynchronous_client() {
    check_wire::<0, false>();
    check_wire::<1, true>();
    check_wire::<2, true>();
    check_wire::<3, true>();
    check_wire::<4, false>();
    // Odd, but possible.
    check_wire::<0, true>();
    check_wire::<1, false>();
    check_wire::<2, false>();
    check_wire::<3, false>();
    check_wire::<4, true>();
}

#[cfg(feature = "async")]
#[test]
fn it_can_be_called_inside_of_a_runtime() {
    let server = server::digest(ORG);
    let client = client(&server);
    let flavours = [
        tokio::runtime::Builder::new_current_thread().enable_all().build(),
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build(),
    ];
    for runtime in flavours.map(Result::unwrap) {
        let inside = client.clone();
        runtime.block_on(async move {
            assert_eq!(inside.send(Get("x")).wait().unwrap().id, "a");
            let spawned = tokio::spawn(async move { inside.send(Get("x")).wait() });
            assert_eq!(spawned.await.unwrap().unwrap().id, "a");
        });
    }
}

/// Gives one token and takes it.
fn with_tokens(fetches: &'static AtomicU32, delay: Duration) -> Server {
    Server::new(move |request| {
        if request.starts_with("POST /api/oauth/token ") {
            thread::sleep(delay);
            fetches.fetch_add(1, Ordering::Relaxed);
            return json(r#"{"access_token":"t1","token_type":"Bearer","expires_in":3600}"#);
        }
        assert!(request.contains("Bearer t1\r\n"), "{request}");
        json(ORG)
    })
}

#[test]
fn many_threads_share_one_token() {
    static FETCHES: AtomicU32 = AtomicU32::new(0);
    const THREADS: usize = 24;
    let server = with_tokens(&FETCHES, Duration::from_millis(30));
    let client = at(&server).credentials(ServiceAccount::new("id", "secret")).build().unwrap();
    let together = Barrier::new(THREADS);
    let requests: u32 = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    together.wait();
                    client.send(Get("x")).response().wait().unwrap().requests()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(FETCHES.load(Ordering::Relaxed), 1);
    assert_eq!(requests as usize, THREADS + 1);
}

#[test]
fn waiting_for_the_token_of_another_thread_ends_with_the_calls_own_limit() {
    static FETCHES: AtomicU32 = AtomicU32::new(0);
    let server = with_tokens(&FETCHES, Duration::from_millis(600));
    let client = at(&server).credentials(ServiceAccount::new("id", "secret")).build().unwrap();
    thread::scope(|scope| {
        let patient = scope.spawn(|| client.send(Get("x")).wait());
        while server.take().is_empty() {
            thread::yield_now();
        }
        let begin = Instant::now();
        let error = client.send(Get("x")).timeout(Duration::from_millis(50)).wait().unwrap_err();
        assert!(begin.elapsed() < Duration::from_millis(500), "{:?}", begin.elapsed());
        assert_eq!(
            error.to_string(),
            "getOrg: no token for the service account: the call took longer than its limit"
        );
        assert_eq!(patient.join().unwrap().unwrap(), Org { id: "a".to_owned() });
    });
}

#[test]
fn a_mistake_in_the_request_is_the_error_of_the_call() {
    let server = server::digest(ORG);
    let error = client(&server).send(Get("a\nb")).wait().unwrap_err();
    assert!(error.is_invalid_input());
    let error = client(&server).send(Get("x")).timeout(Duration::ZERO).wait().unwrap_err();
    assert!(error.is_invalid_input());
    assert!(server.take().is_empty());
}

#[test]
fn a_limit_without_an_end_is_one() {
    let server = server::digest(ORG);
    let client = at(&server)
        .credentials(key())
        .timeout(Duration::MAX)
        .attempt_timeout(Duration::MAX)
        .connect_timeout(Duration::MAX)
        .idle_timeout(Duration::MAX)
        .build()
        .unwrap();
    client.send(Get("x")).wait().unwrap();
}

#[test]
fn an_error_of_the_api_is_the_same() {
    let server = Server::new(|_| {
        answer("404 Not Found\r\nRetry-After: 7", r#"{"error":404,"errorCode":"NO_SUCH_ORG"}"#)
    });
    let error = client(&server).send(Get("x")).wait().unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.api().unwrap().retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(error.to_string(), "getOrg: the API did not find it: status 404, NO_SUCH_ORG");
}

#[test]
fn printing_shows_names_only() {
    let client = Client::<Cloud>::at("https://cloud.example.com").credentials(key());
    assert!(!format!("{client:?}").contains("PUBKEY01"));
    let server = server::digest(ORG);
    let client = self::client(&server);
    assert!(format!("{client:?}").starts_with(r#"Client { surface: "cloud", server: "http://"#));
    let call = client.send(Invite("s3cr3t"));
    assert_eq!(format!("{call:?}"), r#"Call { operation: "invite", surface: "cloud", .. }"#);
}

#[test]
fn types_are_what_callers_rely_on() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    fn sent<T: Send + 'static>() {}
    shared::<Client<Cloud>>();
    sent::<Call<Get>>();
    sent::<ResponseCall<Get>>();
    sent::<Result<Org, Error>>();
}
