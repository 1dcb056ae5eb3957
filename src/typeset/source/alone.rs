//! Pieces that only one language of an edition has, and texts in the languages of what is being written.

use super::Writer;
use crate::manuscript::{Localized, LocalizedText, Piece, PieceKind};
use crate::typeset::inline;
use crate::typeset::segments::Lines;

/// The functions for what only one language has.
const ALONE_NAMES: &str = "para, aligned, lead, items, item, quotation, landing, attribution, turn, signature, \
    verse, gloss, callout, display";

impl<'a> Writer<'a> {
    /// Writes a piece that only one language of the edition has.
    pub(super) fn piece_alone(&mut self, piece: &Piece<'a>, place: usize) {
        let (languages, under) = (self.languages, self.under);
        let Some(lang) = languages.iter().nth(place).copied() else {
            return;
        };
        let hash = if self.depth == 0 { "#" } else { "" };
        let is_box = matches!(piece.kind, PieceKind::Callout { .. });
        let manner = if is_box { "box: true, " } else { "" };
        self.put(&format!(
            "{hash}alone({place}, {manner}(({ALONE_NAMES}, ..)) => {{"
        ));
        self.depth += 1;
        (self.languages, self.alone) = (Localized::Solo(lang), Some(place));
        let own = under.iter().nth(place).copied();
        self.under = Localized::Solo(own.unwrap_or_default());
        self.in_cell = is_box;
        self.piece_of(piece);
        self.in_cell = false;
        (self.languages, self.alone) = (languages, None);
        self.under = under;
        self.depth -= 1;
        self.put("})");
    }

    /// The widths of running text in the languages of what is being written.
    pub(super) fn rooms(&self) -> Localized<f64> {
        let text = self.setting.rooms.text;
        let alone = self.alone.and_then(|place| text.iter().nth(place).copied());
        self.rooms_under(alone.map_or(text, Localized::Solo))
    }

    /// A pair of texts that may have notes.
    pub(super) fn body_in(&self, line: &LocalizedText<'a>, lines: Lines<'a>) -> String {
        inline::body(
            line,
            &inline::TextContext {
                languages: self.languages,
                alone: self.alone,
                rooms: self.rooms(),
                prefix: &self.note_prefix,
                lines,
                arrangement: self.setting.layout.arrangement,
            },
        )
    }
}
