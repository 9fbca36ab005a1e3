//! What the operations of a surface reach: records, in which direction, and roles.

use std::collections::BTreeSet;

use super::states::States;
use super::surface::View;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model;
use crate::names;

impl View<'_, '_> {
    /// The records that operations reach, and in which direction.
    pub(super) fn records<'o>(
        &self,
        operations: impl IntoIterator<Item = &'o model::Operation>,
        found: &mut Diagnostics,
    ) -> Vec<model::Record> {
        let mut reach = Reach::default();
        for operation in operations {
            for field in operation.fields() {
                self.reach(&field.ty, &mut reach.sent);
            }
            if let Some(ty) = operation.returns.ty() {
                self.reach(ty, &mut reach.answered);
                // A page is the whole answer, and its items are parts of it.
                let whole = !matches!(operation.returns, model::Returns::Page(_));
                reach.whole.extend(record_of(ty).filter(|_| whole).map(str::to_owned));
            }
        }
        for record in self.types.records.iter().filter(|r| reach.sent.contains(&r.name.value)) {
            if let Some(state) = &record.spec.state {
                let message = "a record that is sent cannot depend on a state";
                found.push(
                    Diagnostic::new("G042", state.ty.place, message)
                        .help("make a record of its own for the request"),
                );
            }
        }
        self.types
            .records
            .iter()
            .filter(|record| reach.has(&record.name.value))
            .map(|record| model::Record {
                ty: record.name.value.clone(),
                about: record.spec.about.value.clone(),
                fields: self.fields(&record.fields, record.owner, found),
                sent: reach.sent.contains(&record.name.value),
                answered: reach.answered.contains(&record.name.value),
                whole: reach.whole.contains(&record.name.value),
                state: record.spec.state.as_ref().map(|state| model::RecordState {
                    name: names::snake(&state.field.value),
                    ty: state.ty.value.clone(),
                    about: state.about.value.clone(),
                }),
                instead: None,
            })
            .collect()
    }

    fn reach(&self, ty: &model::Type, names: &mut BTreeSet<String>) {
        let mut open: Vec<String> = record_of(ty).map(str::to_owned).into_iter().collect();
        while let Some(name) = open.pop() {
            let Some(record) = self.types.record_named(&name) else { continue };
            if !names.insert(name) {
                continue;
            }
            let state = record.spec.state.as_ref();
            let states = state.and_then(|state| self.types.state(&state.ty.value));
            let of_states = states.into_iter().flat_map(|states| &states.fields);
            let fields = record.fields.iter().chain(of_states.map(|(field, _)| field));
            let fields = fields.filter(|field| field.on.has(self.index));
            open.extend(fields.map(|field| field.spec.ty.name.value.clone()));
        }
    }

    /// The state types of records.
    pub(super) fn states(
        &self,
        records: &[model::Record],
        found: &mut Diagnostics,
    ) -> Vec<model::StateType> {
        let used = |states: &&States<'_>| {
            let mut states_of = records.iter().filter_map(|record| record.state.as_ref());
            states_of.any(|state| state.ty == states.name.value)
        };
        self.types.states.iter().filter(used).map(|states| self.state_type(states, found)).collect()
    }

    fn state_type(&self, states: &States<'_>, found: &mut Diagnostics) -> model::StateType {
        let fields = |state: Option<&str>, found: &mut Diagnostics| {
            let comes = |with: &[String]| state.is_none_or(|state| with.iter().any(|s| s == state));
            let fields = states.fields.iter().filter(|(_, with)| comes(with));
            self.fields_of(fields.map(|(field, _)| field), None, None, found)
        };
        let constants =
            self.types.roles.iter().find(|role| role.name.value == states.spec.ty.value);
        let values = constants.into_iter().flat_map(|role| &role.values);
        let values = values.filter(|(.., on)| on.has(self.index));
        let states_of = values.map(|(variant, wire, value, _)| model::State {
            variant: variant.clone(),
            wire: wire.value.clone(),
            about: value.about.value.clone(),
            fields: fields(Some(&wire.value), found),
        });
        let known = states_of.collect();
        let mut all = fields(None, found);
        for field in &mut all {
            field.required = false;
        }
        model::StateType {
            ty: states.name.value.clone(),
            unknown: names::unknown(&states.name.value),
            about: states.spec.about.value.clone(),
            status: model::Field {
                name: names::snake(&states.spec.field.value),
                wire: states.spec.field.value.clone(),
                ty: model::Type::Role(states.spec.ty.value.clone()),
                required: true,
                about: "The state as the server named it.".to_owned(),
                example: None,
                min: None,
                max: None,
                default: None,
            },
            states: known,
            fields: all,
        }
    }

    /// The role types that the operations and records of a surface name.
    pub(super) fn roles(&self, versions: &[model::Version]) -> Vec<model::RoleType> {
        let records =
            versions.iter().flat_map(|version| &version.records).flat_map(|record| &record.fields);
        let states = versions.iter().flat_map(|version| &version.states);
        let states = states.flat_map(|states| states.fields.iter().chain([&states.status]));
        let operations = versions
            .iter()
            .flat_map(|version| &version.resources)
            .flat_map(|resource| &resource.operations)
            .flat_map(model::Operation::fields);
        let used: Vec<&str> = records
            .chain(states)
            .chain(operations)
            .filter_map(|field| role_of(&field.ty))
            .collect();
        let mut roles = Vec::new();
        for role in self.types.roles.iter().filter(|role| used.contains(&role.name.value.as_str()))
        {
            let values: Vec<_> = role
                .values
                .iter()
                .filter(|(.., on)| on.has(self.index))
                .map(|(variant, wire, value, _)| model::RoleValue {
                    variant: variant.clone(),
                    wire: wire.value.clone(),
                    about: value.about.value.clone(),
                    mark: value.mark.as_ref().and_then(|mark| {
                        let (_, text) =
                            role.marks.iter().find(|(name, _)| name.value == mark.value)?;
                        Some(text.value.clone())
                    }),
                })
                .collect();
            roles.push(model::RoleType {
                ty: role.name.value.clone(),
                about: role.about.value.clone(),
                of_states: role.states.is_some(),
                values,
                example: role.example.clone(),
            });
        }
        roles
    }
}

/// What operations reach.
#[derive(Default)]
struct Reach {
    sent: BTreeSet<String>,
    answered: BTreeSet<String>,
    whole: BTreeSet<String>,
}

impl Reach {
    fn has(&self, name: &String) -> bool {
        self.sent.contains(name) || self.answered.contains(name)
    }
}

fn record_of(ty: &model::Type) -> Option<&str> {
    match ty {
        model::Type::Record(name) => Some(name),
        model::Type::List(item) => record_of(item),
        _ => None,
    }
}

fn role_of(ty: &model::Type) -> Option<&str> {
    match ty {
        model::Type::Role(name) => Some(name),
        model::Type::List(item) => role_of(item),
        _ => None,
    }
}
