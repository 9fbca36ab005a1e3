//! The TLS of both transports: rustls with ring and the certificates that the system trusts.

use std::sync::Arc;

use rustls_platform_verifier::BuilderVerifierExt;

use crate::{Error, url::BaseAddress};

/// TLS 1.2 and 1.3, for the first of these protocols that the server speaks.
///
/// The provider of the cryptography is named: otherwise rustls would look for one of the whole
/// process, and panic when there is none.
pub(crate) fn config(
    base: &BaseAddress,
    protocols: &[&[u8]],
) -> Result<rustls::ClientConfig, Error> {
    let refused = |error| Error::config("TLS cannot be set up").because(error);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(refused)?;
    let mut config = if base.origin.starts_with("https:") {
        config.with_platform_verifier().map_err(refused)?
    } else {
        // No TLS will be spoken, and a small container may have no certificates at all.
        config.with_root_certificates(rustls::RootCertStore::empty())
    }
    .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    Ok(config)
}
