//! What every generated MongoDB invitation client runs on.
//!
//! A generated client states what is true of its API: surfaces, requests, records, roles. Everything
//! that can be said once is here: addresses, authentication, limits, errors, decoding. A user of a
//! generated client never names this crate; the client re-exports what is needed.
//!
//! One call, from the outside in:
//!
//! ```text
//! Client::send ──▶ Encoder ──▶ Call ──▶ exchange ──▶ auth ──▶ Transport
//!   generic        the request  a lazy    once, on     Digest    reqwest,
//!   in the request  as bytes    future    bytes        or OAuth  or a double
//! ```
//!
//! | Module | Is |
//! | --- | --- |
//! | `surface` | one API of MongoDB as a type, and what such a type promises |
//! | `client`, `builder`, `credentials` | what a user makes once |
//! | `request`, `encoder`, `url` | an operation as data, and its way into bytes |
//! | `call`, `response` | what a user awaits |
//! | `exchange`, `auth`, `wire`, `transport` | one call as messages and answers, within its limits |
//! | `answer`, `decode` | the way back from bytes |
//! | `error`, `api_error` | the one error type, and what the API said |
//! | `raw_id`, `timestamp`, `open_enum` | values that generated records are made of |
//!
//! **Invariant:** nothing here panics, except [`RawId::from_static`], which is meant for a `const`.
//!
//! **Invariant:** no type of an HTTP client or of a TLS library is in the public API, and nothing
//! above the transport knows tokio.
//!
//! **Invariant:** there is no global state, no redirect is followed, and no secret has a `Display`.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]
#![cfg_attr(
    not(feature = "async"),
    allow(
        dead_code,
        reason = "without a transport no client can be built, so what runs on one is not reached"
    )
)]

mod answer;
mod api_error;
mod auth;
mod builder;
mod call;
mod client;
mod credentials;
mod decode;
mod encoder;
mod error;
mod exchange;
pub mod open_enum;
mod raw_id;
mod request;
mod response;
mod surface;
mod timestamp;
mod transport;
mod url;
mod wire;

pub use answer::{Answer, null_as_default};
pub use api_error::{ApiError, FieldViolation};
pub use builder::ClientBuilder;
pub use call::{Call, ResponseCall};
pub use client::Client;
pub use credentials::{ApiKey, CredentialsFor, ServiceAccount};
pub use decode::DecodeError;
pub use encoder::Encoder;
pub use error::Error;
pub use open_enum::{OpenEnum, UnknownValue};
pub use raw_id::{ParseIdError, RawId};
pub use request::{Method, Operation, Request};
pub use response::Response;
pub use surface::{AcceptsServiceAccount, PublicSurface, SameSurface, Surface, SurfaceInfo};
pub use timestamp::{Timestamp, TimestampError};
