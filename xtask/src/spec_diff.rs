//! `cargo xtask spec diff`: what a change of the spec means for users.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use codegen::{Api, Sources, Step};

use crate::error_format::ErrorFormat;
use crate::generate::Failure;
use crate::{paths, revision};

/// Says what changed for the users of the client since a git revision.
///
/// It is Markdown, ready for CHANGELOG.md: what is breaking, minor or a patch, for
/// each API, and the version that follows by the rules of Cargo.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The git revision that the spec is compared with
    #[arg(value_name = "REV", default_value = "HEAD")]
    revision: String,
    /// Folder of the spec [default: `spec` of the workspace]
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// Exit code 1 when the whole is at least such a step
    #[arg(long, value_name = "STEP")]
    fail_on: Option<Limit>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Limit {
    Breaking,
    Minor,
    Patch,
}

impl Limit {
    fn step(self) -> Step {
        match self {
            Self::Breaking => Step::Breaking,
            Self::Minor => Step::Minor,
            Self::Patch => Step::Patch,
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    try_run(arguments).unwrap_or_else(|failure| failure.print())
}

fn try_run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let spec = match &arguments.spec {
        Some(spec) => spec.clone(),
        None => {
            let workspace =
                paths::workspace().map_err(|error| Failure::Usage(error.to_string()))?;
            workspace.join("spec")
        }
    };
    let shown = arguments.spec.as_deref().map_or("spec".into(), Path::to_string_lossy);
    let shown = shown.trim_end_matches('/');
    let now = Sources::read(&spec, shown).map_err(Failure::io)?;
    let revision = &arguments.revision;
    let before = revision::read(revision, &spec, shown)
        .map_err(|error| Failure::Refused(format!("error: {error}\n")))?;
    let old = api(&before, &format!("what stands at `{revision}` cannot be compared"))?;
    let new = api(&now, "correct it, and compare then")?;
    let report = codegen::compare(&old, &new);
    // A reader that went away, such as `head`, is no failure of ours.
    let _ = write!(std::io::stdout().lock(), "{report}");
    if report.version_is_due() {
        let (next, now) = (report.next_version(), &report.new_version);
        eprintln!(
            "note: `{shown}/package.yaml` says `version: {now}`; these changes ask for {next}"
        );
    }
    let fails = arguments.fail_on.is_some_and(|limit| report.step() >= Some(limit.step()));
    Ok(ExitCode::from(u8::from(fails)))
}

fn api(sources: &Sources, then: &str) -> Result<Api, Failure> {
    codegen::parse(sources)
        .and_then(|spec| codegen::resolve(&spec))
        .map_err(|found| Failure::Refused(ErrorFormat::Human.report(&found, sources, then)))
}
