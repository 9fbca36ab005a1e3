//! The one error of a client: opaque, asked through predicates, silent about anything private.

mod api;
mod kind;

use std::{borrow::Cow, error::Error as StdError, fmt, sync::Arc};

use self::kind::Kind;
use crate::{
    ApiError, CodeClass, DecodeError, ErrorCode,
    transport::{TransportError, TransportErrorKind},
};

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
    operation: Option<&'static str>,
    kind: Kind,
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
    /// #         id: "", name: "", path: "/api", self_hosted: true, codes: &[],
    /// #         environment: runtime::Environment::NONE,
    /// #     };
    /// # }
    /// # #[cfg(feature = "async")] {
    /// let error = Client::<OpsManager>::at("ftp://example.com").build().unwrap_err();
    /// assert!(error.is_config());
    /// # }
    /// ```
    pub fn is_config(&self) -> bool {
        matches!(self.0.kind, Kind::Config(_) | Kind::Transport(TransportErrorKind::Unusable(_)))
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

    /// There was no connection: unknown host, refused, TLS, or it took too long. Nothing was sent.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_connect() {
    ///     eprintln!("is the server up? {error}");
    /// }
    /// # }
    /// ```
    pub fn is_connect(&self) -> bool {
        matches!(
            self.0.kind,
            Kind::Transport(TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout)
        )
    }

    /// One of the limits in time was reached. Unless [`is_connect`](Self::is_connect) holds as well,
    /// the server may have carried the request out.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_timeout() && !error.is_connect() {
    ///     eprintln!("look whether it happened before sending it again: {error}");
    /// }
    /// # }
    /// ```
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.0.kind,
            Kind::CallTimeout
                | Kind::Transport(
                    TransportErrorKind::ConnectTimeout
                        | TransportErrorKind::Timeout
                        | TransportErrorKind::Idle
                )
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
            Kind::Challenge(..) | Kind::Impostor => true,
            Kind::Token { status, .. } => matches!(status, 400 | 401 | 403),
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

    /// The server answered with a success that could not be understood. The request was carried
    /// out; [`body`](Self::body) has the beginning of the answer.
    ///
    /// ```
    /// # fn example(error: runtime::Error) {
    /// if error.is_decode() {
    ///     eprintln!("it happened, but: {error}");
    /// }
    /// # }
    /// ```
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode { .. } | Kind::NoToken { .. })
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
        matches!(self.0.kind, Kind::Transport(TransportErrorKind::BodyTooLarge { .. }))
    }

    /// HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match &self.0.kind {
            Kind::Api(api) | Kind::Challenge(_, api) => Some(api.status()),
            Kind::Token { status, .. }
            | Kind::NoToken { status, .. }
            | Kind::Redirect { status, .. }
            | Kind::Decode { status, .. }
            | Kind::Transport(TransportErrorKind::BodyTooLarge { status }) => Some(*status),
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

    /// MongoDB's name of the operation. A client that could not be built has none.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
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
        Self(Box::new(Inner { operation: None, kind, source: None }))
    }

    pub(crate) fn config(problem: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Config(problem.into()))
    }

    pub(crate) fn invalid_input(problem: impl Into<String>) -> Self {
        Self::new(Kind::InvalidInput(problem.into()))
    }

    pub(crate) fn transport(error: TransportError) -> Self {
        let mut made = Self::new(Kind::Transport(error.kind));
        made.0.source = error.source;
        made
    }

    pub(crate) fn call_timeout() -> Self {
        Self::new(Kind::CallTimeout)
    }

    pub(crate) fn from_api(api: ApiError) -> Self {
        Self::new(Kind::Api(api))
    }

    pub(crate) fn challenge(problem: &'static str, api: ApiError) -> Self {
        Self::new(Kind::Challenge(problem, api))
    }

    pub(crate) fn impostor() -> Self {
        Self::new(Kind::Impostor)
    }

    pub(crate) fn token(status: u16, code: Option<String>) -> Self {
        Self::new(Kind::Token { status, code })
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
    pub(crate) fn of(mut self, operation: &'static str) -> Self {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn because(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// Whether the limit of one call was reached, rather than one that holds for all.
    pub(crate) fn is_call_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::CallTimeout)
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
            write!(f, "{operation}: ")?;
        }
        self.0.kind.fmt(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        if let Some(operation) = self.0.operation {
            shown.field("operation", &operation);
        }
        shown.field("what", &format_args!("{}", self.0.kind));
        if let Some(source) = &self.0.source {
            shown.field("source", &format_args!("{source}"));
        }
        shown.finish()
    }
}
