//! The TLS of both transports: rustls with ring, and the certificates that the system and the user
//! trust.

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    crypto::CryptoProvider,
    pki_types::{CertificateDer, pem::PemObject},
};
use rustls_platform_verifier::Verifier;

use crate::Error;

/// TLS 1.2 and 1.3, for the first of these protocols that the server speaks.
///
/// The provider of the cryptography is named: otherwise rustls would look for one of the whole
/// process, and panic when there is none.
pub(super) fn config(
    needed: bool,
    certificates: &[Vec<u8>],
    protocols: &[&[u8]],
) -> Result<ClientConfig, Error> {
    let refused = |error| Error::config("TLS cannot be set up").because(error);
    let own = read(certificates)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(refused)?;
    let mut config = if needed {
        let verifier = Arc::new(verifier(own, provider)?);
        // Only the name is dangerous: this is how a verifier is given, and it verifies everything.
        config.dangerous().with_custom_certificate_verifier(verifier)
    } else {
        // No TLS will be spoken, and a small container may have no certificates at all.
        config.with_root_certificates(RootCertStore::empty())
    }
    .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    Ok(config)
}

/// All certificates of these PEM texts. Each text has at least one, and each could be an authority's.
fn read(texts: &[Vec<u8>]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let problem = "what was given to `ca_certificate_pem` is no certificate in PEM: it begins with \
                   `-----BEGIN CERTIFICATE-----`";
    let mut all = Vec::new();
    for text in texts {
        let before = all.len();
        for certificate in CertificateDer::pem_slice_iter(text) {
            // The source would repeat what was given, which may be a private key by mistake.
            let certificate = certificate.map_err(|_| Error::config(problem))?;
            RootCertStore::empty().add(certificate.clone()).map_err(|error| {
                Error::config("a certificate given to `ca_certificate_pem` cannot be read")
                    .because(error)
            })?;
            all.push(certificate);
        }
        if all.len() == before {
            return Err(Error::config(problem));
        }
    }
    Ok(all)
}

/// The system's verifier, which also trusts these. On Linux without any of the system's own they are
/// enough.
#[cfg(not(target_os = "android"))]
fn verifier(
    own: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Verifier, Error> {
    let verifier = if own.is_empty() {
        Verifier::new(provider)
    } else {
        Verifier::new_with_extra_roots(own, provider)
    };
    verifier.map_err(|error| {
        Error::config("the certificates that the system trusts cannot be read").because(error)
    })
}

#[cfg(target_os = "android")]
fn verifier(
    own: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Verifier, Error> {
    if !own.is_empty() {
        return Err(Error::config(
            "`ca_certificate_pem` is not possible on Android: install the certificate on the device",
        ));
    }
    Verifier::new(provider).map_err(|error| {
        Error::config("the certificates that the system trusts cannot be read").because(error)
    })
}

#[cfg(test)]
pub(super) mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    use super::*;

    pub(in crate::transport) const AUTHORITY: &[u8] = include_bytes!("tests/authority.der");

    pub(in crate::transport) fn pem(certificate: &[u8]) -> String {
        let text = STANDARD.encode(certificate);
        format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
    }

    fn check(texts: &[&[u8]], expected: Result<(), &str>) {
        let texts: Vec<_> = texts.iter().map(|text| text.to_vec()).collect();
        let got = config(true, &texts, &[]).map(|_| ());
        if let Err(error) = &got {
            let shown = format!("{error} {error:?} {:?}", std::error::Error::source(error));
            assert!(error.is_config() && !shown.contains("s3cr3t"), "{shown}");
        }
        let text = got.as_ref().map_err(ToString::to_string);
        match expected {
            Ok(()) => assert_eq!(text, Ok(&())),
            Err(part) => assert!(text.as_ref().is_err_and(|text| text.contains(part)), "{text:?}"),
        }
    }

    #[test]
    fn authorities_are_added_in_pem() {
        let authority = pem(AUTHORITY);
        check(&[authority.as_bytes()], Ok(()));
        let two = format!("# ours\n{authority}\n{authority}");
        check(&[two.as_bytes(), authority.as_bytes()], Ok(()));
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        let no_pem = Err("is no certificate in PEM");
        for text in [
            &b""[..],
            b"s3cr3t",
            b"\xff\xfe",
            AUTHORITY,
            b"-----BEGIN CERTIFICATE-----\nczNjcjN0",
            b"-----BEGIN CERTIFICATE-----\n!s3cr3t!\n-----END CERTIFICATE-----\n",
            b"-----BEGIN PRIVATE KEY-----\nczNjcjN0\n-----END PRIVATE KEY-----\n",
        ] {
            check(&[text], no_pem);
        }
        // One good text does not excuse another one.
        check(&[pem(AUTHORITY).as_bytes(), b"s3cr3t"], no_pem);
        check(&[pem(b"s3cr3t").as_bytes()], Err("cannot be read"));
    }
}
