//! What a call does, which follows from its method and from whether its path ends with an id.

use codegen::{model::Returns, spec::Verb};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    options::Bypass,
    record,
    refusal::Refusal,
    route::Route,
    store::{Item, Store, position},
};

/// A request that passed all checks.
pub(super) struct Call<'a> {
    pub(super) route: &'a Route<'a>,
    pub(super) caller: &'a str,
    pub(super) now: Timestamp,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Map<String, Value>,
}

/// What came of it.
pub(super) enum Outcome {
    /// It is done, and there is nothing to show.
    Done,
    /// One item.
    One(Item),
    /// Several.
    Many(Vec<Item>),
    /// An existing user was added at once; this is what was asked for.
    Bypassed(Item),
}

/// Carries a call out.
pub(super) fn act(
    call: &Call<'_>,
    store: &mut Store,
    bypass: Option<&Bypass>,
) -> Result<Outcome, Refusal> {
    let (path, id) = call.route.place();
    match (call.route.operation.verb, id) {
        (Verb::Get, None) => Ok(list(call, store, &path)),
        (Verb::Get, Some(id)) => get(call, store, &path, id),
        (Verb::Post, None) => Ok(create(call, store, &path, bypass)),
        (Verb::Put | Verb::Patch, None) => update(call, store, &path, |item| call.is_about(item)),
        (Verb::Put | Verb::Patch, Some(id)) => update(call, store, &path, |item| has_id(item, id)),
        (Verb::Delete, Some(id)) => delete(call, store, &path, id),
        (Verb::Post, Some(_)) | (Verb::Delete, None) => {
            Err(Refusal::new(500, "UNEXPECTED_ERROR").detail("No rule for such a call yet."))
        }
    }
}

fn list(call: &Call<'_>, store: &mut Store, path: &str) -> Outcome {
    let fits =
        |item: &&Item| call.query.iter().all(|(name, value)| item.get(name) == Some(&json!(value)));
    let items = store.collection(path, call.now);
    Outcome::Many(items.iter().filter(fits).map(|item| record::show(call.route, item)).collect())
}

fn get(call: &Call<'_>, store: &mut Store, path: &str, id: &str) -> Result<Outcome, Refusal> {
    let items = store.collection(path, call.now);
    let at = position(items, id).ok_or_else(|| not_found(id))?;
    Ok(Outcome::One(record::show(call.route, &items[at])))
}

fn create(call: &Call<'_>, store: &mut Store, path: &str, bypass: Option<&Bypass>) -> Outcome {
    if bypass.is_some_and(|bypass| call.is_bypassed(bypass)) {
        // What was pending for the user is void now.
        store.collection(path, call.now).retain(|item| !call.is_about(item));
        return Outcome::Bypassed(call.body.clone());
    }
    let id = store.new_id(call.now);
    let item = record::new(call.route, &id, call.caller, call.now, &call.body);
    let shown = record::show(call.route, &item);
    store.collection(path, call.now).push(item);
    Outcome::One(shown)
}

fn update(
    call: &Call<'_>,
    store: &mut Store,
    path: &str,
    fits: impl Fn(&Item) -> bool,
) -> Result<Outcome, Refusal> {
    let mut shown = None;
    for item in store.collection(path, call.now).iter_mut().filter(|item| fits(item)) {
        record::change(call.route, item, &call.body);
        shown = Some(record::show(call.route, item));
    }
    shown.map(Outcome::One).ok_or_else(|| not_found(path))
}

fn delete(call: &Call<'_>, store: &mut Store, path: &str, id: &str) -> Result<Outcome, Refusal> {
    let items = store.collection(path, call.now);
    let at = position(items, id).ok_or_else(|| not_found(id))?;
    items.remove(at);
    Ok(Outcome::Done)
}

impl Call<'_> {
    /// Whether an item has the keys that the body names.
    fn is_about(&self, item: &Item) -> bool {
        self.route.keys().all(|key| self.body.get(key) == item.get(key))
    }

    fn is_bypassed(&self, bypass: &Bypass) -> bool {
        let mut keys = self.route.keys();
        matches!(self.route.operation.returns, Returns::Maybe(_))
            && keys.any(|key| {
                bypass.existing.iter().any(|user| self.body.get(key) == Some(&json!(user)))
            })
    }
}

fn has_id(item: &Item, id: &str) -> bool {
    item.get("id").and_then(Value::as_str) == Some(id)
}

fn not_found(what: &str) -> Refusal {
    Refusal::new(404, "RESOURCE_NOT_FOUND")
        .detail(format!("Cannot find resource {what}."))
        .parameters([json!(what)])
}
