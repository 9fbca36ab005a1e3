//! TLS: servers that nobody vouches for, that have expired, that are someone else, or that speak
//! something else.

use tests::scripted::{Authority, Greeting, Reply, Script, Server};

use super::harness::{Caller, Verb, key};
use crate::under_test::cloud_manager::CloudManager;

fn caller(address: &str, authority: &Authority) -> Caller {
    Caller::<CloudManager>::at(address, |builder| {
        builder.credentials(key()).ca_certificate_pem(authority.pem().as_bytes())
    })
}

/// A server with a certificate until this year for this name.
fn server(authority: &Authority, name: &str, until: i32) -> Server {
    Script::new(|_| Verb::Get.success()).tls(authority.identity_until(name, until)).start()
}

/// Nothing is sent, and nothing is tried again: what is wrong with TLS stays wrong.
async fn check_refused(server: &Server, authority: &Authority) {
    let address = server.url().replace("http:", "https:");
    for verb in [Verb::Get, Verb::Post] {
        let before = server.connections();
        let error = caller(&address, authority).call(verb).await.unwrap_err();
        assert!(error.is_tls() && error.is_connect() && !error.is_timeout(), "{error}");
        assert!(!error.request_was_sent() && !error.outcome_unknown(), "{error}");
        assert!(!error.is_retryable() && error.attempts() == 1, "{error}");
        assert!(error.to_string().contains("TLS"), "{error}");
        assert_eq!((server.count(), server.connections() - before), (0, 1));
    }
}

#[tokio::test]
async fn f33_a_server_that_the_authority_vouches_for_is_spoken_to() {
    let authority = Authority::new();
    for name in ["127.0.0.1", "localhost"] {
        let server = server(&authority, name, 2100);
        let address = format!("https://{name}:{}", server.address().port());
        caller(&address, &authority).get().await.unwrap();
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn f33_a_server_that_is_not_who_it_should_be_gets_nothing() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    check_refused(&server(&stranger, "127.0.0.1", 2100), &authority).await;
    check_refused(&server(&authority, "127.0.0.1", 2020), &authority).await;
    check_refused(&server(&authority, "elsewhere.example", 2100), &authority).await;
}

#[tokio::test]
async fn f33_a_server_that_speaks_no_tls_gets_nothing() {
    let authority = Authority::new();
    for words in [
        &b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"[..],
        // What a server of TLS 1.1 says: an alert, `protocol_version`.
        b"\x15\x03\x02\x00\x02\x02\x46",
    ] {
        let server = Script::new(|_| Reply::empty(500))
            .greet(move |_| Greeting::Say(words.to_vec()))
            .start();
        check_refused(&server, &authority).await;
    }
}

/// A server that hangs up instead of shaking hands may be on its way up or down.
#[tokio::test]
async fn f33_a_connection_that_ends_in_the_handshake_is_tried_again() {
    let authority = Authority::new();
    for verb in Verb::ALL {
        let server = Script::new(move |_| verb.success())
            .tls(authority.identity("127.0.0.1"))
            .greet(|number| if number < 2 { Greeting::Reset } else { Greeting::Talk })
            .start();
        caller(&server.url(), &authority).call(verb).await.unwrap();
        assert_eq!((server.count(), server.connections()), (1, 3));
    }
}
