//! What texts can refer to, by its name in a file: for editors, which complete names before the book is whole.

use super::tree::{self, Node, Value};
use crate::source::{Sources, Span};

/// Something with a name.
#[derive(Debug, Clone)]
pub struct Declared {
    pub kind: DeclaredKind,
    pub name: String,
    /// Where the name is given.
    pub at: Span,
    /// A chapter's title, or a term in both languages.
    pub about: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeclaredKind {
    Chapter,
    /// A block, a question, an item of a list.
    Anchor,
    Term,
}

/// What a file declares; `None` if it is not YAML, or cannot be read.
pub fn declared(sources: &Sources, path: &str) -> Option<Vec<Declared>> {
    let file = sources.find(path)?;
    let is_yaml = [".yaml", ".yml"].iter().any(|end| path.ends_with(end));
    let root = is_yaml.then(|| tree::parse(sources, file).ok())??;
    let mut found = Vec::new();
    if let Some(terms) = entry(&root, "terms") {
        if let Value::Seq(terms) = &terms.value {
            found.extend(terms.iter().filter_map(term));
        }
    } else if entry(&root, "blocks").is_some() {
        let id = entry(&root, "id");
        found.extend(id.and_then(|id| of(DeclaredKind::Chapter, id, about(entry(&root, "title")))));
        if let Some(blocks) = entry(&root, "blocks") {
            anchors(blocks, &mut found);
        }
    }
    Some(found)
}

fn term(node: &Node) -> Option<Declared> {
    of(
        DeclaredKind::Term,
        entry(node, "id")?,
        about(entry(node, "term")),
    )
}

/// Adds the anchors in a part of a chapter.
fn anchors(node: &Node, found: &mut Vec<Declared>) {
    match &node.value {
        Value::Null | Value::Scalar { .. } => {}
        Value::Seq(items) => items.iter().for_each(|item| anchors(item, found)),
        Value::Map(entries) => {
            for (key, value) in entries {
                if matches!(key.text(), "anchor" | "id") {
                    found.extend(of(DeclaredKind::Anchor, value, None));
                }
                anchors(value, found);
            }
        }
    }
}

fn of(kind: DeclaredKind, name: &Node, about: Option<String>) -> Option<Declared> {
    let words = name.text();
    (!words.is_empty()).then(|| Declared {
        kind,
        name: words.to_owned(),
        at: name.at,
        about,
    })
}

/// A text in all its languages.
fn about(text: Option<&Node>) -> Option<String> {
    let node = text?;
    let Value::Map(entries) = &node.value else {
        return Some(node.text().to_owned());
    };
    let each: Vec<&str> = entries.iter().map(|(_, value)| value.text()).collect();
    Some(each.join(" · "))
}

/// The value of a key of a map.
fn entry<'n>(map: &'n Node, key: &str) -> Option<&'n Node> {
    let Value::Map(entries) = &map.value else {
        return None;
    };
    let found = entries.iter().find(|(name, _)| name.text() == key);
    found.map(|(_, value)| value)
}
