//! The events of the parser, put together to a tree.

use std::collections::BTreeMap;

use granit_parser::{Event, Parser, ScalarStyle, Span};

use super::{Kind, Node, is_typed, refused};
use crate::characters;
use crate::diagnostic::{At, Diagnostics, Place};

/// Nobody nests a hand-written spec deeper.
const MAX_DEPTH: usize = 64;

/// The node at the top of a file, if there is any.
pub(super) fn run(
    file: usize,
    text: &str,
    nodes: &mut usize,
    found: &mut Diagnostics,
) -> Result<Option<Node>, Stop> {
    Reader { file, text, nodes, found, stack: Vec::new(), root: None }.run()
}

struct Reader<'a> {
    file: usize,
    text: &'a str,
    nodes: &'a mut usize,
    found: &'a mut Diagnostics,
    stack: Vec<Open>,
    root: Option<Node>,
}

/// The rest of the file cannot be read; the mistake was reported.
pub(super) struct Stop;

/// A list or mapping whose end has not come yet.
enum Open {
    List(usize, Vec<Node>),
    Map(usize, Entries),
}

/// The entries of a mapping, and the key that waits for its value.
#[derive(Default)]
struct Entries {
    all: Vec<(At<String>, Node)>,
    seen: BTreeMap<String, Place>,
    key: Option<Key>,
}

enum Key {
    Text(At<String>),
    /// It was reported, and is left out with its value.
    Refused,
}

impl Reader<'_> {
    fn run(mut self) -> Result<Option<Node>, Stop> {
        let text = self.text;
        let mut documents = 0;
        for event in Parser::new_from_str(text) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
                    let place = self.place_at(at);
                    // The parser looks ahead, and has a limit of its own.
                    let too_deep = error.info().contains("recursion limit");
                    self.found.push(if too_deep {
                        refused::too_deep(place, MAX_DEPTH)
                    } else {
                        refused::not_yaml(place, &error.info())
                    });
                    return Err(Stop);
                }
            };
            let place = self.place(span);
            match event {
                Event::DocumentStart(..) => {
                    documents += 1;
                    if documents > 1 {
                        self.found.push(refused::second_document(place));
                        return Err(Stop);
                    }
                }
                Event::Alias(_) | Event::UnresolvedAlias(_) => {
                    self.found.push(refused::anchor(place));
                    return Err(Stop);
                }
                Event::Scalar(text, style, anchor, tag) => {
                    self.refuse(place, anchor, tag.is_some());
                    self.check_escapes(place, &text);
                    let plain = style == ScalarStyle::Plain;
                    // Where nothing stands, the parser says `~`.
                    let absent = plain && place.start == place.end;
                    let text = if absent { String::new() } else { text.into_owned() };
                    let kind = Kind::Scalar { text, plain };
                    self.value(Node { place, kind })?;
                }
                Event::SequenceStart(_, anchor, tag) => {
                    self.refuse(place, anchor, tag.is_some());
                    self.open(place, Open::List(place.start, Vec::new()))?;
                }
                Event::MappingStart(_, anchor, tag) => {
                    self.refuse(place, anchor, tag.is_some());
                    self.open(place, Open::Map(place.start, Entries::default()))?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(place.end)?,
                _ => {}
            }
        }
        Ok(self.root)
    }

    fn open(&mut self, place: Place, open: Open) -> Result<(), Stop> {
        if self.stack.len() == MAX_DEPTH {
            self.found.push(refused::too_deep(self.place_at(place.start), MAX_DEPTH));
            return Err(Stop);
        }
        self.stack.push(open);
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), Stop> {
        let (start, kind) = match self.stack.pop() {
            Some(Open::List(start, items)) => (start, Kind::List(items)),
            Some(Open::Map(start, entries)) => (start, Kind::Map(entries.all)),
            None => return Ok(()),
        };
        let place = Place { file: self.file, start, end: end.max(start) };
        self.value(Node { place, kind })
    }

    fn value(&mut self, node: Node) -> Result<(), Stop> {
        match self.nodes.checked_sub(1) {
            Some(left) => *self.nodes = left,
            None => {
                self.found.push(refused::too_many_nodes(node.place));
                return Err(Stop);
            }
        }
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map(_, entries)) => match entries.key.take() {
                None => entries.key = Some(key_of(node, self.found)),
                Some(Key::Refused) => {}
                Some(Key::Text(key)) => match entries.seen.get(&key.value) {
                    Some(&earlier) => self.found.push(refused::key_again(&key, earlier)),
                    None => {
                        entries.seen.insert(key.value.clone(), key.place);
                        entries.all.push((key, node));
                    }
                },
            },
        }
        Ok(())
    }

    fn refuse(&mut self, value: Place, anchor: usize, tag: bool) {
        if anchor != 0 {
            self.found.push(refused::anchor(self.before(value, '&')));
        }
        if tag {
            self.found.push(refused::tag(self.before(value, '!')));
        }
    }

    /// The anchor or tag of a value, which the parser gives no place. It is one of
    /// the two words before it.
    fn before(&self, value: Place, mark: char) -> Place {
        let mut rest = self.text.get(..value.start).unwrap_or_default().trim_end();
        for _ in 0..2 {
            let start = rest.rfind(|c: char| c.is_whitespace() || "[{,".contains(c));
            let start = start.map_or(0, |at| at + 1);
            let word = rest.get(start..).unwrap_or_default();
            if word.starts_with(mark) {
                return Place { start, end: start + word.len(), ..value };
            }
            rest = rest.get(..start).unwrap_or_default().trim_end();
        }
        value
    }

    /// What was written as an escape was not seen when the file was looked at.
    fn check_escapes(&mut self, place: Place, text: &str) {
        let written = self.text.get(place.range()).unwrap_or_default();
        let escaped =
            |&letter: &char| characters::is_invisible(letter) && !written.contains(letter);
        if let Some(letter) = text.chars().find(escaped) {
            self.found.push(characters::refused(letter, place));
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

/// A key is text; anything else is reported, and the rest of the mapping still looked at.
fn key_of(node: Node, found: &mut Diagnostics) -> Key {
    let place = node.place;
    match node.kind {
        Kind::Scalar { text, plain } if plain && text == "<<" => {
            found.push(refused::merge_key(place));
            Key::Refused
        }
        Kind::Scalar { text, plain } if plain && is_typed(&text) => {
            found.push(refused::typed_key(place, &text));
            Key::Refused
        }
        Kind::Scalar { text, .. } => Key::Text(At { value: text, place }),
        Kind::List(_) | Kind::Map(_) => {
            found.push(refused::nested_key(place));
            Key::Refused
        }
    }
}
