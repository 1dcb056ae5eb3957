//! What a reader makes of one file, whatever its format.

use std::collections::BTreeMap;

use super::document::{Doubt, Piece};
use crate::message::Message;

/// The blocks of a file, or of files that belong together, in the order of reading.
#[derive(Debug, Clone, Default)]
pub(crate) struct Flow {
    pub(crate) pieces: Vec<Piece>,
    /// The number that it says it has among the chapters.
    pub(crate) number: Option<u32>,
    /// What a person should look at, and what is in no piece.
    pub(crate) doubts: Vec<Doubt>,
    /// Marks that became structure, with how often each occurs.
    pub(crate) marks: BTreeMap<String, usize>,
    /// How many visible characters became structure that is not worth a list: addresses, names of languages.
    pub(crate) structure: usize,
    /// How many visible characters the file has: those of the pieces, of the doubts, of the marks and of the structure.
    pub(crate) characters: usize,
}

impl Flow {
    /// Adds what follows.
    pub(crate) fn add(&mut self, next: Self) {
        self.pieces.extend(next.pieces);
        self.doubts.extend(next.doubts);
        for (mark, times) in next.marks {
            *self.marks.entry(mark).or_insert(0) += times;
        }
        self.structure += next.structure;
        self.characters += next.characters;
    }

    /// Adds a doubt, to which more can be said.
    pub(crate) fn doubt(&mut self, file: &str, line: usize, why: Message) -> &mut Doubt {
        let at = self.doubts.len();
        self.doubts.push(Doubt::new(file, line, why));
        &mut self.doubts[at]
    }
}

/// A chapter as a flow in each language, in the order of the book's languages.
#[derive(Debug)]
pub(crate) struct Flows<'a> {
    /// The names of the files.
    pub(crate) names: [&'a str; 2],
    pub(crate) flows: [Flow; 2],
}
