//! State types: their constants, and the members that come with each.

use super::Taken;
use super::scope::{Scope, Set};
use super::types::{self, Field, Roles, Types};
use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::names;
use crate::spec;

/// A state type.
pub(super) struct States<'s> {
    pub(super) name: &'s At<String>,
    pub(super) spec: &'s spec::States,
    pub(super) on: Set,
    /// The members, and the constants of the states that each comes with.
    pub(super) fields: Vec<(Field<'s>, Vec<String>)>,
}

/// A state type, and its constants as an open set.
pub(super) fn states<'s>(
    name: &'s At<String>,
    spec: &'s spec::States,
    on: Set,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) -> (States<'s>, Roles<'s>) {
    let mut values = Vec::with_capacity(spec.values.len());
    let mut taken = Taken::default();
    for (wire, value) in &spec.values {
        let Some(variant) = names::variant(wire, "", found) else { continue };
        // The function that makes one for a test is in `snake_case`.
        taken.take(&names::snake(&variant), wire, found);
        let here = scope.only(value.only.as_ref(), on, found);
        if *wire.value == spec.example.value && here != on {
            let message = "the example must exist wherever the states do";
            found.push(
                Diagnostic::new("G042", spec.example.place, message)
                    .help("choose a value that has no `only:`"),
            );
        }
        values.push((variant, wire, value, here));
    }
    if spec.values.is_empty() {
        let message = format!("state type `{}` has no values", name.value);
        found.push(
            Diagnostic::new("G036", name.place, message).help("list the states under `values:`"),
        );
    }
    check_constant(&spec.example, spec, found);
    let example = values.iter().find(|(_, wire, ..)| wire.value == spec.example.value);
    let example = example.map(|(variant, ..)| variant.clone()).unwrap_or_default();
    let constants = Roles {
        name: &spec.ty,
        about: &spec.about,
        marks: &[],
        states: Some(name),
        on,
        values,
        example,
    };
    let mut taken = Taken::default();
    let status = names::field(&spec.field, found).unwrap_or_default();
    taken.take(&status, &spec.field, found);
    let mut fields = Vec::with_capacity(spec.fields.len());
    for (wire, field) in &spec.fields {
        for state in &field.states {
            check_constant(state, spec, found);
        }
        refuse_version(&field.field, found);
        let Some(name) = names::field(wire, found) else { continue };
        taken.take(&name, wire, found);
        refuse_method(&name, wire, spec, found);
        check_field(&field.field, found);
        let on = scope.only(field.field.only.as_ref(), on, found);
        let with = field.states.iter().map(|state| state.value.clone()).collect();
        fields.push((Field { name, wire, spec: &field.field, on }, with));
    }
    (States { name, spec, on, fields }, constants)
}

/// Methods of a state type that are not those of its members.
const METHODS: [&str; 5] = ["status", "blank", "read", "complete", "write"];

/// Each member has a method that gives it.
fn refuse_method(name: &str, wire: &At<String>, spec: &spec::States, found: &mut Diagnostics) {
    let makes = |constant: &At<String>| {
        let state = names::snake(&constant.value.to_lowercase());
        name.strip_prefix("new_").is_some_and(|rest| rest == state)
    };
    if METHODS.contains(&name) || spec.values.iter().any(|(constant, _)| makes(constant)) {
        let message = format!("`{name}` is the name of a method that the state type has");
        found.push(Diagnostic::new("G025", wire.place, message).help(names::NO_NAME));
    }
}

/// Reports what is none of the constants.
fn check_constant(constant: &At<String>, spec: &spec::States, found: &mut Diagnostics) {
    let known = spec.values.iter().map(|(name, _)| name.value.as_str());
    // Of none at all something else is said.
    if !spec.values.is_empty() && !known.clone().any(|name| name == constant.value) {
        let message = format!("`{}` is none of the states", constant.value);
        found.push(
            Diagnostic::new("G042", constant.place, message)
                .did_you_mean(&constant.value, known)
                .or_help("write one of the constants under `values:`"),
        );
    }
}

/// A record has one shape, whichever version answers with it.
pub(super) fn refuse_version(field: &spec::Field, found: &mut Diagnostics) {
    if let Some(since) = &field.since {
        let message = "a record has one shape in all versions";
        found.push(
            Diagnostic::new("G042", since.place, message)
                .help("make two records of it, and let each version name its own"),
        );
    }
}

/// Limits are those of a whole number, and text alone has an example of its own.
pub(super) fn check_field(field: &spec::Field, found: &mut Diagnostics) {
    if let Some(example) = &field.example
        && !matches!(field.ty.name.value.as_str(), "string" | "address")
    {
        let message = "only text has an example here";
        found.push(
            Diagnostic::new("G042", example.place, message)
                .help("ids and roles bring their own: leave it out"),
        );
    }
    let limit = field.min.as_ref().or(field.max.as_ref());
    if let Some(limit) = limit
        && (field.ty.list || field.ty.name.value != "integer")
    {
        let message = "only a whole number has limits";
        found.push(Diagnostic::new("G042", limit.place, message).help("say it in `about`"));
    }
    if let (Some(min), Some(max)) = (&field.min, &field.max)
        && max.value < min.value
    {
        found.push(
            Diagnostic::new("G042", max.place, "the most is less than the least")
                .second(min.place, "the least")
                .help("check the two; they may stand in each other's place"),
        );
    }
    if let (Some(default), Some(_)) = (&field.default, &field.required) {
        let message = "what must be there is never left out";
        found.push(Diagnostic::new("G051", default.place, message).help("leave `default` out"));
    }
}

impl<'s> Types<'s> {
    /// A state type by its name.
    pub(super) fn state(&self, name: &str) -> Option<&States<'s>> {
        self.states.iter().find(|states| states.name.value == name)
    }

    /// Looks at the members of states, and at the records that have them.
    pub(super) fn check_states(&self, scope: &Scope<'_>, found: &mut Diagnostics) {
        for states in &self.states {
            for (field, _) in &states.fields {
                self.look_up(&field.spec.ty, None, field.on, scope, found);
            }
        }
        for record in &self.records {
            let Some(state) = &record.spec.state else { continue };
            let Some(states) = self.state(&state.ty.value) else {
                let known = self.states.iter().map(|states| states.name.value.as_str());
                let message = format!("unknown state type `{}`", state.ty.value);
                found.push(
                    Diagnostic::new("G040", state.ty.place, message)
                        .did_you_mean(&state.ty.value, known)
                        .or_help("define it under `states:` in `types.yaml`"),
                );
                continue;
            };
            types::check_on(&state.ty, states.name, states.on, record.on, scope, found);
            let mut taken = Taken::default();
            for field in &record.fields {
                taken.take(&field.name, field.wire, found);
            }
            taken.take(&names::field(&state.field, found).unwrap_or_default(), &state.field, found);
            // On the wire the members of the state stand beside those of the record.
            for wire in
                states.fields.iter().map(|(field, _)| field.wire).chain([&states.spec.field])
            {
                if let Some(field) = record.fields.iter().find(|f| f.wire.value == wire.value) {
                    let message = format!("`{}` is a member of the state too", wire.value);
                    found.push(
                        Diagnostic::new("G023", field.wire.place, message)
                            .second(wire.place, "first defined here")
                            .help("leave it out here"),
                    );
                }
            }
        }
    }
}
