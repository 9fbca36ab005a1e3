//! Single values: text, numbers, switches, dates.

use std::fmt;

use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::yaml::{Kind, Node, is_typed};

/// A calendar date, as `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Date {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut part = |length: usize| {
            let part = parts.next()?;
            let digits = part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse::<u16>().ok())?
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        let date = Self { year, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? };
        (parts.next().is_none() && (1..=days).contains(&day)).then_some(date)
    }
}

/// The longest text; a page of the vendor's manual is shorter.
const MAX_TEXT: usize = 16 << 10;

/// The raw text of a scalar, whatever YAML would make of it.
fn raw(node: Node, what: &str, found: &mut Diagnostics) -> Option<(At<String>, bool)> {
    match node.kind {
        Kind::Scalar { text, plain } => Some((At { value: text, place: node.place }, plain)),
        _ => {
            found.push(
                Diagnostic::new("G014", node.place, format!("expected {what}"))
                    .help("write a single value here"),
            );
            None
        }
    }
}

/// Text. A plain scalar that YAML reads as something else must be quoted.
pub(super) fn text(node: Node, found: &mut Diagnostics) -> Option<At<String>> {
    let (text, plain) = raw(node, "text", found)?;
    if plain && is_typed(&text.value) {
        let diagnostic = Diagnostic::new("G014", text.place, "expected text")
            .label("YAML reads this as something else");
        found.push(match text.value.as_str() {
            "" => {
                diagnostic.label("nothing stands here").help("write the text, or leave the key out")
            }
            value => diagnostic.help(format!("quote it: `\"{value}\"`")),
        });
        return None;
    }
    if text.value.trim().is_empty() {
        found.push(
            Diagnostic::new("G014", text.place, "expected text")
                .label("this is empty")
                .help("write the text, or leave the key out"),
        );
        return None;
    }
    if text.value.len() > MAX_TEXT {
        let message = format!("a text of {} bytes; the limit is {MAX_TEXT}", text.value.len());
        found.push(
            Diagnostic::new("G010", text.place, message)
                .help("say it shorter, and link to the rest"),
        );
        return None;
    }
    Some(text)
}

/// `true` or `false`, and no other spelling.
pub(super) fn switch(node: Node, found: &mut Diagnostics) -> Option<At<bool>> {
    let (text, plain) = raw(node, "`true` or `false`", found)?;
    let value = match text.value.as_str() {
        "true" if plain => true,
        "false" if plain => false,
        _ => {
            found.push(
                Diagnostic::new("G014", text.place, "expected `true` or `false`")
                    .help("write one of the two, without quotes"),
            );
            return None;
        }
    };
    Some(At { value, place: text.place })
}

/// A whole number.
pub(super) fn integer(node: Node, found: &mut Diagnostics) -> Option<At<i64>> {
    let (text, plain) = raw(node, "a whole number", found)?;
    match text.value.parse() {
        Ok(value) if plain => Some(At { value, place: text.place }),
        _ => {
            found.push(
                Diagnostic::new("G014", text.place, "expected a whole number")
                    .help("write digits, without quotes"),
            );
            None
        }
    }
}

/// Words, or a value that stands for them: `100` and `false` need no quotes.
pub(super) fn words(node: Node, found: &mut Diagnostics) -> Option<At<String>> {
    match &node.kind {
        Kind::Scalar { text, plain: true }
            if matches!(text.as_str(), "true" | "false") || text.parse::<f64>().is_ok() =>
        {
            Some(At { value: text.clone(), place: node.place })
        }
        _ => text(node, found),
    }
}

/// An HTTP status in a range.
pub(super) fn status(
    range: std::ops::RangeInclusive<u16>,
) -> impl Fn(Node, &mut Diagnostics) -> Option<At<u16>> {
    move |node, found| {
        let (text, _) = raw(node, "an HTTP status", found)?;
        match text.value.parse() {
            Ok(value) if text.value.len() == 3 && range.contains(&value) => {
                Some(At { value, place: text.place })
            }
            _ => {
                let message =
                    format!("expected an HTTP status from {} to {}", range.start(), range.end());
                found.push(
                    Diagnostic::new("G044", text.place, message)
                        .help(format!("write three digits, such as `{}`", range.start())),
                );
                None
            }
        }
    }
}

/// A date; unquoted is right.
pub(super) fn date(node: Node, found: &mut Diagnostics) -> Option<At<Date>> {
    let (text, _) = raw(node, "a date", found)?;
    date_of(&text, found)
}

/// A date that is a key.
pub(super) fn date_of(text: &At<String>, found: &mut Diagnostics) -> Option<At<Date>> {
    match Date::parse(&text.value) {
        Some(value) => Some(At { value, place: text.place }),
        None => {
            let message = format!("`{}` is no date", text.value);
            found.push(
                Diagnostic::new("G015", text.place, message)
                    .help("write a day of the calendar as `YYYY-MM-DD`"),
            );
            None
        }
    }
}

/// An `https` address.
pub(super) fn https(node: Node, found: &mut Diagnostics) -> Option<At<String>> {
    let text = text(node, found)?;
    let rest = text.value.strip_prefix("https://").unwrap_or_default();
    let (host, _) = rest.split_once('/').unwrap_or((rest, ""));
    if !host.is_empty() && !host.contains('@') && is_of_address(rest) {
        return Some(text);
    }
    let message = format!("`{}` is no https address", text.value);
    found.push(Diagnostic::new("G046", text.place, message).help("write `https://host/…`"));
    None
}

/// What follows the base of an address, such as the page of an operation.
pub(super) fn page(node: Node, found: &mut Diagnostics) -> Option<At<String>> {
    let text = text(node, found)?;
    if is_of_address(&text.value) {
        return Some(text);
    }
    let message = format!("`{}` cannot stand in an address", text.value);
    found
        .push(Diagnostic::new("G046", text.place, message).help(
            "write what follows the `docs` of the surface, percent-encoded where it must be",
        ));
    None
}

/// Whether all letters may stand in an address, and nothing in it ends a link.
fn is_of_address(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"\\`{}()[]".contains(&b))
}
