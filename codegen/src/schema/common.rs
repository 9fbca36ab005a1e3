//! What several files are made of, as `spec/common.rs` reads it, and `types.yaml`.

use super::json::{Json, map};
use super::object::{definition, either, items, list, may, names, need, object};
use super::scalar::{integer, pattern, text, words_or_value};

pub(super) fn definitions() -> [(&'static str, Json); 7] {
    [
        ("only", only()),
        ("notes", notes().with("minItems", 1)),
        ("ids", ids()),
        ("fields", fields()),
        ("records", records()),
        ("moves", moves()),
        ("types", types()),
    ]
}

fn types() -> Json {
    object(
        "`types.yaml`: ids, roles, states and records that more than one resource uses.",
        [
            may("ids", definition("ids"), "Path parameters and the id types behind them."),
            may("roles", roles(), "Open sets of roles."),
            may("states", states(), "Members that depend on a constant, and that constant."),
            may("records", definition("records"), "JSON objects that more than one resource uses."),
        ],
    )
}

/// Other words for it where a whole resource, a field or a note is limited.
const ONLY: &str = "The surfaces and families that this is limited to. Left out, it is everywhere.";

fn only() -> Json {
    let place = definition("where");
    let several = list(place.clone());
    either([place, several])
        .with("examples", Json::List(vec!["atlas".into(), ["atlas-v2", "ops-manager"].into()]))
}

/// The key of each thing that can be limited.
pub(super) fn only_key() -> super::object::Key {
    may("only", definition("only"), ONLY)
}

pub(super) fn notes() -> Json {
    let limited = object(
        "A fact that does not hold everywhere.",
        [need("text", definition("sentence"), "The fact."), only_key()],
    );
    items(either([definition("sentence"), limited]))
}

fn ids() -> Json {
    let id = object(
        "A path parameter.",
        [
            need(
                "type",
                pattern(TYPE_NAME, "Write it in `UpperCamelCase`."),
                "Name of the id type, in `UpperCamelCase`.",
            ),
            need("about", definition("sentence"), "What it identifies."),
            need(
                "example",
                id_example(),
                "A value for examples: 24 lower-case hexadecimal digits.",
            ),
        ],
    );
    names("Path parameters by their names in paths.", FIELD_NAME, id)
}

/// One of digits only is a number to YAML.
fn id_example() -> Json {
    Json::Map(vec![
        ("type".to_owned(), ["string", "number"].into()),
        ("pattern".to_owned(), "^[0-9a-f]{24}$".into()),
        ("minimum".to_owned(), 1_000_000_000_000_000_000.into()),
    ])
    .with("examples", ["5f0e15e3d52a043fed8b1c91"])
}

fn roles() -> Json {
    let value = object(
        "A role.",
        [
            need("about", definition("sentence"), "Its name in the user interface."),
            only_key(),
            may("mark", definition("text"), "Name of a remark under `marks`."),
        ],
    );
    let marks =
        names("Remarks that several roles share, by a name.", r"\S", definition("sentence"));
    let role = object(
        "An open set of roles: values that it does not list are accepted too.",
        [
            need("about", definition("sentence"), "What the roles are."),
            need(
                "prefix",
                text().with("examples", ["ORG_"]),
                "What the name of every role begins with.",
            ),
            need(
                "example",
                definition("text"),
                "The role that examples use; it exists on all surfaces.",
            ),
            may("marks", marks, "Remarks that several roles share, by a name."),
            need(
                "values",
                names("Roles by their names on the wire.", r"\S", value).with("minProperties", 1),
                "The roles by their names on the wire.",
            ),
        ],
    );
    names("Role types by their names.", TYPE_NAME, role)
}

fn records() -> Json {
    let record = object(
        "A JSON object.",
        [
            need("about", definition("sentence"), "What it is."),
            only_key(),
            need("fields", definition("fields"), "Its members."),
            may("state", state(), "Members that depend on a state, which stand beside the others."),
            may("use", record_replacement(), "The record that holds what this one held."),
        ],
    );
    names("Records by their names.", TYPE_NAME, record)
}

fn state() -> Json {
    object(
        "Members that depend on a state, which stand beside the others.",
        [
            need("field", definition("text"), "Name of the field that holds them in Rust."),
            need("type", definition("text"), "Name of a state type of `types.yaml`."),
            need("about", definition("sentence"), "What it means."),
        ],
    )
}

fn record_replacement() -> Json {
    object(
        "The record that holds what this one held.",
        [
            need("name", definition("text"), "Its name."),
            may("fields", definition("moves"), "Where members went."),
        ],
    )
}

/// The reader leaves the paths to the resolver.
fn moves() -> Json {
    names("Where fields went, by their paths: `old: new`, or `none`.", r"\S", definition("text"))
}

fn states() -> Json {
    let value =
        object("A state.", [need("about", definition("sentence"), "What it means."), only_key()]);
    let with = definition("text");
    let with = either([with.clone(), list(with)]);
    let own = need("in", with, "The states that it comes with, one or a list.");
    let field =
        object("A member that comes with some states.", field_keys().into_iter().chain([own]));
    let states = object(
        "States, and the members that come with each.",
        [
            need("about", definition("sentence"), "What they are the states of."),
            only_key(),
            need("field", definition("text"), "The member that tells the state."),
            need(
                "type",
                definition("text"),
                "Name of the type of that member, in `UpperCamelCase`.",
            ),
            need("example", definition("text"), "The constant that examples use."),
            need(
                "values",
                names("States by their constants.", r"\S", value).with("minProperties", 1),
                "The states by their constants.",
            ),
            need(
                "fields",
                names("Members by their names on the wire.", FIELD_NAME, field),
                "The members that depend on the state.",
            ),
        ],
    );
    names("State types by their names.", TYPE_NAME, states)
}

fn fields() -> Json {
    let field = object("A member or parameter.", field_keys());
    names("Members or parameters by their names on the wire.", FIELD_NAME, field)
}

fn field_keys() -> Vec<super::object::Key> {
    vec![
        need("type", definition("type"), "Its type; in brackets, a list of that type."),
        need("about", definition("sentence"), "What it means."),
        may(
            "required",
            map([("const", true.into())]),
            "Whether it must be there. In a request it is an argument then, and else a method; in an answer it is an `Option` unless it is required.",
        ),
        only_key(),
        may("example", definition("text"), "A value for examples; only text has one."),
        may(
            "since",
            definition("date"),
            "The version that it came with, where there are older ones.",
        ),
        may("min", integer(), "The least that a whole number may be."),
        may("max", integer(), "The most that a whole number may be."),
        may("default", words_or_value(), "What holds when it is left out, in words."),
    ]
}

/// `OrgInvitation`
const TYPE_NAME: &str = "^[A-Z][A-Za-z0-9_]{0,63}$";

/// `teamIds`, `team_ids`
const FIELD_NAME: &str = "^[A-Za-z][A-Za-z0-9_]{0,63}$";
