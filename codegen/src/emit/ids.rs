//! Ids: a newtype for each kind, so that one cannot stand for another.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::doc::Doc;
use super::split;
use crate::Files;
use crate::model::Id;
use crate::names::{ident, type_module};
use crate::render;

/// Adds the ids, in one file or in a folder.
pub(super) fn files(ids: &[Id], crate_name: &str, files: &mut Files) {
    let doc = quote! {
        //! Ids, shared by all surfaces.
    };
    let parts = || {
        let part = |id: &Id| {
            let tokens = file(std::slice::from_ref(id), crate_name, &quote! {});
            (type_module(&id.ty), id.ty.clone(), tokens)
        };
        ids.iter().map(part).collect()
    };
    split::add("src/ids", file(ids, crate_name, &doc), &doc, parts, files);
}

fn file(ids: &[Id], crate_name: &str, doc: &TokenStream) -> TokenStream {
    let ids = ids.iter().map(|id| self::id(id, crate_name));
    quote! {
        #doc

        use std::fmt;
        use std::str::FromStr;

        use runtime::{ParseIdError, RawId};
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        #(#ids)*
    }
}

fn id(id: &Id, crate_name: &str) -> TokenStream {
    let name = ident(&id.ty);
    let doc = Doc::new(&id.about)
        .markdown(
            "It is 24 lower-case hexadecimal digits. [`parse`](Self::parse) one that comes from \
             outside; write one that you know with [`from_static`](Self::from_static) in a `const`, \
             where a wrong one does not compile.",
        )
        .example(example(id, crate_name));
    let text = &id.ty;
    quote! {
        #doc
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct #name(RawId);

        impl #name {
            /// An id that is known when the program is written.
            ///
            /// # Panics
            ///
            /// When the text is not 24 lower-case hexadecimal digits. In a `const`
            /// that is an error of the compiler.
            #[must_use]
            #[track_caller]
            pub const fn from_static(text: &'static str) -> Self {
                Self(RawId::from_static(text))
            }

            /// Reads an id.
            ///
            /// # Errors
            ///
            /// When the text is not 24 lower-case hexadecimal digits.
            pub fn parse(text: &str) -> Result<Self, ParseIdError> {
                RawId::parse(text).map(Self)
            }

            /// An id from its 12 bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 12]) -> Self {
                Self(RawId::from_bytes(bytes))
            }

            /// The 12 bytes.
            #[must_use]
            pub const fn to_bytes(self) -> [u8; 12] {
                self.0.to_bytes()
            }
        }

        impl FromStr for #name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                Self::parse(text)
            }
        }

        impl TryFrom<&str> for #name {
            type Error = ParseIdError;

            fn try_from(text: &str) -> Result<Self, ParseIdError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for #name {
            type Error = ParseIdError;

            fn try_from(text: String) -> Result<Self, ParseIdError> {
                Self::parse(&text)
            }
        }

        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.debug(#text, f)
            }
        }

        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                RawId::deserialize(deserializer).map(Self)
            }
        }
    }
}

fn example(id: &Id, crate_name: &str) -> Vec<String> {
    let (krate, name, text) = (ident(crate_name), ident(&id.ty), &id.example);
    let constant = format_ident!("ID");
    let mut lines = render::statements(&quote! { use #krate::#name; });
    lines.push(String::new());
    lines.extend(render::statements(&quote! {
        const #constant: #name = #name::from_static(#text);
        assert_eq!(#name::parse(#text), Ok(#constant));
        assert!(#name::parse("no id").is_err());
    }));
    lines
}
