//! States: a constant that decides which other members an object has.

use super::common::{self, Field, Only, Prose, RoleValue};
use super::fields::{Keys, entries, items};
use super::scalar;
use crate::diagnostic::{At, Diagnostics};
use crate::yaml::Node;

/// The states of a thing, and the members that come with each.
#[derive(Debug)]
pub struct States {
    /// What they are the states of.
    pub about: Prose,
    /// Where they exist.
    pub only: Option<Only>,
    /// Member that names the state.
    pub field: At<String>,
    /// Name of the type of that member.
    pub ty: At<String>,
    /// The constant that examples use.
    pub example: At<String>,
    /// The states by their constants.
    pub values: Vec<(At<String>, RoleValue)>,
    /// The members that depend on the state.
    pub fields: Vec<(At<String>, StateField)>,
}

/// A member that comes with some states.
#[derive(Debug)]
pub struct StateField {
    /// The member.
    pub field: Field,
    /// The states that it comes with.
    pub states: Vec<At<String>>,
}

pub(super) fn states(node: Node, found: &mut Diagnostics) -> Option<Vec<(At<String>, States)>> {
    entries("state types", node, found, |name, node, found| {
        let mut keys = Keys::open(name.place, format!("state type `{}`", name.value), node, found)?;
        let about = keys.need_read("about", scalar::text);
        let only = common::only(&mut keys);
        let field = keys.need_read("field", scalar::text);
        let ty = keys.need_read("type", scalar::text);
        let example = keys.need_read("example", scalar::text);
        let values = keys
            .need_read("values", |node, found| entries("states", node, found, common::state_value));
        let fields =
            keys.need_read("fields", |node, found| entries("fields", node, found, state_field));
        keys.end();
        Some(States {
            about: about?,
            only,
            field: field?,
            ty: ty?,
            example: example?,
            values: values?,
            fields: fields?,
        })
    })
}

fn state_field(name: &At<String>, node: Node, found: &mut Diagnostics) -> Option<StateField> {
    let mut keys = Keys::open(name.place, format!("field `{}`", name.value), node, found)?;
    let states =
        keys.need_read("in", |node, found| items("states", node, found, true, scalar::text));
    let field = common::field(&mut keys);
    keys.end();
    Some(StateField { field: field?, states: states? })
}
