//! The workspace's tool: `cargo xtask generate` and `cargo xtask serve`.

mod changes;
mod generate;
mod paths;
mod serve;
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
    /// Starts a fake cloud that answers like the four APIs, without an account.
    Serve(serve::Arguments),
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
        Command::Serve(arguments) => serve::run(&arguments),
    }
}
