//! What must hold of any spec, right or wrong.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use codegen::{Files, Options, Sources};

use crate::items;

/// How a spec was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Accepted,
    Refused,
    /// Something that must not be, in words that stay the same while the spec is
    /// made smaller.
    Failed(String),
}

/// One spec may need this much memory, in KiB.
pub(crate) const MAX_MEMORY: u64 = 256 << 10;

/// Generates, and looks at what comes out.
pub(crate) fn judge(sources: &Sources) -> (Outcome, Duration) {
    let (start, before) = (Instant::now(), on_processor());
    let result = catch_unwind(AssertUnwindSafe(|| run(sources)));
    let elapsed = start.elapsed();
    let time =
        on_processor().zip(before).map_or(elapsed, |(after, before)| after.saturating_sub(before));
    let outcome = match result {
        Ok(Ok(Some((files, api)))) => match items::check(&files, &api) {
            Ok(()) => Outcome::Accepted,
            Err(why) => Outcome::Failed(why),
        },
        Ok(Ok(None)) => Outcome::Refused,
        Ok(Err(why)) => Outcome::Failed(why),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
            let line = text.lines().next().unwrap_or_default();
            Outcome::Failed(format!("panic: {}", line.chars().take(60).collect::<String>()))
        }
    };
    (outcome, time)
}

/// The whole pipeline, and what a person would see.
fn run(sources: &Sources) -> Result<Option<(Files, codegen::Api)>, String> {
    let spec = match codegen::parse(sources) {
        Ok(spec) => spec,
        Err(found) => return shown(&found.render(sources, false).to_string()),
    };
    let api = match codegen::resolve(&spec) {
        Ok(api) => api,
        Err(found) => return shown(&found.render(sources, false).to_string()),
    };
    let _ = codegen::schema(&spec);
    Ok(Some((codegen::emit(&api, &Options::default()), api)))
}

/// A refusal says what is wrong.
fn shown<T>(report: &str) -> Result<Option<T>, String> {
    if report.contains("error[G") { Ok(None) } else { Err("refused without a word".to_owned()) }
}

/// How long this thread has run: what other programs take meanwhile does not count.
fn on_processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// The most memory that this process ever had, in KiB, where the system tells.
pub(crate) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
