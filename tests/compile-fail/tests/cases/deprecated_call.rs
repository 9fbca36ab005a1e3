//@ fails with: deprecated
#![deny(deprecated)]

use mongodb_invitations::{OrgId, atlas_v2};

const ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357fb");

fn main() {
    // right: let _request = mongodb_invitations::cloud_manager::ListOrgInvites::new(ORG);
    let _request = atlas_v2::ListOrgInvites::new(ORG);
}
