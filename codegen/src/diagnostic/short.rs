//! `file:line:column: error[CODE]: message`, one line each.

use std::fmt;

use super::{Diagnostic, Diagnostics, position};
use crate::Sources;

/// [`Diagnostics`] in a line each.
#[derive(Debug)]
pub struct Short<'a> {
    pub(super) diagnostics: &'a Diagnostics,
    pub(super) sources: &'a Sources,
}

impl fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in self.diagnostics.shown() {
            let (file, start, _) = position::of_place(self.sources, diagnostic.place);
            let (line, column) = (start.line, start.column);
            let Diagnostic { code, message, .. } = diagnostic;
            writeln!(f, "{file}:{line}:{column}: error[{code}]: {message}")?;
        }
        match self.diagnostics.hidden() {
            Some(hidden) => writeln!(f, "… {hidden} more"),
            None => Ok(()),
        }
    }
}
