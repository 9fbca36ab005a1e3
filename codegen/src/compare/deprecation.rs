//! The deprecation of a call. A new one is minor: the compiler warns, and a
//! program that denies warnings chose to be told so.

use super::Changes;
use crate::emit;
use crate::model::{Deprecation, Instead, Replacement};

/// Says what differs; whether the documentation does is left to the caller.
/// `told` says that the deprecation of the whole surface came or went, and was said.
pub(super) fn deprecation(
    ty: &str,
    deprecation: (Option<&Deprecation>, Option<&Deprecation>),
    told: bool,
    changes: &mut Changes,
) -> bool {
    match deprecation {
        (None, None) => false,
        (None, Some(new)) => {
            if !(told && new.whole.is_some()) {
                changes.minor(format!("`{ty}` is deprecated. {}.", emit::deprecation_note(new)));
            }
            false
        }
        (Some(old), None) => {
            if !(told && old.whole.is_some()) {
                changes.patch_of("No longer deprecated", &format!("`{ty}`"));
            }
            false
        }
        (Some(old), Some(new)) => {
            let Deprecation { since, sunset, whole, about, instead } = old;
            let (instead, new_instead) = (instead.as_ref(), new.instead.as_ref());
            let name = format!("`{ty}`");
            date("Deprecated", since.as_deref(), new.since.as_deref(), &name, changes);
            date("Switched off", sunset.as_deref(), new.sunset.as_deref(), &name, changes);
            if replacement(instead) != replacement(new_instead) {
                let note = emit::deprecation_note(new);
                changes.patch(format!("`{ty}` has another replacement. {note}."));
            }
            conversion(ty, instead, new_instead, changes);
            whole != &new.whole
                || way(instead) != way(new_instead)
                || about != &new.about
                || difference(instead) != difference(new_instead)
        }
    }
}

fn date(what: &str, old: Option<&str>, new: Option<&str>, name: &str, changes: &mut Changes) {
    match (old, new) {
        (old, new) if old == new => {}
        (Some(old), Some(new)) => {
            changes.patch_of(format!("{what} on {new} instead of {old}"), name);
        }
        (None, Some(new)) => changes.patch_of(format!("{what} on {new}"), name),
        (Some(old), None) => {
            changes.patch_of(format!("{what} without a date instead of {old}"), name);
        }
        (None, None) => {}
    }
}

/// What to use instead.
fn replacement(instead: Option<&Instead>) -> [&str; 3] {
    match instead {
        None => [""; 3],
        Some(Instead::Call { name, call, version, how: _ }) => [name, call, version],
        Some(Instead::Operation(to)) => {
            [&to.id, &to.call, to.version.as_deref().unwrap_or_default()]
        }
        Some(Instead::Twin { module, ty, surface: _ }) => [module, ty, ""],
    }
}

/// `From` the old request for the new one.
fn conversion(ty: &str, old: Option<&Instead>, new: Option<&Instead>, changes: &mut Changes) {
    let exact = |instead: Option<&Instead>| way(instead).is_some_and(|to| to.conversion.is_some());
    match (exact(old), exact(new)) {
        (false, true) => changes.minor(format!("`{ty}` converts into what replaces it.")),
        (true, false) => {
            changes.breaking(format!("`{ty}` no longer converts into what replaces it."));
        }
        _ => {}
    }
}

fn way(instead: Option<&Instead>) -> Option<&Replacement> {
    match instead {
        Some(Instead::Operation(to)) => Some(to),
        _ => None,
    }
}

/// The words beside it.
fn difference(instead: Option<&Instead>) -> &str {
    match instead {
        Some(Instead::Call { how: Some(how), .. }) => how,
        Some(Instead::Operation(to)) => to.how.as_deref().unwrap_or_default(),
        Some(Instead::Twin { surface, .. }) => surface,
        _ => "",
    }
}
