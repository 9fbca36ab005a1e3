//! How a cloud is set up.

use super::{Clock, LogTo, Person, RateLimit};

/// Who may call, what time it is, and what the server is configured to do differently.
#[derive(Debug, Clone)]
pub struct Options {
    /// User name of HTTP Digest.
    pub public_key: String,
    /// Password of HTTP Digest.
    pub private_key: String,
    /// User name of the token endpoint.
    pub client_id: String,
    /// Password of the token endpoint.
    pub client_secret: String,
    /// The time.
    pub clock: Clock,
    /// How often a nonce may be used.
    pub nonce_uses: u32,
    /// How many seconds a nonce lives.
    pub nonce_life: i64,
    /// Refuses what goes beyond it, for each organization and project. Without it nothing is refused,
    /// and the headers count down what MongoDB publishes.
    pub rate_limit: Option<RateLimit>,
    /// How many tokens are given out in a minute.
    pub tokens_per_minute: Option<u32>,
    /// How many creates a minute has room for, on the surfaces that have a code for it.
    pub invitations_per_minute: Option<u32>,
    /// Roles of the caller, by their names in the user interface; all, if nothing is given.
    pub roles: Option<Vec<String>>,
    /// Whether only the [fixed ids](super::fixed_ids) exist, instead of every id that is well formed.
    pub strict_ids: bool,
    /// Roles that the server knows and the spec does not yet.
    pub newer_roles: Vec<String>,
    /// Who is in an organization from the start.
    pub people: Vec<Person>,
    /// Ops Manager's `mms.user.bypassInviteForExistingUsers`.
    pub bypass: Option<Bypass>,
    /// What becomes of requests that were answered.
    pub log: LogTo,
}

impl Default for Options {
    /// One key and one service account, the time of the machine, and nonces as Jetty keeps them.
    fn default() -> Self {
        Self {
            public_key: "abcdefgh".to_owned(),
            private_key: "11111111-2222-3333-4444-555555555555".to_owned(),
            client_id: "mdb_sa_id_1234567890abcdef12345678".to_owned(),
            client_secret: "mdb_sa_sk_a-secret_of~40.characters+and/more".to_owned(),
            clock: Clock::system(),
            nonce_uses: 1024,
            nonce_life: 60,
            rate_limit: None,
            tokens_per_minute: None,
            invitations_per_minute: None,
            roles: None,
            strict_ids: false,
            newer_roles: Vec::new(),
            people: Vec::new(),
            bypass: None,
            log: LogTo::Memory,
        }
    }
}

/// Existing users are added at once instead of being invited. It works on operations that may
/// answer with nothing.
#[derive(Debug, Clone)]
pub struct Bypass {
    /// Who exists already, by user name.
    pub existing: Vec<String>,
    /// What the server answers then. No document says it, so clients must take each.
    pub answer: BypassAnswer,
}

/// The body of a create that invited nobody. Its status is 200.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BypassAnswer {
    /// No body.
    Empty,
    /// `{}`
    EmptyObject,
    /// An object that has no `id`: what was asked for.
    WithoutId,
}
