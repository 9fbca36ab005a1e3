//! The conversion of a request into the one that replaces it, where `exact: true`
//! promises that nothing is lost and nothing is missing.

use std::collections::BTreeMap;

use super::parts::Part;
use crate::diagnostic::{At, Diagnostic, Diagnostics, Place};
use crate::model::{Conversion, Field, Operation, Record, RecordConversion, Type, Value, Version};

/// What became of the parts of the old request.
pub(super) struct Ways<'w> {
    pub(super) moves: &'w [Option<&'w Part>],
    pub(super) from: &'w [Part],
    pub(super) version: &'w Version,
    pub(super) of_new: &'w Version,
}

pub(super) fn conversion(
    new: &Operation,
    ways: &Ways<'_>,
    set: &[(At<String>, At<String>)],
    place: Place,
    found: &mut Diagnostics,
) -> Option<Conversion> {
    if let Some((wire, _)) = set.first() {
        found.push(inexact(place, &format!("the new call has to be given `{}`", wire.value)));
        return None;
    }
    if let Some(problem) = ways.lost() {
        found.push(inexact(place, &problem));
        return None;
    }
    let mut records = Vec::new();
    let (arguments, options) = ways
        .values(new.fields(), "", &mut records)
        .map_err(|problem| {
            found.push(inexact(place, &problem));
        })
        .ok()?;
    let mut used = Vec::new();
    arguments
        .iter()
        .chain(options.iter().map(|(_, value)| value))
        .for_each(|v| names(v, &mut used));
    let whole = ways.from.iter().filter(|part| !part.wire.contains('.'));
    if let Some(part) = whole.into_iter().find(|part| !used.contains(&part.name.as_str())) {
        found.push(inexact(place, &format!("`{}` does not fit in where it goes", part.wire)));
        return None;
    }
    Some(Conversion { records, arguments, options })
}

/// The fields that a value takes.
fn names<'v>(value: &'v Value, used: &mut Vec<&'v str>) {
    match value {
        Value::Field(name) | Value::Items(name) => used.push(name),
        Value::Record { arguments, options, .. } => {
            let inner = arguments.iter().chain(options.iter().map(|(_, value)| value));
            inner.for_each(|value| names(value, used));
        }
    }
}

pub(super) fn inexact(place: Place, problem: &str) -> Diagnostic {
    Diagnostic::new("G058", place, format!("this is not exact: {problem}"))
        .help("say under `fields:` where everything went, or leave `exact` out")
}

/// Arguments of `new`, and optional parts by the names of their methods.
type Values = (Vec<Value>, Vec<(String, Value)>);

impl<'w> Ways<'w> {
    fn pairs(&self) -> impl Iterator<Item = (&'w Part, Option<&'w Part>)> {
        self.from.iter().zip(self.moves.iter().copied())
    }

    /// What does not go over, or not alone.
    fn lost(&self) -> Option<String> {
        let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
        self.pairs().find_map(|(part, to)| {
            let within = to.is_some() && !part.wire.contains('.');
            if !within && !self.follows(part) {
                return Some(format!("`{}` has no counterpart", part.wire));
            }
            let to = to?;
            let other = taken.insert(&to.wire, &part.wire)?;
            Some(format!("`{other}` and `{}` both become `{}`", part.wire, to.wire))
        })
    }

    /// Whether a part is inside of one that goes over, and has a place there.
    fn follows(&self, part: &Part) -> bool {
        self.pairs().any(|(whole, to)| {
            let same = to.is_some_and(|to| to.ty == whole.ty);
            part.is_in(&whole.wire) && same
        }) || part.wire.contains('.')
            && self.pairs().any(|(other, to)| other.wire == part.wire && to.is_some())
    }

    /// The old part that goes to a place.
    fn source(&self, wire: &str) -> Option<(&'w Part, &'w Part)> {
        self.pairs().find_map(|(part, to)| Some((part, to.filter(|to| to.wire == wire)?)))
    }

    fn values<'f>(
        &self,
        fields: impl Iterator<Item = &'f Field>,
        whole: &str,
        records: &mut Vec<RecordConversion>,
    ) -> Result<Values, String> {
        let (mut arguments, mut options) = (Vec::new(), Vec::new());
        for field in fields {
            let wire = format!("{whole}{}", field.wire);
            let value = self.value(field, &wire, records)?;
            match value {
                Some((value, given)) if field.required => {
                    if !given {
                        return Err(format!("`{wire}` must be there, and may be missing before"));
                    }
                    arguments.push(value);
                }
                Some((value, false)) => options.push((field.name.clone(), value)),
                Some((_, true)) => {
                    return Err(format!("`{wire}` need not be there, and always is before"));
                }
                None if field.required => return Err(format!("nothing becomes `{wire}`")),
                None => {}
            }
        }
        Ok((arguments, options))
    }

    /// The value of a new field, and whether it is always there.
    fn value(
        &self,
        field: &Field,
        wire: &str,
        records: &mut Vec<RecordConversion>,
    ) -> Result<Option<(Value, bool)>, String> {
        if let Some((old, to)) = self.source(wire) {
            if old.wire.contains('.') {
                return Err(format!("`{}` is taken out of its record", old.wire));
            }
            if old.ty == to.ty {
                self.check_version(&old.wire, &old.ty)?;
                return Ok(Some((Value::Field(old.name.clone()), old.required)));
            }
            let (Type::List(from), Type::List(into)) = (&old.ty, &to.ty) else {
                return Err(format!("`{}` has another type", old.wire));
            };
            let (Type::Record(from), Type::Record(into)) = (&**from, &**into) else {
                return Err(format!("`{}` has items of another type", old.wire));
            };
            self.record(from, into, &old.wire, wire, records)?;
            return Ok(Some((Value::Items(old.name.clone()), old.required)));
        }
        let Type::Record(ty) = &field.ty else { return Ok(None) };
        let inside = format!("{wire}.");
        if !self.pairs().any(|(_, to)| to.is_some_and(|to| to.wire.starts_with(&inside))) {
            return Ok(None);
        }
        let record = find(self.of_new, ty)?;
        let (arguments, options) = self.values(record.fields.iter(), &inside, records)?;
        Ok(Some((
            Value::Record { name: field.name.clone(), ty: ty.clone(), arguments, options },
            true,
        )))
    }

    /// Each version has records of its own, also where they have the same name.
    fn check_version(&self, wire: &str, ty: &Type) -> Result<(), String> {
        match ty {
            Type::List(item) => self.check_version(wire, item),
            Type::Record(name) if self.version.date != self.of_new.date => {
                Err(format!("the `{name}` of `{wire}` is one of another version"))
            }
            _ => Ok(()),
        }
    }

    /// Records that the items of a list are, before and after.
    fn record(
        &self,
        from: &str,
        into: &str,
        old: &str,
        new: &str,
        records: &mut Vec<RecordConversion>,
    ) -> Result<(), String> {
        let (before, after) = (find(self.version, from)?, find(self.of_new, into)?);
        let mut arguments = Vec::with_capacity(after.fields.len());
        for field in &after.fields {
            let wire = format!("{new}.{}", field.wire);
            let source = self.source(&wire).filter(|(part, to)| part.ty == to.ty);
            let source = source.filter(|(part, _)| part.required && part.is_in(old));
            let Some((part, _)) = source.filter(|_| field.required) else {
                return Err(format!("nothing becomes `{wire}`"));
            };
            self.check_version(&part.wire, &part.ty)?;
            let of_record =
                before.fields.iter().find(|field| part.wire == format!("{old}.{}", field.wire));
            let field = of_record.ok_or_else(|| format!("`{}` is too deep", part.wire))?;
            arguments.push(Value::Field(field.name.clone()));
        }
        let conversion = RecordConversion { from: from.to_owned(), to: into.to_owned(), arguments };
        match records.iter().find(|known| known.from == from && known.to == into) {
            Some(known) if *known != conversion => Err(two_ways(&conversion)),
            Some(_) => Ok(()),
            None => {
                records.push(conversion);
                Ok(())
            }
        }
    }
}

/// There is one `From` for two records, whichever request holds them.
pub(super) fn two_ways(conversion: &RecordConversion) -> String {
    format!("`{}` becomes `{}` in two ways", conversion.from, conversion.to)
}

fn find<'v>(version: &'v Version, name: &str) -> Result<&'v Record, String> {
    let record = version.records.iter().find(|record| record.ty == name);
    record.ok_or_else(|| format!("there is no record `{name}`"))
}
