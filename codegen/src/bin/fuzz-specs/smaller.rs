//! The least of a spec that still fails.

use crate::parts::lines;
use crate::text::Texts;

/// How often it is tried.
const TRIES: usize = 400;

/// Leaves out lines, many at once and then fewer, as long as it fails.
pub(crate) fn smaller(texts: &Texts, fails: impl Fn(&Texts) -> bool) -> Texts {
    let mut best = texts.clone();
    let mut tries = 0;
    for file in 0..texts.0.len() {
        let mut size = lines(&best.0[file].content).len().div_ceil(2);
        while size > 0 {
            let mut start = 0;
            while start < lines(&best.0[file].content).len() && tries < TRIES {
                tries += 1;
                let mut less = best.clone();
                let mut left = lines(&less.0[file].content);
                left.drain(start..(start + size).min(left.len()));
                less.0[file].content = left.join("\n");
                if fails(&less) {
                    best = less;
                } else {
                    start += size;
                }
            }
            size /= 2;
        }
    }
    best
}
