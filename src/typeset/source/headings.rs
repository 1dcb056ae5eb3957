//! Headings right after one another.

use std::collections::BTreeMap;

use crate::manuscript::{Piece, PieceKind};

/// The number of headings right after a heading, by its id; only headings that have any.
pub fn chains<'a>(pieces: &[Piece<'a>]) -> BTreeMap<&'a str, usize> {
    let mut chains = BTreeMap::new();
    let mut after = 0;
    for piece in pieces.iter().rev() {
        if matches!(piece.kind, PieceKind::Heading { .. }) {
            if after > 0 {
                chains.insert(piece.id, after);
            }
            after += 1;
        } else {
            after = 0;
        }
    }
    chains
}
