//! Parses pictures in a line: `![what it shows](figures/key.svg)`.

use std::ops::Range;

use super::address::unescaped;
use super::{BREAK, HARD_BREAK, NodeKind, Opener, Parser, WrittenPicture, spans};

impl Parser<'_, '_> {
    /// A picture whose address ends at an offset. What it shows is plain words: marks in them mean nothing.
    pub(super) fn picture(
        &mut self,
        opener: &Opener,
        at: usize,
        (path, path_at): (String, Range<usize>),
        end: usize,
    ) -> usize {
        let place = self.place_of(opener);
        self.tokens.truncate(opener.token);
        self.runs.truncate(opener.runs);
        self.written = place.start;
        let alt_at = place.end..at;
        let alt = unescaped(&self.line[alt_at.clone()].replace([BREAK, HARD_BREAK], " "));
        let found = spans::attributes(self.line, end);
        let (attributes, end) = found.unwrap_or((Vec::new(), end));
        let written = WrittenPicture {
            alt: alt.trim().to_owned(),
            alt_at,
            path,
            path_at,
            attributes,
        };
        self.push(place.start..end, NodeKind::Picture(written))
    }
}
