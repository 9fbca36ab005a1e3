//! The parameters of one challenge: checked, and in the one spelling that `http-auth` knows.

use http_auth::{ChallengeParser, ChallengeRef, DigestClient, ParamValue};

use super::refusal::Refusal;

/// Real challenges have at most ten; each is compared with each.
const MAX_PARAMETERS: usize = 32;

/// What is taken. `http-auth` knows these spellings only; tokens are the same in either case (RFC 7616,
/// section 3.3).
const ALGORITHMS: [&str; 2] = [MD5, SHA_256];
const MD5: &str = "MD5";
const SHA_256: &str = "SHA-256";

/// The parameters of a challenge, as they are escaped in the header.
#[derive(Clone)]
pub(super) struct Parts {
    realm: String,
    nonce: String,
    pub(super) opaque: Option<String>,
    algorithm: &'static str,
    userhash: bool,
}

impl Parts {
    /// Reads the text of one challenge. Beside it: whether it says `stale`.
    pub(super) fn read(text: &str) -> Result<(Self, bool), Refusal> {
        let mut challenges = ChallengeParser::new(text);
        let (Some(Ok(challenge)), None) = (challenges.next(), challenges.next()) else {
            return Err(Refusal::Form("that is malformed"));
        };
        check_names(&challenge)?;
        let algorithm = match find(&challenge, "algorithm") {
            // RFC 7616, section 3.3.
            None => MD5,
            Some(given) => {
                let given = given.to_unescaped();
                let known = ALGORITHMS.into_iter().find(|known| given.eq_ignore_ascii_case(known));
                known.ok_or(Refusal::Algorithm(given))?
            }
        };
        check_qop(&challenge)?;
        let escaped = |name| Some(find(&challenge, name)?.as_escaped().to_owned());
        let filled = |name| escaped(name).filter(|value| !value.is_empty());
        let says = |name| {
            let value = find(&challenge, name);
            value.is_some_and(|value| value.to_unescaped().eq_ignore_ascii_case("true"))
        };
        let parts = Self {
            realm: filled("realm").ok_or(Refusal::Form("without a realm"))?,
            nonce: filled("nonce").ok_or(Refusal::Form("without a nonce"))?,
            opaque: escaped("opaque"),
            algorithm,
            userhash: says("userhash"),
        };
        Ok((parts, says("stale")))
    }

    pub(super) fn with_nonce(&self, nonce: String) -> Option<Self> {
        (!nonce.is_empty()).then(|| Self { nonce, ..self.clone() })
    }

    pub(super) fn is_sha_256(&self) -> bool {
        self.algorithm == SHA_256
    }

    /// None: a value is no text of a header, or all are too long for one.
    pub(super) fn client(&self) -> Option<DigestClient> {
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

fn check_names(challenge: &ChallengeRef<'_>) -> Result<(), Refusal> {
    let params = &challenge.params;
    if params.len() > MAX_PARAMETERS {
        return Err(Refusal::Form("with too many parameters"));
    }
    let twice = params.iter().enumerate().any(|(at, (name, _))| {
        params.iter().take(at).any(|(other, _)| name.eq_ignore_ascii_case(other))
    });
    if twice { Err(Refusal::Form("that says a parameter twice")) } else { Ok(()) }
}

/// The answer to a challenge without `qop` does not depend on a count, so it could be replayed.
fn check_qop(challenge: &ChallengeRef<'_>) -> Result<(), Refusal> {
    let Some(given) = find(challenge, "qop") else {
        return Err(Refusal::Form("without qop"));
    };
    let given = given.to_unescaped();
    let values: Vec<_> = given.split(',').map(str::trim).collect();
    if values.iter().any(|value| value.eq_ignore_ascii_case("auth")) {
        Ok(())
    } else {
        Err(Refusal::Qop(values.join(",")))
    }
}

pub(super) fn find<'a, 'i>(
    challenge: &'a ChallengeRef<'i>,
    name: &str,
) -> Option<&'a ParamValue<'i>> {
    challenge
        .params
        .iter()
        .find(|(other, _)| other.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}
