//! Which files of a folder are ours: a list of paths and digests that is emitted
//! with them.
//!
//! A file that is listed, is no longer emitted and still has its digest can be
//! removed; with another digest somebody edited it. What is not listed belongs to
//! somebody else.
//!
//! A folder of an earlier generator has no list: there, the mark in the first line
//! of a file says that it is ours.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Files, MARK};

/// Path of the list below the crate. The emitted manifest leaves it out of the
/// package.
pub const PATH: &str = "generated.list";

const ABOUT: &str =
    "# What is generated here, so that a file that no longer is can be told from one of yours.";

/// The list of all files.
pub(crate) fn of(files: &Files) -> String {
    let mut text = format!("# {MARK}\n{ABOUT}\n");
    for (path, content) in files.iter() {
        add(&mut text, path, content);
    }
    text
}

/// Adds a line. One path can have several: each is a text that it may have.
pub(super) fn add(text: &mut String, path: &str, content: &str) {
    text.push_str(&hex(content.as_bytes()));
    let _ = writeln!(text, "  {path}");
}

/// What a list says.
#[derive(Debug, Default)]
pub(super) struct Inventory<'t>(BTreeMap<&'t str, Vec<&'t str>>);

impl<'t> Inventory<'t> {
    /// Reads a list. A line that is none, such as the marks of a merge, is passed
    /// over: what both sides of a merge list is ours.
    pub(super) fn read(text: &'t str) -> Self {
        let mut listed: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (digest, path) in text.lines().filter_map(|line| line.split_once("  ")) {
            if digest.len() == 16 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                listed.entry(path).or_default().push(digest);
            }
        }
        Self(listed)
    }

    /// Whether there is nothing to go by.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn lists(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Whether a file has a text that was written by us.
    pub(super) fn has(&self, path: &str, content: &[u8]) -> bool {
        let digest = hex(content);
        self.0.get(path).is_some_and(|digests| digests.contains(&digest.as_str()))
    }
}

/// Whether the first line of a file says that it is emitted.
pub(super) fn is_marked(content: &[u8]) -> bool {
    let first = content.split(|&byte| byte == b'\n').next().unwrap_or_default();
    first.windows(MARK.len()).any(|window| window == MARK.as_bytes())
}

/// FNV-1a with 64 bits, which tells an edit by chance from none. Nobody is kept from
/// forging it, and SHA-256 would be a tenth of a run that has nothing to do.
fn hex(content: &[u8]) -> String {
    let digest = content.iter().fold(0xcbf2_9ce4_8422_2325_u64, |digest, &byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{digest:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_one_of_the_standard() {
        // Of the test vectors that the authors of FNV publish.
        assert_eq!(hex(b""), "cbf29ce484222325");
        assert_eq!(hex(b"a"), "af63dc4c8601ec8c");
        assert_eq!(hex(b"foobar"), "85944171f73967e8");
    }

    #[test]
    fn what_either_side_of_a_merge_lists_is_ours() {
        let (ours, theirs) = (hex(b"ours"), hex(b"theirs"));
        let text = format!(
            "# {MARK}\n<<<<<<< one\n{ours}  a b.rs\n=======\n{theirs}  a b.rs\n>>>>>>> other\n"
        );
        let inventory = Inventory::read(&text);
        assert!(inventory.has("a b.rs", b"ours") && inventory.has("a b.rs", b"theirs"));
        assert!(!inventory.has("a b.rs", b"mine") && !inventory.lists("b.rs"));
        assert_eq!(inventory.0.len(), 1);
    }

    #[test]
    fn the_mark_counts_in_the_first_line_only() {
        assert!(is_marked(format!("<!-- {MARK} -->").as_bytes()));
        assert!(!is_marked(format!("// Mine.\n// {MARK}\n").as_bytes()));
        assert!(!is_marked(b""));
    }
}
