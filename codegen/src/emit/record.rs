//! A JSON object: public fields in an answer, `new` and methods in a request.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::doc::Doc;
use super::states::InRecord;
use super::{fields, ty};
use crate::model::{Field, Record, Type, Version};
use crate::names::ident;

pub(super) fn record(record: &Record, version: &Version) -> TokenStream {
    match (record.answered, record.sent) {
        (true, false) => answered(record, InRecord::of(record, &version.states).as_ref()),
        (false, true) => sent(record),
        // In both directions it is made like a request and read like an answer.
        _ => both(record),
    }
}

fn answered(record: &Record, state: Option<&InRecord<'_>>) -> TokenStream {
    let name = ident(&record.ty);
    let doc = Doc::new(&record.about);
    let members = record.fields.iter().map(answered_field).chain(state.map(InRecord::field));
    let answer = record.whole.then(|| quote! { impl Answer for #name {} });
    let new = new_for_tests(record, state);
    let read = read(record, state);
    let write = write(record, state, &quote! { #[cfg(feature = "serde")] });
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#members,)*
        }

        #answer
        #new
        #read
        #write
    }
}

/// How a record is read: its fields, and where each goes.
fn read(record: &Record, state: Option<&InRecord<'_>>) -> TokenStream {
    let name = ident(&record.ty);
    let fields = record.fields.iter().map(|field| &field.wire);
    let fields = fields.chain(state.into_iter().flat_map(InRecord::fields));
    let required = record.fields.iter().filter(|field| is_required(field)).map(|field| &field.wire);
    let required = required.chain(state.map(InRecord::required));
    let blank = record.fields.iter().map(|field| {
        let (name, blank) = (ident(&field.name), blank(field));
        quote! { #name: #blank }
    });
    let blank = blank.chain(state.map(InRecord::blank));
    let complete = state.map(InRecord::complete);
    let last = record.fields.len().saturating_sub(1);
    let arms = record.fields.iter().enumerate().map(|(index, field)| {
        let name = ident(&field.name);
        let index = Literal::usize_unsuffixed(index);
        let pattern = if state.is_none() && index.to_string() == last.to_string() {
            quote! { _ }
        } else {
            quote! { #index }
        };
        match &field.ty {
            Type::List(_) => quote! { #pattern => self.#name = runtime::record::list(from)? },
            _ => quote! { #pattern => self.#name = from.next_value()? },
        }
    });
    let arms = arms.chain(state.map(InRecord::read));
    quote! {
        impl Record for #name {
            const FIELDS: &'static [&'static str] = &[#(#fields),*];
            const REQUIRED: &'static [&'static str] = &[#(#required),*];

            fn blank() -> Self {
                Self { #(#blank),* }
            }

            fn read<'de, A: MapAccess<'de>>(
                &mut self,
                field: usize,
                from: &mut A,
            ) -> Result<(), A::Error> {
                match field {
                    #(#arms,)*
                }
                Ok(())
            }

            #complete
        }

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                runtime::record::deserialize(deserializer)
            }
        }
    }
}

/// How a record is written.
fn write(record: &Record, state: Option<&InRecord<'_>>, only_with: &TokenStream) -> TokenStream {
    let name = ident(&record.ty);
    let fields = record.fields.iter().map(|field| {
        let (name, wire) = (ident(&field.name), &field.wire);
        if matches!(field.ty, Type::List(_)) || field.required {
            quote! { to.serialize_entry(#wire, &self.#name)?; }
        } else {
            quote! { runtime::record::optional(&mut to, #wire, self.#name.as_ref())?; }
        }
    });
    let fields = fields.chain(state.map(InRecord::write));
    quote! {
        #only_with
        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;

                let mut to = serializer.serialize_map(None)?;
                #(#fields)*
                to.end()
            }
        }
    }
}

/// A list that is not there is an empty one.
fn is_required(field: &Field) -> bool {
    field.required && !matches!(field.ty, Type::List(_))
}

/// The value of a field before it is read.
fn blank(field: &Field) -> TokenStream {
    if matches!(field.ty, Type::List(_)) {
        return quote! { Vec::new() };
    }
    if !field.required {
        return quote! { None };
    }
    match &field.ty {
        Type::String | Type::Address | Type::List(_) => quote! { String::new() },
        Type::Integer => quote! { 0 },
        Type::Boolean => quote! { false },
        Type::Timestamp => quote! { Timestamp::UNIX_EPOCH },
        Type::Id(name) => {
            let name = ident(name);
            quote! { #name::from_bytes([0; 12]) }
        }
        Type::Role(name) => {
            let name = ident(name);
            quote! { #name::from("") }
        }
        Type::Record(name) => {
            let name = ident(name);
            quote! { #name::blank() }
        }
    }
}

/// Only a server makes answers, except in a test.
fn new_for_tests(record: &Record, state: Option<&InRecord<'_>>) -> TokenStream {
    let name = ident(&record.ty);
    let new = new_with_public_fields(record, state);
    let default = default(record, &quote! { #[cfg(feature = "testing")] });
    quote! {
        #[cfg(feature = "testing")]
        #[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
        impl #name {
            /// Makes an answer for a test from what it must have; the other fields are public.
            #[must_use]
            #new
        }

        #default
    }
}

/// A `new` without arguments has a `Default` beside it.
fn default(record: &Record, only_with: &TokenStream) -> Option<TokenStream> {
    let name = ident(&record.ty);
    let arguments = record.state.is_some() || record.fields.iter().any(|field| field.required);
    (!arguments).then(|| {
        quote! {
            #only_with
            impl Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    })
}

/// `new` of a record whose optional fields a user sets one by one.
fn new_with_public_fields(record: &Record, state: Option<&InRecord<'_>>) -> TokenStream {
    let arguments = record.fields.iter().filter(|field| field.required).map(|field| {
        let (name, ty) = (ident(&field.name), ty::argument(&field.ty));
        quote! { #name: #ty }
    });
    let arguments = arguments.chain(state.map(InRecord::argument));
    let values = record.fields.iter().map(|field| {
        let name = ident(&field.name);
        if !field.required {
            let empty = match &field.ty {
                Type::List(_) => quote! { Vec::new() },
                _ => quote! { None },
            };
            return quote! { #name: #empty };
        }
        let value = ty::from_argument(field);
        if name == value.to_string() {
            value
        } else {
            quote! { #name: #value }
        }
    });
    let values = values.chain(state.map(InRecord::value));
    quote! {
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values),* }
        }
    }
}

/// Lists default to empty; what need not be there is an `Option`; null is absent.
fn answered_field(field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let doc = Doc::new(&field.about);
    let ty = ty::ty(&field.ty);
    match &field.ty {
        Type::List(_) => quote! { #doc pub #name: #ty },
        _ if field.required => quote! { #doc pub #name: #ty },
        _ => quote! { #doc pub #name: Option<#ty> },
    }
}

fn sent(record: &Record) -> TokenStream {
    let name = ident(&record.ty);
    let doc = Doc::new(&record.about);
    let rename_all = fields::rename_all(&record.fields);
    let members = record.fields.iter().map(|field| fields::sent_field(field, rename_all.is_some()));
    let new = fields::new("the record", record.fields.iter());
    let setters = record.fields.iter().filter(|field| !field.required).map(fields::setter);
    quote! {
        #doc
        #[must_use = "a record does nothing until it is part of a request"]
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[cfg_attr(feature = "serde", derive(serde::Deserialize))]
        #rename_all
        pub struct #name {
            #(#members,)*
        }

        impl #name {
            #new
            #(#setters)*
        }
    }
}

fn both(record: &Record) -> TokenStream {
    let name = ident(&record.ty);
    let doc = Doc::new(&record.about);
    let members = record.fields.iter().map(answered_field);
    let answer = record.whole.then(|| quote! { impl Answer for #name {} });
    let new = new_with_public_fields(record, None);
    let default = default(record, &TokenStream::new());
    let read = read(record, None);
    let write = write(record, None, &TokenStream::new());
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#members,)*
        }

        impl #name {
            /// Makes the record from what it must have; the other fields are public.
            #[must_use]
            #new
        }

        #default
        #answer
        #read
        #write
    }
}
