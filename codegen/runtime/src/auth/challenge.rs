//! Challenges of HTTP Digest (RFC 7616): which one is taken, and the proof that answers it.
//!
//! The parser and the hashes are `http-auth`'s. Taken are MD5 (MongoDB has nothing else) and SHA-256
//! with `qop=auth`; refused are the `-sess` forms, `auth-int`, SHA-512/256 and challenges without
//! `qop`, whose answer does not depend on a count.
//!
//! **Invariant:** nothing that is made of the password is kept, or given to a parser that may log what
//! it reads. `http-auth` logs only with its feature `trace`, and then each character of a header.

mod info;
mod list;
mod parts;
mod refusal;

use http::{HeaderMap, HeaderValue, header};
use http_auth::{DigestClient, PasswordParams};

use self::parts::Parts;
pub(super) use self::{info::Info, refusal::Refusal};

/// Who answers.
pub(super) struct Caller<'a> {
    pub(super) user: &'a str,
    pub(super) password: &'a str,
}

/// The answer to a challenge.
pub(super) struct Proof {
    pub(super) authorization: HeaderValue,
    /// What a server that knows the key sends back, if it sends anything.
    pub(super) expected_rspauth: String,
}

/// A challenge that can be answered, with the count of its answers.
pub(super) struct Challenge {
    pub(super) stale: bool,
    parts: Parts,
    client: DigestClient,
    /// Counts along with `client`. It hashes an empty method, which is the difference between the
    /// response and the server's `rspauth`.
    mirror: DigestClient,
}

/// Picks the challenge to answer, out of all in all headers: the first with SHA-256, else the first.
pub(super) fn choose(headers: &HeaderMap) -> Result<Challenge, Refusal> {
    let mut chosen: Option<(Parts, bool)> = None;
    let mut refusal = Refusal::Absent;
    for value in headers.get_all(header::WWW_AUTHENTICATE) {
        let Ok(value) = value.to_str() else {
            refusal = refusal.or(Refusal::Form("that is malformed"));
            continue;
        };
        for offer in list::offers(value) {
            if !offer.is_digest() {
                refusal = refusal.or(Refusal::Scheme(offer.scheme.to_owned()));
                continue;
            }
            match Parts::read(&offer.text()) {
                Err(problem) => refusal = refusal.or(problem),
                Ok(better) if chosen.as_ref().is_none_or(|chosen| beats(&better.0, &chosen.0)) => {
                    chosen = Some(better);
                }
                Ok(_) => {}
            }
        }
    }
    let (parts, stale) = chosen.ok_or(refusal)?;
    Challenge::new(parts, stale).ok_or(Refusal::Form("that is too long"))
}

fn beats(better: &Parts, chosen: &Parts) -> bool {
    better.is_sha_256() && !chosen.is_sha_256()
}

impl Challenge {
    fn new(parts: Parts, stale: bool) -> Option<Self> {
        Some(Self { stale, client: parts.client()?, mirror: parts.client()?, parts })
    }

    /// The same with the nonce that the server announces as the next one.
    pub(super) fn with_nonce(&self, nonce: String) -> Option<Self> {
        Self::new(self.parts.with_nonce(nonce)?, false)
    }

    /// Answers with the next count. None: the user name does not fit into a header.
    pub(super) fn prove(
        &mut self,
        caller: &Caller<'_>,
        method: &str,
        target: &str,
    ) -> Option<Proof> {
        self.prove_with(caller, method, target, None)
    }

    fn prove_with(
        &mut self,
        caller: &Caller<'_>,
        method: &str,
        target: &str,
        cnonce: Option<&str>,
    ) -> Option<Proof> {
        let mut params = PasswordParams {
            username: caller.user,
            password: caller.password,
            uri: target,
            method,
            // Offered a body, it would take `auth-int`.
            body: None,
        };
        let mut answer = match cnonce {
            Some(cnonce) => self.client.respond_with_testing_cnonce(&params, cnonce),
            None => self.client.respond(&params),
        }
        .ok()?;
        params.method = "";
        let cnonce = quoted(&answer, "cnonce")?;
        let mirrored = self.mirror.respond_with_testing_cnonce(&params, cnonce).ok()?;
        let expected_rspauth = quoted(&mirrored, "response")?.to_owned();
        // An empty `opaque` goes back too; `http-auth` leaves it out.
        if self.parts.opaque.as_deref() == Some("") {
            answer.push_str(", opaque=\"\"");
        }
        let mut authorization = HeaderValue::try_from(answer).ok()?;
        authorization.set_sensitive(true);
        Some(Proof { authorization, expected_rspauth })
    }
}

/// A quoted parameter of an answer whose value needs no escapes.
fn quoted<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    list::elements(answer).find_map(|element| {
        let value = element.strip_prefix(name)?.strip_prefix("=\"")?;
        value.strip_suffix('"')
    })
}

#[cfg(test)]
mod tests;
