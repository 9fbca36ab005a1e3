//! `From` an old request for the one that replaces it, where that is exact.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::version;
use crate::model::{
    Conversion, Instead, Operation, RecordConversion, Replacement, Surface, Value, Version,
};
use crate::names::{ident, version_module};

/// What replaces an operation, and how its values go over.
fn of(operation: &Operation) -> Option<(&Replacement, &Conversion)> {
    let Some(Instead::Operation(to)) = operation.deprecated.as_ref()?.instead.as_ref() else {
        return None;
    };
    Some((to, to.conversion.as_ref()?))
}

/// The file that a conversion is written into.
pub(super) struct File<'f> {
    surface: &'f Surface,
    version: Option<&'f str>,
    /// What it defines, and the records of its own version that it imports.
    own: BTreeSet<String>,
}

/// Where a file finds what a conversion makes.
enum Found {
    /// It is of the version of the file.
    InVersion,
    /// It is the newest of its name.
    OnSurface,
    /// The name alone means another thing in the file, or on the surface.
    AtPath,
}

impl<'f> File<'f> {
    pub(super) fn new(
        surface: &'f Surface,
        version: Option<&'f str>,
        own: impl IntoIterator<Item = String>,
    ) -> Self {
        Self { surface, version, own: own.into_iter().collect() }
    }

    fn find(&self, name: &str, to: &Replacement) -> Found {
        if to.version.as_deref() == self.version {
            return Found::InVersion;
        }
        let mut versions = self.surface.versions.iter().rev();
        let newest = versions.find(|version| version::names(version).contains(&name));
        let is_newest = newest.is_some_and(|version| version.date == to.version);
        if is_newest && !self.own.contains(name) { Found::OnSurface } else { Found::AtPath }
    }

    fn path(&self, name: &str, to: &Replacement) -> TokenStream {
        let ty = ident(name);
        match (self.find(name, to), &to.version) {
            (Found::AtPath, Some(version)) => {
                let (surface, version) = (ident(&self.surface.module), version_module(version));
                let version = ident(&version);
                quote! { crate::#surface::#version::#ty }
            }
            _ => quote! { #ty },
        }
    }

    /// What the conversion of a request needs: records of its own version, and what it finds on
    /// the surface.
    pub(super) fn names<'o>(
        &self,
        operation: &'o Operation,
        records: &mut BTreeSet<String>,
        here: &mut BTreeSet<&'o str>,
    ) {
        let Some((to, conversion)) = of(operation) else { return };
        if !matches!(self.find(&to.ty, to), Found::AtPath) {
            here.insert(&to.ty);
        }
        let options = conversion.options.iter().map(|(_, value)| value);
        for name in conversion.arguments.iter().chain(options).flat_map(records_of) {
            match self.find(name, to) {
                Found::InVersion => _ = records.insert(name.to_owned()),
                Found::OnSurface => _ = here.insert(name),
                Found::AtPath => {}
            }
        }
    }

    /// The same for the conversion of a record.
    pub(super) fn names_of_record<'o>(
        &self,
        (to, conversion): (&Replacement, &'o RecordConversion),
        records: &mut BTreeSet<String>,
        here: &mut BTreeSet<&'o str>,
    ) {
        match self.find(&conversion.to, to) {
            Found::InVersion => _ = records.insert(conversion.to.clone()),
            Found::OnSurface => _ = here.insert(&conversion.to),
            Found::AtPath => {}
        }
    }
}

/// The records that a value is made of.
fn records_of(value: &Value) -> Vec<&str> {
    match value {
        Value::Record { ty, arguments, options, .. } => {
            let inner = arguments.iter().chain(options.iter().map(|(_, value)| value));
            inner.flat_map(records_of).chain([ty.as_str()]).collect()
        }
        Value::Field(_) | Value::Items(_) => Vec::new(),
    }
}

/// The record conversions that the requests of a version need, each once.
pub(super) fn records(
    version: &Version,
) -> impl Iterator<Item = (&Replacement, &RecordConversion)> {
    let operations = version.resources.iter().flat_map(|resource| &resource.operations);
    let all = operations.filter_map(of).flat_map(|(to, conversion)| {
        conversion.records.iter().map(move |conversion| (to, conversion))
    });
    let mut known: Vec<(&str, &str, Option<&str>)> = Vec::new();
    all.filter(move |(to, conversion)| {
        let both = (conversion.from.as_str(), conversion.to.as_str(), to.version.as_deref());
        let new = !known.contains(&both);
        known.push(both);
        new
    })
}

pub(super) fn request(operation: &Operation, file: &File<'_>) -> Option<TokenStream> {
    let (to, conversion) = of(operation)?;
    let (old, new) = (ident(&operation.ty), file.path(&to.ty, to));
    let body = Maker::new(file, to).made(&conversion.arguments, &conversion.options);
    let nothing = conversion.arguments.is_empty() && conversion.options.is_empty();
    let parameter = if nothing {
        quote! { _ }
    } else {
        quote! { old }
    };
    Some(quote! {
        /// The same in the call that replaces it; nothing is lost.
        impl From<#old> for #new {
            fn from(#parameter: #old) -> Self {
                #body
            }
        }
    })
}

pub(super) fn record(
    (to, conversion): (&Replacement, &RecordConversion),
    file: &File<'_>,
) -> TokenStream {
    let (old, new) = (ident(&conversion.from), file.path(&conversion.to, to));
    let body = Maker::new(file, to).made(&conversion.arguments, &[]);
    quote! {
        /// The same in the record that replaces it; nothing is lost.
        impl From<#old> for #new {
            fn from(old: #old) -> Self {
                #body
            }
        }
    }
}

/// Makes the new value; each variable has a name of its own.
struct Maker<'m> {
    file: &'m File<'m>,
    to: &'m Replacement,
    variables: Vec<Ident>,
}

impl<'m> Maker<'m> {
    fn new(file: &'m File<'m>, to: &'m Replacement) -> Self {
        let variables = ["old", "new", "value"].map(ident).to_vec();
        Self { file, to, variables }
    }

    /// `new` with its arguments, and what there is of the optional parts.
    fn made(&mut self, arguments: &[Value], options: &[(String, Value)]) -> TokenStream {
        let (before, made) = self.steps(&ident("new"), &quote! { Self }, arguments, options);
        quote! { #before #made }
    }

    /// The statements that a value needs, and the value itself.
    fn steps(
        &mut self,
        name: &Ident,
        ty: &TokenStream,
        arguments: &[Value],
        options: &[(String, Value)],
    ) -> (TokenStream, TokenStream) {
        let arguments = arguments.iter().map(|value| self.argument(value));
        let (before, arguments): (Vec<_>, Vec<_>) = arguments.unzip();
        let new = quote! { #ty::new(#(#arguments),*) };
        if options.is_empty() {
            return (quote! { #(#before)* }, new);
        }
        let options: Vec<_> = options
            .iter()
            .map(|(method, value)| self.option(name, &ident(method), value))
            .collect();
        let before = quote! {
            #(#before)*
            let mut #name = #new;
            #(#options)*
        };
        (before, quote! { #name })
    }

    fn argument(&mut self, value: &Value) -> (TokenStream, TokenStream) {
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
                let (name, ty) = (self.variable(name), self.file.path(ty, self.to));
                self.steps(&name, &ty, arguments, options)
            }
        }
    }

    fn option(&mut self, new: &Ident, method: &Ident, value: &Value) -> TokenStream {
        let (field, value) = match value {
            Value::Field(field) => (ident(field), quote! { value }),
            Value::Items(field) => (ident(field), quote! { value.into_iter().map(Into::into) }),
            Value::Record { .. } => {
                let (before, record) = self.argument(value);
                return quote! { #before #new = #new.#method(#record); };
            }
        };
        quote! {
            if let Some(value) = old.#field {
                #new = #new.#method(#value);
            }
        }
    }

    /// The name of a field, or one like it that is not taken.
    fn variable(&mut self, name: &str) -> Ident {
        let mut name = ident(name);
        while self.variables.contains(&name) {
            name = format_ident!("{name}_");
        }
        self.variables.push(name.clone());
        name
    }
}
