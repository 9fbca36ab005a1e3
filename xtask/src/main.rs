//! The workspace's tool: `cargo xtask generate`, `spec diff`, `explain` and `serve`.

mod changes;
mod error_format;
mod explain;
mod generate;
mod paths;
mod revision;
mod serve;
mod spec_diff;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Turns the spec into the client crate.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes the client crate from the spec; an unchanged file is not touched.
    Generate(generate::Arguments),
    /// Looks at the spec itself.
    #[command(subcommand)]
    Spec(SpecCommand),
    /// Says the rule behind the code of a mistake, with a wrong and a right example.
    Explain(explain::Arguments),
    /// Starts a fake cloud that answers like the four APIs, without an account.
    Serve(serve::Arguments),
}

#[derive(Debug, Subcommand)]
enum SpecCommand {
    /// Says what changed for the users of the client since a git revision.
    Diff(spec_diff::Arguments),
}

/// Exit codes: 0 done, 1 the spec is wrong or something is out of date,
/// 2 wrong usage, 3 reading or writing failed.
fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match cli.command {
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Spec(SpecCommand::Diff(arguments)) => spec_diff::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
    }
}
