//! Writes down all that is logged in this process, at every level, through `tracing` and `log`.

use std::{
    fmt::{self, Write as _},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

static TEXT: Mutex<String> = Mutex::new(String::new());
static SPANS: AtomicU64 = AtomicU64::new(1);

struct Notes;

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

fn note(target: &str, write: impl FnOnce(&mut String)) {
    let mut text = TEXT.lock().unwrap();
    text.push_str(target);
    write(&mut text);
    text.push('\n');
}

impl Subscriber for Notes {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        note(span.metadata().target(), |text| span.record(&mut Fields(text)));
        span::Id::from_u64(SPANS.fetch_add(1, Ordering::Relaxed))
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        note("", |text| values.record(&mut Fields(text)));
    }

    fn event(&self, event: &Event<'_>) {
        note(event.metadata().target(), |text| event.record(&mut Fields(text)));
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

impl log::Log for Notes {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        note(record.target(), |text| write!(text, " {}", record.args()).unwrap());
    }

    fn flush(&self) {}
}

pub(crate) fn take_all() {
    tracing::subscriber::set_global_default(Notes).unwrap();
    log::set_logger(&Notes).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
}

pub(crate) fn text() -> String {
    TEXT.lock().unwrap().clone()
}
