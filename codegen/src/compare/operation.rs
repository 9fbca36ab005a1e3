//! One call.

use super::{Changes, deprecation, fields, versions};
use crate::model::{Field, Operation, Returns};
use crate::names::version_module;

pub(super) fn operation(old: &Operation, new: &Operation, told: bool, changes: &mut Changes) {
    let Operation {
        // They are compared by it, and users see it in the type's name.
        id: _,
        ty,
        verb,
        path,
        media,
        idempotent,
        path_params: _,
        query: _,
        body: _,
        returns,
        absent,
        success,
        errors,
        caller,
        docs,
        about,
        notes,
        aliases,
        deprecated,
        version,
        newest,
    } = old;
    if ty != &new.ty {
        changes.breaking(format!("`{ty}` is named `{}` now.", new.ty));
    }
    let ty = &path_of(new);
    let mut words = fields::fields(fields::Owner::Request(ty), old.fields(), new.fields(), changes);
    places(old, new, changes);
    let (was, is) = (answer(returns), answer(&new.returns));
    if was != is {
        changes.breaking(format!("`{ty}` answers `{is}`, and answered `{was}`."));
    }
    if (verb, path) != (&new.verb, &new.path) {
        let (is, was) = (new.verb.as_str(), verb.as_str());
        changes.patch(format!(
            "`{ty}` is sent as `{is} {}`, and was sent as `{was} {path}`.",
            new.path
        ));
    }
    let name = format!("`{ty}`");
    if media != &new.media {
        changes.patch_of(format!("Media type `{}` instead of `{media}`", new.media), &name);
    }
    if *idempotent != new.idempotent {
        let counts = if new.idempotent { "Counts" } else { "No longer counts" };
        changes.patch_of(format!("{counts} as a call that can be repeated"), &name);
    }
    if caller != &new.caller {
        changes.patch_of(format!("Needed role {} instead of {caller}", new.caller), &name);
    }
    if docs != &new.docs {
        changes.patch_of("Link to the official page", &name);
    }
    let deprecation = (deprecated.as_ref(), new.deprecated.as_ref());
    words |= deprecation::deprecation(ty, deprecation, told, changes);
    words |= (absent, success, errors) != (&new.absent, &new.success, &new.errors);
    // Users see them in the module and in what the surface re-exports.
    words |= media == &new.media && version != &new.version || newest != &new.newest;
    words |= (about, notes, aliases) != (&new.about, &new.notes, &new.aliases);
    changes.docs(&name, words);
}

/// Its name, with the module of an older version: the name alone is that of the newest.
fn path_of(operation: &Operation) -> String {
    match &operation.version {
        Some(version) if !operation.newest => {
            versions::path(&version_module(version), &operation.ty)
        }
        _ => operation.ty.clone(),
    }
}

/// Where a part of a request is sent. Users give it in the same way.
fn places(old: &Operation, new: &Operation, changes: &mut Changes) {
    for (field, place) in located(new) {
        let before = located(old).find(|(other, _)| other.name == field.name);
        if let Some((_, before)) = before.filter(|(_, before)| *before != place) {
            let (ty, name) = (path_of(new), &field.name);
            changes.patch(format!(
                "`{name}` of `{ty}` is sent in the {place}, and was in the {before}."
            ));
        }
    }
}

fn located(operation: &Operation) -> impl Iterator<Item = (&Field, &'static str)> {
    let Operation { path_params, query, body, .. } = operation;
    let with = |place| move |field| (field, place);
    let paths = path_params.iter().map(with("path"));
    paths.chain(query.iter().map(with("query"))).chain(body.iter().map(with("body")))
}

fn answer(returns: &Returns) -> String {
    match returns {
        Returns::Nothing => "()".to_owned(),
        Returns::One(ty) => fields::rust(ty),
        Returns::Page(ty) => format!("Page<{}>", fields::rust(ty)),
        Returns::Maybe(ty) => format!("Option<{}>", fields::rust(ty)),
    }
}
