//! Who calls: an API key over HTTP Digest, or a service account by its token where the surface has them.

use bytes::Bytes;
use codegen::model::Surface;
use http::{Request, header};

use super::{
    digest::{Digest, Refused},
    oauth::Tokens,
    options::Options,
    refusal::Refusal,
};

/// The name of the caller: public key, or id of the service account.
pub(super) fn caller(
    surface: &Surface,
    options: &Options,
    digest: &Digest,
    tokens: &Tokens,
    request: &Request<Bytes>,
) -> Result<String, Refusal> {
    let now = options.clock.now();
    let given = request.headers().get(header::AUTHORIZATION);
    let given = given.and_then(|given| given.to_str().ok()).unwrap_or_default();
    if let Some(token) = given.strip_prefix("Bearer ") {
        return if surface.service_account.is_some() && tokens.knows(token, now) {
            Ok(options.client_id.clone())
        } else {
            Err(unknown().challenge("Bearer".to_owned()))
        };
    }
    if given.is_empty() {
        return Err(unknown().challenge(digest.challenge(options, false)));
    }
    let target = request.uri().to_string();
    digest.check(options, request.method().as_str(), &target, given).map_err(|refused| {
        unknown().challenge(digest.challenge(options, refused == Refused::Stale))
    })?;
    Ok(options.public_key.clone())
}

fn unknown() -> Refusal {
    Refusal::new(401, "NO_CURRENT_USER").detail("There is no authenticated caller.")
}
