//! A request: an operation as data, and what a value of it puts into path, query and body.

use crate::{Answer, Encoder, Surface};

/// What never changes about an operation of the API.
///
/// ```
/// use runtime::{Method, Operation};
///
/// const LIST: Operation = Operation {
///     id: "listOrgInvites",
///     method: Method::Get,
///     path: "/orgs/{orgId}/invites",
///     media: "application/json",
///     idempotent: true,
///     instead: None,
/// };
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// MongoDB's name of the operation. Errors and calls show it.
    pub id: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path below the surface's path, with a leading slash; `{name}` stands for a value that
    /// [`Encoder::path`] gives.
    pub path: &'static str,
    /// Media type of the answer (`Accept`) and, when there is one, of the body (`Content-Type`).
    pub media: &'static str,
    /// Whether sending it twice does the same as sending it once.
    pub idempotent: bool,
    /// What to use instead, where the API has deprecated the operation or its version; in words for
    /// the end of a message: `createOrgUser, which is POST /orgs/{orgId}/users`.
    pub instead: Option<&'static str>,
}

/// HTTP method of an operation.
///
/// ```
/// assert_eq!(runtime::Method::Patch.as_str(), "PATCH");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// The word on the request line, in upper case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    pub(crate) fn to_http(self) -> http::Method {
        match self {
            Self::Get => http::Method::GET,
            Self::Post => http::Method::POST,
            Self::Put => http::Method::PUT,
            Self::Patch => http::Method::PATCH,
            Self::Delete => http::Method::DELETE,
        }
    }
}

/// Something that [`Client::send`](crate::Client::send) takes: one operation with its values.
///
/// Generated clients implement it for each operation that they know. For another one, write it by hand:
///
/// ```
/// use runtime::{Encoder, Method, Operation, Request};
/// # use runtime::{Surface, SurfaceInfo};
/// # enum OpsManager {}
/// # impl Surface for OpsManager {
/// #     const INFO: SurfaceInfo = SurfaceInfo {
/// #         client: "", id: "", name: "", path: "/api/public/v1.0", self_hosted: true, codes: &[],
/// #         environment: runtime::Environment::NONE,
/// #     };
/// # }
///
/// struct GetOrg {
///     org_id: String,
/// }
///
/// impl Request for GetOrg {
///     type Surface = OpsManager;
///     type Answer = serde_json::Value;
///     const OPERATION: Operation = Operation {
///         id: "getOrg",
///         method: Method::Get,
///         path: "/orgs/{orgId}",
///         media: "application/json",
///         idempotent: true,
///         instead: None,
///     };
///
///     fn encode(&self, to: &mut Encoder) {
///         to.path("orgId", &self.org_id);
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request",
    label = "a client sends requests",
    note = "requests are in the module of each surface; for an endpoint that has none, implement `Request` by hand"
)]
pub trait Request {
    /// The API that it belongs to.
    type Surface: Surface;
    /// What a success brings: a record, a list or a [`Page`](crate::Page) of them, `Option` of one
    /// where the server may answer with nothing, `()` where it always does, or [`serde_json::Value`].
    type Answer: Answer;
    /// What never changes about it.
    const OPERATION: Operation;

    /// Puts the values into path, query and body. Mistakes are collected by the encoder and become
    /// the call's error.
    fn encode(&self, to: &mut Encoder);
}
