//! Nothing private is in the logs of this process: not at the lowest level, not from any of the
//! libraries below, not with either client.

#![cfg(all(feature = "async", feature = "blocking"))]

mod cloud;
mod notes;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use runtime::{
    AcceptsServiceAccount, Answer, ApiKey, ClientBuilder, ClientKind, Encoder, Environment, Error,
    Method, Operation, Request, ServiceAccount, Surface, SurfaceInfo,
};
use serde::Deserialize;

const PRIVATE_KEY: &str = "pr1vate-key-7c1e02";
const CLIENT_SECRET: &str = "cl1ent-secret-93bd41";
const TOKEN: &str = "t0ken-58aa37-of-the-account";
const PROXY_PASSWORD: &str = "pr0xy-password-c4d9f6";
const ADDRESS: &str = "somebody-2b7f90@planted.example";

enum Cloud {}

impl Surface for Cloud {
    const INFO: SurfaceInfo = SurfaceInfo {
        client: "silence/1",
        id: "cloud",
        name: "Cloud",
        path: "/api",
        self_hosted: true,
        environment: Environment::NONE,
        codes: &[],
    };
}

impl AcceptsServiceAccount for Cloud {
    const TOKEN_PATH: &'static str = "/api/oauth/token";
    const REVOKE_PATH: &'static str = "/api/oauth/revoke";
}

/// Holds the address in its target and in its body, and gets it back.
struct Invite;

#[derive(Debug, Deserialize)]
struct Invitation {
    username: String,
}

impl Answer for Invitation {}

impl Request for Invite {
    type Surface = Cloud;
    type Answer = Invitation;
    const OPERATION: Operation = Operation {
        id: "invite",
        method: Method::Post,
        path: "/invites",
        media: "application/json",
        idempotent: false,
        instead: None,
    };

    fn encode(&self, to: &mut Encoder) {
        to.query("username", [ADDRESS]);
        to.body(&serde_json::json!({ "username": ADDRESS }));
    }
}

/// Everything that a log must not hold, in each form that it has on the wire.
fn planted() -> Vec<String> {
    let basic = |name: &str, secret: &str| STANDARD.encode(format!("{name}:{secret}"));
    // MD5 of `PUBKEY01:planted:` and the private key.
    let ha1 = "63e41ba1e3d9db1ab7dd5df433eeb9be".to_owned();
    vec![
        PRIVATE_KEY.to_owned(),
        CLIENT_SECRET.to_owned(),
        TOKEN.to_owned(),
        PROXY_PASSWORD.to_owned(),
        ADDRESS.to_owned(),
        ha1,
        basic("mdb_sa_id_x", CLIENT_SECRET),
        basic("user", PROXY_PASSWORD),
    ]
}

/// How the server is reached.
struct Way {
    origin: String,
    proxy: Option<String>,
}

impl Way {
    fn prepare<C: ClientKind<Surface = Cloud>>(
        &self,
        builder: ClientBuilder<C>,
    ) -> ClientBuilder<C> {
        let builder = builder.ca_certificate_pem(cloud::authority()).danger_allow_http();
        match &self.proxy {
            Some(proxy) => builder.proxy(proxy),
            None => builder.no_proxy(),
        }
    }

    fn at<C: ClientKind<Surface = Cloud>>(
        &self,
        start: impl Fn(&str) -> ClientBuilder<C>,
    ) -> [ClientBuilder<C>; 2] {
        let account = ServiceAccount::new("mdb_sa_id_x", CLIENT_SECRET);
        [
            self.prepare(start(&self.origin)).credentials(ApiKey::new("PUBKEY01", PRIVATE_KEY)),
            self.prepare(start(&self.origin)).credentials(account),
        ]
    }

    /// Two calls with each kind of credentials: the second one goes over a kept connection.
    async fn call(&self) -> Result<(), Error> {
        for builder in self.at(|origin| runtime::Client::<Cloud>::at(origin)) {
            let client = builder.build()?;
            for _ in 0..2 {
                assert_eq!(client.send(Invite).await?.username, ADDRESS);
            }
        }
        Ok(())
    }

    fn call_blocking(&self) -> Result<(), Error> {
        for builder in self.at(|origin| runtime::blocking::Client::<Cloud>::at(origin)) {
            let client = builder.build()?;
            for _ in 0..2 {
                assert_eq!(client.send(Invite).wait()?.username, ADDRESS);
            }
        }
        Ok(())
    }
}

/// Eight characters of a secret in a row are too many. A dump may break its lines anywhere.
fn check(text: &str) {
    let text: String = text.split_whitespace().collect();
    for secret in planted() {
        let secret = secret.as_bytes();
        for part in secret.windows(8) {
            let part = std::str::from_utf8(part).unwrap();
            let found = text.find(part).map(|at| {
                let around = at.saturating_sub(200)..text.len().min(at + 200);
                String::from_utf8_lossy(&text.as_bytes()[around])
            });
            assert_eq!(found, None, "{part}");
        }
    }
}

#[test]
fn no_secret_is_in_a_log() {
    notes::take_all();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let cloud = runtime.block_on(cloud::start());
    let through = |proxy: &str| {
        Some(format!("http://user:{PROXY_PASSWORD}@{}", proxy.trim_start_matches("http://")))
    };
    let ways = [
        Way { origin: cloud.secure_h2.clone(), proxy: None },
        Way { origin: cloud.secure.clone(), proxy: None },
        Way { origin: cloud.plain.clone(), proxy: None },
        Way { origin: cloud.secure.clone(), proxy: through(&cloud.proxy) },
        Way { origin: cloud.plain.clone(), proxy: through(&cloud.plain) },
    ];
    for way in &ways {
        runtime.block_on(way.call()).unwrap();
        way.call_blocking().unwrap();
    }
    let text = notes::text();
    // The libraries below were heard.
    for target in ["rustls", "reqwest", "h2::", "hyper_util", "mongodb_invitations"] {
        assert!(text.contains(target), "nothing was heard of {target}");
    }
    check(&text);
}

#[test]
#[should_panic(expected = "body-2b7")]
fn a_secret_that_is_broken_into_lines_would_be_found() {
    check("GET /x?username=some\n body-2b7\n f90");
}
