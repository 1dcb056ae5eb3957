//! Examples that are glossed word by word.

use super::Text;
use crate::lang::{Lang, Pair};

/// An example with a gloss below each of its words.
#[derive(Debug, Clone)]
pub struct Gloss {
    /// Whether it has a number by which texts refer to it.
    pub is_numbered: bool,
    /// The language of the example, if it is said.
    pub lang: Option<Lang>,
    /// Word by word: the word, then what each further line has for it. All words have the same number of lines.
    pub words: Vec<Vec<Pair<Text>>>,
    /// What the whole example means.
    pub translation: Option<Pair<Text>>,
}

impl Gloss {
    /// Its texts, in the order in which they are printed.
    pub fn texts(&self) -> impl Iterator<Item = &Pair<Text>> {
        self.words.iter().flatten().chain(&self.translation)
    }

    /// The same texts, to be changed.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = &mut Pair<Text>> {
        self.words.iter_mut().flatten().chain(&mut self.translation)
    }
}
