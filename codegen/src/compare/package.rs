//! What belongs to the crate as a whole: its manifest, its ids and error codes.

use super::{Changes, list, pair};
use crate::model::{Api, Code, Id, OperationIndex, Package, ResourceIndex};

pub(super) fn package(old: &Package, new: &Package, apis: [&Api; 2], changes: &mut Changes) {
    let Package {
        name,
        crate_name,
        // The report says both beside what the changes ask for.
        version: _,
        description,
        license,
        rust_version,
        repository,
        keywords,
        categories,
        examples,
        first_call,
    } = old;
    if (name, crate_name) != (&new.name, &new.crate_name) {
        changes.breaking(format!(
            "The package is `{}` now (`use {}`), and was `{name}`.",
            new.name, new.crate_name
        ));
    }
    if rust_version != &new.rust_version {
        let text = format!("Rust {} is needed, where {rust_version} was.", new.rust_version);
        // A newer compiler is asked for in a minor version by custom.
        if numbers(rust_version) < numbers(&new.rust_version) {
            changes.minor(text);
        } else {
            changes.patch(text);
        }
    }
    if license != &new.license {
        changes.patch(format!("The licence is {} now, and was {license}.", new.license));
    }
    if examples != &new.examples {
        changes.patch(format!("The example programs are {} now.", list(&new.examples)));
    }
    let of_registry = (description, repository, keywords, categories)
        != (&new.description, &new.repository, &new.keywords, &new.categories);
    changes.docs("the package on the registry", of_registry);
    let [old, new] = apis.map(|api| {
        let (surface, operation) = &api.package.first_call;
        (surface_id(api, *surface), operation)
    });
    debug_assert_eq!(old.1, &first_call.1);
    changes.docs("the first call of the front page", old != new);
}

pub(super) fn ids(old: &[Id], new: &[Id], changes: &mut Changes) {
    let paired = pair(old, new, |id| id.ty.clone());
    for id in paired.removed {
        changes.breaking(format!("`{}` is removed.", id.ty));
    }
    for (old, new) in paired.both {
        let Id { ty, about, example } = old;
        changes.docs(&format!("`{ty}`"), (about, example) != (&new.about, &new.example));
    }
    for id in paired.added {
        changes.minor(format!("`{}` is new.", id.ty));
    }
    changes.docs("the order of the ids", paired.reordered);
}

pub(super) fn codes(old: &[Code], new: &[Code], apis: [&Api; 2], changes: &mut Changes) {
    let paired = pair(old, new, |code| code.name.clone());
    for code in paired.removed {
        changes.breaking(format!("`error_codes::{}` is removed.", code.name));
    }
    for (old, new) in paired.both {
        let Code { name, status, class, about, surfaces } = old;
        match (class, &new.class) {
            (None, None) => {}
            (Some(old), Some(new)) if old == new => {}
            (None, Some(class)) => {
                changes.minor(format!("The predicates of an error know `{name}`, as `{class}`."));
            }
            // Nothing but this line tells a program that goes by the predicate.
            (Some(class), None) => changes.breaking(format!(
                "The predicates of an error no longer know `{name}`, which was `{class}`."
            )),
            (Some(old), Some(class)) => changes.breaking(format!(
                "The predicates of an error take `{name}` for `{class}`, and took it for `{old}`."
            )),
        }
        let where_ = |api: &Api, surfaces: &[usize]| -> Vec<String> {
            surfaces.iter().map(|&index| surface_id(api, index)).collect()
        };
        let differs = (status, about) != (&new.status, &new.about)
            || where_(apis[0], surfaces) != where_(apis[1], &new.surfaces);
        changes.docs(&format!("`error_codes::{name}`"), differs);
    }
    for code in paired.added {
        changes.minor(format!("`error_codes::{}` is new.", code.name));
    }
    changes.docs("the order of the error codes", paired.reordered);
}

/// The tables of all operations. That one comes or goes is told by its surfaces.
pub(super) fn tables(old: &[ResourceIndex], new: &[ResourceIndex], changes: &mut Changes) {
    let mut differs = false;
    let paired = pair(old, new, |resource| resource.module.clone());
    differs |= paired.reordered || !paired.removed.is_empty() || !paired.added.is_empty();
    for (old, new) in paired.both {
        let ResourceIndex { module: _, about, operations } = old;
        let paired = pair(operations, &new.operations, |operation| operation.id.clone());
        differs |= about != &new.about || paired.reordered;
        differs |= !paired.removed.is_empty() || !paired.added.is_empty();
        for (old, new) in paired.both {
            let OperationIndex { id: _, ty, about } = old;
            differs |= (ty, about) != (&new.ty, &new.about);
        }
    }
    changes.docs("the table of the operations", differs);
}

fn surface_id(api: &Api, index: usize) -> String {
    api.surfaces.get(index).map(|surface| surface.id.clone()).unwrap_or_default()
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}
