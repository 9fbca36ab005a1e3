//! Roles: an open enum for each type, with what one surface knows.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, escape};
use crate::model::{RoleType, RoleValue, Surface, Type};
use crate::names::ident;

pub(super) fn file(surface: &Surface) -> TokenStream {
    let doc =
        Doc::default().markdown(&format!("The roles of the {}.", escape(&surface.name))).inner();
    types(&doc, surface, false)
}

/// The constants of states, which are open in the same way.
pub(super) fn states_file(surface: &Surface) -> TokenStream {
    let doc =
        Doc::default().markdown(&format!("The states of the {}.", escape(&surface.name))).inner();
    types(&doc, surface, true)
}

fn types(doc: &TokenStream, surface: &Surface, of_states: bool) -> TokenStream {
    let roles = surface.roles.iter().filter(|role| role.of_states == of_states);
    let roles = roles.map(|role| self::role(role, surface));
    quote! {
        #doc
        use std::fmt;

        use runtime::{OpenEnum, UnknownValue};
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        #(#roles)*
    }
}

fn role(role: &RoleType, surface: &Surface) -> TokenStream {
    let name = ident(&role.ty);
    let doc = Doc::new(&role.about)
        .prose("A value that this crate does not know is kept and written back as it came; make one with `From<&str>`.");
    let doc = if role.of_states {
        let mut states = surface.versions.iter().flat_map(|version| &version.states);
        let states =
            states.find(|states| matches!(&states.status.ty, Type::Role(ty) if *ty == role.ty));
        states.into_iter().fold(doc, |doc, states| {
            doc.markdown(&format!(
                "This is the state alone, to ask for; `{}` is the state with what belongs to it.",
                states.ty
            ))
        })
    } else {
        doc.markdown(&format!("[Official page]({})", surface.roles_page))
    };
    let unknown = Doc::default().markdown(&format!(
        "A value that this crate does not know. Make one with `{}::from`.",
        role.ty
    ));
    let variants = role.values.iter().map(variant);
    let as_str = role.values.iter().map(|value| {
        let (variant, wire) = (ident(&value.variant), &value.wire);
        quote! { Self::#variant => #wire }
    });
    let known = role.values.iter().map(|value| {
        let (variant, wire) = (ident(&value.variant), &value.wire);
        quote! { #wire => Self::#variant }
    });
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #unknown
            Unknown(UnknownValue),
        }

        impl #name {
            /// The constant of the API.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(#as_str,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }
        }

        impl OpenEnum for #name {
            fn known(value: &str) -> Option<Self> {
                Some(match value {
                    #(#known,)*
                    _ => return None,
                })
            }

            fn unknown(value: UnknownValue) -> Self {
                Self::Unknown(value)
            }
        }

        impl From<&str> for #name {
            fn from(value: &str) -> Self {
                runtime::open_enum::from_wire(value)
            }
        }

        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                runtime::open_enum::deserialize(deserializer)
            }
        }
    }
}

fn variant(value: &RoleValue) -> TokenStream {
    let name = ident(&value.variant);
    let wire = &value.wire;
    let mut doc = Doc::default()
        .markdown(&format!("`{wire}`: {}.", escape(value.about.trim_end_matches('.'))));
    if let Some(mark) = &value.mark {
        doc = doc.prose(mark);
    }
    let alias = alias(wire, &value.variant);
    quote! { #doc #alias #name }
}

/// The search finds a variant by its constant too; rustdoc refuses what finds it already.
pub(super) fn alias(wire: &str, variant: &str) -> Option<TokenStream> {
    (wire != variant).then(|| quote! { #[doc(alias = #wire)] })
}
