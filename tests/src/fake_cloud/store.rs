//! What was written, by the path of its collection. Items leave it when they are deleted or lapse.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

/// Members of an item, under their names on the wire.
pub(super) type Item = Map<String, Value>;

/// All collections. One is shared by the surfaces that are served at the same address and have it
/// under the same path; each shows an item in its own form.
#[derive(Default)]
pub(super) struct Store {
    collections: BTreeMap<String, Vec<Item>>,
    made: u64,
}

impl Store {
    /// A collection with what has not lapsed.
    pub(super) fn collection(&mut self, path: &str, now: Timestamp) -> &mut Vec<Item> {
        let items = self.collections.entry(path.to_owned()).or_default();
        items.retain(|item| !has_lapsed(item, now));
        items
    }

    /// A new id: the time, as MongoDB's ids begin with it, and a count.
    pub(super) fn new_id(&mut self, now: Timestamp) -> String {
        self.made += 1;
        format!("{:08x}{:016x}", now.as_second(), self.made)
    }
}

fn has_lapsed(item: &Item, now: Timestamp) -> bool {
    let lapses = item.get("expiresAt").and_then(Value::as_str);
    lapses.and_then(|lapses| lapses.parse::<Timestamp>().ok()).is_some_and(|lapses| lapses <= now)
}

/// The place of an item in its collection.
pub(super) fn position(items: &[Item], id: &str) -> Option<usize> {
    items.iter().position(|item| item.get("id").and_then(Value::as_str) == Some(id))
}
