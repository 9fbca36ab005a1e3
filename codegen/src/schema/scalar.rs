//! Single values, as `spec/scalar.rs` reads them.

use super::json::{Json, map};
use super::object::{definition, described, items};

/// What a value is called when another definition needs it.
pub(super) fn definitions() -> [(&'static str, Json); 9] {
    [
        ("text", text()),
        (
            "sentence",
            described("Plain text with `code` in backticks, and no other markup.", text()),
        ),
        ("date", date()),
        ("https", https()),
        ("path", path()),
        ("successStatus", status(2, 2)),
        ("errorStatus", status(4, 5)),
        ("errorStatuses", error_statuses()),
        ("page", page()),
    ]
}

/// The reader counts bytes, of which a letter has one or more.
const MAX_TEXT: u64 = 16 << 10;

/// Text that is not empty.
pub(super) fn text() -> Json {
    pattern(r"\S", "Text is due, and this is empty.").with("maxLength", MAX_TEXT)
}

/// Text of a form, and what an editor says of any other.
pub(super) fn pattern(pattern: &str, otherwise: &str) -> Json {
    map([
        ("type", "string".into()),
        ("pattern", pattern.into()),
        // No word of JSON Schema either.
        ("patternErrorMessage", otherwise.into()),
    ])
}

/// One of some words, each with what it means.
pub(super) fn words<W, A>(words: impl IntoIterator<Item = (W, A)>) -> Json
where
    W: Into<Json>,
    A: Into<Json>,
{
    let (words, abouts): (Vec<Json>, Vec<Json>) =
        words.into_iter().map(|(word, about)| (word.into(), about.into())).unzip();
    map([
        ("type", "string".into()),
        ("enum", Json::List(words)),
        // No word of JSON Schema, which lets others be; editors show it beside each word.
        ("enumDescriptions", Json::List(abouts)),
    ])
}

/// A whole number that has 64 bits.
pub(super) fn integer() -> Json {
    map([("type", "integer".into())])
}

/// Words, or a number or switch that stands for them.
pub(super) fn words_or_value() -> Json {
    text().with("type", ["string", "number", "boolean"])
}

pub(super) fn switch() -> Json {
    map([("type", "boolean".into())])
}

/// The form says which days a month has; `format` knows leap years.
fn date() -> Json {
    let months = [
        "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])",
        "(0[469]|11)-(0[1-9]|[12][0-9]|30)",
        "02-(0[1-9]|[12][0-9])",
    ];
    let form = format!("^[0-9]{{4}}-({})$", months.join("|"));
    let day = pattern(&form, "Write a day of the calendar as `YYYY-MM-DD`.");
    let day = described("A day of the calendar as `YYYY-MM-DD`, without quotes.", day);
    day.with("format", "date").with("examples", ["2023-01-01"])
}

/// Printable ASCII, and no user before the host.
fn https() -> Json {
    let host = r"[!#-.0-;=?A-\[\]-_a-z|~]";
    let form = format!("^https://{host}+(/{OF_ADDRESS}*)?$");
    let address = pattern(&form, "Write `https://host/…`.");
    described("An address that begins with `https://`.", address)
}

/// What may stand in an address, and ends no link.
const OF_ADDRESS: &str = r"[!#-;=?-\[\]-_a-z|~]";

fn page() -> Json {
    let form = format!("^{OF_ADDRESS}+$");
    let page = pattern(&form, "Write what follows the `docs` of the surface, percent-encoded.");
    described("What follows the base of an address.", page)
}

/// That none is documented is something to say.
fn error_statuses() -> Json {
    let statuses = items(definition("errorStatus")).with("uniqueItems", true);
    described("Error statuses; `[]` says that none is documented.", statuses)
}

/// `.` and `..` are no segments.
fn path() -> Json {
    let form = "^(/([.]*[A-Za-z0-9_~-][A-Za-z0-9._~-]*|[.]{3,}))+$";
    let path = pattern(form, "Write `/segment/segment`.");
    described("A path of the server: `/segment/segment`.", path)
}

/// A number, or its three digits in quotes.
fn status(first: u64, last: u64) -> Json {
    map([
        ("description", "An HTTP status.".into()),
        ("type", ["integer", "string"].into()),
        ("minimum", (first * 100).into()),
        ("maximum", (last * 100 + 99).into()),
        ("pattern", format!("^[{first}-{last}][0-9][0-9]$").into()),
    ])
}
