//! Texts as a copy editor reads them: what is printed, character by character, each with its place.

use std::ops::Range;

use crate::book::{Inline, Text};
use crate::source::Span;

/// Stands for code, formulas, pictures and blanks.
pub const OBJECT: char = '\u{FFFC}';

/// What a character of a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Typed by the author.
    Typed,
    /// Made by the program: the name of a term or of a place in the book, a citation.
    Made,
    /// Not to be read; see [`OBJECT`].
    Object,
    /// A hard line break.
    Break,
}

/// A text without its notes, or one of its notes.
#[derive(Debug)]
pub struct Run<'t> {
    text: &'t Text,
    pub chars: Vec<char>,
    pub kinds: Vec<Kind>,
    /// The offset of each character, as [`Text::parts`] counts.
    offsets: Vec<usize>,
    /// The indices of the characters before which the sign of a note stands.
    pub notes: Vec<usize>,
}

impl<'t> Run<'t> {
    fn new(text: &'t Text) -> Self {
        Self {
            text,
            chars: Vec::new(),
            kinds: Vec::new(),
            offsets: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn push(&mut self, c: char, kind: Kind, offset: usize) {
        self.chars.push(c);
        self.kinds.push(kind);
        self.offsets.push(offset);
    }

    /// Adds words that begin at an offset; `is_made` if all of them are the program's.
    fn push_words(&mut self, words: &str, offset: usize, is_made: bool) {
        let length = |span: Span| (span.end - span.start) as usize;
        let all = self.text.span(offset..offset + words.len());
        let is_plain = all.is_some_and(|all| length(all) == words.len());
        let first = self.chars.len();
        let mut last = None;
        for (at, c) in words.char_indices() {
            let mut kind = if is_made { Kind::Made } else { Kind::Typed };
            if !is_plain && !is_made {
                let here = self.text.span(offset + at..offset + at + c.len_utf8());
                // Several characters with one place, or a letter that its place does not spell.
                let is_filled = here == last
                    || c.is_ascii_alphanumeric() && here.is_some_and(|here| length(here) != 1);
                if here == last && self.kinds.len() > first {
                    self.kinds.pop();
                    self.kinds.push(Kind::Made);
                }
                if is_filled {
                    kind = Kind::Made;
                }
                last = here;
            }
            self.push(c, kind, offset + at);
        }
    }

    /// The character at an index, if there is one.
    pub fn at(&self, index: usize) -> Option<char> {
        self.chars.get(index).copied()
    }

    /// The character before an index, if there is one.
    pub fn before(&self, index: usize) -> Option<char> {
        self.chars.get(index.checked_sub(1)?).copied()
    }

    /// Whether the author typed the character at an index.
    pub fn is_typed(&self, index: usize) -> bool {
        self.kinds.get(index) == Some(&Kind::Typed)
    }

    /// The place of some characters, which must not be none.
    pub fn span(&self, part: Range<usize>) -> Option<Span> {
        let start = *self.offsets.get(part.start)?;
        let last = part.end.checked_sub(1)?;
        let end = self.offsets.get(last)? + self.chars.get(last)?.len_utf8();
        self.text.span(start..end)
    }

    /// Some characters as a string.
    pub fn words(&self, part: Range<usize>) -> String {
        self.chars[part].iter().collect()
    }
}

/// A text without its notes, then each of its notes.
pub fn runs(text: &Text) -> Vec<Run<'_>> {
    let mut all = vec![Run::new(text)];
    fill(text, &text.inlines, 0, (0, false), &mut all);
    all
}

/// Whether the program made the words of a reference: then all of them have the same place.
fn is_made(text: &Text, part: Range<usize>, first: &[Inline]) -> bool {
    let all = text.span(part.clone());
    let first = first.first().map_or(0, Inline::length);
    let first = part.start..part.start + first.min(part.len()).min(1);
    first.len() < part.len() && text.span(first) == all
}

/// Adds inlines, the first of which begins at offset `start`, to the run with an index; also whether they are made by the
/// program.
fn fill<'t>(
    text: &'t Text,
    inlines: &'t [Inline],
    mut start: usize,
    (run, made): (usize, bool),
    all: &mut Vec<Run<'t>>,
) {
    for inline in inlines {
        match inline {
            Inline::Plain(words) => all[run].push_words(words, start, made),
            Inline::Ruby { base, .. } => all[run].push_words(base, start, made),
            Inline::Code(_) | Inline::Formula(_) | Inline::Blank { .. } | Inline::Picture(_) => {
                all[run].push(OBJECT, Kind::Object, start);
            }
            Inline::Emph(inner) | Inline::Strong(inner) | Inline::Span { text: inner, .. } => {
                fill(text, inner, start, (run, made), all);
            }
            // An address that is its own text is no language.
            Inline::Link { text: inner, url } => {
                let is_address = matches!(inner.as_slice(), [Inline::Plain(words)] if url.ends_with(words.as_str()));
                fill(text, inner, start, (run, made || is_address), all);
            }
            Inline::Reference { text: inner, .. } => {
                let made = made || is_made(text, start..start + inline.length(), inner);
                fill(text, inner, start, (run, made), all);
            }
            Inline::Note(note) => {
                let index = all[run].chars.len();
                all[run].notes.push(index);
                all.push(Run::new(text));
                let own = all.len() - 1;
                fill(text, &note.text, start, (own, made), all);
            }
            Inline::Break => all[run].push('\n', Kind::Break, start),
            Inline::Index(_) => {}
        }
        start += inline.length();
    }
}
