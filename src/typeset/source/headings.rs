//! Headings, and those right after one another.

use std::collections::BTreeMap;

use super::{Lines, Writer, inline};
use crate::book::Text;
use crate::manuscript::{Localized, LocalizedText, Piece, PieceKind};

/// The level and the texts of a heading.
pub type Title<'a> = (u8, Localized<&'a Text>);

/// As many headings as may matter for where a page ends: half a page has no room for more.
const MOST: usize = 8;

/// The headings right after a heading, by its id; only headings that have any.
pub fn chains<'a>(pieces: &[Piece<'a>]) -> BTreeMap<&'a str, Vec<Title<'a>>> {
    let mut chains = BTreeMap::new();
    let mut after: Vec<Title<'a>> = Vec::new();
    for piece in pieces.iter().rev() {
        if let PieceKind::Heading { level, text } = &piece.kind {
            if !after.is_empty() {
                chains.insert(piece.id, after.clone());
            }
            after.insert(0, (*level, text.text));
            after.truncate(MOST);
        } else {
            after.clear();
        }
    }
    chains
}

impl<'a> Writer<'a> {
    /// A title; level 0 is that of a chapter.
    pub(super) fn heading(&self, level: u8, texts: &Localized<&Text>) -> String {
        let rooms = self.own(self.setting.rooms.heading(level));
        let first = self.alone.unwrap_or_default();
        inline::title(texts, self.languages, rooms, first)
    }

    /// A title that may have notes.
    pub(super) fn noted_heading(&self, level: u8, line: &LocalizedText<'a>) -> String {
        let rooms = self.own(self.setting.rooms.heading(level));
        inline::heading(line, &self.text_context(rooms, Lines::Whole))
    }
}
