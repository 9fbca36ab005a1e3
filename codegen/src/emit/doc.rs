//! Documentation: plain text of the spec, made safe for Markdown, one line of
//! source at a time.

use std::borrow::Cow;

use proc_macro2::TokenStream;
use quote::{ToTokens, TokenStreamExt, quote};

/// Where lines of prose break.
const WIDTH: usize = 95;

/// The documentation of one item.
#[derive(Debug, Default, Clone)]
pub(crate) struct Doc {
    lines: Vec<String>,
}

impl Doc {
    /// Begins with a paragraph of the spec.
    pub(crate) fn new(prose: &str) -> Self {
        Self::default().prose(prose)
    }

    /// Adds a paragraph of the spec.
    pub(crate) fn prose(self, prose: &str) -> Self {
        self.markdown(&escape(prose))
    }

    /// Adds a paragraph of our own Markdown.
    pub(crate) fn markdown(mut self, markdown: &str) -> Self {
        self.part();
        self.lines.extend(wrap(markdown, ""));
        self
    }

    /// Adds an item of a list; an item after an item continues the list.
    pub(crate) fn item(mut self, markdown: &str) -> Self {
        let continues =
            self.lines.last().is_some_and(|line| line.starts_with("- ") || line.starts_with("  "));
        if !continues {
            self.part();
        }
        let mut lines = wrap(markdown, "  ").into_iter();
        self.lines.extend(lines.next().map(|line| format!("- {}", line.trim_start())));
        self.lines.extend(lines);
        self
    }

    /// Adds a heading.
    pub(crate) fn heading(mut self, heading: &str) -> Self {
        self.part();
        self.lines.push(format!("# {heading}"));
        self
    }

    /// Adds lines as they are, such as a table or an example in its fence.
    pub(crate) fn lines(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.part();
        self.lines.extend(lines);
        self
    }

    /// Adds an example that the documentation tests compile.
    pub(crate) fn example(self, code: impl IntoIterator<Item = String>) -> Self {
        let fence = || std::iter::once("```".to_owned());
        self.lines(fence().chain(code).chain(fence()))
    }

    /// Joins what was built elsewhere.
    pub(crate) fn and(mut self, other: Self) -> Self {
        if !other.lines.is_empty() {
            self.part();
            self.lines.extend(other.lines);
        }
        self
    }

    /// The documentation of the file that it stands in.
    pub(crate) fn inner(&self) -> TokenStream {
        let texts = self.texts();
        quote! { #(#![doc = #texts])* }
    }

    /// The lines as Markdown, for a README.
    pub(crate) fn text(&self) -> String {
        let mut text = self.lines.join("\n");
        text.push('\n');
        text
    }

    fn part(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
    }

    /// The lines in one text, which the printer makes a block comment of and `render` lines
    /// again: an attribute for each line would take the parser twice the time. Where a text
    /// cannot be a block comment it is one for each line after all.
    fn texts(&self) -> Vec<String> {
        let spaced =
            |line: &String| if line.is_empty() { String::new() } else { format!(" {line}") };
        let lines: Vec<String> = self.lines.iter().map(spaced).collect();
        if lines.iter().any(|line| line.contains("*/") || line.contains("/*")) {
            return lines;
        }
        vec![lines.join("\n")]
    }
}

impl ToTokens for Doc {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(self.texts().into_iter().map(|text| quote! { #[doc = #text] }));
    }
}

/// Plain text with `code` in backticks → Markdown that says the same.
pub(crate) fn escape(prose: &str) -> String {
    let words: Vec<String> = prose.split_whitespace().map(str::to_owned).collect();
    let prose = words.join(" ");
    let mut markdown = String::with_capacity(prose.len() + 8);
    let mut rest = prose.as_str();
    while let Some(start) = rest.find('`') {
        let (before, after) = rest.split_at(start);
        markdown.push_str(&escape_text(before));
        let after = after.get(1..).unwrap_or_default();
        match after.split_once('`') {
            Some((code, after)) if !code.is_empty() => {
                markdown.push('`');
                markdown.push_str(code);
                markdown.push('`');
                rest = after;
            }
            _ => {
                markdown.push_str("\\`");
                rest = after;
            }
        }
    }
    markdown.push_str(&escape_text(rest));
    guard_start(&markdown)
}

fn escape_text(text: &str) -> String {
    text.split_inclusive(' ').map(escape_word).collect()
}

fn escape_word(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii_alphanumeric() || b" ,.;()'-".contains(&b)) {
        return Cow::Borrowed(word);
    }
    if word.starts_with("https://") || word.starts_with("http://") {
        let bare = word.trim_end();
        let address = bare.trim_end_matches(['.', ',', ';', ':', ')', '!', '?']);
        if address.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'\\')) {
            let rest = word.get(address.len()..).unwrap_or_default();
            return Cow::Owned(format!("<{address}>{rest}"));
        }
    }
    let mut escaped = String::with_capacity(word.len());
    let mut previous = ' ';
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        let special = match letter {
            '\\' | '*' | '[' | ']' | '<' | '>' | '~' | '|' | '$' => true,
            // Inside a word an underscore is one; at its edge it is emphasis.
            '_' => !(previous.is_alphanumeric() && next.is_alphanumeric()),
            '&' => next.is_alphanumeric() || next == '#',
            ':' => next == '/',
            _ => false,
        };
        if special {
            escaped.push('\\');
        }
        escaped.push(letter);
        previous = letter;
    }
    Cow::Owned(escaped)
}

/// A paragraph must not begin like a heading, a list or a quotation.
fn guard_start(markdown: &str) -> String {
    let digits = markdown.chars().take_while(char::is_ascii_digit).count();
    let after_digits = markdown.get(digits..).unwrap_or_default();
    if digits > 0 && after_digits.starts_with(['.', ')']) {
        let number = markdown.get(..digits).unwrap_or_default();
        return format!("{number}\\{after_digits}");
    }
    if markdown.starts_with(['#', '-', '+', '=', ':']) {
        return format!("\\{markdown}");
    }
    markdown.to_owned()
}

/// The words of a paragraph; a link with its text is one, unless the text is long.
fn words(markdown: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in markdown.split_whitespace() {
        match words.last_mut() {
            Some(last) if is_open_link(last) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

fn is_open_link(text: &str) -> bool {
    text.trim_start_matches('(').starts_with('[') && !text.contains(']')
}

/// Breaks a paragraph into lines, none of which begins like a heading, a list
/// or a quotation.
fn wrap(markdown: &str, indent: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut width = 0;
    let mut in_code = false;
    for word in words(markdown) {
        let letters = word.chars().count();
        if width > 0 && width + 1 + letters > WIDTH && !in_code && !starts_block(&word) {
            lines.push(std::mem::take(&mut line));
            width = 0;
        }
        if width == 0 {
            line.push_str(indent);
            width = indent.len() + letters;
        } else {
            line.push(' ');
            width += 1 + letters;
        }
        line.push_str(&word);
        if word.bytes().filter(|b| *b == b'`').count() % 2 == 1 {
            in_code = !in_code;
        }
    }
    lines.push(line);
    lines
}

/// Whether a word at the beginning of a line would be more than a word.
fn starts_block(word: &str) -> bool {
    word.starts_with(['#', '-', '+', '*', '>', '=', '|', ':', '`', '~'])
        && !word
            .trim_start_matches('`')
            .starts_with(|c: char| c.is_alphanumeric() || "/{[:_".contains(c))
        || word.trim_end_matches(['.', ')']).chars().all(|c| c.is_ascii_digit())
}
