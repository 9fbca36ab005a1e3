//! The types of the spec: who defines them, where they are, who uses them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::scope::{Scope, Set};
use super::states::{self, States};
use super::{Taken, circles, nesting};
use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::model;
use crate::names;
use crate::spec::{self, Spec, TypeExpr};

/// All types.
pub(super) struct Types<'s> {
    ids: Vec<IdType<'s>>,
    pub(super) roles: Vec<Roles<'s>>,
    pub(super) states: Vec<States<'s>>,
    pub(super) records: Vec<Record<'s>>,
    /// Indices in `records`; of two with one name the first, and a mistake was found.
    records_by_name: BTreeMap<&'s str, usize>,
    used: RefCell<BTreeSet<String>>,
}

/// A path parameter and its id type.
struct IdType<'s> {
    param: &'s At<String>,
    /// Index of the resource that gives the parameter a meaning of its own.
    owner: Option<usize>,
    spec: &'s spec::Id,
}

/// A role type.
pub(super) struct Roles<'s> {
    pub(super) name: &'s At<String>,
    pub(super) about: &'s At<String>,
    pub(super) marks: &'s [(At<String>, At<String>)],
    /// The state type whose constants these are.
    pub(super) states: Option<&'s At<String>>,
    pub(super) on: Set,
    /// Variant, wire name, role and where it exists.
    pub(super) values: Vec<(String, &'s At<String>, &'s spec::RoleValue, Set)>,
    pub(super) example: String,
}

/// A record.
pub(super) struct Record<'s> {
    pub(super) name: &'s At<String>,
    /// Index of the resource that it belongs to; `None` for one of `types.yaml`.
    pub(super) owner: Option<usize>,
    pub(super) spec: &'s spec::Record,
    pub(super) on: Set,
    pub(super) fields: Vec<Field<'s>>,
}

/// A field and where it exists.
pub(super) struct Field<'s> {
    pub(super) name: String,
    pub(super) wire: &'s At<String>,
    pub(super) spec: &'s spec::Field,
    pub(super) on: Set,
}

impl<'s> Types<'s> {
    /// Those with a mistake too, so that what uses them is looked at all the same.
    pub(super) fn new(spec: &'s Spec, scope: &Scope<'_>, found: &mut Diagnostics) -> Self {
        let mut taken = Taken::default();
        let owners = || spec.resources.iter().enumerate();
        let mut ids = Vec::new();
        let shared = spec.types.ids.iter().map(|entry| (None, entry));
        let local = owners().flat_map(|(owner, resource)| {
            resource.ids.iter().map(move |entry| (Some(owner), entry))
        });
        for (owner, (param, id)) in shared.chain(local) {
            names::field(param, found);
            names::type_name(&id.ty, found);
            taken.take(&id.ty.value, &id.ty, found);
            ids.push(IdType { param, owner, spec: id });
        }
        let mut roles = Vec::new();
        for (name, role) in &spec.types.roles {
            names::type_name(name, found);
            taken.take(&name.value, name, found);
            roles.push(self::roles(name, role, scope, found));
        }
        let mut states = Vec::new();
        for (name, spec) in &spec.types.states {
            names::state_type(name, found);
            names::type_name(&spec.ty, found);
            for name in [name, &spec.ty] {
                taken.take(&name.value, name, found);
            }
            taken.take(&names::unknown(&name.value), name, found);
            let on = scope.only(spec.only.as_ref(), scope.all(), found);
            let (known, constants) = states::states(name, spec, on, scope, found);
            states.push(known);
            roles.push(constants);
        }
        let mut records = Vec::new();
        let shared = spec.types.records.iter().map(|entry| (None, entry));
        let local = owners().flat_map(|(owner, resource)| {
            resource.records.iter().map(move |entry| (Some(owner), entry))
        });
        for (owner, (name, record)) in shared.chain(local) {
            names::type_name(name, found);
            taken.take(&name.value, name, found);
            let of_file = owner.and_then(|owner| spec.resources.get(owner));
            let parent = of_file.map_or(scope.all(), |file| scope.of_file(file));
            let on = scope.only(record.only.as_ref(), parent, found);
            let fields = fields(&record.fields, on, scope, found);
            for field in &record.fields {
                states::refuse_version(&field.1, found);
            }
            records.push(Record { name, owner, spec: record, on, fields });
        }
        let mut records_by_name = BTreeMap::new();
        for (index, record) in records.iter().enumerate() {
            let record: &Record<'_> = record;
            records_by_name.entry(record.name.value.as_str()).or_insert(index);
        }
        let types = Self { ids, roles, states, records, records_by_name, used: RefCell::default() };
        types.check_records(scope, found);
        types.check_states(scope, found);
        circles::of_records(&types, found);
        types
    }

    /// The id types, sorted by name.
    pub(super) fn ids(&self) -> Vec<model::Id> {
        let mut ids: Vec<_> = self
            .ids
            .iter()
            .map(|id| model::Id {
                ty: id.spec.ty.value.clone(),
                about: id.spec.about.value.clone(),
                example: id.spec.example.value.clone(),
            })
            .collect();
        ids.sort_by(|a, b| a.ty.cmp(&b.ty));
        ids
    }

    /// The value that examples show for an id, or for a list of ids.
    pub(super) fn example(&self, ty: &model::Type) -> Option<String> {
        match ty {
            model::Type::Id(name) => {
                let id = self.ids.iter().find(|id| id.spec.ty.value == *name)?;
                Some(id.spec.example.value.clone())
            }
            model::Type::List(item) => self.example(item),
            _ => None,
        }
    }

    /// The names of the id types, which every module can import.
    pub(super) fn id_names(&self) -> impl Iterator<Item = &'s At<String>> {
        self.ids.iter().map(|id| &id.spec.ty)
    }

    /// The id behind a path parameter, as its resource means it.
    pub(super) fn param(
        &self,
        owner: usize,
        param: &str,
    ) -> Option<(&'s At<String>, &'s spec::Id)> {
        let named = || self.ids.iter().filter(|id| id.param.value == param);
        let id = named()
            .find(|id| id.owner == Some(owner))
            .or_else(|| named().find(|id| id.owner.is_none()))?;
        self.used.borrow_mut().insert(id.spec.ty.value.clone());
        Some((id.param, id.spec))
    }

    /// The parameters that a path of a resource can have.
    pub(super) fn params(&self, owner: usize) -> impl Iterator<Item = &'s str> {
        self.ids
            .iter()
            .filter(move |id| id.owner.is_none() || id.owner == Some(owner))
            .map(|id| id.param.value.as_str())
    }

    /// A record that a resource can see.
    pub(super) fn record(&self, owner: Option<usize>, name: &str) -> Option<&Record<'s>> {
        self.record_index(owner, name).map(|index| &self.records[index])
    }

    /// A record, whoever can see it.
    pub(super) fn record_named(&self, name: &str) -> Option<&Record<'s>> {
        self.records_by_name.get(name).map(|&index| &self.records[index])
    }

    /// Its index in `records`.
    pub(super) fn record_index(&self, owner: Option<usize>, name: &str) -> Option<usize> {
        let index = *self.records_by_name.get(name)?;
        let visible = self.records[index].owner;
        (visible.is_none() || visible == owner).then_some(index)
    }

    /// The type that an operation uses; `on` is where.
    pub(super) fn resolve(
        &self,
        expr: &TypeExpr,
        owner: Option<usize>,
        on: Set,
        scope: &Scope<'_>,
        found: &mut Diagnostics,
    ) -> Option<model::Type> {
        let ty = self.look_up(expr, owner, on, scope, found)?;
        self.used.borrow_mut().insert(expr.name.value.clone());
        Some(ty)
    }

    /// The type that an expression names; `on` is where it is named.
    pub(super) fn look_up(
        &self,
        expr: &TypeExpr,
        owner: Option<usize>,
        on: Set,
        scope: &Scope<'_>,
        found: &mut Diagnostics,
    ) -> Option<model::Type> {
        let name = expr.name.value.as_str();
        let ty = match name {
            "string" => model::Type::String,
            "address" => model::Type::Address,
            "integer" => model::Type::Integer,
            "boolean" => model::Type::Boolean,
            "timestamp" => model::Type::Timestamp,
            _ if self.ids.iter().any(|id| id.spec.ty.value == name) => {
                model::Type::Id(name.to_owned())
            }
            _ => {
                if let Some(role) = self.roles.iter().find(|role| role.name.value == name) {
                    check_on(&expr.name, role.name, role.on, on, scope, found);
                    model::Type::Role(name.to_owned())
                } else if let Some(record) = self.record(owner, name) {
                    check_on(&expr.name, record.name, record.on, on, scope, found);
                    model::Type::Record(name.to_owned())
                } else {
                    found.push(self.unknown(&expr.name, owner));
                    return None;
                }
            }
        };
        Some(if expr.list { model::Type::List(Box::new(ty)) } else { ty })
    }

    fn unknown(&self, name: &At<String>, owner: Option<usize>) -> Diagnostic {
        let builtin = ["string", "address", "integer", "boolean", "timestamp"];
        let ids = self.ids.iter().map(|id| id.spec.ty.value.as_str());
        let roles = self.roles.iter().map(|role| role.name.value.as_str());
        let records = self
            .records
            .iter()
            .filter(move |record| record.owner.is_none() || record.owner == owner)
            .map(|record| record.name.value.as_str());
        let known = builtin.into_iter().chain(ids).chain(roles).chain(records);
        let unknown = Diagnostic::new("G040", name.place, format!("unknown type `{}`", name.value));
        if name.value == "nothing"
            || name.value.contains(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        {
            return unknown.help(
                "write the name of one type; `[Type]`, `page of Type` and `Type?` are not combined",
            );
        }
        unknown
            .did_you_mean(&name.value, known)
            .or_help("define it under `ids:`, `roles:` or `records:`")
    }

    /// Looks at the types of all fields of records once. That a record names a type does
    /// not make it used; an operation does.
    fn check_records(&self, scope: &Scope<'_>, found: &mut Diagnostics) {
        for record in &self.records {
            for field in &record.fields {
                self.look_up(&field.spec.ty, record.owner, field.on, scope, found);
            }
        }
        nesting::check(self, found);
    }

    /// Marks what the fields of a used record use, and reports what nobody uses.
    pub(super) fn check_used(&self, found: &mut Diagnostics) {
        let mut used = self.used.borrow().clone();
        let mut open: Vec<String> = used.iter().cloned().collect();
        while let Some(name) = open.pop() {
            let record = self.records_by_name.get(name.as_str()).map(|&index| &self.records[index]);
            let fields = record.into_iter().flat_map(|record| &record.fields);
            let state = record.and_then(|record| record.spec.state.as_ref());
            let states = self.state(&name);
            let of_states = states.into_iter().flat_map(|states| &states.fields);
            let fields = fields.chain(of_states.map(|(field, _)| field));
            let names = fields.map(|field| &field.spec.ty.name.value);
            let names = names.chain(state.map(|state| &state.ty.value));
            for name in names.chain(states.map(|states| &states.spec.ty.value)) {
                if used.insert(name.clone()) {
                    open.push(name.clone());
                }
            }
        }
        let ids = self.ids.iter().map(|id| &id.spec.ty);
        let roles = self.roles.iter().map(|role| role.name);
        let states = self.states.iter().map(|states| states.name);
        let records = self.records.iter().map(|record| record.name);
        for name in
            ids.chain(roles).chain(states).chain(records).filter(|name| !used.contains(&name.value))
        {
            let message = format!("no operation uses the type `{}`", name.value);
            found.push(Diagnostic::new("G053", name.place, message).help("use it or leave it out"));
        }
    }
}

/// Fields with their names and where they exist.
pub(super) fn fields<'s>(
    spec: &'s spec::Fields,
    parent: Set,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) -> Vec<Field<'s>> {
    let mut taken = Taken::default();
    let mut fields = Vec::with_capacity(spec.len());
    for (wire, field) in spec {
        let Some(name) = names::field(wire, found) else { continue };
        taken.take(&name, wire, found);
        let on = scope.only(field.only.as_ref(), parent, found);
        states::check_field(field, found);
        fields.push(Field { name, wire, spec: field, on });
    }
    fields
}

/// Reports a type that is used where it does not exist.
pub(super) fn check_on(
    used: &At<String>,
    name: &At<String>,
    exists: Set,
    on: Set,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) {
    if let Some(surface) = on.iter().find(|&surface| !exists.has(surface)) {
        let message = format!("`{}` does not exist on `{}`", name.value, scope.name(surface));
        found.push(
            Diagnostic::new("G054", used.place, message)
                .second(name.place, "limited here")
                .help("limit what uses it with `only:` too"),
        );
    }
}

fn roles<'s>(
    name: &'s At<String>,
    spec: &'s spec::RoleType,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) -> Roles<'s> {
    let mut taken = Taken::default();
    let mut values = Vec::with_capacity(spec.values.len());
    if spec.values.is_empty() {
        let message = format!("role type `{}` has no values", name.value);
        found.push(
            Diagnostic::new("G036", name.place, message).help("list the roles under `values:`"),
        );
    }
    for (wire, value) in &spec.values {
        let Some(variant) = names::variant(wire, &spec.prefix.value, found) else { continue };
        taken.take(&variant, wire, found);
        let on = scope.only(value.only.as_ref(), scope.all(), found);
        if let Some(mark) = &value.mark {
            let marks = spec.marks.iter().map(|(name, _)| name.value.as_str());
            if !marks.clone().any(|name| name == mark.value) {
                let message = format!("unknown mark `{}`", mark.value);
                found.push(
                    Diagnostic::new("G040", mark.place, message)
                        .did_you_mean(&mark.value, marks)
                        .or_help("define it under `marks:`"),
                );
            }
        }
        values.push((variant, wire, value, on));
    }
    for (mark, _) in &spec.marks {
        let used = |value: &spec::RoleValue| {
            value.mark.as_ref().is_some_and(|used| used.value == mark.value)
        };
        if !spec.values.iter().any(|(_, value)| used(value)) {
            let message = format!("no role has the mark `{}`", mark.value);
            found.push(Diagnostic::new("G053", mark.place, message).help("use it or leave it out"));
        }
    }
    let example = values.iter().find(|(_, wire, ..)| wire.value == spec.example.value);
    match example {
        None if spec.values.is_empty() => {}
        None => {
            let message = format!("`{}` is none of the values", spec.example.value);
            let known = spec.values.iter().map(|(name, _)| name.value.as_str());
            found.push(
                Diagnostic::new("G042", spec.example.place, message)
                    .did_you_mean(&spec.example.value, known)
                    .or_help("write one of the constants under `values:`"),
            );
        }
        Some((.., on)) if *on != scope.all() => {
            let message = "the example must exist on all surfaces";
            found.push(
                Diagnostic::new("G042", spec.example.place, message)
                    .help("choose a value that has no `only:`"),
            );
        }
        Some(_) => {}
    }
    let example = example.map(|(variant, ..)| variant.clone()).unwrap_or_default();
    let (about, marks) = (&spec.about, spec.marks.as_slice());
    Roles { name, about, marks, states: None, on: scope.all(), values, example }
}
