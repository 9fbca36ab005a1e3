//! What became of the parts of a deprecated thing in the one that replaces it.

mod conversion;
mod parts;

use std::collections::BTreeSet;

use self::parts::{Part, parts_of_operation, parts_of_record};
use super::operation::Earlier;
use super::surface::View;
use crate::diagnostic::{At, Diagnostic, Diagnostics, Place};
use crate::model::{self, Instead, Move};
use crate::spec;

/// Where fields went, as written.
type Map = [(At<String>, At<String>)];

/// What stands in the place of a name where there is no counterpart.
const NOWHERE: &str = "none";

impl View<'_, '_> {
    /// Fills in the way from each deprecated operation and record to what replaces it.
    pub(super) fn moves(&self, versions: &mut [model::Version], found: &mut Diagnostics) {
        let mut operations = Vec::new();
        let mut records = Vec::new();
        for (index, version) in versions.iter().enumerate() {
            let of_version = version.resources.iter().flat_map(|resource| &resource.operations);
            for operation in of_version {
                if let Some(way) = self.way_of_operation(operation, version, versions, found) {
                    let known = operations.iter().filter(|((of, _), _)| *of == index);
                    self.check_records_of(operation, &way, known.map(|(_, way)| way), found);
                    operations.push(((index, operation.id.clone()), way));
                }
            }
            for record in &version.records {
                if let Some(way) = self.way_of_record(record, version, versions, found) {
                    records.push(((index, record.ty.clone()), way));
                }
            }
        }
        for (index, version) in versions.iter_mut().enumerate() {
            for operation in version.resources.iter_mut().flat_map(|of| &mut of.operations) {
                let id = (index, operation.id.clone());
                let deprecated = operation.deprecated.as_mut();
                let Some(Instead::Operation(to)) = deprecated.and_then(|d| d.instead.as_mut())
                else {
                    continue;
                };
                if let Some(at) = operations.iter().position(|(of, _)| *of == id) {
                    let (_, way) = operations.swap_remove(at);
                    (to.moves, to.new, to.needed) = (way.moves, way.new, way.needed);
                    (to.set, to.conversion) = (way.set, way.conversion);
                }
            }
            for record in &mut version.records {
                let id = (index, record.ty.clone());
                if let Some(at) = records.iter().position(|(of, _)| *of == id) {
                    record.instead = Some(records.swap_remove(at).1);
                }
            }
        }
    }

    fn way_of_operation(
        &self,
        old: &model::Operation,
        version: &model::Version,
        versions: &[model::Version],
        found: &mut Diagnostics,
    ) -> Option<Way> {
        let Some(Instead::Operation(to)) = old.deprecated.as_ref()?.instead.as_ref() else {
            return None;
        };
        let (new, of_new) = versions.iter().rev().find_map(|version| {
            let mut operations = version.resources.iter().flat_map(|of| &of.operations);
            Some((operations.find(|operation| operation.id == to.id)?, version))
        })?;
        let spec = self.instead_of(old)?;
        let from = parts_of_operation(old, version);
        let into = parts_of_operation(new, of_new);
        let before = found.len();
        let moves = moves(&from, &into, &spec.value.fields, &new.ty, found);
        // What is wrong in `fields` is not said a second time.
        let exact = spec.value.exact.filter(|exact| exact.value && found.len() == before);
        let conversion = exact.and_then(|exact| {
            let ways = conversion::Ways { moves: &moves, from: &from, version, of_new };
            conversion::conversion(new, &ways, &spec.value.set, exact.place, found)
        });
        let needed = needed(new, &from, &moves);
        let set = self.set(new, &spec.value.set, found);
        let (moves, new) = listed(&from, &into, moves);
        let date = of_new.date.clone();
        Some(Way { moves, new, needed, set, conversion, date })
    }

    /// Two requests whose records become the same others must agree on how.
    fn check_records_of<'w>(
        &self,
        operation: &model::Operation,
        way: &Way,
        known: impl Iterator<Item = &'w Way>,
        found: &mut Diagnostics,
    ) {
        let known = known.filter(|other| other.date == way.date);
        let known: Vec<_> = known.flat_map(Way::records).collect();
        let exact = self.instead_of(operation).and_then(|spec| spec.value.exact);
        for record in way.records() {
            let both = |other: &&&model::RecordConversion| {
                (&other.from, &other.to) == (&record.from, &record.to)
            };
            if let Some(exact) = exact
                && known.iter().find(both).is_some_and(|other| *other != record)
            {
                found.push(conversion::inexact(exact.place, &conversion::two_ways(record)));
            }
        }
    }

    /// Parts of the new call with the constants that it has to be given.
    fn set(
        &self,
        new: &model::Operation,
        set: &Map,
        found: &mut Diagnostics,
    ) -> Vec<(String, model::Constant)> {
        let mut constants = Vec::with_capacity(set.len());
        for (wire, said) in set {
            let field = new.fields().find(|field| field.wire == wire.value && !field.required);
            let Some(field) = field else {
                let known = new.fields().map(|field| field.wire.as_str());
                let message = format!("`{}` has no optional part `{}`", new.ty, wire.value);
                found.push(
                    Diagnostic::new("G058", wire.place, message)
                        .did_you_mean(&wire.value, known)
                        .or_help("name one of its parameters or members"),
                );
                continue;
            };
            let (item, list) = match &field.ty {
                model::Type::List(item) => (&**item, true),
                other => (other, false),
            };
            let roles = self.types.roles.iter().find(|role| match item {
                model::Type::Role(name) => role.name.value == *name,
                _ => false,
            });
            let values = || roles.into_iter().flat_map(|role| &role.values);
            let value = values().find(|(_, wire, ..)| wire.value == said.value);
            let (Some(roles), Some((variant, ..))) = (roles, value) else {
                let known = values().map(|(_, wire, ..)| wire.value.as_str());
                let message = format!("`{}` is no constant of `{}`", said.value, wire.value);
                found.push(
                    Diagnostic::new("G058", said.place, message)
                        .did_you_mean(&said.value, known)
                        .or_help("write a role or a state that it takes"),
                );
                continue;
            };
            let (ty, variant) = (roles.name.value.clone(), variant.clone());
            constants.push((field.name.clone(), model::Constant { ty, variant, list }));
        }
        constants
    }

    fn instead_of(&self, old: &model::Operation) -> Option<&At<spec::Replacement>> {
        self.resources.iter().find_map(|resource| {
            let operation = resource.operations.iter().find(|op| op.id.value == old.id)?;
            let date = old.version.as_ref().filter(|_| !old.newest);
            let of_date = |of: &&Earlier<'_>| date == Some(&of.date.value.to_string());
            let earlier = operation.earlier.iter().find(of_date);
            let layers = operation.layers(earlier, &resource.layer);
            layers.get(self.index, |settings| &settings.instead)
        })
    }

    fn way_of_record(
        &self,
        old: &model::Record,
        version: &model::Version,
        versions: &[model::Version],
        found: &mut Diagnostics,
    ) -> Option<model::RecordReplacement> {
        let spec = self.types.records.iter().find(|record| record.name.value == old.ty)?;
        let instead = spec.spec.instead.as_ref()?;
        let name = &instead.value.name;
        if !self.types.records.iter().any(|record| record.name.value == name.value) {
            let known = self.types.records.iter().map(|record| record.name.value.as_str());
            found.push(
                Diagnostic::new("G040", name.place, format!("unknown record `{}`", name.value))
                    .did_you_mean(&name.value, known)
                    .or_help("define it under `records:`"),
            );
            return None;
        }
        // Where only the old one is, nothing replaces it.
        let (new, of_new) = versions.iter().rev().find_map(|version| {
            let mut records = version.records.iter();
            Some((records.find(|record| record.ty == name.value)?, version))
        })?;
        let from = parts_of_record(old, version);
        let into = parts_of_record(new, of_new);
        let moves = moves(&from, &into, &instead.value.fields, &new.ty, found);
        let (moves, fresh) = listed(&from, &into, moves);
        Some(model::RecordReplacement { ty: new.ty.clone(), moves, new: fresh })
    }
}

/// The way from one operation to another.
struct Way {
    moves: Vec<Move>,
    new: Vec<String>,
    needed: Vec<String>,
    set: Vec<(String, model::Constant)>,
    conversion: Option<model::Conversion>,
    /// Version of the new call.
    date: Option<String>,
}

impl Way {
    fn records(&self) -> impl Iterator<Item = &model::RecordConversion> {
        self.conversion.iter().flat_map(|conversion| &conversion.records)
    }
}

/// Optional parts of the new call that hold what the old one had to have.
fn needed(new: &model::Operation, from: &[Part], moves: &[Option<&Part>]) -> Vec<String> {
    let holds = |field: &model::Field| {
        let given = from.iter().zip(moves).filter(|(part, _)| part.required);
        let mut targets = given.filter_map(|(_, to)| *to);
        targets.any(|to| to.wire == field.wire || to.is_in(&field.wire))
    };
    let optional = new.fields().filter(|field| !field.required && holds(field));
    optional.map(|field| field.name.clone()).collect()
}

/// What became of each part, in their order: by the map, or by the name where the type is the same.
fn moves<'p>(
    from: &[Part],
    into: &'p [Part],
    map: &Map,
    target: &str,
    found: &mut Diagnostics,
) -> Vec<Option<&'p Part>> {
    for (old, _) in map {
        if !from.iter().any(|part| part.wire == old.value) {
            let known = from.iter().map(|part| part.wire.as_str());
            let message = format!("there is no field `{}` to replace", old.value);
            found.push(
                Diagnostic::new("G058", old.place, message)
                    .did_you_mean(&old.value, known)
                    .or_help("name a parameter or member of what is deprecated"),
            );
        }
    }
    let mut moves: Vec<Option<&Part>> = Vec::with_capacity(from.len());
    for part in from {
        let default = by_name(part, from, &moves, into);
        let Some((_, said)) = map.iter().find(|(old, _)| old.value == part.wire) else {
            moves.push(default);
            continue;
        };
        let written = into.iter().find(|new| new.wire == said.value);
        if written.is_none() && said.value != NOWHERE {
            found.push(no_field(said, into, target));
        }
        let same = written.map(|part| &part.wire) == default.map(|part| &part.wire);
        if same && (written.is_some() || said.value == NOWHERE) {
            found.push(changes_nothing(said.place));
        }
        moves.push(written);
    }
    moves
}

fn no_field(said: &At<String>, into: &[Part], target: &str) -> Diagnostic {
    let known = into.iter().map(|part| part.wire.as_str());
    Diagnostic::new("G058", said.place, format!("`{target}` has no field `{}`", said.value))
        .did_you_mean(&said.value, known)
        .or_help(format!("name one of its fields, or write `{NOWHERE}`"))
}

fn changes_nothing(place: Place) -> Diagnostic {
    Diagnostic::new("G051", place, "this is so by the names of the two already")
        .help("leave it out")
}

/// The part of the same name and type, where the whole that it belongs to went.
fn by_name<'p>(
    part: &Part,
    from: &[Part],
    moves: &[Option<&'p Part>],
    into: &'p [Part],
) -> Option<&'p Part> {
    let wire = match part.wire.rsplit_once('.') {
        None => part.wire.clone(),
        Some((whole, last)) => {
            let whole = from.iter().position(|other| other.wire == whole)?;
            let whole = moves.get(whole).copied().flatten()?;
            format!("{}.{last}", whole.wire)
        }
    };
    into.iter().find(|new| new.wire == wire && new.ty == part.ty)
}

/// What a reader has to be told: the parts of what moved as a whole go without saying.
fn listed(from: &[Part], into: &[Part], moves: Vec<Option<&Part>>) -> (Vec<Move>, Vec<String>) {
    let mut silent: Vec<&str> = Vec::new();
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    let mut told = Vec::new();
    for (part, to) in from.iter().zip(moves) {
        if let Some(to) = to {
            taken.insert(&to.wire);
        }
        if silent.iter().any(|whole| part.is_in(whole)) {
            continue;
        }
        let ty = to.filter(|to| to.ty != part.ty).map(|to| to.ty.clone());
        if ty.is_none() {
            silent.push(&part.wire);
        }
        told.push(Move { from: part.name.clone(), to: to.map(|to| to.name.clone()), ty });
    }
    let mut whole: Vec<&str> = Vec::new();
    let mut new = Vec::new();
    for part in into {
        let used = |wire: &&str| **wire == part.wire || Part::is_of(wire, &part.wire);
        if taken.contains(part.wire.as_str()) {
            whole.push(&part.wire);
        }
        if taken.iter().any(used) || whole.iter().any(|whole| part.is_in(whole)) {
            continue;
        }
        whole.push(&part.wire);
        new.push(part.name.clone());
    }
    (told, new)
}
