//! `cargo xtask explain`: the rule behind the code of a mistake.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::ExitCode;

use crate::generate::Failure;

/// Says the rule behind the code of a mistake, with a wrong and a right example.
///
/// Without a code it lists all of them. The texts are those of `spec/MISTAKES.md`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A code such as G012
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

const PAGE: &str = include_str!("../../spec/MISTAKES.md");

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let text = match &arguments.code {
        None => list(),
        Some(code) => match part(code) {
            Some(part) => part,
            None => return unknown(code).print(),
        },
    };
    // A reader that went away, such as `head`, is no failure of ours.
    let _ = write!(std::io::stdout().lock(), "{text}");
    ExitCode::SUCCESS
}

/// Where to read more about some mistakes.
pub(crate) fn pointer<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    let codes: BTreeSet<&str> = codes.collect();
    let example = codes.first().copied().unwrap_or("CODE");
    let each = if codes.len() > 1 { ", and so for each code," } else { "" };
    format!("note: `cargo xtask explain {example}`{each} says the rule, with an example\n")
}

/// Codes with their titles, a line each.
fn list() -> String {
    let titles = PAGE.lines().filter_map(|line| line.strip_prefix("## ")?.split_once(": "));
    titles.fold(String::new(), |list, (code, title)| list + code + "  " + title + "\n")
}

/// What the page says of a code, in either case of its letter.
fn part(code: &str) -> Option<String> {
    let parts = PAGE.split("\n## ").skip(1);
    let mut parts = parts.filter_map(|part| Some((part.split_once(": ")?.0, part)));
    let (_, part) = parts.find(|(own, _)| own.eq_ignore_ascii_case(code))?;
    Some(format!("{}\n", part.trim_end()))
}

fn unknown(code: &str) -> Failure {
    Failure::Usage(format!(
        "no mistake has the code `{}`; `cargo xtask explain` lists those that exist",
        code.escape_debug()
    ))
}
