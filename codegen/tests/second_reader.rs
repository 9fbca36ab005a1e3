//! Every spec file read by another YAML parser, value by value: what a person's
//! editor and tools see in a file is what the generator sees.

mod support;

use codegen::yaml::{self, Kind, Node};
use codegen::{Diagnostics, Sources};
use serde_yaml::Value;

#[test]
fn both_readers_agree_on_the_spec() {
    check(&support::product());
}

#[test]
fn both_readers_agree_on_the_kitchen_sink() {
    check(&support::sources("kitchen-sink"));
}

#[test]
fn both_readers_agree_on_scalars_of_every_style() {
    let text = "plain: a b\nsingle: 'it''s'\ndouble: \"a\\tb \\u00e9\"\nfolded: >\n  a\n  b\n\nliteral: |\n  a\n   b\n\
                number: 12\nfloat: 1.5\nswitch: true\nnothing: ~\ndate: 2023-01-01\nflow: { a: [b, 'c'], d: {} }\n";
    check(&Sources::from_texts([("scalars.yaml", text)]));
}

fn check(sources: &Sources) {
    for (file, source) in sources.files.iter().enumerate() {
        let mut found = Diagnostics::default();
        let ours = yaml::read(sources, file, &mut found);
        assert!(found.is_empty(), "{}", found.render(sources, false));
        let theirs: Value = serde_yaml::from_str(&source.text).expect("the file is YAML");
        compare(&source.path, &ours.expect("the file holds something"), &theirs);
    }
}

fn compare(path: &str, ours: &Node, theirs: &Value) {
    match (&ours.kind, theirs) {
        (Kind::Scalar { text, .. }, Value::String(theirs)) => assert_eq!(text, theirs, "{path}"),
        // What is no text to the other reader must be what it says to ours.
        (Kind::Scalar { text, plain: true }, Value::Bool(theirs)) => {
            assert_eq!(text, &theirs.to_string(), "{path}");
        }
        (Kind::Scalar { text, plain: true }, Value::Number(theirs)) => {
            let ours: f64 =
                text.parse().unwrap_or_else(|_| panic!("{path}: `{text}` is no number"));
            assert_eq!(Some(ours), theirs.as_f64(), "{path}");
        }
        (Kind::Scalar { text, plain: true }, Value::Null) => {
            assert!(matches!(text.as_str(), "" | "~" | "null"), "{path}: `{text}` is not null");
        }
        (Kind::List(ours), Value::Sequence(theirs)) => {
            assert_eq!(ours.len(), theirs.len(), "{path}");
            for (index, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
                compare(&format!("{path}[{index}]"), ours, theirs);
            }
        }
        (Kind::Map(ours), Value::Mapping(theirs)) => {
            let keys: Vec<&str> = ours.iter().map(|(key, _)| key.value.as_str()).collect();
            let their_keys: Vec<_> = theirs.keys().map(|key| key.as_str().unwrap_or("?")).collect();
            assert_eq!(keys, their_keys, "{path}");
            for ((key, ours), theirs) in ours.iter().zip(theirs.values()) {
                compare(&format!("{path}.{}", key.value), ours, theirs);
            }
        }
        (ours, theirs) => panic!("{path}: {ours:?} is not {theirs:?}"),
    }
}
