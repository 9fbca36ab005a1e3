//! A long list, page by page.

use std::{
    fmt,
    future::poll_fn,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_core::{FusedStream, Stream};

use crate::{
    Call, DecodeError, Error, Page, PagedRequest, RetryPolicy, Surface,
    call::value,
    exchange::{Core, Options, Reply},
    walk::Walk,
};

/// The pages of a list, one after the other: [`Client::pages`](crate::Client::pages) makes it.
///
/// It is a [`Stream`]; [`next`](Self::next) needs no other crate. Each page is one call, made when it
/// is asked for, and what is said here about a call holds for each of them. It begins with the page
/// that the request asks for, or with the first one, and ends
///
/// - after a page whose links name no next one. Some servers have links, but never that one: if no page
///   of the list has named a next one yet, it goes on after a page with as many results as were asked
///   for (100 if the request does not say, 500 if it asks for more), as long as there are more by the
///   total count;
/// - where pages have no links, after one with fewer results than were asked for, unless there are more
///   by the total count;
/// - at a page without results, which is not given;
/// - after an error.
///
/// A list that changes meanwhile moves its results between the pages: one may come twice, or not at
/// all. A page with the results, the total count and the next link, or none, of the one before it comes
/// from a server that does not look at the number of the page. It is an error for which [`is_decode`](Error::is_decode) holds,
/// or the end if all results have come by the total count.
///
/// Dropping what [`next`](Self::next) gave loses nothing: the next one waits for the same page.
///
/// To go on after an error, begin a new one with a request for [`page_num`](Self::page_num).
///
/// ```
/// # use std::time::Duration;
/// # use runtime::{Client, Error, PagedRequest, Surface};
/// # async fn example<S: Surface, R: PagedRequest<Surface = S>>(
/// #     client: Client<S>,
/// #     request: R,
/// # ) -> Result<(), Error> {
/// let mut pages = client.pages(request).timeout(Duration::from_secs(20));
/// while let Some(page) = pages.next().await {
///     let page = page?;
///     println!("{} of about {:?}", page.results().len(), page.total_count());
/// }
/// # Ok(()) }
/// ```
#[must_use = "pages are asked for one by one: `while let Some(page) = pages.next().await`"]
pub struct Pages<R: PagedRequest> {
    core: Arc<Core>,
    request: R,
    options: Options,
    walk: Walk,
    state: State<R>,
}

enum State<R: PagedRequest> {
    /// A page is to be asked for.
    Ready,
    Running(Call<R>),
    Done,
}

impl<R: PagedRequest> Pages<R> {
    pub(crate) fn of(core: &Arc<Core>, request: R) -> Self {
        Self {
            core: Arc::clone(core),
            options: Options::of::<R::Answer>(core),
            walk: Walk::new(request.first_page(), request.page_size()),
            request,
            state: State::Ready,
        }
    }

    /// Limits the call of each page; as [`Call::timeout`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// Decides for each page what follows a failed attempt; as [`Call::retry`].
    pub fn retry(mut self, policy: impl RetryPolicy) -> Self {
        self.options.retry = Some(Arc::new(policy));
        self
    }

    /// Asks for each page in an envelope; as [`Call::envelope`].
    pub fn envelope(mut self) -> Self {
        self.options.envelope = true;
        self
    }

    /// Asks for JSON with line breaks and indentation; as [`Call::pretty`].
    pub fn pretty(mut self) -> Self {
        self.options.pretty = true;
        self
    }

    /// The next page; `None` at the end.
    ///
    /// # Errors
    ///
    /// What [`Error`] says; it is the end.
    pub async fn next(&mut self) -> Option<Result<Page<R::Item>, Error>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    /// The number of the page that is asked for next. Once nothing more comes, that of the last one:
    /// after an error, of the one that failed.
    pub fn page_num(&self) -> i64 {
        self.walk.page()
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn limit(&self) -> Duration {
        self.options.timeout
    }

    pub(crate) fn is_done(&self) -> bool {
        matches!(self.state, State::Done)
    }

    pub(crate) fn poll_page(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Page<R::Item>, Error>>> {
        if let State::Ready = self.state {
            let call = Call::with_options(&self.core, &self.request, self.options.clone());
            self.state = State::Running(call);
        }
        let State::Running(call) = &mut self.state else {
            return Poll::Ready(None);
        };
        let reply = ready!(call.poll_reply(context));
        // With the call goes its request; and an error below is the end.
        drop(mem::replace(&mut self.state, State::Done));
        Poll::Ready(self.page(reply).transpose())
    }

    /// Takes the page out of a reply, and decides whether it was the last one.
    fn page(&mut self, reply: Result<Reply, Error>) -> Result<Option<Page<R::Item>>, Error> {
        let reply = reply?;
        let page = value::<R>(&reply)?;
        if page.results().is_empty() {
            return Ok(None);
        }
        if self.walk.comes_again(&page, &reply.body) {
            return if self.walk.had_all(&page) { Ok(None) } else { Err(self.no_news(&reply)) };
        }
        if self.walk.go_on(&page) {
            self.request.set_page(self.walk.page());
            self.state = State::Ready;
        }
        Ok(Some(page))
    }

    fn no_news(&self, reply: &Reply) -> Error {
        let page = self.walk.page();
        let problem = format!("page {page} has the same results as the page before it");
        reply.not_understood(const { &R::OPERATION }, DecodeError::new(problem))
    }
}

// The request is never pinned.
impl<R: PagedRequest> Unpin for Pages<R> {}

impl<R: PagedRequest> Stream for Pages<R> {
    type Item = Result<Page<R::Item>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.is_done().then_some(0))
    }
}

impl<R: PagedRequest> FusedStream for Pages<R> {
    fn is_terminated(&self) -> bool {
        self.is_done()
    }
}

impl<R: PagedRequest> fmt::Debug for Pages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &R::OPERATION.id)
            .field("surface", &<R::Surface as Surface>::INFO.id)
            .field("page_num", &self.page_num())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
