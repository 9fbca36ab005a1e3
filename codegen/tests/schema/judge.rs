//! Two judges of a spec file: the schema, by a validator that is not ours, and the
//! reader.

use std::collections::BTreeSet;

use codegen::diagnostic::Diagnostic;
use codegen::{Diagnostics, Sources};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::{Value, json};

/// A spec and its schema.
pub(crate) struct Judge {
    sources: Sources,
    pub(crate) schema: Value,
    /// The schema as a tool sees it that passes over the first line of a file.
    pub(crate) whole: Validator,
    kinds: Vec<(&'static str, Validator)>,
    /// Names and what they hold.
    pub(crate) files: Vec<(String, Value)>,
}

/// What the two say.
pub(crate) enum Verdict {
    /// Or only the reader refuses it, for what a schema cannot say.
    BothAccept,
    BothRefuse,
    /// The schema knows the names of the spec at hand, and the forms that names have;
    /// the reader leaves both to the next stage, which refuses the file.
    Names,
    Differ(String),
}

impl Judge {
    pub(crate) fn new(sources: Sources) -> Self {
        let spec = codegen::parse(&sources).unwrap_or_else(|found| panic!("{found:?}"));
        let files = codegen::schema(&spec);
        let schema = files.get("schema.json").expect("the schema is emitted");
        let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
        let kind = |name: &'static str| {
            let pointer = format!("#/$defs/{name}");
            let part = json!({ "$ref": pointer, "$defs": schema["$defs"] });
            (name, validator(&part))
        };
        let kinds = KINDS.map(kind).into();
        let files = sources.files.iter().map(|source| {
            let value = serde_yaml::from_str(&source.text).expect("the file is YAML");
            (source.path.clone(), value)
        });
        Self { whole: validator(&schema), schema, kinds, files: files.collect(), sources }
    }

    pub(crate) fn verdict(&self, name: &str, file: &Value) -> Verdict {
        let reader = codegen::parse(&alone(name, file));
        let schema = self.by_schema(name, file);
        match (reader, schema.first()) {
            (Ok(_), None) => Verdict::BothAccept,
            (Err(_), Some(_)) => Verdict::BothRefuse,
            (Ok(_), Some(_)) if self.does_not_fit(name, file) => Verdict::Names,
            (Ok(_), Some(error)) => Verdict::Differ(format!("only the schema refuses: {error}")),
            (Err(found), None) if found.iter().all(is_beyond_a_schema) => Verdict::BothAccept,
            (Err(found), None) => {
                Verdict::Differ(format!("only the reader refuses: {}", first(&found)))
            }
        }
    }

    /// What the schema says of a file of this name.
    pub(crate) fn by_schema(&self, name: &str, file: &Value) -> Vec<String> {
        let errors = self.kind(name).iter_errors(file);
        errors.map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    /// The keys that the schema knows in the mapping at a place, which has an unknown one.
    pub(crate) fn keys_by_schema(
        &self,
        name: &str,
        file: &Value,
        place: &str,
    ) -> Option<BTreeSet<String>> {
        let mut errors = self.kind(name).iter_errors(file);
        let found = errors.find_map(|error| unknown(&error, place))?;
        let object = self.schema.pointer(&found)?;
        Some(object["properties"].as_object()?.keys().cloned().collect())
    }

    fn kind(&self, name: &str) -> &Validator {
        let kind = kind_of(name);
        &self.kinds.iter().find(|(name, _)| *name == kind).expect("each kind has one").1
    }

    /// Whether the next stage refuses the spec with one file that says something else.
    fn does_not_fit(&self, name: &str, file: &Value) -> bool {
        let text = file.to_string();
        let texts = self.sources.files.iter().map(|source| {
            let text = if source.path == name { &text } else { &source.text };
            (source.path.as_str(), text.as_str())
        });
        let spec = codegen::parse(&Sources::from_texts(texts));
        spec.and_then(|spec| codegen::resolve(&spec)).is_err()
    }
}

/// The keys that the reader knows in the mapping that has an unknown one; `None`
/// where names stand and no keys.
pub(crate) fn keys_by_reader(name: &str, file: &Value) -> Option<BTreeSet<String>> {
    let found = codegen::parse(&alone(name, file)).err()?;
    let help = found.iter().find(|one| one.code == "G012")?.help.as_ref()?;
    let keys = help.strip_prefix("known keys: ")?.split(", ");
    Some(keys.map(|key| key.trim_matches('`').to_owned()).collect())
}

/// Which definition of the schema describes a file of this name.
pub(crate) fn kind_of(name: &str) -> &str {
    let stem = name.rsplit('/').next().unwrap_or(name).trim_end_matches(".yaml");
    if KINDS.contains(&stem) { stem } else { "resource" }
}

const KINDS: [&str; 5] = ["package", "surfaces", "types", "errors", "resource"];

/// One file and as little as the reader needs beside it. JSON is YAML, and so both
/// judges see the same values.
fn alone(name: &str, file: &Value) -> Sources {
    let least = [
        (
            "package.yaml",
            r#"{name: a, version: 1.2.3, description: A., license: MIT, rust-version: "1.89", first-call: {surface: a, operation: a}}"#,
        ),
        ("surfaces.yaml", "surfaces: {}"),
        ("types.yaml", "{}"),
    ];
    let others = least.into_iter().filter(|(other, _)| !name.ends_with(other));
    let text = file.to_string();
    Sources::from_texts(others.chain([(name, text.as_str())]))
}

fn validator(schema: &Value) -> Validator {
    // Editors look at formats; the draft leaves it to the validator.
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    options.build(schema).unwrap_or_else(|error| panic!("{error}"))
}

/// What the reader sees at once and a schema cannot say.
///
/// - `G056`: two dates in the wrong order; the one is compared with the other.
/// - `G057`: a text twice in a list that holds mappings too, of which two may be equal.
fn is_beyond_a_schema(mistake: &Diagnostic) -> bool {
    matches!(mistake.code, "G056" | "G057")
}

fn first(found: &Diagnostics) -> String {
    found.iter().next().map(|one| format!("{}: {}", one.code, one.message)).unwrap_or_default()
}

/// Where the schema lists the keys of the mapping at a place, if this error says
/// that one of them is unknown. An error of one form of several is inside another.
fn unknown(error: &ValidationError<'_>, place: &str) -> Option<String> {
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { .. }
            if error.instance_path().as_str() == place =>
        {
            let path = error.schema_path().as_str();
            path.strip_suffix("/additionalProperties").map(str::to_owned)
        }
        ValidationErrorKind::AnyOf { context } => {
            context.iter().flatten().find_map(|error| unknown(error, place))
        }
        _ => None,
    }
}
