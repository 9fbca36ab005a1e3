//! State types: an enum with the members that come with each state.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::doc::Doc;
use super::roles::alias;
use super::{members, ty};
use crate::model::{Field, Record, State, StateType, Type};
use crate::names::{ident, snake};

/// What is kept of a state that the crate does not know, and what every state is while it is read.
pub(super) fn unknown(states: &StateType) -> Record {
    Record {
        ty: states.unknown.clone(),
        about: format!(
            "A state that this crate does not know, with those members of `{}` that came with it.",
            states.ty
        ),
        fields: [&states.status].into_iter().chain(&states.fields).cloned().collect(),
        sent: false,
        answered: true,
        whole: false,
        state: None,
        instead: None,
    }
}

pub(super) fn states(states: &StateType) -> TokenStream {
    let name = ident(&states.ty);
    let (unknown, constants_type) = (ident(&states.unknown), status_type(states));
    let status_field = ident(&states.status.name);
    let doc = Doc::new(&states.about).markdown(
        "Members of another state are dropped. With a state that this crate does not know, all are \
         kept that came.",
    );
    let variants = states.states.iter().map(variant);
    let constants = states.states.iter().map(|state| {
        let variant = ident(&state.variant);
        let pattern = pattern(state, false);
        quote! { #pattern => #constants_type::#variant }
    });
    let members = states.fields.iter().map(|field| members::of_any(field, states));
    let new = new_for_tests(states);
    let read = read(states);
    let write = write(states);
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A state that this crate does not know.
            Unknown(#unknown),
        }

        impl #name {
            /// The state without its members.
            #[must_use]
            pub fn status(&self) -> #constants_type {
                match self {
                    #(#constants,)*
                    Self::Unknown(unknown) => unknown.#status_field.clone(),
                }
            }

            #(#members)*
        }

        #new
        #read
        #write
    }
}

fn status_type(states: &StateType) -> Ident {
    match &states.status.ty {
        Type::Role(name) => ident(name),
        other => panic!("the constants of `{}` are {other:?}", states.ty),
    }
}

fn variant(state: &State) -> TokenStream {
    let name = ident(&state.variant);
    let wire = &state.wire;
    let doc = Doc::default().markdown(&format!("`{wire}`: {}", super::doc::escape(&state.about)));
    let fields = state.fields.iter().map(|field| {
        let (doc, name, ty) = (Doc::new(&field.about), ident(&field.name), member(field));
        quote! { #doc #name: #ty }
    });
    let alias = alias(wire, &state.variant);
    quote! {
        #doc
        #alias
        #[non_exhaustive]
        #name { #(#fields,)* }
    }
}

/// Lists default to empty, as in records.
fn member(field: &Field) -> TokenStream {
    let ty = ty::ty(&field.ty);
    if field.required || is_list(field) {
        ty
    } else {
        quote! { Option<#ty> }
    }
}

pub(super) fn is_list(field: &Field) -> bool {
    matches!(field.ty, Type::List(_))
}

fn pattern(state: &State, with_fields: bool) -> TokenStream {
    let name = ident(&state.variant);
    let fields = state.fields.iter().map(|field| {
        let (name, variable) = (ident(&field.name), variable(field));
        if name == variable {
            quote! { #name }
        } else {
            quote! { #name: #variable }
        }
    });
    if with_fields {
        quote! { Self::#name { #(#fields),* } }
    } else {
        quote! { Self::#name { .. } }
    }
}

/// What holds a member while it is written, where `to` is what it is written to.
fn variable(field: &Field) -> Ident {
    ident(if field.name == "to" { "to_" } else { &field.name })
}

/// Only a server makes answers, except in a test.
fn new_for_tests(states: &StateType) -> TokenStream {
    let name = ident(&states.ty);
    let new = states.states.iter().map(|state| {
        let new = format_ident!("new_{}", snake(&state.variant));
        let variant = ident(&state.variant);
        let doc = Doc::default()
            .markdown(&format!("Makes `{}` for a test from what it must have.", state.variant));
        let required = state.fields.iter().filter(|field| field.required);
        let arguments = required.map(|field| {
            let (name, ty) = (ident(&field.name), ty::argument(&field.ty));
            quote! { #name: #ty }
        });
        let values = state.fields.iter().map(|field| {
            let name = ident(&field.name);
            match (field.required, is_list(field)) {
                (true, _) => {
                    let value = ty::from_argument(field);
                    if name == value.to_string() {
                        value
                    } else {
                        quote! { #name: #value }
                    }
                }
                (false, true) => quote! { #name: Vec::new() },
                (false, false) => quote! { #name: None },
            }
        });
        quote! {
            #doc
            #[must_use]
            pub fn #new(#(#arguments),*) -> Self {
                Self::#variant { #(#values),* }
            }
        }
    });
    quote! {
        #[cfg(feature = "testing")]
        #[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
        impl #name {
            #(#new)*
        }
    }
}

/// While it is read every state is unknown; when all is read, its constant decides what is kept.
fn read(states: &StateType) -> TokenStream {
    let (name, unknown) = (ident(&states.ty), ident(&states.unknown));
    let constants = status_type(states);
    let status_field = ident(&states.status.name);
    let wire = &states.status.wire;
    let fields = names(states);
    let known = states.states.iter().map(|state| {
        let variant = ident(&state.variant);
        let values = state.fields.iter().map(|field| {
            let (name, wire) = (ident(&field.name), &field.wire);
            if field.required && !is_list(field) {
                quote! { #name: all.#name.ok_or(#wire)? }
            } else {
                quote! { #name: all.#name }
            }
        });
        quote! { #constants::#variant => Self::#variant { #(#values),* } }
    });
    quote! {
        impl Record for #name {
            const FIELDS: &'static [&'static str] = &[#(#fields),*];
            const REQUIRED: &'static [&'static str] = &[#wire];

            fn blank() -> Self {
                Self::Unknown(#unknown::blank())
            }

            fn read<'de, A: MapAccess<'de>>(
                &mut self,
                field: usize,
                from: &mut A,
            ) -> Result<(), A::Error> {
                match self {
                    Self::Unknown(all) => all.read(field, from),
                    _ => Ok(()),
                }
            }

            fn complete(self) -> Result<Self, &'static str> {
                let Self::Unknown(all) = self else { return Ok(self) };
                Ok(match all.#status_field {
                    #(#known,)*
                    #constants::Unknown(_) => Self::Unknown(all),
                })
            }
        }

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                runtime::record::deserialize(deserializer)
            }
        }
    }
}

/// How the members are written beside those of a record.
fn write(states: &StateType) -> TokenStream {
    let name = ident(&states.ty);
    let wire = &states.status.wire;
    let status_field = ident(&states.status.name);
    let known = states.states.iter().map(|state| {
        let (pattern, constant) = (pattern(state, true), &state.wire);
        let fields = state.fields.iter().map(|field| {
            let (name, wire) = (variable(field), &field.wire);
            if field.required || is_list(field) {
                quote! { to.serialize_entry(#wire, #name)?; }
            } else {
                quote! { runtime::record::optional(to, #wire, #name.as_ref())?; }
            }
        });
        quote! {
            #pattern => {
                to.serialize_entry(#wire, #constant)?;
                #(#fields)*
            }
        }
    });
    let unknown = states.fields.iter().map(|field| {
        let (name, wire) = (ident(&field.name), &field.wire);
        if is_list(field) {
            quote! { to.serialize_entry(#wire, &all.#name)?; }
        } else {
            quote! { runtime::record::optional(to, #wire, all.#name.as_ref())?; }
        }
    });
    quote! {
        #[cfg(feature = "serde")]
        impl #name {
            /// Writes the members beside those of a record.
            pub(crate) fn write<M: serde::ser::SerializeMap>(
                &self,
                to: &mut M,
            ) -> Result<(), M::Error> {
                match self {
                    #(#known)*
                    Self::Unknown(all) => {
                        to.serialize_entry(#wire, &all.#status_field)?;
                        #(#unknown)*
                    }
                }
                Ok(())
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;

                let mut to = serializer.serialize_map(None)?;
                self.write(&mut to)?;
                to.end()
            }
        }
    }
}

/// The names on the wire, that of the state first.
fn names(states: &StateType) -> impl Iterator<Item = &String> {
    [&states.status].into_iter().chain(&states.fields).map(|field| &field.wire)
}

/// The state of a record, as its emitter needs it.
pub(super) struct InRecord<'s> {
    name: Ident,
    ty: Ident,
    about: &'s str,
    states: &'s StateType,
    /// How many fields of the record come before.
    before: usize,
}

impl<'s> InRecord<'s> {
    pub(super) fn of(record: &'s Record, states: &'s [StateType]) -> Option<Self> {
        let state = record.state.as_ref()?;
        let states = states.iter().find(|states| states.ty == state.ty);
        let states = states.unwrap_or_else(|| panic!("`{}` is in no version", state.ty));
        let (name, ty) = (ident(&state.name), ident(&state.ty));
        Some(Self { name, ty, about: &state.about, states, before: record.fields.len() })
    }

    pub(super) fn field(&self) -> TokenStream {
        let (doc, name, ty) = (Doc::new(self.about), &self.name, &self.ty);
        quote! { #doc pub #name: #ty }
    }

    pub(super) fn argument(&self) -> TokenStream {
        let (name, ty) = (&self.name, &self.ty);
        quote! { #name: #ty }
    }

    pub(super) fn value(&self) -> TokenStream {
        let name = &self.name;
        quote! { #name }
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = &String> {
        names(self.states)
    }

    pub(super) fn required(&self) -> &String {
        &self.states.status.wire
    }

    pub(super) fn blank(&self) -> TokenStream {
        let (name, ty) = (&self.name, &self.ty);
        quote! { #name: #ty::blank() }
    }

    pub(super) fn read(&self) -> TokenStream {
        let (name, before) = (&self.name, Literal::usize_unsuffixed(self.before));
        quote! { _ => self.#name.read(field - #before, from)? }
    }

    pub(super) fn complete(&self) -> TokenStream {
        let name = &self.name;
        quote! {
            fn complete(mut self) -> Result<Self, &'static str> {
                self.#name = self.#name.complete()?;
                Ok(self)
            }
        }
    }

    pub(super) fn write(&self) -> TokenStream {
        let name = &self.name;
        quote! { self.#name.write(&mut to)?; }
    }
}
