//! Types of fields and arguments as tokens.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Field, Type};
use crate::names::ident;

/// A type as a field has it.
pub(super) fn ty(ty: &Type) -> TokenStream {
    match ty {
        Type::String | Type::Address => quote! { String },
        Type::Integer => quote! { i64 },
        Type::Boolean => quote! { bool },
        Type::Timestamp => quote! { Timestamp },
        Type::Id(name) | Type::Role(name) | Type::Record(name) => {
            let name = ident(name);
            quote! { #name }
        }
        Type::List(item) => {
            let item = self::ty(item);
            quote! { Vec<#item> }
        }
    }
}

/// A type as an argument has it: what is easiest to give.
pub(super) fn argument(ty: &Type) -> TokenStream {
    match ty {
        Type::String | Type::Address => quote! { impl Into<String> },
        Type::List(item) => {
            let item = self::ty(item);
            quote! { impl IntoIterator<Item = #item> }
        }
        other => self::ty(other),
    }
}

/// The field's value from an argument of the same name.
pub(super) fn from_argument(field: &Field) -> TokenStream {
    let name = ident(&field.name);
    match &field.ty {
        Type::String | Type::Address => quote! { #name.into() },
        Type::List(_) => quote! { #name.into_iter().collect() },
        _ => quote! { #name },
    }
}

/// The names that fields need in scope.
#[derive(Default)]
pub(super) struct Needs {
    pub(super) ids: BTreeSet<String>,
    pub(super) roles: BTreeSet<String>,
    pub(super) records: BTreeSet<String>,
    pub(super) timestamp: bool,
}

impl Needs {
    pub(super) fn add(&mut self, ty: &Type) {
        match ty {
            Type::Id(name) => _ = self.ids.insert(name.clone()),
            Type::Role(name) => _ = self.roles.insert(name.clone()),
            Type::Record(name) => _ = self.records.insert(name.clone()),
            Type::Timestamp => self.timestamp = true,
            Type::List(item) => self.add(item),
            Type::String | Type::Address | Type::Integer | Type::Boolean => {}
        }
    }
}
