//@ fails with: E0277
use mongodb_invitations::ops_manager;

fn main() {
    // right: let _role = ops_manager::OrgRole::from("ORG_NEWER_THAN_THIS_CRATE");
    let _role = ops_manager::OrgRole::Unknown("ORG_NEWER_THAN_THIS_CRATE".into());
}
