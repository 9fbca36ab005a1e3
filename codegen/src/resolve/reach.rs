//! What the operations of a surface reach: records, in which direction, and roles.

use std::collections::BTreeSet;

use super::surface::View;
use crate::diagnostic::Diagnostics;
use crate::model;

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
            if let model::Returns::One(ty) | model::Returns::Maybe(ty) = &operation.returns {
                self.reach(ty, &mut reach.answered);
                reach.whole.extend(record_of(ty).map(str::to_owned));
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
            let fields = record.fields.iter().filter(|field| field.on.has(self.index));
            open.extend(fields.map(|field| field.spec.ty.name.value.clone()));
        }
    }

    /// The role types that the operations and records of a surface name.
    pub(super) fn roles(&self, versions: &[model::Version]) -> Vec<model::RoleType> {
        let records =
            versions.iter().flat_map(|version| &version.records).flat_map(|record| &record.fields);
        let operations = versions
            .iter()
            .flat_map(|version| &version.resources)
            .flat_map(|resource| &resource.operations)
            .flat_map(model::Operation::fields);
        let used: Vec<&str> =
            records.chain(operations).filter_map(|field| role_of(&field.ty)).collect();
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
                        let marks = &role.spec.marks;
                        let (_, text) = marks.iter().find(|(name, _)| name.value == mark.value)?;
                        Some(text.value.clone())
                    }),
                })
                .collect();
            roles.push(model::RoleType {
                ty: role.name.value.clone(),
                about: role.spec.about.value.clone(),
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
