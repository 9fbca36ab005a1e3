//! Long lists as iterators: page by page, and result by result.

use std::{fmt, iter::FusedIterator, time::Duration};

use super::executor;
use crate::{Error, Page, PagedRequest, RetryPolicy};

/// The pages of a list, one after the other; as [`Pages`](crate::Pages), but an iterator.
#[must_use = "pages are asked for one by one: `for page in pages`"]
pub struct Pages<R: PagedRequest>(crate::Pages<R>);

/// All results of a list, one after the other; as [`Items`](crate::Items), but an iterator.
///
/// ```
/// # use runtime::{Error, PagedRequest, Surface, blocking::Client};
/// # fn example<S: Surface, R: PagedRequest<Surface = S>>(
/// #     client: Client<S>,
/// #     request: R,
/// # ) -> Result<(), Error> where R::Item: std::fmt::Debug {
/// for user in client.items(request) {
///     println!("{:?}", user?);
/// }
/// # Ok(()) }
/// ```
#[must_use = "results are asked for one by one: `for item in items`"]
pub struct Items<R: PagedRequest>(crate::Items<R>);

/// What pages and results have in common.
macro_rules! options {
    ($list:ident) => {
        impl<R: PagedRequest> $list<R> {
            pub(super) fn new(list: crate::$list<R>) -> Self {
                Self(list)
            }

            /// Limits the call of each page; as [`Call::timeout`](crate::Call::timeout).
            pub fn timeout(self, timeout: Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// Decides for each page what follows a failed attempt; as
            /// [`Call::retry`](crate::Call::retry).
            pub fn retry(self, policy: impl RetryPolicy) -> Self {
                Self(self.0.retry(policy))
            }

            /// Asks for each page in an envelope; as [`Call::envelope`](crate::Call::envelope).
            pub fn envelope(self) -> Self {
                Self(self.0.envelope())
            }

            /// Asks for JSON with line breaks and indentation; as
            /// [`Call::pretty`](crate::Call::pretty).
            pub fn pretty(self) -> Self {
                Self(self.0.pretty())
            }

            /// The number of the page that is asked for next; after an error, that of the page that
            /// failed, where a new list goes on.
            pub fn page_num(&self) -> i64 {
                self.0.page_num()
            }
        }

        impl<R: PagedRequest> FusedIterator for $list<R> {}

        impl<R: PagedRequest> fmt::Debug for $list<R> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

options!(Pages);
options!(Items);

impl<R: PagedRequest> Iterator for Pages<R> {
    type Item = Result<Page<R::Item>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let limit = self.0.limit();
        executor::run(self.0.next(), limit)
    }
}

impl<R: PagedRequest> Iterator for Items<R> {
    type Item = Result<R::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        // Most results are here already, and nothing is to be waited for.
        if let Some(item) = self.0.next_here() {
            return Some(Ok(item));
        }
        let limit = self.0.limit();
        executor::run(self.0.next(), limit)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        futures_core::Stream::size_hint(&self.0)
    }
}

#[cfg(test)]
mod tests;
