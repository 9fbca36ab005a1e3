//! What a change of the spec means for the users of the client: two models, and
//! what differs in the crates that they become.
//!
//! A change is *breaking* when a program that compiled may no longer compile, or
//! would no longer find what it found; *minor* when there is something new; a
//! *patch* when only the documentation or what goes over the wire differs.
//!
//! - **Invariant:** every part of the [`model`](crate::model) is taken apart here
//!   without a `..`, so that a new one does not compile before it was thought of.

mod deprecation;
mod fields;
mod markdown;
mod operation;
mod package;
mod record;
mod roles;
mod states;
mod surface;
mod version_number;
mod versions;

use crate::model::Api;

/// How far a change reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Documentation, dates, links, and what goes over the wire.
    Patch,
    /// Something new.
    Minor,
    /// A program may have to be changed.
    Breaking,
}

impl Step {
    /// `breaking`
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Breaking => "breaking",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// How far it reaches.
    pub step: Step,
    /// What changed, in Markdown: a sentence, or the first words of one that ends with
    /// the subject.
    pub text: String,
    /// What it changed of, where other things can change alike.
    pub subject: Option<String>,
    /// Modules of the surfaces that it is made on; none for the crate itself.
    pub surfaces: Vec<String>,
}

/// All changes between two specs, as Markdown when it is printed.
#[derive(Debug, Clone)]
pub struct Report {
    /// The changes: those of the crate, then those of each surface.
    pub changes: Vec<Change>,
    /// The version that the package had.
    pub old_version: String,
    /// The version that it has now.
    pub new_version: String,
    /// Modules of all surfaces that there are now.
    surfaces: Vec<String>,
}

impl Report {
    /// The largest step; none when users notice nothing.
    #[must_use]
    pub fn step(&self) -> Option<Step> {
        self.changes.iter().map(|change| change.step).max()
    }

    /// The version that the changes ask for at least, by the rules of Cargo.
    #[must_use]
    pub fn next_version(&self) -> String {
        match self.step() {
            Some(step) => version_number::after(&self.old_version, step),
            None => self.old_version.clone(),
        }
    }

    /// Whether the package still has a version that is too low for the changes.
    #[must_use]
    pub fn version_is_due(&self) -> bool {
        version_number::is_less(&self.new_version, &self.next_version())
    }
}

/// Compares two models.
#[must_use]
pub fn compare(old: &Api, new: &Api) -> Report {
    let Api { package, ids, codes, surfaces, resources } = old;
    let mut of_crate = Changes::default();
    package::package(package, &new.package, [old, new], &mut of_crate);
    package::ids(ids, &new.ids, &mut of_crate);
    package::codes(codes, &new.codes, [old, new], &mut of_crate);
    let mut report = Report {
        changes: Vec::new(),
        old_version: package.version.clone(),
        new_version: new.package.version.clone(),
        surfaces: new.surfaces.iter().map(|surface| surface.module.clone()).collect(),
    };
    report.add(&[], of_crate);
    let paired = pair(surfaces, &new.surfaces, |surface| surface.id.clone());
    for surface in paired.removed {
        let mut here = Changes::default();
        here.breaking(format!("The feature `{}` and its module are removed.", surface.id));
        report.add(std::slice::from_ref(&surface.module), here);
    }
    for (old, new) in paired.both {
        let mut here = Changes::default();
        surface::surface(old, new, &mut here);
        report.add(std::slice::from_ref(&new.module), here);
    }
    for surface in paired.added {
        let mut here = Changes::default();
        here.minor(format!("The {} is new, with the feature `{}`.", surface.name, surface.id));
        report.add(std::slice::from_ref(&surface.module), here);
    }
    let mut rest = Changes::default();
    rest.docs("the order of the APIs", paired.reordered);
    if report.changes.is_empty() {
        // What else the tables show was said where it is.
        package::tables(resources, &new.resources, &mut rest);
    }
    report.add(&[], rest);
    report
}

impl Report {
    /// Adds the changes of the crate or of a surface. What another surface has as
    /// well is said once.
    fn add(&mut self, surfaces: &[String], changes: Changes) {
        for (step, text, subject) in changes.0 {
            let same = |change: &&mut Change| {
                !surfaces.is_empty()
                    && !change.surfaces.is_empty()
                    && (change.step, &change.text, &change.subject) == (step, &text, &subject)
            };
            match self.changes.iter_mut().find(same) {
                Some(change) => {
                    let missing = surfaces.iter().filter(|name| !change.surfaces.contains(name));
                    let missing: Vec<_> = missing.cloned().collect();
                    change.surfaces.extend(missing);
                }
                None => {
                    self.changes.push(Change { step, text, subject, surfaces: surfaces.to_vec() });
                }
            }
        }
    }
}

/// The changes of one place, in the order in which they are found.
#[derive(Debug, Default)]
struct Changes(Vec<(Step, String, Option<String>)>);

impl Changes {
    fn add(&mut self, step: Step, text: impl Into<String>, subject: Option<&str>) {
        let change = (step, text.into(), subject.map(str::to_owned));
        // Two versions of a surface can change alike.
        if !self.0.contains(&change) {
            self.0.push(change);
        }
    }

    fn breaking(&mut self, text: impl Into<String>) {
        self.add(Step::Breaking, text, None);
    }

    fn minor(&mut self, text: impl Into<String>) {
        self.add(Step::Minor, text, None);
    }

    fn patch(&mut self, text: impl Into<String>) {
        self.add(Step::Patch, text, None);
    }

    /// A patch that many things share: `text`, and then all of them.
    fn patch_of(&mut self, text: impl Into<String>, subject: &str) {
        self.add(Step::Patch, text, Some(subject));
    }

    /// A change that only readers notice.
    fn docs(&mut self, of: &str, differs: bool) {
        if differs {
            self.patch_of("Documentation", of);
        }
    }
}

/// The things of two lists, by their keys.
struct Paired<'t, T> {
    removed: Vec<&'t T>,
    both: Vec<(&'t T, &'t T)>,
    added: Vec<&'t T>,
    /// What is in both stands in another order.
    reordered: bool,
}

fn pair<'t, T>(
    old: impl IntoIterator<Item = &'t T>,
    new: impl IntoIterator<Item = &'t T>,
    key: impl Fn(&T) -> String,
) -> Paired<'t, T> {
    let old: Vec<_> = old.into_iter().map(|thing| (key(thing), thing)).collect();
    let new: Vec<_> = new.into_iter().map(|thing| (key(thing), thing)).collect();
    let has = |things: &[(String, &T)], key: &str| things.iter().any(|(other, _)| other == key);
    let kept = |from: &[(String, &T)], other: &[(String, &T)]| -> Vec<String> {
        from.iter().map(|(key, _)| key.clone()).filter(|key| has(other, key)).collect()
    };
    let reordered = kept(&old, &new) != kept(&new, &old);
    let mut paired = Paired { removed: Vec::new(), both: Vec::new(), added: Vec::new(), reordered };
    for &(ref key, thing) in &old {
        match new.iter().find(|(other, _)| other == key) {
            Some(&(_, new)) => paired.both.push((thing, new)),
            None => paired.removed.push(thing),
        }
    }
    let added = new.iter().filter(|(key, _)| !has(&old, key));
    paired.added.extend(added.map(|&(_, thing)| thing));
    paired
}

/// `` `a`, `b` `` for a sentence.
fn list(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let names = names.into_iter().map(|name| format!("`{}`", name.as_ref()));
    names.collect::<Vec<_>>().join(", ")
}
