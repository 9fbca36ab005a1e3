//! One surface, as it is generated.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ids::OrgId;
use runtime::{
    Encoder, Environment, Method, OpenEnum, Operation, Request, Surface, SurfaceInfo, Timestamp,
    UnknownValue,
};

pub enum OpsManager {}

impl Surface for OpsManager {
    const INFO: SurfaceInfo = SurfaceInfo {
        client: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
        id: "ops-manager",
        name: "Ops Manager public API v1.0",
        path: "/api/public/v1.0",
        self_hosted: true,
        environment: Environment {
            service_accounts: &[],
            api_keys: &[("MCLI_PUBLIC_API_KEY", "MCLI_PRIVATE_API_KEY")],
            addresses: &["MCLI_OPS_MANAGER_URL"],
        },
        codes: crate::error_codes::CLASSES,
    };
}

pub type Client = runtime::Client<OpsManager>;

#[cfg(feature = "blocking")]
pub mod blocking {
    pub type Client = runtime::blocking::Client<super::OpsManager>;
}

#[must_use = "a request does nothing until it is sent: `client.send(request).await`"]
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateOrgInvite {
    #[serde(skip)]
    org_id: OrgId,
    username: String,
    roles: Vec<OrgRole>,
    #[serde(skip_serializing_if = "Option::is_none")]
    team_ids: Option<Vec<OrgId>>,
}

impl CreateOrgInvite {
    pub fn new(
        org_id: OrgId,
        username: impl Into<String>,
        roles: impl IntoIterator<Item = OrgRole>,
    ) -> Self {
        Self {
            org_id,
            username: username.into(),
            roles: roles.into_iter().collect(),
            team_ids: None,
        }
    }
}

impl Request for CreateOrgInvite {
    type Surface = OpsManager;
    type Answer = Option<OrgInvitation>;
    const OPERATION: Operation = Operation {
        id: "createOrgInvite",
        method: Method::Post,
        path: "/orgs/{orgId}/invites",
        media: "application/json",
        idempotent: false,
        instead: None,
    };

    fn encode(&self, to: &mut Encoder) {
        to.path("orgId", self.org_id);
        to.body(self);
    }
}

#[derive(Debug, Clone)]
pub struct ListOrgInvites {
    pub org_id: OrgId,
    pub username: Option<String>,
}

impl Request for ListOrgInvites {
    type Surface = OpsManager;
    type Answer = Vec<OrgInvitation>;
    const OPERATION: Operation = Operation {
        id: "listOrgInvites",
        method: Method::Get,
        path: "/orgs/{orgId}/invites",
        media: "application/json",
        idempotent: true,
        instead: None,
    };

    fn encode(&self, to: &mut Encoder) {
        to.path("orgId", self.org_id);
        to.query("username", self.username.as_deref());
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
#[serde(rename_all = "camelCase")]
pub struct OrgInvitation {
    pub id: OrgId,
    pub username: String,
    #[serde(default, deserialize_with = "runtime::null_as_default")]
    pub roles: Vec<OrgRole>,
    pub created_at: Option<Timestamp>,
}

impl runtime::Answer for OrgInvitation {}

#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum OrgRole {
    Owner,
    Member,
    Unknown(UnknownValue),
}

impl OrgRole {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Owner => "ORG_OWNER",
            Self::Member => "ORG_MEMBER",
            Self::Unknown(value) => value.as_str(),
        }
    }
}

impl OpenEnum for OrgRole {
    fn known(value: &str) -> Option<Self> {
        Some(match value {
            "ORG_OWNER" => Self::Owner,
            "ORG_MEMBER" => Self::Member,
            _ => return None,
        })
    }

    fn unknown(value: UnknownValue) -> Self {
        Self::Unknown(value)
    }
}

impl From<&str> for OrgRole {
    fn from(value: &str) -> Self {
        runtime::open_enum::from_wire(value)
    }
}

impl Serialize for OrgRole {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for OrgRole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        runtime::open_enum::deserialize(deserializer)
    }
}
