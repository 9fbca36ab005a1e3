//! Examples that are compiled: built as tokens, printed as code.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::model::{Api, Field, Operation, Record, Replacement, Returns, Surface, Type, Version};
use crate::names::{ident, version_module};
use crate::render;

/// Sends one operation with a client that is there already.
pub(super) fn send(operation: &Operation, surface: &Surface, crate_name: &str) -> Vec<String> {
    let module = ident(&surface.module);
    let krate = ident(crate_name);
    let ids = id_types(operation, surface, None);
    let constants = constants(operation, None);
    let call = call(operation, surface, None, None);
    let send = match operation.returns {
        Returns::Nothing => quote! { client.send(request).await?; },
        Returns::Page(_) => paged(),
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
    let ids = id_types(operation, surface, None);
    let constants = constants(operation, None);
    let call = call(operation, surface, None, None);
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

/// Goes through all pages.
pub(super) fn paged() -> TokenStream {
    quote! {
        let mut items = client.items(request);
        while let Some(item) = items.next().await {
            let item = item?;
            println!("{item:?}");
        }
    }
}

/// The operation of the front page; that it exists on the surface was checked.
fn operation<'a>(surface: &'a Surface, id: &str) -> &'a Operation {
    let operations = surface.versions.iter().flat_map(|version| &version.resources);
    let found = operations
        .flat_map(|r| &r.operations)
        .find(|operation| operation.newest && operation.id == *id);
    found.unwrap_or_else(|| panic!("`{id}` is the first call, but not on `{}`", surface.id))
}

/// The id types that the example of an operation names.
pub(super) fn id_types(
    operation: &Operation,
    surface: &Surface,
    given: Option<&Given<'_>>,
) -> Vec<Ident> {
    let mut names = BTreeSet::new();
    let paths = operation.path_params.iter().filter(|field| !is(given, field));
    for field in paths.chain(arguments(operation)).chain(options(operation)) {
        collect_ids(&field.ty, operation, surface, 0, &mut names);
    }
    names.into_iter().map(ident).collect()
}

fn collect_ids<'a>(
    ty: &'a Type,
    operation: &Operation,
    surface: &'a Surface,
    depth: u8,
    names: &mut BTreeSet<&'a str>,
) {
    match ty {
        Type::Id(name) => _ = names.insert(name),
        Type::List(_) if depth == DEEPEST => {}
        Type::List(item) => collect_ids(item, operation, surface, depth + 1, names),
        Type::Record(name) => {
            let record = record(operation, surface, name);
            let fields = record.into_iter().flat_map(|(_, record)| &record.fields);
            for field in fields.filter(|field| field.required) {
                collect_ids(&field.ty, operation, surface, depth, names);
            }
        }
        _ => {}
    }
}

/// What `new` takes after the path.
pub(super) fn arguments(operation: &Operation) -> impl Iterator<Item = &Field> {
    operation.query.iter().chain(&operation.body).filter(|field| field.required)
}

/// What an example shows although it need not be there: query parameters with an example of their
/// own, and of a body in which nothing needs to be there the first member, since none says nothing.
pub(super) fn options(operation: &Operation) -> impl Iterator<Item = &Field> {
    let query = operation.query.iter().filter(|field| !field.required && field.example.is_some());
    let is_empty = !operation.body.iter().any(|field| field.required);
    query.chain(operation.body.iter().take(usize::from(is_empty)))
}

pub(super) fn id_name(field: &Field) -> Option<&String> {
    match &field.ty {
        Type::Id(name) => Some(name),
        _ => None,
    }
}

/// How many lists in lists an example shows.
const DEEPEST: u8 = 2;

/// A path parameter of which an example has the value already.
pub(super) struct Given<'g> {
    pub(super) field: &'g Field,
    pub(super) value: TokenStream,
}

fn is(given: Option<&Given<'_>>, field: &Field) -> bool {
    given.is_some_and(|given| given.field.name == field.name)
}

/// A checked literal for each path parameter.
pub(super) fn constants(operation: &Operation, given: Option<&Given<'_>>) -> TokenStream {
    let paths = operation.path_params.iter().filter(|field| !is(given, field));
    let constants = paths.filter_map(|field| {
        let ty = ident(id_name(field)?);
        let (name, text) = (constant(field, operation), field.example.as_deref()?);
        Some(quote! { const #name: #ty = #ty::from_static(#text); })
    });
    quote! { #(#constants)* }
}

/// `ORG` for `org_id`, unless another placeholder is called `org`.
fn constant(field: &Field, operation: &Operation) -> Ident {
    let short = field.name.trim_end_matches("_id");
    let taken = operation.path_params.iter().any(|other| other.name == short);
    format_ident!("{}", if taken { &field.name } else { short }.to_uppercase())
}

/// `surface::Operation::new(…)`, with the query parameters that have an example.
pub(super) fn call(
    operation: &Operation,
    surface: &Surface,
    way: Option<&Replacement>,
    given: Option<&Given<'_>>,
) -> TokenStream {
    let ty = ident(&operation.ty);
    let module = module(operation, surface);
    let paths = operation.path_params.iter().map(|field| match given {
        Some(given) if given.field.name == field.name => given.value.clone(),
        _ => constant(field, operation).into_token_stream(),
    });
    let others = arguments(operation).map(|field| value(&field.ty, field, operation, surface, 0));
    let optional = options(operation).map(|field| {
        let (name, value) = (ident(&field.name), value(&field.ty, field, operation, surface, 0));
        quote! { .#name(#value) }
    });
    let needed = way.into_iter().flat_map(|way| &way.needed);
    let needed = needed.filter_map(|name| {
        let shown = || options(operation).any(|option| option.name == *name);
        let field = operation.fields().find(|field| field.name == *name && !shown());
        let (field, name) = (field?, ident(name));
        let value = value(&field.ty, field, operation, surface, 0);
        Some(quote! { .#name(#value) })
    });
    let set = way.into_iter().flat_map(|way| &way.set);
    let set = set.map(|(name, constant)| {
        let (name, ty, variant) = (ident(name), ident(&constant.ty), ident(&constant.variant));
        let module = ident(&surface.module);
        let value = quote! { #module::#ty::#variant };
        let value = if constant.list {
            quote! { [#value] }
        } else {
            value
        };
        quote! { .#name(#value) }
    });
    quote! { #module::#ty::new(#(#paths,)* #(#others),*) #(#optional)* #(#needed)* #(#set)* }
}

/// Where a request is found: the newest is in the module of its surface.
fn module(operation: &Operation, surface: &Surface) -> TokenStream {
    let module = ident(&surface.module);
    match &operation.version {
        Some(version) if !operation.newest => {
            let version = ident(&version_module(version));
            quote! { #module::#version }
        }
        _ => quote! { #module },
    }
}

/// A value that a reader understands.
fn value(
    ty: &Type,
    field: &Field,
    operation: &Operation,
    surface: &Surface,
    depth: u8,
) -> TokenStream {
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
            let record = record(operation, surface, name);
            let (module, record) = record.unzip();
            let fields = record.into_iter().flat_map(|record: &Record| &record.fields);
            let arguments = fields.filter(|field| field.required);
            let arguments =
                arguments.map(|field| value(&field.ty, field, operation, surface, depth));
            quote! { #module::#ty::new(#(#arguments),*) }
        }
        // A record may hold a list of itself.
        Type::List(_) if depth == DEEPEST => quote! { [] },
        Type::List(item) => {
            let text = matches!(**item, Type::String | Type::Address);
            let owned = text.then(|| quote! { .to_owned() });
            let item = value(item, field, operation, surface, depth + 1);
            quote! { [#item #owned] }
        }
    }
}

/// A record of the version of an operation, and where it is found: the newest of its name is in the
/// module of its surface.
pub(super) fn record<'a>(
    operation: &Operation,
    surface: &'a Surface,
    name: &str,
) -> Option<(TokenStream, &'a Record)> {
    let mut versions = surface.versions.iter().rev().filter_map(|version| {
        Some((version, version.records.iter().find(|record| record.ty == name)?))
    });
    let module = ident(&surface.module);
    let newest = versions.next()?;
    let of_operation = |(version, _): &(&Version, &Record)| version.date == operation.version;
    if of_operation(&newest) {
        return Some((quote! { #module }, newest.1));
    }
    let (version, record) = versions.find(of_operation)?;
    let version = version.module.as_deref().map(ident);
    Some((quote! { #module::#version }, record))
}
