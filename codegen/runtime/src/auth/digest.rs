//! HTTP Digest over the wire: which 401 is answered, and with what.
//!
//! A nonce of an earlier call is reused, so that a call mostly costs one request. That a server
//! refuses it says nothing about the key: it may be too old, used too often, or overtaken by another
//! call, and not every server says `stale` then. Each refusal brings a challenge of its own, which is
//! answered once. A refusal of *that* answer is final, unless it says `stale`.

use bytes::Bytes;
use http::{Response, StatusCode};
use secrecy::ExposeSecret;

use super::{
    challenge::{self, Caller, Info, Proof},
    nonce::{Nonce, Nonces},
};
use crate::{
    ApiError, ApiKey, Error,
    wire::{Message, Wire},
};

/// A probe, an answer and one more for `stale`.
const MAX_SENDS: u32 = 3;

pub(crate) struct Digest {
    key: ApiKey,
    nonces: Nonces,
}

impl Digest {
    pub(super) fn new(key: ApiKey) -> Self {
        Self { key, nonces: Nonces::default() }
    }

    pub(super) async fn exchange(
        &self,
        wire: &Wire<'_>,
        message: &Message,
    ) -> Result<Response<Bytes>, Error> {
        let mut nonce = self.nonces.lease(wire.now());
        // Whether the nonce came in this very exchange.
        let mut fresh = false;
        let mut sends = 0;
        loop {
            let proof = nonce.as_ref().map(|nonce| self.prove(nonce, message)).transpose()?;
            let authorization = proof.as_ref().map(|proof| proof.authorization.clone());
            let answer = wire.send(message.request(authorization)).await?;
            sends += 1;
            if answer.status() != StatusCode::UNAUTHORIZED {
                if let (Some(nonce), Some(proof)) = (&nonce, &proof) {
                    self.settle(wire, nonce, fresh, proof, &answer)?;
                }
                return Ok(answer);
            }
            let challenge = match challenge::choose(answer.headers()) {
                Ok(challenge) => challenge,
                // Authenticated and refused all the same: a missing role is a 401 in this API.
                Err(_) if proof.is_some() => return Ok(answer),
                Err(problem) => return Err(unanswerable(problem, answer)),
            };
            if sends == MAX_SENDS || (fresh && !challenge.stale) {
                return Ok(answer);
            }
            nonce = Some(self.nonces.received(challenge, wire.now()));
            fresh = true;
        }
    }

    fn prove(&self, nonce: &Nonce, message: &Message) -> Result<Proof, Error> {
        let caller =
            Caller { user: &self.key.public_key, password: self.key.private_key.expose_secret() };
        nonce.prove(&caller, message.method.as_str(), message.target()).ok_or_else(|| {
            Error::config("the public key cannot be written into an `Authorization` header")
        })
    }

    /// Looks at what the server says about authentication in an answer that is no 401, and lets
    /// other calls use the nonce, but only now that it has worked: a nonce that may be used once, or
    /// a few times, would otherwise be used up by others before its first answer.
    fn settle(
        &self,
        wire: &Wire<'_>,
        nonce: &std::sync::Arc<Nonce>,
        fresh: bool,
        proof: &Proof,
        answer: &Response<Bytes>,
    ) -> Result<(), Error> {
        let info = Info::read(answer.headers());
        if let Some(claimed) = &info.rspauth
            && !claimed.eq_ignore_ascii_case(&proof.expected_rspauth)
        {
            return Err(Error::impostor());
        }
        let status = answer.status();
        // Anything else may come from a proxy that has not looked at the proof.
        let accepted = status.is_success()
            || status.is_client_error() && status != StatusCode::PROXY_AUTHENTICATION_REQUIRED;
        if !accepted {
            return Ok(());
        }
        let next = info.nextnonce.and_then(|next| self.nonces.announced(nonce, next, wire.now()));
        if let Some(next) = next {
            self.nonces.publish(next);
        } else if fresh {
            self.nonces.publish(nonce.clone());
        }
        Ok(())
    }
}

fn unanswerable(problem: &'static str, answer: Response<Bytes>) -> Error {
    let (parts, body) = answer.into_parts();
    Error::challenge(problem, ApiError::read(parts.status.as_u16(), parts.headers, &body))
}

#[cfg(test)]
mod tests;
