//@ fails with: E0277
use mongodb_invitations::{OrgId, cloud_manager, ops_manager};

const ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357fb");

async fn list(client: ops_manager::Client) {
    // right: let _invitations = client.send(ops_manager::ListOrgInvites::new(ORG)).await;
    let _invitations = client.send(cloud_manager::ListOrgInvites::new(ORG)).await;
}

fn main() {}
