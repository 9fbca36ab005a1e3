//! Everything that anything in the process logs, through `tracing` and through `log`, down to the
//! last level; and panics of threads and tasks that nobody waits for.

use std::{
    collections::BTreeSet,
    fmt::{self, Write},
    panic,
    sync::{Mutex, MutexGuard, Once, PoisonError},
};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

use super::secrets;

static SEEN: Mutex<Seen> =
    Mutex::new(Seen { targets: BTreeSet::new(), leaks: BTreeSet::new(), wrong: Vec::new() });

struct Seen {
    /// Who has logged.
    targets: BTreeSet<String>,
    /// Who has shown which secret.
    leaks: BTreeSet<String>,
    /// What no test has failed for yet.
    wrong: Vec<String>,
}

/// Begins to listen, once in a process.
pub(super) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing::subscriber::set_global_default(Listener).expect("nobody else listens");
        log::set_logger(&Listener).expect("nobody else listens");
        log::set_max_level(log::LevelFilter::Trace);
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let file = panic.location().map(panic::Location::file).unwrap_or_default();
            // An assertion of a test is none of the client's.
            if !file.starts_with("tests/") {
                seen().wrong.push(panic.to_string());
            }
            usual(panic);
        }));
    });
}

/// Fails when something that was logged since the last look shows a secret, or something has
/// panicked. The tests run at once, so it may be another one that has caused it.
pub(super) fn check() {
    let wrong = std::mem::take(&mut seen().wrong);
    assert!(wrong.is_empty(), "the log of the process:\n{}", wrong.join("\n"));
}

fn seen() -> MutexGuard<'static, Seen> {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn note(target: &str, text: &str) {
    let mut seen = seen();
    if !seen.targets.contains(target) {
        seen.targets.insert(target.to_owned());
    }
    if let Some(secret) = secrets::find(text) {
        let leak = format!("{target} shows the {secret}");
        // One record of a kind says enough.
        if seen.leaks.insert(leak.clone()) {
            seen.wrong.push(format!("{leak}: {text}"));
        }
    }
}

struct Listener;

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        let mut text = Text::of(span.metadata());
        span.record(&mut text);
        text.note(span.metadata().target());
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        let mut text = Text(String::new());
        values.record(&mut text);
        text.note("a field of a span");
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = Text::of(event.metadata());
        event.record(&mut text);
        text.note(event.metadata().target());
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

impl log::Log for Listener {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        note(record.target(), &format!("{} {}", record.level(), record.args()));
    }

    fn flush(&self) {}
}

/// A record of `tracing` in words.
struct Text(String);

impl Text {
    fn of(metadata: &Metadata<'_>) -> Self {
        Self(format!("{} {}", metadata.level(), metadata.name()))
    }

    fn note(&self, target: &str) {
        note(target, &self.0);
    }
}

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {field}={value:?}").expect("a string takes everything");
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        write!(self.0, " {field}={value}").expect("a string takes everything");
    }
}

/// Whether anything whose target begins so has logged.
pub(super) fn has_heard(target: &str) -> bool {
    seen().targets.iter().any(|known| known.starts_with(target))
}
