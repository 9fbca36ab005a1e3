//! A client whose every call is looked at: what it prints, what its error prints, what it logs.

use std::{error::Error as StdError, fmt::Debug, sync::Arc, thread, time::Duration};

use tests::scripted::{Authority, Reply, Script, Server};

use super::{
    logs,
    secrets::{self, CLIENT_ID, CLIENT_SECRET, EMAIL, PRIVATE_KEY, PUBLIC_KEY},
};
use crate::under_test::{
    ApiKey, Call, Client, ClientBuilder, CredentialsFor, Error, Items, OrgId, OrgInvitationId,
    PagedRequest, Request, Response, SameSurface, ServiceAccount, StandardRetry, Surface,
    cloud_manager::{
        CloudManager, CreateOrgInvite, DeleteOrgInvite, ListOrgInvites, OrgRole, UpdateOrgInvites,
    },
    testing::TestTransport,
};

pub(crate) const ORG: OrgId = OrgId::from_static("5df7a168f10fab3a149357fb");
pub(crate) const INVITATION: OrgInvitationId =
    OrgInvitationId::from_static("5dd5a6b6f10fab1d71a58495");

/// An invitation as the API answers with it.
pub(crate) const INVITATION_BODY: &str = r#"{"id":"5dd5a6b6f10fab1d71a58495","orgId":"5df7a168f10fab3a149357fb","username":"planted.person+1@secret.example","roles":["ORG_MEMBER"]}"#;

pub(crate) fn key() -> ApiKey {
    ApiKey::new(PUBLIC_KEY, PRIVATE_KEY)
}

pub(crate) fn account() -> ServiceAccount {
    ServiceAccount::new(CLIENT_ID, CLIENT_SECRET)
}

/// The four kinds of calls, which are repeated by different rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Get,
    Post,
    Patch,
    Delete,
}

impl Verb {
    pub(crate) const ALL: [Self; 4] = [Self::Get, Self::Post, Self::Patch, Self::Delete];

    /// The same in memory: status and body.
    pub(crate) fn succeed(self, transport: &TestTransport) {
        match self {
            Self::Get => transport.answer(200, format!("[{INVITATION_BODY}]")),
            Self::Post | Self::Patch => transport.answer(200, INVITATION_BODY),
            Self::Delete => transport.answer(204, ""),
        };
    }

    /// What a server answers when all is well.
    pub(crate) fn success(self) -> Reply {
        match self {
            Self::Get => Reply::json(200, format!("[{INVITATION_BODY}]")),
            Self::Post | Self::Patch => Reply::json(200, INVITATION_BODY),
            Self::Delete => Reply::empty(204),
        }
    }
}

/// A client in a test. When it is dropped, the log of the process is searched.
#[derive(Clone)]
pub(crate) struct Caller<S: Surface = CloudManager> {
    client: Client<S>,
    _watch: Arc<Watch>,
}

/// What clones of a caller share.
struct Watch;

/// With limits that a fault within them does not reach, and that end a test which hangs.
fn patient<S: Surface>(builder: ClientBuilder<Client<S>>) -> ClientBuilder<Client<S>> {
    builder
        .timeout(Duration::from_secs(40))
        .attempt_timeout(Duration::from_secs(10))
        .connect_timeout(Duration::from_secs(5))
        .idle_timeout(Duration::from_secs(5))
        .retry(soon())
}

/// The usual attempts without the usual waits.
pub(crate) fn soon() -> StandardRetry {
    let moment = Duration::from_millis(3);
    StandardRetry::new().first_delay(moment).max_delay(moment)
}

impl Caller {
    /// A client of Cloud Manager with the planted key.
    pub(crate) fn new(server: &Server) -> Self {
        Self::with(server, |builder| builder)
    }

    /// The same with other settings.
    pub(crate) fn with(
        server: &Server,
        set: impl FnOnce(ClientBuilder<Client<CloudManager>>) -> ClientBuilder<Client<CloudManager>>,
    ) -> Self {
        Self::at(&server.url(), |builder| set(builder.credentials(key())))
    }

    /// A client over the transport for tests, whose time is its own, with the usual limits and waits.
    pub(crate) fn over(
        transport: &TestTransport,
        credentials: impl CredentialsFor<CloudManager>,
    ) -> Self {
        Self::at("https://cloud.example", |builder| {
            builder
                .timeout(Duration::from_secs(90))
                .attempt_timeout(Duration::from_secs(30))
                .retry(StandardRetry::new())
                .credentials(credentials)
                .transport(transport.clone())
        })
    }

    /// Makes the call of a kind.
    pub(crate) async fn call(&self, verb: Verb) -> Result<(), Error> {
        let roles = [OrgRole::Member];
        match verb {
            Verb::Get => self.send(ListOrgInvites::new(ORG).username(EMAIL)).await.map(drop),
            Verb::Post => self.send(CreateOrgInvite::new(ORG, EMAIL, roles)).await.map(drop),
            Verb::Patch => self.send(UpdateOrgInvites::new(ORG, EMAIL, roles)).await.map(drop),
            Verb::Delete => self.send(DeleteOrgInvite::new(ORG, INVITATION)).await,
        }
    }

    pub(crate) async fn get(&self) -> Result<(), Error> {
        self.call(Verb::Get).await
    }

    /// Makes a call many times at once.
    pub(crate) async fn at_once(&self, calls: usize) -> Vec<Result<(), Error>> {
        let call = |_| {
            let caller = self.clone();
            tokio::spawn(async move { caller.get().await })
        };
        let calls: Vec<_> = (0..calls).map(call).collect();
        let mut outcomes = Vec::new();
        for call in calls {
            outcomes.push(call.await.expect("the call does not panic"));
        }
        outcomes
    }

    pub(crate) async fn post(&self) -> Result<(), Error> {
        self.call(Verb::Post).await
    }
}

impl<S: Surface> Caller<S> {
    /// A client of the server at an address; credentials are for the closure to say.
    pub(crate) fn at(
        address: &str,
        set: impl FnOnce(ClientBuilder<Client<S>>) -> ClientBuilder<Client<S>>,
    ) -> Self {
        logs::listen();
        let builder = set(patient(Client::at(address)).danger_allow_http());
        look("Debug of the builder", &builder);
        let client = builder.build().expect("the settings are right");
        look("Debug of the client", &client);
        Self { client, _watch: Arc::new(Watch) }
    }

    /// Sends a request and looks at all that there is to print.
    pub(crate) async fn send<R>(&self, request: R) -> Result<R::Answer, Error>
    where
        R: Request + 'static,
        R::Surface: SameSurface<S>,
    {
        self.send_with(request, |call| call).await
    }

    /// The same with options of the call.
    pub(crate) async fn send_with<R>(
        &self,
        request: R,
        set: impl FnOnce(Call<R>) -> Call<R>,
    ) -> Result<R::Answer, Error>
    where
        R: Request + 'static,
        R::Surface: SameSurface<S>,
    {
        let call = set(self.client.send(request));
        look("Debug of the call", &call);
        call.await.inspect_err(seen)
    }

    /// Sends a request for its whole response.
    pub(crate) async fn respond<R>(&self, request: R) -> Result<Response<R::Answer>, Error>
    where
        R: Request + 'static,
        R::Surface: SameSurface<S>,
    {
        let call = self.client.send(request).response();
        look("Debug of the call", &call);
        let outcome = call.await.inspect_err(seen);
        outcome.inspect(|response| look("Debug of the response", response))
    }

    /// Begins a list.
    pub(crate) fn items<R>(&self, request: R) -> Items<R>
    where
        R: PagedRequest,
        R::Surface: SameSurface<S>,
    {
        let items = self.client.items(request);
        look("Debug of a list", &items);
        items
    }
}

/// Reads a list to its end, or to its error.
pub(crate) async fn all<R>(items: &mut Items<R>) -> (Vec<R::Item>, Option<Error>)
where
    R: PagedRequest + Send + 'static,
{
    let mut all = Vec::new();
    let mut problem = None;
    while let Some(item) = items.next().await {
        match item.inspect_err(seen) {
            Ok(item) => all.push(item),
            Err(error) => problem = Some(error),
        }
        assert!(all.len() < 1000, "the list has no end");
    }
    assert!(items.next().await.is_none(), "it is over once it is over");
    look("Debug of a list", items);
    (all, problem)
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !thread::panicking() {
            logs::check();
        }
    }
}

/// Looks at all that an error can be printed as, with everything below it.
pub(crate) fn seen(error: &Error) {
    look("Debug of the error", error);
    let mut cause: Option<&dyn StdError> = Some(error);
    while let Some(error) = cause {
        secrets::check("an error", &error.to_string());
        look("Debug of an error", error);
        cause = error.source();
    }
}

fn look(what: &str, thing: &(impl Debug + ?Sized)) {
    secrets::check(what, &format!("{thing:?} {thing:#?}"));
}

#[tokio::test]
async fn what_the_client_and_the_libraries_below_it_log_is_heard() {
    let identity = Authority::new().identity("127.0.0.1");
    let server = Script::new(|_| Verb::Get.success()).tls(identity).start();
    // Nobody knows the authority: it is enough that TLS begins.
    Caller::new(&server).get().await.unwrap_err();
    tracing::trace!(target: "a-trace", "heard");
    log::trace!(target: "a-log", "heard");
    for target in ["a-trace", "a-log", "mongodb_invitations", "rustls"] {
        assert!(logs::has_heard(target), "nothing of {target}");
    }
}
