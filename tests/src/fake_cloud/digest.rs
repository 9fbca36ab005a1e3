//! HTTP Digest as MongoDB does it: MD5 and `qop=auth`, with nonces as Jetty keeps them.
//!
//! Jetty forgets a nonce after a while or after a number of uses, says `stale` for one that it does
//! not know, and refuses a count that it has seen without that word.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Mutex,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use md5::{Digest as _, Md5};

use super::{lock, options::Options};

const REALM: &str = "MMS Public API";

/// The nonces that are out.
#[derive(Default)]
pub(super) struct Digest {
    nonces: Mutex<Nonces>,
}

#[derive(Default)]
struct Nonces {
    known: HashMap<String, Nonce>,
    given: u64,
}

struct Nonce {
    given: Timestamp,
    /// The counts that were used; calls may overtake each other.
    seen: HashSet<u32>,
}

/// An answer to a challenge that is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// The nonce is the reason; the key may be right.
    Stale,
    /// Anything else.
    Wrong,
}

impl Digest {
    /// A challenge with a new nonce, for `WWW-Authenticate`.
    pub(super) fn challenge(&self, options: &Options, stale: bool) -> String {
        let now = options.clock.now();
        let mut nonces = lock(&self.nonces);
        // One that ended is as good as one that was never there, and a server runs for days.
        nonces.known.retain(|_, nonce| !has_ended(nonce, options));
        nonces.given += 1;
        let mut bytes = Md5::digest(nonces.given.to_le_bytes()).to_vec();
        bytes.extend(nonces.given.to_be_bytes());
        let nonce = BASE64_STANDARD.encode(bytes);
        let challenge = format!(
            r#"Digest realm="{REALM}", domain="", nonce="{nonce}", algorithm=MD5, qop="auth", stale={stale}"#
        );
        nonces.known.insert(nonce, Nonce { given: now, seen: HashSet::new() });
        challenge
    }

    /// Checks the answer to a challenge.
    pub(super) fn check(
        &self,
        options: &Options,
        method: &str,
        target: &str,
        authorization: &str,
    ) -> Result<(), Refused> {
        let given = parameters(authorization).ok_or(Refused::Wrong)?;
        let get = |name: &str| given.get(name).map(String::as_str).ok_or(Refused::Wrong);
        let (nonce, nc) = (get("nonce")?, get("nc")?);
        let count = Some(nc)
            .filter(|nc| nc.len() == 8)
            .and_then(|nc| u32::from_str_radix(nc, 16).ok())
            .ok_or(Refused::Wrong)?;
        let fits = get("username")? == options.public_key
            && get("realm")? == REALM
            && get("uri")? == target
            && get("qop")? == "auth"
            && given.get("algorithm").is_none_or(|algorithm| algorithm == "MD5");
        let expected = response(&Answer {
            user: &options.public_key,
            realm: REALM,
            password: &options.private_key,
            method,
            uri: target,
            nonce,
            nc,
            cnonce: get("cnonce")?,
        });
        // The nonce first: Jetty says `stale` to a wrong key too.
        self.use_nonce(options, nonce, count)?;
        if fits && get("response")? == expected { Ok(()) } else { Err(Refused::Wrong) }
    }

    fn use_nonce(&self, options: &Options, nonce: &str, count: u32) -> Result<(), Refused> {
        let mut nonces = lock(&self.nonces);
        let known = nonces.known.get_mut(nonce).ok_or(Refused::Stale)?;
        if has_ended(known, options) || count > options.nonce_uses {
            nonces.known.remove(nonce);
            return Err(Refused::Stale);
        }
        if known.seen.insert(count) { Ok(()) } else { Err(Refused::Wrong) }
    }
}

fn has_ended(nonce: &Nonce, options: &Options) -> bool {
    options.clock.now().duration_since(nonce.given).as_secs() >= options.nonce_life
}

/// The parts of an answer that are hashed.
struct Answer<'a> {
    user: &'a str,
    realm: &'a str,
    password: &'a str,
    method: &'a str,
    uri: &'a str,
    nonce: &'a str,
    nc: &'a str,
    cnonce: &'a str,
}

fn response(answer: &Answer<'_>) -> String {
    let Answer { user, realm, password, method, uri, nonce, nc, cnonce } = answer;
    let secret = md5(&format!("{user}:{realm}:{password}"));
    let request = md5(&format!("{method}:{uri}"));
    md5(&format!("{secret}:{nonce}:{nc}:{cnonce}:auth:{request}"))
}

fn md5(text: &str) -> String {
    Md5::digest(text).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// The parameters of `Digest name="value", name=value`, each at most once.
pub(crate) fn parameters(authorization: &str) -> Option<BTreeMap<String, String>> {
    let mut rest = authorization.strip_prefix("Digest ")?;
    let mut parameters = BTreeMap::new();
    loop {
        rest = rest.trim_start_matches([' ', ',']);
        if rest.is_empty() {
            return Some(parameters);
        }
        let (name, after) = rest.split_once('=')?;
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => unquote(quoted)?,
            None => {
                let (value, after) = after.split_at(after.find(',').unwrap_or(after.len()));
                (value.trim().to_owned(), after)
            }
        };
        if parameters.insert(name.to_owned(), value).is_some() {
            return None;
        }
        rest = after;
    }
}

/// Text up to the closing quote, and what follows.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(characters.next()?.1),
            _ => value.push(character),
        }
    }
    None
}

#[cfg(test)]
mod tests;
