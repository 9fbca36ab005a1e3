//! Error codes: which of several a surface says.
//!
//! The surfaces have tables of their own. Where one lacks the exact code it says a more general one,
//! with the status that belongs to it.

use std::borrow::Cow;

use codegen::{Api, model::Surface};

/// A status and a code that may go with a refusal.
pub(super) type Candidate = (u16, Cow<'static, str>);

/// The first that is in the surface's table; if none is, the last, which is the most general.
pub(super) fn choose(api: &Api, surface: Option<&Surface>, candidates: &[Candidate]) -> Candidate {
    let known = surface.and_then(|surface| {
        candidates.iter().find(|(status, code)| has(api, surface, *status, code))
    });
    known.or(candidates.last()).expect("a refusal has a code").clone()
}

/// Whether the surface's table has this code with this status.
pub(super) fn has(api: &Api, surface: &Surface, status: u16, code: &str) -> bool {
    let index = api.surfaces.iter().position(|known| known.id == surface.id);
    api.codes.iter().any(|known| {
        known.name == code
            && known.status == status
            && index.is_some_and(|index| known.surfaces.contains(&index))
    })
}

/// What codes call a thing: `OrgId` and `orgId` are both `ORG`, `apiKeyId` is `API_KEY`.
pub(super) fn kind_of(id: &str) -> String {
    let mut kind = String::new();
    for character in id.strip_suffix("Id").unwrap_or(id).chars() {
        if character.is_ascii_uppercase() && !kind.is_empty() {
            kind.push('_');
        }
        kind.push(character.to_ascii_uppercase());
    }
    kind
}
