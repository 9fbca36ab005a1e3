//! Addresses: prefixes, other hosts, and plain HTTP.

use crate::under_test::{Client, PublicSurface, Surface, atlas_v2, cloud_manager, ops_manager};

use crate::setup::{ORG, account, cloud, key};

#[tokio::test]
async fn a_path_prefix_stands_before_every_path_with_and_without_a_slash() {
    let cloud = cloud().await;
    for end in ["", "/", "//"] {
        let address = format!("{}{end}", cloud.address_of("ops-manager"));
        let client = ops_manager::Client::at(address);
        let client = client.danger_allow_http().credentials(key()).build().unwrap();
        let listed = client.send(ops_manager::ListOrgInvites::new(ORG)).await.unwrap();
        assert_eq!(listed, []);
    }
    let path = format!("/ops-manager/api/public/v1.0/orgs/{ORG}/invites");
    for logged in cloud.log() {
        assert_eq!(logged.target, path);
        assert!(logged.digest("uri").is_none_or(|uri| uri == path));
    }
}

/// As for Atlas for Government: calls and tokens go to the given address, not to the usual one.
#[tokio::test]
async fn an_address_takes_the_place_of_the_usual_one_for_calls_and_tokens() {
    let cloud = cloud().await;
    let address = cloud.address().replace("127.0.0.1", "localhost");
    let client = atlas_v2::Client::at(&address);
    let client = client.danger_allow_http().credentials(account()).build().unwrap();
    let listed = client.send(atlas_v2::ListOrgInvites::new(ORG)).await.unwrap();
    assert_eq!(listed, []);

    let host = address.strip_prefix("http://").unwrap();
    let log = cloud.log();
    assert_eq!(log.len(), 2);
    for (logged, path) in log.iter().zip(["/api/oauth/token", "/api/atlas/v2/"]) {
        assert!(logged.target.starts_with(path));
        assert_eq!(logged.header("host"), Some(host));
    }
}

#[tokio::test]
async fn the_address_for_government_is_taken() {
    let builder = atlas_v2::Client::at("https://cloud.mongodbgov.com");
    let client = builder.credentials(key()).build().unwrap();
    assert!(format!("{client:?}").contains("https://cloud.mongodbgov.com"));
    let client = atlas_v2::Client::builder().credentials(key()).build().unwrap();
    assert!(format!("{client:?}").contains(atlas_v2::AtlasV2::ADDRESS));
}

fn check_refused<S: Surface>(address: &str, allow_http: bool) {
    let mut builder = Client::<S>::at(address).credentials(key());
    if allow_http {
        builder = builder.danger_allow_http();
    }
    let error = builder.build().unwrap_err();
    assert!(error.is_config(), "{error}");
    assert!(error.to_string().contains("http://"), "{error}");
}

#[tokio::test]
async fn plain_http_is_refused_unless_it_was_asked_for() {
    let cloud = cloud().await;
    check_refused::<ops_manager::OpsManager>(&cloud.address_of("ops-manager"), false);
    check_refused::<atlas_v2::AtlasV2>(&cloud.address(), false);
    check_refused::<cloud_manager::CloudManager>("http://cloud.mongodb.com", false);
    // Even then not to a server of MongoDB.
    check_refused::<cloud_manager::CloudManager>("http://cloud.mongodb.com", true);
    check_refused::<atlas_v2::AtlasV2>("http://cloud.mongodbgov.com", true);
    assert!(cloud.log().is_empty());
}
