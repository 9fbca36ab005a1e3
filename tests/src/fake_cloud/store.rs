//! What was written, by the path of its collection. Items leave it when they are deleted or lapse.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::people;

/// Members of an item, under their names on the wire.
pub(super) type Item = Map<String, Value>;

/// All collections. One is shared by the surfaces that are served at the same address and have it
/// under the same path; each shows an item in its own form.
#[derive(Default)]
pub(super) struct Store {
    collections: BTreeMap<String, Vec<Item>>,
    /// People without an invitation that is open, by the path of their organization.
    settled: BTreeMap<String, Vec<Item>>,
    made: u64,
}

impl Store {
    /// A collection with what has not lapsed.
    pub(super) fn collection(&mut self, path: &str, now: Timestamp) -> &mut Vec<Item> {
        let items = self.collections.entry(path.to_owned()).or_default();
        let lapsed = items.extract_if(.., |item| has_lapsed(item, now)).map(people::expired);
        // What lapses as an invitation stays as a person whose invitation has expired.
        match path.strip_suffix(people::INVITES) {
            Some(owner) => self.settled.entry(owner.to_owned()).or_default().extend(lapsed),
            None => drop(lapsed.collect::<Vec<_>>()),
        }
        items
    }

    /// The people of an organization that have no open invitation.
    pub(super) fn settled(&mut self, org: &str) -> &mut Vec<Item> {
        self.settled.entry(org.to_owned()).or_default()
    }

    /// All people of an organization: those with an open invitation, and then the others.
    pub(super) fn people(
        &mut self,
        org: &str,
        now: Timestamp,
    ) -> impl Iterator<Item = &mut Item> + use<'_> {
        let path = format!("{org}{}", people::INVITES);
        self.collection(&path, now);
        let invited = self.collections.get_mut(&path).into_iter().flatten();
        invited.chain(self.settled.get_mut(org).into_iter().flatten())
    }

    /// Takes people out of an organization, and says how many.
    pub(super) fn remove(
        &mut self,
        org: &str,
        now: Timestamp,
        goes: impl Fn(&Item) -> bool,
    ) -> usize {
        let invited = self.collection(&format!("{org}{}", people::INVITES), now);
        let open = invited.extract_if(.., |item| goes(item)).count();
        open + self.settled(org).extract_if(.., |item| goes(item)).count()
    }

    /// The organization below this path in which some person fits.
    pub(super) fn org_with(&self, below: &str, fits: impl Fn(&Item) -> bool) -> Option<String> {
        let invited = self
            .collections
            .iter()
            .filter_map(|(path, items)| path.strip_suffix(people::INVITES).map(|org| (org, items)));
        let settled = self.settled.iter().map(|(org, items)| (org.as_str(), items));
        let mut orgs = invited.chain(settled).filter(|(org, _)| org.starts_with(below));
        orgs.find(|(_, items)| items.iter().any(&fits)).map(|(org, _)| org.to_owned())
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
