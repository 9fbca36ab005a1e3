//! Certificates: an authority of one test, and servers that it vouches for, rightly or not.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

/// Someone who vouches for servers.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

impl Authority {
    /// Makes a new one, which nobody knows yet.
    ///
    /// # Panics
    ///
    /// When the library of certificates refuses what is written here.
    pub fn new() -> Self {
        let key = KeyPair::generate().expect("a key can be made");
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Authority of a test");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let own = params.self_signed(&key).expect("an authority vouches for itself");
        Self { pem: own.pem(), issuer: Issuer::new(params, key) }
    }

    /// Its certificate, for the client.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// A server of this name or address.
    pub fn identity(&self, name: &str) -> Arc<ServerConfig> {
        self.identity_until(name, 2100)
    }

    /// A server of this name or address, whose certificate ended with the year before this one.
    ///
    /// # Panics
    ///
    /// When the name is none, or the library of certificates refuses what is written here.
    pub fn identity_until(&self, name: &str, year: i32) -> Arc<ServerConfig> {
        let key = KeyPair::generate().expect("a key can be made");
        let mut params = CertificateParams::new([name.to_owned()]).expect("it is a name");
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(year, 1, 1);
        let certificate = params.signed_by(&key, &self.issuer).expect("it can be signed");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config =
            ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .expect("the provider knows TLS 1.2 and 1.3")
                .with_no_client_auth()
                .with_single_cert(vec![certificate.der().clone()], key)
                .expect("the key belongs to the certificate");
        Arc::new(config)
    }
}
