//! The way from one call to another as a program.

use proc_macro2::TokenStream;
use quote::quote;

use super::example::{
    Given, arguments, call, constants, id_name, id_types, options, paged, record,
};
use super::migration::{operations, replaced};
use crate::model::{Field, Operation, Replacement, Returns, Surface, Type};
use crate::names::ident;
use crate::render;

/// A call and the one that replaces it, as two functions.
pub(super) fn before_and_after(
    before: &Operation,
    after: &Operation,
    way: &Replacement,
    surface: &Surface,
    crate_name: &str,
) -> Vec<String> {
    let (krate, module) = (ident(crate_name), ident(&surface.module));
    let found = found(before, after, surface);
    let mut ids = id_types(before, surface, None);
    ids.extend(id_types(after, surface, found.as_ref().map(|found| &found.given)));
    ids.sort_unstable();
    ids.dedup();
    let function = |name: &str, operation: &Operation, way: Option<&Replacement>| {
        let name = ident(name);
        let found = found.as_ref().filter(|_| way.is_some());
        let given = found.map(|found| &found.given);
        let constants = constants(operation, given);
        let find = found.map(|found| find(found, surface));
        let call = call(operation, surface, way, given);
        let send = match operation.returns {
            Returns::Nothing => quote! { client.send(request).await?; },
            Returns::Page(_) => paged(),
            _ => quote! {
                let answer = client.send(request).await?;
                println!("{answer:?}");
            },
        };
        quote! {
            async fn #name(client: #module::Client) -> Result<(), Error> {
                #constants
                #find
                let request = #call;
                #send
                Ok(())
            }
        }
    };
    let (before, after) = (function("before", before, None), function("after", after, Some(way)));
    render::program(quote! {
        use #krate::{Error, #(#ids,)* #module};
        #before
        #after
    })
}

/// How the id is found that the new call takes and the old one did not.
struct Found<'s> {
    /// The parameter that takes it.
    given: Given<'s>,
    /// The list in which it is.
    list: &'s Operation,
    /// How that list shows what the old one showed.
    way: Option<&'s Replacement>,
}

/// The list, at the same place, of what has such an id.
fn found<'s>(before: &Operation, after: &'s Operation, surface: &'s Surface) -> Option<Found<'s>> {
    let new = |field: &&Field| !before.path_params.iter().any(|old| old.ty == field.ty);
    let field = after.path_params.iter().filter(|field| id_name(field).is_some()).find(new)?;
    let lists = |operation: &&Operation| {
        let item = match &operation.returns {
            Returns::One(Type::List(item)) => item,
            Returns::Page(item) => item,
            _ => return false,
        };
        let Type::Record(item) = item else { return false };
        let is_id = |own: &Field| own.wire == "id" && own.required && own.ty == field.ty;
        let known = |own: &Field| before.path_params.iter().any(|old| old.name == own.name);
        record(operation, surface, item).is_some_and(|(_, record)| record.fields.iter().any(is_id))
            && operation.path_params.iter().all(known)
            && arguments(operation).next().is_none()
            // The first of a list that nothing narrows is anybody.
            && options(operation).next().is_some()
    };
    let list = operations(surface).map(|(_, operation)| operation);
    let list = list.filter(|operation| operation.newest).find(lists)?;
    let way = replaced(surface).map(|(.., way)| way).find(|way| way.id == list.id);
    let given = Given { field, value: quote! { found.id } };
    Some(Found { given, list, way })
}

fn find(found: &Found<'_>, surface: &Surface) -> TokenStream {
    let call = call(found.list, surface, found.way, None);
    let first = match found.list.returns {
        Returns::Page(_) => quote! { client.items(find).next().await.transpose()? },
        _ => quote! { client.send(find).await?.into_iter().next() },
    };
    quote! {
        let find = #call;
        let Some(found) = #first else { return Ok(()); };
    }
}
