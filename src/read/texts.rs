//! Puts the texts that [`super::lower`] has listed in order, and gives them ids.

use std::collections::BTreeMap;

use super::BOOK_FILE;
use super::tree::{self, Node, Value};
use crate::lang::{Lang, Pair};
use crate::source::{FileId, Sources, Span};
use crate::texts::{Group, PairedText, Texts};

/// The id of the texts in the glossary's file.
const GLOSSARY: &str = "glossary.yaml";

/// The way to a node: the names of the elements, and the last key among them.
type Way = (Vec<String>, String);

/// Groups listed texts by their file, in the order of the files' ids.
pub fn grouped(listed: Vec<PairedText>, languages: Pair<Lang>, sources: &Sources) -> Texts {
    let mut by_file: BTreeMap<FileId, BTreeMap<Span, PairedText>> = BTreeMap::new();
    for text in listed {
        // What an alias repeats is one text.
        by_file
            .entry(text.at.file)
            .or_default()
            .insert(text.at, text);
    }
    let groups = by_file
        .into_iter()
        .filter_map(|(file, texts)| group(file, texts, sources));
    Texts {
        languages,
        groups: groups.collect(),
    }
}

fn group(file: FileId, texts: BTreeMap<Span, PairedText>, sources: &Sources) -> Option<Group> {
    // It could be parsed before.
    let root = tree::parse(sources, file).ok()?;
    let is_glossary = entry(&root, "terms").is_some();
    let id = if sources.file(file).path == BOOK_FILE {
        BOOK_FILE.to_owned()
    } else if is_glossary {
        GLOSSARY.to_owned()
    } else {
        entry(&root, "id")?.text().to_owned()
    };
    let mut ways = BTreeMap::new();
    ways_to(&root, &mut (vec![id.clone()], String::new()), &mut ways);
    let texts = texts.into_values().filter_map(|text| {
        let (way, kind) = ways.get(&text.at)?.clone();
        Some(PairedText {
            id: way.join("/"),
            kind,
            ..text
        })
    });
    Some(Group {
        number: entry(&root, "number").map(|number| number.text().to_owned()),
        id,
        texts: texts.collect(),
    })
}

/// The value of a key of a map.
fn entry<'n>(map: &'n Node, key: &str) -> Option<&'n Node> {
    let Value::Map(entries) = &map.value else {
        return None;
    };
    let found = entries.iter().find(|(name, _)| name.text() == key);
    found.map(|(_, value)| value)
}

/// Notes the way to each node of a tree, by its place.
fn ways_to(node: &Node, way: &mut Way, ways: &mut BTreeMap<Span, Way>) {
    ways.entry(node.at).or_insert_with(|| way.clone());
    match &node.value {
        Value::Null | Value::Scalar { .. } => {}
        Value::Seq(items) => {
            for (index, item) in items.iter().enumerate() {
                way.0
                    .push(name_of(item).unwrap_or_else(|| (index + 1).to_string()));
                ways_to(item, way, ways);
                way.0.pop();
            }
        }
        Value::Map(entries) => {
            for (key, value) in entries {
                way.0.push(key.text().to_owned());
                let kind = std::mem::replace(&mut way.1, key.text().to_owned());
                ways_to(value, way, ways);
                way.1 = kind;
                way.0.pop();
            }
        }
    }
}

/// The name that an element of a list has, with `#` before it: its `id:`, or the `anchor:` of a block.
fn name_of(item: &Node) -> Option<String> {
    let Value::Map(entries) = &item.value else {
        return None;
    };
    let anchor = match entries.as_slice() {
        [(_, block)] => entry(block, "anchor"),
        _ => None,
    };
    let name = entry(item, "id").or(anchor)?.text();
    (!name.is_empty()).then(|| format!("#{name}"))
}
