//! The way through the pages of a list: which page comes next, and whether there is one.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::DecodeError;

/// What the API puts on a page when it is not asked for a size.
const USUAL_SIZE: i64 = 100;

/// A walk through the pages of one list.
pub(crate) struct Walk {
    page: i64,
    /// How many results make a page full.
    size: u64,
    /// How many results there are up to the page that came last, those of pages left out included.
    seen: u64,
    /// The body of the page that came last.
    last: Option<(usize, u64)>,
}

impl Walk {
    pub(crate) fn new(first_page: Option<i64>, page_size: Option<i64>) -> Self {
        let page = first_page.unwrap_or(1);
        let size = u64::try_from(page_size.unwrap_or(USUAL_SIZE)).unwrap_or(0);
        let before = u64::try_from(page.saturating_sub(1)).unwrap_or(0);
        Self { page, size, seen: before.saturating_mul(size), last: None }
    }

    /// The page that is to be asked for.
    pub(crate) fn page(&self) -> i64 {
        self.page
    }

    /// Refuses a page that is the one before it once more: a server that does not look at the number
    /// would give it for ever.
    pub(crate) fn check(&mut self, body: &[u8]) -> Result<(), DecodeError> {
        let mut hasher = DefaultHasher::new();
        body.hash(&mut hasher);
        let this = Some((body.len(), hasher.finish()));
        if self.last == this {
            return Err(DecodeError::new(format!(
                "page {} is the same as the page before it",
                self.page
            )));
        }
        self.last = this;
        Ok(())
    }

    /// Goes to the next page, if there is one.
    ///
    /// Links say so. Without them, a page that is not full is the last one, unless there are more
    /// results by the total count: a server may give less than it was asked for. The count is an
    /// estimate, so it never ends a walk, and one that is too high costs one request.
    pub(crate) fn go_on(
        &mut self,
        results: usize,
        total_count: Option<u64>,
        has_next: Option<bool>,
    ) -> bool {
        let results = u64::try_from(results).unwrap_or(u64::MAX);
        self.seen = self.seen.saturating_add(results);
        let more = has_next.unwrap_or_else(|| {
            results >= self.size || total_count.is_some_and(|total| self.seen < total)
        });
        match self.page.checked_add(1) {
            Some(next) if results > 0 && more => {
                self.page = next;
                true
            }
            _ => false,
        }
    }
}
