//! Texts in one language, and the markup in them.

use std::ops::Range;

use super::{IndexMark, InlinePicture, Note, SpanKind, breaks};
use crate::formula::Formula;
use crate::source::{Places, Span};

/// A text in one language, its markup parsed.
#[derive(Debug, Clone, Default)]
pub struct Text {
    pub inlines: Vec<Inline>,
    pub at: Option<Span>,
    /// Maps byte offsets in the text, as [`parts`](Self::parts) counts them, to its file.
    pub places: Places,
}

/// A part of a text with one kind of markup.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    Plain(String),
    Emph(Vec<Inline>),
    Strong(Vec<Inline>),
    Code(String),
    Formula(Formula),
    Link {
        url: String,
        text: Vec<Inline>,
    },
    /// A footnote, at the position of its caller.
    Note(Note),
    Ruby {
        base: String,
        reading: String,
    },
    /// A blank to be filled, in the prompt of a question.
    Blank {
        /// The key of its answer.
        name: String,
        /// From 1, where the prompt has more than one blank.
        number: Option<usize>,
        /// Its printed length in underscores, which roughly follows the answer's.
        width: usize,
    },
    /// A reference to another place of the book, with the words used for it here.
    Reference {
        target: Target,
        text: Vec<Inline>,
    },
    /// Words set apart other than by emphasis.
    Span {
        kind: SpanKind,
        text: Vec<Inline>,
    },
    /// A place that the index leads to. It precedes the words that it is about and prints nothing.
    Index(IndexMark),
    /// A small picture.
    Picture(InlinePicture),
    /// A hard line break.
    Break,
}

/// What a reference leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A glossary term, by its id.
    Term(String),
    /// A chapter, or a block or question of a chapter.
    Anchor {
        /// The id of the chapter.
        chapter: String,
        /// Its id, which may be that of the chapter.
        id: String,
    },
}

impl Text {
    /// The text on one line, without markup and notes, as metadata wants it; formulas in TeX.
    pub fn plain(&self) -> String {
        breaks::joined(self.plain_lines())
    }

    /// The same with a `\n` for each hard line break.
    pub fn plain_lines(&self) -> String {
        let mut out = String::new();
        plain_into(&self.inlines, &mut out);
        out
    }

    /// The notes in the text, in order.
    pub fn notes(&self) -> Vec<&Note> {
        let mut notes = Vec::new();
        notes_into(&self.inlines, &mut notes);
        notes
    }

    /// The text as other places quote it: without its notes.
    #[must_use]
    pub fn without_notes(&self) -> Self {
        Self {
            inlines: without_notes(&self.inlines),
            at: self.at,
            places: Places::default(),
        }
    }

    /// The ids of the glossary terms that the text uses, notes included.
    pub fn terms(&self) -> Vec<&str> {
        let mut terms = Vec::new();
        self.every(&mut |inline| {
            if let Inline::Reference {
                target: Target::Term(id),
                ..
            } = inline
            {
                terms.push(id.as_str());
            }
        });
        terms
    }

    /// Visits every inline in order, nested ones and those in notes included.
    pub fn every<'a>(&'a self, visit: &mut impl FnMut(&'a Inline)) {
        self.parts(&mut |inline, _| visit(inline));
    }

    /// Visits every inline as [`every`](Self::every) does, each with its byte range. Offsets count the strings of the
    /// leaves one after another: what is printed, notes at their callers, the name of a blank, and index entries.
    pub fn parts<'a>(&'a self, visit: &mut impl FnMut(&'a Inline, Range<usize>)) {
        parts(&self.inlines, 0, visit);
    }

    /// Visits the strings that the text prints, those of its notes and in the index included, each with the offset at
    /// which it begins, as [`parts`](Self::parts) counts.
    pub fn strings<'a>(&'a self, visit: &mut impl FnMut(&'a str, usize)) {
        self.parts(&mut |inline, part| match inline {
            Inline::Plain(words) | Inline::Code(words) => visit(words, part.start),
            Inline::Ruby { base, reading } => {
                visit(base, part.start);
                visit(reading, part.start + base.len());
            }
            Inline::Formula(formula) => visit(&formula.tex, part.start),
            Inline::Index(mark) => {
                let mut start = part.start;
                for words in mark.strings() {
                    visit(words, start);
                    start += words.len();
                }
            }
            Inline::Emph(_)
            | Inline::Strong(_)
            | Inline::Note(_)
            | Inline::Link { .. }
            | Inline::Span { .. }
            | Inline::Reference { .. }
            | Inline::Blank { .. }
            | Inline::Picture(_)
            | Inline::Break => {}
        });
    }

    /// The place in its file of a byte range, as [`parts`](Self::parts) counts.
    pub fn span(&self, part: Range<usize>) -> Option<Span> {
        Some(self.places.span(self.at?, part))
    }
}

impl Inline {
    /// The inlines directly inside this one; for a note, those of its text.
    pub fn inside(&self) -> &[Inline] {
        match self {
            Self::Emph(inner)
            | Self::Strong(inner)
            | Self::Note(Note { text: inner, .. })
            | Self::Link { text: inner, .. }
            | Self::Span { text: inner, .. }
            | Self::Reference { text: inner, .. } => inner,
            Self::Plain(_)
            | Self::Code(_)
            | Self::Formula(_)
            | Self::Ruby { .. }
            | Self::Blank { .. }
            | Self::Index(_)
            | Self::Picture(_)
            | Self::Break => &[],
        }
    }

    /// Its length in bytes, as [`Text::parts`] counts.
    pub fn length(&self) -> usize {
        match self {
            Self::Plain(words) | Self::Code(words) => words.len(),
            Self::Formula(formula) => formula.tex.len(),
            Self::Ruby { base, reading } => base.len() + reading.len(),
            Self::Blank { name, .. } => name.len(),
            Self::Index(mark) => mark.strings().map(str::len).sum(),
            Self::Picture(it) => it.alt.len(),
            Self::Break => 0,
            Self::Emph(inner)
            | Self::Strong(inner)
            | Self::Note(Note { text: inner, .. })
            | Self::Link { text: inner, .. }
            | Self::Span { text: inner, .. }
            | Self::Reference { text: inner, .. } => inner.iter().map(Self::length).sum(),
        }
    }
}

/// Visits inlines and all that are nested in them, in order; the first begins at offset `start`.
fn parts<'a>(
    inlines: &'a [Inline],
    mut start: usize,
    visit: &mut impl FnMut(&'a Inline, Range<usize>),
) {
    for inline in inlines {
        let end = start + inline.length();
        visit(inline, start..end);
        parts(inline.inside(), start, visit);
        start = end;
    }
}

/// A blank as it is printed: its number and a line of underscores, which every e-reader can show and every screen
/// reader can read aloud.
pub fn blank(number: Option<usize>, width: usize) -> String {
    let line = "_".repeat(width);
    match number {
        Some(number) => format!("({number})\u{a0}{line}"),
        None => line,
    }
}

fn plain_into(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Plain(text) | Inline::Code(text) => out.push_str(text),
            Inline::Emph(inner)
            | Inline::Strong(inner)
            | Inline::Link { text: inner, .. }
            | Inline::Reference { text: inner, .. } => plain_into(inner, out),
            Inline::Span { kind, text } => {
                let mut words = String::new();
                plain_into(text, &mut words);
                out.push_str(&kind.plain(words));
            }
            Inline::Formula(formula) => out.push_str(&formula.tex),
            Inline::Ruby { base, .. } => out.push_str(base),
            Inline::Picture(it) => out.push_str(&it.alt),
            Inline::Blank { number, width, .. } => out.push_str(&blank(*number, *width)),
            Inline::Break => out.push('\n'),
            Inline::Note(_) | Inline::Index(_) => {}
        }
    }
}

fn without_notes(inlines: &[Inline]) -> Vec<Inline> {
    let each = inlines.iter().filter_map(|inline| {
        Some(match inline {
            Inline::Note(_) => return None,
            Inline::Emph(inner) => Inline::Emph(without_notes(inner)),
            Inline::Strong(inner) => Inline::Strong(without_notes(inner)),
            Inline::Span { kind, text } => Inline::Span {
                kind: kind.clone(),
                text: without_notes(text),
            },
            Inline::Link { url, text } => Inline::Link {
                url: url.clone(),
                text: without_notes(text),
            },
            Inline::Reference { target, text } => Inline::Reference {
                target: target.clone(),
                text: without_notes(text),
            },
            Inline::Plain(_)
            | Inline::Code(_)
            | Inline::Formula(_)
            | Inline::Ruby { .. }
            | Inline::Blank { .. }
            | Inline::Index(_)
            | Inline::Picture(_)
            | Inline::Break => inline.clone(),
        })
    });
    each.collect()
}

fn notes_into<'a>(inlines: &'a [Inline], notes: &mut Vec<&'a Note>) {
    for inline in inlines {
        match inline {
            Inline::Note(note) => notes.push(note),
            Inline::Emph(inner)
            | Inline::Strong(inner)
            | Inline::Link { text: inner, .. }
            | Inline::Span { text: inner, .. }
            | Inline::Reference { text: inner, .. } => notes_into(inner, notes),
            Inline::Plain(_)
            | Inline::Code(_)
            | Inline::Formula(_)
            | Inline::Ruby { .. }
            | Inline::Blank { .. }
            | Inline::Index(_)
            | Inline::Picture(_)
            | Inline::Break => {}
        }
    }
}
