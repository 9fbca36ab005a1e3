//! The spec as written: field for field, every key and value with its place.
//!
//! [`crate::parse`] lowers the YAML trees. It goes on after a mistake, so that one run
//! shows all wrong keys, wrong kinds and missing keys of all files.

mod common;
mod errors;
mod fields;
mod package;
mod resource;
mod scalar;
mod states;
mod surfaces;

pub use common::{
    Field, Fields, Id, Note, Only, Prose, Record, RecordReplacement, RecordState, RoleType,
    RoleValue, TypeExpr,
};
#[cfg(test)]
pub(crate) use errors::CLASSES;
pub use errors::Code;
pub use package::{FirstCall, Package};
pub use resource::{
    Deprecated, Earlier, Every, Operation, Replacement, Resource, Returns, Settings, Verb,
};
pub use scalar::Date;
pub use states::{StateField, States};
pub use surfaces::{
    Address, Environment, ServiceAccount, ServiceAccountState, Surface, SurfaceDeprecated, Surfaces,
};

use crate::diagnostic::{At, Diagnostic, Diagnostics, Place};
use crate::{Sources, yaml};

/// All files.
#[derive(Debug)]
pub struct Spec {
    /// `package.yaml`.
    pub package: Package,
    /// `surfaces.yaml`.
    pub surfaces: Surfaces,
    /// `types.yaml`.
    pub types: Types,
    /// `errors.yaml`, which need not be there.
    pub codes: Vec<(At<String>, Code)>,
    /// The other files, one resource each, in the order of their names.
    pub resources: Vec<Resource>,
}

/// `types.yaml`: what more than one resource uses.
#[derive(Debug, Default)]
pub struct Types {
    /// Path parameters and their id types.
    pub ids: Vec<(At<String>, Id)>,
    /// Role types.
    pub roles: Vec<(At<String>, RoleType)>,
    /// State types.
    pub states: Vec<(At<String>, States)>,
    /// Records.
    pub records: Vec<(At<String>, Record)>,
}

const PACKAGE: &str = "package.yaml";
const SURFACES: &str = "surfaces.yaml";
const TYPES: &str = "types.yaml";
const ERRORS: &str = "errors.yaml";

/// Lowers all files.
pub(crate) fn parse(sources: &Sources) -> Result<Spec, Diagnostics> {
    let mut found = Diagnostics::default();
    let (mut package, mut surfaces, mut types) = (None, None, None);
    let mut codes = Vec::new();
    let mut resources = Vec::new();
    let mut nodes = yaml::MAX_NODES;
    for (file, source) in sources.files.iter().enumerate() {
        let Some(node) = yaml::read_within(sources, file, &mut nodes, &mut found) else { continue };
        let place = Place { file, start: 0, end: 0 };
        let name = source.path.rsplit('/').next().unwrap_or(&source.path);
        match name {
            PACKAGE => package = package::package(place, node, &mut found),
            SURFACES => surfaces = surfaces::surfaces(place, node, &mut found),
            TYPES => types = common::types(place, node, &mut found),
            ERRORS => codes = errors::codes(place, node, &mut found).unwrap_or_default(),
            _ => {
                let stem = At { value: name.trim_end_matches(".yaml").to_owned(), place };
                resources.extend(resource::resource(stem, node, &mut found));
            }
        }
    }
    check_count(&resources, &mut found);
    if found.is_empty() {
        for (missing, name) in
            [(package.is_none(), PACKAGE), (surfaces.is_none(), SURFACES), (types.is_none(), TYPES)]
        {
            if missing {
                let place = Place { file: 0, start: 0, end: 0 };
                found.push(
                    Diagnostic::new("G013", place, format!("the spec has no `{name}`"))
                        .help(format!("add `{name}` beside this file")),
                );
            }
        }
    }
    let spec = package.zip(surfaces).zip(types).map(|((package, surfaces), types)| Spec {
        package,
        surfaces,
        types,
        codes,
        resources,
    });
    found.or(spec)
}

/// Four vendors' APIs together have some hundreds.
const MAX_OPERATIONS: usize = 10_000;

fn check_count(resources: &[Resource], found: &mut Diagnostics) {
    let mut operations = resources.iter().flat_map(|resource| &resource.operations);
    if let Some((id, _)) = operations.nth(MAX_OPERATIONS) {
        let message = format!("more than {MAX_OPERATIONS} operations");
        found.push(
            Diagnostic::new("G010", id.place, message)
                .help("make two specs of it, each with a client of its own"),
        );
    }
}
