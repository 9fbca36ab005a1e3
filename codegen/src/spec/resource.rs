//! A resource file: its operations and records.

use super::common::{Fields, Id, Note, Only, Prose, Record, TypeExpr};
use super::fields::{Keys, entries, items};
use super::{common, scalar, surfaces};
use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::yaml::{Kind, Node};

/// One resource.
#[derive(Debug)]
pub struct Resource {
    /// Name of the file, without its end.
    pub name: At<String>,
    /// What the resource is.
    pub about: Prose,
    /// Facts in words.
    pub notes: Vec<Note>,
    /// Where it exists.
    pub only: Option<Only>,
    /// Path parameters that mean something else in another resource.
    pub ids: Vec<(At<String>, Id)>,
    /// What holds for each operation that does not say otherwise.
    pub every: Every,
    /// Its operations.
    pub operations: Vec<(At<String>, Operation)>,
    /// Its records.
    pub records: Vec<(At<String>, Record)>,
}

/// Settings, and those that differ on some surfaces.
#[derive(Debug, Default)]
pub struct Every {
    /// What holds everywhere.
    pub settings: Settings,
    /// What holds on a surface or family instead.
    pub at: Vec<(At<String>, Settings)>,
}

/// One call.
#[derive(Debug)]
pub struct Operation {
    /// HTTP method.
    pub verb: Verb,
    /// Path below the surface's prefix.
    pub path: At<String>,
    /// What it does, in a sentence.
    pub about: Prose,
    /// What a caller must know besides.
    pub notes: Vec<Note>,
    /// Names that it had before.
    pub formerly: Vec<At<String>>,
    /// Query parameters.
    pub query: Fields,
    /// Members of the body.
    pub body: Fields,
    /// Where it exists.
    pub only: Option<Only>,
    /// What can differ between surfaces.
    pub every: Every,
    /// Its older versions, each with what differs there.
    pub earlier: Vec<(At<scalar::Date>, Earlier)>,
}

/// What differs in an older version of an operation.
#[derive(Debug)]
pub struct Earlier {
    /// What it does there.
    pub about: Option<Prose>,
    /// What a caller must know there instead; it may be nothing.
    pub notes: Option<At<Vec<Note>>>,
    /// The settings that differ.
    pub settings: Settings,
}

/// What can be said for a file, an operation, and either on a surface.
#[derive(Debug, Default)]
pub struct Settings {
    /// Role that the caller must have, by its name in the user interface.
    pub caller: Option<Prose>,
    /// Statuses of success, as documented.
    pub success: Option<At<Vec<At<u16>>>>,
    /// Documented error statuses.
    pub errors: Option<At<Vec<At<u16>>>>,
    /// Resource version, on a surface with versioned media types.
    pub version: Option<At<scalar::Date>>,
    /// Deprecation.
    pub deprecated: Option<At<Deprecated>>,
    /// What to use instead.
    pub instead: Option<At<Replacement>>,
    /// Documentation page, below the surface's base.
    pub docs: Option<At<String>>,
    /// What comes back.
    pub returns: Option<At<Returns>>,
    /// What it means when nothing comes back.
    pub absent: Option<Prose>,
    /// Whether a repeat has the same effect as one call.
    pub idempotent: Option<At<bool>>,
}

/// HTTP methods of the four APIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verb {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

impl Verb {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// The method as HTTP writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Since when, until when, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Deprecated {
    /// First day.
    pub since: Option<At<scalar::Date>>,
    /// Day on which it is switched off.
    pub sunset: Option<At<scalar::Date>>,
    /// What a caller must know besides.
    pub about: Option<Prose>,
}

/// A call of the vendor that replaces a deprecated one.
#[derive(Debug, Clone, PartialEq)]
pub struct Replacement {
    /// The vendor's name for it.
    pub name: At<String>,
    /// Method and path; of an operation of the spec they stand there.
    pub call: Option<At<String>>,
    /// Its resource version; of an operation of the spec it stands there.
    pub version: Option<At<scalar::Date>>,
    /// What differs.
    pub how: Option<Prose>,
    /// Where the parameters and members went: `old: new`.
    pub fields: Vec<(At<String>, At<String>)>,
    /// Parameters that the new call must be given to do the same, and their constants.
    pub set: Vec<(At<String>, At<String>)>,
    /// Whether the new call does exactly what the old one did.
    pub exact: Option<At<bool>>,
    /// What the compiler says when the new call is given what the old one took.
    pub message: Option<At<String>>,
}

/// What an operation answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Returns {
    /// `nothing`
    Nothing,
    /// `X` or `[X]`
    Value(TypeExpr),
    /// `X?`
    Maybe(At<String>),
    /// `page of X`
    Page(At<String>),
}

pub(super) fn resource(name: At<String>, node: Node, found: &mut Diagnostics) -> Option<Resource> {
    let mut keys = Keys::open(name.place, format!("{}.yaml", name.value), node, found)?;
    let about = keys.need_read("about", scalar::text);
    let notes = keys.read("notes", common::notes);
    let only = common::only(&mut keys);
    let ids = keys.read("ids", common::ids);
    let every = keys.read("every", every);
    let operations =
        keys.need_read("operations", |node, found| entries("operations", node, found, operation));
    let records = keys.read("records", common::records);
    keys.end();
    Some(Resource {
        name,
        about: about?,
        notes: notes.unwrap_or_default(),
        only,
        ids: ids.unwrap_or_default(),
        every: every.unwrap_or_default(),
        operations: operations?,
        records: records.unwrap_or_default(),
    })
}

fn every(node: Node, found: &mut Diagnostics) -> Option<Every> {
    let mut keys = Keys::open(node.place, "`every`", node, found)?;
    let every = settings_and_at(&mut keys);
    keys.end();
    Some(every)
}

fn settings_and_at(keys: &mut Keys<'_>) -> Every {
    let settings = settings(keys);
    let at = keys.read("at", |node, found| {
        entries("surfaces", node, found, |name, node, found| {
            if matches!(&node.kind, Kind::Map(settings) if settings.is_empty()) {
                let message = format!("`at: {}` says nothing", name.value);
                found.push(Diagnostic::new("G051", name.place, message).help("leave it out"));
            }
            let mut keys = Keys::open(name.place, format!("`at: {}`", name.value), node, found)?;
            let settings = self::settings(&mut keys);
            keys.end();
            Some(settings)
        })
    });
    Every { settings, at: at.unwrap_or_default() }
}

fn settings(keys: &mut Keys<'_>) -> Settings {
    let version = keys.read("version", scalar::date);
    Settings { version, ..settings_of_a_version(keys) }
}

fn settings_of_a_version(keys: &mut Keys<'_>) -> Settings {
    Settings {
        caller: keys.read("caller", scalar::text),
        success: keys.read("success", |node, found| {
            let place = node.place;
            let value = items("statuses", node, found, true, scalar::status(200..=299))?;
            Some(At { value, place })
        }),
        errors: keys.read("errors", surfaces::errors),
        version: None,
        deprecated: keys.read("deprecated", deprecated),
        instead: keys.read("use", replacement),
        docs: keys.read("docs", scalar::page),
        returns: keys.read("returns", returns),
        absent: keys.read("absent", scalar::text),
        idempotent: keys.read("idempotent", scalar::switch),
    }
}

fn operation(name: &At<String>, node: Node, found: &mut Diagnostics) -> Option<Operation> {
    let mut keys = Keys::open(name.place, format!("operation `{}`", name.value), node, found)?;
    let call = verb_and_path(name, &mut keys);
    let about = keys.need_read("about", scalar::text);
    let notes = keys.read("notes", common::notes);
    let formerly =
        keys.read("formerly", |node, found| items("names", node, found, false, scalar::text));
    let query = keys.read("query", common::fields);
    let body = keys.read("body", common::fields);
    let only = common::only(&mut keys);
    let every = settings_and_at(&mut keys);
    let earlier = keys.read("earlier", earlier);
    keys.end();
    let (verb, path) = call?;
    Some(Operation {
        verb,
        path,
        about: about?,
        notes: notes.unwrap_or_default(),
        formerly: formerly.unwrap_or_default(),
        query: query.unwrap_or_default(),
        body: body.unwrap_or_default(),
        only,
        every,
        earlier: earlier.unwrap_or_default(),
    })
}

fn earlier(node: Node, found: &mut Diagnostics) -> Option<Vec<(At<scalar::Date>, Earlier)>> {
    let versions = entries("versions", node, found, |name, node, found| {
        let date = scalar::date_of(name, found);
        let mut keys = Keys::open(name.place, format!("version `{}`", name.value), node, found)?;
        let about = keys.read("about", scalar::text);
        let notes = keys.read("notes", notes_of_a_version);
        let settings = settings_of_a_version(&mut keys);
        keys.end();
        Some((date?, Earlier { about, notes, settings }))
    })?;
    Some(versions.into_iter().map(|(_, version)| version).collect())
}

/// An empty list says that those of the newest version do not hold.
fn notes_of_a_version(node: Node, found: &mut Diagnostics) -> Option<At<Vec<Note>>> {
    let place = node.place;
    let value = match &node.kind {
        Kind::List(notes) if notes.is_empty() => Vec::new(),
        _ => common::notes(node, found)?,
    };
    Some(At { value, place })
}

fn verb_and_path(name: &At<String>, keys: &mut Keys<'_>) -> Option<(Verb, At<String>)> {
    let verbs = [
        ("get", Verb::Get),
        ("post", Verb::Post),
        ("put", Verb::Put),
        ("patch", Verb::Patch),
        ("delete", Verb::Delete),
    ];
    let mut call: Option<(At<String>, Verb, Option<At<String>>)> = None;
    for (key, verb) in verbs {
        let Some((key, node)) = keys.take_entry(key) else { continue };
        if let Some((earlier, ..)) = &call {
            let message = format!("operation `{}` has two methods", name.value);
            keys.found.push(
                Diagnostic::new("G032", key.place, message)
                    .second(earlier.place, "the other one")
                    .help("make two operations of it"),
            );
            continue;
        }
        let path = scalar::text(node, keys.found);
        call = Some((key, verb, path));
    }
    if call.is_none() {
        let message = format!("operation `{}` has no method and path", name.value);
        keys.found.push(
            Diagnostic::new("G013", name.place, message)
                .help("add `get:`, `post:`, `put:`, `patch:` or `delete:` with the path"),
        );
    }
    let (_, verb, path) = call?;
    Some((verb, path?))
}

fn deprecated(node: Node, found: &mut Diagnostics) -> Option<At<Deprecated>> {
    let place = node.place;
    let mut keys = Keys::open(place, "`deprecated`", node, found)?;
    let value = Deprecated {
        since: keys.read("since", scalar::date),
        sunset: keys.read("sunset", scalar::date),
        about: keys.read("about", scalar::text),
    };
    keys.end();
    if let (Some(since), Some(sunset)) = (&value.since, &value.sunset)
        && sunset.value < since.value
    {
        found.push(
            Diagnostic::new("G056", sunset.place, "it is switched off before it is deprecated")
                .second(since.place, "deprecated on this day")
                .help("check the two dates; they may stand in each other's place"),
        );
    }
    Some(At { value, place })
}

fn replacement(node: Node, found: &mut Diagnostics) -> Option<At<Replacement>> {
    let place = node.place;
    let mut keys = Keys::open(place, "`use`", node, found)?;
    let name = keys.need_read("name", scalar::text);
    let call = keys.read("call", scalar::text);
    let version = keys.read("version", scalar::date);
    let how = keys.read("how", scalar::text);
    let fields = keys.read("fields", common::mapping).unwrap_or_default();
    let set = keys.read("set", common::mapping).unwrap_or_default();
    let exact = keys.read("exact", exact);
    let message = keys.read("message", scalar::text);
    keys.end();
    let value = Replacement { name: name?, call, version, how, fields, set, exact, message };
    Some(At { value, place })
}

/// Absent means that something differs.
fn exact(node: Node, found: &mut Diagnostics) -> Option<At<bool>> {
    let exact = scalar::switch(node, found)?;
    if !exact.value {
        found.push(
            Diagnostic::new("G051", exact.place, "this `exact` changes nothing")
                .help("leave it out: nothing is exact unless `exact: true` says so"),
        );
    }
    Some(exact)
}

fn returns(node: Node, found: &mut Diagnostics) -> Option<At<Returns>> {
    let place = node.place;
    if let Kind::Scalar { text, .. } = &node.kind {
        if text == "nothing" {
            return Some(At { value: Returns::Nothing, place });
        }
        if let Some(name) = text.strip_prefix("page of ") {
            let name = At { value: name.to_owned(), place };
            return Some(At { value: Returns::Page(name), place });
        }
        if let Some(name) = text.strip_suffix('?') {
            let name = At { value: name.to_owned(), place };
            return Some(At { value: Returns::Maybe(name), place });
        }
    }
    let value = Returns::Value(common::type_expr(node, found)?);
    Some(At { value, place })
}
