//! Who is meant: the place that a path is about, and who of it a call can see.

use serde_json::{Value, json};

use super::{
    super::{
        act::Call,
        record,
        refusal::Refusal,
        store::{Item, Store},
    },
    ACTIVE, PENDING, STATUS, roles, view,
};

/// An organization, or one of its projects.
pub(super) struct Place {
    /// Path of the organization.
    pub(super) org: String,
    /// Id of the project.
    pub(super) group: Option<String>,
}

impl Place {
    /// The place at a path. Nobody says to a cloud which organization a project belongs to: it is the
    /// one whose people have roles in it, and until then the one of the spec's examples.
    pub(super) fn of(call: &Call<'_>, store: &Store, path: &str) -> Self {
        let Some((site, group)) = path.split_once("/groups/") else {
            return Self { org: path.to_owned(), group: None };
        };
        let below = format!("{site}/orgs/");
        let has_people =
            store.org_with(&below, |item| roles::in_group(item, group).next().is_some());
        let org = has_people.unwrap_or_else(|| format!("{below}{}", call.home));
        Self { org, group: Some(group.to_owned()) }
    }
}

/// What tells whether a call shows somebody: it is about the place and the status of the person.
pub(super) fn visible<'a>(
    call: &'a Call<'_>,
    place: &'a Place,
) -> impl Fn(&Item) -> bool + use<'a> {
    let asked: Vec<_> = call.asked(&format!("{STATUS}es")).filter_map(Value::as_str).collect();
    let has_states = record::shown_as(call.route).is_none_or(|record| record.state.is_some());
    move |item| {
        let status = status(item);
        let fits = match &asked[..] {
            [] if has_states => is_open_or_active(item),
            // A record without states is of the time when only members were people.
            [] => status == ACTIVE,
            asked => asked.contains(&status),
        };
        fits && is_in(place, item)
    }
}

/// The person with this id, where the call can see it.
pub(super) fn find<'s>(
    call: &Call<'_>,
    store: &'s mut Store,
    place: &Place,
    id: &str,
) -> Result<&'s mut Item, Refusal> {
    let fits = visible(call, place);
    let mut people = store.people(&place.org, call.now);
    people.find(|item| fits(item) && view::user_id(item) == id).ok_or_else(|| missing(id))
}

pub(super) fn missing(id: &str) -> Refusal {
    Refusal::new(404, "USER_NOT_FOUND")
        .or(404, "RESOURCE_NOT_FOUND")
        .detail(format!("No user with ID {id} exists."))
        .parameters([json!(id)])
}

/// The constant of a person's membership. An invitation that is open has no such member.
pub(super) fn status(item: &Item) -> &str {
    item.get(STATUS).and_then(Value::as_str).unwrap_or(PENDING)
}

pub(super) fn is_open_or_active(item: &Item) -> bool {
    [ACTIVE, PENDING].contains(&status(item))
}

/// Whether somebody is in the organization, which all are here, or in its project.
pub(super) fn is_in(place: &Place, item: &Item) -> bool {
    let group = place.group.as_deref();
    group.is_none_or(|group| roles::in_group(item, group).next().is_some())
}
