//! Texts that look like code are printed as typed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use super::{entry, little_book};
use crate::support::{build, write};

/// Texts that an author may write, and that no program may interpret.
const HOSTILE: [&str; 38] = [
    r#"#read("/etc/passwd")"#,
    "#import \"@preview/cetz:0.3.0\": *",
    "// gone",
    "/* gone */",
    "@ref",
    "<label>",
    "$ x^2 $ and $5",
    "= x",
    "- x",
    "+ x",
    "1. x",
    "/ x: y",
    "> x",
    "# x",
    "---",
    r"\",
    r"C:\new\table",
    r"\u{41}",
    "\"",
    "\"); panic(\"",
    "]]>",
    "</p></body></html>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&amp; &#x41; &nbsp; &",
    "<!--",
    "<?php echo 1 ?>",
    "%s {} ${HOME} $(id)",
    "~ -- ... 'single' \"double\"",
    "{a|b} {a",
    "[x] (y) [z]: w",
    "a_b_c 2 * 3 * 4",
    "| a | b |",
    "^[",
    "[[",
    "1/2 (c) TM",
    "^ _ ` ~~x~~ ==y==",
    "\u{202E}evil\u{202C}",
];

/// The text in the string literals of a line of Typst source, and the code outside of them. Break opportunities in
/// long words, and what marks words that are not hyphenated, are left out.
fn parted(line: &str) -> (String, String) {
    let (mut words, mut code) = (String::new(), String::new());
    let mut characters = line.chars();
    let mut is_inside = false;
    while let Some(c) = characters.next() {
        match c {
            '"' => is_inside = !is_inside,
            '\\' if is_inside => match characters.next() {
                // A break opportunity in a long word.
                Some('u') => characters.by_ref().take_while(|c| *c != '}').for_each(drop),
                escaped => words.extend(escaped),
            },
            _ if is_inside => words.push(c),
            _ => code.push(c),
        }
    }
    (
        words,
        code.replace("sym.wj + ", "")
            .replace("name()", "")
            .replace(" + ", ""),
    )
}

#[test]
fn whatever_looks_like_code_is_printed_as_typed() {
    let (scratch, book) = little_book();
    let mut chapter = String::from("id: two\ntitle: 2\nblocks:\n");
    for text in HOSTILE {
        let quoted = serde_json::to_string(text).unwrap();
        for block in ["text", "heading", "quote"] {
            let _ = writeln!(chapter, "  - {block}: {quoted}");
        }
        let _ = writeln!(chapter, "  - list: [{quoted}]");
    }
    write(&book.join("chapters/two.yaml"), chapter);
    let source = scratch.path().join("source");
    let dist = build(&book, &["--emit-typst", source.to_str().unwrap()]);

    let main = fs::read_to_string(source.join("parallel/main.typ")).unwrap();
    for (call, kind) in [
        ("para", "text"),
        ("section", "heading"),
        ("quotation", "quote"),
        ("items", "list"),
    ] {
        let mut codes = BTreeSet::new();
        for (index, text) in HOSTILE.iter().enumerate() {
            let id = format!("two-{kind}-{}", index + 1);
            let start = format!("#{call}(\"{id}\"");
            let line = main.lines().find(|line| line.starts_with(&start)).unwrap();
            let (words, code) = parted(line);
            assert_eq!(words, format!("{id}{text}{text}"));
            codes.insert(code);
        }
        assert_eq!(codes.len(), 1, "a text is code: {codes:?}");
    }
    for lang in ["zh", "en"] {
        let epub = fs::read(dist.path().join(format!("little-book-{lang}.epub"))).unwrap();
        let page = entry(&epub, "OEBPS/chapter-two.xhtml");
        let options = roxmltree::ParsingOptions {
            allow_dtd: true,
            ..roxmltree::ParsingOptions::default()
        };
        let document = roxmltree::Document::parse_with_options(&page, options).unwrap();
        let texts = |name: &'static str| -> BTreeSet<String> {
            let elements = document
                .descendants()
                .filter(move |node| node.has_tag_name(name));
            elements
                .map(|node| {
                    let inside = node.descendants().filter(roxmltree::Node::is_text);
                    inside.filter_map(|text| text.text()).collect::<String>()
                })
                .collect()
        };
        for element in ["p", "h2", "li"] {
            let found = texts(element);
            for text in HOSTILE {
                assert!(
                    found.contains(text),
                    "no `{text}` in a {element}: {found:?}"
                );
            }
        }
        assert!(texts("script").is_empty() && texts("img").is_empty());
    }
}
