//! The corpus, and a few of the cases that are made of it.

use fastrand::Rng;
use fuzz::{Case, Outcome, corpus, mutate, play};

#[test]
fn the_corpus_is_played() {
    let cases = corpus().unwrap();
    assert!(cases.len() >= 20);
    for (name, case) in cases {
        assert!(
            !case.challenges.is_empty() || name.starts_with("failed-"),
            "{name} has no challenge"
        );
        let outcome = play(&case).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        // The name says what is due.
        let (due, _) = name.split_once('-').unwrap();
        match due {
            "answered" => assert_eq!(outcome, Outcome::Answered, "{name}"),
            "refused" => assert_eq!(outcome, Outcome::Refused, "{name}"),
            _ => assert_eq!(due, "failed", "{name}"),
        }
    }
}

#[test]
fn mutated_cases_are_played() {
    let cases: Vec<_> = corpus().unwrap().into_iter().map(|(_, case)| case).collect();
    let mut random = Rng::with_seed(1);
    let mut answered = 0;
    for number in 0..5000 {
        let case = mutate(&cases[random.usize(..cases.len())], &cases, &mut random);
        let outcome = play(&case).unwrap_or_else(|problem| {
            panic!("{number}: {problem}: {}", String::from_utf8_lossy(&case.text()))
        });
        answered += u32::from(outcome == Outcome::Answered);
    }
    // Neither all nor none: the mutations are neither too small nor too large.
    assert!((250..4500).contains(&answered), "{answered} answered");
}

#[test]
fn a_case_is_written_as_it_was_read() {
    let text = b"WWW-Authenticate: a\nWWW-Authenticate: \xff\nAuthentication-Info: c\n";
    assert_eq!(Case::read(text).text(), text);
}

#[test]
fn a_header_of_100_kibibytes_is_played() {
    let head = r#"Digest realm="r", qop="auth", "#;
    for (parameter, due) in [
        (format!("nonce=\"{}\"", "n".repeat(100 * 1024)), Outcome::Refused),
        (format!("nonce=\"n\", x=\"{}\"", "y".repeat(100 * 1024)), Outcome::Answered),
        (format!("nonce=\"n\"{}", ", Basic".repeat(16 * 1024)), Outcome::Answered),
    ] {
        let challenges = vec![format!("{head}{parameter}").into_bytes()];
        let case = Case { challenges, infos: Vec::new() };
        assert_eq!(play(&case), Ok(due));
    }
}

#[test]
fn a_seed_makes_the_same_cases_again() {
    let cases: Vec<_> = corpus().unwrap().into_iter().map(|(_, case)| case).collect();
    let make = |seed| {
        let mut random = Rng::with_seed(seed);
        (0..100).map(|_| mutate(&cases[0], &cases, &mut random)).collect::<Vec<_>>()
    };
    assert_eq!(make(7), make(7));
    assert_ne!(make(7), make(8));
}
