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
//!   generic        the request  a lazy    once, on     Digest    reqwest, HTTP/1.1
//!   in the request  as bytes    future    bytes        or OAuth  of our own, or a list
//! ```
//!
//! | Module | Is |
//! | --- | --- |
//! | `surface` | one API of MongoDB as a type, and what such a type promises |
//! | `client`, `client_kind`, `builder` | what a user makes once |
//! | `credentials`, `environment` | who calls, said in the program or in variables |
//! | `request`, `encoder`, `url` | an operation as data, and its way into bytes |
//! | `call`, `response` | what a user awaits |
//! | `page`, `pages`, `items`, `walk` | a list that comes in pages, and the way through them |
//! | `blocking` | the same client, call, response and lists for a thread that waits |
//! | `exchange`, `auth`, `wire`, `transport` | one call as messages and answers, within its limits |
//! | `retry` | what follows a failed attempt |
//! | `trace`, `sunset` | what a program can watch, and what it is warned about |
//! | `answer`, `decode`, `envelope` | the way back from bytes |
//! | `metadata`, `http_date` | what the headers of an answer say |
//! | `error`, `api_error`, `error_code` | the one error type, and what the API said |
//! | `raw_id`, `timestamp`, `open_enum` | values that generated records are made of |
//! | `testing` | a transport for the tests of others |
//!
//! Features: `async` (on by default), `blocking` and `testing` each bring a transport, and none of
//! them another one.
//!
//! **Invariant:** nothing here panics, except [`RawId::from_static`], which is meant for a `const`.
//!
//! **Invariant:** no type of an HTTP client or of a TLS library is in the public API, and nothing
//! above the transport knows tokio. What is above the transport is there once, asynchronous; a thread
//! that waits polls it.
//!
//! **Invariant:** there is no global state, no redirect is followed, and no secret has a `Display`.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]
#![cfg_attr(
    not(any(feature = "async", feature = "blocking")),
    allow(dead_code, reason = "some of it is reached only by what runs over a real transport")
)]

mod answer;
mod api_error;
mod auth;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod call;
mod client;
mod client_kind;
mod credentials;
mod decode;
mod encoder;
mod envelope;
mod environment;
mod error;
mod error_code;
mod exchange;
mod http_date;
mod items;
mod metadata;
pub mod open_enum;
mod page;
mod pages;
mod raw_id;
pub mod record;
mod request;
mod response;
mod retry;
mod sunset;
mod surface;
#[cfg(feature = "testing")]
pub mod testing;
mod timestamp;
mod trace;
mod transport;
mod url;
mod walk;
mod wire;

pub use answer::{Answer, null_as_default};
pub use api_error::{ApiError, FieldViolation};
pub use builder::ClientBuilder;
pub use call::{Call, ResponseCall};
pub use client::Client;
pub use client_kind::ClientKind;
pub use credentials::{ApiKey, Credentials, CredentialsFor, ServiceAccount};
pub use decode::DecodeError;
pub use encoder::Encoder;
pub use environment::Environment;
pub use error::Error;
pub use error_code::{CodeClass, ErrorCode};
pub use items::Items;
pub use metadata::{RateLimit, ServiceVersion};
pub use open_enum::{OpenEnum, UnknownValue};
pub use page::{Page, PagedRequest};
pub use pages::Pages;
pub use raw_id::{ParseIdError, RawId};
pub use record::Record;
pub use request::{Method, Operation, Request};
pub use response::Response;
pub use retry::{FailedAttempt, NoRetry, RetryPolicy, StandardRetry};
pub use surface::{
    AcceptsServiceAccount, PublicSurface, SameSurface, Surface, SurfaceInfo, TokenPaths,
};
pub use timestamp::{Timestamp, TimestampError};
