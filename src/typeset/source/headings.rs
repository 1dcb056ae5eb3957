//! Headings right after one another.

use std::collections::BTreeMap;

use crate::book::Text;
use crate::manuscript::{Localized, Piece, PieceKind};

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
