//! Checks limits of PDF/A and PDF/UA before a PDF is made.

use std::ops::Range;

use icu_properties::CodePointMapData;
use icu_properties::props::CanonicalCombiningClass;

use crate::book::{BlockKind, Book, Inline, Picture, Text};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::message::{Message, message};
use crate::picture::{Asset, Assets};
use crate::source::Span;

/// The longest string in a PDF, in bytes (ISO 32000-1, Annex C). Typst's writer counts them in UTF-8.
const MAX_STRING: usize = 32_767;

/// The largest number of combining marks on a character.
const MAX_MARKS: usize = 30;

/// Reports characters and texts that a PDF/A cannot contain.
pub fn check(book: &Book, assets: &Assets, diagnostics: &mut Diagnostics) {
    private(book, assets, diagnostics);
    marks(book, diagnostics);
    let mut long = |text: &Text, at: Option<Span>, what: Message| {
        let length = text.plain().len();
        if length > MAX_STRING {
            let mut diagnostic = Diagnostic::new(
                Code::TextLong,
                message!(
                    "{} is too long for a PDF: it has {} bytes, of at most {}",
                    what,
                    length,
                    MAX_STRING
                ),
            )
            .hint(message!(
                "shorten it, and put the rest in a text of its own"
            ));
            diagnostic.at = at;
            diagnostics.push(diagnostic);
        }
    };
    let mut both = |pair: &crate::lang::Pair<Text>, what: Message| {
        pair.iter()
            .for_each(|text| long(text, text.at, what.clone()));
    };
    both(&book.title, message!("the title"));
    for creator in &book.creators {
        both(&creator.name, message!("the name"));
    }
    for chapter in &book.chapters {
        for title in chapter.label.iter().chain([&chapter.title]) {
            both(title, message!("the chapter title"));
        }
    }
    crate::walk::every_block(book).for_each(|block| match &block.kind {
        BlockKind::Heading { text, .. } => both(text, message!("the heading")),
        BlockKind::Figure(figure) => figure
            .parts
            .iter()
            .filter_map(|part| part.alt.as_ref())
            .for_each(|alt| both(alt, message!("the alternative text"))),
        BlockKind::Lead(_)
        | BlockKind::Text(_)
        | BlockKind::List(_)
        | BlockKind::Aligned(..)
        | BlockKind::Quote(_)
        | BlockKind::Dialogue(_)
        | BlockKind::Signatures(_)
        | BlockKind::Verse(_)
        | BlockKind::Gloss(_)
        | BlockKind::Table(_)
        | BlockKind::Code(_)
        | BlockKind::Formula(_)
        | BlockKind::Break(_)
        | BlockKind::Callout(_)
        | BlockKind::Summary(_)
        | BlockKind::Quiz(_) => {}
    });
    crate::walk::texts(book, &mut |text| {
        text.parts(&mut |inline, part| {
            if let Inline::Link { text: inner, .. } | Inline::Reference { text: inner, .. } = inline
            {
                let inner = Text {
                    inlines: inner.clone(),
                    ..Text::default()
                };
                long(&inner, text.span(part), message!("the text of the link"));
            }
        });
    });
}

/// Reports private-use characters, each at its first occurrence.
fn private(book: &Book, assets: &Assets, diagnostics: &mut Diagnostics) {
    let mut seen = std::collections::BTreeSet::new();
    let mut look = |words: &str, place: &dyn Fn(Range<usize>) -> Option<Span>| {
        for (at, c) in words.char_indices().filter(|(_, c)| is_private(*c)) {
            if !seen.insert(c) {
                continue;
            }
            let mut diagnostic = Diagnostic::new(
                Code::TextPrivate,
                message!(
                    "{} is a private-use character, which means nothing to other programs",
                    format!("U+{:04X}", u32::from(c))
                ),
            )
            .hint(message!(
                "use a standard character, or show it as a picture"
            ));
            diagnostic.at = place(at..at + c.len_utf8());
            diagnostics.push(diagnostic);
        }
    };
    each_printed(book, assets, &mut look);
}

/// Reports characters with more combining marks than the Stream-Safe Text Format allows (UAX #15, § 13). No language
/// needs more, and shaping takes time quadratic in their number.
fn marks(book: &Book, diagnostics: &mut Diagnostics) {
    let combining = CodePointMapData::<CanonicalCombiningClass>::new();
    let is_mark = |c: char| combining.get(c) != CanonicalCombiningClass::NotReordered;
    crate::walk::texts(book, &mut |text| {
        text.strings(&mut |words, from| {
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
                        message!("this character has more than {} combining marks", MAX_MARKS),
                    )
                    .hint(message!("remove the superfluous marks"));
                    diagnostic.at = text.span(from + start..from + end);
                    diagnostics.push(diagnostic);
                }
            }
        });
    });
}

/// Whether Unicode reserves a character for private use.
pub fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

/// Visits every string that a book and its drawings print, with a function that maps a byte range in it to its place.
pub fn each_printed(
    book: &Book,
    assets: &Assets,
    visit: &mut impl FnMut(&str, &dyn Fn(Range<usize>) -> Option<Span>),
) {
    crate::walk::texts(book, &mut |text| {
        text.strings(&mut |words, from| {
            visit(words, &|part| text.span(from + part.start..from + part.end));
        });
    });
    let mut drawn = |picture: &Picture| {
        let words = assets.get(&picture.path).map(Asset::words);
        visit(&words.unwrap_or_default(), &|_| Some(picture.at));
    };
    for inline in crate::walk::inline_pictures(book) {
        drawn(&inline.picture);
    }
    for part in crate::walk::pictures(book) {
        drawn(&part.image);
    }
    crate::walk::every_block(book).for_each(|block| match &block.kind {
        BlockKind::Code(code) => {
            for program in code.programs() {
                visit(&program.text, &|part| program.span(part));
            }
        }
        BlockKind::Formula(display) => {
            visit(&display.formula.tex, &|part| {
                Some(display.places.span(display.at, part))
            });
        }
        BlockKind::Lead(_)
        | BlockKind::Text(_)
        | BlockKind::Heading { .. }
        | BlockKind::List(_)
        | BlockKind::Aligned(..)
        | BlockKind::Quote(_)
        | BlockKind::Dialogue(_)
        | BlockKind::Signatures(_)
        | BlockKind::Verse(_)
        | BlockKind::Gloss(_)
        | BlockKind::Figure(_)
        | BlockKind::Table(_)
        | BlockKind::Break(_)
        | BlockKind::Callout(_)
        | BlockKind::Summary(_)
        | BlockKind::Quiz(_) => {}
    });
}

/// Every string in the book's texts.
pub fn strings(book: &Book) -> Vec<&str> {
    let mut all = Vec::new();
    crate::walk::texts(book, &mut |text| {
        text.strings(&mut |words, _| all.push(words));
    });
    all
}
