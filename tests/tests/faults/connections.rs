//! Connections: those that break, those that were closed meanwhile, and those that never come.

use std::{
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex},
    time::Duration,
};

use socket2::{Domain, Socket, Type};
use tests::scripted::{Reply, Script, Server};

use super::harness::{Caller, Verb, key};
use crate::under_test::{
    cloud_manager::CloudManager,
    ops_manager::{ListOrgInvites, OpsManager},
    testing::TestTransport,
};

#[tokio::test]
async fn f28_a_reset_before_the_answer_is_followed_by_another_attempt_unless_it_creates() {
    for (verb, requests) in [(Verb::Get, 2), (Verb::Patch, 2), (Verb::Delete, 2), (Verb::Post, 1)] {
        for broken in [
            Reply::nothing().reset(),
            Reply::nothing().close(),
            Reply::raw("HTTP/1.1 20").reset(),
            Reply::raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n").close(),
        ] {
            let server = Server::play([broken.clone(), verb.success()]);
            let outcome = Caller::new(&server).call(verb).await;
            assert_eq!(server.count(), requests, "{verb:?} {broken:?}");
            let Err(error) = outcome else {
                assert_ne!(verb, Verb::Post);
                continue;
            };
            assert!(error.outcome_unknown() && error.request_was_sent(), "{error}");
            assert!(!error.is_retryable() && !error.is_connect() && error.status().is_none());
        }
    }
}

/// The server says nothing of it, so the client finds the end of the connection only when it looks.
#[tokio::test]
async fn f29_a_connection_that_was_closed_meanwhile_is_replaced() {
    for pause in [1, 5, 50] {
        let server = Server::answer(|received| match received.number % 2 {
            0 => Verb::Get.success().close(),
            _ => Verb::Post.success(),
        });
        let caller = Caller::new(&server);
        caller.get().await.unwrap();
        tokio::time::sleep(Duration::from_millis(pause)).await;
        caller.post().await.unwrap();
        let posts = server.log().iter().filter(|received| received.method == "POST").count();
        assert_eq!((posts, server.connections()), (1, 2), "after {pause} ms");
    }
}

/// Closed at the very moment of the next request, nobody can know whether it was read. What must
/// never happen is that it is carried out twice, or that a loss is taken for a refusal.
#[tokio::test]
async fn f29_a_race_with_the_end_of_a_connection_never_creates_twice() {
    let server = Server::answer(|received| match received.method.as_str() {
        "GET" => Verb::Get.success().close(),
        _ => Verb::Post.success(),
    });
    let caller = Caller::new(&server);
    for round in 1..=50 {
        caller.get().await.unwrap();
        let outcome = caller.post().await;
        let posts = server.log().iter().filter(|received| received.method == "POST").count();
        assert!(posts <= round, "{posts} creations in {round} calls");
        if let Err(error) = outcome {
            assert!(error.outcome_unknown(), "{error}");
        }
    }
}

#[tokio::test]
async fn f30_a_refused_connection_is_tried_again_for_every_call() {
    for verb in Verb::ALL {
        let transport = TestTransport::new();
        transport.refuse_connection().refuse_connection();
        verb.succeed(&transport);
        let caller = Caller::over(&transport, key());
        caller.call(verb).await.unwrap();
        assert_eq!(transport.requests().len(), 3);
    }
}

/// A port that is taken but not listened on refuses; then somebody listens.
#[tokio::test]
async fn f30_a_server_that_comes_up_meanwhile_is_reached() {
    for verb in Verb::ALL {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
        let address = socket.local_addr().unwrap().as_socket().unwrap();
        let up = Arc::new(Mutex::new(None));
        let policy =
            ListenAtTheSecond { socket: Mutex::new(Some(socket)), up: Arc::clone(&up), verb };
        let caller = Caller::<CloudManager>::at(&format!("http://{address}"), |builder| {
            builder.credentials(key()).retry(policy)
        });
        caller.call(verb).await.unwrap();
        let server = up.lock().unwrap().take().unwrap();
        assert_eq!((server.count(), server.connections()), (1, 1), "{verb:?}");
    }
}

/// Begins to listen once two attempts have failed.
struct ListenAtTheSecond {
    socket: Mutex<Option<Socket>>,
    up: Arc<Mutex<Option<Server>>>,
    verb: Verb,
}

impl crate::under_test::RetryPolicy for ListenAtTheSecond {
    fn wait(&self, failed: &crate::under_test::FailedAttempt<'_>) -> Option<Duration> {
        let error = failed.error();
        assert!(error.is_connect() && !error.request_was_sent() && !error.outcome_unknown());
        if failed.attempt() == 2 {
            let socket = self.socket.lock().unwrap().take().unwrap();
            socket.listen(8).unwrap();
            let (listener, verb) = (TcpListener::from(socket), self.verb);
            let server = Server::over(listener, Script::new(move |_| verb.success())).unwrap();
            *self.up.lock().unwrap() = Some(server);
        }
        Some(Duration::from_millis(1))
    }
}

#[tokio::test]
async fn f31_a_host_that_has_no_address_is_an_error_that_says_so() {
    let caller =
        Caller::<OpsManager>::at("http://x.invalid:8080", |builder| builder.credentials(key()));
    let error = caller.send(ListOrgInvites::new(super::harness::ORG)).await.unwrap_err();
    assert!(error.is_connect() && !error.is_tls() && !error.request_was_sent(), "{error}");
    assert!(error.is_retryable() && error.attempts() == 3, "{error}");
    assert!(error.to_string().contains("DNS"), "{error}");
}
