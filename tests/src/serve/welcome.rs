//! What the program says when it is ready: all that a user needs, to be copied from.

use std::fmt::Write;

use crate::fake_cloud::{FakeCloud, Options, fixed_ids};
use codegen::{
    Api,
    model::{Id, Surface},
};

/// The whole text, with a line break at its end.
pub(super) fn text(cloud: &FakeCloud, api: &Api, options: &Options) -> String {
    let mut text =
        String::from("The fake cloud is ready. It keeps what is written until it stops.\n");
    section(&mut text, "Addresses", &addresses(cloud, api));
    let public = ("public key", options.public_key.clone(), String::new());
    let private = ("private key", options.private_key.clone(), String::new());
    section(&mut text, "API key, for HTTP Digest", &[public, private]);
    if let Some(title) = account_title(api) {
        let id = ("client id", options.client_id.clone(), String::new());
        let secret = ("client secret", options.client_secret.clone(), String::new());
        section(&mut text, &title, &[id, secret]);
    }
    let ids: Vec<_> = fixed_ids(api).into_iter().map(id).collect();
    let others = if options.strict_ids { "no others exist" } else { "any other is taken, too" };
    section(&mut text, &format!("Ids; {others}"), &ids);
    commands(&mut text, cloud, api, options);
    text.push_str("\nStop it with Ctrl-C.\n");
    text
}

/// Name, value, and a remark.
type Row<'a> = (&'a str, String, String);

fn section(text: &mut String, title: &str, rows: &[Row<'_>]) {
    let name = rows.iter().map(|(name, ..)| name.len()).max().unwrap_or_default().max(13);
    let value = rows.iter().map(|(_, value, _)| value.len()).max().unwrap_or_default();
    let _ = writeln!(text, "\n{title}");
    for (own, row, remark) in rows {
        let line = format!("  {own:name$}  {row:value$}  {remark}");
        let _ = writeln!(text, "{}", line.trim_end());
    }
}

fn addresses<'a>(cloud: &FakeCloud, api: &'a Api) -> Vec<Row<'a>> {
    let row = |surface: &'a Surface| {
        (surface.id.as_str(), cloud.address_of(&surface.id), surface.name.clone())
    };
    api.surfaces.iter().map(row).collect()
}

/// Names the surfaces that take no service account, where others do.
fn account_title(api: &Api) -> Option<String> {
    let takes = |surface: &&Surface| surface.service_account.is_some();
    api.surfaces.iter().find(takes)?;
    let without: Vec<_> = api.surfaces.iter().filter(|surface| !takes(surface)).collect();
    let without: Vec<_> = without.iter().map(|surface| surface.id.as_str()).collect();
    Some(match without[..] {
        [] => "Service account".to_owned(),
        _ => format!("Service account, not on {}", without.join(", ")),
    })
}

/// `OrgId`, an example, and the end of "Identifies an organization."
fn id(id: &Id) -> Row<'_> {
    let about = id.about.split('.').next().unwrap_or_default();
    let about = about.strip_prefix("Identifies ").unwrap_or(about);
    (&id.ty, id.example.clone(), about.to_owned())
}

fn commands(text: &mut String, cloud: &FakeCloud, api: &Api, options: &Options) {
    let Options { public_key, private_key, client_id, client_secret, .. } = options;
    let _ = writeln!(text, "\nTry it");
    for surface in &api.surfaces {
        let Some(sample) = cloud.sample_of(&surface.id) else { continue };
        let over = sample.over.map(|sunset| format!("; switched off on {sunset}, see --today"));
        let _ = writeln!(
            text,
            "  # {}: {}{}\n  curl --digest --user '{public_key}:{private_key}' --header 'Accept: {}' '{}{}'",
            surface.id,
            sample.operation,
            over.unwrap_or_default(),
            sample.media,
            cloud.address(),
            sample.target
        );
    }
    let token = api.surfaces.iter().find_map(|surface| cloud.token_address_of(&surface.id));
    if let Some(token) = token {
        let _ = writeln!(
            text,
            "  # a token for the service account, for --header 'Authorization: Bearer …'\n  curl --user '{client_id}:{client_secret}' --data grant_type=client_credentials '{token}'",
        );
    }
}
