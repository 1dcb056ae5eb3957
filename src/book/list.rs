//! Lists: items with a mark, which may hold further blocks.

use super::{Block, Text};
use crate::lang::Pair;

/// A list.
#[derive(Debug, Clone)]
pub struct List {
    pub kind: ListKind,
    /// The author's patterns for its items and those of lists inside it, if it has any of its own.
    pub patterns: Vec<Pair<Text>>,
    /// Whether its items are numbered in another way than `1.` in both languages alike.
    pub has_pattern: bool,
    /// Whether the numbers of its items have words, such as `第一条`.
    pub has_words: bool,
    /// The number of the first item in each language.
    pub start: Pair<usize>,
    pub items: Vec<ListItem>,
}

/// What precedes the items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    Bulleted,
    Numbered,
    /// Each item explains a term.
    Definitions,
    /// Each item is a work that the book cites.
    Works,
}

/// An item of a list.
#[derive(Debug, Clone)]
pub struct ListItem {
    /// The author's id, by which texts refer to it.
    pub anchor: Option<String>,
    pub mark: Mark,
    pub text: Pair<Text>,
    /// What follows its text.
    pub blocks: Vec<Block>,
}

/// What precedes an item.
#[derive(Debug, Clone)]
pub enum Mark {
    Bullet,
    /// Its number as each language writes it.
    Number(Pair<String>),
    /// A check box, and whether it is checked.
    Check(bool),
    Term(Pair<Text>),
    /// Nothing; the text hangs from its first line.
    Hanging,
}

impl List {
    /// Whether each item is a text alone, so that the list is running text.
    pub fn is_plain(&self) -> bool {
        self.items.iter().all(|item| {
            item.blocks.is_empty()
                && item.anchor.is_none()
                && !matches!(item.mark, Mark::Term(_) | Mark::Check(_))
        })
    }

    /// The texts of its items, without those of the blocks inside them, in the order in which they are printed.
    pub fn texts(&self) -> impl Iterator<Item = &Pair<Text>> {
        self.items.iter().flat_map(ListItem::texts)
    }

    /// The same, to be changed.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = &mut Pair<Text>> {
        self.items.iter_mut().flat_map(|item| {
            let term = match &mut item.mark {
                Mark::Term(term) => Some(term),
                Mark::Bullet | Mark::Number(_) | Mark::Check(_) | Mark::Hanging => None,
            };
            term.into_iter().chain(std::iter::once(&mut item.text))
        })
    }
}

impl ListItem {
    /// Its term, if it explains one, and its text.
    pub fn texts(&self) -> impl Iterator<Item = &Pair<Text>> {
        let term = match &self.mark {
            Mark::Term(term) => Some(term),
            Mark::Bullet | Mark::Number(_) | Mark::Check(_) | Mark::Hanging => None,
        };
        term.into_iter().chain(std::iter::once(&self.text))
    }
}
