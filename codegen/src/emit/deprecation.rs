//! What a deprecated item says of itself.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, escape};
use crate::model::{Deprecation, Instead, Replacement, Surface};

/// `#[deprecated]`; dates go into the note, because `since` is for versions. rustdoc reads the note as
/// Markdown.
pub(super) fn attribute(deprecation: &Deprecation) -> TokenStream {
    let note = note(deprecation);
    quote! { #[deprecated(note = #note)] }
}

pub(super) fn note(deprecation: &Deprecation) -> String {
    let what = match (&deprecation.whole, &deprecation.since, &deprecation.sunset) {
        (Some(whole), ..) => escape(whole),
        (None, Some(since), Some(sunset)) => {
            format!("MongoDB deprecated this on {since} and switches it off on {sunset}")
        }
        (None, Some(since), None) => format!("MongoDB deprecated this on {since}"),
        (None, None, Some(sunset)) => format!("MongoDB switches this off on {sunset}"),
        (None, None, None) => "MongoDB deprecated this".to_owned(),
    };
    match &deprecation.instead {
        Some(Instead::Call { name, call, version, .. }) => {
            format!("{what}: use `{name}`, which is `{call}` in version {version}")
        }
        Some(Instead::Operation(to)) => format!("{what}: use `{}`, which is {}", to.ty, call(to)),
        Some(Instead::Twin { module, ty, .. }) => format!("{what}: use `{module}::{ty}`"),
        None => what,
    }
}

/// `POST /orgs/{orgId}/users` in version 2025-02-19
fn call(to: &Replacement) -> String {
    match &to.version {
        Some(version) => format!("`{}` in version {version}", to.call),
        None => format!("`{}`", to.call),
    }
}

/// What an error says to use instead, where the spec names an operation or a call.
pub(super) fn instead(deprecation: &Deprecation) -> Option<String> {
    match deprecation.instead.as_ref()? {
        Instead::Operation(to) => Some(format!("{}, which is {}", to.id, call(to))),
        Instead::Call { name, call, version, .. } => {
            Some(format!("{name}, which is `{call}` in version {version}"))
        }
        Instead::Twin { .. } => None,
    }
}

/// What does not fit into a note.
pub(super) fn doc(deprecation: &Deprecation, surface: &Surface) -> Doc {
    let mut doc = Doc::default();
    if let Some(about) = &deprecation.about {
        doc = doc.prose(about);
    }
    match &deprecation.instead {
        Some(Instead::Call { name, how: Some(how), .. }) => {
            doc.markdown(&format!("Instead, use `{name}`. {}", escape(how)))
        }
        Some(Instead::Operation(to)) => {
            let until = deprecation.sunset.as_ref();
            let until = until.map(|sunset| format!(" before {sunset}")).unwrap_or_default();
            let item = format!("{}::{}", surface.module, to.ty);
            let link = format!("[`{item}`](crate::{item})");
            let how = to.how.as_deref().map(escape).unwrap_or_default();
            doc.markdown(&format!("Move to {link}{until}. {how}"))
        }
        Some(Instead::Twin { module, ty, surface }) => {
            let surface = escape(surface);
            doc.markdown(&format!("The same call of the {surface} is `{module}::{ty}`."))
        }
        _ => doc,
    }
}
