//! The way through the pages of a list: which page comes next, and whether there is one.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::{Page, page};

/// What the API puts on a page when it is not asked for a size.
const USUAL_SIZE: i64 = 100;

/// What the API puts on a page at most. A server that is asked for more may refuse or give this many.
const MOST: u64 = 500;

/// A walk through the pages of one list.
pub(crate) struct Walk {
    page: i64,
    /// How many results make a page full.
    size: u64,
    /// How many results there are up to the page that came last, those of pages left out included;
    /// `None` before the first one.
    seen: Option<u64>,
    /// Whether a page has named a next one. If none has, links may be all that the server knows of
    /// links: there are some that name the page itself only.
    has_linked: bool,
    /// What the page that came last had on it.
    last: Option<u64>,
}

impl Walk {
    pub(crate) fn new(first_page: Option<i64>, page_size: Option<i64>) -> Self {
        let size = u64::try_from(page_size.unwrap_or(USUAL_SIZE)).unwrap_or(0).min(MOST);
        Self { page: first_page.unwrap_or(1), size, seen: None, has_linked: false, last: None }
    }

    /// The page that is to be asked for.
    pub(crate) fn page(&self) -> i64 {
        self.page
    }

    /// Whether a page is the one before it once more: a server that does not look at the number would
    /// give it for ever.
    ///
    /// The links do not count, for they may repeat the number that was asked for. The total count
    /// does: a list that grows at its begin can bring the same results again.
    pub(crate) fn comes_again<T>(&mut self, page: &Page<T>, body: &[u8]) -> bool {
        let mut hasher = DefaultHasher::new();
        page::written_results(body).unwrap_or(body).hash(&mut hasher);
        (page.total_count(), page.has_next()).hash(&mut hasher);
        let this = Some(hasher.finish());
        this == std::mem::replace(&mut self.last, this)
    }

    /// Whether everything has come before this page, by its total count. Then it may be what a server
    /// gives for all numbers after that of its last page.
    pub(crate) fn had_all<T>(&self, page: &Page<T>) -> bool {
        let total = page.total_count();
        page.has_next() != Some(true) && total.is_some_and(|total| self.seen >= Some(total))
    }

    /// Goes to the next page, if there is one.
    ///
    /// Links say so. Without them, a page that is not full is the last one, unless there are more
    /// results by the total count: a server may give less than it was asked for. The count is an
    /// estimate, so it never ends a walk, and one that is too high costs one request.
    ///
    /// A page whose links name no next one is the last one as well, unless no page ever named one, it
    /// is full, and there are more by the total count.
    pub(crate) fn go_on<T>(&mut self, page: &Page<T>) -> bool {
        let results = u64::try_from(page.results().len()).unwrap_or(u64::MAX);
        let seen = self.up_to_here(results, page.total_count());
        let is_full = results >= self.size;
        let are_more = page.total_count().is_some_and(|total| seen < total);
        let more = match page.has_next() {
            Some(true) => true,
            Some(false) => !self.has_linked && is_full && are_more,
            None => is_full || are_more,
        };
        self.seen = Some(seen);
        self.has_linked |= page.has_next() == Some(true);
        match self.page.checked_add(1) {
            Some(next) if results > 0 && more => {
                self.page = next;
                true
            }
            _ => false,
        }
    }

    /// How many results there are up to this page and with it.
    fn up_to_here(&self, results: u64, total_count: Option<u64>) -> u64 {
        if let Some(seen) = self.seen {
            return seen.saturating_add(results);
        }
        let page = u64::try_from(self.page).unwrap_or(0).max(1);
        let seen = (page - 1).saturating_mul(self.size).saturating_add(results);
        // That would be more than there are: the server gives less than it was asked for, here and on
        // the pages that were left out.
        if results < self.size && total_count.is_some_and(|total| seen > total) {
            return page.saturating_mul(results);
        }
        seen
    }
}
