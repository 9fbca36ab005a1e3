//! Systematic mistakes: at every kind of place of a file, every kind of change.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// Kinds of places that were changed already; another of the kind shows nothing new.
#[derive(Default)]
pub(crate) struct Places(BTreeSet<String>);

/// Changed files, each with what was changed.
pub(crate) fn mutations(
    name: &str,
    file: &Value,
    seen: &mut Places,
) -> impl Iterator<Item = (String, Value)> {
    places(name, file, seen).into_iter().flat_map(|place| changes(file, &place))
}

/// The file with one unknown key, in each kind of mapping.
pub(crate) fn unknown_keys(
    name: &str,
    file: &Value,
    seen: &mut Places,
) -> impl Iterator<Item = (String, Value)> {
    places(name, file, seen).into_iter().filter_map(|place| {
        let mut wrong = file.clone();
        let mapping = wrong.pointer_mut(&place)?.as_object_mut()?;
        mapping.insert("qqqqqqqq".to_owned(), json!("seven"));
        Some((place, wrong))
    })
}

/// Keys whose entries have names that the author chooses.
const OF_NAMES: &[&str] = &[
    "at",
    "body",
    "codes",
    "families",
    "fields",
    "ids",
    "marks",
    "operations",
    "query",
    "records",
    "roles",
    "statuses",
    "surfaces",
    "values",
];

/// Pointers to the first value of each kind at each kind of place.
fn places(name: &str, file: &Value, seen: &mut Places) -> Vec<String> {
    let file_kind = crate::judge::kind_of(name);
    let mut places = Vec::new();
    walk(file, "", "", &mut |place, shape, value| {
        let kind = match value {
            Value::Array(_) => 'l',
            Value::Object(_) => 'm',
            Value::String(_) => 's',
            _ => 'o',
        };
        if seen.0.insert(format!("{file_kind}{shape} {kind}")) {
            places.push(place.to_owned());
        }
    });
    places
}

fn walk(value: &Value, place: &str, shape: &str, look: &mut impl FnMut(&str, &str, &Value)) {
    look(place, shape, value);
    let named = OF_NAMES.iter().any(|key| shape.rsplit('/').next() == Some(key));
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let escaped = key.replace('~', "~0").replace('/', "~1");
                let shown = if named { "*" } else { key };
                walk(value, &format!("{place}/{escaped}"), &format!("{shape}/{shown}"), look);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &format!("{place}/{index}"), &format!("{shape}/*"), look);
            }
        }
        _ => {}
    }
}

fn changes(file: &Value, place: &str) -> Vec<(String, Value)> {
    let value = file.pointer(place).expect("the place is of the file");
    let mut changes = Vec::new();
    for other in others(value) {
        let mut wrong = file.clone();
        *wrong.pointer_mut(place).expect("the place is of the file") = other.clone();
        changes.push((format!("{place} is {other}"), wrong));
    }
    let Some((parent, last)) = place.rsplit_once('/') else { return changes };
    let key = last.replace("~1", "/").replace("~0", "~");
    for renamed in [None, Some(format!("{key}s")), Some(key.to_uppercase()), Some(String::new())] {
        let mut wrong = file.clone();
        match wrong.pointer_mut(parent).expect("the place has a parent") {
            Value::Object(members) => {
                let value = members.remove(&key).expect("the key is there");
                members.extend(renamed.iter().map(|name| (name.clone(), value.clone())));
            }
            Value::Array(items) => {
                items.remove(key.parse().expect("an index"));
            }
            _ => {}
        }
        changes.push((format!("{place} becomes {renamed:?}"), wrong));
    }
    changes
}

/// What else could stand there: every kind of value, and near misses of this one.
fn others(value: &Value) -> Vec<Value> {
    let mut others = vec![
        json!(null),
        json!(true),
        json!(7),
        json!(7.5),
        json!(""),
        json!(" \t"),
        json!("seven"),
        json!([]),
        json!(["seven"]),
        json!([7, 7]),
        json!([value]),
        json!([[value]]),
        json!([value, value]),
        json!({}),
        json!({ "seven": 7 }),
        json!({ "seven": value }),
    ];
    match value {
        Value::String(text) => {
            let turned: String = text.chars().rev().collect();
            let texts = [
                format!("{text}x"),
                format!("x{text}"),
                format!("{text} "),
                format!("{text}?"),
                format!("{text}/"),
                format!("{text}\n"),
                text.to_uppercase(),
                text.to_lowercase(),
                text.replacen('-', "_", 1),
                text.replacen('/', "//", 1),
                text.replacen('/', "/../", 1),
                text.replacen("https", "http", 1),
                text.replacen("//", "//user@", 1),
                text.replacen("01", "31", 2),
                text.replacen('1', "é", 1),
                turned,
            ];
            others.extend(texts.map(Value::String));
        }
        Value::Number(_) => {
            let numbers = [-1, 0, 99, 100, 199, 200, 299, 300, 399, 400, 599, 600, 4000];
            others.extend(numbers.map(|number| json!(number)));
            others.push(json!(value.to_string()));
        }
        Value::Array(items) => {
            others.extend(items.first().cloned());
            others.push(Value::Array(items.iter().rev().cloned().collect()));
        }
        Value::Object(members) => {
            let mut more = members.clone();
            more.insert("seven".to_owned(), json!("seven"));
            others.push(Value::Object(more));
        }
        _ => {}
    }
    others.retain(|other| other != value);
    others
}
