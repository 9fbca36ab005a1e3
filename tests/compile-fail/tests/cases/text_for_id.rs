//@ fails with: E0308
use mongodb_invitations::{ParseIdError, ops_manager};

fn request(org: &str) -> Result<ops_manager::ListOrgInvites, ParseIdError> {
    // right: Ok(ops_manager::ListOrgInvites::new(mongodb_invitations::OrgId::parse(org)?))
    Ok(ops_manager::ListOrgInvites::new(org))
}

fn main() {
    let _request = request("5df7a168f10fab3a149357fb");
}
