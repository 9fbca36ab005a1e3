//! The client whose calls are waited for.

use std::{fmt, marker::PhantomData, sync::Arc};

use super::{Call, Items, Pages, executor};
use crate::{
    ClientBuilder, ClientKind, Error, PagedRequest, PublicSurface, Request, SameSurface, Surface,
    client_kind::{Connected, Connects, Destination, Insides, Makes},
    environment,
    exchange::Core,
    transport::http1::Http1,
};

/// A client of one surface whose calls are waited for.
///
/// It is cheap to clone: clones share connections and authentication. It is `Send` and `Sync`, holds
/// no global state and starts no tasks. Its `Debug` shows the surface and the server only.
pub struct Client<S> {
    core: Arc<Core>,
    surface: PhantomData<fn() -> S>,
}

impl<S: Surface> Client<S> {
    /// Starts a client of the server at this address; as [`Client::at`](crate::Client::at).
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

    /// Starts a client with the address and the credentials that the environment has; as
    /// [`Client::from_env`](crate::Client::from_env).
    ///
    /// # Errors
    ///
    /// An error for which [`is_config`](Error::is_config) holds: something is not there. It names the
    /// variables, never a value.
    pub fn from_env() -> Result<ClientBuilder<Self>, Error> {
        ClientBuilder::from_lookup(&environment::of_process)
    }

    /// Makes a call of a request. Nothing is sent before [`wait`](Call::wait).
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
        Call::new(crate::Call::of(&self.core, &request))
    }

    /// Goes through a long list page by page; as [`Client::pages`](crate::Client::pages).
    pub fn pages<R>(&self, request: R) -> Pages<R>
    where
        R: PagedRequest,
        R::Surface: SameSurface<S>,
    {
        Pages::new(crate::Pages::of(&self.core, request))
    }

    /// Goes through a long list result by result; as [`Client::items`](crate::Client::items).
    pub fn items<R>(&self, request: R) -> Items<R>
    where
        R: PagedRequest,
        R::Surface: SameSurface<S>,
    {
        Items::new(crate::Items::of(&self.core, request))
    }

    /// Revokes the token of a service account, and waits until that is done; as
    /// [`Client::revoke`](crate::Client::revoke).
    ///
    /// # Errors
    ///
    /// What [`Error`] says; its operation is `revoke`.
    pub fn revoke(&self) -> Result<(), Error> {
        executor::run(self.core.revoke(), self.core.call_timeout())
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

impl<S: Surface> Connects for Client<S> {
    fn connect(to: &Destination<'_>) -> Result<Connected, Error> {
        Ok(Connected(Box::new(Http1::new(to)?)))
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
