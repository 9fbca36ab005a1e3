//! Wrong specs by the hundred thousand: whatever is in a spec, the generator accepts
//! it or says what is wrong.
//!
//! ```sh
//! cargo run --release -p codegen --bin fuzz-specs -- --count 100000 --seed 1
//! ```
//!
//! What must hold is in [`oracle`]. A spec for which it does not is made smaller and
//! written beside the corpus, which the tests run again.

mod dictionary;
mod items;
mod mutate;
mod oracle;
mod parts;
mod random;
mod smaller;
mod text;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use codegen::Sources;
use oracle::Outcome;
use random::Random;
use text::Texts;

/// One spec may take this long.
const MAX_TIME: Duration = Duration::from_secs(2);

/// No spec that is still being read after this ever ends, on however busy a machine.
const HANGS: Duration = Duration::from_secs(300);

fn main() -> ExitCode {
    let Some([count, seed, first]) = arguments() else {
        eprintln!("usage: fuzz-specs [--count N] [--seed N] [--first N]");
        return ExitCode::from(2);
    };
    let bases = match bases() {
        Ok(bases) => bases,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(3);
        }
    };
    let start = Instant::now();
    let (mut accepted, mut refused, mut failed) = (0_u64, 0_u64, 0_u64);
    let mut slowest = (Duration::ZERO, first);
    for index in first..first + count {
        let texts = case(&bases, seed, index);
        let (outcome, time) = run(&texts, seed, index);
        slowest = slowest.max((time, index));
        match outcome {
            Outcome::Accepted => accepted += 1,
            Outcome::Refused => refused += 1,
            Outcome::Failed(why) => {
                failed += 1;
                report(&texts, seed, index, &why);
            }
        }
        let done = index + 1 - first;
        if done.is_multiple_of(10_000) {
            eprintln!("{done} of {count}: {accepted} accepted, {refused} refused, {failed} failed");
        }
    }
    let peak = oracle::peak_memory().unwrap_or(0) >> 10;
    println!(
        "seed {seed}, {count} specs from {first}: {accepted} accepted, {refused} refused, {failed} failed; slowest {} ms (number {}), at most {peak} MiB, {} s",
        slowest.0.as_millis(),
        slowest.1,
        start.elapsed().as_secs(),
    );
    ExitCode::from(u8::from(failed > 0))
}

/// `--count`, `--seed` and `--first`.
fn arguments() -> Option<[u64; 3]> {
    let mut values = [1000, 1, 0];
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let index = ["--count", "--seed", "--first"].iter().position(|known| *known == name)?;
        values[index] = arguments.next()?.parse().ok()?;
    }
    Some(values)
}

fn folder(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

/// The specs that are changed: the small one more often, as it is read faster.
fn bases() -> Result<Vec<Texts>, codegen::source::ReadError> {
    let read = |below: &str| {
        let folder = folder(below);
        Ok(Texts::of(&Sources::read(&folder, below)?))
    };
    let (small, product) = (read("tests/emission/kitchen-sink")?, read("../spec")?);
    Ok(vec![small.clone(), small.clone(), small, product])
}

/// The spec of a number. The same number of one seed is the same spec.
fn case(bases: &[Texts], seed: u64, index: u64) -> Texts {
    let mut random = Random::new(seed, index);
    let mut texts = random.of(bases).clone();
    mutate::mutate(&mut texts, &mut random);
    texts
}

/// Judges on a thread of its own: when its stack overflows, the message names it.
fn run(texts: &Texts, seed: u64, index: u64) -> (Outcome, Duration) {
    let before = oracle::peak_memory();
    let (mut outcome, time) = on_thread(texts, seed, index);
    if time > MAX_TIME {
        outcome = Outcome::Failed("too slow".to_owned());
    }
    // The peak is that of all specs so far: below the limit, each one was.
    let limit = Some(oracle::MAX_MEMORY);
    if before <= limit && oracle::peak_memory() > limit {
        outcome = Outcome::Failed("too much memory".to_owned());
    }
    (outcome, time)
}

fn on_thread(texts: &Texts, seed: u64, index: u64) -> (Outcome, Duration) {
    let sources = texts.sources();
    let (done, result) = mpsc::channel();
    let name = format!("--seed {seed} --first {index}");
    let judge = move || drop(done.send(oracle::judge(&sources)));
    if thread::Builder::new().name(name).spawn(judge).is_err() {
        return (Outcome::Failed("no thread".to_owned()), Duration::ZERO);
    }
    result.recv_timeout(HANGS).unwrap_or((Outcome::Failed("hangs".to_owned()), HANGS))
}

fn report(texts: &Texts, seed: u64, index: u64, why: &str) {
    eprintln!("FAILED --seed {seed} --first {index} --count 1: {why}");
    let fails = |texts: &Texts| run(texts, seed, index).0 == Outcome::Failed(why.to_owned());
    let small = smaller::smaller(texts, fails);
    let path = folder("tests/fuzz/found").join(format!("{seed}-{index}.txt"));
    let written = path
        .parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(&path, small.print(&format!("refused, and not: {why}"))));
    match written {
        Ok(()) => eprintln!("       written to {}", path.display()),
        Err(error) => eprintln!("       cannot be written to {}: {error}", path.display()),
    }
}
