//! Texts that are made of parts of another, and know where each stood in it.

use std::fmt;
use std::ops::Range;

use super::cjk_spacing::BREAK;
use crate::source::Places;

/// A text and where each part of it stands in what it was made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placed {
    pub text: String,
    pub places: Places,
}

impl Placed {
    /// A part of a text as it stands there.
    pub fn part(of: &str, at: Range<usize>) -> Self {
        let mut part = Self::default();
        part.push(&of[at.clone()], at);
        part
    }

    /// Adds what a part of the other text has become.
    pub fn push(&mut self, text: &str, at: Range<usize>) {
        self.text.push_str(text);
        self.places.push(text.len(), at);
    }

    /// Adds a part of a text that was itself made of another.
    pub fn push_part(&mut self, of: &Self, part: Range<usize>) {
        self.text.push_str(&of.text[part.clone()]);
        self.places.push_part(&of.places, part);
    }

    /// The same without white at both ends.
    pub fn trimmed(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        let mut out = Self::default();
        out.push_part(self, start..start + self.text.trim().len());
        out
    }

    /// The same with other characters in place of each line break.
    pub fn with_breaks_as(&self, other: &str) -> Self {
        let mut out = Self::default();
        let mut start = 0;
        for (at, found) in self.text.match_indices(BREAK) {
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
