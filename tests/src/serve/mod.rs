//! The fake cloud as a program: reads a spec, says what is where, and serves until Ctrl-C.

mod flags;
mod spec;
mod welcome;

use std::{
    future::{Future, poll_fn},
    io::{self, Write},
    pin::pin,
    process::ExitCode,
    sync::Arc,
    task::Poll,
};

use codegen::Api;

pub use self::flags::{BypassFlag, Flags};
use crate::fake_cloud::{FakeCloud, home, is_role, wanted_roles};

/// What keeps the program from serving, by its exit code.
enum Failure {
    /// 1, with the mistakes.
    Spec(String),
    /// 2
    Usage(String),
    /// 3
    Io(String),
}

/// Serves until Ctrl-C; the exit code says what kept it from that.
pub fn run(flags: &Flags) -> ExitCode {
    let (code, message) = match try_run(flags) {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Spec(message)) => (1, message),
        Err(Failure::Usage(message)) => (2, format!("error: {message}\n")),
        Err(Failure::Io(message)) => (3, format!("error: {message}\n")),
    };
    eprint!("{message}");
    ExitCode::from(code)
}

fn try_run(flags: &Flags) -> Result<(), Failure> {
    let api = Arc::new(spec::read(flags.spec.as_deref())?);
    check_roles(&api, &flags.role)?;
    let io = |error: io::Error| Failure::Io(error.to_string());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(io)?;
    runtime.block_on(serve(flags, api))
}

async fn serve(flags: &Flags, api: Arc<Api>) -> Result<(), Failure> {
    let mut options = flags.options();
    options.people = flags.people(home(&api));
    let cloud = FakeCloud::listen(Arc::clone(&api), options.clone(), flags.listen).await;
    let cloud = cloud.map_err(|error| Failure::Io(taken(flags, &error)))?;

    let mut stopped = pin!(tokio::signal::ctrl_c());
    // The first poll takes the signal over; before that it would end the process with a failure.
    let early = poll_fn(|context| Poll::Ready(stopped.as_mut().poll(context))).await;
    // A reader that went away, such as `head`, is no failure of ours.
    let _ = write!(io::stdout().lock(), "{}", welcome::text(&cloud, &api, &options));
    let _ = io::stdout().flush();
    let end = match early {
        Poll::Ready(end) => end,
        Poll::Pending => stopped.await,
    };
    end.map_err(|error| Failure::Io(format!("cannot wait for Ctrl-C: {error}")))
}

fn taken(flags: &Flags, error: &io::Error) -> String {
    let address = flags.listen;
    match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "port {} is in use: give another one with `--listen {}:PORT`, or port 0 for any that is free",
            address.port(),
            address.ip()
        ),
        _ => format!("cannot listen on {address}: {error}"),
    }
}

/// A role that no call wants may well exist, but one that nobody knows is a slip.
fn check_roles(api: &Api, roles: &[String]) -> Result<(), Failure> {
    match roles.iter().find(|role| !is_role(api, role)) {
        None => Ok(()),
        Some(unknown) => Err(Failure::Usage(format!(
            "`--role {unknown}` is no role of the spec; the calls want: {}",
            wanted_roles(api).join(", ")
        ))),
    }
}
