//@ fails with: E0308
use mongodb_invitations::{OrgId, atlas_v2};

const ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357fb");

fn main() {
    // right: let roles = atlas_v2::NewOrgUserRoles::new([atlas_v2::OrgRole::Member]);
    let roles = [atlas_v2::OrgRole::Member];
    let _request = atlas_v2::CreateOrgUser::new(ORG, "jane.smith@example.com", roles);
}
