//! Texts made from parts of another text, with a map back to it.

use std::fmt;
use std::ops::Range;

use super::cjk_spacing::{BREAK, HARD_BREAK};
use crate::source::Places;

/// A text with a map to its origin, the text from which it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placed {
    pub text: String,
    pub places: Places,
}

impl Placed {
    /// A byte range of a text, unchanged.
    pub fn part(of: &str, at: Range<usize>) -> Self {
        let mut part = Self::default();
        part.push(&of[at.clone()], at);
        part
    }

    /// Appends `text`, which was made from the range `at` of the origin.
    pub fn push(&mut self, text: &str, at: Range<usize>) {
        self.text.push_str(text);
        self.places.push(text.len(), at);
    }

    /// Appends a byte range of a text that has the same origin.
    pub fn push_part(&mut self, of: &Self, part: Range<usize>) {
        self.text.push_str(&of.text[part.clone()]);
        self.places.push_part(&of.places, part);
    }

    /// The same text without white space at either end.
    pub fn trimmed(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        let mut out = Self::default();
        out.push_part(self, start..start + self.text.trim().len());
        out
    }

    /// The same text with every line break replaced.
    pub fn with_breaks_as(&self, other: &str) -> Self {
        let mut out = Self::default();
        let mut start = 0;
        for (at, found) in self.text.match_indices([BREAK, HARD_BREAK]) {
            let end = at + found.len();
            out.push_part(self, start..at);
            out.push(other, self.places.origin(at..end));
            start = end;
        }
        out.push_part(self, start..self.text.len());
        out
    }
}

impl fmt::Display for Placed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
