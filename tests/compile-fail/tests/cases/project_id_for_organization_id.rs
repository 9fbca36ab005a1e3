//@ fails with: E0308
use mongodb_invitations::{GroupId, OrgId, ops_manager};

const ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357fb");
const GROUP: GroupId = GroupId::from_static("32b6e34b3d91647abb20e7b8");

fn main() {
    // right: let _request = ops_manager::ListOrgInvites::new(ORG);
    let _request = ops_manager::ListOrgInvites::new(GROUP);
}
