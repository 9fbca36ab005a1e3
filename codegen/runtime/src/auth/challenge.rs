//! Challenges of HTTP Digest (RFC 7616): which one is taken, and the proof that answers it.
//!
//! The parser and the hashes are `http-auth`'s. Taken are MD5 (MongoDB has nothing else) and SHA-256
//! with `qop=auth`; refused are the `-sess` forms, `auth-int`, SHA-512/256 and challenges without
//! `qop`, whose answer does not depend on a count.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use http_auth::{
    ChallengeParser, ChallengeRef, DigestClient, ParamValue, PasswordParams,
    digest::{Algorithm, Qop},
};

/// Real challenges have at most ten; each is compared with each.
const MAX_PARAMETERS: usize = 32;

/// Who answers.
pub(super) struct Caller<'a> {
    pub(super) user: &'a str,
    pub(super) password: &'a str,
}

/// The answer to a challenge.
pub(super) struct Proof {
    pub(super) authorization: HeaderValue,
    /// What a server that knows the key sends back, if it sends anything.
    pub(super) expected_rspauth: String,
}

/// A challenge that can be answered, with the count of its answers.
pub(super) struct Challenge {
    pub(super) stale: bool,
    parts: Parts,
    client: DigestClient,
    /// Counts along with `client`. It hashes an empty method, which is the difference between the
    /// response and the server's `rspauth`.
    mirror: DigestClient,
}

/// The parameters of a challenge, as they are escaped in the header.
#[derive(Clone)]
struct Parts {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    algorithm: &'static str,
    userhash: bool,
}

/// Picks the challenge to answer, out of all in all headers: the first with SHA-256, else the first.
/// The other result says why there is none.
pub(super) fn choose(headers: &HeaderMap) -> Result<Challenge, &'static str> {
    let mut chosen: Option<Challenge> = None;
    let mut refused = false;
    for value in headers.get_all(header::WWW_AUTHENTICATE) {
        let Ok(value) = value.to_str() else {
            refused = true;
            continue;
        };
        for challenge in ChallengeParser::new(value) {
            // The rest of a header cannot be trusted after a mistake in it; other headers can.
            let Ok(challenge) = challenge else {
                refused = true;
                break;
            };
            if !challenge.scheme.eq_ignore_ascii_case("Digest") {
                continue;
            }
            match Challenge::read(&challenge) {
                Some(better)
                    if chosen
                        .as_ref()
                        .is_none_or(|chosen| better.is_sha_256() && !chosen.is_sha_256()) =>
                {
                    chosen = Some(better);
                }
                Some(_) => {}
                None => refused = true,
            }
        }
    }
    chosen.ok_or(if refused {
        "the server asks for a form of HTTP Digest that is not supported"
    } else {
        "the server does not ask for HTTP Digest"
    })
}

impl Challenge {
    fn read(challenge: &ChallengeRef<'_>) -> Option<Self> {
        let params = &challenge.params;
        if params.len() > MAX_PARAMETERS {
            return None;
        }
        let twice = params.iter().enumerate().any(|(at, (name, _))| {
            params.iter().take(at).any(|(other, _)| name.eq_ignore_ascii_case(other))
        });
        let client = DigestClient::try_from(challenge).ok()?;
        let algorithm = match client.algorithm() {
            Algorithm::Md5 => "MD5",
            Algorithm::Sha256 => "SHA-256",
            _ => return None,
        };
        let usable = !twice
            && !client.session()
            && !client.rfc2069_compat()
            && client.qop() & Qop::Auth
            && !client.realm().is_empty()
            && !client.nonce().is_empty();
        if !usable {
            return None;
        }
        let escaped = |name: &str| Some(find(challenge, name)?.as_escaped().to_owned());
        let parts = Parts {
            realm: escaped("realm")?,
            nonce: escaped("nonce")?,
            opaque: escaped("opaque"),
            algorithm,
            userhash: find(challenge, "userhash")
                .is_some_and(|value| value.to_unescaped().eq_ignore_ascii_case("true")),
        };
        Self::new(parts, client.stale())
    }

    fn new(parts: Parts, stale: bool) -> Option<Self> {
        Some(Self { stale, client: parts.client()?, mirror: parts.client()?, parts })
    }

    /// The same with the nonce that the server announces as the next one.
    pub(super) fn with_nonce(&self, nonce: String) -> Option<Self> {
        if nonce.is_empty() {
            return None;
        }
        let parts = Parts { nonce, ..self.parts.clone() };
        Self::new(parts, false)
    }

    /// Answers with the next count. None: the user name does not fit into a header.
    pub(super) fn prove(
        &mut self,
        caller: &Caller<'_>,
        method: &str,
        target: &str,
    ) -> Option<Proof> {
        self.prove_with(caller, method, target, None)
    }

    fn prove_with(
        &mut self,
        caller: &Caller<'_>,
        method: &str,
        target: &str,
        cnonce: Option<&str>,
    ) -> Option<Proof> {
        let mut params = PasswordParams {
            username: caller.user,
            password: caller.password,
            uri: target,
            method,
            // Offered a body, it would take `auth-int`.
            body: None,
        };
        let mut answer = match cnonce {
            Some(cnonce) => self.client.respond_with_testing_cnonce(&params, cnonce),
            None => self.client.respond(&params),
        }
        .ok()?;
        params.method = "";
        let cnonce = parameter(&answer, "cnonce")?;
        let mirrored = self.mirror.respond_with_testing_cnonce(&params, &cnonce);
        let expected_rspauth = parameter(&mirrored.ok()?, "response")?;
        // An empty `opaque` goes back too; `http-auth` leaves it out.
        if self.parts.opaque.as_deref() == Some("") {
            answer.push_str(", opaque=\"\"");
        }
        let mut authorization = HeaderValue::try_from(answer).ok()?;
        authorization.set_sensitive(true);
        Some(Proof { authorization, expected_rspauth })
    }

    fn is_sha_256(&self) -> bool {
        self.parts.algorithm == "SHA-256"
    }
}

impl Parts {
    fn client(&self) -> Option<DigestClient> {
        let mut challenge = ChallengeRef::new("Digest");
        let given = [
            ("realm", Some(self.realm.as_str())),
            ("nonce", Some(self.nonce.as_str())),
            ("opaque", self.opaque.as_deref()),
            ("algorithm", Some(self.algorithm)),
            ("qop", Some("auth")),
            ("userhash", self.userhash.then_some("true")),
        ];
        for (name, value) in given {
            if let Some(value) = value {
                let value = ParamValue::try_from_escaped(value).ok()?;
                challenge.params.push((name, value));
            }
        }
        DigestClient::try_from(&challenge).ok()
    }
}

/// What a server says about authentication in an answer that is no 401.
#[derive(Default)]
pub(super) struct Info {
    /// As escaped in the header.
    pub(super) nextnonce: Option<String>,
    pub(super) rspauth: Option<String>,
}

impl Info {
    pub(super) fn read(headers: &HeaderMap) -> Self {
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

fn find<'a, 'i>(challenge: &'a ChallengeRef<'i>, name: &str) -> Option<&'a ParamValue<'i>> {
    challenge
        .params
        .iter()
        .find(|(other, _)| other.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// A parameter of an answer, which is written like a challenge.
fn parameter(answer: &str, name: &str) -> Option<String> {
    let answer = ChallengeParser::new(answer).next()?.ok()?;
    find(&answer, name).map(ParamValue::to_unescaped)
}

#[cfg(test)]
mod tests;
