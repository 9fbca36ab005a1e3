//! Tokens → text of a file.

use proc_macro2::TokenStream;

use crate::files::MARK;

/// Prints a Rust file, with a blank line where a person would put one.
///
/// # Panics
///
/// When the tokens do not parse: a bug of an emitter, never a mistake in the spec.
pub(crate) fn rust(path: &str, tokens: TokenStream) -> String {
    let file: syn::File = syn::parse2(tokens)
        .unwrap_or_else(|error| panic!("{path}: the emitted tokens do not parse: {error}"));
    format!("// {MARK}\n\n{}", spaced(&prettyplease::unparse(&file)))
}

/// Reads a printed file again, as everything is before it is written: it must
/// parse, and printed once more it must be the same but for blank lines.
///
/// # Panics
///
/// When it is not: a bug of this module or of the printer.
pub(crate) fn verify(path: &str, printed: &str) {
    let again = syn::parse_file(printed).unwrap_or_else(|error| {
        panic!("{path}: the printed text does not parse: {error}\n{printed}")
    });
    let again = prettyplease::unparse(&again);
    let mark = format!("// {MARK}");
    let lines = printed.lines().filter(|line| !line.is_empty() && *line != mark);
    let differs = lines.zip(again.lines()).find(|(once, again)| once != again);
    assert_eq!(differs, None, "{path}: printing changed the meaning of this line");
}

/// Prints statements as the lines of an example.
pub(crate) fn statements(tokens: &TokenStream) -> Vec<String> {
    let file: syn::File = syn::parse2(quote::quote! { fn example() { #tokens } })
        .unwrap_or_else(|error| panic!("the example does not parse: {error}\n{tokens}"));
    let printed = prettyplease::unparse(&file);
    let lines: Vec<&str> = printed.lines().collect();
    let body = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
    body.iter().map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned()).collect()
}

/// Prints a whole program as the lines of an example.
pub(crate) fn program(tokens: TokenStream) -> Vec<String> {
    let file: syn::File =
        syn::parse2(tokens).unwrap_or_else(|error| panic!("the example does not parse: {error}"));
    spaced(&prettyplease::unparse(&file)).lines().map(str::to_owned).collect()
}

/// The layout that the printer does not give: documentation in lines and not in
/// blocks, and blank lines between items that are more than a line and between the
/// methods of an `impl`.
fn spaced(printed: &str) -> String {
    let mut text = String::with_capacity(printed.len() + printed.len() / 10);
    let mut before = String::new();
    let mut add = |line: &str| {
        if needs_blank(&before, line) {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        before.clear();
        before.push_str(line);
    };
    let mut lines = printed.lines();
    while let Some(line) = lines.next() {
        let (indent, comment) = line.split_at(line.len() - line.trim_start().len());
        let marks = [("/**", "///"), ("/*!", "//!")];
        let block = marks.iter().find_map(|(open, mark)| Some((comment.strip_prefix(open)?, mark)));
        let Some((first, mark)) = block else {
            add(line);
            continue;
        };
        let mut rest = Some(first);
        while let Some(line) = rest {
            let end = line.strip_suffix("*/");
            add(&format!("{indent}{mark}{}", end.unwrap_or(line)));
            rest = if end.is_some() { None } else { lines.next() };
        }
    }
    text
}

fn needs_blank(before: &str, line: &str) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    if before.is_empty() || indent(before) != indent(line) || indent(line) > 4 {
        return false;
    }
    let is_inner = |line: &str| line.starts_with("//!") || line.starts_with("#![");
    if before.trim_start().starts_with("//!") && line.trim_start().starts_with("///") {
        return true;
    }
    if is_inner(before) {
        // The docs of a file, its attributes, and then its items.
        return !is_inner(line) || before.starts_with("//!") != line.starts_with("//!");
    }
    let top = indent(line) == 0;
    let (before, line) = (before.trim_start(), line.trim_start());
    if line.starts_with(['}', ')', ']', '.', '?']) || line.starts_with("else") {
        return false;
    }
    if !top {
        // Methods of an `impl`, and no statements.
        let closes = matches!(before, "}" | "};" | ")" | ");");
        let begins = ["///", "#[", "pub ", "fn ", "const ", "type "];
        return closes && begins.iter().any(|begins| line.starts_with(begins))
            || before.ends_with(';') && line.starts_with("fn ");
    }
    if let (Some(before), Some(line)) = (import_of(before), import_of(line)) {
        return before != line;
    }
    !before.starts_with("//") && before.ends_with(['}', ';'])
}

/// Which group of imports or modules a line of one belongs to.
fn import_of(line: &str) -> Option<u8> {
    let is = |begins: &str| line.starts_with(begins) && line.ends_with(';');
    match line {
        _ if is("use std::") => Some(0),
        _ if is("use crate::") || is("use super::") => Some(2),
        _ if is("use ") => Some(1),
        _ if is("mod ") || is("pub mod ") => Some(3),
        _ if is("pub use ") => Some(4),
        _ => None,
    }
}
