//! A JSON object, whose form goes by the direction that it is used in.

use super::Changes;
use super::fields::{self, Owner};
use crate::model::{Record, RecordState};

pub(super) fn record(old: &Record, new: &Record, changes: &mut Changes) {
    let Record { ty, about, fields, sent, answered, whole, state, instead } = old;
    let (was, is) = (owner(old), owner(new));
    if (sent, answered) != (&new.sent, &new.answered) && was != is {
        direction(was, is, old, changes);
    }
    match (whole, new.whole) {
        (false, true) => changes.minor(format!("`{ty}` can be the `Answer` of a request.")),
        (true, false) => {
            changes.breaking(format!("`{ty}` can no longer be the `Answer` of a request."));
        }
        _ => {}
    }
    let mut words = fields::fields(is, fields.iter(), new.fields.iter(), changes);
    words |= self::state(ty, state.as_ref(), new.state.as_ref(), changes);
    words |= instead != &new.instead;
    changes.docs(&format!("`{ty}`"), words || about != &new.about);
}

/// The field with what belongs to a state; whether its documentation differs.
fn state(
    ty: &str,
    old: Option<&RecordState>,
    new: Option<&RecordState>,
    changes: &mut Changes,
) -> bool {
    match (old, new) {
        (None, None) => false,
        (None, Some(new)) => {
            let (name, states) = (&new.name, &new.ty);
            changes.breaking(format!("`{ty}::{name}` is new, with what belongs to a `{states}`."));
            false
        }
        (Some(old), None) => {
            changes.breaking(format!("`{ty}::{}` is removed.", old.name));
            false
        }
        (Some(RecordState { name, ty: states, about }), Some(new)) => {
            if (name, states) != (&new.name, &new.ty) {
                changes.breaking(format!(
                    "`{ty}::{name}`, a `{states}`, is `{}` now, a `{}`.",
                    new.name, new.ty
                ));
            }
            about != &new.about
        }
    }
}

/// What is emitted for a record, as its emitter decides it.
fn owner(record: &Record) -> Owner<'_> {
    match (record.answered, record.sent) {
        (true, false) => Owner::Answer(&record.ty),
        (false, true) => Owner::Request(&record.ty),
        _ => Owner::Both(&record.ty),
    }
}

fn direction(was: Owner<'_>, is: Owner<'_>, old: &Record, changes: &mut Changes) {
    let ty = &old.ty;
    match (was, is) {
        (Owner::Answer(_), Owner::Both(_)) => {
            changes.minor(format!("`{ty}` is sent too: `{ty}::new` makes it."));
        }
        (Owner::Request(_), Owner::Both(_)) if old.fields.iter().all(|field| field.required) => {
            changes.minor(format!("`{ty}` is answered too: its fields are public."));
        }
        (Owner::Request(_), _) => changes.breaking(format!(
            "`{ty}` is answered: its fields are public, and the methods that set them are gone."
        )),
        (_, Owner::Answer(_)) => changes.breaking(format!(
            "`{ty}` is no longer sent: only the feature `testing` has `{ty}::new`."
        )),
        _ => changes.breaking(format!(
            "`{ty}` is no longer answered: its fields are private, and methods set them."
        )),
    }
}
