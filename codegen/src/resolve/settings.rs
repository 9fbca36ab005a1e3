//! What holds for an operation on a surface: operation over file, surface over
//! family over all.

use super::scope::{Scope, Set};
use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::spec::{Every, Settings};

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
pub(super) struct Layers<'l, 's>(pub(super) [&'l Layer<'s>; 2]);

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

    /// Reports each `at:` of the operation that is on no surface of it, and each
    /// setting that says what would hold without it.
    pub(super) fn check(&self, on: Set, found: &mut Diagnostics) {
        let operation = self.0[0];
        for (name, set, _) in operation.surfaces.iter().chain(&operation.families) {
            if (*set & on).is_empty() {
                let message = format!("the operation is not on `{}`", name.value);
                found.push(Diagnostic::new("G051", name.place, message).help("leave it out"));
            }
        }
        self.check_key(on, "caller", |settings| &settings.caller, found);
        self.check_key(on, "success", |settings| &settings.success, found);
        self.check_key(on, "errors", |settings| &settings.errors, found);
        self.check_key(on, "version", |settings| &settings.version, found);
        self.check_key(on, "deprecated", |settings| &settings.deprecated, found);
        self.check_key(on, "use", |settings| &settings.instead, found);
        self.check_key(on, "docs", |settings| &settings.docs, found);
        self.check_key(on, "returns", |settings| &settings.returns, found);
        self.check_key(on, "absent", |settings| &settings.absent, found);
        self.check_key(on, "idempotent", |settings| &settings.idempotent, found);
    }

    fn check_key<T: PartialEq>(
        &self,
        on: Set,
        key: &str,
        get: impl Fn(&Settings) -> &Option<At<T>>,
        found: &mut Diagnostics,
    ) {
        let [operation, file] = self.0;
        let entries = operation.surfaces.iter().chain(&operation.families);
        for settings in entries.map(|(_, _, settings)| *settings).chain([operation.all]) {
            let Some(said) = get(settings) else { continue };
            // What would hold on a surface if this had not been said.
            let without = |surface: usize| {
                let nearer = operation.on(surface).chain(file.on(surface));
                nearer
                    .skip_while(|other| !std::ptr::eq(*other, settings))
                    .skip(1)
                    .find_map(|other| get(other).as_ref())
            };
            // Where it is what holds.
            let mut holds = on.iter().filter(|&surface| {
                let first = operation.on(surface).find(|other| get(other).is_some());
                first.is_some_and(|first| std::ptr::eq(first, settings))
            });
            if holds.all(|surface| without(surface) == Some(said)) {
                let message = format!("this `{key}` changes nothing");
                found.push(Diagnostic::new("G051", said.place, message).help("leave it out"));
            }
        }
    }
}
