//! Records in records: none contains itself, and none is so deep or so wide that its
//! example in the documentation would fill pages.

use super::types::{Field, Record, Types};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// How many records may stand in each other, lists aside.
const MAX_DEPTH: usize = 16;

/// How many values an example may have.
const MAX_VALUES: usize = 1000;

/// An example shows lists in lists so deep.
const LISTS: usize = 2;

pub(super) fn check(types: &Types<'_>, found: &mut Diagnostics) {
    let Some(order) = inner_first(types, found) else { return };
    let mut depths = vec![0; types.records.len()];
    for &index in &order {
        let inner = inner(types, index).map(|inner| depths[inner]).max().unwrap_or_default();
        depths[index] = inner + 1;
        if depths[index] == MAX_DEPTH + 1 {
            let record = &types.records[index];
            let message = format!("records nested deeper than {MAX_DEPTH}");
            found.push(
                Diagnostic::new("G009", record.name.place, message)
                    .help("put the members of an inner record into the outer one"),
            );
            return;
        }
    }
    check_values(types, &order, found);
}

/// What an example of each record would show: its required members, and theirs.
fn check_values(types: &Types<'_>, order: &[usize], found: &mut Diagnostics) {
    let mut fewer: Option<Vec<usize>> = None;
    for _ in 0..=LISTS {
        let mut values = vec![0_usize; types.records.len()];
        for &index in order {
            let record = &types.records[index];
            values[index] = required(types, record).fold(1, |sum, (list, inner)| {
                let values = match (inner, list) {
                    (None, _) => 1,
                    (Some(inner), false) => values[inner],
                    (Some(inner), true) => fewer.as_ref().map_or(1, |fewer| fewer[inner]),
                };
                sum.saturating_add(values)
            });
        }
        fewer = Some(values);
    }
    for (record, values) in types.records.iter().zip(fewer.unwrap_or_default()) {
        if values > MAX_VALUES {
            let message = format!("an example of `{}` has {values} values", record.name.value);
            found.push(
                Diagnostic::new("G010", record.name.place, message)
                    .help(format!("require less of it: the limit is {MAX_VALUES}")),
            );
        }
    }
}

/// The records, each after those that it contains; nothing when one contains itself.
/// By hand and not by recursion: a file has room for more records than a stack for calls.
fn inner_first(types: &Types<'_>, found: &mut Diagnostics) -> Option<Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut states = vec![State::New; types.records.len()];
    let mut order = Vec::with_capacity(states.len());
    let mut right = true;
    for start in 0..states.len() {
        if states[start] != State::New {
            continue;
        }
        states[start] = State::Open;
        let mut path = vec![(start, inner(types, start))];
        while let Some((index, rest)) = path.last_mut() {
            let index = *index;
            match rest.next() {
                None => {
                    states[index] = State::Done;
                    order.push(index);
                    path.pop();
                }
                Some(next) if states[next] == State::New => {
                    states[next] = State::Open;
                    path.push((next, inner(types, next)));
                }
                Some(next) if states[next] == State::Open => {
                    right = false;
                    let circle = path.iter().map(|(index, _)| *index);
                    let circle = circle.skip_while(|index| *index != next).chain([next]);
                    found.push(contains_itself(types, &circle.collect::<Vec<_>>()));
                }
                Some(_) => {}
            }
        }
    }
    right.then_some(order)
}

fn contains_itself(types: &Types<'_>, circle: &[usize]) -> Diagnostic {
    let name = |index: &usize| types.records[*index].name.value.as_str();
    let mut names: Vec<&str> = circle.iter().map(name).collect();
    if names.len() > MAX_DEPTH {
        names.splice(MAX_DEPTH / 2..names.len() - 1, ["…"]);
    }
    let place = types.records[circle[0]].name.place;
    Diagnostic::new("G041", place, format!("a record contains itself: {}", names.join(" → ")))
        .help("break the circle with a list")
}

/// The records that a record contains, lists aside.
fn inner<'t>(types: &'t Types<'_>, index: usize) -> impl Iterator<Item = usize> + use<'t> {
    let record = &types.records[index];
    let fields = fields(types, record).filter(|field| !field.spec.ty.list);
    fields.filter_map(|field| types.record_index(record.owner, &field.spec.ty.name.value))
}

/// The required members of a record: whether each is a list, and its record.
fn required<'t>(
    types: &'t Types<'_>,
    record: &'t Record<'_>,
) -> impl Iterator<Item = (bool, Option<usize>)> {
    let required = |at: crate::diagnostic::At<bool>| at.value;
    let fields =
        fields(types, record).filter(move |field| field.spec.required.is_some_and(required));
    fields.map(|field| {
        let ty = &field.spec.ty;
        (ty.list, types.record_index(record.owner, &ty.name.value))
    })
}

/// The members of a record, and those of its states.
fn fields<'t, 's>(
    types: &'t Types<'s>,
    record: &'t Record<'s>,
) -> impl Iterator<Item = &'t Field<'s>> {
    let state = record.spec.state.as_ref();
    let states = state.and_then(|state| types.state(&state.ty.value));
    let of_states = states.into_iter().flat_map(|states| &states.fields);
    record.fields.iter().chain(of_states.map(|(field, _)| field))
}
