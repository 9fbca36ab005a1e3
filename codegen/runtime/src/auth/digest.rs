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
    challenge::{self, Caller, Info, Proof, Refusal},
    nonce::{Lease, Nonce, Nonces},
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
        // The nonce of an earlier call, once it was refused.
        let mut refused = None;
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
                    self.settle(wire, nonce, refused.as_ref(), proof, &answer)?;
                }
                return Ok(answer);
            }
            let challenge = match challenge::choose(answer.headers()) {
                Ok(challenge) => challenge,
                // Authenticated and refused all the same: a missing role is a 401 in this API.
                Err(_) if proof.is_some() => return Ok(answer),
                Err(refusal) => return Err(unanswerable(&refusal, answer)),
            };
            if sends == MAX_SENDS || (fresh && !challenge.stale) {
                if let Some(refused) = &refused {
                    // It was not the nonce's fault.
                    refused.doubt(false);
                }
                return Ok(answer);
            }
            let received = self.nonces.received(challenge, wire.now());
            if let Some(reused) = nonce.replace(received)
                && !fresh
            {
                reused.doubt(true);
                refused = Some(reused);
            }
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
        nonce: &Lease,
        refused: Option<&Lease>,
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
        if let Some(refused) = refused {
            self.nonces.forget(refused);
        }
        let next = info.nextnonce;
        if next.and_then(|next| self.nonces.keep_next(nonce, next, wire.now())).is_none() {
            self.nonces.keep(nonce);
        }
        Ok(())
    }
}

fn unanswerable(refusal: &Refusal, answer: Response<Bytes>) -> Error {
    let (parts, body) = answer.into_parts();
    Error::challenge(
        refusal.to_string(),
        ApiError::read(parts.status.as_u16(), parts.headers, &body),
    )
}

#[cfg(test)]
mod tests;
