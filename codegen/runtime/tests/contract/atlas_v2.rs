//! A surface that has an address and takes service accounts, as it is generated.

use runtime::{
    AcceptsServiceAccount, Environment, PublicSurface, Surface, SurfaceInfo, TokenPaths,
};

pub enum AtlasV2 {}

impl Surface for AtlasV2 {
    const INFO: SurfaceInfo = SurfaceInfo {
        client: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
        id: "atlas-v2",
        name: "Atlas Administration API v2",
        path: "/api/atlas/v2",
        self_hosted: false,
        environment: Environment {
            service_accounts: &[("MONGODB_ATLAS_CLIENT_ID", "MONGODB_ATLAS_CLIENT_SECRET")],
            api_keys: &[("MONGODB_ATLAS_PUBLIC_API_KEY", "MONGODB_ATLAS_PRIVATE_API_KEY")],
            addresses: &["MONGODB_ATLAS_BASE_URL"],
        },
        codes: crate::error_codes::CLASSES,
    };
    const SERVER: Option<&'static str> = Some(<Self as PublicSurface>::ADDRESS);
    const TOKENS: Option<TokenPaths> = Some(TokenPaths::of::<Self>());
}

impl PublicSurface for AtlasV2 {
    const ADDRESS: &'static str = "https://cloud.mongodb.com";
}

impl AcceptsServiceAccount for AtlasV2 {
    const TOKEN_PATH: &'static str = "/api/oauth/token";
    const REVOKE_PATH: &'static str = "/api/oauth/revoke";
}

pub type Client = runtime::Client<AtlasV2>;

pub type Credentials = runtime::Credentials<AtlasV2>;
