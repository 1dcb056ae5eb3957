//! What became of each character of a file.

use std::ops::Range;

use crate::import::document::visible;

/// What is known of each byte of a file.
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    /// Bytes that became text.
    pub(super) is_read: Vec<bool>,
    /// Bytes that became structure: addresses, names of languages, numbers of items.
    pub(super) is_structure: Vec<bool>,
    /// Where each line begins.
    lines: Vec<usize>,
    /// How many visible characters more were read than the file has, as `&amp;` is one.
    pub(super) longer: isize,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let starts = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            is_read: vec![false; text.len()],
            is_structure: vec![false; text.len()],
            lines: std::iter::once(0).chain(starts).collect(),
            longer: 0,
        }
    }

    pub(super) fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at)
    }

    /// Notes that a text was made of a part of the file.
    #[expect(clippy::cast_possible_wrap, reason = "numbers of characters")]
    pub(super) fn read(&mut self, range: Range<usize>, text: &str) {
        // Characters of the range that have been read already, or not at all, such as the bars before a quotation.
        let within = &self.text[range.clone()];
        let is_entity = within.starts_with('&') && within.ends_with(';');
        if within != text
            && !is_entity
            && let Some(at) = within.find(text)
        {
            self.read(range.start + at..range.start + at + text.len(), text);
            return;
        }
        let fresh: usize = within
            .char_indices()
            .filter(|(at, c)| !c.is_whitespace() && !self.is_read[range.start + at])
            .count();
        self.is_read[range].fill(true);
        self.longer += visible(text) as isize - fresh as isize;
    }

    pub(super) fn structure(&mut self, range: Range<usize>) {
        self.is_structure[range].fill(true);
    }
}
