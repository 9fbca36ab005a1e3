//! Invites a person into an organization, lists the invitation, changes its roles
//! and withdraws it, on each of the four APIs.
//!
//! Without an account, while `cargo xtask serve` runs in another terminal:
//!
//! ```sh
//! cargo run -p mongodb-invitations --example invite
//! ```
//!
//! If it listens elsewhere, give its address in `FAKE_CLOUD`.
//!
//! On a real API: name it in `INVITE_ON` (`atlas-v2`, `atlas-v1`, `cloud-manager` or
//! `ops-manager`), the organization in `INVITE_ORG_ID`, the person in
//! `INVITE_USERNAME`, and give credentials in the variables that the page of its
//! module lists. The person gets a mail.

// The Atlas invitations are deprecated; that is no reason not to show them.
#![allow(deprecated)]

use std::env;
use std::error::Error;

use mongodb_invitations::{ApiKey, OrgId, atlas_v1, atlas_v2, cloud_manager, ops_manager};

/// Where the fake cloud listens, and what it knows.
const FAKE_CLOUD: &str = "http://127.0.0.1:8080";
const FAKE_KEY: (&str, &str) = ("abcdefgh", "11111111-2222-3333-4444-555555555555");
const FAKE_ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357fb");
const FAKE_PERSON: &str = "jane.smith@example.com";

/// The four APIs have different types on purpose, and one story.
macro_rules! story {
    ($api:ident, $client:expr, $org:expr, $username:expr) => {{
        let (client, org, username) = ($client, $org, $username);
        let names = |roles: &[$api::OrgRole]| {
            roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
        };

        let request = $api::CreateOrgInvite::new(org, username, [$api::OrgRole::ReadOnly]);
        let invited: Option<$api::OrgInvitation> = client.send(request).await?.into();
        let Some(invited) = invited else {
            println!("  added {username} at once: this Ops Manager is in bypass mode");
            return Ok(());
        };
        println!("  invited {} as {}", invited.username, names(&invited.roles));

        let pending = client.send($api::ListOrgInvites::new(org).username(username)).await?;
        println!("  pending for this address: {}", pending.len());

        let request = $api::UpdateOrgInviteById::new(org, invited.id, [$api::OrgRole::Member]);
        let changed = client.send(request).await?;
        println!("  changed to {}", names(&changed.roles));

        client.send($api::DeleteOrgInvite::new(org, invited.id)).await?;
        let gone = client.send($api::GetOrgInvite::new(org, invited.id)).await;
        println!("  withdrawn, and not found any more: {}", gone.is_err_and(|e| e.is_not_found()));
    }};
}

/// The story on one API: a real one, with what the environment says, or the fake cloud.
macro_rules! on {
    ($api:ident, $prefix:literal, $real:expr) => {{
        if $real {
            let org = env::var("INVITE_ORG_ID")?.parse()?;
            let username = env::var("INVITE_USERNAME")?;
            story!($api, $api::Client::from_env()?.build()?, org, username.as_str());
        } else {
            let address = env::var("FAKE_CLOUD").unwrap_or_else(|_| FAKE_CLOUD.to_owned());
            let client = $api::Client::at(format!("{address}{}", $prefix))
                .credentials(ApiKey::new(FAKE_KEY.0, FAKE_KEY.1))
                .danger_allow_http()
                .build()?;
            story!($api, client, FAKE_ORG, FAKE_PERSON);
        }
    }};
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if let Ok(api) = env::var("INVITE_ON") {
        return run(&api, true).await;
    }
    for api in ["atlas-v2", "atlas-v1", "cloud-manager", "ops-manager"] {
        run(api, false).await?;
    }
    Ok(())
}

async fn run(api: &str, real: bool) -> Result<(), Box<dyn Error>> {
    println!("{api}");
    match api {
        "atlas-v2" => on!(atlas_v2, "", real),
        "atlas-v1" => on!(atlas_v1, "", real),
        "cloud-manager" => on!(cloud_manager, "", real),
        "ops-manager" => on!(ops_manager, "/ops-manager", real),
        other => return Err(format!("there is no API `{other}`").into()),
    }
    Ok(())
}
