//! Files that stay short enough to read.

use proc_macro2::TokenStream;
use quote::quote;

use crate::Files;
use crate::names::ident;
use crate::render;

/// A longer file becomes a folder with a file for each thing in it.
const LONGEST: usize = 500;

/// Name of the module, name of the type, and the file.
pub(super) type Part = (String, String, TokenStream);

/// Adds one file, or a folder where it would be too long to read.
pub(super) fn add(
    path: &str,
    whole: TokenStream,
    doc: &TokenStream,
    parts: impl FnOnce() -> Vec<Part>,
    files: &mut Files,
) {
    let file = format!("{path}.rs");
    let text = render::rust(&file, whole);
    if text.lines().count() <= LONGEST {
        files.insert(file, text);
        return;
    }
    let parts = parts();
    let mods = parts.iter().map(|(module, ..)| {
        let module = ident(module);
        quote! { mod #module; }
    });
    let uses = parts.iter().map(|(module, ty, _)| {
        let (module, ty) = (ident(module), ident(ty));
        quote! { pub use self::#module::#ty; }
    });
    let index = format!("{path}/mod.rs");
    let text = render::rust(&index, quote! { #doc #(#mods)* #(#uses)* });
    files.insert(index, text);
    for (module, _, tokens) in parts {
        let file = format!("{path}/{module}.rs");
        let text = render::rust(&file, tokens);
        files.insert(file, text);
    }
}
