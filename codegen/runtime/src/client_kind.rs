//! The two kinds of client, which one builder makes.

use crate::Surface;

pub(crate) use sealed::{Connected, Connects, Destination, Insides, Makes};

/// A client that a [`ClientBuilder`](crate::ClientBuilder) makes: the asynchronous
/// [`Client`](crate::Client), and with the feature `blocking` the one without a runtime. It cannot be
/// implemented outside of this crate.
pub trait ClientKind: Makes {
    /// The API that it calls.
    type Surface: Surface;
}

#[allow(
    missing_docs,
    unreachable_pub,
    reason = "bounds of public items reach it, but nobody outside can name it"
)]
mod sealed {
    use http::HeaderValue;

    use crate::{
        ClientKind, Error,
        builder::Timeouts,
        exchange::Core,
        transport::{Transport, proxy::ProxyRule},
        url::BaseAddress,
    };

    pub struct Insides(pub(crate) Core);

    pub struct Destination<'a> {
        pub(crate) base: &'a BaseAddress,
        pub(crate) timeouts: Timeouts,
        pub(crate) user_agent: HeaderValue,
        pub(crate) proxy: ProxyRule,
        /// PEM, each with one or several.
        pub(crate) certificates: &'a [Vec<u8>],
    }

    pub struct Connected(pub(crate) Box<dyn Transport>);

    pub trait Makes: Sized {
        #[doc(hidden)]
        fn from_insides(insides: Insides) -> Self;
    }

    #[diagnostic::on_unimplemented(
        message = "this client has no transport",
        label = "cannot send anything",
        note = "the features `async`, `blocking` and `testing` bring transports"
    )]
    pub trait Connects: ClientKind {
        #[doc(hidden)]
        fn connect(to: &Destination<'_>) -> Result<Connected, Error>;
    }
}
