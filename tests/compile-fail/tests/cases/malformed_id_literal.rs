//@ fails with: E0080
use mongodb_invitations::OrgId;

// right: const ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357fb");
const ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357f");

fn main() {
    let _org = ORG;
}
