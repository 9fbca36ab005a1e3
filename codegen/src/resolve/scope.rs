//! Which surfaces a thing is on: `only:` and `at:` with surfaces and families.

use std::ops::{BitAnd, BitOr};

use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::spec::{Note, Only, Resource, Surfaces};

/// A set of surfaces, by their index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Set(u32);

impl Set {
    pub(super) fn one(surface: usize) -> Self {
        // More than 32 surfaces were reported when the scope was made.
        Self(u32::try_from(surface).ok().and_then(|bit| 1_u32.checked_shl(bit)).unwrap_or(0))
    }

    pub(super) fn has(self, surface: usize) -> bool {
        !(self & Self::one(surface)).is_empty()
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        (0..32).filter(move |&surface| self.has(surface))
    }
}

impl BitAnd for Set {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for Set {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The names that may stand where a surface may stand.
pub(super) struct Scope<'s> {
    surfaces: Vec<&'s str>,
    families: Vec<(&'s str, Set)>,
}

impl<'s> Scope<'s> {
    pub(super) fn new(spec: &'s Surfaces, found: &mut Diagnostics) -> Self {
        let names = spec.surfaces.iter().map(|(name, _)| name.value.as_str()).collect();
        let mut scope = Self { surfaces: names, families: Vec::new() };
        if let Some((name, _)) = spec.surfaces.get(32) {
            found.push(
                Diagnostic::new("G010", name.place, "more than 32 surfaces")
                    .help("make two specs of it, each with a client of its own"),
            );
        }
        for (name, members) in &spec.families {
            if scope.surfaces.contains(&name.value.as_str()) {
                let message = format!("`{}` is a surface already", name.value);
                found.push(Diagnostic::new("G023", name.place, message).help("rename the family"));
            }
            let set = members.iter().fold(Set::default(), |set, member| {
                let one = scope.surface(member, found).map(Set::one).unwrap_or_default();
                set | one
            });
            scope.families.push((&name.value, set));
        }
        scope
    }

    pub(super) fn all(&self) -> Set {
        (0..self.surfaces.len()).map(Set::one).fold(Set::default(), Set::bitor)
    }

    pub(super) fn name(&self, surface: usize) -> &'s str {
        self.surfaces[surface]
    }

    /// One surface, where a family makes no sense.
    pub(super) fn surface(&self, name: &At<String>, found: &mut Diagnostics) -> Option<usize> {
        let index = self.surfaces.iter().position(|surface| *surface == name.value);
        if index.is_none() {
            found.push(Self::unknown(name, self.surfaces.iter().copied()));
        }
        index
    }

    /// A surface or a family; `true` when it is a family.
    pub(super) fn lookup(&self, name: &At<String>, found: &mut Diagnostics) -> Option<(Set, bool)> {
        if let Some(index) = self.surfaces.iter().position(|surface| *surface == name.value) {
            return Some((Set::one(index), false));
        }
        if let Some((_, set)) = self.families.iter().find(|(family, _)| *family == name.value) {
            return Some((*set, true));
        }
        let families = self.families.iter().map(|(name, _)| *name);
        found.push(Self::unknown(name, self.surfaces.iter().copied().chain(families)));
        None
    }

    /// Where a resource file is; its `only:` is looked at with the file.
    pub(super) fn of_file(&self, file: &Resource) -> Set {
        self.only(file.only.as_ref(), self.all(), &mut Diagnostics::default())
    }

    /// The part of `parent` that an `only:` leaves; one that changes nothing is a mistake.
    pub(super) fn only(&self, only: Option<&Only>, parent: Set, found: &mut Diagnostics) -> Set {
        let Some(only) = only else { return parent };
        // Of a parent that is nowhere something else was said.
        let somewhere = !parent.is_empty();
        let mut set = Set::default();
        for name in only {
            let Some((named, _)) = self.lookup(name, found) else { continue };
            if somewhere && (named & parent).is_empty() {
                let message = format!("this is not on `{}` anyway", name.value);
                found.push(Diagnostic::new("G051", name.place, message).help("leave it out"));
            }
            set = set | (named & parent);
        }
        match only.first() {
            Some(first) if somewhere && set == parent => {
                found.push(
                    Diagnostic::new("G051", first.place, "this `only:` changes nothing")
                        .help("leave it out"),
                );
            }
            _ => {}
        }
        set
    }

    /// Looks at the `only:` of notes whose owner is on the surfaces `parent`.
    pub(super) fn check_notes(&self, notes: &[Note], parent: Set, found: &mut Diagnostics) {
        for note in notes {
            self.only(note.only.as_ref(), parent, found);
        }
    }

    fn unknown<'a>(name: &At<String>, known: impl Iterator<Item = &'a str> + Clone) -> Diagnostic {
        let list = known.clone().collect::<Vec<_>>().join("`, `");
        Diagnostic::new("G052", name.place, format!("unknown surface `{}`", name.value))
            .did_you_mean(&name.value, known)
            .or_help(format!("there are `{list}`"))
    }
}
