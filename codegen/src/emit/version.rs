//! The modules of one version of a surface: its resources and its records.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, escape};
use super::split::{Part, add};
use super::surface::allow_deprecated;
use super::ty::Needs;
use super::{conversion, record, request, states};
use crate::Files;
use crate::model::{Api, Operation, Record, Resource, Returns, StateType, Surface, Version};
use crate::names::{ident, type_module};
use crate::render;

/// Adds the files of a version.
pub(super) fn files(version: &Version, surface: &Surface, api: &Api, files: &mut Files) {
    let mut folder = format!("src/{}", surface.module);
    if let Some(module) = &version.module {
        folder = format!("{folder}/{module}");
        let path = format!("{folder}/mod.rs");
        let text = render::rust(&path, version_module(version, surface));
        files.insert(path, text);
    }
    for resource in &version.resources {
        let one = |operations: &[Operation], within: &TokenStream, doc: TokenStream| {
            resource_file(operations, surface, api, within, &doc)
        };
        let doc = resource_doc(resource);
        let parts = || {
            let file = |operation: &Operation| {
                let tokens =
                    one(std::slice::from_ref(operation), &quote! { super::super }, quote! {});
                (type_module(&operation.ty), operation.ty.clone(), tokens)
            };
            resource.operations.iter().map(file).collect()
        };
        let whole = one(&resource.operations, &quote! { super }, doc.clone());
        add(&format!("{folder}/{}", resource.module), whole, &doc, parts, files);
    }
    if !version.records.is_empty() {
        let doc = quote! {
            //! What requests and answers are made of.
        };
        let whole = records_file(&version.records, &version.states, version, surface, &doc);
        let parts = || records_parts(version, surface);
        add(&format!("{folder}/records"), whole, &doc, parts, files);
    }
}

/// The modules of the resources and records, and what is in them.
pub(super) fn modules(version: &Version) -> TokenStream {
    let mut modules: Vec<(&str, Vec<&str>)> = version
        .resources
        .iter()
        .map(|resource| {
            let names = resource.operations.iter().map(|operation| operation.ty.as_str());
            (resource.module.as_str(), names.collect())
        })
        .collect();
    if !version.records.is_empty() {
        modules.push(("records", record_names(version).collect()));
    }
    modules.sort_unstable();
    let mods = modules.iter().map(|(module, _)| {
        let module = ident(module);
        quote! { mod #module; }
    });
    let uses = modules.iter().map(|(module, names)| {
        let module = ident(module);
        let mut names = names.clone();
        names.sort_unstable();
        let names = names.into_iter().map(ident);
        quote! { pub use self::#module::{#(#names),*}; }
    });
    quote! { #(#mods)* #(#uses)* }
}

/// All names of a version, sorted.
pub(super) fn names(version: &Version) -> Vec<&str> {
    let operations = version.resources.iter().flat_map(|resource| &resource.operations);
    let mut names: Vec<&str> = operations.map(|operation| operation.ty.as_str()).collect();
    names.extend(record_names(version));
    names.sort_unstable();
    names
}

fn record_names(version: &Version) -> impl Iterator<Item = &str> {
    let states = version.states.iter().flat_map(|states| [&states.ty, &states.unknown]);
    version.records.iter().map(|record| &record.ty).chain(states).map(String::as_str)
}

fn version_module(version: &Version, surface: &Surface) -> TokenStream {
    let date = version.date.as_deref().unwrap_or_default();
    let doc = Doc::default()
        .markdown(&format!("Version {date} of the resources of the {}.", escape(&surface.name)))
        .markdown(&format!(
            "What is the newest of its name is in [`{0}`](super) too.",
            surface.module
        ))
        .inner();
    let allow = allow_deprecated(surface);
    let modules = modules(version);
    quote! { #doc #allow #modules }
}

fn resource_doc(resource: &Resource) -> TokenStream {
    let doc = Doc::new(&resource.about);
    resource.notes.iter().fold(doc, |doc, note| doc.prose(note)).inner()
}

fn resource_file(
    operations: &[Operation],
    surface: &Surface,
    api: &Api,
    within: &TokenStream,
    doc: &TokenStream,
) -> TokenStream {
    // A folder says it once for all of its files.
    let allow = (!doc.is_empty()).then(|| allow_deprecated(surface));
    let mut needs = Needs::default();
    for operation in operations {
        operation.fields().for_each(|field| needs.add(&field.ty));
        operation.returns.ty().into_iter().for_each(|ty| needs.add(ty));
    }
    let has_body = operations.iter().any(|operation| !operation.body.is_empty());
    let serde = has_body.then(|| quote! { use serde::Serialize; });
    let paged = operations.iter().any(|operation| matches!(operation.returns, Returns::Page(_)));
    let runtime = ["Encoder", "Method", "Operation", "Page", "PagedRequest", "Request"];
    let runtime = runtime.into_iter().filter(|name| paged || !name.starts_with("Page"));
    let runtime = group(&quote! { runtime }, runtime);
    let mut here = BTreeSet::from([surface.marker.as_str()]);
    let version = operations.first().and_then(|operation| operation.version.as_deref());
    let defined = operations.iter().map(|operation| operation.ty.clone());
    let file =
        conversion::File::new(surface, version, defined.chain(needs.records.iter().cloned()));
    for operation in operations {
        file.names(operation, &mut needs.records, &mut here);
    }
    let conversions: Vec<TokenStream> =
        operations.iter().filter_map(|operation| conversion::request(operation, &file)).collect();
    let own = |name: &&str| !operations.iter().any(|operation| operation.ty == **name);
    let imports = imports(&needs, here.into_iter().filter(own), surface);
    let records = needs.records.iter().map(String::as_str);
    let records = group(&quote! { #within::records }, records);
    let crate_name = &api.package.crate_name;
    let requests = operations.iter().map(|op| request::request(op, surface, crate_name));
    quote! {
        #doc
        #allow
        #runtime
        #serde
        #imports
        #records
        #(#requests)*
        #(#conversions)*
    }
}

fn records_parts(version: &Version, surface: &Surface) -> Vec<Part> {
    let none = TokenStream::new();
    let records = version.records.iter().map(|record| {
        let one = std::slice::from_ref(record);
        (&record.ty, records_file(one, &[], version, surface, &none))
    });
    let states = version.states.iter().flat_map(|states| {
        let known = records_file(&[], std::slice::from_ref(states), version, surface, &none);
        let unknown = states::unknown(states);
        let one = std::slice::from_ref(&unknown);
        let unknown = records_file(one, &[], version, surface, &none);
        [(&states.ty, known), (&states.unknown, unknown)]
    });
    records.chain(states).map(|(ty, file)| (type_module(ty), ty.clone(), file)).collect()
}

/// Records and state types; a file of all of them has a head and needs no records from elsewhere.
fn records_file(
    records: &[Record],
    states: &[StateType],
    version: &Version,
    surface: &Surface,
    doc: &TokenStream,
) -> TokenStream {
    let all = !doc.is_empty();
    let unknown: Vec<Record> = states.iter().filter(|_| all).map(states::unknown).collect();
    let known: Vec<&Record> = records.iter().chain(&unknown).collect();
    let mut needs = Needs::default();
    known.iter().flat_map(|record| &record.fields).for_each(|field| needs.add(&field.ty));
    for states in states {
        needs.add(&states.status.ty);
        states.fields.iter().for_each(|field| needs.add(&field.ty));
    }
    let is = |yes: fn(&Record) -> bool| known.iter().any(|record| yes(record));
    let has_states = !states.is_empty();
    let answered = is(|record| record.answered) || has_states;
    let runtime = [is(|record| record.whole).then_some("Answer"), answered.then_some("Record")];
    let runtime = group(&quote! { runtime }, runtime.into_iter().flatten());
    let serde = [
        answered.then_some("Deserialize"),
        answered.then_some("Deserializer"),
        is(|record| record.sent && !record.answered).then_some("Serialize"),
    ];
    let serde = group(&quote! { serde }, serde.into_iter().flatten());
    let map_access = answered.then(|| quote! { use serde::de::MapAccess; });
    let conversions: Vec<_> = conversion::records(version)
        .filter(|(_, conversion)| records.iter().any(|record| record.ty == conversion.from))
        .collect();
    let defined = known.iter().map(|record| record.ty.clone());
    let own = defined.chain(needs.records.iter().cloned());
    let file = conversion::File::new(surface, version.date.as_deref(), own);
    let mut here = BTreeSet::new();
    for conversion in &conversions {
        file.names_of_record(*conversion, &mut needs.records, &mut here);
    }
    let imports = imports(&needs, here.into_iter(), surface);
    let beside = (!all).then(|| beside(&needs, &known, states)).flatten();
    let conversions =
        conversions.into_iter().map(|conversion| conversion::record(conversion, &file));
    let states = states.iter().map(states::states);
    let records = known.iter().map(|record| record::record(record, version));
    quote! {
        #doc
        #runtime
        #serde
        #map_access
        #imports
        #beside
        #(#records)*
        #(#states)*
        #(#conversions)*
    }
}

/// What a record or state type needs of the files beside it.
fn beside(needs: &Needs, known: &[&Record], states: &[StateType]) -> Option<TokenStream> {
    let of_records = known.iter().filter_map(|record| record.state.as_ref());
    let mut names: BTreeSet<&str> = of_records.map(|state| state.ty.as_str()).collect();
    names.extend(states.iter().map(|states| states.unknown.as_str()));
    names.extend(needs.records.iter().map(String::as_str));
    names.retain(|name| !known.iter().any(|record| record.ty == *name));
    group(&quote! { super }, names)
}

/// What a file needs of the crate; `here` is what it names of its surface besides roles.
fn imports<'n>(
    needs: &'n Needs,
    here: impl Iterator<Item = &'n str>,
    surface: &Surface,
) -> TokenStream {
    let here: BTreeSet<&str> = here.chain(needs.roles.iter().map(String::as_str)).collect();
    let module = ident(&surface.module);
    let here = group(&quote! { crate::#module }, here);
    let timestamp = needs.timestamp.then_some("Timestamp");
    let mut root: Vec<&str> =
        timestamp.into_iter().chain(needs.ids.iter().map(String::as_str)).collect();
    root.sort_unstable();
    let root = group(&quote! { crate }, root);
    quote! { #here #root }
}

/// `use path::{…};`, or nothing.
fn group<'n>(path: &TokenStream, names: impl IntoIterator<Item = &'n str>) -> Option<TokenStream> {
    let names: Vec<_> = names.into_iter().map(ident).collect();
    match names.as_slice() {
        [] => None,
        [name] => Some(quote! { use #path::#name; }),
        names => Some(quote! { use #path::{#(#names),*}; }),
    }
}
