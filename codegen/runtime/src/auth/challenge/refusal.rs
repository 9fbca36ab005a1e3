//! Why no challenge is answered, for people.

use std::fmt;

use super::list::is_token;

/// Longer than any name that is registered for HTTP.
const MAX_SHOWN: usize = 32;

/// Why no challenge is answered.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::auth) enum Refusal {
    /// There is no challenge.
    Absent,
    /// Only challenges of other schemes: one of them.
    Scheme(String),
    /// An algorithm that is not supported.
    Algorithm(String),
    /// Values of `qop`, separated by commas, without `auth` among them.
    Qop(String),
    /// Something is wrong or missing: `without a nonce`.
    Form(&'static str),
}

impl Refusal {
    /// Of several, the one that is nearest to a challenge that can be answered is told; the first of
    /// those.
    pub(super) fn or(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Absent => 0,
            Self::Scheme(_) => 1,
            Self::Algorithm(_) | Self::Qop(_) | Self::Form(_) => 2,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("the server does not ask for HTTP Digest"),
            Self::Scheme(scheme) => write!(
                f,
                "no supported scheme: the server does not ask for HTTP Digest but for {}",
                shown(scheme)
            ),
            Self::Algorithm(algorithm) => write!(
                f,
                "unsupported challenge: HTTP Digest with algorithm={}, but MD5 and SHA-256 are known",
                shown(algorithm)
            ),
            Self::Qop(qop) => write!(
                f,
                "unsupported challenge: HTTP Digest with qop={}, but auth is known",
                shown(qop)
            ),
            Self::Form(what) => write!(f, "unsupported challenge: HTTP Digest {what}"),
        }
    }
}

/// Text of the server that is safe in a log: the characters of a list of tokens, and not many of them.
fn shown(text: &str) -> String {
    let safe = |char| if is_token(char) || char == ',' { char } else { '?' };
    let mut shown: String = text.chars().take(MAX_SHOWN).map(safe).collect();
    if text.chars().nth(MAX_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
