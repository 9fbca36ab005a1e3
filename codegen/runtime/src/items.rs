//! A long list, result by result.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
    vec,
};

use futures_core::{FusedStream, Stream};

use crate::{Error, PagedRequest, Pages, RetryPolicy, Surface, exchange::Core};

/// All results of a list, one after the other: [`Client::items`](crate::Client::items) makes it.
///
/// It is a [`Stream`]; [`next`](Self::next) needs no other crate. The list is asked for page by page,
/// each once all results of the one before it were taken, so that it never holds more than one. Where
/// it begins and ends, and what happens while the list changes, is said at [`Pages`]; after an error
/// nothing more comes.
///
/// Dropping what [`next`](Self::next) gave loses nothing: the next one waits for the same result.
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
#[must_use = "results are asked for one by one: `while let Some(item) = items.next().await`"]
pub struct Items<R: PagedRequest> {
    pages: Pages<R>,
    page: vec::IntoIter<R::Item>,
}

impl<R: PagedRequest> Items<R> {
    pub(crate) fn of(core: &Arc<Core>, request: R) -> Self {
        Self::over(Pages::of(core, request))
    }

    fn over(pages: Pages<R>) -> Self {
        Self { pages, page: Vec::new().into_iter() }
    }

    /// Limits the call of each page; as [`Call::timeout`](crate::Call::timeout).
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { pages: self.pages.timeout(timeout), ..self }
    }

    /// Decides for each page what follows a failed attempt; as [`Call::retry`](crate::Call::retry).
    pub fn retry(self, policy: impl RetryPolicy) -> Self {
        Self { pages: self.pages.retry(policy), ..self }
    }

    /// Asks for each page in an envelope; as [`Call::envelope`](crate::Call::envelope).
    pub fn envelope(self) -> Self {
        Self { pages: self.pages.envelope(), ..self }
    }

    /// Asks for JSON with line breaks and indentation; as [`Call::pretty`](crate::Call::pretty).
    pub fn pretty(self) -> Self {
        Self { pages: self.pages.pretty(), ..self }
    }

    /// The next result; `None` at the end.
    ///
    /// # Errors
    ///
    /// What [`Error`] says; it is the end.
    pub async fn next(&mut self) -> Option<Result<R::Item, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// The number of the page that is asked for next. Once nothing more comes, that of the last one:
    /// after an error, of the one that failed.
    ///
    /// A new list goes on there:
    ///
    /// ```
    /// # use runtime::{Client, Error, PagedRequest, Surface};
    /// # async fn example<S: Surface, R: PagedRequest<Surface = S> + Clone>(
    /// #     client: Client<S>,
    /// #     mut request: R,
    /// # ) -> Result<(), Error> where R::Item: std::fmt::Debug {
    /// # fn asked_to_go_on() -> bool { false }
    /// let mut users = client.items(request.clone());
    /// while let Some(user) = users.next().await {
    ///     match user {
    ///         Ok(user) => println!("{user:?}"),
    ///         // What failed for the moment was tried again already; a person is asked here.
    ///         Err(error) if error.is_connect() && asked_to_go_on() => {
    ///             request.set_page(users.page_num());
    ///             users = client.items(request.clone());
    ///         }
    ///         Err(error) => return Err(error),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn page_num(&self) -> i64 {
        self.pages.page_num()
    }

    /// The next result of the page that is here.
    #[cfg(feature = "blocking")]
    pub(crate) fn next_here(&mut self) -> Option<R::Item> {
        self.page.next()
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn limit(&self) -> Duration {
        self.pages.limit()
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<R::Item, Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            // Gives the memory back before the next page comes.
            self.page = Vec::new().into_iter();
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => self.page = page.into_results().into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

// Neither the request nor a result is ever pinned.
impl<R: PagedRequest> Unpin for Items<R> {}

impl<R: PagedRequest> Stream for Items<R> {
    type Item = Result<R::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let here = self.page.len();
        (here, self.pages.is_done().then_some(here))
    }
}

impl<R: PagedRequest> FusedStream for Items<R> {
    fn is_terminated(&self) -> bool {
        self.pages.is_done() && self.page.len() == 0
    }
}

impl<R: PagedRequest> fmt::Debug for Items<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("operation", &R::OPERATION.id)
            .field("surface", &<R::Surface as Surface>::INFO.id)
            .field("page_num", &self.page_num())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
