//! Verse: lines that are paired one to one.

use super::Text;
use crate::lang::Pair;

/// A poem, or a passage in verse.
#[derive(Debug, Clone)]
pub struct Verse {
    pub title: Option<Pair<Text>>,
    pub source: Option<Pair<Text>>,
    /// Every how many lines one is numbered.
    pub numbers: Option<usize>,
    pub stanzas: Vec<Vec<VerseLine>>,
}

/// A line of verse.
#[derive(Debug, Clone)]
pub struct VerseLine {
    pub text: Pair<Text>,
    /// How far each language's line is indented, in half em.
    pub indent: Pair<u8>,
}

impl Verse {
    /// Its texts, in the order in which they are printed.
    pub fn texts(&self) -> impl Iterator<Item = &Pair<Text>> {
        let lines = self.stanzas.iter().flatten().map(|line| &line.text);
        self.title.iter().chain(lines).chain(&self.source)
    }

    /// The same texts, to be changed.
    pub fn texts_mut(&mut self) -> Vec<&mut Pair<Text>> {
        let lines = self.stanzas.iter_mut().flatten();
        let lines = lines.map(|line| &mut line.text);
        self.title
            .iter_mut()
            .chain(lines)
            .chain(&mut self.source)
            .collect()
    }
}
