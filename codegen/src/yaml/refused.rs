//! What is said of YAML that the language leaves out.

use super::MAX_NODES;
use crate::diagnostic::{At, Diagnostic, Place};
use crate::source::{MAX_FILE, MAX_FILES, Unreadable};

pub(super) fn not_a_mapping(place: Place) -> Diagnostic {
    Diagnostic::new("G001", place, "expected a mapping at the top")
        .help("a spec file consists of `key: value` lines")
}

/// The parser's own words; what most often is behind them gets a help line.
pub(super) fn not_yaml(place: Place, info: &str) -> Diagnostic {
    let help = if info.contains("mapping values are not allowed") {
        "a text with `: ` in it stands in quotes"
    } else if info.contains("tab") {
        "indent with spaces"
    } else {
        "look at the lines before it too: a quotation mark or a bracket may be open"
    };
    Diagnostic::new("G003", place, format!("YAML: {info}")).help(help)
}

pub(super) fn key_again(key: &At<String>, earlier: Place) -> Diagnostic {
    Diagnostic::new("G005", key.place, format!("key `{}` again", key.value))
        .second(earlier, "first defined here")
        .help("keep one of the two")
}

pub(super) fn too_many_nodes(place: Place) -> Diagnostic {
    Diagnostic::new("G010", place, format!("more than {MAX_NODES} values in the spec"))
        .help("nobody writes so many by hand: was something pasted here?")
}

/// A file whose text cannot be looked at.
pub(super) fn not_text(unreadable: Unreadable, file: usize) -> Diagnostic {
    let place = Place { file, start: 0, end: 0 };
    match unreadable {
        Unreadable::NotUtf8 { at } => {
            let place = Place { file, start: at, end: at + char::REPLACEMENT_CHARACTER.len_utf8() };
            Diagnostic::new("G002", place, format!("not UTF-8 at byte {at}"))
                .help("save the file in the encoding UTF-8")
        }
        Unreadable::TooLarge => {
            let message = format!("the file is larger than {}", size(MAX_FILE));
            Diagnostic::new("G010", place, message).help("split it by resource")
        }
        Unreadable::TooLargeTogether => {
            let message = format!("with this file the spec is larger than {}", size(MAX_FILES));
            Diagnostic::new("G010", place, message)
                .help("nobody writes so much by hand: was something pasted here?")
        }
    }
}

fn size(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}

pub(super) fn anchor(place: Place) -> Diagnostic {
    Diagnostic::new("G006", place, "anchors and aliases are not allowed")
        .help("what several things share belongs into `every:`")
}

pub(super) fn tag(place: Place) -> Diagnostic {
    Diagnostic::new("G007", place, "tags are not allowed").help("write the value without `!…`")
}

pub(super) fn second_document(place: Place) -> Diagnostic {
    Diagnostic::new("G004", place, "more than one document")
        .help("put what follows into a file of its own")
}

pub(super) fn too_deep(place: Place, limit: usize) -> Diagnostic {
    Diagnostic::new("G009", place, format!("nested deeper than {limit}"))
        .help("nothing in a spec stands that deep: look for a bracket that is not closed")
}

pub(super) fn merge_key(place: Place) -> Diagnostic {
    Diagnostic::new("G008", place, "merge keys are not allowed")
        .help("what several things share belongs into `every:`")
}

pub(super) fn typed_key(place: Place, text: &str) -> Diagnostic {
    Diagnostic::new("G011", place, "keys are text").help(format!("quote it: `\"{text}\"`"))
}

pub(super) fn nested_key(place: Place) -> Diagnostic {
    Diagnostic::new("G011", place, "keys are text")
        .help("write a name before the `:`, without brackets")
}
