//! The module of a surface, and the modules of its versions and resources.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, escape};
use super::ty::Needs;
use super::{record, request, roles, table};
use crate::Files;
use crate::model::{Address, Api, Environment, Record, Resource, Returns, Surface, Version};
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
    for version in &surface.versions {
        let folder = match &version.module {
            Some(module) => {
                let folder = format!("{folder}/{module}");
                add(format!("{folder}/mod.rs"), version_module(version, surface));
                folder
            }
            None => folder.clone(),
        };
        for resource in &version.resources {
            let path = format!("{folder}/{}.rs", resource.module);
            add(path, resource_file(resource, surface, api));
        }
        if !version.records.is_empty() {
            add(format!("{folder}/records.rs"), records_file(version, surface));
        }
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
    let mut role_types: Vec<_> = surface.roles.iter().map(|role| ident(&role.ty)).collect();
    role_types.sort_unstable();
    let versions = versions(surface);
    quote! {
        #doc
        #allow

        use runtime::{#(#imports),*};

        mod roles;
        #versions

        pub use self::roles::{#(#role_types),*};

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

/// The modules of the versions and the newest of each name, or the modules of
/// the resources where there are no versions.
fn versions(surface: &Surface) -> TokenStream {
    let mut shown: BTreeSet<&str> = BTreeSet::new();
    let mut uses = Vec::new();
    let mut modules = Vec::new();
    for version in surface.versions.iter().rev() {
        let Some(module) = &version.module else { return resource_modules(version) };
        let module = ident(module);
        modules.insert(0, quote! { pub mod #module; });
        let names = names(version).into_iter().filter(|name| shown.insert(name)).map(ident);
        let names: Vec<_> = names.collect();
        if !names.is_empty() {
            uses.push(quote! { #[doc(inline)] pub use self::#module::{#(#names),*}; });
        }
    }
    quote! { #(#modules)* #(#uses)* }
}

fn resource_modules(version: &Version) -> TokenStream {
    let mut modules: Vec<(&str, Vec<&str>)> = version
        .resources
        .iter()
        .map(|resource| {
            let names = resource.operations.iter().map(|operation| operation.ty.as_str());
            (resource.module.as_str(), names.collect())
        })
        .collect();
    if !version.records.is_empty() {
        let names = version.records.iter().map(|record| record.ty.as_str());
        modules.push(("records", names.collect()));
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

fn names(version: &Version) -> Vec<&str> {
    let operations = version.resources.iter().flat_map(|resource| &resource.operations);
    let mut names: Vec<&str> = operations.map(|operation| operation.ty.as_str()).collect();
    names.extend(version.records.iter().map(|record| record.ty.as_str()));
    names.sort_unstable();
    names
}

fn version_module(version: &Version, surface: &Surface) -> TokenStream {
    let date = version.date.as_deref().unwrap_or_default();
    let doc = Doc::default()
        .markdown(&format!("Version {date} of the resources of the {}.", escape(&surface.name)))
        .inner();
    let allow = allow_deprecated(surface);
    let modules = resource_modules(version);
    quote! { #doc #allow #modules }
}

fn resource_file(resource: &Resource, surface: &Surface, api: &Api) -> TokenStream {
    let mut doc = Doc::new(&resource.about);
    for note in &resource.notes {
        doc = doc.prose(note);
    }
    let doc = doc.inner();
    let allow = allow_deprecated(surface);
    let mut needs = Needs::default();
    for operation in &resource.operations {
        operation.fields().for_each(|field| needs.add(&field.ty));
        if let Returns::One(ty) | Returns::Maybe(ty) = &operation.returns {
            needs.add(ty);
        }
    }
    let has_body = resource.operations.iter().any(|operation| !operation.body.is_empty());
    let serde = has_body.then(|| quote! { use serde::Serialize; });
    let imports = imports(&needs, Some(&surface.marker), surface);
    let records = needs.records.iter().map(String::as_str);
    let records = group(&quote! { super::records }, records);
    let requests = resource
        .operations
        .iter()
        .map(|operation| request::request(operation, surface, &api.package.crate_name));
    quote! {
        #doc
        #allow
        use runtime::{Encoder, Method, Operation, Request};
        #serde
        #imports
        #records
        #(#requests)*
    }
}

fn records_file(version: &Version, surface: &Surface) -> TokenStream {
    let mut needs = Needs::default();
    for field in version.records.iter().flat_map(|record| &record.fields) {
        needs.add(&field.ty);
    }
    let is = |yes: fn(&Record) -> bool| version.records.iter().any(yes);
    let answered = is(|record| record.answered);
    let runtime = [is(|record| record.whole).then_some("Answer"), answered.then_some("Record")];
    let runtime = group(&quote! { runtime }, runtime.into_iter().flatten());
    let serde = [
        answered.then_some("Deserialize"),
        answered.then_some("Deserializer"),
        is(|record| record.sent && !record.answered).then_some("Serialize"),
    ];
    let serde = group(&quote! { serde }, serde.into_iter().flatten());
    let map_access = answered.then(|| quote! { use serde::de::MapAccess; });
    let imports = imports(&needs, None, surface);
    let records = version.records.iter().map(record::record);
    quote! {
        //! What requests and answers are made of.

        #runtime
        #serde
        #map_access
        #imports
        #(#records)*
    }
}

/// What a file needs of the crate.
fn imports(needs: &Needs, marker: Option<&str>, surface: &Surface) -> TokenStream {
    let mut here: Vec<&str> =
        marker.into_iter().chain(needs.roles.iter().map(String::as_str)).collect();
    here.sort_unstable();
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

/// The crate's own mentions of what it deprecates are no news to it.
fn allow_deprecated(surface: &Surface) -> Option<TokenStream> {
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
    doc = doc.heading("Operations").lines(table::of_surface(surface));
    for resource in surface.versions.iter().flat_map(|version| &version.resources) {
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
