//! The schema for editors against the reader: an independent validator judges the
//! spec files of the repository, and thousands of wrong ones, by the one; the
//! generator judges them by the other.

mod judge;
mod mutation;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;

use judge::{Judge, Verdict};
use mutation::Places;
use serde_json::{Value, json};

/// Every valid spec of the repository, the smaller first.
fn specs() -> [Judge; 2] {
    [Judge::new(support::sources("kitchen-sink")), Judge::new(support::product())]
}

#[test]
fn the_schema_is_one_of_its_draft() {
    for judge in specs() {
        assert!(jsonschema::draft202012::meta::is_valid(&judge.schema));
        assert!(judge.schema["$schema"].as_str().is_some_and(|draft| draft.contains("2020-12")));
    }
}

#[test]
fn what_the_generator_accepts_the_schema_accepts() {
    for judge in specs() {
        for (name, file) in &judge.files {
            assert_eq!(judge.by_schema(name, file), Vec::<String>::new(), "{name}");
            let errors: Vec<_> = judge.whole.iter_errors(file).map(|e| e.to_string()).collect();
            assert!(errors.is_empty(), "{name} is not told from the other kinds: {errors:?}");
        }
    }
}

#[test]
fn both_judge_every_mutation_alike() {
    let (mut refused, mut accepted) = (0, 0);
    let mut differences = Vec::new();
    let mut seen = Places::default();
    for judge in specs() {
        for (name, file) in &judge.files {
            for (what, wrong) in mutation::mutations(name, file, &mut seen) {
                match judge.verdict(name, &wrong) {
                    Verdict::BothAccept => accepted += 1,
                    Verdict::BothRefuse | Verdict::Names => refused += 1,
                    Verdict::Differ(why) => differences.push(format!("{name}, {what}: {why}")),
                }
            }
        }
    }
    let count = differences.len();
    differences.truncate(20);
    assert_eq!(count, 0, "differences, such as\n{}", differences.join("\n"));
    // Both kinds are there in numbers, or the mutations would prove nothing.
    assert!(refused > 3000 && accepted > 500, "{refused} refused, {accepted} accepted");
}

#[test]
fn both_know_the_same_keys_in_every_mapping() {
    let mut compared = BTreeSet::new();
    let mut seen = Places::default();
    for judge in specs() {
        for (name, file) in &judge.files {
            for (place, wrong) in mutation::unknown_keys(name, file, &mut seen) {
                let Some(reader) = judge::keys_by_reader(name, &wrong) else { continue };
                let schema = judge.keys_by_schema(name, &wrong, &place);
                assert_eq!(schema.as_ref(), Some(&reader), "{name}{place}");
                compared.insert(reader);
            }
        }
    }
    assert!(compared.len() >= 24, "only {} kinds of mapping were seen", compared.len());
}

#[test]
fn every_key_and_word_is_explained_in_a_sentence() {
    for judge in specs() {
        let mut keys = 0;
        each(&judge.schema, "", &mut |path, schema| {
            for (key, value) in schema["properties"].as_object().into_iter().flatten() {
                let about = value["description"].as_str().unwrap_or_default();
                assert!(about.ends_with('.') && about.len() > 8, "{path}: `{key}`: {about}");
                keys += 1;
            }
            if let Some(words) = schema["enum"].as_array() {
                let abouts = schema["enumDescriptions"].as_array().map(Vec::len);
                assert_eq!(abouts, Some(words.len()), "{path}");
            }
        });
        assert!(keys > 80, "{keys}");
    }
}

#[test]
fn names_of_the_spec_at_hand_are_offered() {
    let [_, product] = specs();
    let words = |name: &str| {
        let definition = &product.schema["$defs"][name];
        let words = definition["enum"].as_array().or(definition["anyOf"][0]["enum"].as_array());
        words.into_iter().flatten().cloned().collect::<Vec<Value>>()
    };
    for (definition, word) in [
        ("surface", "ops-manager"),
        ("where", "atlas"),
        ("type", "OrgInvitationId"),
        ("type", "OrgRole"),
        ("type", "timestamp"),
        ("answer", "OrgInvitation?"),
        ("operationName", "createOrgInvite"),
        ("vendorOperationName", "createOrgInvite"),
    ] {
        assert!(words(definition).contains(&json!(word)), "{definition}: {word}");
    }
}

fn each(schema: &Value, path: &str, look: &mut impl FnMut(&str, &Value)) {
    look(path, schema);
    match schema {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| each(value, &format!("{path}/{key}"), look));
        }
        Value::Array(items) => items.iter().for_each(|item| each(item, path, look)),
        _ => {}
    }
}
