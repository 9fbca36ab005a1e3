//! Tables of operations and surfaces.

use std::fmt::Write as _;

use super::doc::escape;
use crate::model::{Api, Operation, Surface};
use crate::names;

/// The operations of one surface; each links to its request.
pub(super) fn of_surface(surface: &Surface) -> Vec<String> {
    let dates = operations(surface).any(|operation| operation.deprecated.is_some());
    let versions = surface.versions.len() > 1;
    let heads = ["Request", "Call"].into_iter();
    let heads = heads.chain(versions.then_some("Version")).chain(dates.then_some("Deprecated"));
    let heads: Vec<&str> = heads.collect();
    let rules = vec!["---"; heads.len()];
    let mut lines =
        vec![format!("| {} |", heads.join(" | ")), format!("| {} |", rules.join(" | "))];
    for operation in operations(surface) {
        let mut line = format!("| {} | `{}` |", link(operation), operation.call());
        if versions {
            let _ = write!(line, " {} |", operation.version.as_deref().unwrap_or_default());
        }
        if dates {
            let _ = write!(line, " {} |", deprecated(operation));
        }
        lines.push(line);
    }
    lines
}

/// The newest is one level up from its version.
fn link(operation: &Operation) -> String {
    match &operation.version {
        Some(version) if !operation.newest => {
            let module = names::version_module(version);
            format!("[`{module}::{}`]", operation.ty)
        }
        _ => format!("[`{}`]", operation.ty),
    }
}

/// All operations against all surfaces. In the documentation each cell links to
/// the request; a README cannot.
pub(super) fn of_crate(api: &Api, link: bool) -> Vec<String> {
    let heads: Vec<String> =
        api.surfaces.iter().map(|surface| format!("`{}`", surface.module)).collect();
    let rules = vec!["---"; heads.len() + 1];
    let mut lines = vec![
        format!("| Operation | {} |", heads.join(" | ")),
        format!("| {} |", rules.join(" | ")),
    ];
    for operation in api.resources.iter().flat_map(|resource| &resource.operations) {
        let cells: Vec<String> = api
            .surfaces
            .iter()
            .map(|surface| match newest(surface).find(|other| other.id == operation.id) {
                None => "–".to_owned(),
                Some(here) => {
                    let mark = if here.deprecated.is_some() { "deprecated" } else { "yes" };
                    if link {
                        format!("[{mark}]({}::{})", surface.module, operation.ty)
                    } else {
                        mark.to_owned()
                    }
                }
            })
            .collect();
        lines.push(format!(
            "| `{}`: {} | {} |",
            operation.ty,
            escape(operation.about.trim_end_matches('.')),
            cells.join(" | ")
        ));
    }
    lines
}

/// The surfaces themselves.
pub(super) fn of_surfaces(api: &Api, link: bool) -> Vec<String> {
    let mut lines = vec![
        "| Module and feature | API | Credentials | State |".to_owned(),
        "| --- | --- | --- | --- |".to_owned(),
    ];
    for surface in &api.surfaces {
        let module = if link {
            format!("[`{}`], `{}`", surface.module, surface.id)
        } else {
            format!("`{}`, `{}`", surface.module, surface.id)
        };
        let credentials = match &surface.service_account {
            Some(account) => match account.state {
                Some(state) => format!("API key or service account ({state})"),
                None => "API key or service account".to_owned(),
            },
            None => "API key".to_owned(),
        };
        lines.push(format!(
            "| {module} | {} | {credentials} | {} |",
            escape(&surface.name),
            state(surface)
        ));
    }
    lines
}

fn state(surface: &Surface) -> String {
    if surface.deprecated.is_some() {
        return "deprecated as a whole, without a date".to_owned();
    }
    let sunsets: std::collections::BTreeSet<&str> = operations(surface)
        .filter_map(|operation| operation.deprecated.as_ref()?.sunset.as_deref())
        .collect();
    match sunsets.into_iter().collect::<Vec<_>>().as_slice() {
        [] => "current".to_owned(),
        dates => format!("invitations are switched off on {}", dates.join(", ")),
    }
}

fn deprecated(operation: &Operation) -> String {
    match &operation.deprecated {
        None => String::new(),
        Some(deprecation) => match (&deprecation.since, &deprecation.sunset) {
            (Some(since), Some(sunset)) => format!("since {since}, switched off on {sunset}"),
            (Some(since), None) => format!("since {since}"),
            (None, Some(sunset)) => format!("switched off on {sunset}"),
            (None, None) => "yes".to_owned(),
        },
    }
}

fn newest(surface: &Surface) -> impl Iterator<Item = &Operation> {
    operations(surface).filter(|operation| operation.newest)
}

/// The newest versions first.
fn operations(surface: &Surface) -> impl Iterator<Item = &Operation> {
    surface
        .versions
        .iter()
        .rev()
        .flat_map(|version| &version.resources)
        .flat_map(|resource| &resource.operations)
}
