//! What a run did to the output, or would do, as text.

use std::io::{self, Write};

use codegen::files::{Change, Comparison, Difference};
use similar::{ChangeTag, TextDiff};

/// What was written. `time` is left out where the same run shall print the same.
pub(crate) fn print_written(
    differences: &[Difference],
    total: usize,
    time: Option<u128>,
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for difference in differences {
        writeln!(out, "{:>9} {}", word(difference.change), difference.path)?;
    }
    let count = |change| differences.iter().filter(|d| d.change == change).count();
    let (added, changed, removed) =
        (count(Change::Added), count(Change::Changed), count(Change::Removed));
    let unchanged = total - added - changed;
    let time = time.map(|time| format!(", in {time} ms")).unwrap_or_default();
    writeln!(
        out,
        "{total} files: {added} added, {changed} changed, {removed} removed, {unchanged} unchanged{time}"
    )
}

/// What is out of date, line by line, and the command `again` that brings it up to date.
pub(crate) fn print_check(
    found: &Comparison,
    total: usize,
    again: &str,
    colour: bool,
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if found.is_up_to_date() {
        return writeln!(out, "{total} files are up to date");
    }
    let differences = &found.differences;
    if differences.is_empty() {
        return Ok(());
    }
    for difference in differences {
        print_diff(&mut out, difference, colour)?;
    }
    for difference in differences {
        writeln!(out, "out of date: {} ({})", difference.path, word(difference.change))?;
    }
    writeln!(out, "run `{again}` and commit the result")
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
