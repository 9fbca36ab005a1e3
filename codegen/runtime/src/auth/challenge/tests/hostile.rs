//! Headers that nobody sends by mistake.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use super::*;

fn answer(values: &[&str]) {
    if let Ok(mut challenge) = choose_from(values) {
        let caller = Caller { user: "u", password: "p" };
        let _ = challenge.prove(&caller, "GET", "/");
        let _ = challenge.with_nonce("x".to_owned());
    }
}

#[test]
fn no_header_makes_it_panic() {
    // Every prefix of a challenge, and each with one byte replaced.
    for end in 0..CHALLENGE.len() {
        for mark in ["", "\"", "\\", ",", "=", " ", "\t", "é"] {
            let head = CHALLENGE.get(..end).unwrap();
            let tail = CHALLENGE.get(end + 1..).unwrap();
            answer(&[&format!("{head}{mark}"), &format!("{head}{mark}{tail}")]);
        }
    }
}

/// Ten times the length takes about ten times as long, and not a hundred times. A busy machine can
/// make any one measurement long, so one of many that is right is enough.
#[test]
fn the_time_grows_with_the_length_and_not_with_its_square() {
    const HEADS: [&str; 4] =
        ["", r#"Digest realm="r", nonce="n", qop=auth,"#, r#"Digest realm=""#, "Digest nonce="];
    let pieces =
        [",", "\"", "\\", "=", "x", "a,", "a b ", "a=b,", "auth,", "Digest,", "Digest a=b,"];
    let pieces = pieces.into_iter().chain([
        r#"Digest x="\"","#,
        r#"nonce="n","#,
        "Digest qop=auth,auth,",
        "Digest realm=r,nonce=n,qop=auth,",
    ]);
    for piece in pieces {
        for head in HEADS {
            check_linear(&|bytes| format!("{head}{}", piece.repeat(bytes / piece.len())));
        }
    }
    // No two names are the same.
    check_linear(&|bytes| {
        (0..bytes / 8).fold("Digest a=b".to_owned(), |mut header, number| {
            write!(header, ",{number:05}=b").unwrap();
            header
        })
    });
}

fn check_linear(header: &dyn Fn(usize) -> String) {
    let time = |bytes| {
        let header = header(bytes);
        let begin = Instant::now();
        answer(&[&header]);
        begin.elapsed().max(Duration::from_micros(50))
    };
    // Quick ones, which suffer most from a busy machine, are measured most often.
    let end = Instant::now() + Duration::from_secs(5);
    let mut measured = 0;
    while time(102_400) >= 30 * time(10_240) {
        measured += 1;
        assert!(measured < 3 || Instant::now() < end, "{}…", header(100));
    }
}
