//! `cargo xtask generate`: reads the spec, and writes or checks the client crate.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use codegen::files::{Comparison, Conflict, Difference};
use codegen::{Diagnostics, Files, Options, Sources};

use crate::error_format::{ErrorFormat, colour};
use crate::{changes, paths, watch};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Changes nothing; prints what would change and fails if there is something
    #[arg(long)]
    check: bool,
    /// Generates again whenever a file of the spec is saved, until Ctrl-C
    #[arg(long, conflicts_with = "check")]
    watch: bool,
    /// Folder of the spec [default: `spec` of the workspace]
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// Folder of the emitted crate [default: `generated-client` of the workspace]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How mistakes in the spec are printed, on standard error
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    error_format: ErrorFormat,
}

/// Why a command did not do what it was asked for.
pub(crate) enum Failure {
    /// The spec is wrong, or a file of the output needs a decision: exit code 1.
    Refused(String),
    /// Exit code 2.
    Usage(String),
    /// Reading or writing failed: exit code 3.
    Io(String),
}

impl Failure {
    /// Says what is wrong.
    pub(crate) fn print(&self) -> ExitCode {
        let code = match self {
            Self::Refused(report) => {
                eprint!("{report}");
                1
            }
            Self::Usage(message) => {
                eprintln!("error: {message}");
                2
            }
            Self::Io(message) => {
                eprintln!("error: {message}");
                3
            }
        };
        ExitCode::from(code)
    }

    pub(crate) fn io(error: impl std::fmt::Display) -> Self {
        Self::Io(error.to_string())
    }
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    try_run(arguments).unwrap_or_else(|failure| failure.print())
}

fn try_run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let folders = Folders::new(arguments)?;
    if arguments.watch {
        watch::watch(&folders);
        return Ok(ExitCode::SUCCESS);
    }
    let output = folders.compare()?;
    // A reader that went away, such as `head`, is no failure of ours.
    if arguments.check {
        let again = format!("cargo xtask generate{}", arguments_again(arguments));
        let colour = colour(&io::stdout());
        let found = output.all(&folders.shown);
        let _ = changes::print_check(&found, output.len(), &again, colour);
        eprint!("{}", arguments.error_format.conflicts(&found.conflicts, ""));
        return Ok(ExitCode::from(u8::from(!found.is_up_to_date())));
    }
    folders.write(&output)?;
    let found = output.all(&folders.shown);
    let time = Some(start.elapsed().as_millis());
    let _ = changes::print_written(&found.differences, output.len(), time);
    Ok(ExitCode::SUCCESS)
}

/// What a run emits, and what the folders lack of it.
pub(crate) struct Output {
    client: Files,
    in_client: Comparison,
    schema: Files,
    in_spec: Comparison,
}

impl Output {
    /// How many files there are.
    pub(crate) fn len(&self) -> usize {
        self.client.len() + self.schema.len()
    }

    /// What either folder lacks; what belongs into that of the spec is named with it.
    pub(crate) fn all(&self, spec: &str) -> Comparison {
        let below = |path: &str| format!("{}/{path}", spec.trim_end_matches('/'));
        let mut all = self.in_client.clone();
        all.differences.extend(
            self.in_spec.differences.iter().map(|difference| Difference {
                path: below(&difference.path),
                ..difference.clone()
            }),
        );
        all.conflicts.extend(
            self.in_spec
                .conflicts
                .iter()
                .map(|conflict| Conflict { path: below(&conflict.path), ..conflict.clone() }),
        );
        all
    }
}

/// Where a run reads and writes.
pub(crate) struct Folders {
    pub(crate) spec: PathBuf,
    /// What the folder of the spec is called in messages.
    pub(crate) shown: String,
    out: PathBuf,
    options: Options,
    error_format: ErrorFormat,
}

impl Folders {
    fn new(arguments: &Arguments) -> Result<Self, Failure> {
        let workspace = paths::workspace().map_err(|error| Failure::Usage(error.to_string()))?;
        let spec = arguments.spec.clone().unwrap_or_else(|| workspace.join("spec"));
        let out = arguments.out.clone().unwrap_or_else(|| workspace.join("generated-client"));
        check_out(&spec, &out, &workspace)?;
        let shown = arguments.spec.as_deref().map_or("spec".into(), Path::to_string_lossy);
        let runtime = workspace.join("codegen/runtime");
        let runtime_path = paths::relative(&out, &runtime).map_err(Failure::io)?;
        let shown = shown.into_owned();
        let options = Options { runtime_path };
        Ok(Self { spec, shown, out, options, error_format: arguments.error_format })
    }

    /// Generates, and says what the output lacks.
    pub(crate) fn compare(&self) -> Result<Output, Failure> {
        let sources = Sources::read(&self.spec, &self.shown).map_err(Failure::io)?;
        let (client, schema) = emit(&sources, &self.options).map_err(|found| {
            let then = "nothing was written";
            Failure::Refused(self.error_format.report(&found, &sources, then))
        })?;
        let in_client = client.compare(&self.out).map_err(Failure::io)?;
        let in_spec = schema.compare_among(&self.spec).map_err(Failure::io)?;
        Ok(Output { client, in_client, schema, in_spec })
    }

    /// Brings the output up to date.
    pub(crate) fn write(&self, output: &Output) -> Result<(), Failure> {
        let conflicts = output.all(&self.shown).conflicts;
        if !conflicts.is_empty() {
            let then = format!("error: nothing was written to {}\n", self.out.display());
            return Err(Failure::Refused(self.error_format.conflicts(&conflicts, &then)));
        }
        Files::write(&self.spec, &output.in_spec.differences).map_err(Failure::io)?;
        Files::write(&self.out, &output.in_client.differences).map_err(Failure::io)
    }
}

/// The client, and the schema of its spec.
fn emit(sources: &Sources, options: &Options) -> Result<(Files, Files), Diagnostics> {
    let spec = codegen::parse(sources)?;
    let api = codegen::resolve(&spec)?;
    Ok((codegen::emit(&api, options), codegen::schema(&spec)))
}

/// The output must not be where something else is.
fn check_out(spec: &Path, out: &Path, workspace: &Path) -> Result<(), Failure> {
    let resolved = |path: &Path| paths::resolved(path).map_err(Failure::io);
    let (spec, out, workspace) = (resolved(spec)?, resolved(out)?, resolved(workspace)?);
    let shown = out.display();
    if out.is_file() {
        return Err(Failure::Usage(format!("`--out {shown}` is a file")));
    }
    if out.starts_with(&spec) || spec.starts_with(&out) || workspace.starts_with(&out) {
        return Err(Failure::Usage(format!(
            "`--out {shown}` would mix the output with the spec or the workspace: give a folder of its own"
        )));
    }
    Ok(())
}

fn arguments_again(arguments: &Arguments) -> String {
    let mut again = String::new();
    for (flag, folder) in [("--spec", &arguments.spec), ("--out", &arguments.out)] {
        if let Some(folder) = folder {
            again.extend([" ", flag, " ", &folder.to_string_lossy()]);
        }
    }
    again
}
