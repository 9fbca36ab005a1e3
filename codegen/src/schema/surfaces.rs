//! `surfaces.yaml`, as `spec/surfaces.rs` reads it.

use super::json::Json;
use super::object::{definition, either, items, list, may, names, need, object};
use super::scalar::{pattern, words};

pub(super) fn surfaces() -> Json {
    let families = names("Families by their names.", "", list(definition("surface")));
    object(
        "`surfaces.yaml`: what holds for all of one API.",
        [
            need(
                "surfaces",
                names("Surfaces by their ids.", "^[a-z][a-z0-9-]{0,63}$", surface()),
                "The APIs by their ids; an id is also the name of a feature and, with `_`, of a module.",
            ),
            may(
                "families",
                families,
                "Names for groups of surfaces that nearly always agree. They stand wherever a surface may stand.",
            ),
            may("statuses", statuses(), "What an error status means, by the status in quotes."),
        ],
    )
}

fn statuses() -> Json {
    names("Meanings by their statuses, in quotes.", "^[45][0-9][0-9]$", definition("sentence"))
}

fn surface() -> Json {
    let deprecated = object(
        "Deprecation of the whole.",
        [
            need("about", definition("sentence"), "What MongoDB said."),
            need("use", definition("surface"), "The surface to use instead."),
        ],
    );
    let errors = definition("errorStatuses");
    object(
        "An API.",
        [
            need("name", definition("text"), "Its name in MongoDB's manuals."),
            need(
                "type",
                pattern("^[A-Z][A-Za-z0-9_]{0,63}$", "Write it in `UpperCamelCase`."),
                "Name of its marker type, in `UpperCamelCase`.",
            ),
            need("about", definition("sentence"), "What it is."),
            may("notes", definition("notes"), "Facts in words, for its page."),
            need(
                "address",
                address(),
                "Where it is served: an address, or `{ given: … }` where the caller gives it.",
            ),
            need("path", definition("path"), "The prefix of every path."),
            need("auth", auth(), "How a caller proves who it is."),
            may(
                "environment",
                environment(),
                "The variables that MongoDB's own tools read, in their order.",
            ),
            need("media", media(), "Media type; with `{version}` it is one of resource versions."),
            may("errors", errors, "Error statuses of the operations that name none."),
            need(
                "docs",
                definition("https"),
                "What the documentation links of its operations begin with.",
            ),
            need("roles", definition("https"), "Page of the roles."),
            need("codes", definition("https"), "Page of the error codes."),
            may("deprecated", deprecated, "Deprecation of the whole."),
        ],
    )
}

fn address() -> Json {
    let given = object(
        "The caller gives the address.",
        [need("given", definition("https"), "An address for examples.")],
    );
    either([definition("https"), given])
}

fn media() -> Json {
    let word = r"[A-Za-z0-9.+_-]";
    let version = r"\{version\}";
    // The whole ends with `json`, and `{version}` stands in it once at most.
    let form = format!("^application/({word}*{version})?{word}*json$");
    pattern(&form, "Write `application/json`, or `application/….{version}+json`.")
        .with("examples", ["application/json", "application/vnd.atlas.{version}+json"])
}

fn auth() -> Json {
    let api_key =
        object("API keys.", [need("about", definition("sentence"), "What an API key is there.")]);
    let state = words([
        ("preview", "A Preview feature: MongoDB may change it at any time."),
        ("unverified", "Documented, but not seen to work."),
    ]);
    let service_account = object(
        "OAuth 2.0 client credentials.",
        [
            need("token", definition("path"), "Path of the token endpoint."),
            need("revoke", definition("path"), "Path of the endpoint that revokes a token."),
            may("state", state, "How far MongoDB stands behind it; left out, it is supported."),
            need("about", definition("sentence"), "What it is there."),
        ],
    );
    object(
        "How a caller proves who it is.",
        [
            need("api-key", api_key, "HTTP Digest with an API key."),
            may("service-account", service_account, "Service accounts, where they are accepted."),
        ],
    )
}

fn environment() -> Json {
    let variable = || pattern("^[A-Z0-9_]{1,64}$", "Write it in `UPPER_CASE`.");
    let pairs = || {
        let pair =
            items(variable()).with("uniqueItems", true).with("minItems", 2).with("maxItems", 2);
        items(pair).with("minItems", 1).with(
            "examples",
            Json::List(vec![Json::List(vec![
                ["MCLI_PUBLIC_API_KEY", "MCLI_PRIVATE_API_KEY"].into(),
            ])]),
        )
    };
    object(
        "Environment variables, in the order in which they are looked for.",
        [
            may("service-accounts", pairs(), "Pairs of client id and client secret."),
            may("api-keys", pairs(), "Pairs of public and private key."),
            may("addresses", list(variable()), "Variables of the base address."),
        ],
    )
}
