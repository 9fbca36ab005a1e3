//! The client: what a user makes once, clones freely and sends requests with.

use std::{fmt, marker::PhantomData, sync::Arc};

use crate::{
    Call, ClientBuilder, Encoder, PublicSurface, Request, SameSurface, Surface, exchange::Core,
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
/// #     const INFO: SurfaceInfo = SurfaceInfo { id: "", name: "", path: "/api/public/v1.0", self_hosted: true };
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
    pub fn at(address: impl Into<String>) -> ClientBuilder<S> {
        ClientBuilder::new(address.into())
    }

    /// Starts a client of MongoDB's own server.
    pub fn builder() -> ClientBuilder<S>
    where
        S: PublicSurface,
    {
        ClientBuilder::new(S::ADDRESS.to_owned())
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
        let mut encoder = Encoder::new(const { &R::OPERATION }, self.core.path());
        request.encode(&mut encoder);
        Call::new(Arc::clone(&self.core), encoder)
    }

    pub(crate) fn from_core(core: Core) -> Self {
        Self { core: Arc::new(core), surface: PhantomData }
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
