//! Proxies: those that refuse, those that let through, and what of all this the server sees.

use std::{env, process::Command};

use base64::{Engine, prelude::BASE64_STANDARD};
use tests::scripted::{Authority, Reply, Script, Server};

use super::harness::{Caller, PROXY_PASSWORD, PROXY_USER, Verb, key};
use crate::under_test::cloud_manager::CloudManager;

fn address_of(proxy: &Server) -> String {
    format!("http://{PROXY_USER}:{PROXY_PASSWORD}@{}", proxy.address())
}

fn proxy_authorization() -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{PROXY_USER}:{PROXY_PASSWORD}")))
}

/// A server behind TLS, and who vouches for it.
fn origin() -> (Server, Authority) {
    let authority = Authority::new();
    let script = Script::new(|received| match received.method.as_str() {
        "GET" => Verb::Get.success(),
        "DELETE" => Verb::Delete.success(),
        _ => Verb::Post.success(),
    });
    (script.tls(authority.identity("127.0.0.1")).start(), authority)
}

fn caller(origin: &Server, authority: &Authority, proxy: &Server) -> Caller {
    Caller::<CloudManager>::at(&origin.url(), |builder| {
        builder
            .credentials(key())
            .ca_certificate_pem(authority.pem().as_bytes())
            .proxy(address_of(proxy))
    })
}

#[tokio::test]
async fn f51_a_proxy_that_refuses_is_no_connection() {
    for status in [407, 502] {
        for verb in Verb::ALL {
            let (origin, authority) = origin();
            let proxy = Server::answer(move |_| {
                Reply::empty(status).with("Proxy-Authenticate", "Basic realm=\"proxy\"")
            });
            let error = caller(&origin, &authority, &proxy).call(verb).await.unwrap_err();
            assert!(error.is_connect() && !error.is_tls() && !error.is_auth(), "{error}");
            assert!(!error.request_was_sent() && !error.outcome_unknown(), "{error}");
            assert!(error.to_string().contains("proxy"), "{error}");
            assert_eq!(error.attempts(), 3, "{error}");
            assert_eq!(origin.connections(), 0);
            assert!(proxy.log().iter().all(|received| received.method == "CONNECT"));
        }
    }
}

#[tokio::test]
async fn f51_a_proxy_that_lets_through_sees_nothing_and_the_server_sees_no_proxy() {
    let (origin, authority) = origin();
    let to = origin.address();
    let proxy = Server::answer(move |_| Reply::raw("HTTP/1.1 200 OK\r\n\r\n").tunnel(to));
    let caller = caller(&origin, &authority, &proxy);
    for verb in Verb::ALL {
        caller.call(verb).await.unwrap();
    }
    let asked = proxy.log();
    assert!(asked.iter().all(|received| received.method == "CONNECT"), "{asked:?}");
    assert_eq!(asked[0].target, to.to_string());
    assert_eq!(asked[0].header("proxy-authorization"), Some(&*proxy_authorization()));
    assert_eq!(asked[0].header("authorization"), None);
    let log = origin.log();
    assert_eq!(log.len(), 4);
    for received in log {
        assert_eq!(received.header("proxy-authorization"), None);
        assert!(received.headers.iter().all(|(name, _)| !name.starts_with("proxy-")));
    }
}

/// Challenges of a proxy are never answered with the key of the API.
#[tokio::test]
async fn f51_a_proxy_never_gets_the_key_of_the_api() {
    let server = Server::answer(|_| {
        let challenge = tests::scripted::digest::challenge("n1", false);
        Reply::empty(407)
            .with("Proxy-Authenticate", &challenge)
            .with("WWW-Authenticate", &challenge)
    });
    let error = Caller::new(&server).get().await.unwrap_err();
    assert_eq!(error.status(), Some(407), "{error}");
    assert_eq!(server.count(), 1);
}

/// Runs the test below in a process with these variables and looks at who was asked: the proxy, the
/// server.
fn check_environment(variables: &[(&str, &str)], expected: (bool, bool)) {
    let (origin, proxy) =
        (Server::answer(|_| Verb::Get.success()), Server::answer(|_| Verb::Get.success()));
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--ignored", "--exact", "faults::proxies::f51_child", "--nocapture"]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD"] {
        child.env_remove(name).env_remove(name.to_lowercase());
    }
    child.env("FAULTS_ORIGIN", origin.url());
    for (name, value) in variables {
        child.env(name, value.replace("PROXY_ADDRESS", &address_of(&proxy)));
    }
    let output = child.output().unwrap();
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8_lossy(&printed);
    assert!(output.status.success(), "{variables:?}: {printed}");
    assert!(!printed.contains(PROXY_PASSWORD), "{printed}");
    assert_eq!((proxy.count() > 0, origin.count() > 0), expected, "{variables:?}");
    if let Some(received) = proxy.log().first() {
        assert_eq!(received.header("proxy-authorization"), Some(&*proxy_authorization()));
        assert!(received.target.starts_with(&origin.url()), "{}", received.target);
    }
}

#[tokio::test]
#[ignore = "the tests of the environment run it, in a process of its own"]
async fn f51_child() {
    let caller = Caller::<CloudManager>::at(&env::var("FAULTS_ORIGIN").unwrap(), |builder| {
        let builder = builder.credentials(key());
        if env::var_os("FAULTS_NO_PROXY").is_some() { builder.no_proxy() } else { builder }
    });
    caller.get().await.unwrap();
}

#[test]
fn f51_the_environment_names_a_proxy_and_the_exceptions() {
    check_environment(&[("HTTP_PROXY", "PROXY_ADDRESS")], (true, false));
    check_environment(&[("http_proxy", "PROXY_ADDRESS")], (true, false));
    check_environment(&[("ALL_PROXY", "PROXY_ADDRESS")], (true, false));
    check_environment(&[("HTTPS_PROXY", "PROXY_ADDRESS")], (false, true));
    check_environment(&[], (false, true));
    for except in ["127.0.0.1", "10.0.0.1, 127.0.0.0/8"] {
        let variables = [("HTTP_PROXY", "PROXY_ADDRESS"), ("NO_PROXY", except)];
        check_environment(&variables, (false, true));
    }
    check_environment(&[("HTTP_PROXY", "PROXY_ADDRESS"), ("NO_PROXY", "10.0.0.1")], (true, false));
    check_environment(&[("HTTP_PROXY", "PROXY_ADDRESS"), ("FAULTS_NO_PROXY", "")], (false, true));
}
