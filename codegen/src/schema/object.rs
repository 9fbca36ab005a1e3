//! Mappings: of known keys, and of names that the author chooses.

use super::json::{Json, map};

/// A key that a mapping knows.
pub(super) struct Key {
    name: &'static str,
    about: &'static str,
    value: Json,
    required: bool,
}

/// A key that must be there.
pub(super) fn need(name: &'static str, value: Json, about: &'static str) -> Key {
    Key { name, about, value, required: true }
}

/// A key that may be left out.
pub(super) fn may(name: &'static str, value: Json, about: &'static str) -> Key {
    Key { name, about, value, required: false }
}

/// A mapping that knows these keys and no others.
pub(super) fn object(about: &str, keys: impl IntoIterator<Item = Key>) -> Json {
    let mut properties = Vec::new();
    let mut required = Vec::new();
    for key in keys {
        if key.required {
            required.push(key.name);
        }
        properties.push((key.name.to_owned(), described(key.about, key.value)));
    }
    let object = map([("description", about.into()), ("type", "object".into())]);
    let object = object.with("properties", Json::Map(properties));
    let object = object.with("additionalProperties", false);
    if required.is_empty() { object } else { object.with("required", Json::from_iter(required)) }
}

/// A mapping of names that match a pattern.
pub(super) fn names(about: &str, pattern: &str, value: Json) -> Json {
    map([
        ("description", about.into()),
        ("type", "object".into()),
        ("propertyNames", map([("pattern", pattern.into())])),
        ("additionalProperties", value),
    ])
}

/// A list, which says something, of values that differ.
pub(super) fn list(item: Json) -> Json {
    items(item).with("minItems", 1).with("uniqueItems", true)
}

/// A list, whatever is in it.
pub(super) fn items(item: Json) -> Json {
    map([("type", "array".into()), ("items", item)])
}

/// A definition of the same file.
pub(super) fn definition(name: &str) -> Json {
    map([("$ref", format!("#/$defs/{name}").into())])
}

/// One of several forms.
pub(super) fn either<const N: usize>(forms: [Json; N]) -> Json {
    map([("anyOf", forms.into())])
}

/// A value with words for the reader of a hover. What the value says of itself is
/// less than what it means here.
pub(super) fn described(about: &str, value: Json) -> Json {
    let members = match value {
        Json::Map(members) => members,
        _ => Vec::new(),
    };
    let others = members.into_iter().filter(|(key, _)| key != "description");
    Json::Map([("description".to_owned(), about.into())].into_iter().chain(others).collect())
}
