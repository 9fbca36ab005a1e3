//! Error codes: a documented constant for each, and what programs act on.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::doc::{Doc, escape};
use crate::model::{Api, Code};
use crate::names::ident;

pub(super) fn file(api: &Api) -> TokenStream {
    let codes = api.codes.iter().map(|code| constant(code, api));
    let classes = api.codes.iter().filter_map(class);
    quote! {
        //! The error codes that MongoDB documents, as far as they touch invitations.
        //!
        //! The set is open: an error keeps a code that is not here. The manuals do not say which
        //! endpoint answers with which code, and the status of an answer can differ from the one
        //! that is given here.

        use runtime::{CodeClass, ErrorCode};

        const fn code(text: &'static str) -> ErrorCode {
            ErrorCode::from_static(text)
        }

        #(#codes)*

        /// What the predicates of an error go by.
        #[allow(dead_code, reason = "without the feature of any surface nobody asks")]
        pub(crate) const CLASSES: &[(&str, CodeClass)] = &[#(#classes),*];
    }
}

fn constant(code: &Code, api: &Api) -> TokenStream {
    let (name, text) = (ident(&code.name), &code.name);
    let doc = Doc::default().markdown(&format!(
        "{} Status {}, {}.",
        escape(&code.about),
        code.status,
        on(code, api)
    ));
    quote! {
        #doc
        pub const #name: ErrorCode = code(#text);
    }
}

/// Where a code exists, in words.
fn on(code: &Code, api: &Api) -> String {
    if code.surfaces.len() == api.surfaces.len() {
        return "in the tables of all surfaces".to_owned();
    }
    let names = code.surfaces.iter().map(|&index| format!("`{}`", api.surfaces[index].module));
    format!("in the table of {}", names.collect::<Vec<_>>().join(", "))
}

fn class(code: &Code) -> Option<TokenStream> {
    let name = &code.name;
    let class = format_ident!("{}", code.class.as_deref()?);
    Some(quote! { (#name, CodeClass::#class) })
}
