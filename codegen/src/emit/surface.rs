//! The module of a surface, and the modules of its versions and resources.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, escape};
use super::{roles, table, version};
use crate::Files;
use crate::model::{Address, Api, Environment, Surface};
use crate::names::ident;
use crate::render;

/// Adds all files of a surface.
pub(super) fn surface(surface: &Surface, api: &Api, files: &mut Files) {
    let folder = format!("src/{}", surface.module);
    let mut add = |path: String, tokens: TokenStream| {
        let text = render::rust(&path, tokens);
        files.insert(path, text);
    };
    add(format!("{folder}/mod.rs"), module(surface, api));
    add(format!("{folder}/roles.rs"), roles::file(surface));
    if surface.roles.iter().any(|role| role.of_states) {
        add(format!("{folder}/states.rs"), roles::states_file(surface));
    }
    for version in &surface.versions {
        version::files(version, surface, api, files);
    }
}

fn module(surface: &Surface, api: &Api) -> TokenStream {
    let doc = module_doc(surface).inner();
    let allow = allow_deprecated(surface);
    let marker = ident(&surface.marker);
    let environment = environment(&surface.environment);
    let codes = if api.codes.is_empty() {
        quote! { &[] }
    } else {
        quote! { crate::error_codes::CLASSES }
    };
    let Surface { id, name, path, .. } = surface;
    let marker_doc =
        Doc::default().markdown(&format!("Marks what belongs to the {}.", escape(name)));
    let client_doc = Doc::default().markdown(&format!("A client of the {}.", escape(name)));
    let credentials_doc = Doc::default().markdown(&format!(
        "Credentials for the {}, as `Credentials::from_env` finds them.",
        escape(name)
    ));
    let blocking_doc =
        Doc::default().markdown(&format!("The {} without an async runtime.", escape(name))).inner();
    let self_hosted = matches!(surface.address, Address::Given(_));
    let address = match &surface.address {
        Address::Public(address) => Some(
            quote! { impl PublicSurface for #marker { const ADDRESS: &'static str = #address; } },
        ),
        Address::Given(_) => None,
    };
    let service_account = surface.service_account.as_ref().map(|account| {
        let (token, revoke) = (&account.token_path, &account.revoke_path);
        quote! {
            impl AcceptsServiceAccount for #marker {
                const TOKEN_PATH: &'static str = #token;
                const REVOKE_PATH: &'static str = #revoke;
            }
        }
    });
    let server = address.as_ref().map(|_| {
        quote! {
            const SERVER: Option<&'static str> = Some(<Self as PublicSurface>::ADDRESS);
        }
    });
    let tokens = service_account.as_ref().map(|_| {
        quote! {
            const TOKENS: Option<TokenPaths> = Some(TokenPaths::of::<Self>());
        }
    });
    let imports = [
        surface.service_account.as_ref().map(|_| quote! { AcceptsServiceAccount }),
        matches!(surface.address, Address::Public(_)).then(|| quote! { PublicSurface }),
        Some(quote! { Environment }),
        Some(quote! { Surface }),
        Some(quote! { SurfaceInfo }),
        surface.service_account.as_ref().map(|_| quote! { TokenPaths }),
    ];
    let imports = imports.into_iter().flatten();
    let constants = constants(surface);
    let versions = versions(surface);
    quote! {
        #doc
        #allow

        use runtime::{#(#imports),*};

        #versions
        #constants

        #marker_doc
        #[derive(Debug, Clone, Copy)]
        pub enum #marker {}

        impl Surface for #marker {
            const INFO: SurfaceInfo = SurfaceInfo {
                client: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
                id: #id,
                name: #name,
                path: #path,
                self_hosted: #self_hosted,
                environment: #environment,
                codes: #codes,
            };
            #server
            #tokens
        }

        #address
        #service_account

        #client_doc
        pub type Client = runtime::Client<#marker>;

        #credentials_doc
        pub type Credentials = runtime::Credentials<#marker>;

        #[cfg(feature = "blocking")]
        #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
        pub mod blocking {
            #blocking_doc

            #client_doc
            pub type Client = runtime::blocking::Client<super::#marker>;
        }
    }
}

/// The variables of an environment as a constant.
fn environment(environment: &Environment) -> TokenStream {
    let pairs = |pairs: &[[String; 2]]| {
        let pairs = pairs.iter().map(|[name, secret]| quote! { (#name, #secret) });
        quote! { &[#(#pairs),*] }
    };
    let service_accounts = pairs(&environment.service_accounts);
    let api_keys = pairs(&environment.api_keys);
    let addresses = &environment.addresses;
    quote! {
        Environment {
            service_accounts: #service_accounts,
            api_keys: #api_keys,
            addresses: &[#(#addresses),*],
        }
    }
}

/// The roles, and the constants of states.
fn constants(surface: &Surface) -> TokenStream {
    let named = |of_states: bool| {
        let types = surface.roles.iter().filter(move |role| role.of_states == of_states);
        let mut types: Vec<_> = types.map(|role| ident(&role.ty)).collect();
        types.sort_unstable();
        types
    };
    let (roles, states) = (named(false), named(true));
    let states = (!states.is_empty()).then(|| quote! { pub use self::states::{#(#states),*}; });
    quote! {
        pub use self::roles::{#(#roles),*};
        #states
    }
}

/// The modules of the versions and the newest of each name, or the modules of
/// the resources where there are no versions.
fn versions(surface: &Surface) -> TokenStream {
    let mut shown: BTreeSet<&str> = BTreeSet::new();
    let mut uses = Vec::new();
    let mut modules = Vec::new();
    let of_states = surface.roles.iter().any(|role| role.of_states);
    let states = of_states.then(|| quote! { mod states; });
    for version in surface.versions.iter().rev() {
        let Some(module) = &version.module else {
            let resources = version::modules(version);
            return quote! { mod roles; #states #resources };
        };
        let module = ident(module);
        modules.insert(0, quote! { pub mod #module; });
        let names = version::names(version).into_iter().filter(|name| shown.insert(name));
        let names: Vec<_> = names.map(ident).collect();
        if !names.is_empty() {
            uses.push(quote! { #[doc(inline)] pub use self::#module::{#(#names),*}; });
        }
    }
    quote! { mod roles; #states #(#modules)* #(#uses)* }
}

/// The crate's own mentions of what it deprecates are no news to it.
pub(super) fn allow_deprecated(surface: &Surface) -> Option<TokenStream> {
    let mut operations = surface
        .versions
        .iter()
        .flat_map(|version| &version.resources)
        .flat_map(|resource| &resource.operations);
    operations
        .any(|operation| operation.deprecated.is_some())
        .then(|| quote! { #![allow(deprecated)] })
}

/// Where `from_env` looks.
fn environment_doc(environment: &Environment) -> Doc {
    let mut doc = Doc::default();
    let pairs = environment.service_accounts.iter().chain(&environment.api_keys);
    let mut names: Vec<String> =
        pairs.map(|[name, secret]| format!("`{name}` with `{secret}`")).collect();
    if names.is_empty() {
        return doc;
    }
    doc = doc.markdown(&format!(
        "`Credentials::from_env` takes the first of these that is set, and nothing is read unless \
         it is called: {}.",
        names.join(", ")
    ));
    names = environment.addresses.iter().map(|name| format!("`{name}`")).collect();
    if !names.is_empty() {
        doc = doc.markdown(&format!(
            "`Client::from_env` also takes the address from {}.",
            names.join(", ")
        ));
    }
    doc
}

fn module_doc(surface: &Surface) -> Doc {
    let mut doc =
        Doc::default().markdown(&format!("{}.", escape(&surface.name))).prose(&surface.about);
    if let Some(deprecated) = &surface.deprecated {
        let (module, name) = &deprecated.instead;
        doc = doc.markdown(&format!(
            "**Deprecated.** {}: use the {} of `{module}`.",
            escape(&deprecated.about),
            escape(name)
        ));
    }
    for note in &surface.notes {
        doc = doc.item(&escape(note));
    }
    doc = doc.heading("Credentials");
    doc = doc.item(&format!("[`ApiKey`](crate::ApiKey): {}", escape(&surface.api_key)));
    doc = match &surface.service_account {
        Some(account) => {
            let about: Vec<String> = account.about.iter().map(|text| escape(text)).collect();
            doc.item(&format!("[`ServiceAccount`](crate::ServiceAccount): {}", about.join(" ")))
        }
        None => doc.item("Service accounts are not accepted."),
    };
    doc = doc.and(environment_doc(&surface.environment));
    doc = doc.heading("Operations");
    if surface.versions.len() > 1 {
        doc = doc.markdown(
            "The names here are those of the newest version that has them; the modules of the \
             versions have their own.",
        );
    }
    doc = doc.lines(table::of_surface(surface));
    let mut told = BTreeSet::new();
    let resources = surface.versions.iter().rev().flat_map(|version| &version.resources);
    for resource in resources.filter(|resource| told.insert(&resource.module)) {
        doc = doc.prose(&resource.about);
        for note in &resource.notes {
            doc = doc.item(&escape(note));
        }
    }
    doc = doc.heading("Error statuses");
    for (status, meaning) in &surface.statuses {
        doc = doc.item(&format!("{status}: {}", escape(meaning)));
    }
    doc.heading("Official pages")
        .item(&format!("[Roles]({})", surface.roles_page))
        .item(&format!("[Error codes]({})", surface.codes_page))
}
