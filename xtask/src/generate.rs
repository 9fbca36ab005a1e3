//! `cargo xtask generate`: reads the spec, and writes or checks the client crate.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use codegen::files::{Change, Difference};
use codegen::{Files, Options, Sources};
use similar::{ChangeTag, TextDiff};

use crate::error_format::{ErrorFormat, colour};
use crate::paths;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Changes nothing; prints what would change and fails if there is something.
    #[arg(long)]
    check: bool,
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

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match try_run(arguments) {
        Ok(code) => code,
        Err(Failure::Usage(message)) => fail(2, &message),
        Err(Failure::Io(message)) => fail(3, &message),
        Err(Failure::Spec(message)) => {
            eprint!("{message}");
            ExitCode::from(1)
        }
    }
}

enum Failure {
    Spec(String),
    Usage(String),
    Io(String),
}

fn fail(code: u8, message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(code)
}

fn try_run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let io = |error: io::Error| Failure::Io(error.to_string());
    let workspace = paths::workspace().map_err(|error| Failure::Usage(error.to_string()))?;
    let spec = arguments.spec.clone().unwrap_or_else(|| workspace.join("spec"));
    let out = arguments.out.clone().unwrap_or_else(|| workspace.join("generated-client"));
    check_out(&spec, &out, &workspace)?;
    let shown = arguments.spec.as_deref().map_or("spec".into(), Path::to_string_lossy);
    let sources = Sources::read(&spec, &shown).map_err(|error| Failure::Io(error.to_string()))?;
    let runtime_path = paths::relative(&out, &workspace.join("codegen/runtime")).map_err(io)?;
    let files = codegen::generate(&sources, &Options { runtime_path })
        .map_err(|found| Failure::Spec(arguments.error_format.report(&found, &sources)))?;
    let differences = files.compare(&out).map_err(|error| Failure::Io(error.to_string()))?;
    // A reader that went away, such as `head`, is no failure of ours.
    if arguments.check {
        let _ = print_check(&differences, &files, &arguments_again(arguments));
        return Ok(ExitCode::from(u8::from(!differences.is_empty())));
    }
    Files::write(&out, &differences).map_err(|error| Failure::Io(error.to_string()))?;
    let _ = print_written(&differences, &files, start);
    Ok(ExitCode::SUCCESS)
}

/// The output must not be where something else is.
fn check_out(spec: &Path, out: &Path, workspace: &Path) -> Result<(), Failure> {
    let absolute = |path: &Path| {
        let path = std::path::absolute(path).map_err(|error| Failure::Io(error.to_string()))?;
        Ok::<_, Failure>(path.canonicalize().unwrap_or(path))
    };
    let (spec, out, workspace) = (absolute(spec)?, absolute(out)?, absolute(workspace)?);
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

fn print_written(differences: &[Difference], files: &Files, start: Instant) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for difference in differences {
        writeln!(out, "{:>9} {}", word(difference.change), difference.path)?;
    }
    let count = |change| differences.iter().filter(|d| d.change == change).count();
    let (added, changed, removed) =
        (count(Change::Added), count(Change::Changed), count(Change::Removed));
    let unchanged = files.len() - added - changed;
    let time = start.elapsed().as_millis();
    writeln!(
        out,
        "{} files: {added} added, {changed} changed, {removed} removed, {unchanged} unchanged, in {time} ms",
        files.len()
    )
}

fn print_check(differences: &[Difference], files: &Files, again: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if differences.is_empty() {
        return writeln!(out, "{} files are up to date", files.len());
    }
    let colour = colour(&io::stdout());
    for difference in differences {
        print_diff(&mut out, difference, colour)?;
    }
    for difference in differences {
        writeln!(out, "out of date: {} ({})", difference.path, word(difference.change))?;
    }
    writeln!(out, "run `cargo xtask generate{again}` and commit the result")
}

fn print_diff(out: &mut impl Write, difference: &Difference, colour: bool) -> io::Result<()> {
    let path = &difference.path;
    let (old, new) = match difference.change {
        Change::Added => ("/dev/null".to_owned(), format!("b/{path}")),
        Change::Changed => (format!("a/{path}"), format!("b/{path}")),
        Change::Removed => (format!("a/{path}"), "/dev/null".to_owned()),
    };
    writeln!(out, "--- {old}\n+++ {new}")?;
    let diff = TextDiff::from_lines(&difference.old, &difference.new);
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        writeln!(out, "{}", hunk.header())?;
        for change in hunk.iter_changes() {
            let (sign, paint) = match change.tag() {
                ChangeTag::Delete => ('-', "\x1b[31m"),
                ChangeTag::Insert => ('+', "\x1b[32m"),
                ChangeTag::Equal => (' ', ""),
            };
            let line = change.value().trim_end_matches('\n');
            if colour && !paint.is_empty() {
                writeln!(out, "{paint}{sign}{line}\x1b[0m")?;
            } else {
                writeln!(out, "{sign}{line}")?;
            }
        }
    }
    Ok(())
}

fn word(change: Change) -> &'static str {
    match change {
        Change::Added => "added",
        Change::Changed => "changed",
        Change::Removed => "removed",
    }
}
