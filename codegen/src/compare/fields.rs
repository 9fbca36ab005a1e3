//! The parts of a request or record, as the methods and fields that they become.

use super::{Changes, list, pair};
use crate::model::{Field, Type};
use crate::names;

/// What fields belong to, by what is emitted for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner<'n> {
    /// `new` with what is required, and a method for each thing that is not. A
    /// record that is only sent has the same form.
    Request(&'n str),
    /// Public fields, and a `new` with the feature `testing`.
    Answer(&'n str),
    /// Public fields and `new`.
    Both(&'n str),
    /// The fields of a variant, and a function of its type with the feature `testing`.
    State(&'n str),
}

impl<'n> Owner<'n> {
    fn name(self) -> &'n str {
        let (Self::Request(name) | Self::Answer(name) | Self::Both(name) | Self::State(name)) =
            self;
        name
    }

    fn has_public_fields(self) -> bool {
        !matches!(self, Self::Request(_))
    }

    /// How `new` is called in a sentence.
    fn constructor(self) -> String {
        match self {
            Self::Answer(name) => format!("`{name}::new` of the feature `testing`"),
            Self::Request(name) | Self::Both(name) => format!("`{name}::new`"),
            Self::State(name) => {
                let (ty, variant) = name.split_once("::").unwrap_or((name, ""));
                format!("`{ty}::new_{}` of the feature `testing`", names::snake(variant))
            }
        }
    }
}

/// Says what differs; whether the documentation does is left to the caller.
pub(super) fn fields<'f>(
    owner: Owner<'_>,
    old: impl Iterator<Item = &'f Field>,
    new: impl Iterator<Item = &'f Field>,
    changes: &mut Changes,
) -> bool {
    let (old, new): (Vec<&Field>, Vec<&Field>) = (old.collect(), new.collect());
    let name = owner.name();
    let paired = pair(old.iter().copied(), new.iter().copied(), |field| field.name.clone());
    let (mut both, mut added) = (paired.both, paired.added);
    for gone in paired.removed {
        match added.iter().position(|new| new.wire == gone.wire) {
            Some(index) => both.push((gone, added.remove(index))),
            None if owner.has_public_fields() || !gone.required => {
                changes.breaking(format!("`{name}::{}` is removed.", gone.name));
            }
            None => {
                changes.breaking(format!(
                    "{} no longer takes `{}`.",
                    owner.constructor(),
                    gone.name
                ));
            }
        }
    }
    let mut words = paired.reordered;
    for (old, new) in &both {
        words |= field(owner, old, new, changes);
    }
    for field in added {
        let field_name = &field.name;
        if !field.required {
            changes.minor(format!("`{name}::{field_name}` is new."));
        } else if owner.has_public_fields() {
            let new = owner.constructor();
            changes.breaking(format!("`{name}::{field_name}` is new, and {new} takes it."));
        } else {
            changes.breaking(format!("{} also takes `{field_name}`.", owner.constructor()));
        }
    }
    order(owner, &old, &new, &both, changes);
    words
}

fn field(owner: Owner<'_>, old: &Field, new: &Field, changes: &mut Changes) -> bool {
    let Field { name, wire, ty, required, about, example, min, max, default } = old;
    let path = format!("`{}::{}`", owner.name(), new.name);
    if name != &new.name {
        // An argument has no name for those who call `new`.
        if owner.has_public_fields() || !(*required && new.required) {
            changes.breaking(format!("`{}::{name}` is named `{}` now.", owner.name(), new.name));
        } else {
            changes.patch(format!(
                "The argument `{name}` of {} is `{}`.",
                owner.constructor(),
                new.name
            ));
        }
    }
    if rust(ty) != rust(&new.ty) {
        changes.breaking(format!("{path} is `{}`, and was `{}`.", rust(&new.ty), rust(ty)));
    } else if ty != &new.ty {
        let taken = if new.ty.holds_addresses() { "is" } else { "is no longer" };
        changes.patch(format!("{path} {taken} taken for an e-mail address."));
    }
    if *required != new.required {
        requirement(owner, new, changes);
    }
    if wire != &new.wire {
        changes.patch(format!("{path} is `{}` on the wire, and was `{wire}`.", new.wire));
    }
    let limits = (min, max, default) != (&new.min, &new.max, &new.default);
    limits || (about, example) != (&new.about, &new.example)
}

/// A field that became required, or no longer is.
fn requirement(owner: Owner<'_>, field: &Field, changes: &mut Changes) {
    let path = format!("`{}::{}`", owner.name(), field.name);
    let new = owner.constructor();
    let is_list = matches!(field.ty, Type::List(_));
    changes.breaking(match (owner.has_public_fields() && !is_list, field.required) {
        (true, true) => format!("{path} is no `Option` any more, and {new} takes it."),
        (true, false) => format!("{path} is an `Option`: it may be missing in an answer."),
        (false, true) => format!("{path} is required: {new} takes it."),
        (false, false) => format!("{path} is no longer required: {new} does not take it."),
    });
}

/// Arguments that changed places, which two of one type do without a word of the compiler.
fn order(
    owner: Owner<'_>,
    old: &[&Field],
    new: &[&Field],
    both: &[(&Field, &Field)],
    changes: &mut Changes,
) {
    let stays: Vec<_> = both.iter().filter(|(old, new)| old.required && new.required).collect();
    let before = old.iter().filter_map(|field| {
        stays.iter().find(|(old, _)| old.name == field.name).map(|(_, new)| &new.name)
    });
    let now = new.iter().filter_map(|field| {
        stays.iter().find(|(_, new)| new.name == field.name).map(|(_, new)| &new.name)
    });
    if !before.eq(now) {
        let arguments = list(new.iter().filter(|field| field.required).map(|field| &field.name));
        changes.breaking(format!(
            "{} takes its arguments in another order: {arguments}.",
            owner.constructor()
        ));
    }
}

/// A type as users see it.
pub(super) fn rust(ty: &Type) -> String {
    match ty {
        Type::String | Type::Address => "String".to_owned(),
        Type::Integer => "i64".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Timestamp => "Timestamp".to_owned(),
        Type::Id(name) | Type::Role(name) | Type::Record(name) => name.clone(),
        Type::List(item) => format!("Vec<{}>", rust(item)),
    }
}
