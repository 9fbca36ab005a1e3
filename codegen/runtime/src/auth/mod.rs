//! Authentication: HTTP Digest with an API key, or OAuth 2.0 with a service account.
//!
//! **Invariant:** credentials go to the configured server only, and HTTP Basic goes to its token
//! endpoint only.

mod challenge;
mod digest;
mod endpoint;
mod nonce;
mod oauth;
mod token;

use bytes::Bytes;
use http::Response;

pub(crate) use self::endpoint::REVOKE;
use self::{digest::Digest, endpoint::Endpoint, oauth::OAuth};
use crate::{
    Error,
    credentials::AnyCredentials,
    url::BaseAddress,
    wire::{Message, Wire},
};

/// How a client proves who calls, with what it has learned for the next call.
pub(crate) enum Auth {
    Digest(Digest),
    Bearer(Box<OAuth>),
    /// Not at all: a test without credentials.
    #[cfg(feature = "testing")]
    None,
}

impl Auth {
    pub(crate) fn new(credentials: AnyCredentials, base: &BaseAddress) -> Result<Self, Error> {
        Ok(match credentials {
            AnyCredentials::ApiKey(key) => Self::Digest(Digest::new(key)),
            AnyCredentials::ServiceAccount(account, paths) => {
                let site = format!("{}{}", base.origin, base.prefix);
                Self::Bearer(Box::new(OAuth::new(Endpoint::new(account, &site, paths)?)))
            }
        })
    }

    /// Sends a message with authentication, as often as that needs, and gives the last answer.
    pub(crate) async fn exchange(
        &self,
        wire: &Wire<'_>,
        message: &Message,
    ) -> Result<Response<Bytes>, Error> {
        match self {
            Self::Digest(digest) => digest.exchange(wire, message).await,
            Self::Bearer(oauth) => oauth.exchange(wire, message).await,
            #[cfg(feature = "testing")]
            Self::None => wire.send(message.request(None)).await,
        }
    }

    /// Revokes the token that is kept, if this is about tokens.
    pub(crate) async fn revoke(&self, wire: &Wire<'_>) -> Result<(), Error> {
        match self {
            Self::Digest(_) => Ok(()),
            Self::Bearer(oauth) => oauth.revoke(wire).await,
            #[cfg(feature = "testing")]
            Self::None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
