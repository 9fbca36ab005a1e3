//! What several files are made of: prose, ids, roles, records, fields.

use super::fields::{Keys, entries, items};
use super::{Types, scalar, states};
use crate::diagnostic::{At, Diagnostic, Diagnostics, Place};
use crate::yaml::{Kind, Node};

/// Plain text with `code` in backticks, and no other markup.
pub type Prose = At<String>;

/// The surfaces and families that a thing is limited to.
pub type Only = Vec<At<String>>;

/// A fact in words.
#[derive(Debug)]
pub struct Note {
    /// The fact.
    pub text: Prose,
    /// Where it holds; absent: wherever its owner is.
    pub only: Option<Only>,
}

/// A path parameter and the id type behind it.
#[derive(Debug)]
pub struct Id {
    /// Name of the type.
    pub ty: At<String>,
    /// What it identifies.
    pub about: Prose,
    /// A value for examples.
    pub example: At<String>,
}

/// An open set of roles.
#[derive(Debug)]
pub struct RoleType {
    /// What the roles are.
    pub about: Prose,
    /// What every constant begins with.
    pub prefix: At<String>,
    /// The constant that examples use.
    pub example: At<String>,
    /// Remarks that several values share.
    pub marks: Vec<(At<String>, Prose)>,
    /// The constants.
    pub values: Vec<(At<String>, RoleValue)>,
}

/// One role.
#[derive(Debug)]
pub struct RoleValue {
    /// Its name in the user interface.
    pub about: Prose,
    /// Where it exists.
    pub only: Option<Only>,
    /// Name of a remark in [`RoleType::marks`].
    pub mark: Option<At<String>>,
}

/// A JSON object.
#[derive(Debug)]
pub struct Record {
    /// What it is.
    pub about: Prose,
    /// Where it exists.
    pub only: Option<Only>,
    /// Its members.
    pub fields: Fields,
    /// Members that depend on a state.
    pub state: Option<RecordState>,
    /// What replaces it.
    pub instead: Option<At<RecordReplacement>>,
}

/// Members of a record that depend on a state, which stand beside the others.
#[derive(Debug)]
pub struct RecordState {
    /// Name of the field that holds them.
    pub field: At<String>,
    /// Name of the state type.
    pub ty: At<String>,
    /// What it means.
    pub about: Prose,
}

/// The record that holds what a deprecated one held.
#[derive(Debug)]
pub struct RecordReplacement {
    /// Its name.
    pub name: At<String>,
    /// Where the members went: `old: new`.
    pub fields: Vec<(At<String>, At<String>)>,
}

/// Members of a record or a body, or query parameters, by their wire names.
pub type Fields = Vec<(At<String>, Field)>;

/// One member or parameter.
#[derive(Debug)]
pub struct Field {
    /// Its type.
    pub ty: TypeExpr,
    /// What it means.
    pub about: Prose,
    /// Whether it must be there.
    pub required: Option<At<bool>>,
    /// Where it exists.
    pub only: Option<Only>,
    /// A value for examples; only text has one.
    pub example: Option<At<String>>,
    /// The version that it came with, where an operation has several.
    pub since: Option<At<scalar::Date>>,
    /// The least that a whole number may be.
    pub min: Option<At<i64>>,
    /// The most that a whole number may be.
    pub max: Option<At<i64>>,
    /// What holds when it is left out, in words.
    pub default: Option<Prose>,
}

/// A type as written: a name, or a list of it.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeExpr {
    /// `[X]` was written.
    pub list: bool,
    /// The name.
    pub name: At<String>,
}

pub(super) fn types(place: Place, node: Node, found: &mut Diagnostics) -> Option<Types> {
    let mut keys = Keys::open(place, "types.yaml", node, found)?;
    let types = Types {
        ids: keys.read("ids", ids).unwrap_or_default(),
        roles: keys.read("roles", roles).unwrap_or_default(),
        states: keys.read("states", states::states).unwrap_or_default(),
        records: keys.read("records", records).unwrap_or_default(),
    };
    keys.end();
    Some(types)
}

pub(super) fn only(keys: &mut Keys<'_>) -> Option<Only> {
    keys.read("only", |node, found| items("surfaces", node, found, true, scalar::text))
}

pub(super) fn notes(node: Node, found: &mut Diagnostics) -> Option<Vec<Note>> {
    items("notes", node, found, false, |node, found| {
        if matches!(node.kind, Kind::Scalar { .. }) {
            return Some(Note { text: scalar::text(node, found)?, only: None });
        }
        let mut keys = Keys::open(node.place, "a note", node, found)?;
        let text = keys.need_read("text", scalar::text);
        let only = only(&mut keys);
        keys.end();
        Some(Note { text: text?, only })
    })
}

pub(super) fn ids(node: Node, found: &mut Diagnostics) -> Option<Vec<(At<String>, Id)>> {
    entries("path parameters", node, found, |name, node, found| {
        let mut keys = Keys::open(name.place, format!("id `{}`", name.value), node, found)?;
        let ty = keys.need_read("type", scalar::text);
        let about = keys.need_read("about", scalar::text);
        let example = keys.need_read("example", id_example);
        keys.end();
        Some(Id { ty: ty?, about: about?, example: example? })
    })
}

/// It becomes a literal that is checked when the examples are compiled.
fn id_example(node: Node, found: &mut Diagnostics) -> Option<At<String>> {
    // An id of digits only, or one such as `5e1…`, is a number to YAML, but
    // here it can only be an id.
    let place = node.place;
    let value = match node.kind {
        Kind::Scalar { text, .. } => text,
        _ => String::new(),
    };
    if value.len() == 24 && value.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Some(At { value, place });
    }
    found.push(
        Diagnostic::new("G042", place, "an example id is 24 lower-case hexadecimal digits")
            .help("write one such as `0123456789abcdef01234567`"),
    );
    None
}

fn roles(node: Node, found: &mut Diagnostics) -> Option<Vec<(At<String>, RoleType)>> {
    entries("role types", node, found, |name, node, found| {
        let mut keys = Keys::open(name.place, format!("role type `{}`", name.value), node, found)?;
        let about = keys.need_read("about", scalar::text);
        let prefix = keys.need_read("prefix", scalar::text);
        let example = keys.need_read("example", scalar::text);
        let marks = keys.read("marks", |node, found| {
            entries("remarks", node, found, |_, node, found| scalar::text(node, found))
        });
        let values =
            keys.need_read("values", |node, found| entries("roles", node, found, role_value));
        keys.end();
        Some(RoleType {
            about: about?,
            prefix: prefix?,
            example: example?,
            marks: marks.unwrap_or_default(),
            values: values?,
        })
    })
}

pub(super) fn role_value(
    name: &At<String>,
    node: Node,
    found: &mut Diagnostics,
) -> Option<RoleValue> {
    let mut keys = Keys::open(name.place, format!("role `{}`", name.value), node, found)?;
    let about = keys.need_read("about", scalar::text);
    let only = only(&mut keys);
    let mark = keys.read("mark", scalar::text);
    keys.end();
    Some(RoleValue { about: about?, only, mark })
}

/// A constant that is no role: there are no remarks to share.
pub(super) fn state_value(
    name: &At<String>,
    node: Node,
    found: &mut Diagnostics,
) -> Option<RoleValue> {
    let mut keys = Keys::open(name.place, format!("state `{}`", name.value), node, found)?;
    let about = keys.need_read("about", scalar::text);
    let only = only(&mut keys);
    keys.end();
    Some(RoleValue { about: about?, only, mark: None })
}

pub(super) fn records(node: Node, found: &mut Diagnostics) -> Option<Vec<(At<String>, Record)>> {
    entries("records", node, found, |name, node, found| {
        let mut keys = Keys::open(name.place, format!("record `{}`", name.value), node, found)?;
        let about = keys.need_read("about", scalar::text);
        let only = only(&mut keys);
        let fields = keys.need_read("fields", fields);
        let state = keys.read("state", record_state);
        let instead = keys.read("use", record_replacement);
        keys.end();
        Some(Record { about: about?, only, fields: fields?, state, instead })
    })
}

fn record_state(node: Node, found: &mut Diagnostics) -> Option<RecordState> {
    let mut keys = Keys::open(node.place, "`state`", node, found)?;
    let field = keys.need_read("field", scalar::text);
    let ty = keys.need_read("type", scalar::text);
    let about = keys.need_read("about", scalar::text);
    keys.end();
    Some(RecordState { field: field?, ty: ty?, about: about? })
}

fn record_replacement(node: Node, found: &mut Diagnostics) -> Option<At<RecordReplacement>> {
    let place = node.place;
    let mut keys = Keys::open(place, "`use`", node, found)?;
    let name = keys.need_read("name", scalar::text);
    let fields = keys.read("fields", mapping);
    keys.end();
    let value = RecordReplacement { name: name?, fields: fields.unwrap_or_default() };
    Some(At { value, place })
}

/// Where fields went, by their paths: `roles: roles.orgRoles`.
pub(super) fn mapping(
    node: Node,
    found: &mut Diagnostics,
) -> Option<Vec<(At<String>, At<String>)>> {
    entries("fields", node, found, |_, node, found| scalar::text(node, found))
}

/// The widest object of the vendors' APIs has some sixty members.
const MAX_FIELDS: usize = 256;

pub(super) fn fields(node: Node, found: &mut Diagnostics) -> Option<Fields> {
    if let Kind::Map(fields) = &node.kind
        && let Some((name, _)) = fields.get(MAX_FIELDS)
    {
        let message = format!("more than {MAX_FIELDS} fields");
        found.push(
            Diagnostic::new("G010", name.place, message)
                .help("put those that belong together into a record of their own"),
        );
        return None;
    }
    entries("fields", node, found, |name, node, found| {
        let mut keys = Keys::open(name.place, format!("field `{}`", name.value), node, found)?;
        let field = field(&mut keys);
        keys.end();
        field
    })
}

/// The keys that every field has.
pub(super) fn field(keys: &mut Keys<'_>) -> Option<Field> {
    let ty = keys.need_read("type", type_expr);
    let about = keys.need_read("about", scalar::text);
    let required = keys.read("required", required);
    let only = only(keys);
    let example = keys.read("example", scalar::text);
    let since = keys.read("since", scalar::date);
    let min = keys.read("min", scalar::integer);
    let max = keys.read("max", scalar::integer);
    let default = keys.read("default", scalar::words);
    Some(Field { ty: ty?, about: about?, required, only, example, since, min, max, default })
}

/// Absent means that it need not be there.
fn required(node: Node, found: &mut Diagnostics) -> Option<At<bool>> {
    let required = scalar::switch(node, found)?;
    if !required.value {
        found.push(
            Diagnostic::new("G051", required.place, "this `required` changes nothing")
                .help("leave it out: a field need not be there unless `required: true` says so"),
        );
    }
    Some(required)
}

pub(super) fn type_expr(node: Node, found: &mut Diagnostics) -> Option<TypeExpr> {
    let place = node.place;
    match node.kind {
        Kind::List(items) => match <[Node; 1]>::try_from(items) {
            Ok([item]) => Some(TypeExpr { list: true, name: scalar::text(item, found)? }),
            Err(_) => {
                found.push(
                    Diagnostic::new("G014", place, "a list type has one item")
                        .help("write `[Type]`"),
                );
                None
            }
        },
        _ => Some(TypeExpr { list: false, name: scalar::text(node, found)? }),
    }
}
