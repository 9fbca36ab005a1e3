//! People of organizations and of projects.
//!
//! A person who is invited to an organization is one of its invitations, seen from another side: both
//! are the same item of the store, under two ids. An invitation of a project is no person.
//!
//! The names here are what no model of a call can say: that two paths are about the same people, and
//! what the constants of a membership mean.

mod find;
mod lists;
mod roles;
mod seed;
mod view;

use codegen::spec::Verb;
use serde_json::{Map, Value, json};

use super::{
    act::{Call, Outcome, no_rule},
    page,
    record::LIFE,
    refusal::Refusal,
    route::Route,
    store::{Item, Store},
};

pub use self::seed::Person;
pub(super) use self::seed::settle;
use self::{
    find::{Place, find, missing, visible},
    view::show,
};

/// The ends of the paths of the two collections of an organization.
pub(super) const INVITES: &str = "/invites";
const USERS: &str = "/users";

const STATUS: &str = "orgMembershipStatus";
const ACTIVE: &str = "ACTIVE";
const PENDING: &str = "PENDING";
const EXPIRED: &str = "INVITATION_EXPIRED";
const REJECTED: &str = "INVITATION_REJECTED";

/// Whether a call is about people, and not about invitations.
pub(super) fn is_about(route: &Route<'_>) -> bool {
    route.collection_template().ends_with(USERS)
}

/// An invitation that has lapsed.
pub(super) fn expired(mut invitation: Item) -> Item {
    invitation.insert(STATUS.to_owned(), json!(EXPIRED));
    invitation
}

/// Carries a call out.
pub(super) fn act(call: &Call<'_>, store: &mut Store) -> Result<Outcome, Refusal> {
    let (path, id) = call.route.place();
    let place = Place::of(call, store, path.trim_end_matches(USERS));
    let action = call.route.action().unwrap_or_default();
    lists::check(&call.body)?;
    match (call.route.operation.verb, id) {
        (Verb::Get, None) => Ok(list(call, store, &place)),
        (Verb::Get, Some(id)) => {
            let item = find(call, store, &place, id)?;
            Ok(Outcome::One(show(call.route, &place, item)))
        }
        (Verb::Post, None) => invite(call, store, &place),
        (Verb::Post, Some(id)) if action.starts_with("add") => {
            change(call, store, &place, id, |item| {
                roles::add(item, &place, given(call)).map_err(|()| has_role(given(call)))
            })
        }
        (Verb::Post, Some(id)) if action.starts_with("remove") => {
            change(call, store, &place, id, |item| roles::remove(item, &place, given(call)))
        }
        (Verb::Patch, Some(id)) => change(call, store, &place, id, |item| {
            update(item, &call.body);
            Ok(())
        }),
        (Verb::Delete, Some(id)) => {
            remove(call, store, &place, id)?;
            Ok(Outcome::Done)
        }
        _ => Err(no_rule()),
    }
}

fn list(call: &Call<'_>, store: &mut Store, place: &Place) -> Outcome {
    let fits = visible(call, place);
    let wanted: Vec<_> = call.asked("username").collect();
    let is_wanted = |item: &Item| {
        wanted.is_empty() || item.get("username").is_some_and(|own| wanted.contains(&own))
    };
    let people = store.people(&place.org, call.now).map(|item| &*item);
    let people: Vec<_> = people.filter(|item| fits(item) && is_wanted(item)).collect();
    Outcome::One(page::of(call, &people, |item| show(call.route, place, item)))
}

/// Invites to the organization. Who is there already gets the project, if the call is about one.
fn invite(call: &Call<'_>, store: &mut Store, place: &Place) -> Result<Outcome, Refusal> {
    let name = call.body.get("username");
    let is_same = |item: &Item| item.get("username") == name;
    let mut there = store.people(&place.org, call.now);
    if let Some(item) = there.find(|item| is_same(item) && find::is_open_or_active(item)) {
        if place.group.is_none() || find::is_in(place, item) {
            return Err(conflict(name.and_then(Value::as_str).unwrap_or_default()));
        }
        roles::give(item, place, &call.body);
        return Ok(Outcome::One(show(call.route, place, item)));
    }
    drop(there);
    // Who did not come the last time is invited again.
    store.remove(&place.org, call.now, is_same);

    let mut item = invitation(call, place, &store.new_id(call.now));
    match place.group {
        Some(_) => roles::give(&mut item, place, &call.body),
        None => update(&mut item, &call.body),
    }
    let shown = show(call.route, place, &item);
    store.collection(&format!("{}{INVITES}", place.org), call.now).push(item);
    Ok(Outcome::One(shown))
}

/// An open invitation to nothing yet. It has what invitations of organizations have.
fn invitation(call: &Call<'_>, place: &Place, id: &str) -> Item {
    let (_, org) = place.org.rsplit_once('/').unwrap_or_default();
    let members = [
        ("id", json!(id)),
        ("orgId", json!(org)),
        ("orgName", json!("example-org")),
        ("username", json!(call.body.get("username"))),
        ("inviterUsername", json!(call.caller)),
        ("createdAt", json!(call.now.to_string())),
        ("expiresAt", json!((call.now + LIFE).to_string())),
        ("roles", json!([])),
        ("groupRoleAssignments", json!([])),
        ("teamIds", json!([])),
    ];
    members.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}

/// Puts what a body gives in the place of what was there.
fn update(item: &mut Item, body: &Map<String, Value>) {
    if let Some(given) = body.get("roles") {
        roles::replace(item, given);
    }
    if let Some(teams) = body.get("teamIds") {
        item.insert("teamIds".to_owned(), teams.clone());
    }
}

fn change(
    call: &Call<'_>,
    store: &mut Store,
    place: &Place,
    id: &str,
    change: impl FnOnce(&mut Item) -> Result<(), Refusal>,
) -> Result<Outcome, Refusal> {
    let item = find(call, store, place, id)?;
    change(item)?;
    Ok(Outcome::One(show(call.route, place, item)))
}

/// Takes a person out of the project, or out of the organization and so of all its projects.
fn remove(call: &Call<'_>, store: &mut Store, place: &Place, id: &str) -> Result<(), Refusal> {
    let item = find(call, store, place, id)?;
    if place.group.is_some() {
        roles::clear(item, place);
        return Ok(());
    }
    match store.remove(&place.org, call.now, |item| view::user_id(item) == id) {
        0 => Err(missing(id)),
        _ => Ok(()),
    }
}

/// The role that the only member of the body names.
fn given<'a>(call: &'a Call<'_>) -> &'a Value {
    call.body.values().next().unwrap_or(&Value::Null)
}

/// The person has the role already. No document says the code; it is not that of a person who is there.
fn has_role(role: &Value) -> Refusal {
    Refusal::new(409, "USER_ALREADY_HAS_ROLE")
        .detail("The user has this role already.")
        .parameters([role.clone()])
}

/// There is such a person already. No document says the code.
fn conflict(what: &str) -> Refusal {
    Refusal::new(409, "USER_ALREADY_EXISTS")
        .detail(format!("{what} is there already."))
        .parameters([json!(what)])
}
