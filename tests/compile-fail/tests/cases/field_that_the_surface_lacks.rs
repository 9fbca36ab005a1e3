//@ fails with: E0599
#![allow(deprecated)]

use mongodb_invitations::ops_manager;

// right: fn without_projects(invite: mongodb_invitations::atlas_v2::CreateOrgInvite) {
fn without_projects(invite: ops_manager::CreateOrgInvite) {
    let _request = invite.group_role_assignments([]);
}

fn main() {}
