//! What a PDF for archives and screen readers cannot hold, said before one is made.

use icu_properties::CodePointMapData;
use icu_properties::props::CanonicalCombiningClass;

use crate::book::{BlockKind, Book, Inline, Text};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::picture::{Asset, Assets};
use crate::source::{Sources, Span};

/// The most bytes of a string in a PDF (ISO 32000-1, Annex C), which Typst's writer counts in UTF-8.
const MAX_STRING: usize = 32_767;

/// The most marks of a character.
const MAX_MARKS: usize = 30;

/// Says which characters and which texts no PDF/A can hold.
pub fn check(book: &Book, assets: &Assets, sources: &Sources, diagnostics: &mut Diagnostics) {
    private(book, assets, sources, diagnostics);
    marks(book, sources, diagnostics);
    let mut long = |text: &Text, what: &str| {
        let length = text.plain().len();
        if length > MAX_STRING {
            let mut diagnostic = Diagnostic::new(
                Code::TextLong,
                format!("{what} is too long for a PDF: {length} bytes of at most {MAX_STRING}"),
            )
            .hint("shorten it, and put the rest into a text of its own");
            diagnostic.at = text.at;
            diagnostics.push(diagnostic);
        }
    };
    let mut both = |pair: &crate::lang::Pair<Text>, what: &str| {
        pair.iter().for_each(|text| long(text, what));
    };
    both(&book.title, "the title");
    for creator in &book.creators {
        both(&creator.name, "the name");
    }
    for chapter in &book.chapters {
        both(&chapter.title, "the chapter title");
    }
    crate::walk::every_block(book, &mut |block| match &block.kind {
        BlockKind::Heading { text, .. } => both(text, "the heading"),
        BlockKind::Figure(figure) => both(&figure.alt, "the alternative text"),
        BlockKind::Lead(_)
        | BlockKind::Text(_)
        | BlockKind::List { .. }
        | BlockKind::Quote { .. }
        | BlockKind::Table(_)
        | BlockKind::Code(_)
        | BlockKind::Formula(_)
        | BlockKind::Callout(_)
        | BlockKind::Summary(_)
        | BlockKind::Quiz(_) => {}
    });
    crate::walk::texts(book, &mut |text| {
        text.every(&mut |inline| {
            if let Inline::Link { text: inner, .. } | Inline::Term { text: inner, .. } = inline {
                let inner = Text {
                    inlines: inner.clone(),
                    at: text.at,
                };
                long(&inner, "the text of the link");
            }
        });
    });
}

/// Says which characters are for private use, each at its first place.
fn private(book: &Book, assets: &Assets, sources: &Sources, diagnostics: &mut Diagnostics) {
    let mut seen = std::collections::BTreeSet::new();
    let mut look = |words: &str, at: Option<Span>| {
        for c in words.chars().filter(|c| is_private(*c)) {
            if !seen.insert(c) {
                continue;
            }
            let mut diagnostic = Diagnostic::new(
                Code::TextPrivate,
                format!(
                    "U+{:04X} is a character for private use, which means nothing to other programs",
                    u32::from(c)
                ),
            )
            .hint("write the character that is meant, or show it as a picture");
            diagnostic.at = at.map(|at| sources.find(at, c.encode_utf8(&mut [0; 4]), 0));
            diagnostics.push(diagnostic);
        }
    };
    crate::walk::texts(book, &mut |text| {
        each_string(text, &mut |words| look(words, text.at));
    });
    crate::walk::every_block(book, &mut |block| match &block.kind {
        BlockKind::Code(code) => look(&code.text, Some(code.at)),
        BlockKind::Formula(formula) => look(&formula.tex, Some(block.at)),
        BlockKind::Figure(figure) => {
            let words = assets.get(&figure.image.path).map(Asset::words);
            look(&words.unwrap_or_default(), Some(figure.image.at));
        }
        BlockKind::Lead(_)
        | BlockKind::Text(_)
        | BlockKind::Heading { .. }
        | BlockKind::List { .. }
        | BlockKind::Quote { .. }
        | BlockKind::Table(_)
        | BlockKind::Callout(_)
        | BlockKind::Summary(_)
        | BlockKind::Quiz(_) => {}
    });
}

/// Says which characters have more marks than stream-safe text has (UAX #15, §13): no language needs as many, and
/// what shapes text takes time by their square.
fn marks(book: &Book, sources: &Sources, diagnostics: &mut Diagnostics) {
    let combining = CodePointMapData::<CanonicalCombiningClass>::new();
    let is_mark = |c: char| combining.get(c) != CanonicalCombiningClass::NotReordered;
    crate::walk::texts(book, &mut |text| {
        each_string(text, &mut |words| {
            if words.is_ascii() {
                return;
            }
            let (mut start, mut count) = (0, 0);
            for (at, c) in words.char_indices() {
                if !is_mark(c) {
                    (start, count) = (at, 0);
                    continue;
                }
                count += 1;
                if count == MAX_MARKS + 1 {
                    let end = at + c.len_utf8();
                    let mut diagnostic = Diagnostic::new(
                        Code::TextMarks,
                        format!("a character has more than {MAX_MARKS} combining marks"),
                    )
                    .hint("take out the marks that say nothing");
                    diagnostic.at = text.at.map(|at| sources.find(at, &words[start..end], 0));
                    diagnostics.push(diagnostic);
                }
            }
        });
    });
}

/// Whether a character is one of those that Unicode leaves to agreements between people.
pub fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

/// Visits the strings that a text prints, those of its notes too.
pub fn each_string<'a>(text: &'a Text, visit: &mut impl FnMut(&'a str)) {
    text.every(&mut |inline| match inline {
        Inline::Plain(words) | Inline::Code(words) => visit(words),
        Inline::Ruby { base, reading } => {
            visit(base);
            visit(reading);
        }
        Inline::Formula(formula) => visit(&formula.tex),
        Inline::Emph(_)
        | Inline::Strong(_)
        | Inline::Note(_)
        | Inline::Link { .. }
        | Inline::Term { .. }
        | Inline::Blank { .. } => {}
    });
}

/// Every string that a book prints in its texts.
pub fn strings(book: &Book) -> Vec<&str> {
    let mut all = Vec::new();
    crate::walk::texts(book, &mut |text| {
        each_string(text, &mut |words| all.push(words));
    });
    all
}
