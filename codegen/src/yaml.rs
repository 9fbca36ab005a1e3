//! YAML as a tree of nodes with places.
//!
//! The parser gives events; this keeps of them what the spec language uses and
//! refuses the rest of YAML: anchors, aliases, tags, merge keys, several
//! documents, keys that are no text.

use granit_parser::{Event, Parser, ScalarStyle, Span};

use crate::Sources;
use crate::diagnostic::{At, Diagnostic, Diagnostics, Place};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    /// From its first byte to its last.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
}

/// The three kinds of YAML values.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A single value as text, whatever YAML would make of it.
    Scalar {
        /// The text, unescaped.
        text: String,
        /// Neither quoted nor a block.
        plain: bool,
    },
    /// A sequence.
    List(Vec<Node>),
    /// A mapping in the order of the file; its keys differ.
    Map(Vec<(At<String>, Node)>),
}

/// Nobody nests a hand-written spec deeper.
const MAX_DEPTH: usize = 64;

/// Reads one file; `None` when it holds no mapping that can be looked at.
#[must_use]
pub fn read(sources: &Sources, file: usize, found: &mut Diagnostics) -> Option<Node> {
    let source = &sources.files[file];
    let top = Place { file, start: 0, end: source.text.len().min(1) };
    if let Some(at) = source.not_utf8_at {
        let place = Place { file, start: at, end: at };
        found.push(Diagnostic::new("G002", place, format!("not UTF-8 at byte {at}")));
        return None;
    }
    if let Some(at) = source.text.find('\0') {
        let place = Place { file, start: at, end: at + 1 };
        found.push(Diagnostic::new("G002", place, "control character U+0000"));
        return None;
    }
    let node = Reader { file, text: &source.text, found, stack: Vec::new(), root: None }.run();
    match node.ok()? {
        Some(node @ Node { kind: Kind::Map(_), .. }) => Some(node),
        Some(node) => {
            found.push(not_a_mapping(node.place));
            None
        }
        None => {
            found.push(not_a_mapping(top));
            None
        }
    }
}

fn not_a_mapping(place: Place) -> Diagnostic {
    Diagnostic::new("G001", place, "expected a mapping at the top")
        .help("a spec file consists of `key: value` lines")
}

struct Reader<'a> {
    file: usize,
    text: &'a str,
    found: &'a mut Diagnostics,
    stack: Vec<Open>,
    root: Option<Node>,
}

/// The rest of the file cannot be read; the mistake was reported.
struct Stop;

/// A list or mapping whose end has not come yet.
enum Open {
    List(usize, Vec<Node>),
    Map(usize, Vec<(At<String>, Node)>, Option<At<String>>),
}

impl Reader<'_> {
    /// The node at the top, if there is any.
    fn run(mut self) -> Result<Option<Node>, Stop> {
        let text = self.text;
        let mut documents = 0;
        for event in Parser::new_from_str(text) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
                    let place = self.place_at(at);
                    self.found.push(not_yaml(place, &error.info()));
                    return Err(Stop);
                }
            };
            let place = self.place(span);
            match event {
                Event::DocumentStart(..) => {
                    documents += 1;
                    if documents > 1 {
                        self.found.push(Diagnostic::new("G004", place, "more than one document"));
                        return Err(Stop);
                    }
                }
                Event::Alias(_) | Event::UnresolvedAlias(_) => {
                    self.found.push(anchors(place));
                    return Err(Stop);
                }
                Event::Scalar(text, style, anchor, tag) => {
                    self.refuse(place, anchor, tag.is_some());
                    self.check_characters(place, &text);
                    let plain = style == ScalarStyle::Plain;
                    // Where nothing stands, the parser says `~`.
                    let absent = plain && place.start == place.end;
                    let text = if absent { String::new() } else { text.into_owned() };
                    let kind = Kind::Scalar { text, plain };
                    self.value(Node { place, kind });
                }
                Event::SequenceStart(_, anchor, tag) => {
                    self.refuse(place, anchor, tag.is_some());
                    self.open(place, Open::List(place.start, Vec::new()))?;
                }
                Event::MappingStart(_, anchor, tag) => {
                    self.refuse(place, anchor, tag.is_some());
                    self.open(place, Open::Map(place.start, Vec::new(), None))?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(place.end),
                _ => {}
            }
        }
        Ok(self.root)
    }

    fn open(&mut self, place: Place, open: Open) -> Result<(), Stop> {
        if self.stack.len() == MAX_DEPTH {
            let message = format!("nested deeper than {MAX_DEPTH}");
            self.found.push(Diagnostic::new("G009", self.place_at(place.start), message));
            return Err(Stop);
        }
        self.stack.push(open);
        Ok(())
    }

    fn close(&mut self, end: usize) {
        let (start, kind) = match self.stack.pop() {
            Some(Open::List(start, items)) => (start, Kind::List(items)),
            Some(Open::Map(start, entries, _)) => (start, Kind::Map(entries)),
            None => return,
        };
        let place = Place { file: self.file, start, end: end.max(start) };
        self.value(Node { place, kind });
    }

    fn value(&mut self, node: Node) {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map(_, entries, key)) => match key.take() {
                None => *key = Some(key_of(node, self.found)),
                Some(key) => match entries.iter().find(|(earlier, _)| earlier.value == key.value) {
                    Some((earlier, _)) => self.found.push(
                        Diagnostic::new("G005", key.place, format!("key `{}` again", key.value))
                            .second(earlier.place, "first defined here")
                            .help("keep one of the two"),
                    ),
                    None => entries.push((key, node)),
                },
            },
        }
    }

    fn refuse(&mut self, place: Place, anchor: usize, tag: bool) {
        if anchor != 0 {
            self.found.push(anchors(place));
        }
        if tag {
            self.found.push(
                Diagnostic::new("G007", place, "tags are not allowed")
                    .help("write the value without `!…`"),
            );
        }
    }

    /// What no reader sees must not reach the output.
    fn check_characters(&mut self, place: Place, text: &str) {
        let bad = |&c: &char| {
            (c.is_control() && !matches!(c, '\n' | '\t'))
                || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        };
        if let Some(c) = text.chars().find(bad) {
            let (code, kind) = if c == '\r' {
                ("G033", "lone carriage return")
            } else {
                ("G034", "invisible control")
            };
            let message = format!("{kind} U+{:04X}", u32::from(c));
            self.found.push(Diagnostic::new(code, place, message).help("remove it"));
        }
    }

    fn place(&self, span: Span) -> Place {
        let start = span.start.byte_offset().unwrap_or(0).min(self.text.len());
        let end = span.end.byte_offset().unwrap_or(start).min(self.text.len());
        Place { file: self.file, start, end: end.max(start) }
    }

    fn place_at(&self, start: usize) -> Place {
        let length =
            self.text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Place { file: self.file, start, end: start + length }
    }
}

/// The parser's own words; what most often is behind them gets a help line.
fn not_yaml(place: Place, info: &str) -> Diagnostic {
    let colon = info.contains("mapping values are not allowed");
    let diagnostic = Diagnostic::new("G003", place, format!("YAML: {info}"));
    if colon { diagnostic.help("a text with `: ` in it stands in quotes") } else { diagnostic }
}

fn anchors(place: Place) -> Diagnostic {
    Diagnostic::new("G006", place, "anchors and aliases are not allowed")
        .help("what several things share belongs into `every:`")
}

/// A key is text; anything else is reported and stands as an empty key, so that
/// the rest of the mapping is still looked at.
fn key_of(node: Node, found: &mut Diagnostics) -> At<String> {
    let place = node.place;
    match node.kind {
        Kind::Scalar { text, plain } if plain && text == "<<" => {
            found.push(Diagnostic::new("G008", place, "merge keys are not allowed"));
            At { value: text, place }
        }
        Kind::Scalar { text, plain } if !(plain && is_typed(&text)) => At { value: text, place },
        Kind::Scalar { text, .. } => {
            found.push(
                Diagnostic::new("G011", place, "keys are text")
                    .help(format!("quote it: `\"{text}\"`")),
            );
            At { value: text, place }
        }
        Kind::List(_) | Kind::Map(_) => {
            found.push(Diagnostic::new("G011", place, "keys are text"));
            At { value: String::new(), place }
        }
    }
}

/// Whether some YAML reader makes more of a plain scalar than text: a boolean,
/// a number or null. Dates are text to all readers here.
#[must_use]
pub fn is_typed(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let word = matches!(
        lower.as_str(),
        "" | "~"
            | "null"
            | "true"
            | "false"
            | "yes"
            | "no"
            | "on"
            | "off"
            | "y"
            | "n"
            | ".nan"
            | ".inf"
            | "-.inf"
            | "+.inf"
    );
    word || is_number(&lower)
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let radix = |prefix: &str, radix: u32| {
        digits
            .strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_digit(radix)))
    };
    let decimal = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.replace('_', "").parse::<f64>().is_ok();
    decimal || radix("0x", 16) || radix("0o", 8) || radix("0b", 2)
}
