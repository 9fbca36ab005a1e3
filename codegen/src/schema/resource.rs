//! A resource file, as `spec/resource.rs` reads it.

use super::common::{notes, only_key};
use super::json::{Json, map};
use super::known::places;
use super::object::{Key, definition, described, either, list, may, names, need, object};
use super::scalar::{switch, text};
use crate::spec::Spec;

/// HTTP methods of the four APIs.
const VERBS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

pub(super) fn definitions(spec: &Spec) -> [(&'static str, Json); 5] {
    [
        ("resource", resource()),
        ("every", every()),
        ("operation", operation()),
        ("at", at(spec)),
        (
            "settings",
            object(
                "What can be said for a file, an operation, and either on a surface.",
                settings(),
            )
            .with("minProperties", 1),
        ),
    ]
}

fn resource() -> Json {
    let operations = names(
        "Operations by the vendor's names.",
        "^[a-z][A-Za-z0-9_]{0,63}$",
        definition("operation"),
    );
    object(
        "A resource: its ids, operations and records. The name of the file becomes a module of each surface.",
        [
            need("about", definition("sentence"), "What the resource is."),
            may("notes", definition("notes"), "Facts in words, for its page."),
            only_key(),
            may("ids", definition("ids"), "Path parameters with a meaning of their own here."),
            may(
                "every",
                definition("every"),
                "Settings of each operation of the file that does not say otherwise.",
            ),
            need(
                "operations",
                operations,
                "Its calls, named as the vendor names them, in `camelCase`.",
            ),
            may("records", definition("records"), "JSON objects of this resource only."),
        ],
    )
}

fn every() -> Json {
    let at = may("at", definition("at"), "What holds on a surface or family instead.");
    object(
        "Settings of each operation of the file that does not say otherwise.",
        settings().into_iter().chain([at]),
    )
}

fn operation() -> Json {
    let own = [
        need("about", definition("sentence"), "What it does, in one sentence."),
        may("notes", definition("notes"), "What a caller must know besides."),
        may(
            "formerly",
            list(text()),
            "Names that it had before; the search of the documentation finds them.",
        ),
        may("query", definition("fields"), "Query parameters."),
        may("body", definition("fields"), "Members of the JSON body."),
        only_key(),
        may("at", definition("at"), "What holds on a surface or family instead."),
        may(
            "earlier",
            earlier(),
            "Its older versions, the oldest first, with what differs in each.",
        ),
    ];
    let keys = verbs().into_iter().chain(own).chain(settings());
    let one = VERBS.iter().map(|verb| map([("required", [*verb].into())]));
    object("A call.", keys).with("oneOf", Json::List(one.collect()))
}

fn earlier() -> Json {
    let own = [
        may("about", definition("sentence"), "What it does there."),
        may(
            "notes",
            notes(),
            "What a caller must know there instead; an empty list where that is nothing.",
        ),
    ];
    let version =
        object("What differs in an older version.", own.into_iter().chain(of_a_version()));
    names("Older versions by their dates.", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", version)
}

fn verbs() -> Vec<Key> {
    let path = text().with("examples", ["/groups/{groupId}/invites"]);
    let about = "The method, and the path below the surface's prefix. Each `{parameter}` needs an entry under `ids`.";
    VERBS.iter().map(|verb| may(verb, path.clone(), about)).collect()
}

fn at(spec: &Spec) -> Json {
    let places = places(spec)
        .map(|(name, about)| (name.to_owned(), described(&about, definition("settings"))));
    map([
        ("description", "What holds on a surface or family instead. The nearest wins: operation before file, and in each, surface before family before all.".into()),
        ("type", "object".into()),
        ("properties", Json::Map(places.collect())),
        ("additionalProperties", false.into()),
    ])
}

fn settings() -> Vec<Key> {
    let version = may(
        "version",
        definition("date"),
        "Resource version, on a surface whose media type has `{version}`.",
    );
    of_a_version().into_iter().chain([version]).collect()
}

/// The settings of one version.
fn of_a_version() -> Vec<Key> {
    let success = definition("successStatus");
    let success = either([success.clone(), list(success)]).with("examples", [200]);
    vec![
        may(
            "caller",
            definition("sentence"),
            "Role that the caller must have, by its name in the user interface.",
        ),
        may(
            "success",
            success,
            "Statuses of success as documented, one or a list; the client accepts any 2xx.",
        ),
        may(
            "errors",
            definition("errorStatuses"),
            "Documented error statuses; left out, those of the surface.",
        ),
        may("deprecated", deprecated(), "Its deprecation."),
        may("use", replacement(), "What replaces it."),
        may("docs", definition("page"), "Official page, below the surface's `docs`."),
        may(
            "returns",
            definition("answer"),
            "What comes back: `Record`, `[Record]`, `page of Record`, `Record?` where it may be missing, or `nothing`.",
        ),
        may(
            "absent",
            definition("sentence"),
            "What it means when nothing comes back, where `returns` is `Record?`.",
        ),
        may(
            "idempotent",
            switch(),
            "Whether a repeat has the same effect as one call, where the method does not say so: HTTP does of `get`, `put` and `delete`.",
        ),
    ]
}

fn deprecated() -> Json {
    object(
        "Since when, until when, and why.",
        [
            may("since", definition("date"), "First day."),
            may("sunset", definition("date"), "Day on which it is switched off."),
            may("about", definition("sentence"), "What a caller must know besides."),
        ],
    )
}

fn replacement() -> Json {
    object(
        "A call of the vendor that replaces this one.",
        [
            need("name", definition("vendorOperationName"), "The vendor's name for it."),
            may(
                "call",
                text().with("examples", ["POST /groups/{groupId}/users"]),
                "Its method and path, where the spec does not have it.",
            ),
            may(
                "version",
                definition("date"),
                "Its resource version, where the spec does not have it.",
            ),
            may("how", definition("sentence"), "What differs."),
            may("fields", definition("moves"), "Where parameters and members went."),
            may(
                "set",
                definition("moves"),
                "Constants that the new call must be given to do the same.",
            ),
            may(
                "exact",
                map([("const", true.into())]),
                "Whether it does exactly the same: then there is a `From`.",
            ),
            may("message", text(), "What the compiler says when it is given the old arguments."),
        ],
    )
}
