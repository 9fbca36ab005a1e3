//! MongoDB as a client sees it: all surfaces of the spec over HTTP/1.1 on the loopback.
//!
//! One request, from the outside in:
//!
//! ```text
//! server ─▶ route ─▶ auth ─────▶ limit ──▶ media ─▶ lifetime, ─▶ query, body ─▶ act ─────▶ answer
//! bytes     surface  digest or   bucket    version  rights       members,       on the     record of
//!           and call token                          410, 401     roles, ids     store      the surface
//! ```
//!
//! A step that does not like what it sees ends the request with a `refusal`, in the words of the
//! surface (`codes`). Both become a `reply`, which knows `envelope` and `pretty`. What is written is
//! kept in the `store`, for 30 days on the cloud's own [`Clock`]. Tokens have a way of their own
//! (`oauth`).
//!
//! - **Invariant:** no operation, record or role is named here. Paths, media types, members, roles and
//!   statuses come from the model of the spec; what an operation does follows from its method and
//!   its path (`act`). Only the members that a server fills in itself, such as `expiresAt`, are named
//!   (`record`), and what people have to do with invitations (`people`).
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
mod codes;
mod digest;
mod fixed;
mod lifetime;
mod limit;
mod log;
mod media;
mod oauth;
mod options;
mod page;
mod people;
mod query;
mod record;
mod refusal;
mod reply;
mod rights;
mod route;
mod sample;
mod server;
mod store;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use codegen::{Api, model::Surface};

pub(crate) use self::digest::parameters as digest_parameters;
use self::{cloud::Cloud, server::Server};

pub use self::{
    canned::{Canned, Stage},
    clock::Clock,
    fixed::{fixed_ids, home},
    limit::RateLimit,
    log::{LogTo, Logged},
    options::{Bypass, BypassAnswer, Options},
    people::Person,
    rights::{is_role, wanted_roles},
    sample::Sample,
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
        Self::listen(api, options, (Ipv4Addr::LOCALHOST, 0).into()).await
    }

    /// Like [`Self::start`], at an address of the loopback.
    ///
    /// # Errors
    ///
    /// When the address is taken, or not one of the loopback: the keys are known to everybody.
    pub async fn listen(api: Arc<Api>, options: Options, address: SocketAddr) -> io::Result<Self> {
        if !address.ip().is_loopback() {
            let message = format!("{address} is not on the loopback");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let cloud = Arc::new(Cloud::new(api, options));
        let server = Server::start(Arc::clone(&cloud), address).await?;
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
        let known = self.surface(surface);
        format!("{}{}", self.address(), route::site_of(known))
    }

    /// A call of a surface that can be tried at once: it reads, and needs nothing that was written
    /// before.
    ///
    /// # Panics
    ///
    /// When the spec has no such surface.
    pub fn sample_of(&self, surface: &str) -> Option<Sample> {
        let known = self.surface(surface);
        sample::of(&self.cloud.api, known, &self.cloud.options.clock)
    }

    /// The address at which a surface gives out tokens, where it does.
    ///
    /// # Panics
    ///
    /// When the spec has no such surface.
    pub fn token_address_of(&self, surface: &str) -> Option<String> {
        let known = self.surface(surface);
        route::token_path(known).map(|path| format!("{}{path}", self.address()))
    }

    /// Every request since the start, in the order of the answers, if they are kept.
    pub fn log(&self) -> Vec<Logged> {
        lock(&self.cloud.log).clone()
    }

    /// Answers the next request that gets to this stage with something prepared, once. Several are
    /// given out in their order.
    pub fn answer_next(&self, stage: Stage, answer: Canned) {
        self.cloud.canned.put(stage, answer);
    }

    fn surface(&self, id: &str) -> &Surface {
        let known = self.cloud.api.surfaces.iter().find(|known| known.id == id);
        known.unwrap_or_else(|| panic!("the spec has no surface `{id}`"))
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
