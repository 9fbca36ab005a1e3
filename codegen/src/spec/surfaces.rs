//! `surfaces.yaml`: what holds for all of one API.

use super::common::{Note, Prose, notes};
use super::fields::{Keys, entries, items};
use super::scalar;
use crate::diagnostic::{At, Diagnostic, Diagnostics, Place};
use crate::yaml::{Kind, Node};

/// The surfaces and their families.
#[derive(Debug)]
pub struct Surfaces {
    /// The surfaces, by their ids.
    pub surfaces: Vec<(At<String>, Surface)>,
    /// Names for groups of surfaces that nearly always agree.
    pub families: Vec<(At<String>, Vec<At<String>>)>,
    /// What an error status means.
    pub statuses: Vec<(At<u16>, Prose)>,
}

/// One API.
#[derive(Debug)]
pub struct Surface {
    /// Its name in MongoDB's manuals.
    pub name: At<String>,
    /// Name of the marker type.
    pub ty: At<String>,
    /// What it is.
    pub about: Prose,
    /// Facts in words.
    pub notes: Vec<Note>,
    /// Where it is served.
    pub address: Address,
    /// Prefix of every path.
    pub path: At<String>,
    /// What an API key is there.
    pub api_key: Prose,
    /// Service accounts, where they are accepted.
    pub service_account: Option<ServiceAccount>,
    /// Variables that MongoDB's own tools read.
    pub environment: Environment,
    /// Media type; `{version}` makes it a versioned one.
    pub media: At<String>,
    /// Error statuses of operations that name none.
    pub errors: Option<At<Vec<At<u16>>>>,
    /// Base of the documentation links.
    pub docs: At<String>,
    /// Page of the roles.
    pub roles: At<String>,
    /// Page of the error codes.
    pub codes: At<String>,
    /// Deprecation of the whole.
    pub deprecated: Option<SurfaceDeprecated>,
}

/// Where a surface is served.
#[derive(Debug)]
pub enum Address {
    /// At a public address, which can be overridden.
    Public(At<String>),
    /// At one that the caller gives; this is an example.
    Given(At<String>),
}

/// OAuth 2.0 client credentials.
#[derive(Debug)]
pub struct ServiceAccount {
    /// Path of the token endpoint.
    pub token: At<String>,
    /// Path of the endpoint that revokes tokens.
    pub revoke: At<String>,
    /// How far MongoDB stands behind it.
    pub state: ServiceAccountState,
    /// What it is there.
    pub about: Prose,
}

/// How far MongoDB stands behind service accounts on a surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceAccountState {
    /// Generally available.
    Supported,
    /// A Preview: may change.
    Preview,
    /// Documented, but not seen to work.
    Unverified,
}

/// Environment variables, in the order in which they are looked for.
#[derive(Debug, Default)]
pub struct Environment {
    /// Client id and client secret.
    pub service_accounts: Vec<[At<String>; 2]>,
    /// Public and private key.
    pub api_keys: Vec<[At<String>; 2]>,
    /// Base address.
    pub addresses: Vec<At<String>>,
}

/// Deprecation of a whole surface.
#[derive(Debug)]
pub struct SurfaceDeprecated {
    /// What MongoDB said.
    pub about: Prose,
    /// The surface to use instead.
    pub instead: At<String>,
}

pub(super) fn surfaces(place: Place, node: Node, found: &mut Diagnostics) -> Option<Surfaces> {
    let mut keys = Keys::open(place, "surfaces.yaml", node, found)?;
    let surfaces =
        keys.need_read("surfaces", |node, found| entries("surfaces", node, found, surface));
    let families = keys.read("families", |node, found| {
        entries("families", node, found, |_, node, found| {
            items("surfaces", node, found, false, scalar::text)
        })
    });
    let statuses = keys.read("statuses", statuses);
    keys.end();
    Some(Surfaces {
        surfaces: surfaces?,
        families: families.unwrap_or_default(),
        statuses: statuses.unwrap_or_default(),
    })
}

fn statuses(node: Node, found: &mut Diagnostics) -> Option<Vec<(At<u16>, Prose)>> {
    let all = entries("statuses", node, found, |name, node, found| {
        let kind = Kind::Scalar { text: name.value.clone(), plain: false };
        let status = scalar::status(400..=599)(Node { place: name.place, kind }, found)?;
        Some((status, scalar::text(node, found)?))
    })?;
    Some(all.into_iter().map(|(_, status)| status).collect())
}

fn surface(name: &At<String>, node: Node, found: &mut Diagnostics) -> Option<Surface> {
    let mut keys = Keys::open(name.place, format!("surface `{}`", name.value), node, found)?;
    let title = keys.need_read("name", scalar::text);
    let ty = keys.need_read("type", scalar::text);
    let about = keys.need_read("about", scalar::text);
    let notes = keys.read("notes", notes);
    let address = keys.need_read("address", address);
    let path = keys.need_read("path", path_prefix);
    let auth = keys.need_read("auth", auth);
    let environment = keys.read("environment", environment);
    let media = keys.need_read("media", media);
    let errors = keys.read("errors", errors);
    let docs = keys.need_read("docs", scalar::https);
    let roles = keys.need_read("roles", scalar::https);
    let codes = keys.need_read("codes", scalar::https);
    let deprecated = keys.read("deprecated", deprecated);
    keys.end();
    let (api_key, service_account) = auth?;
    Some(Surface {
        name: title?,
        ty: ty?,
        about: about?,
        notes: notes.unwrap_or_default(),
        address: address?,
        path: path?,
        api_key,
        service_account,
        environment: environment.unwrap_or_default(),
        media: media?,
        errors,
        docs: docs?,
        roles: roles?,
        codes: codes?,
        deprecated,
    })
}

pub(super) fn errors(node: Node, found: &mut Diagnostics) -> Option<At<Vec<At<u16>>>> {
    let place = node.place;
    // That none is documented is something to say.
    let undocumented = matches!(&node.kind, Kind::List(statuses) if statuses.is_empty());
    let value = if undocumented {
        Vec::new()
    } else {
        items("statuses", node, found, false, scalar::status(400..=599))?
    };
    Some(At { value, place })
}

fn address(node: Node, found: &mut Diagnostics) -> Option<Address> {
    if matches!(node.kind, Kind::Scalar { .. }) {
        return scalar::https(node, found).map(Address::Public);
    }
    let mut keys = Keys::open(node.place, "`address`", node, found)?;
    let given = keys.need_read("given", scalar::https);
    keys.end();
    given.map(Address::Given)
}

/// A path of the server: `/` and segments of unreserved characters.
fn path_prefix(node: Node, found: &mut Diagnostics) -> Option<At<String>> {
    let path = scalar::text(node, found)?;
    let segment = |segment: &str| {
        !matches!(segment, "" | "." | "..")
            && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
    };
    match path.value.strip_prefix('/') {
        Some(rest) if rest.split('/').all(segment) => Some(path),
        _ => {
            let message = format!("`{}` is no path", path.value);
            found.push(
                Diagnostic::new("G031", path.place, message).help("write `/segment/segment`"),
            );
            None
        }
    }
}

fn media(node: Node, found: &mut Diagnostics) -> Option<At<String>> {
    let media = scalar::text(node, found)?;
    let word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.+_".contains(&b))
    };
    let plain = media.value.replacen("{version}", "v", 1);
    match plain.split_once('/') {
        Some(("application", subtype)) if word(subtype) && subtype.ends_with("json") => Some(media),
        _ => {
            let message = format!("`{}` is no JSON media type", media.value);
            found.push(
                Diagnostic::new("G045", media.place, message)
                    .help("write `application/json`, or `application/….{version}+json`"),
            );
            None
        }
    }
}

fn auth(node: Node, found: &mut Diagnostics) -> Option<(Prose, Option<ServiceAccount>)> {
    let mut keys = Keys::open(node.place, "`auth`", node, found)?;
    let api_key = keys.need_read("api-key", |node, found| {
        let mut keys = Keys::open(node.place, "`api-key`", node, found)?;
        let about = keys.need_read("about", scalar::text);
        keys.end();
        about
    });
    let service_account = keys.read("service-account", service_account);
    keys.end();
    Some((api_key?, service_account))
}

fn service_account(node: Node, found: &mut Diagnostics) -> Option<ServiceAccount> {
    let mut keys = Keys::open(node.place, "`service-account`", node, found)?;
    let token = keys.need_read("token", path_prefix);
    let revoke = keys.need_read("revoke", path_prefix);
    let state = keys.read("state", |node, found| {
        let text = scalar::text(node, found)?;
        match text.value.as_str() {
            "preview" => Some(ServiceAccountState::Preview),
            "unverified" => Some(ServiceAccountState::Unverified),
            other => {
                let message = format!("unknown state `{other}`");
                found.push(
                    Diagnostic::new("G014", text.place, message)
                        .help("write `preview` or `unverified`, or leave it out"),
                );
                None
            }
        }
    });
    let about = keys.need_read("about", scalar::text);
    keys.end();
    let state = state.unwrap_or(ServiceAccountState::Supported);
    Some(ServiceAccount { token: token?, revoke: revoke?, state, about: about? })
}

fn environment(node: Node, found: &mut Diagnostics) -> Option<Environment> {
    let mut keys = Keys::open(node.place, "`environment`", node, found)?;
    let pairs = |node, found: &mut _| items("pairs of variables", node, found, false, pair);
    let environment = Environment {
        service_accounts: keys.read("service-accounts", pairs).unwrap_or_default(),
        api_keys: keys.read("api-keys", pairs).unwrap_or_default(),
        addresses: keys
            .read("addresses", |node, found| items("variables", node, found, false, variable))
            .unwrap_or_default(),
    };
    keys.end();
    Some(environment)
}

fn pair(node: Node, found: &mut Diagnostics) -> Option<[At<String>; 2]> {
    let place = node.place;
    let names = items("two variables", node, found, false, variable)?;
    let pair = <[At<String>; 2]>::try_from(names);
    if pair.is_err() {
        found.push(
            Diagnostic::new("G014", place, "expected two variables")
                .help("write `[NAME, SECRET]`, in a list of such pairs"),
        );
    }
    pair.ok()
}

fn variable(node: Node, found: &mut Diagnostics) -> Option<At<String>> {
    let name = scalar::text(node, found)?;
    let word =
        name.value.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    if word && name.value.len() <= 64 {
        return Some(name);
    }
    let message = format!("`{}` is no environment variable", name.value);
    found.push(Diagnostic::new("G021", name.place, message).help("write it in `UPPER_CASE`"));
    None
}

fn deprecated(node: Node, found: &mut Diagnostics) -> Option<SurfaceDeprecated> {
    let mut keys = Keys::open(node.place, "`deprecated`", node, found)?;
    let about = keys.need_read("about", scalar::text);
    let instead = keys.need_read("use", scalar::text);
    keys.end();
    Some(SurfaceDeprecated { about: about?, instead: instead? })
}
