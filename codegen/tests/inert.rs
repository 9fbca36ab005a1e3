//! Text of the spec never becomes code: whatever stands in a text, the emitted
//! items are those of a spec with harmless words in its place.
//!
//! The crate of the last test is left in `target/tmp/inert`; CI runs its
//! documentation tests and builds its documentation.

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use codegen::yaml::{self, Kind, Node};
use codegen::{Diagnostics, Files, Options, Sources};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Rows S28 to S33: what would be code, Markdown or a surprise elsewhere.
const HOSTILE: &[&str] = &[
    "*/ fn evil(){} /*",
    "\"] #![x] #[doc=\"",
    "\\",
    "/// x",
    "{} {0} {evil}",
    "```\nfn main() { std::process::exit(3) }\n```",
    "~~~rust\nstd::process::exit(3)\n~~~",
    "    std::process::exit(3)",
    "- one\n\n      std::process::exit(3)",
    "\tstd::process::exit(3)",
    "an odd ` backtick and ``` three",
    "`` ` ``",
    "[evil] [evil]: x",
    "[a](b) ![c](d)",
    "<b> <script>alert(1)</script> <!-- ",
    "https://example.com/a_b?c=<d>&e",
    "# heading",
    "1. one 2) two + three = four : five",
    "| a | b |",
    "&amp; &#x41; $x$ ~y~ ^z^",
    "r#\"raw\"# '\"'",
    "x\n\ny",
];

/// Refused wherever they stand.
const REFUSED: &[&str] = &["a\u{202e}b", "a\u{2066}b", "a\rb", "a\0b", "a\u{1b}[2Jb", "a\u{2028}b"];

#[test]
fn s28_s31_s32_s33_texts_change_no_item() {
    let sources = support::sources("kitchen-sink");
    // Most texts fit in the same places.
    let mut twins: BTreeMap<Vec<Spot>, Files> = BTreeMap::new();
    for hostile in HOSTILE {
        let places = places_that_take(&sources, hostile);
        assert!(places.len() > 40, "{hostile:?} is refused nearly everywhere");
        let emitted = emit(&replaced(&sources, &places, |_| hostile));
        let harmless = || emit(&replaced(&sources, &places, |_| "harmless words"));
        let harmless = twins.entry(places.clone()).or_insert_with(harmless);
        same_items(harmless, &emitted, hostile);
    }
}

#[test]
fn s29_s30_what_nobody_sees_is_refused_everywhere() {
    let sources = support::sources("kitchen-sink");
    let Places { prose, addresses } = places(&sources);
    let mut places = [prose.as_slice(), addresses.as_slice()].concat();
    places.sort();
    for refused in REFUSED {
        let wrong = replaced(&sources, &places, |_| refused);
        let found = codegen::parse(&wrong).expect_err("it is refused");
        let codes = ["G002", "G033", "G034"];
        let of_characters = found.iter().filter(|diagnostic| codes.contains(&diagnostic.code));
        assert_eq!(of_characters.count(), places.len(), "{refused:?} is let pass somewhere");
    }
}

#[test]
fn all_texts_at_once_are_left_for_the_compiler() {
    let sources = support::sources("kitchen-sink");
    let taken: Vec<Vec<Spot>> =
        HOSTILE.iter().map(|hostile| places_that_take(&sources, hostile)).collect();
    let everywhere = spots(&sources);
    let hostile_at = |index: usize| {
        let candidates = (0..HOSTILE.len()).map(|turn| (index + turn) % HOSTILE.len());
        let mut fitting = candidates.filter(|&text| taken[text].contains(&everywhere[index]));
        fitting.next()
    };
    let mut all = Vec::new();
    let mut texts = Vec::new();
    for (index, spot) in everywhere.iter().enumerate() {
        if let Some(text) = hostile_at(index) {
            all.push(*spot);
            texts.push(HOSTILE[text]);
        }
    }
    let harmless = emit(&replaced(&sources, &all, |_| "harmless words"));
    let runtime_path = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime");
    let runtime_path = runtime_path.to_str().expect("the path is text").to_owned();
    let hostile = replaced(&sources, &all, |index| texts[index]);
    let files = codegen::generate(&hostile, &Options { runtime_path });
    let files = files.unwrap_or_else(|found| panic!("{}", found.render(&hostile, false)));
    same_items(&harmless, &files, "all of them");

    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inert");
    let found = files.compare(&out).expect("the folder can be read");
    Files::write(&out, &found.differences).expect("the folder can be written");
    assert!(fs::metadata(out.join("src/lib.rs")).is_ok());
}

/// rustdoc shows it as Markdown, besides what the compiler says.
#[test]
fn the_note_of_a_deprecation_is_escaped_too() {
    let mut sources = support::sources("kitchen-sink");
    for file in &mut sources.files {
        file.text = file.text.replace("The garden closes.", "\"[a](b) <c>\"");
    }
    let files = emit(&sources);
    let things = files.get("src/garden/things.rs").expect("it is emitted");
    assert!(things.contains(r#"#[deprecated(note = "\\[a\\](b) \\<c\\>: use `house"#), "{things}");
}

/// A scalar of the spec, by file and by the range of its bytes.
type Spot = codegen::diagnostic::Place;

/// The values that can hold a text without a mistake, each for itself. Keys are
/// names, and names are checked elsewhere.
fn places_that_take(sources: &Sources, text: &str) -> Vec<Spot> {
    let takes = |spots: &[Spot]| is_right(&replaced(sources, spots, |_| text));
    let Places { prose, addresses } = places(sources);
    let fitting = |spots: &[Spot]| -> Vec<Spot> {
        if takes(spots) {
            return spots.to_vec();
        }
        spots.iter().copied().filter(|spot| takes(&[*spot])).collect()
    };
    let mut all = fitting(prose);
    // A text with a space fits nowhere in an address, and that is seen in one of them.
    if takes(&addresses[..1]) {
        all.extend(fitting(addresses));
    }
    all.sort();
    all
}

/// The values that are no names, numbers or dates.
struct Places {
    /// Those that hold any words.
    prose: Vec<Spot>,
    /// Those that hold a part of an address only.
    addresses: Vec<Spot>,
}

fn places(sources: &Sources) -> &'static Places {
    static PLACES: OnceLock<Places> = OnceLock::new();
    PLACES.get_or_init(|| {
        let takes = |spot: &Spot, text| is_right(&replaced(sources, &[*spot], |_| text));
        let (prose, others): (Vec<_>, Vec<_>) =
            spots(sources).into_iter().partition(|spot| takes(spot, "harmless words"));
        let addresses = others.into_iter().filter(|spot| takes(spot, "harmless/words")).collect();
        Places { prose, addresses }
    })
}

fn is_right(sources: &Sources) -> bool {
    codegen::parse(sources).and_then(|spec| codegen::resolve(&spec)).is_ok()
}

fn spots(sources: &Sources) -> Vec<Spot> {
    fn collect(node: &Node, spots: &mut Vec<Spot>) {
        match &node.kind {
            Kind::Scalar { .. } => spots.push(node.place),
            Kind::List(items) => items.iter().for_each(|item| collect(item, spots)),
            Kind::Map(entries) => entries.iter().for_each(|(_, value)| collect(value, spots)),
        }
    }
    let mut spots = Vec::new();
    for file in 0..sources.files.len() {
        let node = yaml::read(sources, file, &mut Diagnostics::default());
        collect(&node.expect("the file is right"), &mut spots);
    }
    spots
}

/// The spec with other texts in some places, which come in the order of the files.
fn replaced<'t>(sources: &Sources, spots: &[Spot], text: impl Fn(usize) -> &'t str) -> Sources {
    let mut texts: Vec<String> = sources.files.iter().map(|file| file.text.clone()).collect();
    for (index, spot) in spots.iter().enumerate().rev() {
        let quoted = serde_json::to_string(text(index)).expect("it is text");
        texts[spot.file].replace_range(spot.range(), &quoted);
    }
    let paths = sources.files.iter().map(|file| file.path.as_str());
    Sources::from_texts(paths.zip(texts))
}

fn emit(sources: &Sources) -> Files {
    support::generate(sources)
}

/// Compares the tokens of each file, without documentation and with empty literals,
/// and then what of the documentation is run.
fn same_items(harmless: &Files, hostile: &Files, text: &str) {
    let paths = |files: &Files| files.iter().map(|(path, _)| path.to_owned()).collect::<Vec<_>>();
    assert_eq!(paths(harmless), paths(hostile));
    for ((path, expected), (_, emitted)) in harmless.iter().zip(hostile.iter()) {
        if path.starts_with("src/") {
            let (expected, emitted) = (items(path, expected), items(path, emitted));
            assert_eq!(expected.code, emitted.code, "{text:?} becomes code in {path}");
            assert_eq!(
                expected.examples, emitted.examples,
                "{text:?} becomes an example in {path}"
            );
        } else if path == "Cargo.toml" {
            assert_eq!(expected.lines().count(), emitted.lines().count(), "{text:?} in {path}");
        }
    }
}

struct Items {
    code: String,
    /// The code blocks in the documentation.
    examples: Vec<String>,
}

fn items(path: &str, text: &str) -> Items {
    if let Err(error) = syn::parse_file(text) {
        panic!("{path} does not parse: {error}");
    }
    let tokens: TokenStream = text.parse().expect("what parses consists of tokens");
    let (mut code, mut docs) = (String::new(), Vec::new());
    flatten(tokens, &mut code, &mut docs);
    Items { code, examples: examples(&docs) }
}

fn flatten(tokens: TokenStream, code: &mut String, docs: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                let mut mark = String::from("#");
                if matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == '!')
                {
                    tokens.next();
                    mark.push('!');
                }
                let attribute = match tokens.peek() {
                    Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
                        doc_of(group.stream())
                    }
                    _ => None,
                };
                match attribute {
                    Some(doc) => {
                        tokens.next();
                        docs.push(doc);
                    }
                    None => code.push_str(&mark),
                }
            }
            TokenTree::Group(group) => {
                let _ = write!(code, "\n{:?}(", group.delimiter());
                flatten(group.stream(), code, docs);
                code.push(')');
            }
            TokenTree::Literal(literal) if literal.to_string().contains('"') => {
                code.push_str(" \"\"");
            }
            other => _ = write!(code, " {other}"),
        }
    }
}

/// The text of `doc = "…"`.
fn doc_of(attribute: TokenStream) -> Option<String> {
    let mut tokens = attribute.into_iter();
    let name = tokens.next()?.to_string();
    let equals = tokens.next()?.to_string();
    let TokenTree::Literal(literal) = tokens.next()? else { return None };
    let text: syn::LitStr = syn::parse_str(&literal.to_string()).ok()?;
    (name == "doc" && equals == "=").then(|| text.value())
}

/// What rustdoc takes for code: fenced and indented blocks, without the texts in them. How a block is
/// broken into lines depends on how long its texts are, so a block is compared as one.
fn examples(docs: &[String]) -> Vec<String> {
    let mut examples = Vec::new();
    let mut block: Option<Vec<&str>> = None;
    for line in docs.iter().flat_map(|doc| doc.split('\n')) {
        let bare = line.trim_start();
        if bare.starts_with("```") || bare.starts_with("~~~") {
            examples.push(bare.to_owned());
            block = match block {
                Some(lines) => {
                    examples.push(code_of(&lines));
                    None
                }
                None => Some(Vec::new()),
            };
        } else if let Some(lines) = &mut block {
            lines.push(line.trim_start().trim_start_matches("# "));
        } else if line.starts_with("     ") {
            examples.push(line.to_owned());
        } else {
            assert!(!line.replace("\\<script", "").contains("<script"), "HTML in {line:?}");
        }
    }
    assert_eq!(block, None, "a block of code has no end");
    examples
}

fn code_of(lines: &[&str]) -> String {
    let mut code = String::new();
    let block = lines.join("\n");
    match block.parse() {
        Ok(tokens) => flatten(tokens, &mut code, &mut Vec::new()),
        Err(error) => panic!("{error} in an example:\n{block}"),
    }
    // A list that is broken into lines has a comma at its end.
    code.replace(" ,)", ")")
}
