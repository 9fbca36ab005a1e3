//! Small and large changes to a case, out of one seed.

use fastrand::Rng;

use crate::Case;

/// What challenges are made of, and what is next to it.
const PIECES: &[&str] = &[
    ",",
    ", ",
    "=",
    " = ",
    "\"",
    "\\",
    "\\\"",
    "\\\\",
    " ",
    "\t",
    "\"\"",
    "Digest ",
    "DIGEST",
    "Basic ",
    "Negotiate YII=",
    "realm=",
    "realm=\"r\"",
    "nonce=",
    "nonce=\"n\"",
    "opaque=\"\"",
    "qop=",
    "qop=auth",
    "qop=\"auth,auth-int\"",
    "auth-int",
    "algorithm=",
    "algorithm=MD5",
    "md5",
    "SHA-256",
    "-sess",
    "SHA-512-256",
    "stale=true",
    "stale=\"TRUE\"",
    "userhash=true",
    "charset=UTF-8",
    "domain=\"/\"",
    "nextnonce=\"n\"",
    "nextnonce=",
    "rspauth=\"0\"",
    "rspauth=",
    "nc=00000001",
    "\u{e9}",
    "\u{ff}",
    "\u{1f600}",
    "username*=UTF-8''x",
    "00000001",
    "*",
    "'",
    ";",
    "<",
    "{",
    "~",
    "%22",
    "%0d%0a",
];

/// A limit that only the case with a long value passes.
const USUAL: usize = 4 * 1024;
const LONG: usize = 100 * 1024;

/// Changes a case in a few places; `others` are what it can borrow from.
pub fn mutate(case: &Case, others: &[Case], random: &mut Rng) -> Case {
    let mut case = case.clone();
    for _ in 0..random.usize(1..6) {
        let headers = if random.u8(..4) == 0 { &mut case.infos } else { &mut case.challenges };
        match random.u8(..12) {
            0 => headers.push(borrowed(others, random)),
            1 if headers.len() > 1 => {
                headers.swap_remove(random.usize(..headers.len()));
            }
            _ if headers.is_empty() => headers.push(borrowed(others, random)),
            _ => {
                let at = random.usize(..headers.len());
                if let Some(value) = headers.get_mut(at) {
                    change(value, others, random);
                }
            }
        }
    }
    case
}

fn borrowed(others: &[Case], random: &mut Rng) -> Vec<u8> {
    let Some(other) = random.choice(others) else { return Vec::new() };
    let values: Vec<_> = other.challenges.iter().chain(&other.infos).collect();
    random.choice(values).cloned().unwrap_or_default()
}

fn change(value: &mut Vec<u8>, others: &[Case], random: &mut Rng) {
    let (from, to) = range(value.len(), random);
    let piece = random.choice(PIECES).copied().unwrap_or_default();
    let put: Vec<u8> = match random.u8(..10) {
        // Taken out.
        0 | 1 => Vec::new(),
        // Said again, and again.
        2 => value.get(from..to).unwrap_or_default().repeat(2),
        3 => {
            let most = if random.u16(..1000) == 0 { LONG } else { USUAL };
            let part = value.get(from..to).unwrap_or_default();
            part.repeat(random.usize(..=most / part.len().max(1)))
        }
        4 => borrowed(others, random),
        5 => {
            let other = borrowed(others, random);
            let (from, to) = range(other.len(), random);
            other.get(from..to).unwrap_or_default().to_vec()
        }
        6 => vec![random.u8(..)],
        7 => {
            // One byte more or less; mostly this is upper and lower case, or a neighbour.
            let part = value.get(from..to).unwrap_or_default();
            part.iter().map(|byte| byte ^ (1 << random.u8(..8))).collect()
        }
        _ => piece.as_bytes().to_vec(),
    };
    // Half of the pieces go between what is there.
    let to = if random.bool() { from } else { to };
    value.splice(from..to, put);
    value.truncate(LONG);
}

fn range(length: usize, random: &mut Rng) -> (usize, usize) {
    let from = random.usize(..=length);
    // Mostly short: a byte, a word.
    let most = if random.u8(..8) == 0 { length } else { 8 };
    (from, (from + random.usize(..=most)).min(length))
}
