//! The challenges of one header, told apart.
//!
//! `http-auth` reads a list up to its first mistake, and three things that servers send are mistakes to
//! it: `token68` of another scheme (`Negotiate YII=`), a list in `qop` without quotes, and a broken
//! challenge before a good one. So the list is taken apart here, and `http-auth` reads one challenge
//! at a time.

use std::mem;

/// One challenge of a list.
pub(super) struct Offer<'a> {
    pub(super) scheme: &'a str,
    /// Each as it is written: `nonce="n"`.
    parameters: Vec<String>,
    /// Whether the last parameter is a list in `qop` that began without quotes.
    open_list: bool,
}

/// Tells the challenges of a header apart. What belongs to none is left out.
pub(super) fn offers(header: &str) -> Vec<Offer<'_>> {
    let mut offers: Vec<Offer<'_>> = Vec::new();
    for element in elements(header) {
        let opening = opening(element);
        match (opening, offers.last_mut()) {
            (Some((word, "")), Some(offer)) if offer.continues(word) => offer.lengthen(word),
            (Some((scheme, rest)), _) => offers.push(Offer::new(scheme, rest)),
            (None, Some(offer)) => offer.push(element),
            (None, None) => {}
        }
    }
    offers
}

/// What stands between the commas that are in no quoted text.
pub(super) fn elements(header: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    header
        .split(move |char| {
            if !mem::take(&mut escaped) {
                match char {
                    '\\' => escaped = quoted,
                    '"' => quoted = !quoted,
                    ',' => return !quoted,
                    _ => {}
                }
            }
            false
        })
        .map(trim)
        .filter(|element| !element.is_empty())
}

/// The scheme and what follows it, if the element begins a challenge.
fn opening(element: &str) -> Option<(&str, &str)> {
    let end = element.find(|char| !is_token(char)).unwrap_or(element.len());
    let (scheme, rest) = element.split_at_checked(end)?;
    let rest = trim(rest);
    (!scheme.is_empty() && !rest.starts_with('=')).then_some((scheme, rest))
}

impl<'a> Offer<'a> {
    fn new(scheme: &'a str, rest: &str) -> Self {
        let mut offer = Self { scheme, parameters: Vec::new(), open_list: false };
        if !rest.is_empty() {
            offer.push(rest);
        }
        offer
    }

    pub(super) fn is_digest(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("Digest")
    }

    /// The challenge alone, as text.
    pub(super) fn text(&self) -> String {
        format!("{} {}", self.scheme, self.parameters.join(", "))
    }

    fn push(&mut self, parameter: &str) {
        // Of the others nothing but the name is ever asked for.
        if self.is_digest() {
            self.open_list = parameter.split_once('=').is_some_and(|(name, value)| {
                trim(name).eq_ignore_ascii_case("qop") && !value.contains('"')
            });
            self.parameters.push(parameter.to_owned());
        }
    }

    /// Whether a word alone is one more value of `qop=auth,auth-int` and not a scheme.
    fn continues(&self, word: &str) -> bool {
        self.open_list && ["auth", "auth-int"].iter().any(|qop| word.eq_ignore_ascii_case(qop))
    }

    fn lengthen(&mut self, word: &str) {
        let Some(list) = self.parameters.last_mut() else { return };
        if list.ends_with('"') {
            list.pop();
        } else if let Some((name, value)) = list.split_once('=') {
            *list = format!("{}=\"{}", trim(name), trim(value));
        }
        for piece in [",", word, "\""] {
            list.push_str(piece);
        }
    }
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

/// What a token is made of (RFC 9110, section 5.6.2).
pub(super) fn is_token(char: char) -> bool {
    char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char)
}
