//! MongoDB as a client sees it: all surfaces of the spec over HTTP/1.1 on the loopback.
//!
//! One request, from the outside in:
//!
//! ```text
//! server ─▶ route ─▶ auth ─────▶ media ─▶ query, body ─▶ act ─────▶ answer
//! bytes     surface  digest or   version  members,       on the     record of
//!           and call token                roles, ids     store      the surface
//! ```
//!
//! A step that does not like what it sees ends the request with a `refusal`. What is written is
//! kept in the `store`, for 30 days on the cloud's own [`Clock`].
//!
//! - **Invariant:** no operation, record or role is named here. Paths, media types, members, roles and
//!   statuses come from the model of the spec; what an operation does follows from its method and
//!   its path (`act`). Only the members that a server fills in itself, such as `expiresAt`, are named
//!   (`record`).
//! - **Invariant:** nothing of the client or of its runtime is used, so that a mistake of theirs is
//!   not repeated here.
//! - **Invariant:** it listens on the loopback only, and nothing of it is left when its handle is
//!   dropped.

mod act;
mod answer;
mod auth;
mod body;
mod canned;
mod clock;
mod cloud;
mod digest;
mod log;
mod media;
mod oauth;
mod options;
mod query;
mod record;
mod refusal;
mod route;
mod server;
mod store;

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use codegen::Api;

use self::{cloud::Cloud, server::Server};

pub use self::{
    canned::{Canned, Stage},
    clock::Clock,
    log::Logged,
    options::{Bypass, BypassAnswer, Options},
};

/// A running cloud. It stops when this is dropped.
pub struct FakeCloud {
    cloud: Arc<Cloud>,
    server: Server,
}

impl FakeCloud {
    /// Listens on a free port of the loopback, and serves on the tokio runtime of the caller.
    ///
    /// # Errors
    ///
    /// When there is no port to listen on.
    pub async fn start(api: Arc<Api>, options: Options) -> io::Result<Self> {
        let cloud = Arc::new(Cloud::new(api, options));
        let server = Server::start(Arc::clone(&cloud)).await?;
        Ok(Self { cloud, server })
    }

    /// Scheme, host and port.
    pub fn address(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// The address to give to a client of this surface, without a trailing slash: a surface that
    /// users run themselves is behind a path prefix, the others are at the root.
    ///
    /// # Panics
    ///
    /// When the spec has no such surface.
    pub fn address_of(&self, surface: &str) -> String {
        let known = self.cloud.api.surfaces.iter().find(|known| known.id == surface);
        let known = known.unwrap_or_else(|| panic!("the spec has no surface `{surface}`"));
        format!("{}{}", self.address(), route::site_of(known))
    }

    /// Every request since the start, in the order of the answers.
    pub fn log(&self) -> Vec<Logged> {
        lock(&self.cloud.log).clone()
    }

    /// Answers the next request that gets to this stage with something prepared, once. Several are
    /// given out in their order.
    pub fn answer_next(&self, stage: Stage, answer: Canned) {
        self.cloud.canned.put(stage, answer);
    }

    /// The cloud's clock; clones of it are the same clock.
    pub fn clock(&self) -> Clock {
        self.cloud.options.clock.clone()
    }
}

/// Each lock is held for a step only, so a panic of another request leaves nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
