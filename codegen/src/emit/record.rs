//! A JSON object: public fields in an answer, `new` and methods in a request.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::Doc;
use super::{fields, ty};
use crate::model::{Field, Record, Type};
use crate::names::ident;

pub(super) fn record(record: &Record) -> TokenStream {
    match (record.answered, record.sent) {
        (true, false) => answered(record),
        (false, true) => sent(record, &quote! { Serialize }, &quote! { serde::Deserialize }),
        // In both directions it is built like a request and read through its methods.
        _ => both(record),
    }
}

fn answered(record: &Record) -> TokenStream {
    let name = ident(&record.ty);
    let doc = Doc::new(&record.about);
    let rename_all = fields::rename_all(&record.fields);
    let members = record.fields.iter().map(|field| answered_field(field, rename_all.is_some()));
    let answer = record.whole.then(|| quote! { impl Answer for #name {} });
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, Deserialize)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        #[non_exhaustive]
        #rename_all
        pub struct #name {
            #(#members,)*
        }

        #answer
    }
}

/// Lists default to empty; what need not be there is an `Option`; null is absent.
fn answered_field(field: &Field, all: bool) -> TokenStream {
    let name = ident(&field.name);
    let doc = Doc::new(&field.about);
    let rename = fields::rename(field, all);
    let ty = ty::ty(&field.ty);
    match &field.ty {
        Type::List(_) => quote! {
            #doc
            #rename
            #[serde(default, deserialize_with = "runtime::null_as_default")]
            pub #name: #ty
        },
        _ if field.required => quote! { #doc #rename pub #name: #ty },
        _ => quote! {
            #doc
            #rename
            #[serde(skip_serializing_if = "Option::is_none")]
            pub #name: Option<#ty>
        },
    }
}

fn sent(record: &Record, derived: &TokenStream, with_feature: &TokenStream) -> TokenStream {
    let name = ident(&record.ty);
    let doc = Doc::new(&record.about);
    let rename_all = fields::rename_all(&record.fields);
    let members = record.fields.iter().map(|field| fields::sent_field(field, rename_all.is_some()));
    let new = fields::new("the record", record.fields.iter());
    let setters = record.fields.iter().filter(|field| !field.required).map(fields::setter);
    quote! {
        #doc
        #[must_use = "a record does nothing until it is part of a request"]
        #[derive(Debug, Clone, PartialEq, #derived)]
        #[cfg_attr(feature = "serde", derive(#with_feature))]
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
    let rename_all = fields::rename_all(&record.fields);
    let members = record.fields.iter().map(|field| answered_field(field, rename_all.is_some()));
    let answer = record.whole.then(|| quote! { impl Answer for #name {} });
    let required = record.fields.iter().filter(|field| is_given(field));
    let arguments = required.map(|field| {
        let (name, ty) = (ident(&field.name), ty::argument(&field.ty));
        quote! { #name: #ty }
    });
    let values = record.fields.iter().map(|field| {
        let name = ident(&field.name);
        let value = match &field.ty {
            _ if is_given(field) => ty::from_argument(field),
            Type::List(_) => quote! { Vec::new() },
            _ => quote! { None },
        };
        quote! { #name: #value }
    });
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[non_exhaustive]
        #rename_all
        pub struct #name {
            #(#members,)*
        }

        impl #name {
            /// Makes the record from what it must have; the other fields are public.
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }
        }

        #answer
    }
}

fn is_given(field: &Field) -> bool {
    field.required
}
