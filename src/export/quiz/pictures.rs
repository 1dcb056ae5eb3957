//! The pictures of passages and questions, for formats that hold files.

use std::collections::BTreeMap;

use crate::manuscript::{Exam, Piece, PieceKind};
use crate::picture::{Assets, Encoded};

/// Every picture of an export, once.
#[derive(Debug, Default)]
pub struct Pictures<'a> {
    /// Its file name and its content, by its path in the book.
    files: BTreeMap<&'a str, (String, &'a Encoded)>,
}

impl<'a> Pictures<'a> {
    /// Collects the pictures of an exam; they are numbered in order of their first use.
    pub fn gather(exam: &Exam<'a>, assets: &'a Assets) -> Self {
        let mut files: BTreeMap<&'a str, (String, &'a Encoded)> = BTreeMap::new();
        for path in exam.pools().flat_map(|pool| paths(pool.pieces())) {
            if let Some(asset) = assets.get(path)
                && !files.contains_key(path)
            {
                let picture = asset.for_ereader();
                let extension = picture.format.extension();
                let name = format!("picture-{}.{extension}", files.len() + 1);
                files.insert(path, (name, picture));
            }
        }
        Self { files }
    }

    /// The file name of a picture.
    pub fn name(&self, path: &str) -> &str {
        self.files.get(path).map_or("", |(name, _)| name)
    }

    /// The files of the pictures among these pieces, each once.
    pub fn of<'p>(&self, pieces: impl Iterator<Item = &'p Piece<'a>>) -> Vec<(&str, &'a Encoded)>
    where
        'a: 'p,
    {
        let mut found: Vec<(&str, &'a Encoded)> = Vec::new();
        for path in paths(pieces) {
            if let Some((name, picture)) = self.files.get(path)
                && !found.iter().any(|(known, _)| known == name)
            {
                found.push((name, picture));
            }
        }
        found
    }

    /// All files.
    pub fn files(&self) -> impl Iterator<Item = (&str, &'a Encoded)> {
        self.files
            .values()
            .map(|(name, picture)| (name.as_str(), *picture))
    }
}

/// Whether there are pictures among these pieces.
pub fn have_any<'p, 'a: 'p>(pieces: impl Iterator<Item = &'p Piece<'a>>) -> bool {
    paths(pieces).next().is_some()
}

/// The paths of the pictures among pieces, those inside them included.
fn paths<'p, 'a: 'p>(pieces: impl Iterator<Item = &'p Piece<'a>>) -> impl Iterator<Item = &'a str> {
    let each = pieces.flat_map(|piece| Piece::every(std::slice::from_ref(piece)));
    each.flat_map(|piece| match &piece.kind {
        PieceKind::Figure(figure) => {
            let paths = figure.parts.iter().map(|part| part.picture.path.as_str());
            paths.collect()
        }
        PieceKind::Lead(_)
        | PieceKind::Text(_)
        | PieceKind::Heading { .. }
        | PieceKind::Aligned(..)
        | PieceKind::List(_)
        | PieceKind::Quote(_)
        | PieceKind::Dialogue(_)
        | PieceKind::Signatures(_)
        | PieceKind::Verse(_)
        | PieceKind::Gloss(_)
        | PieceKind::Table(_)
        | PieceKind::Code { .. }
        | PieceKind::Formula(_)
        | PieceKind::Break(_)
        | PieceKind::Callout { .. }
        | PieceKind::Summary(_)
        | PieceKind::Quiz(_)
        | PieceKind::Solved(_) => Vec::new(),
    })
}
