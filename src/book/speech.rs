//! What somebody says, writes or signs: quotations, dialogue, lines set to one side, signatures.

use super::{Block, Text};
use crate::lang::Pair;

/// A quotation: a text, further blocks, or both.
#[derive(Debug, Clone)]
pub struct Quote {
    pub text: Option<Pair<Text>>,
    pub blocks: Vec<Block>,
    pub source: Option<Pair<Text>>,
    /// Whether it is a motto above the text.
    pub is_epigraph: bool,
}

impl Quote {
    /// The text of a quotation that has nothing else, which is running text.
    pub fn plain(&self) -> Option<&Pair<Text>> {
        let is_plain = self.blocks.is_empty() && !self.is_epigraph;
        self.text.as_ref().filter(|_| is_plain)
    }

    /// Its texts before and after its blocks.
    pub fn texts(&self) -> impl Iterator<Item = &Pair<Text>> {
        self.text.iter().chain(&self.source)
    }
}

/// What one speaker says.
#[derive(Debug, Clone)]
pub struct Turn {
    /// `None` if the speaker goes on, or is not named.
    pub speaker: Option<Pair<Text>>,
    /// When it is said, such as `1:05`.
    pub time: Option<String>,
    pub text: Pair<Text>,
}

impl Turn {
    /// The speaker, if named, and what is said.
    pub fn texts(&self) -> impl Iterator<Item = &Pair<Text>> {
        self.speaker.iter().chain(std::iter::once(&self.text))
    }
}

/// Who signs, and on what lines.
#[derive(Debug, Clone)]
pub struct Signature {
    pub party: Pair<Text>,
    /// What is written on each line, such as a name or a date.
    pub lines: Vec<Pair<Text>>,
}

impl Signature {
    /// Its texts, in the order in which they are printed.
    pub fn texts(&self) -> impl Iterator<Item = &Pair<Text>> {
        std::iter::once(&self.party).chain(&self.lines)
    }
}
