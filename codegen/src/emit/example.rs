//! Examples that are compiled: built as tokens, printed as code.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Api, Field, Operation, Record, Returns, Surface, Type};
use crate::names::ident;
use crate::render;

/// Sends one operation with a client that is there already.
pub(super) fn send(operation: &Operation, surface: &Surface, crate_name: &str) -> Vec<String> {
    let module = ident(&surface.module);
    let krate = ident(crate_name);
    let ids = id_types(operation, surface);
    let constants = constants(operation);
    let call = call(operation, surface);
    let send = match operation.returns {
        Returns::Nothing => quote! { client.send(request).await?; },
        _ => quote! { let answer = client.send(request).await?; },
    };
    let mut lines = render::statements(&quote! {
        use #krate::{#(#ids,)* #module};
        #constants
        let request = #call;
        #send
    });
    let imports = lines.iter().position(|line| line.ends_with(';')).map_or(0, |last| last + 1);
    let hidden = format!(
        "# async fn example(client: {}::Client) -> Result<(), {crate_name}::Error> {{",
        surface.module
    );
    lines.splice(imports..imports, [String::new(), hidden]);
    lines.push("# Ok(()) }".to_owned());
    lines
}

/// The first call of the crate: a whole program.
pub(super) fn first_call(api: &Api) -> Vec<String> {
    let (surface, id) = &api.package.first_call;
    let surface = &api.surfaces[*surface];
    let operation = operation(surface, id);
    let krate = ident(&api.package.crate_name);
    let module = ident(&surface.module);
    let ids = id_types(operation, surface);
    let constants = constants(operation);
    let call = call(operation, surface);
    let client = match &surface.address {
        crate::model::Address::Given(address) => quote! { #module::Client::at(#address) },
        crate::model::Address::Public(_) => quote! { #module::Client::builder() },
    };
    let program = quote! {
        use #krate::{ApiKey, #(#ids,)* #module};
        #constants
        #[tokio::main]
        async fn main() -> Result<(), #krate::Error> {
            let client = #client
                .credentials(ApiKey::new("public-key", "private-key"))
                .build()?;
            let request = #call;
            let answer = client.send(request).await?;
            println!("{answer:?}");
            Ok(())
        }
    };
    render::program(program)
}

/// The operation of the front page; that it exists on the surface was checked.
fn operation<'a>(surface: &'a Surface, id: &str) -> &'a Operation {
    let operations = surface.versions.iter().flat_map(|version| &version.resources);
    let found = operations.flat_map(|r| &r.operations).find(|operation| operation.id == *id);
    found.unwrap_or_else(|| panic!("`{id}` is the first call, but not on `{}`", surface.id))
}

/// The id types that the example of an operation names.
fn id_types(operation: &Operation, surface: &Surface) -> Vec<proc_macro2::Ident> {
    let mut names = BTreeSet::new();
    for field in operation.path_params.iter().chain(arguments(operation)).chain(options(operation))
    {
        collect_ids(&field.ty, surface, 0, &mut names);
    }
    names.into_iter().map(ident).collect()
}

fn collect_ids<'a>(ty: &'a Type, surface: &'a Surface, depth: u8, names: &mut BTreeSet<&'a str>) {
    match ty {
        Type::Id(name) => _ = names.insert(name),
        Type::List(_) if depth == DEEPEST => {}
        Type::List(item) => collect_ids(item, surface, depth + 1, names),
        Type::Record(name) => {
            let fields = record(surface, name).into_iter().flat_map(|record| &record.fields);
            for field in fields.filter(|field| field.required) {
                collect_ids(&field.ty, surface, depth, names);
            }
        }
        _ => {}
    }
}

/// What `new` takes after the path.
fn arguments(operation: &Operation) -> impl Iterator<Item = &Field> {
    operation.query.iter().chain(&operation.body).filter(|field| field.required)
}

/// The query parameters that an example shows although they need not be there.
fn options(operation: &Operation) -> impl Iterator<Item = &Field> {
    operation.query.iter().filter(|field| !field.required && field.example.is_some())
}

fn id_name(field: &Field) -> Option<&String> {
    match &field.ty {
        Type::Id(name) => Some(name),
        _ => None,
    }
}

/// How many lists in lists an example shows.
const DEEPEST: u8 = 2;

/// A checked literal for each path parameter.
fn constants(operation: &Operation) -> TokenStream {
    let constants = operation.path_params.iter().filter_map(|field| {
        let ty = ident(id_name(field)?);
        let (name, text) = (constant(field, operation), field.example.as_deref()?);
        Some(quote! { const #name: #ty = #ty::from_static(#text); })
    });
    quote! { #(#constants)* }
}

/// `ORG` for `org_id`, unless another placeholder is called `org`.
fn constant(field: &Field, operation: &Operation) -> proc_macro2::Ident {
    let short = field.name.trim_end_matches("_id");
    let taken = operation.path_params.iter().any(|other| other.name == short);
    format_ident!("{}", if taken { &field.name } else { short }.to_uppercase())
}

/// `surface::Operation::new(…)`, with the query parameters that have an example.
fn call(operation: &Operation, surface: &Surface) -> TokenStream {
    let (module, ty) = (ident(&surface.module), ident(&operation.ty));
    let paths = operation.path_params.iter().map(|field| {
        let name = constant(field, operation);
        quote! { #name }
    });
    let others = arguments(operation).map(|field| value(&field.ty, field, surface, 0));
    let options = options(operation);
    let options = options.map(|field| {
        let (name, value) = (ident(&field.name), value(&field.ty, field, surface, 0));
        quote! { .#name(#value) }
    });
    quote! { #module::#ty::new(#(#paths,)* #(#others),*) #(#options)* }
}

/// A value that a reader understands.
fn value(ty: &Type, field: &Field, surface: &Surface, depth: u8) -> TokenStream {
    let module = ident(&surface.module);
    match ty {
        Type::String | Type::Address => {
            let text = field.example.as_deref().unwrap_or("text");
            quote! { #text }
        }
        Type::Integer => quote! { 1 },
        Type::Boolean => quote! { true },
        Type::Timestamp => quote! { "2026-01-14T15:28:13Z".parse().expect("a point in time") },
        Type::Id(name) => {
            let name = ident(name);
            let text = field.example.as_deref().unwrap_or_default();
            quote! { #name::from_static(#text) }
        }
        Type::Role(name) => {
            let role = surface.roles.iter().find(|role| role.ty == *name);
            let variant = ident(role.map_or("Unknown", |role| &role.example));
            let name = ident(name);
            quote! { #module::#name::#variant }
        }
        Type::Record(name) => {
            let ty = ident(name);
            let fields = record(surface, name).map(|record| &record.fields);
            let arguments = fields.into_iter().flatten().filter(|field| field.required);
            let arguments = arguments.map(|field| value(&field.ty, field, surface, depth));
            quote! { #module::#ty::new(#(#arguments),*) }
        }
        // A record may hold a list of itself.
        Type::List(_) if depth == DEEPEST => quote! { [] },
        Type::List(item) => {
            let item = value(item, field, surface, depth + 1);
            quote! { [#item] }
        }
    }
}

fn record<'a>(surface: &'a Surface, name: &str) -> Option<&'a Record> {
    let mut records = surface.versions.iter().rev().flat_map(|version| &version.records);
    records.find(|record| record.ty == name)
}
