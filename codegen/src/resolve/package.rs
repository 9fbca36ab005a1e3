//! What the manifest says.

use super::scope::Scope;
use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::model::Package;
use crate::names;
use crate::spec::{self, Spec};
use crate::verbatim;

pub(super) fn package(
    package: &spec::Package,
    spec: &Spec,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) -> Option<Package> {
    let name = &package.name;
    names::package(name, found);
    check_version(&package.version, 3, found);
    check_version(&package.rust_version, 2, found);
    let first = &package.first_call;
    let surface = scope.surface(&first.surface, found)?;
    let operations = || spec.resources.iter().flat_map(|resource| &resource.operations);
    if !operations().any(|(id, _)| id.value == first.operation.value) {
        let message = format!("unknown operation `{}`", first.operation.value);
        found.push(
            Diagnostic::new("G040", first.operation.place, message)
                .did_you_mean(&first.operation.value, operations().map(|(id, _)| id.value.as_str()))
                .or_help("name an operation of one of the resources"),
        );
    }
    for example in &package.examples {
        let known = verbatim::EXAMPLES.iter().map(|example| example.name);
        if !known.clone().any(|name| name == example.value) {
            let message = format!("unknown example `{}`", example.value);
            found.push(
                Diagnostic::new("G040", example.place, message)
                    .did_you_mean(&example.value, known.clone())
                    .or_help(format!("there are `{}`", known.collect::<Vec<_>>().join("`, `"))),
            );
        }
    }
    Some(Package {
        name: name.value.clone(),
        crate_name: names::crate_name(&name.value),
        version: package.version.value.clone(),
        description: package.description.value.clone(),
        license: package.license.value.clone(),
        rust_version: package.rust_version.value.clone(),
        repository: package.repository.as_ref().map(|at| at.value.clone()),
        keywords: package.keywords.iter().map(|at| at.value.clone()).collect(),
        categories: package.categories.iter().map(|at| at.value.clone()).collect(),
        examples: package.examples.iter().map(|at| at.value.clone()).collect(),
        first_call: (surface, first.operation.value.clone()),
    })
}

/// A version as Cargo takes it: `parts` numbers at least, and for a package (three)
/// what semantic versioning allows behind them.
fn check_version(version: &At<String>, parts: usize, found: &mut Diagnostics) {
    let (rest, build) = version.value.split_once('+').unwrap_or((&version.value, "0"));
    let (core, pre) = rest.split_once('-').unwrap_or((rest, "0"));
    let number = |part: &str| part.parse::<u32>().is_ok_and(|number| number.to_string() == part);
    let words = |words: &str| {
        words.split('.').all(|word| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
    };
    let right = core.split('.').all(number)
        && (parts..=3).contains(&core.split('.').count())
        && words(pre)
        && words(build)
        && (parts == 3 || core == version.value);
    if !right {
        let message = format!("`{}` is no version", version.value);
        let help = if parts == 3 { "write `1.2.3`" } else { "write `1.89`" };
        found.push(Diagnostic::new("G021", version.place, message).help(help));
    }
}
