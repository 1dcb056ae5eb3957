//! Diagnostics about part of a text point exactly to it, however the text is spelt in YAML, and even if the same
//! characters occur before it with another meaning.

use std::fs;
use std::path::Path;

use diglot::book::{Book, Text};
use diglot::project::{Checked, Options, Project};
use diglot::source::Sources;

use super::folder;
use crate::support::{copy, fixture, sample, scratch, write};

/// The styles of YAML scalars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Single,
    /// Double-quoted, with escapes for everything but ASCII.
    Double,
    /// As programs write JSON: on one line, with `\n`.
    Json,
    /// Double-quoted, with a `\` at the end of each line.
    Continued,
    Literal,
    Folded,
}

const STYLES: [Style; 7] = [
    Style::Plain,
    Style::Single,
    Style::Double,
    Style::Json,
    Style::Continued,
    Style::Literal,
    Style::Folded,
];

/// A fault in a text: the code, and the text with `«…»` around the place and `␤` for a line break in the file.
type Fault<'t> = (&'static str, &'t str);

/// Faults in running text.
const IN_TEXTS: [Fault<'static>; 23] = [
    ("text-note", "见`甲^[]`。␤见甲«^[]»。"),
    (
        "text-attribute",
        "见`[甲](https://a.b){.kbd}`。␤见[甲](https://a.b)«{.kbd}»。",
    ),
    ("ref-term", "It's `[[x]]` here.␤再看“«[[x]]»”。"),
    (
        "link-unsafe",
        "见`ftp://a.b/c`和[甲](https://a.b/ftp://a.b/c)。␤又见[文](«ftp://a.b/c»)。",
    ),
    (
        "link-unsafe",
        "It's `<ftp://a.b/c>` here.␤又见<«ftp://a.b/c»>。",
    ),
    (
        "link-relative",
        "见`b.html`和[甲](https://a.b/b.html)。␤又见[文](«b.html»)。",
    ),
    (
        "text-nested",
        "见`[甲](https://a.b)`。␤见[乙«[甲](https://a.b)»](https://c.d)。",
    ),
    ("text-nested", "见`{字*|zì}`。␤见{字«*»|zì}。"),
    ("text-nested", "见`^[甲]`。␤见^[乙，«^[甲]»]。"),
    ("text-unclosed", "见`**甲`和\\**。␤见«**»甲。"),
    ("text-unclosed", "见`[甲`和\\[甲。␤见«[»甲。"),
    ("text-unclosed", "见``甲`乙``。␤见«`»乙。"),
    ("text-unclosed", "见`$\\sum x`。␤见«$»\\sum x。"),
    ("text-unclosed", "见`{字|zì`。␤见«{»字|zì。"),
    ("text-unclosed", "见`[[甲`。␤见«[[»甲"),
    ("text-unclosed", "见`^[甲`和\\^\\[甲。␤见«^[»甲。"),
    (
        "text-picture",
        "见`![](b.png)`。␤见«![](figures/path.svg)»。",
    ),
    ("text-display", "见`$$x$$`。␤见«$$»x$$。"),
    ("text-blank", "见`{{x}}`和\\{{x}}。␤见«{{x}}»。"),
    ("formula-command", "见`\\foo`与$x$。␤见$a+«\\foo»$。"),
    (
        "formula-command",
        "It's $\\text{it's}$.␤见$x +␤y +␤«\\foo» +␤z$。",
    ),
    ("formula-syntax", "见`a%b`与$a\\%b$。␤见$a«%»b$。"),
    ("text-bidi", "It's here.␤见`a«\u{202E}»b`。"),
];

/// Faults in titles.
const IN_TITLES: [Fault<'static>; 1] = [("text-note", "见`^[甲]`和\\^[甲]。␤见«^[»甲]。")];

/// Faults in prompts, for which there is an answer to `{{a}}`.
const IN_PROMPTS: [Fault<'static>; 2] = [
    ("quiz-blank", "见`{{b}}`与{{a}}。␤见«{{b}}»。"),
    ("quiz-blank", "见`{{a}}`与{{a}}。␤见«{{a}}»。"),
];

/// Faults that are only looked for if there are no errors, and reported at the first place only.
const IN_PRINT: [Fault<'static>; 11] = [
    ("copy-half-width", "甲`乙,丙`与$x,y$。␤丁«,»戊。"),
    ("copy-half-width", "见`好.`和**好**«.»␤又见*好*。"),
    (
        "copy-repeated",
        "见`我们我们`。␤我们[«我们»](https://a.b)走。",
    ),
    ("copy-repeated", "见`，，`。␤甲，«，»乙。"),
    ("copy-dashes", "见`甲--乙`。␤甲**丙**«--»乙。"),
    ("copy-unbalanced", "见`（`和\\（甲）。␤见“**«（»甲**”。"),
    ("copy-spaces", "见`a  b`。␤见a«  »b。"),
    (
        "font-glyph",
        "It's [甲](https://a.b/𒀀)，␤见「乙」与《«𒀀»》。",
    ),
    (
        "font-glyph",
        "It's [甲](https://a.b/1️⃣)，␤见`1`与「«1️⃣»」。",
    ),
    (
        "text-private",
        "It's [甲](https://a.b/\u{E001})，␤见{字|«\u{E001}»}。",
    ),
    ("text-private", "见$x$。␤见$\\text{It's «\u{E002}»}$。"),
];

/// A character as a YAML or JSON escape.
fn escape(c: char, style: Style) -> String {
    if style == Style::Json {
        let mut units = [0; 2];
        let units = c.encode_utf16(&mut units).iter();
        let escapes: Vec<_> = units.map(|unit| format!("\\u{unit:04x}")).collect();
        return escapes.concat();
    }
    match u32::from(c) {
        code @ 0..=0xFFFF => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    }
}

/// Appends a text to a file in a style. Returns the byte range of its fault.
fn spell(text: &str, style: Style, indent: usize, file: &mut String) -> (usize, usize) {
    let margin = "\n".to_owned() + &" ".repeat(indent);
    *file += match style {
        Style::Plain => "",
        Style::Single => "'",
        Style::Double | Style::Json | Style::Continued => "\"",
        Style::Literal => "|",
        Style::Folded => ">-",
    };
    if matches!(style, Style::Literal | Style::Folded) {
        *file += &margin;
    }
    let is_double = matches!(style, Style::Double | Style::Json | Style::Continued);
    let (mut start, mut end) = (0, 0);
    for c in text.chars() {
        match c {
            '«' => start = file.len(),
            '»' => end = file.len(),
            '␤' if style == Style::Json => *file += "\\n",
            '␤' => {
                if style == Style::Continued {
                    file.push('\\');
                }
                *file += &margin;
            }
            '\'' if style == Style::Single => *file += "''",
            '\t' if is_double => *file += "\\t",
            '"' | '\\' if is_double => {
                file.push('\\');
                file.push(c);
            }
            _ if c.is_ascii() || !is_double => file.push(c),
            _ => *file += &escape(c, style),
        }
    }
    match style {
        Style::Single => file.push('\''),
        Style::Double | Style::Json | Style::Continued => file.push('"'),
        Style::Plain | Style::Literal | Style::Folded => {}
    }
    file.push('\n');
    (start, end)
}

/// A chapter with faulty texts.
struct Chapter {
    text: String,
    /// The expected diagnostics: code, start and end.
    wanted: Vec<(String, usize, usize)>,
}

impl Chapter {
    fn new() -> Self {
        Self {
            text: "id: two\nnumber: 2\ntitle: { zh: 结尾, en: Endings }\nblocks:\n".to_owned(),
            wanted: Vec::new(),
        }
    }

    fn add(&mut self, before: &str, (code, text): Fault<'_>, style: Style, after: &str) {
        self.text += before;
        let indent = before.lines().last().map_or(0, |line| {
            line.len() - line.trim_start_matches([' ', '-']).len() + 2
        });
        let (start, end) = spell(text, style, indent, &mut self.text);
        self.wanted.push((code.to_owned(), start, end));
        self.text += after;
    }

    /// The diagnostics for the chapter, in order.
    fn reported(&self) -> Vec<(String, usize, usize)> {
        let scratch = scratch();
        let book = scratch.path().join("book");
        copy(&folder().join("_base"), &book);
        write(&book.join("chapters/two.yaml"), &self.text);
        let Checked {
            sources,
            diagnostics,
            ..
        } = check(&book);
        let mut reported: Vec<_> = diagnostics
            .sorted()
            .into_iter()
            .map(|one| {
                let at = one.at.unwrap();
                assert_eq!(sources.file(at.file).path, "chapters/two.yaml");
                let (start, end) = (at.start as usize, at.end as usize);
                (one.code.name().to_owned(), start, end)
            })
            .collect();
        // A text for both languages is reported twice.
        reported.sort_by_key(|(_, start, _)| *start);
        reported.dedup();
        reported
    }

    /// The differences from the expected diagnostics.
    fn faults(&self, style: Style) -> String {
        let shown = |(code, start, end): &(String, usize, usize)| {
            let line = self.text[..*start].matches('\n').count() + 1;
            let part = self.text.get(*start..*end).unwrap_or("?");
            format!("{style:?}: {code} in line {line} at bytes {start}..{end}: {part:?}\n")
        };
        let reported = self.reported();
        let missing = self.wanted.iter().filter(|one| !reported.contains(one));
        let beside = reported.iter().filter(|one| !self.wanted.contains(one));
        let missing: Vec<_> = missing.map(|one| format!("- {}", shown(one))).collect();
        let beside: Vec<_> = beside.map(|one| format!("+ {}", shown(one))).collect();
        missing.concat() + &beside.concat()
    }
}

fn check(book: &Path) -> Checked {
    Project::open(book, Options::default()).unwrap().check()
}

const QUESTION: &str = "  - quiz:\n      questions:\n        - id: q";

#[test]
fn a_diagnostic_points_to_its_place_in_every_style_of_yaml() {
    let mut all = String::new();
    for style in STYLES {
        let mut chapter = Chapter::new();
        for fault in IN_TEXTS {
            chapter.add("  - text: ", fault, style, "");
        }
        for fault in IN_TITLES {
            let after = "      kind: note\n      blocks: [{ text: x }]\n";
            chapter.add("  - callout:\n      title: ", fault, style, after);
        }
        for (number, fault) in IN_PROMPTS.into_iter().enumerate() {
            let before = format!("{QUESTION}{number}\n          prompt: ");
            let after = "          blanks: { a: x }\n";
            chapter.add(&before, fault, style, after);
        }
        all += &chapter.faults(style);
        let mut chapter = Chapter::new();
        for fault in IN_PRINT {
            chapter.add("  - text: ", fault, style, "");
        }
        let (most, marks) = ("\u{301}".repeat(30), "\u{301}".repeat(31));
        let marked = format!("见`e{most}`。␤见«e{marks}»{most}。");
        chapter.add("  - text: ", ("text-marks", &marked), style, "");
        all += &chapter.faults(style);
    }
    assert!(all.is_empty(), "\n{all}");
}

#[test]
fn a_diagnostic_about_a_listing_or_a_formula_points_into_it() {
    let wide = format!("if a:␤\tit = 'it'␤\t«{}»␤", "x".repeat(150));
    let mut all = String::new();
    for style in [Style::Literal, Style::Json] {
        let mut chapter = Chapter::new();
        let before = "  - code:\n      text: ";
        chapter.add(before, ("code-wide", &wide), style, "");
        let private = "if a:␤\tit = '«\u{E001}»'␤";
        chapter.add(before, ("text-private", private), style, "");
        let private = "x +␤y + \\text{it's «\u{E002}»}";
        let before = "  - math:\n      text: ";
        chapter.add(before, ("text-private", private), style, "");
        let glyph = "x +␤y + \\text{it's «𒀀»}";
        chapter.add(before, ("font-glyph", glyph), style, "");
        all += &chapter.faults(style);
    }
    assert!(all.is_empty(), "\n{all}");
}

/// The characters in a book's texts whose recorded places in the files have something else.
fn strays(book: &Book, sources: &Sources) -> Vec<String> {
    let mut strays = Vec::new();
    diglot::walk::texts(book, &mut |text: &Text| {
        text.strings(&mut |words, from| {
            for (at, c) in words.char_indices() {
                let start = from + at;
                let place = text.span(start..start + c.len_utf8()).unwrap();
                let spelt = sources.slice(place);
                let is_same = spelt.chars().eq([c]);
                let is_break = c == ' ' && spelt.contains('\n') && spelt.trim().is_empty();
                let is_escape = spelt.starts_with('\\') || ["''", "\"\""].contains(&spelt);
                // A term without a text of its own has that of the glossary, a reference the name or number of something.
                let is_term = spelt.starts_with("[[") && spelt.ends_with("]]") || spelt == "{}";
                let is_widened = "，：；？！（）".contains(c) && ",:;?!()".contains(spelt);
                // The words of a citation are made of the work's fields; so is the list of works, whose heading is a label.
                let path = &sources.file(place.file).path;
                let is_citation = spelt.starts_with('[') && spelt.contains('@');
                // A reading that the program makes has the place of its character.
                let is_reading =
                    c.is_alphabetic() && spelt.chars().count() == 1 && spelt > "\u{3000}";
                let is_made =
                    is_reading || is_citation || path.contains(".bib") || spelt.contains(".bib");
                if !(is_same || is_break || is_escape || is_term || is_widened || is_made) {
                    let at = sources.position(place);
                    let (line, column) = (at.line, at.column);
                    strays.push(format!("{path}:{line}:{column}: {c:?} from {spelt:?}"));
                }
            }
        });
    });
    strays
}

#[test]
fn every_printed_character_has_its_place_in_the_file() {
    let mut books: Vec<_> = fs::read_dir(fixture(""))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("book.yaml").is_file())
        .collect();
    books.push(sample());
    assert!(books.len() > 2, "{books:?}");
    for path in books {
        let Checked {
            sources, content, ..
        } = check(&path);
        let content = content.unwrap_or_else(|| panic!("{} has errors", path.display()));
        let strays = strays(content.book(), &sources);
        assert!(strays.is_empty(), "{}: {strays:#?}", path.display());
    }
}
