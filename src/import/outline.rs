//! What is inside what: the tree of rows that their depths describe, as far as blocks of a book can be nested.

use super::document::{Content, Item, Role, Row};

/// A row with what it contains.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    pub(crate) row: &'a Row,
    pub(crate) inside: Vec<Self>,
}

/// How deep lists may be nested.
const DEEPEST_LIST: usize = 4;

impl Node<'_> {
    /// The item that it is.
    pub(crate) fn item(&self) -> Option<Item> {
        match &self.row.content {
            Content::Words(Role::Item(item), _) => Some(*item),
            Content::Words(..)
            | Content::Code { .. }
            | Content::Formula(_)
            | Content::Table(_)
            | Content::Figure(_)
            | Content::SceneBreak => None,
        }
    }

    fn is_term(&self) -> bool {
        matches!(&self.row.content, Content::Words(Role::Term, _))
    }

    /// Whether what it contains is one list that can be written as the item's `items:`.
    pub(crate) fn has_one_plain_list(&self) -> bool {
        let is_plain = self
            .inside
            .first()
            .and_then(Self::item)
            .is_some_and(|item| {
                item.start.is_none() && self.item().is_some_and(|own| own.ordered == item.ordered)
            });
        is_plain
            && self.inside[0].row.only() == self.row.only()
            && list_length(&self.inside) == self.inside.len()
    }
}

/// How many of the first nodes are a list; 0 if they do not begin with one.
pub(crate) fn list_length(nodes: &[Node<'_>]) -> usize {
    let Some(first) = nodes.first() else {
        return 0;
    };
    if first.is_term() {
        // Each term with its definition.
        let is_pair = |pair: &[Node<'_>]| {
            matches!(pair, [term, item] if term.is_term() && item.item().is_some()
                && term.row.only() == first.row.only() && item.row.only() == first.row.only())
        };
        return nodes.chunks(2).take_while(|pair| is_pair(pair)).count() * 2;
    }
    let Some(list) = first.item() else {
        return 0;
    };
    let goes_on = |node: &&Node<'_>| {
        node.item().is_some_and(|item| {
            !item.is_first
                && item.ordered == list.ordered
                && item.checked.is_some() == list.checked.is_some()
        }) && node.row.only() == first.row.only()
    };
    1 + nodes[1..].iter().take_while(goes_on).count()
}

/// The tree of rows.
pub(crate) fn outline<'a>(rows: impl Iterator<Item = &'a Row>) -> Vec<Node<'a>> {
    let mut roots: Vec<Node<'a>> = Vec::new();
    for row in rows {
        place(&mut roots, row, row.depth, 0);
    }
    roots
}

/// Puts a row into the last of the nodes, as deep as it wants to be and can be.
fn place<'a>(nodes: &mut Vec<Node<'a>>, row: &'a Row, depth: usize, lists: usize) {
    if depth > 0
        && let Some(last) = nodes.last_mut()
        && takes(last, row, lists)
    {
        let lists = lists + usize::from(last.item().is_some());
        place(&mut last.inside, row, depth - 1, lists);
        return;
    }
    nodes.push(Node {
        row,
        inside: Vec::new(),
    });
}

/// Whether a row can be inside a node.
fn takes(node: &Node<'_>, row: &Row, lists: usize) -> bool {
    let Content::Words(role, said) = &node.row.content else {
        return false;
    };
    if !role.opens() || (said.is_empty() && matches!(role, Role::Item(_))) {
        return false;
    }
    let only = node.row.only();
    if only.is_some() && row.only() != only {
        return false;
    }
    match (role, &row.content) {
        (_, Content::Words(Role::Heading(_), _) | Content::SceneBreak) => false,
        (Role::Quote, content) => matches!(content, Content::Words(Role::Text | Role::Item(_), _)),
        (_, Content::Words(Role::Item(_) | Role::Term, _)) => lists + 1 < DEEPEST_LIST,
        _ => true,
    }
}
