//! Credentials: who calls, kept so that it cannot be printed.

use std::{fmt, marker::PhantomData};

use secrecy::{ExposeSecret, SecretString};

use crate::{
    AcceptsServiceAccount, Error, Surface, TokenPaths,
    environment::{self, Lookup},
};

/// An API key for HTTP Digest: the public key is the user name, the private key the password.
///
/// It has no `Display`, and its `Debug` hides the private key. The private key is never sent, only
/// a hash of it, and its memory is overwritten on drop.
///
/// ```
/// use runtime::ApiKey;
///
/// let key = ApiKey::new("PUBLICKY", "11111111-2222-3333-4444-555555555555");
/// assert_eq!(format!("{key:?}"), r#"ApiKey { public_key: "PUBLICKY", private_key: [redacted] }"#);
/// ```
#[derive(Clone)]
pub struct ApiKey {
    pub(crate) public_key: String,
    pub(crate) private_key: SecretString,
}

impl ApiKey {
    /// Takes the two parts as MongoDB shows them. Empty text and control characters are refused by
    /// [`ClientBuilder::build`](crate::ClientBuilder::build).
    pub fn new(public_key: impl Into<String>, private_key: impl Into<String>) -> Self {
        Self { public_key: public_key.into(), private_key: private_key.into().into() }
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey")
            .field("public_key", &self.public_key)
            .field("private_key", &Redacted)
            .finish()
    }
}

/// A service account for OAuth 2.0 client credentials.
///
/// It has no `Display`, and its `Debug` hides the secret. The secret is sent to the token endpoint of
/// the configured server only, and its memory is overwritten on drop.
///
/// ```
/// use runtime::ServiceAccount;
///
/// let account = ServiceAccount::new("mdb_sa_id_1234567890abcdef12345678", "mdb_sa_sk_secret");
/// assert!(!format!("{account:?}").contains("mdb_sa_sk_secret"));
/// ```
#[derive(Clone)]
pub struct ServiceAccount {
    pub(crate) client_id: String,
    pub(crate) client_secret: SecretString,
}

impl ServiceAccount {
    /// Takes the two parts as MongoDB shows them. Empty text and control characters are refused by
    /// [`ClientBuilder::build`](crate::ClientBuilder::build).
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        Self { client_id: client_id.into(), client_secret: client_secret.into().into() }
    }
}

impl fmt::Debug for ServiceAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceAccount")
            .field("client_id", &self.client_id)
            .field("client_secret", &Redacted)
            .finish()
    }
}

/// Credentials of any kind for a surface, as they were found in the environment.
///
/// It has no `Display`, and its `Debug` hides the secret.
#[derive(Clone)]
pub struct Credentials<S> {
    found: AnyCredentials,
    surface: PhantomData<fn() -> S>,
}

impl<S: Surface> Credentials<S> {
    /// Reads the variables that the surface [names](crate::SurfaceInfo::environment): those of
    /// service accounts first, then those of API keys. The first pair of which at least one variable
    /// is set is taken; an empty variable counts as not set.
    ///
    /// # Errors
    ///
    /// An error for which [`is_config`](Error::is_config) holds: nothing is set (the error lists what
    /// was looked for), only one half of a pair is, or a value is not Unicode. Values are never in it.
    ///
    /// ```
    /// # use runtime::{Credentials, Error, Surface};
    /// # fn example<S: Surface>() -> Result<(), Error> {
    /// let credentials = Credentials::<S>::from_env()?;
    /// let builder = runtime::Client::<S>::at("https://mongodb.example.com").credentials(credentials);
    /// # let _ = builder; Ok(()) }
    /// ```
    pub fn from_env() -> Result<Self, Error> {
        Self::from_lookup(&environment::of_process)
    }

    pub(crate) fn from_lookup(lookup: Lookup<'_>) -> Result<Self, Error> {
        Ok(Self { found: environment::credentials::<S>(lookup)?, surface: PhantomData })
    }
}

impl<S: Surface> fmt::Debug for Credentials<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Credentials");
        shown.field("surface", &S::INFO.id);
        match &self.found {
            AnyCredentials::ApiKey(key) => shown.field("found", key),
            AnyCredentials::ServiceAccount(account, _) => shown.field("found", account),
        };
        shown.finish()
    }
}

/// Credentials that a surface takes: [`ApiKey`] on each, [`ServiceAccount`] where the surface
/// [accepts](AcceptsServiceAccount) them, and [`Credentials`] of the same surface. It cannot be
/// implemented outside of this crate.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no credentials for `{S}`",
    label = "expected an `ApiKey` or a `ServiceAccount`"
)]
pub trait CredentialsFor<S: Surface>: sealed::Sealed {
    #[doc(hidden)]
    fn into_credentials(self) -> AnyCredentials;
}

impl<S: Surface> CredentialsFor<S> for ApiKey {
    fn into_credentials(self) -> AnyCredentials {
        AnyCredentials::ApiKey(self)
    }
}

impl<S: AcceptsServiceAccount> CredentialsFor<S> for ServiceAccount {
    fn into_credentials(self) -> AnyCredentials {
        AnyCredentials::ServiceAccount(self, TokenPaths::of::<S>())
    }
}

impl<S: Surface> CredentialsFor<S> for Credentials<S> {
    fn into_credentials(self) -> AnyCredentials {
        self.found
    }
}

pub(crate) use sealed::AnyCredentials;

mod sealed {
    use super::{ApiKey, Credentials, ServiceAccount, TokenPaths};

    #[allow(missing_docs, reason = "cannot be named outside of this crate")]
    #[allow(unreachable_pub, reason = "a method of a sealed public trait returns it")]
    #[derive(Clone)]
    pub enum AnyCredentials {
        ApiKey(ApiKey),
        ServiceAccount(ServiceAccount, TokenPaths),
    }

    #[allow(unreachable_pub, reason = "the seal of a public trait")]
    pub trait Sealed {}

    impl Sealed for ApiKey {}
    impl Sealed for ServiceAccount {}
    impl<S> Sealed for Credentials<S> {}
}

impl AnyCredentials {
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::ApiKey(key) => {
                check_part("the public key", &key.public_key)?;
                check_part("the private key", key.private_key.expose_secret())
            }
            Self::ServiceAccount(account, _) => {
                check_part("the client id", &account.client_id)?;
                check_part("the client secret", account.client_secret.expose_secret())
            }
        }
    }
}

/// A line break that came along with a key from a file would otherwise be a "wrong password".
fn check_part(name: &str, text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error::config(format!("{name} is empty")));
    }
    if text.chars().any(char::is_control) {
        return Err(Error::config(format!(
            "{name} holds a control character, perhaps a line break at its end"
        )));
    }
    Ok(())
}

struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "s3cr3t-value";
    const PATHS: TokenPaths = TokenPaths { token: "/t", revoke: "/r" };

    fn check(credentials: &AnyCredentials, expected: Option<&str>) {
        let problem = credentials.check().err();
        assert_eq!(problem.as_ref().map(ToString::to_string).as_deref(), expected);
        assert!(problem.is_none_or(|error| error.is_config()));
    }

    #[test]
    fn ordinary_parts_are_taken() {
        check(&AnyCredentials::ApiKey(ApiKey::new("PUBKEY01", SECRET)), None);
        let account = ServiceAccount::new("mdb_sa_id_1", SECRET);
        check(&AnyCredentials::ServiceAccount(account, PATHS), None);
    }

    #[test]
    fn empty_parts_are_refused() {
        let key = |public, private| AnyCredentials::ApiKey(ApiKey::new(public, private));
        check(&key("", SECRET), Some("configuration: the public key is empty"));
        check(&key("P", ""), Some("configuration: the private key is empty"));
    }

    #[test]
    fn control_characters_are_refused_without_showing_the_text() {
        let account = ServiceAccount::new("id", format!("{SECRET}\n"));
        check(
            &AnyCredentials::ServiceAccount(account, PATHS),
            Some(
                "configuration: the client secret holds a control character, perhaps a line break at its end",
            ),
        );
    }

    #[test]
    fn debug_hides_the_secret() {
        let shown = format!(
            "{:?} {:#?}",
            ApiKey::new("PUBKEY01", SECRET),
            ServiceAccount::new("id", SECRET)
        );
        assert!(!shown.contains(SECRET), "{shown}");
        assert!(shown.contains("PUBKEY01") && shown.contains("[redacted]"));
    }
}
