//! A long list, person by person.

use std::collections::BTreeSet;

use crate::under_test::atlas_v2::{Client, GroupRole, ListGroupUsers, ListOrgUsers, v2023_01_01};
use tests::fake_cloud::{FakeCloud, Person};

use crate::setup::{GROUP, ORG, client, cloud_with};

/// A cloud with this many members, all of them in the project too.
async fn crowd(count: usize) -> FakeCloud {
    let (org, group) = (ORG.to_string(), GROUP.to_string());
    let person = |number| Person::active(&org, format!("person-{number}@example.com"));
    let person = |number| person(number).group_role(&group, "GROUP_READ_ONLY");
    cloud_with(|options| options.people = (0..count).map(person).collect()).await
}

/// The calls for people that a cloud got, without the one that asked for the challenge.
fn calls(cloud: &FakeCloud) -> Vec<String> {
    let log = cloud.log();
    log.into_iter().filter(|call| call.status == 200).map(|call| call.target).collect()
}

#[tokio::test]
async fn ten_thousand_people_take_twenty_calls() {
    let cloud = crowd(10_000).await;
    let client: Client = client(&cloud);
    let mut people = client.items(ListOrgUsers::new(ORG).items_per_page(500));
    let mut names = BTreeSet::new();
    let mut count = 0;
    while let Some(person) = people.next().await {
        names.insert(person.unwrap().username);
        count += 1;
    }
    assert_eq!((names.len(), count), (10_000, 10_000));
    let first = format!("/api/atlas/v2/orgs/{ORG}/users?itemsPerPage=500");
    let others = (2..=20).map(|page| format!("{first}&pageNum={page}"));
    let pages: Vec<_> = [first.clone()].into_iter().chain(others).collect();
    assert_eq!(calls(&cloud), pages);
}

/// The last page is full, half full, or the only one and empty.
#[tokio::test]
async fn no_call_is_sent_after_the_last_page() {
    for (count, expected) in [(0, 1), (3, 1), (4, 1), (5, 2), (8, 2), (9, 3)] {
        let cloud = crowd(count).await;
        let client: Client = client(&cloud);
        let mut people = client.items(ListGroupUsers::new(GROUP).items_per_page(4));
        let mut got = 0;
        while let Some(person) = people.next().await {
            assert_eq!(person.unwrap().roles, [GroupRole::ReadOnly]);
            got += 1;
        }
        assert_eq!((got, calls(&cloud).len()), (count, expected), "{count}");
    }
}

#[tokio::test]
async fn the_older_version_has_pages_too() {
    let cloud = crowd(5).await;
    let client: Client = client(&cloud);
    let mut people = client.items(v2023_01_01::ListOrgUsers::new(ORG).items_per_page(2));
    let mut roles = Vec::new();
    while let Some(person) = people.next().await {
        roles.extend(person.unwrap().roles);
    }
    assert_eq!(roles.len(), 5);
    assert!(roles.iter().all(|role| role.group_id == Some(GROUP)));
    assert_eq!(calls(&cloud).len(), 3);
}
