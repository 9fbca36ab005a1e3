//! How mistakes in the spec are printed.

use std::io::{self, IsTerminal};

use codegen::files::Conflict;
use codegen::{Diagnostics, Sources};

use crate::explain;

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum ErrorFormat {
    /// Source lines with carets and what to write instead; in colour on a terminal,
    /// unless `NO_COLOR` is set
    Human,
    /// `file:line:column: error[CODE]: message`, one line each, for editors and scripts
    Short,
    /// One JSON object a line, with the members code, message, file, line, column, `end_line`,
    /// `end_column`, label, second (an object with the place and label of a second spot, or
    /// null) and help; what is not said is null. Lines and columns count from 1, a column is a
    /// character
    Json,
}

impl ErrorFormat {
    /// All that is printed of the mistakes and, for people, of what they kept us from.
    pub(crate) fn report(self, found: &Diagnostics, sources: &Sources, then: &str) -> String {
        match self {
            Self::Human => {
                let mistakes = match found.len() {
                    1 => "1 mistake".to_owned(),
                    count => format!("{count} mistakes"),
                };
                let report = found.render(sources, colour(&io::stderr()));
                let more = explain::pointer(found.iter().map(|mistake| mistake.code));
                format!("{report}{more}\nerror: the spec has {mistakes}; {then}\n")
            }
            Self::Short => found.short(sources).to_string(),
            Self::Json => found.json(sources).to_string(),
        }
    }
}

impl ErrorFormat {
    /// The files that only a person can decide about, and what they kept us from.
    pub(crate) fn conflicts(self, conflicts: &[Conflict], then: &str) -> String {
        let report = conflicts.iter().map(|conflict| {
            let (code, message, help) = (Conflict::CODE, conflict.message(), conflict.help());
            match self {
                Self::Human => format!("error[{code}]: {message}\n  = help: {help}\n"),
                Self::Short => format!("{}: error[{code}]: {message}\n", conflict.path),
                Self::Json => conflict.json() + "\n",
            }
        });
        let report: String = report.collect();
        match self {
            Self::Human if !conflicts.is_empty() => report + then,
            _ => report,
        }
    }
}

/// Colour on a terminal only, and not when the user asked for none.
pub(crate) fn colour(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
