//! The members of states, each by a method that gives it whatever the state.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::Doc;
use super::states::is_list;
use super::ty;
use crate::model::{Field, State, StateType, Type};
use crate::names::ident;

/// A member, whatever the state: for those who ask for nothing else.
pub(super) fn of_any(field: &Field, states: &StateType) -> TokenStream {
    let name = ident(&field.name);
    let own = |state| members_named(&field.name, state).next();
    let with = || states.states.iter().filter(|state| own(state).is_some());
    let constants: Vec<String> = with().map(|state| format!("`{}`", state.wire)).collect();
    // What a state must have is no option there.
    let (ty, here, unknown, none) = borrowed(states.states.iter().find_map(own).unwrap_or(field));
    let nothing = if is_list(field) { "is empty" } else { "is `None`" };
    let doc = Doc::new(&field.about)
        .markdown(&format!(
        "Comes with {}, and can come with a state that this crate does not know; else it {nothing}.",
        constants.join(", ")
    ));
    let patterns = with().map(|state| {
        let variant = ident(&state.variant);
        quote! { Self::#variant { #name, .. } }
    });
    let known = (!constants.is_empty()).then(|| quote! { #(#patterns)|* => #here, });
    let others = (constants.len() < states.states.len()).then(|| quote! { _ => #none, });
    quote! {
        #doc
        #[must_use]
        pub fn #name(&self) -> #ty {
            match self {
                #known
                Self::Unknown(all) => #unknown,
                #others
            }
        }
    }
}

fn members_named<'s>(name: &str, state: &'s State) -> impl Iterator<Item = &'s Field> {
    state.fields.iter().filter(move |field| field.name == name)
}

/// The type that a member is lent as; the member of a state and of the unknown one as this type; and
/// what it is where there is none.
fn borrowed(field: &Field) -> (TokenStream, TokenStream, TokenStream, TokenStream) {
    let (name, ty) = (ident(&field.name), ty::ty(&field.ty));
    let required = field.required;
    let either = |there, perhaps| if required { there } else { perhaps };
    match &field.ty {
        Type::List(item) => {
            let item = ty::ty(item);
            (quote! { &[#item] }, quote! { #name }, quote! { &all.#name }, quote! { &[] })
        }
        Type::String | Type::Address => (
            quote! { Option<&str> },
            either(quote! { Some(#name) }, quote! { #name.as_deref() }),
            quote! { all.#name.as_deref() },
            quote! { None },
        ),
        Type::Integer | Type::Boolean | Type::Timestamp | Type::Id(_) => (
            quote! { Option<#ty> },
            either(quote! { Some(*#name) }, quote! { *#name }),
            quote! { all.#name },
            quote! { None },
        ),
        Type::Role(_) | Type::Record(_) => (
            quote! { Option<&#ty> },
            either(quote! { Some(#name) }, quote! { #name.as_ref() }),
            quote! { all.#name.as_ref() },
            quote! { None },
        ),
    }
}
