//! The one error of a client: opaque, asked through predicates, silent about anything private.

mod api;
mod fate;
mod kind;
mod version;

use std::{borrow::Cow, error::Error as StdError, fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Response, StatusCode};

use self::kind::Kind;
use crate::{
    ApiError, CodeClass, DecodeError, ErrorCode, Operation,
    transport::{TransportError, TransportErrorKind},
};

/// The API allows ten invitations in a minute, and says so in words only.
const INVITATIONS_PERIOD: Duration = Duration::from_secs(60);

/// What went wrong, with a client or with a call.
///
/// Ask it what it is with the `is_…` methods, or look at [`status`](Self::status) and
/// [`api`](Self::api). An error may be several things at once: a refused key is
/// [`is_auth`](Self::is_auth) and, as the API said so, [`is_api`](Self::is_api).
///
/// `Display` and `Debug` show the operation, what happened, the status and the API's error code.
/// They never show a body, the API's `detail` (it often holds an e-mail address), a value of the
/// request or a secret, so both are fit for a log.
///
/// ```
/// # use runtime::Error;
/// fn advice(error: &Error) -> &'static str {
///     if error.is_not_found() {
///         "it is gone"
///     } else if error.is_rate_limited() {
///         "try again later"
///     } else if error.is_auth() {
///         "check the key and its roles"
///     } else {
///         "see the log"
///     }
/// }
/// ```
pub struct Error(Box<Inner>);

/// `Clone` only in here: calls that wait for one token share its error.
#[derive(Clone)]
struct Inner {
    operation: Option<&'static Operation>,
    kind: Kind,
    /// Which attempt it ended: 0 before the first.
    attempts: u32,
    /// Whether an earlier attempt of the call may have been carried out.
    lost: bool,
    /// Whether it is about a token, and the request itself was not sent.
    before_request: bool,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// The client cannot be built from what it was given, or its surroundings lack something (a
    /// tokio runtime). Nothing was sent.
    ///
    /// ```
    /// # use runtime::{Client, Surface, SurfaceInfo};
    /// # enum OpsManager {}
    /// # impl Surface for OpsManager {
    /// #     const INFO: SurfaceInfo = SurfaceInfo {
    /// #         client: "", id: "", name: "", path: "/api", self_hosted: true, codes: &[],
    /// #         environment: runtime::Environment::NONE,
    /// #     };
    /// # }
    /// # #[cfg(feature = "async")] {
    /// let error = Client::<OpsManager>::at("ftp://example.com").build().unwrap_err();
    /// assert!(error.is_config());
    /// # }
    /// ```
    pub fn is_config(&self) -> bool {
        matches!(
            self.0.kind,
            Kind::Config(_) | Kind::Transport { kind: TransportErrorKind::Unusable(_), .. }
        )
    }

    /// The request holds what cannot be sent: an empty path value, a control character, a limit of
    /// zero. Nothing was sent.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_invalid_input() {
    ///     eprintln!("check the form: {error}");
    /// }
    /// # }
    /// ```
    pub fn is_invalid_input(&self) -> bool {
        matches!(self.0.kind, Kind::InvalidInput(_))
    }

    /// There was no connection: unknown host, refused, a proxy, TLS, or it took too long. Nothing was
    /// sent. The message says which of them it was.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_connect() {
    ///     eprintln!("is the server up? {error}");
    /// }
    /// # }
    /// ```
    pub fn is_connect(&self) -> bool {
        match &self.0.kind {
            Kind::Transport { kind, .. } => {
                kind.is_unsent() && !matches!(kind, TransportErrorKind::Unusable(_))
            }
            _ => false,
        }
    }

    /// There was no connection because of TLS: the certificate is not trusted, has expired or is for
    /// another host, or there is no common version. It is not tried again.
    /// [`is_connect`](Self::is_connect) holds as well.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_tls() {
    ///     eprintln!("which certificate authority has signed for the server? {error}");
    /// }
    /// # }
    /// ```
    pub fn is_tls(&self) -> bool {
        matches!(self.0.kind, Kind::Transport { kind: TransportErrorKind::Tls, .. })
    }

    /// One of the limits in time was reached. Whether the server may have carried the request out is
    /// what [`outcome_unknown`](Self::outcome_unknown) says.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_timeout() && error.outcome_unknown() {
    ///     eprintln!("look whether it happened before sending it again: {error}");
    /// }
    /// # }
    /// ```
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.0.kind,
            Kind::CallTimeout { .. }
                | Kind::Transport {
                    kind: TransportErrorKind::ConnectTimeout
                        | TransportErrorKind::Timeout
                        | TransportErrorKind::Idle,
                    ..
                }
        )
    }

    /// The caller was not let in: status 401 (wrong credentials, and in this API also a missing
    /// role), a challenge that cannot be answered, a server that failed to prove itself, or a
    /// service account that gets no token.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_auth() {
    ///     eprintln!("check the key and its roles: {error}");
    /// }
    /// # }
    /// ```
    pub fn is_auth(&self) -> bool {
        match &self.0.kind {
            Kind::Api(api) => api.status() == 401,
            Kind::Challenge(..) | Kind::Impostor | Kind::NoToken { .. } => true,
            Kind::Token { status, .. } => {
                (400..500).contains(status) && !matches!(status, 408 | 429)
            }
            _ => false,
        }
    }

    /// The API answered with an error status; [`api`](Self::api) has what it said.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_api() && error.status() == Some(409) {
    ///     eprintln!("it exists already");
    /// }
    /// # }
    /// ```
    pub fn is_api(&self) -> bool {
        self.api().is_some()
    }

    /// The server answered with a success that could not be understood, or not be read to its end.
    /// The request was carried out; [`body`](Self::body) has the beginning of an answer that was read.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_decode() {
    ///     eprintln!("it happened, but: {error}");
    /// }
    /// # }
    /// ```
    pub fn is_decode(&self) -> bool {
        match &self.0.kind {
            Kind::Decode { .. } => true,
            Kind::Transport { kind, status: Some(_) } if !self.0.before_request => {
                *kind != TransportErrorKind::BodyTooLarge
            }
            _ => false,
        }
    }

    /// The server answered with a redirect, which is never followed: credentials and the request
    /// would go to another place. The message names the place's scheme and host.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_redirect() {
    ///     eprintln!("is the address of the server right? {error}");
    /// }
    /// # }
    /// ```
    pub fn is_redirect(&self) -> bool {
        matches!(self.0.kind, Kind::Redirect { .. })
    }

    /// The answer is longer than [`max_body`](crate::ClientBuilder::max_body). The request was
    /// carried out.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_body_too_large() {
    ///     eprintln!("raise `max_body` or ask for less: {error}");
    /// }
    /// # }
    /// ```
    pub fn is_body_too_large(&self) -> bool {
        matches!(self.0.kind, Kind::Transport { kind: TransportErrorKind::BodyTooLarge, .. })
    }

    /// HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match &self.0.kind {
            Kind::Api(api) | Kind::Challenge(_, api) => Some(api.status()),
            Kind::Token { status, .. }
            | Kind::NoToken { status, .. }
            | Kind::Redirect { status, .. }
            | Kind::Decode { status, .. } => Some(*status),
            Kind::Transport { status, .. } => *status,
            _ => None,
        }
    }

    /// What the API said, if it answered with an error status.
    pub fn api(&self) -> Option<&ApiError> {
        match &self.0.kind {
            Kind::Api(api) | Kind::Challenge(_, api) => Some(api),
            _ => None,
        }
    }

    /// The API's error code, if it answered with one: that of [`api`](Self::api).
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.code().is_some_and(|code| *code == "CANNOT_DELETE_ORG_INVITATION") {
    ///     eprintln!("it is an invitation to the organization");
    /// }
    /// # }
    /// ```
    pub fn code(&self) -> Option<&ErrorCode> {
        self.api()?.code()
    }

    /// How long the API asks to wait before the next request: its `Retry-After`, where the rate is
    /// limited or the status is 503. Where too many invitations were made and the API does not say, it
    /// is the minute that this limit counts by.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if let Some(wait) = error.retry_after() {
    ///     eprintln!("come back in {} seconds", wait.as_secs());
    /// }
    /// # }
    /// ```
    pub fn retry_after(&self) -> Option<Duration> {
        match &self.0.kind {
            Kind::Api(api) if self.is_rate_limited() || api.status() == 503 => api
                .retry_after()
                .or_else(|| self.limits_invitations().then_some(INVITATIONS_PERIOD)),
            Kind::Token { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// MongoDB's name of the operation. A client that could not be built has none.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.id)
    }

    /// How many attempts there were, as [`RetryPolicy`](crate::RetryPolicy) counts them. 0 if there
    /// was none.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The first 2 KiB of an answer that could not be understood: a success that is not what was
    /// expected, or an error that is no JSON, such as a page of a proxy. It may hold private data.
    pub fn body(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Decode { body, .. } => Some(body),
            Kind::Api(api) | Kind::Challenge(_, api) => api.raw(),
            _ => None,
        }
    }

    fn new(kind: Kind) -> Self {
        Self(Box::new(Inner {
            operation: None,
            kind,
            attempts: 0,
            lost: false,
            before_request: false,
            source: None,
        }))
    }

    pub(crate) fn config(problem: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Config(problem.into()))
    }

    pub(crate) fn invalid_input(problem: impl Into<String>) -> Self {
        Self::new(Kind::InvalidInput(problem.into()))
    }

    pub(crate) fn transport(error: TransportError) -> Self {
        let status = error.partial.map(|partial| partial.status().as_u16());
        let mut made = Self::new(Kind::Transport { kind: error.kind, status });
        made.0.source = error.source;
        made
    }

    /// Whether the request was on its way when time ran out, the caller knows.
    pub(crate) fn call_timeout(sent: bool) -> Self {
        Self::new(Kind::CallTimeout { sent })
    }

    pub(crate) fn from_api(api: ApiError) -> Self {
        Self::new(Kind::Api(api))
    }

    pub(crate) fn challenge(problem: String, api: ApiError) -> Self {
        Self::new(Kind::Challenge(problem, api))
    }

    pub(crate) fn impostor() -> Self {
        Self::new(Kind::Impostor)
    }

    pub(crate) fn token(
        what: &'static str,
        status: u16,
        code: Option<String>,
        retry_after: Option<Duration>,
    ) -> Self {
        Self::new(Kind::Token { what, status, code, retry_after })
    }

    pub(crate) fn no_token(status: u16, problem: &'static str) -> Self {
        Self::new(Kind::NoToken { status, problem })
    }

    pub(crate) fn redirect(status: u16, origin: Option<String>) -> Self {
        Self::new(Kind::Redirect { status, origin })
    }

    pub(crate) fn decode(status: u16, problem: DecodeError, body: String) -> Self {
        Self::new(Kind::Decode { status, problem, body })
    }

    /// Gives the API's code the class that it has on a surface.
    pub(crate) fn classify(mut self, codes: &[(&str, CodeClass)]) -> Self {
        if let Kind::Api(api) | Kind::Challenge(_, api) = &mut self.0.kind {
            api.classify(codes);
        }
        self
    }

    /// Says which operation it belongs to.
    pub(crate) fn of(mut self, operation: &'static Operation) -> Self {
        self.0.operation = Some(operation);
        self
    }

    /// Says which attempt it ended, and whether an earlier one may have been carried out.
    pub(crate) fn after(mut self, attempts: u32, lost: bool) -> Self {
        self.0.attempts = attempts;
        self.0.lost = lost;
        self
    }

    /// Says that it is about a token, so that the request itself was not sent.
    pub(crate) fn before_request(mut self) -> Self {
        self.0.before_request = true;
        self
    }

    /// The error status as the answer of a call that can live with it.
    pub(crate) fn into_answer(self) -> Result<Response<Bytes>, Self> {
        let Kind::Api(api) = &self.0.kind else {
            return Err(self);
        };
        let mut answer = Response::new(Bytes::new());
        *answer.status_mut() = StatusCode::from_u16(api.status()).unwrap_or(StatusCode::NOT_FOUND);
        answer.headers_mut().clone_from(api.headers());
        Ok(answer)
    }

    pub(crate) fn because(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// Whether the limit of one call was reached, rather than one that holds for all.
    pub(crate) fn is_call_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::CallTimeout { .. })
    }

    /// The same error for another call that waited for the same thing.
    pub(crate) fn share(&self) -> Self {
        Self(self.0.clone())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{}: ", operation.id)?;
        }
        What(&self.0).fmt(f)?;
        if self.0.attempts > 1 {
            write!(f, ", in the last of {} attempts", self.0.attempts)?;
        }
        if self.outcome_unknown() {
            f.write_str("; whether it was carried out is not known")?;
        }
        self.way_out(f)
    }
}

/// What went wrong, and that it was about a token where that is not clear from it.
struct What<'a>(&'a Inner);

impl fmt::Display for What<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = &self.0.kind;
        if self.0.before_request && !matches!(kind, Kind::Token { .. } | Kind::NoToken { .. }) {
            f.write_str("no token for the service account: ")?;
        }
        kind.fmt(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        if let Some(operation) = self.0.operation {
            shown.field("operation", &operation.id);
        }
        shown.field("what", &format_args!("{}", What(&self.0)));
        shown.field("attempts", &self.0.attempts);
        shown.field("outcome_unknown", &self.outcome_unknown());
        if let Some(source) = &self.0.source {
            shown.field("source", &format_args!("{source}"));
        }
        shown.finish()
    }
}
