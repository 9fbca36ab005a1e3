//! The fake cloud as a program: `cargo xtask serve`, or `cargo run -p tests --bin fake-cloud`.

use std::process::ExitCode;

use clap::Parser;
use tests::serve::{self, Flags};

/// Exit codes: 0 stopped, 1 the spec is wrong, 2 wrong usage, 3 reading or listening failed.
fn main() -> ExitCode {
    match Flags::try_parse() {
        Ok(flags) => serve::run(&flags),
        Err(error) => {
            let _ = error.print();
            ExitCode::from(if error.use_stderr() { 2 } else { 0 })
        }
    }
}
