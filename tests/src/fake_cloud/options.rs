//! How a cloud is set up.

use super::Clock;

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
    /// Roles that the server knows and the spec does not yet.
    pub newer_roles: Vec<String>,
    /// Ops Manager's `mms.user.bypassInviteForExistingUsers`.
    pub bypass: Option<Bypass>,
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
            newer_roles: Vec::new(),
            bypass: None,
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
