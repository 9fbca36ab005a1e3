//! What an error is, and the one sentence for each; nothing private is in any of them.

use std::{borrow::Cow, fmt, time::Duration};

use crate::{ApiError, DecodeError, transport::TransportErrorKind};

#[derive(Clone)]
pub(super) enum Kind {
    Config(Cow<'static, str>),
    InvalidInput(String),
    Transport {
        kind: TransportErrorKind,
        /// Status of the success whose body was not read to its end.
        status: Option<u16>,
    },
    /// The limit of the whole call, and whether the request was on its way then.
    CallTimeout {
        sent: bool,
    },
    Api(ApiError),
    /// A 401 that cannot be answered, and why.
    Challenge(String, ApiError),
    /// The token endpoint, or the one that revokes tokens, refused or failed, with its error code.
    Token {
        /// What did not come about.
        what: &'static str,
        status: u16,
        code: Option<String>,
        retry_after: Option<Duration>,
    },
    /// The token endpoint answered with something that is no token.
    NoToken {
        status: u16,
        problem: &'static str,
    },
    Redirect {
        status: u16,
        origin: Option<String>,
    },
    Decode {
        status: u16,
        problem: DecodeError,
        body: String,
    },
    /// The server is not who it says it is.
    Impostor,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(problem) => write!(f, "configuration: {problem}"),
            Self::InvalidInput(problem) => write!(f, "invalid input: {problem}"),
            Self::Transport { kind: TransportErrorKind::Broken, status: Some(status) } => {
                write!(f, "the connection broke within the answer (status {status})")
            }
            Self::Transport { kind, status: Some(status) } => write!(f, "{kind} (status {status})"),
            Self::Transport { kind, status: None } => kind.fmt(f),
            Self::CallTimeout { .. } => f.write_str("the call took longer than its limit"),
            Self::Api(api) => write!(f, "{}: {api}", sentence(api.status())),
            Self::Challenge(problem, api) => write!(f, "{problem}: {api}"),
            Self::Token { what, status, code, .. } => match code {
                Some(code) => write!(f, "{what}: status {status}, {code}"),
                None => write!(f, "{what}: status {status}"),
            },
            Self::NoToken { status, problem } => {
                write!(f, "the token endpoint (status {status}) {problem}")
            }
            Self::Redirect { status, origin } => {
                write!(f, "the server redirects (status {status})")?;
                match origin {
                    Some(origin) => write!(f, " to {origin}, which is not followed"),
                    None => f.write_str(", which is not followed"),
                }
            }
            Self::Decode { status, problem, .. } => {
                write!(f, "the answer (status {status}) was not understood: {problem}")
            }
            Self::Impostor => {
                f.write_str("the server did not prove that it knows the key (`rspauth` is wrong)")
            }
        }
    }
}

fn sentence(status: u16) -> &'static str {
    match status {
        401 => "the API does not accept the credentials or their roles",
        403 => "the API forbids this",
        404 => "the API did not find it",
        406 => "the API does not have it in the form that is asked for",
        409 => "the API reports a conflict",
        410 => "the API has switched this off",
        415 => "the API does not take the body in the form that it is sent",
        429 => "the API limits the rate of requests",
        500.. => "the API failed",
        _ => "the API refused the request",
    }
}
