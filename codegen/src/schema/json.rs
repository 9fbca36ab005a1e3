//! JSON whose members stay in the order in which they are read best.

use std::fmt::Write as _;

/// A JSON value.
#[derive(Debug, Clone)]
pub(super) enum Json {
    Text(String),
    Number(u64),
    Switch(bool),
    List(Vec<Json>),
    Map(Vec<(String, Json)>),
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Json {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Json {
    fn from(switch: bool) -> Self {
        Self::Switch(switch)
    }
}

impl<T: Into<Json>> FromIterator<T> for Json {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Json>, const N: usize> From<[T; N]> for Json {
    fn from(items: [T; N]) -> Self {
        items.into_iter().collect()
    }
}

/// An object from its members.
pub(super) fn map<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Map(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

impl Json {
    /// The same object with one member more.
    pub(super) fn with(self, key: &str, value: impl Into<Self>) -> Self {
        let Self::Map(mut members) = self else { return self };
        members.push((key.to_owned(), value.into()));
        Self::Map(members)
    }

    /// The text of a file: two spaces a level, and what fits stands in one line.
    pub(super) fn print(&self) -> String {
        let mut text = String::new();
        self.write(0, 0, &mut text);
        text.push('\n');
        text
    }

    fn write(&self, level: usize, before: usize, text: &mut String) {
        let begin = text.len();
        let room = WIDTH.saturating_sub(level * 2 + before + 1);
        if level > 0 && self.line(begin + room, text) {
            return;
        }
        text.truncate(begin);
        match self {
            Self::List(items) if !items.is_empty() => {
                block(['[', ']'], level, items, text, |item, text| {
                    item.write(level + 1, 0, text);
                });
            }
            Self::Map(members) if !members.is_empty() => {
                block(['{', '}'], level, members, text, |(key, value), text| {
                    let begin = text.len();
                    quote(key, text);
                    text.push_str(": ");
                    value.write(level + 1, text.len() - begin, text);
                });
            }
            // What cannot be broken stands where it does not fit.
            _ => {
                self.line(usize::MAX, text);
            }
        }
    }

    /// Writes it in one line, and tells whether the text is at most that long then. What does not
    /// fit is not written to its end: it would be, once more at each level.
    fn line(&self, end: usize, text: &mut String) -> bool {
        match self {
            Self::Text(value) => quote(value, text),
            Self::Number(number) => {
                let _ = write!(text, "{number}");
            }
            Self::Switch(switch) => text.push_str(if *switch { "true" } else { "false" }),
            Self::List(items) => {
                text.push('[');
                for (index, item) in items.iter().enumerate() {
                    text.push_str(if index > 0 { ", " } else { "" });
                    if !item.line(end, text) {
                        return false;
                    }
                }
                text.push(']');
            }
            Self::Map(members) if members.is_empty() => text.push_str("{}"),
            Self::Map(members) => {
                text.push_str("{ ");
                for (index, (key, value)) in members.iter().enumerate() {
                    text.push_str(if index > 0 { ", " } else { "" });
                    quote(key, text);
                    text.push_str(": ");
                    if !value.line(end, text) {
                        return false;
                    }
                }
                text.push_str(" }");
            }
        }
        text.len() <= end
    }
}

const WIDTH: usize = 110;

fn block<T>(
    [open, close]: [char; 2],
    level: usize,
    items: &[T],
    text: &mut String,
    write: impl Fn(&T, &mut String),
) {
    text.push(open);
    for (index, item) in items.iter().enumerate() {
        // The mark of an emitted file stands in its first line.
        let first = level == 0 && index == 0;
        text.push_str(if index > 0 { "," } else { "" });
        if first {
            text.push(' ');
        } else {
            let _ = write!(text, "\n{:1$}", "", (level + 1) * 2);
        }
        write(item, text);
    }
    let _ = write!(text, "\n{:1$}{close}", "", level * 2);
}

fn quote(value: &str, text: &mut String) {
    text.push('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(text, "\\u{:04x}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_as_json_wants_it() {
        let mut text = String::new();
        quote("a \"b\" \\ \n\t\u{1} é", &mut text);
        assert_eq!(text, r#""a \"b\" \\ \n\t\u0001 é""#);
    }

    #[test]
    fn the_first_member_stands_in_the_first_line() {
        let json = map([("a", 1.into()), ("b", map([("c", [true].into())]))]);
        assert_eq!(json.print(), "{ \"a\": 1,\n  \"b\": { \"c\": [true] }\n}\n");
    }

    #[test]
    fn what_does_not_fit_is_broken() {
        let long = "x".repeat(WIDTH);
        let json = map([("a", [long.as_str(), "y"].into())]);
        assert_eq!(json.print(), format!("{{ \"a\": [\n    \"{long}\",\n    \"y\"\n  ]\n}}\n"));
    }
}
