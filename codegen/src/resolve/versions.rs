//! Operations with several versions: `earlier:` is older, and `since:` is between.

use super::operation::{Operation, Resource};
use super::settings::{self, Layer, Layers};
use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::model;
use crate::spec::{Date, Surfaces};

pub(super) fn check(
    file: &Layer<'_>,
    operations: &[Operation<'_>],
    surfaces: &Surfaces,
    found: &mut Diagnostics,
) {
    for operation in operations {
        let layers = Layers(vec![&operation.layer, file]);
        for earlier in &operation.earlier {
            settings::check_earlier(earlier.spec, operation, &layers, found);
        }
        check_dates(operation, &layers, found);
        check_fields(operation, &layers, found);
        let versioned = |surface| has_versions(surfaces, surface);
        if let Some(earlier) = operation.earlier.first()
            && !operation.on.iter().any(versioned)
        {
            let message = "no media type of this operation has a version";
            found.push(Diagnostic::new("G051", earlier.date.place, message).help("leave it out"));
        }
    }
}

/// Whether an operation can have versions on a surface.
pub(super) fn has_versions(surfaces: &Surfaces, surface: usize) -> bool {
    surfaces.surfaces.get(surface).is_some_and(|(_, spec)| is_versioned(&spec.media.value))
}

/// Whether media types name a version.
pub(super) fn is_versioned(media: &str) -> bool {
    media.contains("{version}")
}

/// Older versions are older, and stand in their order.
fn check_dates(operation: &Operation<'_>, layers: &Layers<'_, '_>, found: &mut Diagnostics) {
    let newest = operation.on.iter().filter_map(|surface| layers.get(surface, |s| &s.version));
    let newest = newest.min_by_key(|date| date.value);
    let dates = operation.earlier.iter().map(|earlier| earlier.date).chain(newest);
    let dates: Vec<&At<Date>> = dates.collect();
    for pair in dates.windows(2) {
        let [older, newer] = pair else { continue };
        if older.value >= newer.value {
            let message = format!("{} is not older than {}", older.value, newer.value);
            found.push(
                Diagnostic::new("G056", older.place, message)
                    .second(newer.place, "the version after it")
                    .help(
                        "the oldest version stands first, and the newest is the `version` itself",
                    ),
            );
        }
    }
}

/// What came with a version was not there in an older one.
fn check_fields(operation: &Operation<'_>, layers: &Layers<'_, '_>, found: &mut Diagnostics) {
    let newest = operation.on.iter().filter_map(|surface| layers.get(surface, |s| &s.version));
    let mut later: Vec<Date> = operation
        .earlier
        .iter()
        .map(|earlier| earlier.date)
        .chain(newest)
        .map(|at| at.value)
        .collect();
    later.sort_unstable();
    later.dedup();
    let oldest = operation.earlier.first().map(|earlier| earlier.date.value);
    later.retain(|date| oldest.is_some_and(|oldest| *date > oldest));
    for field in operation.query.iter().chain(&operation.body) {
        let Some(since) = &field.spec.since else { continue };
        if oldest.is_none_or(|oldest| since.value <= oldest) {
            let message = "no version of the operation is older";
            found.push(
                Diagnostic::new("G051", since.place, message)
                    .help("leave `since` out, or describe the older version under `earlier:`"),
            );
        } else if !later.contains(&since.value) {
            let message = format!("`{}` has no version {}", operation.id.value, since.value);
            let later: Vec<String> = later.iter().map(Date::to_string).collect();
            found.push(
                Diagnostic::new("G058", since.place, message)
                    .help(format!("write one that it has: {}", later.join(", "))),
            );
        }
    }
}

/// Whether the query of an operation can ask for a page.
pub(super) fn check_page(
    operation: &Operation<'_>,
    resource: &Resource<'_>,
    query: &[model::Field],
    found: &mut Diagnostics,
) {
    let right = |field: &&model::Field| field.ty == model::Type::Integer && !field.required;
    let known: Vec<&str> = query.iter().filter(right).map(|field| field.wire.as_str()).collect();
    let missing = ["pageNum", "itemsPerPage"].into_iter().filter(|name| !known.contains(name));
    let missing: Vec<String> =
        missing.map(|name| format!("`{name}: {{ type: integer, about: … }}`")).collect();
    if !missing.is_empty() {
        let (id, module) = (&operation.id.value, &resource.module);
        let message = format!("`{id}` of `{module}` answers with pages, but cannot ask for one");
        found.push(
            Diagnostic::new("G055", operation.id.place, message)
                .help(format!("add {} to its `query:`", missing.join(" and "))),
        );
    }
}
