//! The client: what a user makes once, clones freely and sends requests with.

use std::{fmt, marker::PhantomData, sync::Arc};

#[cfg(any(feature = "async", feature = "testing"))]
use crate::client_kind::{Connected, Connects, Destination};
use crate::{
    Call, ClientBuilder, ClientKind, Error, Items, PagedRequest, Pages, PublicSurface, Request,
    SameSurface, Surface,
    client_kind::{Insides, Makes},
    environment,
    exchange::Core,
};

/// A client of one surface.
///
/// It is cheap to clone: clones share connections and authentication. It is `Send` and `Sync`, holds
/// no global state and starts no tasks. Its `Debug` shows the surface and the server only.
///
/// ```
/// # use runtime::{ApiKey, Surface, SurfaceInfo};
/// # enum OpsManager {}
/// # impl Surface for OpsManager {
/// #     const INFO: SurfaceInfo = SurfaceInfo {
/// #         client: "", id: "", name: "", path: "/api/public/v1.0", self_hosted: true, codes: &[],
/// #         environment: runtime::Environment::NONE,
/// #     };
/// # }
/// type Client = runtime::Client<OpsManager>;
///
/// # #[cfg(feature = "async")]
/// # fn example() -> Result<(), runtime::Error> {
/// let client = Client::at("https://opsmanager.example.com")
///     .credentials(ApiKey::new("PUBLIC", "11111111-2222-3333-4444-555555555555"))
///     .build()?;
/// # let _ = client; Ok(()) }
/// ```
pub struct Client<S> {
    core: Arc<Core>,
    surface: PhantomData<fn() -> S>,
}

impl<S: Surface> Client<S> {
    /// Starts a client of the server at this address: scheme, host, a port if it is not the usual
    /// one, and a path prefix if the server has one. The surface's own path is left out.
    ///
    /// It takes any text; [`ClientBuilder::build`] reports what is wrong with it.
    pub fn at(address: impl Into<String>) -> ClientBuilder<Self> {
        ClientBuilder::new(address.into())
    }

    /// Starts a client of MongoDB's own server.
    pub fn builder() -> ClientBuilder<Self>
    where
        S: PublicSurface,
    {
        ClientBuilder::new(S::ADDRESS.to_owned())
    }

    /// Starts a client with the address and the credentials that the environment has. The variables
    /// are those that the surface [names](crate::SurfaceInfo::environment).
    ///
    /// The first address that is set is taken, or else MongoDB's own; credentials are found as
    /// [`Credentials::from_env`](crate::Credentials::from_env) says. Nothing else ever reads them.
    ///
    /// # Errors
    ///
    /// An error for which [`is_config`](Error::is_config) holds: the credentials are not there, or the
    /// address is not and the surface has none of its own. It names the variables, never a value.
    ///
    /// ```
    /// # use runtime::{Client, Error, Surface};
    /// # #[cfg(feature = "async")]
    /// # fn example<S: Surface>() -> Result<(), Error> {
    /// let client = Client::<S>::from_env()?.build()?;
    /// # let _ = client; Ok(()) }
    /// ```
    pub fn from_env() -> Result<ClientBuilder<Self>, Error> {
        ClientBuilder::from_lookup(&environment::of_process)
    }

    /// Makes a call of a request. Nothing is sent before the call is awaited.
    ///
    /// The request is encoded at once; what is wrong with it is the error of the call.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "a request is made to be sent: `client.send(Request::new(…))`"
    )]
    pub fn send<R>(&self, request: R) -> Call<R>
    where
        R: Request,
        R::Surface: SameSurface<S>,
    {
        Call::of(&self.core, &request)
    }

    /// Goes through a long list page by page. Nothing is sent before the first page is asked for.
    ///
    /// ```
    /// # use runtime::{Client, Error, PagedRequest, Surface};
    /// # async fn example<S: Surface, R: PagedRequest<Surface = S>>(
    /// #     client: Client<S>,
    /// #     request: R,
    /// # ) -> Result<(), Error> {
    /// let mut pages = client.pages(request);
    /// while let Some(page) = pages.next().await {
    ///     println!("{} more", page?.results().len());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn pages<R>(&self, request: R) -> Pages<R>
    where
        R: PagedRequest,
        R::Surface: SameSurface<S>,
    {
        Pages::of(&self.core, request)
    }

    /// Goes through a long list result by result, with no more than one page in memory. Nothing is
    /// sent before the first result is asked for.
    ///
    /// ```
    /// # use runtime::{Client, Error, PagedRequest, Surface};
    /// # async fn example<S: Surface, R: PagedRequest<Surface = S>>(
    /// #     client: Client<S>,
    /// #     request: R,
    /// # ) -> Result<(), Error> where R::Item: std::fmt::Debug {
    /// let mut users = client.items(request);
    /// while let Some(user) = users.next().await {
    ///     println!("{:?}", user?);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn items<R>(&self, request: R) -> Items<R>
    where
        R: PagedRequest,
        R::Surface: SameSurface<S>,
    {
        Items::of(&self.core, request)
    }

    /// Revokes the token of a service account, so that it is good for nothing from now on. A program
    /// that is about to end need not leave one behind that lives for an hour.
    ///
    /// The next call fetches another token. Without a token, or with an API key, nothing is sent.
    ///
    /// # Errors
    ///
    /// What [`Error`] says; its operation is `revoke`. The token is kept then, and this can be tried
    /// again.
    ///
    /// ```
    /// # use runtime::{Client, Error, Surface};
    /// # async fn example<S: Surface>(client: Client<S>) -> Result<(), Error> {
    /// client.revoke().await?;
    /// # Ok(()) }
    /// ```
    pub fn revoke(&self) -> impl Future<Output = Result<(), Error>> + Send + 'static + use<S> {
        let core = Arc::clone(&self.core);
        async move { core.revoke().await }
    }
}

impl<S: Surface> ClientKind for Client<S> {
    type Surface = S;
}

impl<S: Surface> Makes for Client<S> {
    fn from_insides(Insides(core): Insides) -> Self {
        Self { core: Arc::new(core), surface: PhantomData }
    }
}

#[cfg(feature = "async")]
impl<S: Surface> Connects for Client<S> {
    fn connect(to: &Destination<'_>) -> Result<Connected, Error> {
        let transport = crate::transport::reqwest::Reqwest::new(to)?;
        Ok(Connected(Box::new(transport)))
    }
}

#[cfg(all(feature = "testing", not(feature = "async")))]
impl<S: Surface> Connects for Client<S> {
    fn connect(_: &Destination<'_>) -> Result<Connected, Error> {
        Err(Error::config("no transport: call `.transport(…)`, or enable the feature `async`"))
    }
}

impl<S> Clone for Client<S> {
    fn clone(&self) -> Self {
        Self { core: Arc::clone(&self.core), surface: PhantomData }
    }
}

impl<S: Surface> fmt::Debug for Client<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("surface", &S::INFO.id)
            .field("server", &self.core.origin())
            .finish_non_exhaustive()
    }
}
