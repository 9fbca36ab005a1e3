//! The builder of a client: collects what a user says and checks all of it in `build`.

use std::{fmt, marker::PhantomData, time::Duration};

use crate::{
    Client, CredentialsFor, Error, Surface,
    auth::Auth,
    credentials::Credentials,
    exchange::{Core, Settings},
    transport::Transport,
    url::BaseAddress,
};

/// Makes a [`Client`]. Start one with [`Client::at`] or [`Client::builder`].
///
/// Nothing here fails; [`build`](Self::build) reports the first mistake. What is not said keeps its default:
///
/// | Setting | Default | Limits |
/// | --- | --- | --- |
/// | [`timeout`](Self::timeout) | 90 s | the whole call, authentication included |
/// | [`attempt_timeout`](Self::attempt_timeout) | 30 s | one request until its answer is read |
/// | [`connect_timeout`](Self::connect_timeout) | 5 s | name look-up, TCP and TLS |
/// | [`idle_timeout`](Self::idle_timeout) | 10 s | silence between two pieces of a body |
/// | [`max_body`](Self::max_body) | 64 MiB | body of a success |
#[must_use = "a builder makes nothing until `.build()`"]
pub struct ClientBuilder<S> {
    address: String,
    credentials: Option<Credentials>,
    allow_http: bool,
    timeouts: Timeouts,
    max_body: usize,
    surface: PhantomData<fn() -> S>,
}

/// The four durations of a client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeouts {
    pub(crate) call: Duration,
    pub(crate) attempt: Duration,
    pub(crate) connect: Duration,
    pub(crate) idle: Duration,
}

impl<S: Surface> ClientBuilder<S> {
    pub(crate) fn new(address: String) -> Self {
        Self {
            address,
            credentials: None,
            allow_http: false,
            timeouts: Timeouts {
                call: Duration::from_secs(90),
                attempt: Duration::from_secs(30),
                connect: Duration::from_secs(5),
                idle: Duration::from_secs(10),
            },
            max_body: 64 * 1024 * 1024,
            surface: PhantomData,
        }
    }

    /// Who calls: an [`ApiKey`](crate::ApiKey) or, where the surface takes them, a
    /// [`ServiceAccount`](crate::ServiceAccount). Required; said twice, the last one counts.
    pub fn credentials(mut self, credentials: impl CredentialsFor<S>) -> Self {
        self.credentials = Some(credentials.into_credentials());
        self
    }

    /// Limits the whole call: authentication, sending and reading together. 90 seconds by default.
    /// [`Call::timeout`](crate::Call::timeout) sets it for one call.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.call = timeout;
        self
    }

    /// Limits one request until its answer is read. 30 seconds by default.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.attempt = timeout;
        self
    }

    /// Limits connecting: name look-up, TCP and TLS. 5 seconds by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.connect = timeout;
        self
    }

    /// Limits the silence between two pieces of an answer's body. 10 seconds by default.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.idle = timeout;
        self
    }

    /// Limits the body of a success, in bytes. 64 MiB by default: a list of 15,000 invitations is
    /// over 8 MiB. A longer one is an error for which
    /// [`is_body_too_large`](Error::is_body_too_large) holds.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Allows an address that begins with `http://`, for this machine (`localhost`, `127.0.0.1`,
    /// `[::1]`) and, on a surface that users run themselves, for any host.
    ///
    /// Everything that is sent and answered can then be read on the way. An API key is still not
    /// sent itself, but what authenticates one call can be caught.
    pub fn danger_allow_http(mut self) -> Self {
        self.allow_http = true;
        self
    }

    /// Makes the client. Nothing is sent yet.
    ///
    /// The client's calls need a tokio runtime with I/O and time enabled, as `#[tokio::main]` makes
    /// it; building does not. Proxies are taken from the environment (`HTTPS_PROXY`, `NO_PROXY`).
    ///
    /// # Errors
    ///
    /// An error for which [`is_config`](Error::is_config) holds: no credentials, credentials that are
    /// empty or hold control characters, an address that is not `https://host[:port][/prefix]`, a
    /// duration or size of zero, or certificates of the system that cannot be read.
    #[cfg(feature = "async")]
    pub fn build(self) -> Result<Client<S>, Error> {
        let timeouts = self.timeouts;
        self.build_over(|base| crate::transport::reqwest::Reqwest::new(base, timeouts))
    }

    /// Makes the client over a transport that is made last, once the rest is known to be right.
    pub(crate) fn build_over<T: Transport>(
        self,
        transport: impl FnOnce(&BaseAddress) -> Result<T, Error>,
    ) -> Result<Client<S>, Error> {
        let base = BaseAddress::parse(&self.address, &S::INFO, self.allow_http)?;
        self.timeouts.check()?;
        if self.max_body == 0 {
            return Err(Error::config("`max_body` is zero: no answer could be read"));
        }
        let Some(credentials) = self.credentials else {
            return Err(Error::config(
                "no credentials: call `.credentials(ApiKey::new(public_key, private_key))` before `.build()`",
            ));
        };
        credentials.check()?;
        let auth = Auth::new(credentials, &base)?;
        let settings = Settings {
            call_timeout: self.timeouts.call,
            attempt_timeout: self.timeouts.attempt,
            max_body: self.max_body,
        };
        let transport = transport(&base)?;
        Ok(Client::from_core(Core::new(Box::new(transport), &base, S::INFO.path, auth, settings)))
    }
}

impl<S: Surface> fmt::Debug for ClientBuilder<S> {
    // The address may hold a password by mistake until `build` has refused it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("surface", &S::INFO.id)
            .field("timeouts", &self.timeouts)
            .field("max_body", &self.max_body)
            .finish_non_exhaustive()
    }
}

impl Timeouts {
    fn check(self) -> Result<(), Error> {
        let named = [
            ("timeout", self.call),
            ("attempt_timeout", self.attempt),
            ("connect_timeout", self.connect),
            ("idle_timeout", self.idle),
        ];
        match named.iter().find(|(_, duration)| duration.is_zero()) {
            Some((name, _)) => {
                Err(Error::config(format!("`{name}` is zero: every call would fail")))
            }
            None => Ok(()),
        }
    }
}
