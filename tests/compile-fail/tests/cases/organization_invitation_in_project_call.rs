//@ fails with: E0308
use mongodb_invitations::{GroupId, GroupInvitationId, OrgInvitationId, ops_manager};

const GROUP: GroupId = GroupId::from_static("32b6e34b3d91647abb20e7b8");
const TO_GROUP: GroupInvitationId = GroupInvitationId::from_static("5f0e15e3d52a043fed8b1c91");
const TO_ORG: OrgInvitationId = OrgInvitationId::from_static("5dd5a6b6f10fab1d71a58495");

fn main() {
    // right: let _request = ops_manager::GetGroupInvite::new(GROUP, TO_GROUP);
    let _request = ops_manager::GetGroupInvite::new(GROUP, TO_ORG);
}
