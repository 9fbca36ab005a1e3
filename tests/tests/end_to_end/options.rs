//! Options of one call, and what comes beside its answer.

use crate::under_test::{atlas_v1, atlas_v2, cloud_manager, ops_manager};

use crate::setup::{NO_ORG_INVITATION, ORG, client, cloud};

/// The macro is the loop over modules whose types are alike but not the same.
macro_rules! check_envelopes {
    ($($surface:ident)*) => {$({
        let cloud = cloud().await;
        let client: $surface::Client = client(&cloud);
        let create = $surface::CreateOrgInvite::new(ORG, "jane@example.com", [$surface::OrgRole::Owner]);
        let created: Option<$surface::OrgInvitation> =
            client.send(create).envelope().await.unwrap().into();
        let created = created.unwrap();

        let list = $surface::ListOrgInvites::new(ORG).username("jane@example.com");
        let listed = client.send(list).envelope().pretty().await.unwrap();
        assert_eq!(listed, std::slice::from_ref(&created));
        let get = $surface::GetOrgInvite::new(ORG, created.id);
        assert_eq!(client.send(get).pretty().await.unwrap(), created);
        client.send($surface::DeleteOrgInvite::new(ORG, created.id)).envelope().await.unwrap();

        let get = $surface::GetOrgInvite::new(ORG, NO_ORG_INVITATION);
        let error = client.send(get).envelope().await.unwrap_err();
        assert!(error.is_not_found(), "{error}");
        assert_eq!(error.code().unwrap().as_str(), error.api().unwrap().code().unwrap().as_str());

        let queries: Vec<_> =
            cloud.log().iter().map(|logged| logged.target.split_once('?').unwrap().1.to_owned()).collect();
        let expected = [
            "envelope=true", // the probe of HTTP Digest
            "envelope=true",
            "username=jane%40example.com&envelope=true&pretty=true",
            "pretty=true",
            "envelope=true",
            "envelope=true",
        ];
        assert_eq!(queries, expected, "{}", stringify!($surface));
    })*};
}

#[tokio::test]
async fn an_envelope_is_asked_for_and_taken_off() {
    check_envelopes!(atlas_v2 atlas_v1 cloud_manager ops_manager);
}

#[tokio::test]
async fn what_comes_beside_the_answer_is_read() {
    let cloud = cloud().await;
    let client: atlas_v2::Client = client(&cloud);
    let call = || client.send(atlas_v2::ListOrgInvites::new(ORG)).response();
    let first = call().await.unwrap();
    assert_eq!(first.requests(), 2, "the first call asks for a challenge");
    let second = call().await.unwrap();
    assert_eq!(second.requests(), 1);
    let limit = second.rate_limit().unwrap();
    assert!(limit.remaining().unwrap() < limit.limit().unwrap());
    assert_eq!(second.deprecation().unwrap().to_string(), "2025-02-19T00:00:00Z");
    assert_eq!(second.sunset().unwrap().to_string(), "2027-07-01T00:00:00Z");
    assert_eq!(second.service_version().unwrap().version_string(), "master");
    assert_eq!(second.media_type_version(), Some("2023-01-01"));
    assert_eq!(second.retry_after(), None);
    assert!(second.elapsed().as_secs() < 10);
}
