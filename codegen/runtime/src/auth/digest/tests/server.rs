//! A server of HTTP Digest that keeps nonces as real ones do. It checks the hashes with `md-5`, so that
//! a mistake of the crate that the client uses does not pass on both sides.

use std::{
    collections::HashMap,
    fmt::Write as _,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use md5::{Digest as _, Md5};

pub(super) const USER: &str = "PUBKEY01";
pub(super) const PASSWORD: &str = "s3cr3t";
const REALM: &str = "MMS Public API";

/// What a server takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habits {
    /// How often a nonce may be used.
    pub(super) uses: usize,
    pub(super) life: Life,
    /// Whether each count must be above all earlier ones, or only differ from them.
    pub(super) rising: bool,
    /// Whether each answer announces the next nonce.
    pub(super) announces: bool,
}

/// How long a nonce lives.
#[derive(Debug, Clone, Copy)]
pub(super) enum Life {
    Time(Duration),
    /// For so many requests of anybody, so that nothing depends on how fast this machine is.
    Requests(u64),
}

/// As Jetty does it, behind which MongoDB's servers are.
pub(super) const JETTY: Habits = Habits {
    uses: 1024,
    life: Life::Time(Duration::from_secs(60)),
    rising: false,
    announces: false,
};

/// Apache with `AuthDigestNonceLifetime 0`.
pub(super) const ONE_TIME: Habits = Habits { uses: 1, announces: true, ..JETTY };

/// Apache with `AuthDigestNcCheck On`.
pub(super) const RISING: Habits = Habits { rising: true, ..JETTY };

pub(super) struct DigestServer {
    habits: Habits,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    requests: u64,
    nonces: HashMap<String, Nonce>,
}

struct Nonce {
    given: (u64, Instant),
    counts: Vec<u32>,
}

/// Status, and a header that says something about authentication.
pub(super) type Reply = (u16, &'static str, String);

impl DigestServer {
    pub(super) fn new(habits: Habits) -> Self {
        Self { habits, state: Mutex::default() }
    }

    pub(super) fn requests(&self) -> u64 {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).requests
    }

    pub(super) fn answer(&self, method: &str, target: &str, authorization: Option<&str>) -> Reply {
        let mut state = self.state.lock().unwrap();
        state.requests += 1;
        let Some(given) = authorization.map(parameters) else {
            return state.challenge(false);
        };
        let get = |name: &str| given.get(name).copied().unwrap_or_default();
        let proof = |method: &str| {
            let own = md5(&[USER, REALM, PASSWORD]);
            let call = md5(&[method, target]);
            md5(&[&own, get("nonce"), get("nc"), get("cnonce"), "auth", &call])
        };
        let right = get("username") == USER
            && get("realm") == REALM
            && get("uri") == target
            && get("qop") == "auth"
            && get("nc").len() == 8
            && get("response") == proof(method);
        if !right {
            return state.challenge(false);
        }
        let count = u32::from_str_radix(get("nc"), 16).unwrap();
        if let Some(stale) = state.refuses(self.habits, get("nonce"), count) {
            return state.challenge(stale);
        }
        let mut info = format!(
            "rspauth=\"{}\", qop=auth, nc={}, cnonce=\"{}\"",
            proof(""),
            get("nc"),
            get("cnonce")
        );
        if self.habits.announces {
            write!(info, ", nextnonce=\"{}\"", state.nonce()).unwrap();
        }
        (200, "authentication-info", info)
    }
}

impl State {
    fn nonce(&mut self) -> String {
        let nonce = format!("n{}", self.nonces.len());
        let given = (self.requests, Instant::now());
        self.nonces.insert(nonce.clone(), Nonce { given, counts: Vec::new() });
        nonce
    }

    fn challenge(&mut self, stale: bool) -> Reply {
        let nonce = self.nonce();
        let challenge = format!(
            r#"Digest realm="{REALM}", domain="", nonce="{nonce}", algorithm=MD5, qop="auth", stale={stale}"#
        );
        (401, "www-authenticate", challenge)
    }

    /// Whether this use of a nonce is refused, and then whether the server says that it is stale.
    fn refuses(&mut self, habits: Habits, nonce: &str, count: u32) -> Option<bool> {
        let Some(nonce) = self.nonces.get_mut(nonce) else {
            return Some(true);
        };
        let (requests, time) = nonce.given;
        let dead = match habits.life {
            Life::Time(life) => time.elapsed() > life,
            Life::Requests(life) => self.requests - requests > life,
        };
        if dead || nonce.counts.len() >= habits.uses {
            return Some(true);
        }
        let good = if habits.rising {
            nonce.counts.last().is_none_or(|last| count > *last)
        } else {
            !nonce.counts.contains(&count)
        };
        if good {
            nonce.counts.push(count);
        }
        (!good).then_some(false)
    }
}

/// The parameters of an `Authorization`. None in these tests has a comma or a quote in it.
fn parameters(authorization: &str) -> HashMap<&str, &str> {
    let parameters = authorization.strip_prefix("Digest ").unwrap().split(", ");
    parameters
        .map(|parameter| parameter.split_once('=').unwrap())
        .map(|(name, value)| (name, value.trim_matches('"')))
        .collect()
}

fn md5(parts: &[&str]) -> String {
    let hash = Md5::digest(parts.join(":"));
    hash.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}
