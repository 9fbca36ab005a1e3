//! The README of the emitted crate.

use super::doc::{Doc, escape};
use super::{crate_root, table};
use crate::files::MARK;
use crate::model::Api;

pub(super) fn readme(api: &Api) -> String {
    let doc = Doc::default()
        .heading(&api.package.name)
        .prose(&api.package.description)
        .lines(["## A first call".to_owned()])
        .lines(
            ["```toml".to_owned(), "[dependencies]".to_owned()]
                .into_iter()
                .chain(dependencies(api)),
        )
        .lines(crate_root::first_call(api, "rust"))
        .markdown(
            "Much that the API would refuse does not compile, or fails before a byte is sent: a project \
             id where an organization id is due, a role that the API does not have, a request of \
             one API sent by the client of another.",
        )
        .lines(["## APIs".to_owned()])
        .markdown("Each has a module and a feature; all are on by default.")
        .lines(table::of_surfaces(api, false))
        .lines(["## Operations".to_owned()])
        .lines(table::of_crate(api, false))
        .lines(["## Licence".to_owned()])
        .markdown(&format!("{}, at your option.", escape(&api.package.license)));
    format!("<!-- {MARK} -->\n\n{}", doc.text())
}

fn dependencies(api: &Api) -> Vec<String> {
    vec![
        format!("{} = \"{}\"", api.package.name, api.package.version),
        "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }".to_owned(),
        "```".to_owned(),
    ]
}
