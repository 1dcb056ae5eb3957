//! Texts and formulas that stand in no book yet: for those who write books, to see how they will be read.

use super::formula;
use super::markup::{self, Node, NodeKind};

/// The words of one line of markup, those of notes, readings and descriptions too, without white space; `None` if
/// something in it is not right.
pub fn words_of(line: &str) -> Option<String> {
    let mut remarks = Vec::new();
    let nodes = markup::parse(line, false, &mut remarks);
    let mut words = String::new();
    add(&nodes, &mut words);
    words.retain(|c| !c.is_whitespace());
    remarks.is_empty().then_some(words)
}

fn add(nodes: &[Node], words: &mut String) {
    for node in nodes {
        match &node.kind {
            NodeKind::Text(text) => words.push_str(text),
            NodeKind::Code(text) | NodeKind::Formula(text) => words.push_str(&text.text),
            NodeKind::Ruby { base, reading } => {
                words.push_str(&base.text);
                words.push_str(&reading.text);
            }
            NodeKind::Picture(picture) => words.push_str(&picture.alt),
            NodeKind::Emph(inner)
            | NodeKind::Strong(inner)
            | NodeKind::Superscript(inner)
            | NodeKind::Subscript(inner)
            | NodeKind::Link { inner, .. }
            | NodeKind::Note { inner, .. }
            | NodeKind::Term { inner, .. }
            | NodeKind::Span { inner, .. } => add(inner, words),
            NodeKind::Blank(_) | NodeKind::Citation(_) | NodeKind::Break => {}
        }
    }
}

/// Whether a formula in TeX can be set. `is_display` says whether it is on a line of its own.
pub fn is_formula(tex: &str, is_display: bool) -> bool {
    formula::read(tex, is_display).is_ok()
}
