//! `cargo run --release -p fuzz -- 1000000 [SEED]`: plays so many mutated cases.
//!
//! Exit codes: 0 all went well, 1 one did not and is saved, 2 wrong usage, 3 the corpus cannot be read.

use std::{env, fs, process::ExitCode, time::Instant};

use fastrand::Rng;
use fuzz::{Case, Outcome, corpus, folder, mutate, play};

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let count = arguments.next().and_then(|text| text.parse().ok());
    let seed = arguments.next().map_or(Some(fastrand::u64(..)), |text| text.parse().ok());
    let (Some(count), Some(seed), None) = (count, seed, arguments.next()) else {
        eprintln!("error: expected how many cases, and perhaps a seed: `fuzz 1000000 1`");
        return ExitCode::from(2);
    };
    let cases = match corpus() {
        Ok(cases) => cases.into_iter().map(|(_, case)| case).collect::<Vec<_>>(),
        Err(error) => {
            eprintln!("error: the corpus cannot be read: {error}");
            return ExitCode::from(3);
        }
    };
    println!("seed {seed}");
    run(&cases, count, seed)
}

fn run(cases: &[Case], count: u64, seed: u64) -> ExitCode {
    let mut random = Rng::with_seed(seed);
    let begin = Instant::now();
    let mut answered = 0_u64;
    let mut longest = (0, 0);
    for number in 0..count {
        let Some(case) = random.choice(cases) else { break };
        let case = mutate(case, cases, &mut random);
        let alone = Instant::now();
        match play(&case) {
            Ok(Outcome::Answered) => answered += 1,
            Ok(Outcome::Refused) => {}
            Err(problem) => return save(&case, seed, number, &problem),
        }
        longest = longest.max((alone.elapsed().as_micros(), case.text().len()));
    }
    let seconds = begin.elapsed().as_secs_f64();
    let (micros, bytes) = longest;
    println!("{count} cases in {seconds:.1} s, {answered} answered");
    println!("the longest took {micros} µs, with {bytes} bytes of headers");
    ExitCode::SUCCESS
}

/// Saves a case where the tests replay it from then on.
fn save(case: &Case, seed: u64, number: u64, problem: &str) -> ExitCode {
    let path = folder().join(format!("failed-{seed}-{number}.txt"));
    eprintln!("error: case {number}: {problem}");
    match fs::write(&path, case.text()) {
        Ok(()) => eprintln!("saved as {}", path.display()),
        Err(error) => eprintln!("{} cannot be written: {error}", path.display()),
    }
    ExitCode::from(1)
}
