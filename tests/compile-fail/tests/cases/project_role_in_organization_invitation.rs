//@ fails with: E0271
use mongodb_invitations::{OrgId, ops_manager};

const ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357fb");

fn main() {
    let _request = ops_manager::CreateOrgInvite::new(
        ORG,
        "jane.smith@example.com",
        // right: [ops_manager::OrgRole::ReadOnly],
        [ops_manager::GroupRole::ReadOnly],
    );
}
