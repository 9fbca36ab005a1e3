//! One JSON object a line. The members are the same in each and stay what they are:
//! programs read them.
//!
//! ```text
//! code, message, file, line, column, end_line, end_column, label, second, help
//! ```
//!
//! `second` is `null` or an object of `file`, `line`, `column`, `end_line`,
//! `end_column` and `label`. `label` and `help` are text or `null`. Lines and columns
//! count from 1, a column is a character, and the end is the first character after.
//! A file that is in the way has no line, which is then `null`. When there are more mistakes than are shown, the last object says so in its
//! `message` and everything else in it is `null`.

use std::fmt::{self, Write as _};

use super::{Diagnostic, Diagnostics, Place, position};
use crate::{Sources, characters};

/// [`Diagnostics`] as an object each.
#[derive(Debug)]
pub struct Json<'a> {
    pub(super) diagnostics: &'a Diagnostics,
    pub(super) sources: &'a Sources,
}

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in self.diagnostics.shown() {
            writeln!(f, "{}", object(diagnostic, self.sources))?;
        }
        if let Some(hidden) = self.diagnostics.hidden() {
            writeln!(
                f,
                "{}",
                without_lines([None, Some(&format!("… {hidden} more")), None, None])
            )?;
        }
        Ok(())
    }
}

/// An object of code, message, file and help.
pub(crate) fn without_lines(members: [Option<&str>; 4]) -> String {
    let [code, message, file, help] =
        members.map(|member| member.map_or_else(|| "null".to_owned(), string));
    let lines = r#""line":null,"column":null,"end_line":null,"end_column":null"#;
    format!(
        r#"{{"code":{code},"message":{message},"file":{file},{lines},"label":null,"second":null,"help":{help}}}"#
    )
}

fn object(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let code = string(diagnostic.code);
    let message = string(&diagnostic.message);
    let place = place(diagnostic.place, sources);
    let label = text_or_null(Some(&diagnostic.label));
    let second = match &diagnostic.second {
        Some((place, label)) => {
            format!(r#"{{{},"label":{}}}"#, self::place(*place, sources), text_or_null(Some(label)))
        }
        None => "null".to_owned(),
    };
    let help = text_or_null(diagnostic.help.as_ref());
    format!(
        r#"{{"code":{code},"message":{message},{place},"label":{label},"second":{second},"help":{help}}}"#
    )
}

fn place(place: Place, sources: &Sources) -> String {
    let (file, start, end) = position::of_place(sources, place);
    format!(
        r#""file":{},"line":{},"column":{},"end_line":{},"end_column":{}"#,
        string(file),
        start.line,
        start.column,
        end.line,
        end.column
    )
}

fn text_or_null(text: Option<&String>) -> String {
    match text {
        Some(text) if !text.is_empty() => string(text),
        _ => "null".to_owned(),
    }
}

/// A string of JSON; what a terminal would act on is escaped as well.
fn string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            // All of them lie in the first plane, where four digits are enough.
            _ if letter.is_control() || characters::is_invisible(letter) => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(letter));
            }
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
