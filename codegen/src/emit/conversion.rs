//! `From` an old request for the one that replaces it, where that is exact.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::model::{Conversion, Instead, Operation, RecordConversion, Replacement, Value, Version};
use crate::names::ident;

/// What replaces an operation, and how its values go over.
fn of(operation: &Operation) -> Option<(&Replacement, &Conversion)> {
    let Some(Instead::Operation(to)) = operation.deprecated.as_ref()?.instead.as_ref() else {
        return None;
    };
    Some((to, to.conversion.as_ref()?))
}

/// What the conversion of a request names.
pub(super) fn names(operation: &Operation) -> Vec<&str> {
    let Some((to, conversion)) = of(operation) else { return Vec::new() };
    let options = conversion.options.iter().map(|(_, value)| value);
    let mut names = vec![to.ty.as_str()];
    names.extend(conversion.arguments.iter().chain(options).filter_map(record_of));
    names
}

fn record_of(value: &Value) -> Option<&str> {
    match value {
        Value::Record { ty, .. } => Some(ty),
        Value::Field(_) | Value::Items(_) => None,
    }
}

/// The record conversions that the requests of a version need, each once.
pub(super) fn records(version: &Version) -> impl Iterator<Item = &RecordConversion> {
    let operations = version.resources.iter().flat_map(|resource| &resource.operations);
    let mut known: Vec<(&str, &str)> = Vec::new();
    operations.filter_map(of).flat_map(|(_, conversion)| &conversion.records).filter(
        move |conversion| {
            let both = (conversion.from.as_str(), conversion.to.as_str());
            let new = !known.contains(&both);
            known.push(both);
            new
        },
    )
}

pub(super) fn request(operation: &Operation) -> Option<TokenStream> {
    let (to, conversion) = of(operation)?;
    let (old, new) = (ident(&operation.ty), ident(&to.ty));
    let body = made(&quote! { Self }, &conversion.arguments, &conversion.options);
    Some(quote! {
        /// The same in the call that replaces it; nothing is lost.
        impl From<#old> for #new {
            fn from(old: #old) -> Self {
                #body
            }
        }
    })
}

pub(super) fn record(conversion: &RecordConversion) -> TokenStream {
    let (old, new) = (ident(&conversion.from), ident(&conversion.to));
    let body = made(&quote! { Self }, &conversion.arguments, &[]);
    quote! {
        /// The same in the record that replaces it; nothing is lost.
        impl From<#old> for #new {
            fn from(old: #old) -> Self {
                #body
            }
        }
    }
}

/// A value of `ty`: `new` with its arguments, and what there is of the optional parts.
fn made(ty: &TokenStream, arguments: &[Value], options: &[(String, Value)]) -> TokenStream {
    let name = ident("new");
    let (before, made) = steps(&name, ty, arguments, options);
    quote! { #before #made }
}

/// The statements that a value needs, and the value itself.
fn steps(
    name: &Ident,
    ty: &TokenStream,
    arguments: &[Value],
    options: &[(String, Value)],
) -> (TokenStream, TokenStream) {
    let (before, arguments): (Vec<_>, Vec<_>) = arguments.iter().map(argument).unzip();
    let new = quote! { #ty::new(#(#arguments),*) };
    if options.is_empty() {
        return (quote! { #(#before)* }, new);
    }
    let options = options.iter().map(|(method, value)| option(name, &ident(method), value));
    let before = quote! {
        #(#before)*
        let mut #name = #new;
        #(#options)*
    };
    (before, quote! { #name })
}

fn argument(value: &Value) -> (TokenStream, TokenStream) {
    match value {
        Value::Field(name) => {
            let name = ident(name);
            (quote! {}, quote! { old.#name })
        }
        Value::Items(name) => {
            let name = ident(name);
            (quote! {}, quote! { old.#name.into_iter().map(Into::into) })
        }
        Value::Record { name, ty, arguments, options } => {
            let ty = ident(ty);
            steps(&ident(name), &quote! { #ty }, arguments, options)
        }
    }
}

fn option(new: &Ident, method: &Ident, value: &Value) -> TokenStream {
    let (field, value) = match value {
        Value::Field(field) => (ident(field), quote! { value }),
        Value::Items(field) => (ident(field), quote! { value.into_iter().map(Into::into) }),
        Value::Record { .. } => {
            let (before, record) = argument(value);
            return quote! { #before #new = #new.#method(#record); };
        }
    };
    quote! {
        if let Some(value) = old.#field {
            #new = #new.#method(#value);
        }
    }
}
