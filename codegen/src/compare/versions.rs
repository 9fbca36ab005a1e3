//! Operations and records in the modules of their versions, and what the module
//! of the surface re-exports of them.

use std::collections::BTreeMap;

use super::{Changes, operation, pair, record, states};
use crate::model::{Operation, Record, Resource, Version};

/// `told` says that the deprecation of the whole surface came or went, and was said.
pub(super) fn versions(old: &[Version], new: &[Version], told: bool, changes: &mut Changes) {
    for (old, new) in pair(old, new, |version| module_of(version).to_owned()).both {
        let module = module_of(old);
        let Version { date, module: _, resources: _, records: _, states } = old;
        changes.docs("the versions", date != &new.date);
        states::states(module, states, &new.states, changes);
    }
    operations(old, new, told, changes);
    records(old, new, changes);
    exports(old, new, changes);
    resources(old, new, changes);
}

/// A thing and where it is.
struct Located<'m, T> {
    module: &'m str,
    resource: &'m str,
    thing: &'m T,
}

fn operations(old: &[Version], new: &[Version], told: bool, changes: &mut Changes) {
    let (old, new) = (located_operations(old), located_operations(new));
    let paired =
        pair(&old, &new, |operation| format!("{}::{}", operation.module, operation.thing.id));
    let mut added = paired.added;
    let mut both = paired.both;
    for gone in paired.removed {
        let moved = added.iter().position(|new| new.thing.id == gone.thing.id);
        let renamed = || added.iter().position(|new| new.thing.aliases.contains(&gone.thing.id));
        match moved.or_else(renamed) {
            Some(index) => both.push((gone, added.remove(index))),
            None if new.iter().any(|new| new.thing.id == gone.thing.id) => {
                let path = path(gone.module, &gone.thing.ty);
                changes.breaking(format!("`{path}` is removed."));
            }
            None => changes.breaking(format!("`{}` is removed.", gone.thing.ty)),
        }
    }
    for (old, new) in both {
        moved(&old.thing.ty, old.module, new.module, changes);
        operation::operation(old.thing, new.thing, told, changes);
        changes.docs(&format!("`{}`", new.thing.ty), old.resource != new.resource);
    }
    for operation in added {
        let Operation { ty, about, newest, .. } = operation.thing;
        let ty = if *newest { ty.clone() } else { path(operation.module, ty) };
        changes.minor(format!("`{ty}` is new: {about}"));
    }
    changes.docs("the order of the operations", paired.reordered);
}

fn records(old: &[Version], new: &[Version], changes: &mut Changes) {
    let (old, new) = (located_records(old), located_records(new));
    let paired = pair(&old, &new, |record| format!("{}::{}", record.module, record.thing.ty));
    let mut added = paired.added;
    let mut both = paired.both;
    for gone in paired.removed {
        match added.iter().position(|new| new.thing.ty == gone.thing.ty) {
            Some(index) => both.push((gone, added.remove(index))),
            None => {
                changes.breaking(format!("`{}` is removed.", path(gone.module, &gone.thing.ty)));
            }
        }
    }
    for (old, new) in both {
        moved(&old.thing.ty, old.module, new.module, changes);
        record::record(old.thing, new.thing, changes);
    }
    for record in added {
        changes.minor(format!("`{}` is new.", path(record.module, &record.thing.ty)));
    }
    changes.docs("the order of the records", paired.reordered);
}

/// The module of a version is part of a path that users write; without one, the
/// path of the surface is the only one.
fn moved(ty: &str, old: &str, new: &str, changes: &mut Changes) {
    match (old, new) {
        (old, new) if old == new => {}
        ("", new) => changes.minor(format!("`{ty}` is in the module `{new}` too.")),
        (old, _) => changes.breaking(format!("`{old}::{ty}` is `{}` now.", path(new, ty))),
    }
}

/// A name at the top of the surface is that of the newest version: with a newer
/// one, what it names is another type.
fn exports(old: &[Version], new: &[Version], changes: &mut Changes) {
    let (before, now) = (newest(old), newest(new));
    for (ty, old_module) in before {
        let Some(&module) = now.get(ty).filter(|&&module| module != old_module) else { continue };
        // What moved was said.
        let is_still = new.iter().any(|version| {
            module_of(version) == old_module && names(version).any(|name| name == ty)
        });
        if is_still {
            changes.breaking(format!(
                "`{ty}` at the top of the module is `{module}::{ty}` now, and was `{old_module}::{ty}`."
            ));
        }
    }
}

fn newest(versions: &[Version]) -> BTreeMap<&str, &str> {
    let all = versions.iter().flat_map(|version| {
        let module = module_of(version);
        names(version).map(move |name| (name, module))
    });
    // The oldest comes first, and the last one stays.
    all.collect()
}

fn names(version: &Version) -> impl Iterator<Item = &str> {
    let operations = version.resources.iter().flat_map(|resource| &resource.operations);
    let records = version.records.iter().map(|record| record.ty.as_str());
    let states = version.states.iter().flat_map(|states| [&states.ty, &states.unknown]);
    let states = states.map(String::as_str);
    operations.map(|operation| operation.ty.as_str()).chain(records).chain(states)
}

/// The words of the resources. Their modules are not public.
fn resources(old: &[Version], new: &[Version], changes: &mut Changes) {
    let (old, new) = (words(old), words(new));
    for (at, words) in &old {
        let differs = new.get(at).is_some_and(|new| new != words);
        changes.docs(&format!("the {}", at.1.replace('_', " ")), differs);
    }
}

/// What each resource says, by its version and its name.
fn words(versions: &[Version]) -> BTreeMap<(&str, &str), (&str, &[String])> {
    let all = versions.iter().flat_map(|version| {
        version.resources.iter().map(|resource| {
            let Resource { module, about, notes, operations: _ } = resource;
            ((module_of(version), module.as_str()), (about.as_str(), notes.as_slice()))
        })
    });
    all.collect()
}

fn located_operations(versions: &[Version]) -> Vec<Located<'_, Operation>> {
    let located = versions.iter().flat_map(|version| {
        let module = module_of(version);
        version.resources.iter().flat_map(move |resource| {
            let resource_name = resource.module.as_str();
            let locate = move |thing| Located { module, resource: resource_name, thing };
            resource.operations.iter().map(locate)
        })
    });
    located.collect()
}

fn located_records(versions: &[Version]) -> Vec<Located<'_, Record>> {
    let located = versions.iter().flat_map(|version| {
        let module = module_of(version);
        version.records.iter().map(move |thing| Located { module, resource: "", thing })
    });
    located.collect()
}

fn module_of(version: &Version) -> &str {
    version.module.as_deref().unwrap_or_default()
}

pub(super) fn path(module: &str, ty: &str) -> String {
    if module.is_empty() { ty.to_owned() } else { format!("{module}::{ty}") }
}
