//! The notes of documents, which links call and which are then no part of the flow.

use std::collections::{BTreeMap, BTreeSet};

use super::Page;
use crate::import::readers::blocks::place;
use crate::import::readers::dom::{Dom, ROOT};

/// The notes of documents: where their texts are, by the keys of the places that call them.
#[derive(Debug, Default)]
pub(in crate::import::readers) struct Notes {
    /// The page and the element of each.
    pub(super) texts: BTreeMap<String, (usize, usize)>,
    /// The elements that are no part of the flow.
    pub(super) apart: BTreeSet<(usize, usize)>,
}

/// Finds the notes that links call.
pub(in crate::import::readers) fn notes(pages: &[Page]) -> Notes {
    let mut ids: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (number, page) in pages.iter().enumerate() {
        for element in page.dom.inside(ROOT) {
            if let Some(id) = page.dom.attribute(element, "id") {
                let key = format!("{}#{id}", page.file);
                ids.entry(key).or_insert((number, element));
            }
        }
    }
    let mut notes = Notes::default();
    for page in pages {
        for element in page.dom.inside(ROOT) {
            if !calls(&page.dom, element) {
                continue;
            }
            let Some(address) = page.dom.attribute(element, "href") else {
                continue;
            };
            let key = place(&page.file, address);
            let Some((number, target)) = ids.get(&key).copied() else {
                continue;
            };
            if let Some(text) = text_of_note(&pages[number].dom, target) {
                notes.texts.insert(key, (number, text));
                notes.apart.insert((number, text));
            }
        }
    }
    notes
}

/// Whether an element calls a note.
pub(super) fn calls(dom: &Dom, id: usize) -> bool {
    if dom.name(id) != "a" {
        return false;
    }
    if ["noteref", "doc-noteref", "footnote-ref"]
        .into_iter()
        .any(|word| dom.is(id, word))
    {
        return true;
    }
    let text = dom.all_text(id);
    let text = text
        .trim()
        .trim_matches(['[', ']', '(', ')', '〔', '〕', '（', '）', '【', '】']);
    let is_mark = !text.is_empty()
        && text.chars().count() <= 4
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || "*†‡注譯译①②③④⑤⑥⑦⑧⑨⑩".contains(c));
    let is_raised = dom
        .parent(id)
        .is_some_and(|parent| dom.name(parent) == "sup")
        || dom
            .inside(id)
            .into_iter()
            .any(|inner| dom.name(inner) == "sup");
    is_mark && is_raised
}

/// The element that has the text of a note: the one that is called, or the paragraph around it.
fn text_of_note(dom: &Dom, target: usize) -> Option<usize> {
    let mut at = target;
    // A link back is no note, and neither is a call.
    for _ in 0..4 {
        let name = dom.name(at);
        if matches!(name, "aside" | "li" | "p" | "div" | "dd" | "td") {
            let is_long = dom.all_text(at).trim().chars().count() > 4;
            return (is_long
                && !dom
                    .inside(at)
                    .into_iter()
                    .any(|inner| matches!(dom.name(inner), "h1" | "h2" | "section")))
            .then_some(at);
        }
        if matches!(name, "body" | "section" | "h1" | "h2" | "h3" | "h4") {
            return None;
        }
        at = dom.parent(at)?;
    }
    None
}
