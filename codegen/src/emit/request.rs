//! An operation: one struct that is also its body, and what never changes as a constant.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::doc::{Doc, escape};
use super::{deprecation, example, fields, ty};
use crate::model::{Field, Operation, Returns, Surface, Type};
use crate::names::ident;
use crate::spec::Verb;

const MUST_USE: &str = "a request does nothing until it is sent: `client.send(request).await`";

pub(super) fn request<'s>(
    operation: &'s Operation,
    surface: &Surface,
    crate_name: &str,
) -> TokenStream {
    let name = ident(&operation.ty);
    let doc = doc(operation, surface, crate_name);
    let deprecated = operation.deprecated.as_ref().map(deprecation::attribute);
    let aliases = operation
        .aliases
        .iter()
        .filter(|alias| **alias != operation.ty)
        .map(|alias| quote! { #[doc(alias = #alias)] });
    let has_body = !operation.body.is_empty();
    let serialize = has_body.then(|| quote! { , Serialize });
    let rename_all = fields::rename_all(&operation.body);
    let others = operation
        .path_params
        .iter()
        .chain(&operation.query)
        .map(|field| fields::other_field(field, has_body));
    let members =
        operation.body.iter().map(|field| fields::sent_field(field, rename_all.is_some()));
    let new = fields::new("the request", operation.fields());
    let optional = |fields: &'s [Field]| fields.iter().filter(|field| !field.required);
    let setters = optional(&operation.query)
        .map(fields::filter)
        .chain(optional(&operation.body).map(fields::setter));
    let request = request_impl(operation, surface);
    quote! {
        #doc
        #deprecated
        #(#aliases)*
        #[must_use = #MUST_USE]
        #[derive(Debug, Clone #serialize)]
        #rename_all
        pub struct #name {
            #(#others,)*
            #(#members,)*
        }

        impl #name {
            #new
            #(#setters)*
        }

        #request
    }
}

fn request_impl(operation: &Operation, surface: &Surface) -> TokenStream {
    let name = ident(&operation.ty);
    let marker = ident(&surface.marker);
    let answer = answer(&operation.returns);
    let Operation { id, path, media, idempotent, .. } = operation;
    let method = method(operation.verb);
    let paths = operation.path_params.iter().map(|field| {
        let (wire, name) = (&field.wire, ident(&field.name));
        quote! { to.path(#wire, self.#name); }
    });
    let queries = operation.query.iter().map(|field| {
        let (wire, values) = (&field.wire, query_values(field));
        quote! { to.query(#wire, #values); }
    });
    let addresses = operation.query.iter().chain(&operation.body).filter_map(|field| {
        let wire = &field.wire;
        field.ty.holds_addresses().then(|| {
            let values = query_values(field);
            quote! { to.address(#wire, #values); }
        })
    });
    let instead = match operation.deprecated.as_ref().and_then(deprecation::instead) {
        Some(instead) => quote! { Some(#instead) },
        None => quote! { None },
    };
    let paged = paged_impl(operation);
    let to = ident(if operation.fields().next().is_some() { "to" } else { "_to" });
    let body = (!operation.body.is_empty()).then(|| quote! { to.body(self); });
    quote! {
        impl Request for #name {
            type Surface = #marker;
            type Answer = #answer;
            const OPERATION: Operation = Operation {
                id: #id,
                method: #method,
                path: #path,
                media: #media,
                idempotent: #idempotent,
                instead: #instead,
            };
            fn encode(&self, #to: &mut Encoder) {
                #(#paths)*
                #(#addresses)*
                #(#queries)*
                #body
            }
        }

        #paged
    }
}

/// How the pages of a list are asked for; that it has the parameters was checked.
fn paged_impl(operation: &Operation) -> Option<TokenStream> {
    let Returns::Page(item) = &operation.returns else { return None };
    let (name, item) = (ident(&operation.ty), ty::ty(item));
    Some(quote! {
        impl PagedRequest for #name {
            type Item = #item;
            fn first_page(&self) -> Option<i64> {
                self.page_num
            }
            fn page_size(&self) -> Option<i64> {
                self.items_per_page
            }
            fn set_page(&mut self, page: i64) {
                self.page_num = Some(page);
            }
        }
    })
}

fn answer(returns: &Returns) -> TokenStream {
    match returns {
        Returns::Nothing => quote! { () },
        Returns::One(ty) => ty::ty(ty),
        Returns::Page(ty) => {
            let ty = ty::ty(ty);
            quote! { Page<#ty> }
        }
        Returns::Maybe(ty) => {
            let ty = ty::ty(ty);
            quote! { Option<#ty> }
        }
    }
}

fn method(verb: Verb) -> TokenStream {
    let variant = format_ident!("{verb:?}");
    quote! { Method::#variant }
}

/// What a query parameter, or a check, iterates over: nothing, one value or several.
fn query_values(field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let (item, list) = match &field.ty {
        Type::List(item) => (&**item, true),
        other => (other, false),
    };
    let as_text = match item {
        Type::Role(role) => {
            let role = ident(role);
            Some(quote! { .map(#role::as_str) })
        }
        _ => None,
    };
    match (list, field.required, item) {
        (true, true, _) => quote! { self.#name.iter() #as_text },
        (true, false, _) => quote! { self.#name.iter().flatten() #as_text },
        (false, true, Type::String | Type::Address | Type::Role(_)) => {
            quote! { [self.#name.as_str()] }
        }
        (false, true, _) => quote! { [self.#name] },
        (false, false, Type::String | Type::Address) => quote! { self.#name.as_deref() },
        (false, false, Type::Role(_)) => quote! { self.#name.as_ref() #as_text },
        (false, false, _) => quote! { self.#name },
    }
}

fn doc(operation: &Operation, surface: &Surface, crate_name: &str) -> Doc {
    let statuses: Vec<String> = operation.success.iter().map(u16::to_string).collect();
    let version = operation.version.as_ref().map(|date| format!(" in version {date}"));
    let call = format!(
        "`{}`{}, answered with {}. The caller needs the role {}.",
        operation.call(),
        version.unwrap_or_default(),
        statuses.join(" or "),
        escape(&operation.caller),
    );
    let mut doc = Doc::new(&operation.about).markdown(&call);
    for note in &operation.notes {
        doc = doc.prose(note);
    }
    if let Some(absent) = &operation.absent {
        doc = doc.prose(absent);
    }
    if let Some(deprecated) = &operation.deprecated {
        doc = doc.and(deprecation::doc(deprecated, surface));
    }
    let errors: Vec<String> = operation.errors.iter().map(u16::to_string).collect();
    doc.markdown(&format!(
        "Documented errors: {} ([meanings](crate::{}#error-statuses)). [Official page]({})",
        errors.join(", "),
        surface.module,
        operation.docs
    ))
    .example(example::send(operation, surface, crate_name))
}
