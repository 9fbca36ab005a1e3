//! What belongs to one API as a whole.

use super::{Changes, list, pair, roles, versions};
use crate::model::{Address, Environment, ServiceAccount, Surface, SurfaceDeprecation};

pub(super) fn surface(old: &Surface, new: &Surface, changes: &mut Changes) {
    let Surface {
        // They are compared by it.
        id: _,
        module,
        marker,
        name,
        about,
        notes,
        address,
        path,
        api_key,
        service_account,
        environment,
        statuses,
        roles_page,
        codes_page,
        deprecated,
        roles,
        versions,
    } = old;
    for (old, new, what) in [(module, &new.module, "module"), (marker, &new.marker, "marker")] {
        if old != new {
            changes.breaking(format!("The {what} is `{new}` now, and was `{old}`."));
        }
    }
    self::address(address, &new.address, changes);
    if path != &new.path {
        changes.patch(format!("The API is called below `{}`, and was below `{path}`.", new.path));
    }
    self::service_account(service_account.as_ref(), new.service_account.as_ref(), changes);
    self::environment(environment, &new.environment, changes);
    self::deprecated(deprecated.as_ref(), new.deprecated.as_ref(), changes);
    let words = (name, about, notes, api_key) != (&new.name, &new.about, &new.notes, &new.api_key);
    changes.docs("the API", words);
    changes.docs("the error statuses", statuses != &new.statuses);
    if (roles_page, codes_page) != (&new.roles_page, &new.codes_page) {
        changes.patch("Links to the pages of the roles and error codes.");
    }
    roles::roles(roles, &new.roles, changes);
    let told = deprecated.is_some() != new.deprecated.is_some();
    versions::versions(versions, &new.versions, told, changes);
}

fn address(old: &Address, new: &Address, changes: &mut Changes) {
    match (old, new) {
        (Address::Public(old), Address::Public(new)) => {
            if old != new {
                changes.patch(format!("The API is served at <{new}>, and was at <{old}>."));
            }
        }
        (Address::Public(old), Address::Given(_)) => changes.breaking(format!(
            "The API has no address of its own any more: give it with `Client::at`. It was <{old}>."
        )),
        (Address::Given(_), Address::Public(new)) => {
            changes.minor(format!("The API has an address of its own: <{new}>."));
        }
        (Address::Given(old), Address::Given(new)) => changes.docs("the address", old != new),
    }
}

fn service_account(
    old: Option<&ServiceAccount>,
    new: Option<&ServiceAccount>,
    changes: &mut Changes,
) {
    match (old, new) {
        (None, None) => {}
        (None, Some(_)) => changes.minor("Service accounts are accepted."),
        (Some(_), None) => changes.breaking("Service accounts are not accepted any more."),
        (Some(old), Some(new)) => {
            let ServiceAccount { token_path, revoke_path, state, about } = old;
            if token_path != &new.token_path {
                let path = &new.token_path;
                changes.patch(format!("Tokens come from `{path}`, and came from `{token_path}`."));
            }
            if revoke_path != &new.revoke_path {
                let path = &new.revoke_path;
                changes.patch(format!("Tokens are revoked at `{path}`, not at `{revoke_path}`."));
            }
            changes.docs("service accounts", (state, about) != (&new.state, &new.about));
        }
    }
}

fn environment(old: &Environment, new: &Environment, changes: &mut Changes) {
    let Environment { service_accounts, api_keys, addresses } = old;
    variables("Credentials", service_accounts, &new.service_accounts, changes);
    variables("Credentials", api_keys, &new.api_keys, changes);
    let single = |names: &[String]| names.iter().map(|name| [name.clone()]).collect::<Vec<_>>();
    variables("Client", &single(addresses), &single(&new.addresses), changes);
}

/// A program that ran without a word of configuration would fail, or take another
/// key, and the compiler would not say so.
fn variables<const N: usize>(
    owner: &str,
    old: &[[String; N]],
    new: &[[String; N]],
    changes: &mut Changes,
) {
    let paired = pair(old, new, |names| list(names));
    for names in paired.removed {
        changes.breaking(format!("`{owner}::from_env` no longer looks for {}.", list(names)));
    }
    for names in paired.added {
        changes.minor(format!("`{owner}::from_env` looks for {} too.", list(names)));
    }
    if paired.reordered {
        let order = list(new.iter().flatten());
        changes.breaking(format!("`{owner}::from_env` looks in another order: {order}."));
    }
}

fn deprecated(
    old: Option<&SurfaceDeprecation>,
    new: Option<&SurfaceDeprecation>,
    changes: &mut Changes,
) {
    match (old, new) {
        (None, None) => {}
        (None, Some(SurfaceDeprecation { about, instead })) => {
            changes.minor(format!("The whole API is deprecated. {about}: use `{}`.", instead.0));
        }
        (Some(_), None) => changes.patch("The API is no longer deprecated."),
        (Some(SurfaceDeprecation { about, instead }), Some(new)) => {
            let differs = (about, instead) != (&new.about, &new.instead);
            changes.docs("the deprecation of the API", differs);
        }
    }
}
