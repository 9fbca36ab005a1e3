//! A surface: one API of MongoDB as a type, and what such a type promises.

use crate::{CodeClass, Environment};

/// What never changes about a surface.
///
/// ```
/// use runtime::{CodeClass, Environment, SurfaceInfo};
///
/// const INFO: SurfaceInfo = SurfaceInfo {
///     client: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
///     id: "ops-manager",
///     name: "Ops Manager public API v1.0",
///     path: "/api/public/v1.0",
///     self_hosted: true,
///     environment: Environment {
///         service_accounts: &[],
///         api_keys: &[("MCLI_PUBLIC_API_KEY", "MCLI_PRIVATE_API_KEY")],
///         addresses: &["MCLI_OPS_MANAGER_URL"],
///     },
///     codes: &[("GROUP_NOT_FOUND", CodeClass::NotFound)],
/// };
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurfaceInfo {
    /// Name and version of the generated crate, which requests name as their sender unless
    /// [`ClientBuilder::user_agent`](crate::ClientBuilder::user_agent) says another one.
    pub client: &'static str,
    /// Short stable name, lower case with dashes: `ops-manager`.
    pub id: &'static str,
    /// Name for people: `Ops Manager public API v1.0`.
    pub name: &'static str,
    /// Path of the API below the server's address, with a leading and without a trailing slash.
    pub path: &'static str,
    /// Whether users run the server themselves. Plain `http` to a host that is not this machine is
    /// possible only then, and only after [`ClientBuilder::danger_allow_http`](crate::ClientBuilder::danger_allow_http).
    pub self_hosted: bool,
    /// The variables that [`Client::from_env`](crate::Client::from_env) looks for.
    pub environment: Environment,
    /// What the API's error codes mean to a program, each code once. The predicates of
    /// [`Error`](crate::Error) follow it.
    pub codes: &'static [(&'static str, CodeClass)],
}

/// One API of MongoDB: a type without values that requests and clients carry as a mark.
///
/// ```
/// use runtime::{Environment, Surface, SurfaceInfo};
///
/// pub enum OpsManager {}
///
/// impl Surface for OpsManager {
///     const INFO: SurfaceInfo = SurfaceInfo {
///         client: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
///         id: "ops-manager",
///         name: "Ops Manager public API v1.0",
///         path: "/api/public/v1.0",
///         self_hosted: true,
///         environment: Environment::NONE,
///         codes: &[],
///     };
/// }
/// ```
pub trait Surface: 'static {
    /// What never changes about it.
    const INFO: SurfaceInfo;

    /// The server that [`Client::from_env`](crate::Client::from_env) takes when no variable says
    /// another: `Some(<Self as PublicSurface>::ADDRESS)` where there is one. Without it the variable
    /// must be set.
    const SERVER: Option<&'static str> = None;

    /// Where a service account out of the environment gets its tokens: `Some(TokenPaths::of::<Self>())`
    /// where service accounts are taken.
    const TOKENS: Option<TokenPaths> = None;
}

/// A surface that MongoDB runs, so that its address is known.
///
/// [`Client::builder`](crate::Client::builder) exists for these only.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no address of its own",
    label = "needs the address of your server",
    note = "use `Client::at(\"https://…\")`"
)]
pub trait PublicSurface: Surface {
    /// The server: scheme and host, no trailing slash.
    const ADDRESS: &'static str;
}

/// A surface that takes OAuth 2.0 service accounts beside API keys.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not accept service accounts",
    label = "`{Self}` accepts API keys only",
    note = "use `ApiKey::new(public_key, private_key)`"
)]
pub trait AcceptsServiceAccount: Surface {
    /// Where tokens are fetched, below the server's address: `/api/oauth/token`.
    const TOKEN_PATH: &'static str;

    /// Where tokens are revoked, below the server's address: `/api/oauth/revoke`.
    const REVOKE_PATH: &'static str;
}

/// Where a surface gives out and revokes tokens: the paths of [`AcceptsServiceAccount`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenPaths {
    pub(crate) token: &'static str,
    pub(crate) revoke: &'static str,
}

impl TokenPaths {
    /// The paths of a surface.
    pub const fn of<S: AcceptsServiceAccount>() -> Self {
        Self { token: S::TOKEN_PATH, revoke: S::REVOKE_PATH }
    }
}

/// Holds between a surface and itself only: a client sends the requests of its own surface.
#[diagnostic::on_unimplemented(
    message = "a request of `{Self}` cannot be sent by a client of `{S}`",
    label = "this request belongs to `{Self}`",
    note = "each surface has its own module with its own requests: take the one from the module of `{S}`"
)]
pub trait SameSurface<S> {}

impl<S> SameSurface<S> for S {}
