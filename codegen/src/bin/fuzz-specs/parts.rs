//! What the text of a file consists of, as far as changing it goes.

pub(crate) fn lines(text: &str) -> Vec<String> {
    text.split('\n').map(str::to_owned).collect()
}

/// Where its keys and values stand, roughly: what is between signs.
pub(crate) fn parts(text: &str) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let before_space = || text[at + 1..].starts_with([' ', '\n', ',', '}', ']']);
        if matches!(c, '\n' | ',' | '{' | '}' | '[' | ']') || c == ':' && before_space() {
            parts.extend(trimmed(text, start, at));
            start = at + c.len_utf8();
        }
    }
    parts.extend(trimmed(text, start, text.len()));
    if parts.is_empty() { vec![(0, 0)] } else { parts }
}

fn trimmed(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let part = &text[start..end];
    let start = end - part.trim_start_matches([' ', '-']).len();
    let end = start + text[start..end].trim_end().len();
    (start < end).then_some((start, end))
}

/// The nearest place at or before one where a character begins.
pub(crate) fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
