//! State types: enums whose variants have the members of a state. They are
//! `#[non_exhaustive]`, so that a new state or member breaks nothing.

use super::fields::{self, Owner};
use super::versions::path;
use super::{Changes, pair};
use crate::model::{State, StateType};

pub(super) fn states(module: &str, old: &[StateType], new: &[StateType], changes: &mut Changes) {
    let paired = pair(old, new, |states| states.ty.clone());
    for gone in paired.removed {
        changes.breaking(format!("`{}` is removed.", path(module, &gone.ty)));
    }
    for (old, new) in paired.both {
        let StateType { ty, unknown, about, status, states, fields } = old;
        if status.ty != new.status.ty {
            let (is, was) = (fields::rust(&new.status.ty), fields::rust(&status.ty));
            changes.breaking(format!("`{ty}::status` is `{is}`, and was `{was}`."));
        }
        if (unknown, &status.name) != (&new.unknown, &new.status.name) {
            changes.breaking(format!("What is kept of an unknown `{ty}` has other names."));
        }
        if status.wire != new.status.wire {
            let (is, was) = (&new.status.wire, &status.wire);
            changes.patch(format!("`{ty}` goes by `{is}` on the wire, and went by `{was}`."));
        }
        variants(ty, states, &new.states, changes);
        let owner = Owner::Answer(unknown);
        let mut words = fields::fields(owner, fields.iter(), new.fields.iter(), changes);
        words |= about != &new.about || status.about != new.status.about;
        changes.docs(&format!("`{ty}`"), words || paired.reordered);
    }
    for states in paired.added {
        changes.minor(format!("`{}` is new.", path(module, &states.ty)));
    }
}

fn variants(ty: &str, old: &[State], new: &[State], changes: &mut Changes) {
    let paired = pair(old, new, |state| state.variant.clone());
    for gone in paired.removed {
        changes.breaking(format!("`{ty}::{}` is removed.", gone.variant));
    }
    for (old, new) in paired.both {
        let State { variant, wire, about, fields } = old;
        let name = format!("{ty}::{variant}");
        if wire != &new.wire {
            changes.patch(format!("`{name}` is `{}` on the wire, and was `{wire}`.", new.wire));
        }
        let owner = Owner::State(&name);
        let words = fields::fields(owner, fields.iter(), new.fields.iter(), changes);
        changes.docs(&format!("`{name}`"), words || about != &new.about);
    }
    for state in paired.added {
        changes.minor(format!("`{ty}::{}` (`{}`) is new.", state.variant, state.wire));
    }
    changes.docs(&format!("`{ty}`"), paired.reordered);
}
