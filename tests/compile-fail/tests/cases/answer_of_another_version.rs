//@ fails with: E0308
use mongodb_invitations::{Error, OrgId, Page, atlas_v2};

const ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357fb");

async fn people(client: atlas_v2::Client) -> Result<Page<atlas_v2::OrgUser>, Error> {
    // right: let request = atlas_v2::v2025_02_19::ListOrgUsers::new(ORG);
    let request = atlas_v2::v2023_01_01::ListOrgUsers::new(ORG);
    let page = client.send(request).await?;
    Ok(page)
}

fn main() {
    let _people = people;
}
