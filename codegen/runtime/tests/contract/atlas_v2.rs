//! A surface that has an address and takes service accounts, as it is generated.

use runtime::{Surface, SurfaceInfo};

pub enum AtlasV2 {}

impl Surface for AtlasV2 {
    const INFO: SurfaceInfo = SurfaceInfo {
        id: "atlas-v2",
        name: "Atlas Administration API v2",
        path: "/api/atlas/v2",
        self_hosted: false,
    };
}

impl runtime::PublicSurface for AtlasV2 {
    const ADDRESS: &'static str = "https://cloud.mongodb.com";
}

impl runtime::AcceptsServiceAccount for AtlasV2 {
    const TOKEN_PATH: &'static str = "/api/oauth/token";
}

pub type Client = runtime::Client<AtlasV2>;
