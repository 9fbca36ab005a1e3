//! People who are in an organization from the start, since nobody can accept an invitation here.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{
    super::{
        record::LIFE,
        store::{Item, Store},
    },
    ACTIVE, EXPIRED, REJECTED, STATUS,
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A person who is in an organization from the start.
#[derive(Debug, Clone)]
pub struct Person {
    org: String,
    username: String,
    status: &'static str,
    roles: Vec<String>,
    group_roles: Vec<[String; 2]>,
}

impl Person {
    /// A member.
    pub fn active(org: &str, username: impl Into<String>) -> Self {
        Self::of(org, username, ACTIVE)
    }

    /// Somebody who did not answer an invitation in time.
    pub fn expired(org: &str, username: impl Into<String>) -> Self {
        Self::of(org, username, EXPIRED)
    }

    /// Somebody who declined an invitation.
    pub fn rejected(org: &str, username: impl Into<String>) -> Self {
        Self::of(org, username, REJECTED)
    }

    fn of(org: &str, username: impl Into<String>, status: &'static str) -> Self {
        let (roles, group_roles) = (Vec::new(), Vec::new());
        Self { org: org.to_owned(), username: username.into(), status, roles, group_roles }
    }

    /// One more role in the organization.
    #[must_use]
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.roles.push(role.into());
        self
    }

    /// One more role in a project of the organization.
    #[must_use]
    pub fn group_role(mut self, group: impl Into<String>, role: impl Into<String>) -> Self {
        self.group_roles.push([group.into(), role.into()]);
        self
    }
}

/// Puts a person into the store.
pub(in super::super) fn settle(person: &Person, store: &mut Store, now: Timestamp) {
    let Person { org, username, status, roles, group_roles } = person;
    let assignment = |[group, role]: &[String; 2]| json!({ "groupId": group, "groupRole": role });
    let groups: Vec<_> = group_roles.iter().map(assignment).collect();
    let mut item = Item::new();
    let mut put = |name: &str, value| item.insert(name.to_owned(), value);
    put("id", json!(store.new_id(now)));
    put("username", json!(username));
    put(STATUS, json!(status));
    put("roles", json!(roles));
    put("groupRoleAssignments", json!(groups));
    put("teamIds", json!([]));
    let made = now - LIFE - DAY;
    put("createdAt", json!(made.to_string()));
    if *status == ACTIVE {
        put("firstName", json!("Jane"));
        put("lastName", json!("Smith"));
    } else {
        put("inviterUsername", json!("owner@example.com"));
        let expires = (*status == EXPIRED).then(|| (made + LIFE).to_string());
        put("expiresAt", json!(expires));
    }
    store.settled(&format!("/orgs/{org}")).push(item);
}
