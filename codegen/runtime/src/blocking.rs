//! The client without an asynchronous runtime: a call is sent, and waited for, by the thread that
//! calls [`wait`](Call::wait).
//!
//! Requests, credentials, options and errors are the same as those of the asynchronous
//! [`Client`](crate::Client), and it has the same builder. Inside of an asynchronous program it works
//! as well, but holds up the thread that it is called on.
//!
//! ```
//! # use runtime::{ApiKey, Environment, Error, Request, Surface, SurfaceInfo};
//! # enum OpsManager {}
//! # impl Surface for OpsManager {
//! #     const INFO: SurfaceInfo = SurfaceInfo {
//! #         client: "", id: "", name: "", path: "/api/public/v1.0", self_hosted: true, codes: &[],
//! #         environment: Environment::NONE,
//! #     };
//! # }
//! type Client = runtime::blocking::Client<OpsManager>;
//!
//! # fn example<R: Request<Surface = OpsManager>>(request: R) -> Result<(), Error> {
//! let client = Client::at("https://opsmanager.example.com")
//!     .credentials(ApiKey::new("PUBLIC", "11111111-2222-3333-4444-555555555555"))
//!     .build()?;
//! let invitation = client.send(request).wait()?;
//! # let _ = invitation; Ok(()) }
//! ```

mod call;
mod client;
mod executor;
mod pages;

pub use call::{Call, ResponseCall};
pub use client::Client;
pub use pages::{Items, Pages};

#[cfg(test)]
mod tests;
