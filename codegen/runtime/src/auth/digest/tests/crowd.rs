//! Many calls at once, in turns on one thread and on many threads: none fails, whatever the server
//! does with its nonces, and none costs more than three requests.

use std::sync::Arc;

use http::Request;

use super::{
    server::{DigestServer, Habits, JETTY, Life, ONE_TIME, PASSWORD, RISING, Reply, USER},
    *,
};
use crate::{
    Client,
    transport::double::{Cloud, run_all},
};

const TASKS: usize = 100;
const CALLS: usize = 10;

/// Nonces that live two seconds and may be used eight times.
const SHORT: Habits = Habits { uses: 8, life: Life::Time(Duration::from_secs(2)), ..JETTY };

/// The same on a server with a hundred requests a second.
const BUSY: Habits = Habits { life: Life::Requests(200), ..SHORT };

fn key_of_server() -> ApiKey {
    ApiKey::new(USER, PASSWORD)
}

/// All with the most requests that a thousand calls may cost.
const SERVERS: [(Habits, u64); 4] =
    [(JETTY, 1200), (SHORT, 1600), (ONE_TIME, 1600), (RISING, 1600)];

fn outcome((status, name, value): Reply) -> Outcome {
    answer(status, &[("content-type", "application/json"), (name, &value)], ORG)
}

fn reply(server: &DigestServer, request: &Request<bytes::Bytes>) -> Reply {
    let authorization = request.headers().get("authorization");
    let authorization = authorization.map(|value| value.to_str().unwrap());
    let target = request.uri().path_and_query().unwrap().as_str();
    server.answer(request.method().as_str(), target, authorization)
}

/// The server in memory. Some requests are overtaken on the way, and some answers on the way back.
fn double(server: &Arc<DigestServer>) -> Double {
    let server = Arc::clone(server);
    Double::new(move |request| {
        let server = Arc::clone(&server);
        async move {
            let text = format!("{:?}", request.headers());
            let hash =
                text.bytes().fold(7_usize, |hash, byte| hash * 31 % 9973 + usize::from(byte));
            for _ in 0..hash % 4 {
                pause().await;
            }
            let reply = reply(&server, &request);
            for _ in 0..hash % 3 {
                pause().await;
            }
            outcome(reply)
        }
    })
}

async fn calls(client: Client<Cloud>) {
    for _ in 0..CALLS {
        let response = client.send(Get("x")).response().await.unwrap();
        assert!(response.requests() <= 3, "{} requests for one call", response.requests());
    }
}

fn check_requests(server: &DigestServer, habits: Habits, most: u64) {
    let requests = server.requests();
    assert!(requests <= most, "{requests} requests for {habits:?}");
}

#[test]
fn a_crowd_on_one_thread_gets_through() {
    for (habits, most) in SERVERS {
        let server = Arc::new(DigestServer::new(habits));
        let client = double(&server).client(key_of_server());
        run_all((0..TASKS).map(|_| Box::pin(calls(client.clone()))));
        check_requests(&server, habits, most);
    }
}

/// The clock of such a server does not wait for threads that this machine leaves waiting, so that it
/// is a test for one thread.
#[test]
fn a_crowd_gets_through_although_nonces_end_early() {
    let server = Arc::new(DigestServer::new(BUSY));
    let client = double(&server).client(key_of_server());
    run_all((0..TASKS).map(|_| Box::pin(calls(client.clone()))));
    check_requests(&server, BUSY, 1600);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_crowd_on_many_threads_gets_through() {
    for (habits, most) in SERVERS {
        let server = Arc::new(DigestServer::new(habits));
        let client = double(&server).client(key_of_server());
        let tasks: Vec<_> = (0..TASKS).map(|_| tokio::spawn(calls(client.clone()))).collect();
        for task in tasks {
            task.await.unwrap();
        }
        check_requests(&server, habits, most);
    }
}

#[test]
fn a_thousand_calls_one_after_the_other_cost_one_request_more() {
    let server = Arc::new(DigestServer::new(JETTY));
    let client = double(&server).client(key_of_server());
    for _ in 0..1000 {
        run(client.send(Get("x"))).unwrap();
    }
    assert_eq!(server.requests(), 1001);
}

/// Each answer announces the nonce of the next call, so that one costs a request too.
#[test]
fn one_time_nonces_that_are_announced_cost_one_request_more() {
    let server = Arc::new(DigestServer::new(ONE_TIME));
    let client = double(&server).client(key_of_server());
    for _ in 0..100 {
        run(client.send(Get("x"))).unwrap();
    }
    assert_eq!(server.requests(), 101);
}

/// What the crowd relies on: the server does refuse.
#[test]
fn the_server_refuses_what_it_should() {
    let wrong = ApiKey::new(USER, "wrong");
    let server = Arc::new(DigestServer::new(JETTY));
    assert!(run(double(&server).client(wrong).send(Get("x"))).unwrap_err().is_auth());
    assert_eq!(server.requests(), 2);
}

#[cfg(all(feature = "async", feature = "blocking"))]
mod sockets {
    use super::*;
    use crate::{
        blocking,
        transport::double::server::{Server, answer as text},
    };

    fn serve(server: &Arc<DigestServer>) -> Server {
        let server = Arc::clone(server);
        Server::new(move |request| {
            let mut line = request.split(' ');
            let (method, target) = (line.next().unwrap(), line.next().unwrap());
            let authorization = request.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("authorization").then_some(value)
            });
            let (status, name, value) = server.answer(method, target, authorization);
            text(&format!("{status} X\r\nContent-Type: application/json\r\n{name}: {value}"), ORG)
        })
    }

    /// The two that refuse most; the others differ in nothing that a socket changes.
    const STRICT: [(Habits, u64); 2] = [(SHORT, 1600), (RISING, 1600)];

    #[tokio::test(flavor = "multi_thread", worker_threads = 8)]
    async fn a_crowd_of_tasks_gets_through() {
        for (habits, most) in STRICT {
            let server = Arc::new(DigestServer::new(habits));
            let address = serve(&server).url();
            let client = Client::<Cloud>::at(address).danger_allow_http();
            let client = client.credentials(key_of_server()).build().unwrap();
            let tasks: Vec<_> = (0..TASKS).map(|_| tokio::spawn(calls(client.clone()))).collect();
            for task in tasks {
                task.await.unwrap();
            }
            check_requests(&server, habits, most);
        }
    }

    #[test]
    fn a_crowd_of_threads_gets_through() {
        for (habits, most) in STRICT {
            let server = Arc::new(DigestServer::new(habits));
            let address = serve(&server).url();
            let client = blocking::Client::<Cloud>::at(address).danger_allow_http();
            let client = client.credentials(key_of_server()).build().unwrap();
            std::thread::scope(|scope| {
                for _ in 0..TASKS {
                    scope.spawn(|| {
                        for _ in 0..CALLS {
                            let response = client.send(Get("x")).response().wait().unwrap();
                            assert!(response.requests() <= 3);
                        }
                    });
                }
            });
            check_requests(&server, habits, most);
        }
    }
}
