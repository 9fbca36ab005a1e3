//@ fails with: E0599
use mongodb_invitations::ops_manager;

fn main() {
    // right: let _role = mongodb_invitations::cloud_manager::OrgRole::BillingAdmin;
    let _role = ops_manager::OrgRole::BillingAdmin;
}
