//! `errors.yaml`, as `spec/errors.rs` reads it.

use super::common::only_key;
use super::json::Json;
use super::object::{definition, may, names, need, object};
use super::scalar::words;

/// What a program can act on, as the reader knows it.
const CLASSES: [(&str, &str); 10] = [
    ("not-found", "There is no such thing."),
    ("missing-role", "The caller lacks the role."),
    ("access-list", "The caller's address is not on the access list."),
    ("rate-limited", "Too many calls within some time."),
    ("already-member", "The person is in already."),
    ("already-gone", "What was to be removed is not there."),
    ("limit-reached", "A limit of users or teams is reached."),
    ("version-gone", "The resource version was switched off."),
    ("version-unknown", "There is no such resource version."),
    ("writes-off", "Writes are switched off for a while."),
];

pub(super) fn errors() -> Json {
    let code = object(
        "An error code.",
        [
            need(
                "status",
                definition("errorStatus"),
                "The status that comes with it, by the vendor's tables.",
            ),
            may(
                "class",
                words(CLASSES),
                "What it means for a caller, where programs act on it: the predicates of an error go by it.",
            ),
            only_key(),
            need("about", definition("sentence"), "What it says."),
        ],
    );
    object(
        "`errors.yaml`: the error codes of the vendor.",
        [need(
            "codes",
            names("Error codes by their names.", "^[A-Z][A-Z0-9_]{0,63}$", code),
            "The codes by their names, in `SCREAMING_SNAKE_CASE`.",
        )],
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_classes_are_those_of_the_reader() {
        assert_eq!(super::CLASSES.map(|(class, _)| class), crate::spec::CLASSES);
    }
}
