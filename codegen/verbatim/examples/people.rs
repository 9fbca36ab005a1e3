//! Invites a person into an organization of Atlas, finds the person by the address, changes
//! the roles, goes through all people of the organization, and withdraws the invitation.
//!
//! Without an account, while `cargo xtask serve` runs in another terminal:
//!
//! ```sh
//! cargo run -p mongodb-invitations --example people
//! ```
//!
//! If it listens elsewhere, give its address in `FAKE_CLOUD`.
//!
//! On the real API: set `INVITE_ON` to `atlas-v2`, the organization in `INVITE_ORG_ID`,
//! the person in `INVITE_USERNAME`, and give credentials in the variables that the page
//! of `atlas_v2` lists. The person gets a mail.

use std::env;
use std::error::Error;

use mongodb_invitations::atlas_v2::{
    AddOrgUserRole, Client, CreateOrgUser, GetOrgUser, ListOrgUsers, NewOrgUserRoles,
    OrgMembership, OrgMembershipStatus, OrgRole, OrgUser, RemoveOrgUser, RemoveOrgUserRole,
};
use mongodb_invitations::{ApiKey, OrgId};

/// Where the fake cloud listens, and what it knows.
const FAKE_CLOUD: &str = "http://127.0.0.1:8080";
const FAKE_KEY: (&str, &str) = ("abcdefgh", "11111111-2222-3333-4444-555555555555");
const FAKE_ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357fb");
const FAKE_PERSON: &str = "jane.smith@example.com";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if env::var("INVITE_ON").is_ok_and(|api| api == "atlas-v2") {
        let org = env::var("INVITE_ORG_ID")?.parse()?;
        let username = env::var("INVITE_USERNAME")?;
        return run(&Client::from_env()?.build()?, org, &username).await;
    }
    let address = env::var("FAKE_CLOUD").unwrap_or_else(|_| FAKE_CLOUD.to_owned());
    let client = Client::at(address)
        .credentials(ApiKey::new(FAKE_KEY.0, FAKE_KEY.1))
        .danger_allow_http()
        .build()?;
    run(&client, FAKE_ORG, FAKE_PERSON).await
}

async fn run(client: &Client, org: OrgId, username: &str) -> Result<(), Box<dyn Error>> {
    let roles = NewOrgUserRoles::new([OrgRole::ReadOnly]);
    let invited = client.send(CreateOrgUser::new(org, username, roles)).await?;
    println!("invited {}: {}", invited.username, state(&invited));

    // A program that did not keep the id finds it by the address.
    let pending = ListOrgUsers::new(org)
        .username(username)
        .org_membership_statuses([OrgMembershipStatus::Pending]);
    let Some(found) = client.items(pending).next().await.transpose()? else {
        return Err("the person has accepted in the meantime".into());
    };
    println!("found by the address: {}", found.id == invited.id);

    // A person keeps at least one role, so the new one comes first.
    client.send(AddOrgUserRole::new(org, found.id, OrgRole::Member)).await?;
    client.send(RemoveOrgUserRole::new(org, found.id, OrgRole::ReadOnly)).await?;

    let mut people = client.items(ListOrgUsers::new(org));
    while let Some(person) = people.next().await {
        let person = person?;
        println!("in the organization: {}, {}", person.username, state(&person));
    }

    client.send(RemoveOrgUser::new(org, found.id)).await?;
    let gone = client.send(GetOrgUser::new(org, found.id)).await;
    println!("withdrawn, and not found any more: {}", gone.is_err_and(|e| e.is_not_found()));
    Ok(())
}

/// What there is to say of a person depends on the state that the person is in.
fn state(person: &OrgUser) -> String {
    let roles: Vec<&str> = person.roles.org_roles.iter().map(OrgRole::as_str).collect();
    let roles = roles.join(", ");
    match &person.membership {
        OrgMembership::Active { first_name, last_name, .. } => {
            format!("{first_name} {last_name} is {roles}")
        }
        OrgMembership::Pending { invitation_created_at, invitation_expires_at, .. } => {
            let [from, until] = [invitation_created_at, invitation_expires_at];
            let days = (until.unix_seconds() - from.unix_seconds()) / (24 * 60 * 60);
            format!("{roles} on accepting, for {days} days")
        }
        other => format!("{} and was to be {roles}", other.status()),
    }
}
