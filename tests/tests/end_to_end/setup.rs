//! What every test begins with: a cloud whose clock stands still, a client of a surface, and ids.

use crate::under_test::{
    ApiKey, Client, GroupId, GroupInvitationId, OrgId, OrgInvitationId, ServiceAccount, Surface,
    TeamId,
};
use tests::fake_cloud::{Clock, FakeCloud, Options};

pub(crate) const ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357fb");
pub(crate) const GROUP: GroupId = GroupId::from_static("32b6e34b3d91647abb20e7b8");
pub(crate) const TEAM: TeamId = TeamId::from_static("5f0e15e3d52a043fed8b1c93");

/// Ids that no invitation has.
pub(crate) const NO_ORG_INVITATION: OrgInvitationId =
    OrgInvitationId::from_static("0123456789abcdef01234567");
pub(crate) const NO_GROUP_INVITATION: GroupInvitationId =
    GroupInvitationId::from_static("0123456789abcdef01234567");

pub(crate) const NOW: &str = "2026-01-14T15:28:13Z";

/// The default cloud, at [`NOW`].
pub(crate) async fn cloud() -> FakeCloud {
    cloud_with(|_| {}).await
}

pub(crate) async fn cloud_with(change: impl FnOnce(&mut Options)) -> FakeCloud {
    let mut options = Options { clock: Clock::at(NOW), ..Options::default() };
    change(&mut options);
    FakeCloud::start(tests::spec(), options).await.unwrap()
}

/// A client with the cloud's key.
pub(crate) fn client<S: Surface>(cloud: &FakeCloud) -> Client<S> {
    Client::at(cloud.address_of(S::INFO.id)).danger_allow_http().credentials(key()).build().unwrap()
}

pub(crate) fn key() -> ApiKey {
    let options = Options::default();
    ApiKey::new(options.public_key, options.private_key)
}

pub(crate) fn account() -> ServiceAccount {
    let options = Options::default();
    ServiceAccount::new(options.client_id, options.client_secret)
}

/// Statuses of all answers of a cloud, in their order.
pub(crate) fn statuses(cloud: &FakeCloud) -> Vec<u16> {
    cloud.log().iter().map(|logged| logged.status).collect()
}
