//@ fails with: E0271
#![allow(deprecated)]

use mongodb_invitations::{atlas_v1, atlas_v2};

// right: fn with_project(invite: atlas_v2::CreateOrgInvite, project: atlas_v2::NewGroupRoleAssignment) {
fn with_project(invite: atlas_v2::CreateOrgInvite, project: atlas_v1::NewGroupRoleAssignment) {
    let _request = invite.group_role_assignments([project]);
}

fn main() {}
