//! The front page, and what a user needs of the runtime.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, escape};
use super::{example, migration, table};
use crate::model::Api;
use crate::names::{OF_RUNTIME, ident};

pub(super) fn file(api: &Api) -> TokenStream {
    let doc = front_page(api).inner();
    let ids = api.ids.iter().map(|id| ident(&id.ty));
    let error_codes = (!api.codes.is_empty()).then(|| quote! { pub mod error_codes; });
    let runtime = OF_RUNTIME.iter().copied().map(ident);
    let surfaces = api.surfaces.iter().map(|surface| {
        let (module, feature) = (ident(&surface.module), &surface.id);
        quote! {
            #[cfg(feature = #feature)]
            #[cfg_attr(docsrs, doc(cfg(feature = #feature)))]
            pub mod #module;
        }
    });
    let features: Vec<&String> = migration::surfaces(api).map(|surface| &surface.id).collect();
    // Its programs are compiled with the documentation's.
    let migration = (!features.is_empty()).then(|| {
        quote! {
            #[cfg(all(doctest, #(feature = #features),*))]
            #[doc = include_str!("../MIGRATION.md")]
            mod migration {}
        }
    });
    quote! {
        #doc
        #![cfg_attr(docsrs, feature(doc_cfg))]
        mod ids;
        #error_codes
        #(#surfaces)*

        pub use ids::{#(#ids),*};
        pub use runtime::{#(#runtime),*};

        #[cfg(feature = "blocking")]
        #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
        pub use runtime::blocking;

        #[cfg(feature = "testing")]
        #[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
        pub use runtime::testing;

        #migration
    }
}

fn front_page(api: &Api) -> Doc {
    let doc = Doc::new(&api.package.description).heading("A first call");
    let doc = doc.lines(first_call(api, "no_run"));
    doc.markdown(
        "An operation is a value: `new` takes what it must have, a method adds each thing that it \
         may have, and nothing is sent before the call is awaited. A wrong id, a \
         role or a field that the API does not have, a request of another API: none of these \
         compiles.",
    )
    .heading("Surfaces")
    .markdown("Each API has a module with its own requests, records and roles, behind a feature.")
    .lines(table::of_surfaces(api, true))
    .heading("Operations")
    .lines(table::of_crate(api, true))
    .heading("Features")
    .markdown("The surfaces and `async` are on by default.")
    .item("One for each surface, as in the table.")
    .item("`async`: the client over reqwest and rustls.")
    .item("`blocking`: the client without an async runtime; each surface has a module `blocking` with its own `Client`.")
    .item("`testing`: a transport with canned answers, for tests without a network.")
    .item("`serde`: every record, id and role can be written and read, not only in the direction that the API needs.")
    .heading("Errors")
    .markdown(
        "[`Error`] is one opaque type with predicates; the answer of the server, decoded, is \
         [`Error::api`]. Neither shows an address, a body or a secret when it is printed.",
    )
    .markdown(&format!("What stays open: {}", escape(
        "roles and error codes that are newer than this crate are kept, unknown fields are ignored, and a `Request` for an endpoint that is missing here can be written by hand."
    )))
}

/// The program of the front page in a fence.
pub(super) fn first_call(api: &Api, fence: &str) -> Vec<String> {
    let mut lines = vec![format!("```{fence}")];
    lines.extend(example::first_call(api));
    lines.push("```".to_owned());
    lines
}
