//! What holds for an operation on a surface: operation over file, surface over
//! family over all.

use std::collections::BTreeSet;

use super::operation::Operation;
use super::scope::{Scope, Set};
use crate::diagnostic::{At, Diagnostic, Diagnostics, Place};
use crate::spec::{Earlier, Every, Settings};

/// The settings of a file or an operation, with the surfaces of each `at:` found.
pub(super) struct Layer<'s> {
    all: &'s Settings,
    surfaces: Vec<(&'s At<String>, Set, &'s Settings)>,
    families: Vec<(&'s At<String>, Set, &'s Settings)>,
}

impl<'s> Layer<'s> {
    pub(super) fn new(every: &'s Every, scope: &Scope<'_>, found: &mut Diagnostics) -> Self {
        let (mut surfaces, mut families) = (Vec::new(), Vec::new());
        for (name, settings) in &every.at {
            match scope.lookup(name, found) {
                Some((set, true)) => families.push((name, set, settings)),
                Some((set, false)) => surfaces.push((name, set, settings)),
                None => {}
            }
        }
        Self { all: &every.settings, surfaces, families }
    }

    /// Settings that are the same on all surfaces.
    pub(super) fn everywhere(all: &'s Settings) -> Self {
        Self { all, surfaces: Vec::new(), families: Vec::new() }
    }

    /// All that is said in it for some of the surfaces.
    fn settings(&self, on: Set) -> impl Iterator<Item = &'s Settings> {
        let at = self.surfaces.iter().chain(&self.families);
        let at = at.filter(move |(_, set, _)| !(*set & on).is_empty());
        at.map(|(_, _, settings)| *settings).chain([self.all])
    }

    /// Reports each `at:` that is on none of the surfaces.
    fn check_surfaces(&self, on: Set, what: &str, found: &mut Diagnostics) {
        // Of what is nowhere something else was said.
        let unused = |set: Set| !on.is_empty() && (set & on).is_empty();
        for (name, set, _) in self.surfaces.iter().chain(&self.families) {
            if unused(*set) {
                let message = format!("{what} `{}`", name.value);
                found.push(Diagnostic::new("G051", name.place, message).help("leave it out"));
            }
        }
    }

    /// Settings that hold on a surface, the nearest first.
    fn on(&self, surface: usize) -> impl Iterator<Item = &'s Settings> {
        let here = move |(_, set, settings): &(_, Set, &'s Settings)| {
            set.has(surface).then_some(*settings)
        };
        let surfaces = self.surfaces.iter().filter_map(here);
        let families = self.families.iter().filter_map(here);
        surfaces.chain(families).chain([self.all])
    }
}

/// The layers of one operation, the nearest first.
pub(super) struct Layers<'l, 's>(pub(super) Vec<&'l Layer<'s>>);

impl<'s> Layers<'_, 's> {
    /// What holds on a surface.
    pub(super) fn get<T>(
        &self,
        surface: usize,
        key: impl Fn(&'s Settings) -> &'s Option<At<T>>,
    ) -> Option<&'s At<T>> {
        self.0
            .iter()
            .flat_map(|layer| layer.on(surface))
            .find_map(|settings| key(settings).as_ref())
    }
}

/// Reports each setting of an older version that says what holds without it.
pub(super) fn check_earlier(
    earlier: &Earlier,
    newest: &Operation<'_>,
    layers: &Layers<'_, '_>,
    found: &mut Diagnostics,
) {
    let mut check = |place: Option<Place>, key: &str, same: bool| {
        if let Some(place) = place.filter(|_| same) {
            let message = format!("this `{key}` changes nothing");
            found.push(Diagnostic::new("G051", place, message).help("leave it out"));
        }
    };
    let on = newest.on;
    let notes = earlier.notes.as_ref();
    let none = notes.is_some_and(|notes| notes.value.is_empty() && newest.spec.notes.is_empty());
    check(notes.map(|at| at.place), "notes", none);
    let settings = &earlier.settings;
    macro_rules! check_keys {
        ($($key:literal $field:ident),*) => {$(
            let said = settings.$field.as_ref();
            let same = on.iter().all(|surface| layers.get(surface, |s| &s.$field) == said);
            check(said.map(|at| at.place), $key, same);
        )*};
    }
    check_keys!(
        "caller" caller, "success" success, "errors" errors, "deprecated" deprecated,
        "use" instead, "docs" docs, "returns" returns, "absent" absent, "idempotent" idempotent
    );
}

/// Reports each `at:` that is on no surface of its operations, and each setting
/// that says what would hold without it.
pub(super) fn check(file: &Layer<'_>, operations: &[Operation<'_>], found: &mut Diagnostics) {
    for operation in operations {
        operation.layer.check_surfaces(operation.on, "the operation is not on", found);
    }
    let everywhere = operations.iter().fold(Set::default(), |on, operation| on | operation.on);
    file.check_surfaces(everywhere, "no operation of the file is on", found);
    check_key(file, operations, "caller", |settings| &settings.caller, found);
    check_key(file, operations, "success", |settings| &settings.success, found);
    check_key(file, operations, "errors", |settings| &settings.errors, found);
    check_key(file, operations, "version", |settings| &settings.version, found);
    check_key(file, operations, "deprecated", |settings| &settings.deprecated, found);
    check_key(file, operations, "use", |settings| &settings.instead, found);
    check_key(file, operations, "docs", |settings| &settings.docs, found);
    check_key(file, operations, "returns", |settings| &settings.returns, found);
    check_key(file, operations, "absent", |settings| &settings.absent, found);
    check_key(file, operations, "idempotent", |settings| &settings.idempotent, found);
}

fn check_key<T: PartialEq>(
    file: &Layer<'_>,
    operations: &[Operation<'_>],
    key: &str,
    get: impl Fn(&Settings) -> &Option<At<T>>,
    found: &mut Diagnostics,
) {
    // By address: where a setting stands tells it from one that says the same.
    let mut useful: BTreeSet<*const Settings> = BTreeSet::new();
    // First what operations say; then what the file says, without what is too much in them.
    for of_file in [false, true] {
        let mut more = BTreeSet::new();
        for operation in operations {
            for surface in operation.on.iter() {
                let nearest = operation.layer.on(surface);
                let nearest = nearest
                    .filter(|settings| !of_file || useful.contains(&std::ptr::from_ref(*settings)));
                let mut said =
                    nearest.chain(file.on(surface)).filter(|settings| get(settings).is_some());
                let Some(holds) = said.next() else { continue };
                if said.next().is_none_or(|other| get(other) != get(holds)) {
                    more.insert(std::ptr::from_ref(holds));
                }
            }
        }
        useful.append(&mut more);
    }
    // Of what is nowhere something else was said.
    let everywhere = operations.iter().fold(Set::default(), |on, operation| on | operation.on);
    let known = !operations.is_empty() && operations.iter().all(|op| !op.on.is_empty());
    let of_operations = operations.iter().map(|operation| (&operation.layer, operation.on));
    let of_file = known.then_some((file, everywhere));
    let layers = of_operations.chain(of_file).filter(|(_, on)| !on.is_empty());
    for settings in layers.flat_map(|(layer, on)| layer.settings(on)) {
        let Some(said) = get(settings) else { continue };
        if !useful.contains(&std::ptr::from_ref(settings)) {
            let message = format!("this `{key}` changes nothing");
            found.push(Diagnostic::new("G051", said.place, message).help("leave it out"));
        }
    }
}
