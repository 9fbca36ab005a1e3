//! `package.yaml`: what the emitted manifest says.

use super::fields::{Keys, items};
use super::scalar;
use crate::diagnostic::{At, Diagnostics, Place};
use crate::yaml::Node;

/// The emitted package.
#[derive(Debug)]
pub struct Package {
    /// Its name on the registry.
    pub name: At<String>,
    /// Its version.
    pub version: At<String>,
    /// One sentence.
    pub description: At<String>,
    /// SPDX expression.
    pub license: At<String>,
    /// Oldest Rust that compiles it.
    pub rust_version: At<String>,
    /// Where its source is kept.
    pub repository: Option<At<String>>,
    /// For the registry's search.
    pub keywords: Vec<At<String>>,
    /// Slugs of the registry.
    pub categories: Vec<At<String>>,
    /// Names of the example programs that come with it.
    pub examples: Vec<At<String>>,
    /// The call that the front page begins with.
    pub first_call: FirstCall,
}

/// An operation on a surface.
#[derive(Debug)]
pub struct FirstCall {
    /// The surface.
    pub surface: At<String>,
    /// The operation.
    pub operation: At<String>,
}

pub(super) fn package(place: Place, node: Node, found: &mut Diagnostics) -> Option<Package> {
    let mut keys = Keys::open(place, "package.yaml", node, found)?;
    let name = keys.need_read("name", scalar::text);
    let version = keys.need_read("version", scalar::text);
    let description = keys.need_read("description", scalar::text);
    let license = keys.need_read("license", scalar::text);
    let rust_version = keys.need_read("rust-version", scalar::text);
    let repository = keys.read("repository", scalar::https);
    let words = |node, found: &mut _| items("words", node, found, false, scalar::text);
    let keywords = keys.read("keywords", words);
    let categories = keys.read("categories", words);
    let examples = keys.read("examples", words);
    let first_call = keys.need_read("first-call", first_call);
    keys.end();
    Some(Package {
        name: name?,
        version: version?,
        description: description?,
        license: license?,
        rust_version: rust_version?,
        repository,
        keywords: keywords.unwrap_or_default(),
        categories: categories.unwrap_or_default(),
        examples: examples.unwrap_or_default(),
        first_call: first_call?,
    })
}

fn first_call(node: Node, found: &mut Diagnostics) -> Option<FirstCall> {
    let mut keys = Keys::open(node.place, "`first-call`", node, found)?;
    let surface = keys.need_read("surface", scalar::text);
    let operation = keys.need_read("operation", scalar::text);
    keys.end();
    Some(FirstCall { surface: surface?, operation: operation? })
}
