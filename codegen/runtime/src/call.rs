//! A call: the lazy future of one request, and the same with status and headers beside the value.

use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use crate::{
    Answer, Encoder, Error, Operation, Request, Response, RetryPolicy, Surface,
    exchange::{Core, Options, Reply},
    transport::BoxFuture,
};

/// One call. Nothing is sent before the first poll.
///
/// Dropping it stops it, at any point; the client stays usable. A request that was already sent may
/// still be carried out by the server.
///
/// The error is described at [`Error`]; a mistake in the request is reported here too, before
/// anything is sent.
///
/// ```
/// # use std::time::Duration;
/// # use runtime::{Call, Error, Request};
/// # async fn example<R: Request>(call: Call<R>) -> Result<(), Error> {
/// let answer = call.timeout(Duration::from_secs(10)).await?;
/// # let _ = answer; Ok(()) }
/// ```
#[must_use = "a call is sent when it is awaited: add `.await`"]
pub struct Call<R: Request> {
    pending: Pending,
    request: PhantomData<fn() -> R>,
}

impl<R: Request> Call<R> {
    /// The request is encoded at once; what is wrong with it is the error of the call.
    pub(crate) fn of(core: &Arc<Core>, request: &R) -> Self {
        Self::with_options(core, request, Options::of::<R::Answer>(core))
    }

    pub(crate) fn with_options(core: &Arc<Core>, request: &R, options: Options) -> Self {
        let mut encoder = Encoder::new(const { &R::OPERATION }, core.path());
        request.encode(&mut encoder);
        let ready = Ready { core: Arc::clone(core), encoder, options };
        Self { pending: Pending::Ready(Box::new(ready)), request: PhantomData }
    }

    /// Limits this call, authentication included; otherwise the client's
    /// [`timeout`](crate::ClientBuilder::timeout) does. Zero is an error for which
    /// [`is_invalid_input`](Error::is_invalid_input) holds.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|options| options.timeout = timeout)
    }

    /// Decides for this call what follows a failed attempt, instead of the client's
    /// [`retry`](crate::ClientBuilder::retry).
    ///
    /// ```
    /// # use runtime::{Call, Error, Request, StandardRetry};
    /// # async fn example<R: Request>(call: Call<R>) -> Result<(), Error> {
    /// let answer = call.retry(StandardRetry::new().attempts(5)).await?;
    /// # let _ = answer; Ok(()) }
    /// ```
    pub fn retry(self, policy: impl RetryPolicy) -> Self {
        self.with(|options| options.retry = Some(Arc::new(policy)))
    }

    /// Asks for the answer in an envelope, with the status in the body, and takes it out again: the
    /// status inside decides whether the call succeeded. For servers behind a proxy that changes the
    /// status of an answer.
    ///
    /// An answer that comes without an envelope all the same is taken as it is.
    ///
    /// ```
    /// # use runtime::{Call, Error, Request};
    /// # async fn example<R: Request>(call: Call<R>) -> Result<(), Error> {
    /// let answer = call.envelope().await?;
    /// # let _ = answer; Ok(()) }
    /// ```
    pub fn envelope(self) -> Self {
        self.with(|options| options.envelope = true)
    }

    /// Asks for JSON with line breaks and indentation, for people who watch the wire. The value is
    /// the same.
    pub fn pretty(self) -> Self {
        self.with(|options| options.pretty = true)
    }

    fn with(mut self, set: impl FnOnce(&mut Options)) -> Self {
        if let Pending::Ready(ready) = &mut self.pending {
            set(&mut ready.options);
        }
        self
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn limit(&self) -> Duration {
        match &self.pending {
            Pending::Ready(ready) => ready.options.timeout,
            Pending::Running(_) | Pending::Done => Duration::MAX,
        }
    }

    /// Polls for the answer as bytes.
    pub(crate) fn poll_reply(&mut self, context: &mut Context<'_>) -> Poll<Result<Reply, Error>> {
        self.pending.poll(context)
    }

    /// Asks for status and headers beside the value.
    ///
    /// ```
    /// # use runtime::{Call, Error, Request};
    /// # async fn example<R: Request>(call: Call<R>) -> Result<(), Error> {
    /// let response = call.response().await?;
    /// println!("{} {:?}", response.status(), response.rate_limit());
    /// let answer = response.into_value();
    /// # let _ = answer; Ok(()) }
    /// ```
    pub fn response(self) -> ResponseCall<R> {
        ResponseCall { pending: self.pending, request: PhantomData }
    }
}

impl<R: Request> Future for Call<R> {
    type Output = Result<R::Answer, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_reply(context).map(|reply| reply.and_then(|reply| value::<R>(&reply)))
    }
}

impl<R: Request> fmt::Debug for Call<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug::<R>("Call", f)
    }
}

/// A [`Call`] that brings a [`Response`]: [`Call::response`] makes it.
#[must_use = "a call is sent when it is awaited: add `.await`"]
pub struct ResponseCall<R: Request> {
    pending: Pending,
    request: PhantomData<fn() -> R>,
}

impl<R: Request> Future for ResponseCall<R> {
    type Output = Result<Response<R::Answer>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.pending.poll(context).map(|reply| {
            let reply = reply?;
            Ok(Response {
                value: value::<R>(&reply)?,
                status: reply.status,
                headers: reply.headers,
                operation: R::OPERATION.id,
                requests: reply.requests,
                attempts: reply.attempts,
                elapsed: reply.elapsed,
            })
        })
    }
}

impl<R: Request> fmt::Debug for ResponseCall<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug::<R>("ResponseCall", f)
    }
}

/// Reads the answer.
pub(crate) fn value<R: Request>(reply: &Reply) -> Result<R::Answer, Error> {
    if !<R::Answer as Answer>::IGNORES_BODY {
        reply.check_content(const { &R::OPERATION })?;
    }
    <R::Answer as Answer>::decode(&reply.body)
        .map_err(|problem| reply.not_understood(const { &R::OPERATION }, problem))
}

fn debug<R: Request>(name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let operation: Operation = R::OPERATION;
    f.debug_struct(name)
        .field("operation", &operation.id)
        .field("surface", &<R::Surface as Surface>::INFO.id)
        .finish_non_exhaustive()
}

/// What of a call does not depend on the request's type.
enum Pending {
    Ready(Box<Ready>),
    Running(BoxFuture<'static, Result<Reply, Error>>),
    Done,
}

struct Ready {
    core: Arc<Core>,
    encoder: Encoder,
    options: Options,
}

impl Pending {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Reply, Error>> {
        if let Self::Ready(_) = self
            && let Self::Ready(ready) = mem::replace(self, Self::Done)
        {
            *self = Self::Running(Box::pin(ready.run()));
        }
        match self {
            Self::Running(exchange) => {
                let polled = exchange.as_mut().poll(context);
                if polled.is_ready() {
                    *self = Self::Done;
                }
                polled
            }
            // Polled again after its end, which no executor does: there is nothing more to come.
            Self::Ready(_) | Self::Done => Poll::Pending,
        }
    }
}

impl Ready {
    async fn run(self: Box<Self>) -> Result<Reply, Error> {
        let Self { core, mut encoder, options } = *self;
        if options.envelope {
            encoder.switch_on("envelope");
        }
        if options.pretty {
            encoder.switch_on("pretty");
        }
        core.exchange(encoder.finish()?, options).await
    }
}
