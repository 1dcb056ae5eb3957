//! What the XML files of translators have in common.

use roxmltree::{Document, Node, ParsingOptions};

use super::super::Refusal;
use super::super::rich::{Inline, Rich, Style};
use crate::message::message;

/// The most nodes of a file, for the sake of memory.
const MOST_NODES: u32 = 4_000_000;

/// Parses a file. Its document type is ignored; entities of its own are refused, as they can grow without end.
///
/// # Errors
/// If it is not well-formed.
pub(super) fn parsed<'t>(name: &str, text: &'t str) -> Result<Document<'t>, Refusal> {
    if text.contains("<!ENTITY") {
        let why = message!("the file declares entities of its own, which are not read");
        return Err(Refusal::fault(name, 1, 1, why));
    }
    let options = ParsingOptions {
        allow_dtd: true,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| {
        let at = error.pos();
        let why = message!("this is not well-formed XML: {}", error.to_string());
        let number = |number: u32| usize::try_from(number).unwrap_or_default();
        Refusal::fault(name, number(at.row), number(at.col), why)
    })
}

/// All text in an element.
pub(super) fn all_text(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text);
    texts.filter_map(|node| node.text()).collect()
}

/// The line on which a node begins.
pub(super) fn line_of(node: Node<'_, '_>) -> usize {
    let at = node.document().text_pos_at(node.range().start);
    usize::try_from(at.row).unwrap_or_default()
}

/// The text of an element, with the marks that its tags stand for. What tools put into the text in place of markup is
/// added to `codes`.
pub(super) fn text_of(node: Node<'_, '_>, codes: &mut Vec<String>) -> Rich {
    let mut text = Rich::default();
    add(node, &Style::default(), &mut text, codes);
    text.trimmed()
}

fn add(node: Node<'_, '_>, style: &Style, text: &mut Rich, codes: &mut Vec<String>) {
    for child in node.children() {
        if let (true, Some(words)) = (child.is_text(), child.text()) {
            let mut words: String = words
                .chars()
                .map(|c| {
                    if c.is_whitespace() && c != '\u{3000}' {
                        ' '
                    } else {
                        c
                    }
                })
                .collect();
            while words.contains("  ") {
                words = words.replace("  ", " ");
            }
            text.push(Inline::Text(words), style);
        }
        if !child.is_element() {
            continue;
        }
        match child.tag_name().name() {
            // Those around a part of the text, and notes of tools inside it.
            "g" | "pc" | "mrk" | "hi" | "sub" => {
                add(child, &styled(child, style), text, codes);
            }
            "x" | "bx" | "ex" | "ph" | "it" | "bpt" | "ept" | "ut" | "sc" | "ec" | "sm" | "em"
            | "cp" => {
                let kind = child
                    .attribute("ctype")
                    .or_else(|| child.attribute("subType"));
                if kind.is_some_and(|kind| matches!(kind, "lb" | "xlf:lb")) {
                    text.push(Inline::Break, style);
                }
                codes.push(all_text(child));
            }
            _ => add(child, style, text, codes),
        }
    }
}

/// The style inside an element, as far as it says what it is.
fn styled(node: Node<'_, '_>, style: &Style) -> Style {
    let kinds = ["ctype", "subType", "type"].map(|name| node.attribute(name).unwrap_or_default());
    let mut style = style.clone();
    for kind in kinds {
        match kind {
            "bold" | "xlf:b" | "x-b" | "x-strong" => style.strong = true,
            "italic" | "xlf:i" | "x-i" | "x-em" => style.emph = true,
            _ => {}
        }
    }
    style
}
