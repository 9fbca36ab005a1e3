//! `cargo xtask serve`: starts the fake cloud.
//!
//! The server is a program of the package `tests`, so that this tool needs no
//! HTTP crate and is built in a moment.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use crate::paths;

#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    /// Options of the server; `cargo xtask serve --help` lists them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTION")]
    options: Vec<OsString>,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let workspace = match paths::workspace() {
        Ok(workspace) => workspace,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut server = Command::new(cargo);
    server
        .args(["run", "--quiet", "--package", "tests", "--bin", "fake-cloud", "--manifest-path"])
        .arg(workspace.join("Cargo.toml"))
        .arg("--")
        .args(&arguments.options);
    start(server)
}

/// The server takes the place of this process, so that Ctrl-C and the exit code
/// are its own.
#[cfg(unix)]
fn start(mut server: Command) -> ExitCode {
    use std::os::unix::process::CommandExt as _;
    failed(&server.exec())
}

#[cfg(not(unix))]
fn start(mut server: Command) -> ExitCode {
    match server.status() {
        Ok(status) => {
            ExitCode::from(status.code().and_then(|code| code.try_into().ok()).unwrap_or(1))
        }
        Err(error) => failed(&error),
    }
}

fn failed(error: &std::io::Error) -> ExitCode {
    eprintln!("error: cannot start the server: {error}");
    ExitCode::from(3)
}
