//! Characters that no reader of a spec sees, and that could make it say something
//! else than it shows.

use crate::diagnostic::{Diagnostic, Diagnostics, Place};

/// Whether a character shows nothing, or changes what others show.
pub(crate) fn is_invisible(letter: char) -> bool {
    (letter.is_control() && !matches!(letter, '\n' | '\t'))
        || matches!(letter, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The text in one line, with everything shown that would not be seen.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_invisible(letter) || matches!(letter, '\n' | '\t') {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// Reports the characters of a whole file that must not be there, comments
/// included; `false` when the rest makes no sense to read.
pub(crate) fn check_file(file: usize, text: &str, found: &mut Diagnostics) -> bool {
    let mut letters = text.char_indices().peekable();
    while let Some((start, letter)) = letters.next() {
        let ends_line = letter == '\r' && letters.peek().is_some_and(|(_, next)| *next == '\n');
        if ends_line || !is_invisible(letter) {
            continue;
        }
        let place = Place { file, start, end: start + letter.len_utf8() };
        found.push(refused(letter, place));
        if letter.is_ascii() {
            return false;
        }
    }
    true
}

/// What is said of an invisible character.
pub(crate) fn refused(letter: char, place: Place) -> Diagnostic {
    let name = format!("U+{:04X}", u32::from(letter));
    match letter {
        '\r' => Diagnostic::new("G033", place, format!("lone carriage return {name}"))
            .help("remove it; a line ends with a line feed, or with both"),
        _ if letter.is_control() => {
            Diagnostic::new("G002", place, format!("control character {name}")).help("remove it")
        }
        _ => Diagnostic::new("G034", place, format!("invisible control {name}")).help("remove it"),
    }
}
