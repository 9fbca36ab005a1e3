//! `Authentication-Info` (RFC 7615): what a server says about authentication in an answer that is no
//! 401.

use http::{HeaderMap, HeaderName, HeaderValue};
use http_auth::{ChallengeParser, ParamValue};

use super::parts::find;

/// What a server says beside an answer.
#[derive(Default)]
pub(in crate::auth) struct Info {
    /// As escaped in the header.
    pub(in crate::auth) nextnonce: Option<String>,
    pub(in crate::auth) rspauth: Option<String>,
}

impl Info {
    pub(in crate::auth) fn read(headers: &HeaderMap) -> Self {
        const AUTHENTICATION_INFO: HeaderName = HeaderName::from_static("authentication-info");
        let Some(Ok(value)) = headers.get(AUTHENTICATION_INFO).map(HeaderValue::to_str) else {
            return Self::default();
        };
        // Its parameters are written like those of a challenge, but without a scheme.
        let as_challenge = format!("Digest {value}");
        let Some(Ok(info)) = ChallengeParser::new(&as_challenge).next() else {
            return Self::default();
        };
        Self {
            nextnonce: find(&info, "nextnonce").map(|value| value.as_escaped().to_owned()),
            rspauth: find(&info, "rspauth").map(ParamValue::to_unescaped),
        }
    }
}
