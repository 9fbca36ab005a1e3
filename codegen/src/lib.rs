//! Turns the spec folder into the client crate.
//!
//! ```text
//! spec/*.yaml ──read──▶ Sources ──parse──▶ Spec ──resolve──▶ Api ──emit──▶ Files
//!                          └────────────── Diagnostics ──────────┘
//! ```
//!
//! Reading stands at the start and writing at the end, each in one place
//! ([`Sources::read`], [`Files::write`]). What lies between is pure: the same
//! sources give the same bytes.
//!
//! Beside the pipeline, [`compare()`] says what two models differ in for the users
//! of their crates.
//!
//! - **Invariant:** after [`resolve()`] nothing looks at YAML. The [`model`] is
//!   complete before the first token is emitted, and emitting cannot fail.
//! - **Invariant:** no network, no clock, no environment, no absolute path.
//! - **Invariant:** text of the spec reaches the output only as an identifier
//!   that passed validation, or inside a string literal or a doc line.

mod characters;
pub mod compare;
pub mod diagnostic;
mod emit;
pub mod files;
pub mod model;
mod names;
mod render;
mod resolve;
mod schema;
pub mod source;
pub mod spec;
mod verbatim;
pub mod yaml;

pub use compare::{Report, Step, compare};
pub use diagnostic::Diagnostics;
pub use files::Files;
pub use model::Api;
pub use source::Sources;
pub use spec::Spec;

/// What the output depends on besides the spec.
#[derive(Debug, Clone)]
pub struct Options {
    /// Path from the emitted crate to the runtime crate, with forward slashes;
    /// it stands in the emitted manifest.
    pub runtime_path: String,
}

impl Default for Options {
    /// The crate stands at the top of the workspace.
    fn default() -> Self {
        Self { runtime_path: "../codegen/runtime".to_owned() }
    }
}

/// The whole pipeline.
///
/// # Errors
///
/// All mistakes of the first stage that has any.
pub fn generate(sources: &Sources, options: &Options) -> Result<Files, Diagnostics> {
    let spec = parse(sources)?;
    let api = resolve(&spec)?;
    Ok(emit(&api, options))
}

/// The schema of a spec, for editors: a file that stands beside those that it
/// describes. It holds the names of the spec at hand, so it is made of one without
/// mistakes.
#[must_use]
pub fn schema(spec: &Spec) -> Files {
    let mut files = Files::default();
    files.insert(schema::PATH, schema::schema(spec));
    files
}

/// Reads the YAML and lowers it, field for field.
///
/// # Errors
///
/// Every wrong key, wrong kind and missing key of every file.
pub fn parse(sources: &Sources) -> Result<Spec, Diagnostics> {
    spec::parse(sources)
}

/// Decides every name, type, surface and version.
///
/// # Errors
///
/// Everything that does not fit together.
pub fn resolve(spec: &Spec) -> Result<Api, Diagnostics> {
    resolve::resolve(spec)
}

/// Writes the model as a crate.
#[must_use]
pub fn emit(api: &Api, options: &Options) -> Files {
    emit::emit(api, options)
}
