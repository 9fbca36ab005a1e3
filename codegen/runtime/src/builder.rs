//! The builder of a client: collects what a user says and checks all of it in `build`.

mod network;

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use self::network::Network;
use crate::{
    CredentialsFor, Error, RetryPolicy, StandardRetry, Surface,
    auth::Auth,
    client_kind::{ClientKind, Connected, Connects, Destination, Insides},
    credentials::AnyCredentials,
    environment::{self, Lookup},
    exchange::{Core, Settings},
    url::BaseAddress,
};

/// Makes a client: a [`Client`](crate::Client), or one of the same name in the module `blocking`.
/// Start it with the client's `at`, `builder` or `from_env`.
///
/// Nothing here fails; [`build`](Self::build) reports the first mistake. What is not said keeps its default:
///
/// | Setting | Default | Of what |
/// | --- | --- | --- |
/// | [`timeout`](Self::timeout) | 90 s | the whole call, authentication included |
/// | [`attempt_timeout`](Self::attempt_timeout) | 30 s | one request until its answer is read |
/// | [`connect_timeout`](Self::connect_timeout) | 5 s | name look-up, TCP and TLS |
/// | [`idle_timeout`](Self::idle_timeout) | 10 s | silence between two pieces of a body |
/// | [`max_body`](Self::max_body) | 64 MiB | body of a success |
/// | [`retry`](Self::retry) | [`StandardRetry`] | what follows a failed attempt |
/// | [`user_agent`](Self::user_agent) | this crate and its version | who the requests say that they are from |
/// | [`proxy`](Self::proxy), [`no_proxy`](Self::no_proxy) | as the environment says | the way to the server |
/// | [`ca_certificate_pem`](Self::ca_certificate_pem) | those of the system | which servers are trusted |
#[must_use = "a builder makes nothing until `.build()`"]
pub struct ClientBuilder<C> {
    address: String,
    credentials: Option<AnyCredentials>,
    allow_http: bool,
    timeouts: Timeouts,
    max_body: usize,
    retry: Arc<dyn RetryPolicy>,
    network: Network,
    #[cfg(feature = "testing")]
    transport: Option<crate::testing::TestTransport>,
    client: PhantomData<fn() -> C>,
}

/// The four durations of a client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeouts {
    pub(crate) call: Duration,
    pub(crate) attempt: Duration,
    pub(crate) connect: Duration,
    pub(crate) idle: Duration,
}

impl<C: ClientKind> ClientBuilder<C> {
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
            retry: Arc::new(StandardRetry::new()),
            network: Network::default(),
            #[cfg(feature = "testing")]
            transport: None,
            client: PhantomData,
        }
    }

    /// Takes address and credentials out of variables.
    pub(crate) fn from_lookup(lookup: Lookup<'_>) -> Result<Self, Error> {
        let address = environment::address::<C::Surface>(lookup)?;
        let credentials = environment::credentials::<C::Surface>(lookup)?;
        Ok(Self { credentials: Some(credentials), ..Self::new(address) })
    }

    /// Who calls: an [`ApiKey`](crate::ApiKey), a [`ServiceAccount`](crate::ServiceAccount) where the
    /// surface takes them, or the [`Credentials`](crate::Credentials) that the environment has.
    /// Required; said twice, the last one counts.
    pub fn credentials(mut self, credentials: impl CredentialsFor<C::Surface>) -> Self {
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

    /// Limits connecting: name look-up, TCP, the way through a proxy, and TLS. 5 seconds by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.connect = timeout;
        self
    }

    /// Limits the silence between two pieces of an answer's body. 10 seconds by default.
    ///
    /// How long the server may think before it answers is a matter of
    /// [`attempt_timeout`](Self::attempt_timeout).
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

    /// Decides what follows a failed attempt: [`StandardRetry`] with settings of your own,
    /// [`NoRetry`](crate::NoRetry), or another policy. [`Call::retry`](crate::Call::retry) sets it for
    /// one call.
    pub fn retry(mut self, policy: impl RetryPolicy) -> Self {
        self.retry = Arc::new(policy);
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

    /// Answers calls from a list instead of a server, for tests. Then no credentials are needed, and
    /// calls without any go out unauthenticated.
    #[cfg(feature = "testing")]
    pub fn transport(mut self, transport: crate::testing::TestTransport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Makes the client. Nothing is sent yet.
    ///
    /// The calls of an asynchronous client need a tokio runtime with I/O and time enabled, as
    /// `#[tokio::main]` makes it; building does not. Unless the builder was told otherwise, the
    /// environment names the proxy: `HTTPS_PROXY` or `ALL_PROXY`, where `NO_PROXY` does not except the
    /// host. An asynchronous client also takes the proxy that macOS or Windows is set up with.
    ///
    /// # Errors
    ///
    /// An error for which [`is_config`](Error::is_config) holds: no credentials, credentials that are
    /// empty or hold control characters, an address that is not `https://host[:port][/prefix]`, a
    /// duration or size of zero, a proxy or user agent that cannot be used, or certificates that
    /// cannot be read.
    pub fn build(self) -> Result<C, Error>
    where
        C: Connects,
    {
        #[cfg(feature = "testing")]
        if let Some(transport) = self.transport.clone() {
            return self.assemble(|_| Ok(Connected(Box::new(transport))), || Ok(Auth::None));
        }
        self.assemble(C::connect, || Err(without_credentials()))
    }

    /// Makes the client over a transport that is made last, once the rest is known to be right.
    #[cfg(test)]
    pub(crate) fn build_over<T: crate::transport::Transport>(
        self,
        transport: impl FnOnce(&BaseAddress) -> Result<T, Error>,
    ) -> Result<C, Error> {
        self.assemble(
            |to| Ok(Connected(Box::new(transport(to.base)?))),
            || Err(without_credentials()),
        )
    }

    fn assemble(
        self,
        transport: impl FnOnce(&Destination<'_>) -> Result<Connected, Error>,
        unauthenticated: impl FnOnce() -> Result<Auth, Error>,
    ) -> Result<C, Error> {
        let surface = const { &<C::Surface as Surface>::INFO };
        let base = BaseAddress::parse(&self.address, surface, self.allow_http)?;
        self.timeouts.check()?;
        if self.max_body == 0 {
            return Err(Error::config("`max_body` is zero: no answer could be read"));
        }
        let auth = match self.credentials {
            Some(credentials) => {
                credentials.check()?;
                Auth::new(credentials, &base)?
            }
            None => unauthenticated()?,
        };
        let settings = Settings {
            call_timeout: self.timeouts.call,
            attempt_timeout: self.timeouts.attempt,
            max_body: self.max_body,
        };
        let (user_agent, proxy) = self.network.checked(surface.client)?;
        let Connected(transport) = transport(&Destination {
            base: &base,
            timeouts: self.timeouts,
            user_agent,
            proxy,
            certificates: &self.network.certificates,
        })?;
        let core = Core::new(transport, &base, surface, auth, settings, self.retry);
        Ok(C::from_insides(Insides(core)))
    }
}

fn without_credentials() -> Error {
    Error::config(
        "no credentials: call `.credentials(ApiKey::new(public_key, private_key))` before `.build()`",
    )
}

impl<C: ClientKind> fmt::Debug for ClientBuilder<C> {
    // The address may hold a password by mistake until `build` has refused it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("surface", &<C::Surface as Surface>::INFO.id)
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
