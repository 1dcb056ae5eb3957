//! Lists of figures, tables and listings, for editions that have them.

use super::{LocalizedText, Piece, PieceKind, Section};
use crate::edition::{Edition, Listed};

/// A list of figures, tables or listings.
#[derive(Debug)]
pub struct List<'a> {
    pub listed: Listed,
    pub entries: Vec<Caption<'a>>,
}

/// An entry of a list: something with a caption.
#[derive(Debug)]
pub struct Caption<'a> {
    /// Its anchor.
    pub id: &'a str,
    pub number: String,
    pub text: LocalizedText<'a>,
    /// In an edition of two languages, the place of the one that alone has it.
    pub only: Option<usize>,
}

/// The lists that an edition has.
pub fn lists<'a>(edition: &Edition, chapters: &[Section<'a>]) -> Vec<List<'a>> {
    let Some(print) = edition.print() else {
        return Vec::new();
    };
    let list = |listed: &Listed| {
        let pieces = chapters
            .iter()
            .flat_map(|chapter| Piece::every(&chapter.pieces));
        let captions = pieces.filter_map(caption);
        let entries = captions.filter(|(of, _)| of == listed);
        List {
            listed: *listed,
            entries: entries.map(|(_, caption)| caption).collect(),
        }
    };
    print.aids.lists.iter().map(list).collect()
}

/// The caption of a piece, if it has one, and the list to which it belongs.
fn caption<'a>(piece: &Piece<'a>) -> Option<(Listed, Caption<'a>)> {
    let (listed, number, caption) = match &piece.kind {
        PieceKind::Figure(figure) => (Listed::Figures, &figure.number, &figure.caption),
        PieceKind::Table(table) => (Listed::Tables, &table.number, &table.caption),
        PieceKind::Code {
            number, caption, ..
        } => (Listed::Listings, number, caption),
        PieceKind::Lead(_)
        | PieceKind::Text(_)
        | PieceKind::Heading { .. }
        | PieceKind::List(_)
        | PieceKind::Aligned(..)
        | PieceKind::Quote(_)
        | PieceKind::Dialogue(_)
        | PieceKind::Signatures(_)
        | PieceKind::Verse(_)
        | PieceKind::Gloss(_)
        | PieceKind::Formula(_)
        | PieceKind::Break(_)
        | PieceKind::Callout { .. }
        | PieceKind::Summary(_)
        | PieceKind::Quiz(_)
        | PieceKind::Solved(_) => return None,
    };
    let caption = Caption {
        id: piece.id,
        number: number.clone(),
        text: (*caption)?,
        only: piece.only,
    };
    Some((listed, caption))
}
