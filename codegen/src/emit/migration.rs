//! The way from deprecated operations to those that replace them, for people.

use std::collections::BTreeSet;

use super::doc::{Doc, escape};
use super::{ty, way};
use crate::files::MARK;
use crate::model::{
    Api, Deprecation, Instead, Move, Operation, RecordReplacement, Replacement, Resource, Surface,
};
use crate::names::{ident, version_module};

/// `MIGRATION.md`, where a surface has something to move from.
pub(super) fn migration(api: &Api) -> Option<String> {
    let surfaces: Vec<&Surface> = surfaces(api).collect();
    if surfaces.is_empty() {
        return None;
    }
    let doc = Doc::default().heading("Migration").markdown(
        "Deprecated calls and what replaces them: how a call reads before and after, and what \
         became of each of its parts.",
    );
    let doc = surfaces.into_iter().fold(doc, |doc, surface| doc.and(of_surface(surface, api)));
    Some(format!("<!-- {MARK} -->\n\n{}", doc.text()))
}

/// The surfaces that have something to move from.
pub(super) fn surfaces(api: &Api) -> impl Iterator<Item = &Surface> {
    api.surfaces.iter().filter(|surface| replaced(surface).next().is_some())
}

/// The deprecated operations that another one replaces.
pub(super) fn replaced(
    surface: &Surface,
) -> impl Iterator<Item = (&Operation, &Deprecation, &Replacement)> {
    operations(surface).filter_map(|(_, operation)| {
        let deprecation = operation.deprecated.as_ref()?;
        match deprecation.instead.as_ref()? {
            Instead::Operation(to) => Some((operation, deprecation, &**to)),
            Instead::Call { .. } | Instead::Twin { .. } => None,
        }
    })
}

pub(super) fn operations(surface: &Surface) -> impl Iterator<Item = (&Resource, &Operation)> {
    let resources = surface.versions.iter().flat_map(|version| &version.resources);
    resources.flat_map(|resource| resource.operations.iter().map(move |op| (resource, op)))
}

fn newest<'s>(surface: &'s Surface, id: &str) -> (&'s Resource, &'s Operation) {
    let found = operations(surface).find(|(_, operation)| operation.newest && operation.id == *id);
    found.unwrap_or_else(|| panic!("`{id}` replaces a call, but is not on `{}`", surface.id))
}

fn of_surface(surface: &Surface, api: &Api) -> Doc {
    let mut doc = Doc::default().lines([format!("## {}", escape(&surface.name))]);
    doc = doc.lines(overview(surface)).lines(["### What is different".to_owned()]);
    let mut told = BTreeSet::new();
    let abouts = replaced(surface).filter_map(|(_, deprecation, _)| deprecation.about.as_ref());
    for about in abouts.filter(|about| told.insert(about.as_str())) {
        doc = doc.prose(about);
    }
    let resources = replaced(surface).map(|(_, _, to)| newest(surface, &to.id).0);
    for resource in resources.filter(|resource| told.insert(resource.module.as_str())) {
        doc = doc.prose(&resource.about);
        doc = resource.notes.iter().fold(doc, |doc, note| doc.item(&escape(note)));
    }
    for (operation, _, to) in replaced(surface) {
        doc = doc.and(of_operation(operation, to, surface, api));
    }
    let records = surface.versions.iter().flat_map(|version| &version.records);
    for (record, to) in records.filter_map(|record| Some((record, record.instead.as_ref()?))) {
        doc = doc.and(of_record(&record.ty, to));
    }
    doc
}

fn overview(surface: &Surface) -> Vec<String> {
    let head = ["| Before | After | Switched off |", "| --- | --- | --- |"];
    let rows = replaced(surface).map(|(operation, deprecation, to)| {
        let sunset = deprecation.sunset.as_deref().unwrap_or("–");
        format!(
            "| `{}`: `{}` | `{}`: `{}` | {sunset} |",
            name(operation),
            operation.call(),
            to.ty,
            to.call
        )
    });
    head.map(str::to_owned).into_iter().chain(rows).collect()
}

/// With its module where a newer version has the name.
fn name(operation: &Operation) -> String {
    match &operation.version {
        Some(version) if !operation.newest => {
            format!("{}::{}", version_module(version), operation.ty)
        }
        _ => operation.ty.clone(),
    }
}

fn of_operation(operation: &Operation, to: &Replacement, surface: &Surface, api: &Api) -> Doc {
    let (old, new) = (name(operation), &to.ty);
    let mut doc = Doc::default().lines([format!("### `{old}` → `{new}`")]);
    if let Some(how) = &to.how {
        doc = doc.prose(how);
    }
    let (_, after) = newest(surface, &to.id);
    let notes = after.notes.iter().map(|note| escape(note));
    doc = notes.chain(differences(operation, after)).fold(doc, |doc, note| doc.item(&note));
    let code = way::before_and_after(operation, after, to, surface, &api.package.crate_name);
    let fence = |language: &str| format!("```{language}");
    doc = doc.lines([fence("rust")].into_iter().chain(code).chain([fence("")]));
    doc = doc.lines(table(&to.moves, &to.new));
    if to.conversion.is_some() {
        let module = ident(&surface.module);
        doc = doc.markdown(&format!(
            "A request that is there already becomes the new one with \
             `{module}::{new}::from(request)`."
        ));
    }
    if let Some(message) = &to.message {
        doc = doc.markdown("Given what the old call took, the compiler says:");
        doc = doc.lines(quoted(message));
    }
    doc
}

/// What differs around the two calls: their caller, and how they are answered.
fn differences(old: &Operation, new: &Operation) -> Vec<String> {
    let list =
        |statuses: &[u16]| statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
    let mut all = Vec::new();
    if old.caller != new.caller {
        let (old, new) = (escape(&old.caller), escape(&new.caller));
        all.push(format!("The caller needs the role {new}, in place of {old}."));
    }
    if old.success != new.success {
        let (old, new) = (list(&old.success), list(&new.success));
        all.push(format!("It is answered with {new}, in place of {old}."));
    }
    let more: Vec<u16> =
        new.errors.iter().filter(|error| !old.errors.contains(error)).copied().collect();
    if !more.is_empty() {
        all.push(format!(
            "Its documented errors have {} too, which those of the old call do not.",
            list(&more)
        ));
    }
    all
}

/// A text as it is, in a fence that nothing in it can end.
fn quoted(text: &str) -> Vec<String> {
    let lines = || text.trim_end().lines().map(str::trim_end);
    let marks = |line: &str| line.chars().filter(|letter| *letter == '`').count();
    let fence = "`".repeat(lines().map(marks).max().unwrap_or_default().max(2) + 1);
    let quoted = [format!("{fence}text")].into_iter();
    quoted.chain(lines().map(str::to_owned)).chain([fence]).collect()
}

fn of_record(old: &str, to: &RecordReplacement) -> Doc {
    Doc::default()
        .lines([format!("### The answer `{old}` → `{}`", to.ty)])
        .lines(table(&to.moves, &to.new))
}

/// What became of each part, and what is new.
fn table(moves: &[Move], new: &[String]) -> Vec<String> {
    let head = ["| Before | After | |", "| --- | --- | --- |"];
    let rows = moves.iter().map(|part| match &part.to {
        None => format!("| `{}` | – | no counterpart |", part.from),
        Some(to) => {
            let ty = part.ty.as_ref().map(|ty| ty::ty(ty).to_string().replace(' ', ""));
            let what = match (*to == part.from, ty) {
                (true, None) => "same".to_owned(),
                (true, Some(ty)) => format!("now `{ty}`"),
                (false, None) => "renamed".to_owned(),
                (false, Some(ty)) => format!("renamed, now `{ty}`"),
            };
            format!("| `{}` | `{to}` | {what} |", part.from)
        }
    });
    let new = new.iter().map(|name| format!("| – | `{name}` | new |"));
    head.map(str::to_owned).into_iter().chain(rows).chain(new).collect()
}
