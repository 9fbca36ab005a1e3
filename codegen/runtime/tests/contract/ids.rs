//! Ids, as they are generated.

use std::{fmt, str::FromStr};

use runtime::{ParseIdError, RawId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgId(RawId);

impl OrgId {
    pub const fn from_static(text: &'static str) -> Self {
        Self(RawId::from_static(text))
    }

    pub fn parse(text: &str) -> Result<Self, ParseIdError> {
        RawId::parse(text).map(Self)
    }

    pub const fn from_bytes(bytes: [u8; 12]) -> Self {
        Self(RawId::from_bytes(bytes))
    }

    pub const fn to_bytes(self) -> [u8; 12] {
        self.0.to_bytes()
    }
}

impl FromStr for OrgId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        Self::parse(text)
    }
}

impl TryFrom<&str> for OrgId {
    type Error = ParseIdError;

    fn try_from(text: &str) -> Result<Self, ParseIdError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for OrgId {
    type Error = ParseIdError;

    fn try_from(text: String) -> Result<Self, ParseIdError> {
        Self::parse(&text)
    }
}

impl fmt::Display for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug("OrgId", f)
    }
}

impl Serialize for OrgId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for OrgId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        RawId::deserialize(deserializer).map(Self)
    }
}
