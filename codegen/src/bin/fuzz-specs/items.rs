//! Whether an emitted crate holds the items that its model names, and nothing else.
//!
//! What emitters themselves add to the names of the model is in the lists here: who
//! makes an emitter write another kind of thing adds it.
//!
//! It looks at tokens and not at syntax: what is declared inside of a function or of
//! a macro counts too.

use std::collections::{BTreeMap, BTreeSet};

use codegen::{Api, Files, model};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Attributes that emitters write.
const ATTRIBUTES: &[&str] = &[
    "allow",
    "cfg",
    "cfg_attr",
    "deprecated",
    "derive",
    "doc",
    "must_use",
    "non_exhaustive",
    "serde",
    "track_caller",
];

/// Functions that an emitted type has besides those of its fields.
const FUNCTIONS: &[&str] = &[
    "as_str",
    "code",
    "from_bytes",
    "to_bytes",
    "blank",
    "build",
    "default",
    "deserialize",
    "encode",
    "fmt",
    "from",
    "from_static",
    "from_str",
    "from_wire",
    "known",
    "new",
    "parse",
    "read",
    "send",
    "serialize",
    "try_from",
    "unknown",
    "at",
    "from_env",
    "complete",
    "first_page",
    "page_size",
    "set_page",
    "status",
    "write",
];

/// Associated types and constants.
const ASSOCIATED: &[&str] = &[
    "ADDRESS",
    "Answer",
    "CLASSES",
    "Client",
    "Credentials",
    "ENVIRONMENT",
    "Err",
    "Error",
    "FIELDS",
    "INFO",
    "Item",
    "OPERATION",
    "REQUIRED",
    "REVOKE_PATH",
    "SERVER",
    "Surface",
    "TOKENS",
    "TOKEN_PATH",
];

/// Tables of the emitted manifest.
const TABLES: &[&str] = &[
    "[package]",
    "[features]",
    "[dependencies]",
    "[dev-dependencies]",
    "[[example]]",
    "[package.metadata.docs.rs]",
    "[lints.rust]",
    "[lints.clippy]",
    "[workspace]",
];

pub(crate) fn check(files: &Files, api: &Api) -> Result<(), String> {
    let expected = Expected::of(api);
    let mut types = BTreeMap::new();
    for (path, text) in files.iter() {
        if path == "Cargo.toml" {
            let table = text.lines().find(|line| line.starts_with('[') && !TABLES.contains(line));
            table
                .map_or(Ok(()), |_| Err("a table of the manifest that nobody wrote".to_owned()))?;
        }
        if path == "MIGRATION.md" {
            let programs = text.lines().filter(|line| line.starts_with("```rust")).count();
            if programs != expected.programs {
                return Err("a program in `MIGRATION.md` that nobody wrote".to_owned());
            }
        }
        if !path.starts_with("src/") {
            continue;
        }
        syn::parse_file(text).map_err(|error| format!("does not parse: {error}"))?;
        let tokens: TokenStream = text.parse().map_err(|_| "no tokens".to_owned())?;
        look(tokens, &expected, &mut types)?;
    }
    if types == expected.types { Ok(()) } else { Err("other types than those of the model".into()) }
}

/// What the model names.
struct Expected {
    /// Structs and enums, and how many of each.
    types: BTreeMap<String, usize>,
    modules: BTreeSet<String>,
    functions: BTreeSet<String>,
    constants: BTreeSet<String>,
    /// How many programs the way over shows.
    programs: usize,
}

impl Expected {
    fn of(api: &Api) -> Self {
        let mut types = BTreeMap::new();
        let mut add = |name: &str| *types.entry(name.to_owned()).or_insert(0) += 1;
        let mut modules: BTreeSet<String> =
            ["ids", "error_codes", "records", "roles", "states", "blocking", "migration"]
                .map(str::to_owned)
                .into();
        let mut programs = 0;
        let mut functions: BTreeSet<String> = FUNCTIONS.iter().map(|&name| name.into()).collect();
        let mut constants: BTreeSet<String> = ASSOCIATED.iter().map(|&name| name.into()).collect();
        constants.extend(api.codes.iter().map(|code| code.name.clone()));
        api.ids.iter().for_each(|id| add(&id.ty));
        for surface in &api.surfaces {
            add(&surface.marker);
            modules.insert(surface.module.clone());
            surface.roles.iter().for_each(|role| add(&role.ty));
            for version in &surface.versions {
                modules.extend(version.module.clone());
                let mut field = |field: &model::Field| {
                    functions.insert(field.name.clone());
                };
                for record in &version.records {
                    add(&record.ty);
                    record.fields.iter().for_each(&mut field);
                }
                for states in &version.states {
                    add(&states.ty);
                    add(&states.unknown);
                    states.fields.iter().for_each(&mut field);
                }
                for resource in &version.resources {
                    modules.insert(resource.module.clone());
                    for operation in &resource.operations {
                        add(&operation.ty);
                        operation.fields().for_each(&mut field);
                        programs += usize::from(is_replaced(operation));
                    }
                }
                let states = version.states.iter().flat_map(|states| &states.states);
                functions.extend(states.map(|state| format!("new_{}", snake(&state.variant))));
            }
        }
        // What would be too long for one file has a module for each type.
        let of_types = types.keys().map(|ty| snake(ty));
        modules.extend(of_types.flat_map(|module| [format!("{module}_"), module]));
        Self { types, modules, functions, constants, programs }
    }
}

fn snake(name: &str) -> String {
    heck::ToSnakeCase::to_snake_case(name)
}

/// Whether another operation stands in the place of a deprecated one.
fn is_replaced(operation: &model::Operation) -> bool {
    let deprecation = operation.deprecated.as_ref();
    let instead = deprecation.and_then(|deprecation| deprecation.instead.as_ref());
    matches!(instead, Some(model::Instead::Operation(_)))
}

fn look(
    tokens: TokenStream,
    expected: &Expected,
    types: &mut BTreeMap<String, usize>,
) -> Result<(), String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        let word = |at: usize| match tokens.get(at) {
            Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
            _ => None,
        };
        let sign = |at: Option<usize>| match at.and_then(|at| tokens.get(at)) {
            Some(TokenTree::Punct(sign)) => sign.as_char(),
            _ => ' ',
        };
        match token {
            TokenTree::Group(group) => {
                let attribute = group.delimiter() == Delimiter::Bracket
                    && (sign(index.checked_sub(1)) == '#'
                        || sign(index.checked_sub(1)) == '!' && sign(index.checked_sub(2)) == '#');
                if attribute {
                    check_attribute(group.stream())?;
                } else {
                    look(group.stream(), expected, types)?;
                }
            }
            TokenTree::Ident(ident) => {
                let next = word(index + 1);
                let name = next.as_deref().map(|name| name.trim_start_matches("r#"));
                let lifetime = sign(index.checked_sub(1)) == '\'';
                check_word(&ident.to_string(), name, lifetime, expected, types)?;
                let called = sign(Some(index + 1)) == '!' && sign(Some(index + 2)) != '=';
                if called && !is_sender(ident, tokens.get(index + 2)) {
                    return Err(format!("a macro: `{ident}!`"));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether it is one of the macros that make the name and version which requests are sent with.
fn is_sender(called: &proc_macro2::Ident, arguments: Option<&TokenTree>) -> bool {
    let Some(TokenTree::Group(arguments)) = arguments else {
        return false;
    };
    let arguments: Vec<String> =
        arguments.stream().into_iter().map(|token| token.to_string()).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match called.to_string().as_str() {
        "concat" => matches!(*arguments, ["env", "!", _, ",", "\"/\"", ",", "env", "!", _]),
        "env" => matches!(*arguments, ["\"CARGO_PKG_NAME\"" | "\"CARGO_PKG_VERSION\""]),
        _ => false,
    }
}

fn check_attribute(tokens: TokenStream) -> Result<(), String> {
    match tokens.into_iter().next() {
        Some(TokenTree::Ident(name)) if ATTRIBUTES.contains(&name.to_string().as_str()) => Ok(()),
        other => {
            Err(format!("an attribute: `{}`", other.map(|one| one.to_string()).unwrap_or_default()))
        }
    }
}

fn check_word(
    word: &str,
    name: Option<&str>,
    lifetime: bool,
    expected: &Expected,
    types: &mut BTreeMap<String, usize>,
) -> Result<(), String> {
    let known = match (word, name) {
        ("static", _) if lifetime => true,
        // `union` is a name like any other where no name follows.
        ("static" | "extern" | "unsafe" | "trait" | "macro", _) | ("union", Some(_)) => false,
        ("struct" | "enum", Some(name)) => {
            *types.entry(name.to_owned()).or_insert(0) += 1;
            expected.types.contains_key(name)
        }
        ("mod", Some(name)) => expected.modules.contains(name),
        ("fn", Some(name)) => expected.functions.contains(name),
        ("const", Some("fn")) => true,
        ("const" | "type", Some(name)) => expected.constants.contains(name),
        _ => true,
    };
    if known { Ok(()) } else { Err(format!("an item: `{word} {}`", name.unwrap_or_default())) }
}
