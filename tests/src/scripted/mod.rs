//! A server that plays faults: raw bytes over TCP or TLS, one scripted reply for each request.
//!
//! The [`fake cloud`](crate::fake_cloud) knows the API and speaks HTTP as one should; this server
//! knows neither, so that it can break any rule: reset, drip, flood, lie about a length, say nothing.
//! It runs on threads of its own and keeps everything that it was sent.
//!
//! ```
//! use tests::scripted::{Reply, Server};
//!
//! let server = Server::play([Reply::json(200, "[]"), Reply::nothing().reset()]);
//! assert!(server.url().starts_with("http://127.0.0.1:"));
//! assert_eq!(server.count(), 0);
//! ```

pub mod digest;
mod received;
mod reply;
mod server;
mod stream;
mod tls;

pub use received::Received;
pub use reply::Reply;
pub use server::{Greeting, Script, Server};
pub use tls::Authority;
