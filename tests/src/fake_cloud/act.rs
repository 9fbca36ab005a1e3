//! What a call does, which follows from its method and from whether its path ends with an id.

use codegen::{model::Returns, spec::Verb};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    codes::kind_of,
    options::Bypass,
    page, people, record,
    refusal::Refusal,
    route::Route,
    store::{Item, Store, position},
};

/// A request that passed all checks.
pub(super) struct Call<'a> {
    pub(super) route: &'a Route<'a>,
    pub(super) caller: &'a str,
    pub(super) now: Timestamp,
    pub(super) query: Vec<(String, Value)>,
    pub(super) body: Map<String, Value>,
    /// Where it was sent, with its query.
    pub(super) url: String,
    /// The organization to which projects belong that nobody is in yet.
    pub(super) home: &'a str,
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
    if people::is_about(call.route) {
        return people::act(call, store);
    }
    let (path, id) = call.route.place();
    match (call.route.operation.verb, id) {
        (Verb::Get, None) => Ok(list(call, store, &path)),
        (Verb::Get, Some(id)) => get(call, store, &path, id),
        (Verb::Post, None) => Ok(create(call, store, &path, bypass)),
        (Verb::Put | Verb::Patch, None) => update(call, store, &path, |item| call.is_about(item)),
        (Verb::Put | Verb::Patch, Some(id)) => update(call, store, &path, |item| has_id(item, id)),
        (Verb::Delete, Some(id)) => delete(call, store, &path, id),
        (Verb::Post, Some(_)) | (Verb::Delete, None) => Err(no_rule()),
    }
}

/// A call of a kind that no call was of so far.
pub(super) fn no_rule() -> Refusal {
    Refusal::new(500, "UNEXPECTED_ERROR").detail("No rule for such a call yet.")
}

fn list(call: &Call<'_>, store: &mut Store, path: &str) -> Outcome {
    let items = store.collection(path, call.now);
    let fits =
        items.iter().filter(|item| call.query.iter().all(|(name, _)| call.keeps(item, name)));
    let show = |item: &Item| record::show(call.route, item);
    match call.route.operation.returns {
        Returns::Page(_) => Outcome::One(page::of(call, &fits.collect::<Vec<_>>(), show)),
        _ => Outcome::Many(fits.map(show).collect()),
    }
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
    call.one(shown)
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
    shown.map(|shown| call.one(shown)).ok_or_else(|| not_found(path))
}

fn delete(call: &Call<'_>, store: &mut Store, path: &str, id: &str) -> Result<Outcome, Refusal> {
    let items = store.collection(path, call.now);
    // Some surfaces have a code of their own for what cannot be withdrawn any more.
    let own = call.route.params.last().map(|(name, _)| format!("INVALID_{}_ID", kind_of(name)));
    let gone = |own: String| {
        let refusal = Refusal::new(400, own).or(404, "RESOURCE_NOT_FOUND");
        refusal.detail(format!("Cannot find resource {id}.")).parameters([json!(id)])
    };
    let at = position(items, id).ok_or_else(|| own.map_or_else(|| not_found(id), gone))?;
    items.remove(at);
    Ok(Outcome::Done)
}

impl Call<'_> {
    /// The values of a query parameter.
    pub(super) fn asked(&self, name: &str) -> impl Iterator<Item = &Value> {
        self.query.iter().filter(move |(own, _)| own == name).map(|(_, value)| value)
    }

    /// Whether an item has the keys that the body names.
    fn is_about(&self, item: &Item) -> bool {
        self.route.keys().all(|key| self.body.get(key) == item.get(key))
    }

    /// One item, where the call answers with it.
    fn one(&self, shown: Item) -> Outcome {
        match self.route.operation.returns {
            Returns::Nothing => Outcome::Done,
            Returns::One(_) | Returns::Maybe(_) | Returns::Page(_) => Outcome::One(shown),
        }
    }

    /// Whether a parameter of a list keeps an item: one of its values is that of the member of this
    /// name, or in it. What is no member of the items filters nothing.
    fn keeps(&self, item: &Item, name: &str) -> bool {
        !record::has_member(self.route, name)
            || self.asked(name).any(|value| match item.get(name) {
                Some(Value::Array(values)) => values.contains(value),
                member => member == Some(value),
            })
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
