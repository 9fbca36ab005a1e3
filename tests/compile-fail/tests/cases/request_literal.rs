//@ fails with: E0451
use mongodb_invitations::{OrgId, ops_manager};

const ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357fb");

fn main() {
    // right: let _request = ops_manager::ListOrgInvites::new(ORG);
    let _request = ops_manager::ListOrgInvites { org_id: ORG, username: None };
}
