//! The role types of a surface. They are open and `#[non_exhaustive]`: a new role
//! breaks nothing.

use super::{Changes, pair};
use crate::model::{RoleType, RoleValue};

pub(super) fn roles(old: &[RoleType], new: &[RoleType], changes: &mut Changes) {
    let paired = pair(old, new, |role| role.ty.clone());
    for role in paired.removed {
        changes.breaking(format!("`{}` is removed.", role.ty));
    }
    for (old, new) in paired.both {
        let RoleType { ty, about, of_states, values, example } = old;
        self::values(ty, values, &new.values, changes);
        let words = (about, of_states, example) != (&new.about, &new.of_states, &new.example);
        changes.docs(&format!("`{ty}`"), words);
    }
    for role in paired.added {
        changes.minor(format!("`{}` is new.", role.ty));
    }
    changes.docs("the order of the role types", paired.reordered);
}

fn values(ty: &str, old: &[RoleValue], new: &[RoleValue], changes: &mut Changes) {
    let paired = pair(old, new, |value| value.variant.clone());
    let mut added = paired.added;
    for value in paired.removed {
        let RoleValue { variant, wire, .. } = value;
        match added.iter().position(|new| new.wire == *wire) {
            Some(index) => {
                let new = added.remove(index);
                changes.breaking(format!("`{ty}::{variant}` is named `{}` now.", new.variant));
                changes.docs(&format!("`{ty}`"), documentation(value) != documentation(new));
            }
            None => changes.breaking(format!("`{ty}::{variant}` (`{wire}`) is removed.")),
        }
    }
    for (old, new) in paired.both {
        if old.wire != new.wire {
            let (variant, old, new) = (&old.variant, &old.wire, &new.wire);
            changes.patch(format!("`{ty}::{variant}` is `{new}` on the wire, and was `{old}`."));
        }
        changes.docs(&format!("`{ty}`"), documentation(old) != documentation(new));
    }
    for RoleValue { variant, wire, .. } in added {
        changes.minor(format!("`{ty}::{variant}` (`{wire}`) is new."));
    }
    changes.docs(&format!("`{ty}`"), paired.reordered);
}

/// All of a role but its names.
fn documentation(value: &RoleValue) -> (&String, &Option<String>) {
    let RoleValue { variant: _, wire: _, about, mark } = value;
    (about, mark)
}
