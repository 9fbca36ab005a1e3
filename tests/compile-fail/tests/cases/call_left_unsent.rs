//@ fails with: unused_must_use
#![deny(unused_must_use)]

use mongodb_invitations::{Error, OrgId, OrgInvitationId, ops_manager};

const ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357fb");
const INVITATION: OrgInvitationId = OrgInvitationId::from_static("5dd5a6b6f10fab1d71a58495");

async fn withdraw(client: ops_manager::Client) -> Result<(), Error> {
    // right: client.send(ops_manager::DeleteOrgInvite::new(ORG, INVITATION)).await?;
    client.send(ops_manager::DeleteOrgInvite::new(ORG, INVITATION));
    Ok(())
}

fn main() {}
