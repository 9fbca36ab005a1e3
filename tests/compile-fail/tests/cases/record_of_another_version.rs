//@ fails with: E0271
use mongodb_invitations::atlas_v2::{self, v2023_01_01, v2025_02_19};

// right: fn with_project(project: v2025_02_19::UserGroupRoles) {
fn with_project(project: v2023_01_01::NewGroupRoleAssignment) {
    let roles = v2025_02_19::NewOrgUserRoles::new([atlas_v2::OrgRole::Member]);
    let _roles = roles.group_role_assignments([project]);
}

fn main() {}
