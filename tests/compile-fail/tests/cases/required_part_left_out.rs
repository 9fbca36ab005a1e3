//@ fails with: E0061
use mongodb_invitations::{OrgId, ops_manager};

const ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357fb");
const ROLE: ops_manager::OrgRole = ops_manager::OrgRole::Member;

fn main() {
    // right: let _request = ops_manager::CreateOrgInvite::new(ORG, "jane.smith@example.com", [ROLE]);
    let _request = ops_manager::CreateOrgInvite::new(ORG, "jane.smith@example.com");
}
