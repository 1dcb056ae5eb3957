//! Code listings.

use super::Text;
use crate::lang::Pair;
use crate::source::{Places, Span};

/// A code listing. Its program has the same number of lines in both languages, unless only one of them has it.
#[derive(Debug, Clone)]
pub struct Listing {
    /// The programming language, by the name that syntax highlighters use.
    pub lang: Option<String>,
    pub program: Pair<Program>,
    pub caption: Option<Pair<Text>>,
    /// The number of its first line, if lines are numbered.
    pub numbers_from: Option<usize>,
    /// The lines to be looked at, from 0.
    pub marked: Vec<usize>,
}

impl Listing {
    /// Its program: one if it is the same in both languages.
    pub fn programs(&self) -> impl Iterator<Item = &Program> {
        let Pair { a, b } = &self.program;
        std::iter::once(a).chain((a.text != b.text).then_some(b))
    }
}

/// A program as one language shows it.
#[derive(Debug, Clone, Default)]
pub struct Program {
    pub text: String,
    pub at: Option<Span>,
    /// Maps the bytes of `text` to its file.
    pub places: Places,
}

impl Program {
    /// The place in its file of a byte range.
    pub fn span(&self, part: std::ops::Range<usize>) -> Option<Span> {
        Some(self.places.span(self.at?, part))
    }
}
