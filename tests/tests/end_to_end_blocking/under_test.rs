//! The client under test: the blocking one in the form of the other, so that the
//! same tests can be written for both. Each call blocks a thread of the runtime's
//! pool until it is done.

#![allow(dead_code, reason = "each of the programs of tests needs a part of it")]

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::task::JoinHandle;

pub(crate) use mongodb_invitations::{ClientBuilder as Builder, blocking};

// What is defined here hides the names of the asynchronous client.
#[allow(clippy::wildcard_imports, reason = "all of the client but a few names")]
pub(crate) use mongodb_invitations::*;

/// Each surface with a `Client` of this file.
macro_rules! surfaces {
    ($($module:ident: $marker:ident),*) => {$(
        pub(crate) mod $module {
            pub(crate) use mongodb_invitations::$module::*;
            pub(crate) type Client = super::Client<$marker>;
        }
    )*};
}

surfaces!(atlas_v2: AtlasV2, atlas_v1: AtlasV1, cloud_manager: CloudManager, ops_manager: OpsManager);

pub(crate) struct Client<S: Surface>(blocking::Client<S>);

impl<S: Surface> fmt::Debug for Client<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<S: Surface> Clone for Client<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// It names the client that it makes, as the builder of the crate does.
pub(crate) struct ClientBuilder<C: Wraps>(Builder<C::Blocking>);

pub(crate) trait Wraps {
    type Blocking: ClientKind;
}

impl<S: Surface> Wraps for Client<S> {
    type Blocking = blocking::Client<S>;
}

impl<S: Surface> Client<S> {
    pub(crate) fn at(address: impl Into<String>) -> ClientBuilder<Self> {
        ClientBuilder(blocking::Client::at(address))
    }

    pub(crate) fn builder() -> ClientBuilder<Self>
    where
        S: PublicSurface,
    {
        ClientBuilder(blocking::Client::builder())
    }

    pub(crate) fn send<R>(&self, request: R) -> Call<R>
    where
        R: Request + 'static,
        R::Surface: SameSurface<S>,
    {
        Call(Some(self.0.send(request)), None)
    }

    pub(crate) fn items<R>(&self, request: R) -> Items<R>
    where
        R: PagedRequest,
        R::Surface: SameSurface<S>,
    {
        Items(Some(self.0.items(request)))
    }

    pub(crate) async fn revoke(&self) -> Result<(), Error> {
        let client = self.0.clone();
        let done = tokio::task::spawn_blocking(move || client.revoke());
        done.await.expect("revoking does not panic")
    }
}

/// What is said to the builder is said to the one inside.
macro_rules! settings {
    ($($name:ident($($argument:ident: $ty:ty),*);)*) => {$(
        pub(crate) fn $name(self, $($argument: $ty),*) -> Self {
            Self(self.0.$name($($argument),*))
        }
    )*};
}

impl<S: Surface> ClientBuilder<Client<S>> {
    settings! {
        credentials(credentials: impl CredentialsFor<S>);
        danger_allow_http();
        timeout(timeout: Duration);
        attempt_timeout(timeout: Duration);
        connect_timeout(timeout: Duration);
        idle_timeout(timeout: Duration);
        max_body(bytes: usize);
        retry(policy: impl RetryPolicy);
        ca_certificate_pem(certificates: impl Into<Vec<u8>>);
        proxy(address: impl Into<String>);
        no_proxy();
        transport(transport: testing::TestTransport);
    }

    pub(crate) fn build(self) -> Result<Client<S>, Error> {
        self.0.build().map(Client)
    }
}

impl<S: Surface> fmt::Debug for ClientBuilder<Client<S>> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An iterator with the `next` of a stream.
pub(crate) struct Items<R: PagedRequest>(Option<blocking::Items<R>>);

impl<R: PagedRequest> fmt::Debug for Items<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<R: PagedRequest> Items<R> {
    pub(crate) fn timeout(self, timeout: Duration) -> Self {
        Self(self.0.map(|items| items.timeout(timeout)))
    }

    pub(crate) fn envelope(self) -> Self {
        Self(self.0.map(blocking::Items::envelope))
    }

    pub(crate) fn pretty(self) -> Self {
        Self(self.0.map(blocking::Items::pretty))
    }

    pub(crate) fn page_num(&self) -> i64 {
        self.0.as_ref().expect("nobody waits for the next one").page_num()
    }
}

impl<R: PagedRequest + Send + 'static> Items<R>
where
    R::Item: Send,
{
    pub(crate) async fn next(&mut self) -> Option<Result<R::Item, Error>> {
        let mut items = self.0.take()?;
        let next = tokio::task::spawn_blocking(move || (items.next(), items));
        let (next, items) = next.await.expect("asking for the next one does not panic");
        self.0 = Some(items);
        next
    }
}

/// A blocking call as a future; it starts when it is polled.
pub(crate) struct Call<R: Request>(
    Option<blocking::Call<R>>,
    Option<JoinHandle<Result<R::Answer, Error>>>,
);

/// The same with status and headers.
pub(crate) struct ResponseCall<R: Request>(
    Option<blocking::ResponseCall<R>>,
    Option<JoinHandle<Result<Response<R::Answer>, Error>>>,
);

impl<R: Request> fmt::Debug for Call<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<R: Request> fmt::Debug for ResponseCall<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<R: Request> Call<R> {
    pub(crate) fn timeout(self, timeout: Duration) -> Self {
        Self(self.0.map(|call| call.timeout(timeout)), None)
    }

    pub(crate) fn retry(self, policy: impl RetryPolicy) -> Self {
        Self(self.0.map(|call| call.retry(policy)), None)
    }

    pub(crate) fn envelope(self) -> Self {
        Self(self.0.map(blocking::Call::envelope), None)
    }

    pub(crate) fn pretty(self) -> Self {
        Self(self.0.map(blocking::Call::pretty), None)
    }

    pub(crate) fn response(self) -> ResponseCall<R> {
        ResponseCall(self.0.map(blocking::Call::response), None)
    }
}

impl<R: Request + 'static> Future for Call<R> {
    type Output = Result<R::Answer, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(call) = self.0.take() {
            self.1 = Some(tokio::task::spawn_blocking(|| call.wait()));
        }
        let done = self.1.as_mut().expect("a call that was polled is under way");
        Pin::new(done).poll(context).map(|outcome| outcome.expect("the call does not panic"))
    }
}

impl<R: Request + 'static> Future for ResponseCall<R> {
    type Output = Result<Response<R::Answer>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(call) = self.0.take() {
            self.1 = Some(tokio::task::spawn_blocking(|| call.wait()));
        }
        let done = self.1.as_mut().expect("a call that was polled is under way");
        Pin::new(done).poll(context).map(|outcome| outcome.expect("the call does not panic"))
    }
}
