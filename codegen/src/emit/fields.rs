//! What requests and sent records share: private fields, `new` with what must
//! be there, a method for each thing that may be.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, escape};
use super::ty;
use crate::model::{Field, Type};
use crate::names::ident;

/// serde's own name for a field under `rename_all = "camelCase"`.
fn camel_case(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut upper = false;
    for letter in name.chars() {
        if letter == '_' {
            upper = true;
        } else if upper {
            camel.push(letter.to_ascii_uppercase());
            upper = false;
        } else {
            camel.push(letter);
        }
    }
    camel
}

/// `rename_all` where some field needs it.
pub(super) fn rename_all<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Option<TokenStream> {
    let needed = fields
        .into_iter()
        .any(|field| field.wire != field.name && camel_case(&field.name) == field.wire);
    needed.then(|| quote! { #[serde(rename_all = "camelCase")] })
}

/// The name on the wire, where the rule of the whole does not give it.
pub(super) fn rename(field: &Field, all: bool) -> Option<TokenStream> {
    let by_rule = if all { camel_case(&field.name) } else { field.name.clone() };
    let wire = &field.wire;
    (by_rule != *wire).then(|| quote! { #[serde(rename = #wire)] })
}

/// A private field that is sent when it is there.
pub(super) fn sent_field(field: &Field, all: bool) -> TokenStream {
    let name = ident(&field.name);
    let ty = ty::ty(&field.ty);
    let rename = rename(field, all);
    if field.required {
        quote! { #rename #name: #ty }
    } else {
        quote! { #rename #[serde(skip_serializing_if = "Option::is_none")] #name: Option<#ty> }
    }
}

/// A private field that is no member of the body.
pub(super) fn other_field(field: &Field, has_body: bool) -> TokenStream {
    let name = ident(&field.name);
    let ty = ty::ty(&field.ty);
    let ty = if field.required {
        ty
    } else {
        quote! { Option<#ty> }
    };
    let skip = has_body.then(|| quote! { #[serde(skip)] });
    quote! { #skip #name: #ty }
}

/// `new`, with each required part as an argument.
pub(super) fn new<'a>(what: &str, fields: impl Iterator<Item = &'a Field> + Clone) -> TokenStream {
    let required = fields.clone().filter(|field| field.required);
    let doc = Doc::default().markdown(&format!("Makes {what} from what it must have."));
    // An id says what it is by its type.
    let told = required.clone().filter(|field| !matches!(field.ty, Type::Id(_)));
    let doc = told.fold(doc, |doc, field| {
        doc.item(&format!("`{}`: {}", field.name, escape(&field.explained())))
    });
    let arguments = required.map(|field| {
        let (name, ty) = (ident(&field.name), ty::argument(&field.ty));
        quote! { #name: #ty }
    });
    let values = fields.map(|field| {
        let name = ident(&field.name);
        if !field.required {
            return quote! { #name: None };
        }
        let value = ty::from_argument(field);
        // `org_id: org_id` is written `org_id`.
        if name == value.to_string() {
            value
        } else {
            quote! { #name: #value }
        }
    });
    quote! {
        #doc
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values),* }
        }
    }
}

/// A method for an optional part of a query.
pub(super) fn filter(field: &Field) -> TokenStream {
    let empty = matches!(field.ty, Type::List(_)).then_some("An empty list is as if left out.");
    optional(field, empty)
}

/// A method for an optional part of a body.
pub(super) fn setter(field: &Field) -> TokenStream {
    optional(field, None)
}

fn optional(field: &Field, note: Option<&str>) -> TokenStream {
    let name = ident(&field.name);
    let argument = ty::argument(&field.ty);
    let value = ty::from_argument(field);
    let mut about = escape(&field.explained());
    about.extend(note.into_iter().flat_map(|note| [" ", note]));
    if field.wire != field.name {
        about = format!("{about} Sent as `{}`.", field.wire);
    }
    let doc = Doc::default().markdown(&about);
    quote! {
        #doc
        pub fn #name(mut self, #name: #argument) -> Self {
            self.#name = Some(#value);
            self
        }
    }
}
