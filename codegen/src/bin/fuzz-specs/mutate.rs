//! Changes to a spec that keep most of it as it is.

use crate::dictionary::TOKENS;
use crate::parts::{boundary, lines as lines_of, parts};
use crate::random::Random;
use crate::text::Texts;

/// Changes a spec in one to three ways, more often in one.
pub(crate) fn mutate(texts: &mut Texts, random: &mut Random) {
    for _ in 0..random.below(4).max(1) {
        let file = random.below(texts.0.len());
        let changed = match random.below(20) {
            0..4 => lines(texts, file, random),
            4..8 => words(texts, file, random),
            8..10 => names(texts, random),
            10..15 => exchange(texts, file, random),
            15..17 => characters(texts, file, random),
            17..19 => large(texts, file, random),
            _ => files(texts, file, random),
        };
        if changed.is_none() {
            // There was nothing of the kind; another change comes in its place.
            let _ = characters(texts, file, random);
        }
    }
}

/// Lines that are swapped, removed, doubled, moved, indented, joined.
fn lines(texts: &mut Texts, file: usize, random: &mut Random) -> Option<()> {
    let from = random.below(texts.0.len());
    let stranger = random.of(&lines_of(&texts.0[from].content)).clone();
    let text = texts.0.get_mut(file)?;
    let mut lines = lines_of(&text.content);
    let (one, other) = (random.below(lines.len()), random.below(lines.len()));
    match random.below(8) {
        0 => lines.swap(one, other),
        1 => drop(lines.remove(one)),
        2 => lines.insert(other, lines[one].clone()),
        3 => lines.insert(one, stranger),
        4 => lines[one].insert_str(0, random.of::<&str>(&[" ", "  ", "    ", "\t"])),
        5 if lines[one].starts_with(' ') => drop(lines[one].remove(0)),
        6 => {
            let next = lines.remove(one);
            lines.get_mut(one)?.push_str(&next);
        }
        _ => drop(lines.drain(one.min(other)..one.max(other)).count()),
    }
    text.content = lines.join("\n");
    Some(())
}

/// A value or key that becomes a word of the dictionary, as it is or in quotes.
fn words(texts: &mut Texts, file: usize, random: &mut Random) -> Option<()> {
    let token = random.of(TOKENS);
    let token = match random.below(3) {
        0 => (*token).to_owned(),
        1 => format!("{token:?}").replace("\\u{", "\\U{"),
        _ => format!("'{}'", token.replace('\'', "''")),
    };
    let text = texts.0.get_mut(file)?;
    let all = parts(&text.content);
    let (start, end) = *random.of(&all);
    if random.one_in(3) {
        // Inside of what is there.
        let at = boundary(&text.content, start + random.below(end - start + 1));
        text.content.insert_str(at, &token);
    } else {
        text.content.replace_range(start..end, &token);
    }
    Some(())
}

/// A name that becomes another wherever it stands: the spec stays whole.
fn names(texts: &mut Texts, random: &mut Random) -> Option<()> {
    let file = random.below(texts.0.len());
    let text = &texts.0[file];
    let all = parts(&text.content);
    let (start, end) = *random.of(&all);
    let name = text.content.get(start..end)?.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    if name.is_empty() || name.len() > 40 {
        return None;
    }
    let name = name.to_owned();
    let other = match random.below(4) {
        0 => (*random.of(TOKENS)).to_owned(),
        1 => format!("{name}{}", random.of(&["2", "_", "s", "X", "Type", "-b"])),
        2 => name.to_uppercase(),
        _ => "x".repeat(1 + random.below(80)),
    };
    for text in &mut texts.0 {
        text.content = text.content.replace(&name, &other);
    }
    Some(())
}

/// Two parts that take each other's place, or one that is copied over another.
fn exchange(texts: &mut Texts, file: usize, random: &mut Random) -> Option<()> {
    let from = if random.one_in(3) { random.below(texts.0.len()) } else { file };
    let (source, target) = (&texts.0[from], &texts.0[file]);
    let (source_parts, target_parts) = (parts(&source.content), parts(&target.content));
    let (start, end) = *random.of(&source_parts);
    // A value for a value and a key for a key says something more often.
    let is_key = |text: &str, end: usize| text.get(end..).is_some_and(|rest| rest.starts_with(':'));
    let kind = is_key(&source.content, end);
    let alike: Vec<_> = target_parts
        .iter()
        .filter(|(_, end)| random.one_in(5) || is_key(&target.content, *end) == kind)
        .collect();
    let (to_start, to_end) = **alike.get(random.below(alike.len()))?;
    let part = source.content.get(start..end)?.to_owned();
    let other = target.content.get(to_start..to_end)?.to_owned();
    let apart = end <= to_start || to_end <= start;
    if from == file && apart && random.one_in(2) {
        let text = &mut texts.0[file].content;
        let (first, second) = if start < to_start {
            (start..end, to_start..to_end)
        } else {
            (to_start..to_end, start..end)
        };
        let (earlier, later) = if start < to_start { (other, part) } else { (part, other) };
        text.replace_range(second, &later);
        text.replace_range(first, &earlier);
    } else {
        texts.0[file].content.replace_range(to_start..to_end, &part);
    }
    Some(())
}

/// One character more, less or other; sometimes one that is no character at all.
fn characters(texts: &mut Texts, file: usize, random: &mut Random) -> Option<()> {
    let text = texts.0.get_mut(file)?;
    let at = boundary(&text.content, random.below(text.content.len() + 1));
    let signs = ["{", "}", "[", "]", ":", ",", "'", "\"", "#", "-", "\n", " ", "?", "|", "&", "*"];
    match random.below(5) {
        0 => text.content.insert_str(at, random.of::<&str>(&signs)),
        1 => text.content.insert_str(at, random.of::<&str>(TOKENS)),
        2 => drop((at < text.content.len()).then(|| text.content.remove(at))),
        3 => {
            let old = text.content[at..].chars().next()?;
            let flipped = u32::from(old) ^ (1 << random.below(7));
            text.content.remove(at);
            text.content.insert(at, char::from_u32(flipped)?);
        }
        _ => {
            text.content.truncate(at);
            text.not_utf8 = random.one_in(2);
        }
    }
    Some(())
}

/// Long and deep things.
fn large(texts: &mut Texts, file: usize, random: &mut Random) -> Option<()> {
    let count = *random.of(&[10, 63, 64, 65, 200, 3000, 20_000]);
    let text = texts.0.get_mut(file)?;
    let all = parts(&text.content);
    let (start, end) = *random.of(&all);
    let token = random.of(TOKENS);
    let each = |write: fn(usize) -> String| (0..count.min(3000)).map(write).collect::<Vec<_>>();
    let value = match random.below(7) {
        0 => token.repeat(count),
        1 => "a".repeat(count),
        2 => format!("{}x{}", "[".repeat(count), "]".repeat(count)),
        3 => format!("{}x{}", "{a: ".repeat(count), "}".repeat(count)),
        4 => each(|n| format!("\n{:1$}a:", "", n.min(200))).concat(),
        5 => format!("[{}]", "a, ".repeat(count)),
        _ => format!("{{ {} }}", each(|n| format!("a{n}: {{}}")).join(", ")),
    };
    text.content.replace_range(start..end, &value);
    Some(())
}

/// A file that is missing, doubled, empty, or named otherwise.
fn files(texts: &mut Texts, file: usize, random: &mut Random) -> Option<()> {
    let names = [
        "a.yaml",
        "self.yaml",
        "mod.yaml",
        "Types.yaml",
        "é.yaml",
        "a b.yaml",
        ".yaml",
        "records.yaml",
        "errors.yaml",
        "things-2.yaml",
    ];
    let name = (*random.of(&names)).to_owned();
    match random.below(4) {
        0 if texts.0.len() > 1 => drop(texts.0.remove(file)),
        1 => {
            let mut copy = texts.0.get(file)?.clone();
            copy.name = name;
            texts.0.retain(|text| text.name != copy.name);
            texts.0.push(copy);
        }
        2 => texts.0.get_mut(file)?.content.clear(),
        _ => {
            texts.0.retain(|text| text.name != name);
            let last = texts.0.len().checked_sub(1)?;
            texts.0.get_mut(file.min(last))?.name = name;
        }
    }
    Some(())
}
