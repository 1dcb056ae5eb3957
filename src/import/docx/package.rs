//! The files inside a DOCX, and how its elements are told apart.

use std::collections::BTreeMap;

use roxmltree::{Document, Node, ParsingOptions};

use super::super::{Refusal, decode};
use crate::archive::Archive;

/// The largest file inside a DOCX that is read, in bytes.
const LARGEST: u64 = 64 << 20;
/// The most nodes of an XML file, for the sake of memory.
const MOST_NODES: u32 = 3_000_000;
/// How deep its elements may be nested. Word nests some twenty.
const DEEPEST: usize = 200;
/// What files of Word begin with that are older than DOCX, or locked.
const OLD_WORD: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];

/// An opened DOCX.
pub(super) struct Package {
    name: String,
    archive: Archive,
}

/// Where a part leads by a name: to another part, or out of the file.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    /// The last word of its type, such as `image`.
    pub(super) kind: String,
    /// A path in the archive, or an address.
    pub(super) target: String,
    pub(super) is_external: bool,
}

pub(super) type Relations = BTreeMap<String, Relation>;

impl Package {
    /// Opens a file.
    ///
    /// # Errors
    /// If it is no archive.
    pub(super) fn open(name: &str, bytes: Vec<u8>) -> Result<Self, Refusal> {
        if bytes.starts_with(OLD_WORD) {
            return Err(Refusal::OldWord(name.to_owned()));
        }
        let archive = Archive::read(bytes).ok_or_else(|| Refusal::Damaged(name.to_owned()))?;
        Ok(Self {
            name: name.to_owned(),
            archive,
        })
    }

    /// The bytes of a file; `None` if there is none.
    ///
    /// # Errors
    /// If it is damaged or too large.
    pub(super) fn bytes(&mut self, path: &str) -> Result<Option<Vec<u8>>, Refusal> {
        match self.archive.size(path) {
            None => Ok(None),
            Some(size) if size > LARGEST => Err(Refusal::TooLarge(self.name.clone())),
            Some(_) => {
                let bytes = self.archive.file(path);
                bytes
                    .map(Some)
                    .ok_or_else(|| Refusal::Damaged(self.name.clone()))
            }
        }
    }

    /// The text of a file.
    ///
    /// # Errors
    /// If it is damaged or too large.
    pub(super) fn text(&mut self, path: &str) -> Result<Option<String>, Refusal> {
        let Some(bytes) = self.bytes(path)? else {
            return Ok(None);
        };
        let decoded = decode(&self.name, &bytes);
        let decoded = decoded.map_err(|_| Refusal::Damaged(self.name.clone()))?;
        Ok(Some(decoded.text))
    }

    /// Parses a file.
    ///
    /// # Errors
    /// If it is not XML, or would take too much memory.
    pub(super) fn parsed<'t>(&self, text: &'t str) -> Result<Document<'t>, Refusal> {
        let options = ParsingOptions {
            nodes_limit: MOST_NODES,
            ..ParsingOptions::default()
        };
        let document = Document::parse_with_options(text, options).map_err(|error| {
            if matches!(error, roxmltree::Error::NodesLimitReached) {
                Refusal::TooLarge(self.name.clone())
            } else {
                Refusal::Damaged(self.name.clone())
            }
        })?;
        if is_too_deep(document.root()) {
            return Err(Refusal::TooLarge(self.name.clone()));
        }
        Ok(document)
    }

    /// Where the names in a part lead.
    ///
    /// # Errors
    /// If the file that says so is damaged.
    pub(super) fn relations(&mut self, part: &str) -> Result<Relations, Refusal> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let between = if folder.is_empty() { "" } else { "/" };
        let path = format!("{folder}{between}_rels/{file}.rels");
        let Some(text) = self.text(&path)? else {
            return Ok(Relations::new());
        };
        let document = self.parsed(&text)?;
        let relations = document.root_element().children().filter_map(|node| {
            let target = node.attribute("Target")?;
            let is_external = node.attribute("TargetMode") == Some("External");
            let kind = node.attribute("Type")?.rsplit('/').next()?;
            let relation = Relation {
                kind: kind.to_owned(),
                target: if is_external {
                    target.to_owned()
                } else {
                    absolute(folder, target)
                },
                is_external,
            };
            Some((node.attribute("Id")?.to_owned(), relation))
        });
        Ok(relations.collect())
    }
}

/// A path in the archive, as seen from one of its folders.
fn absolute(folder: &str, path: &str) -> String {
    if let Some(path) = path.strip_prefix('/') {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Whether elements are nested deeper than any program does.
fn is_too_deep(root: Node<'_, '_>) -> bool {
    let (mut node, mut depth) = (root, 0);
    loop {
        if let Some(child) = node.first_child() {
            node = child;
            depth += 1;
            if depth > DEEPEST {
                return true;
            }
            continue;
        }
        loop {
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => return false,
            }
            depth -= 1;
        }
    }
}

/// The vocabulary of an element, by its usual prefix, and its name. Files that keep to the strict variant of the format
/// have other namespaces.
pub(super) fn tag<'a>(node: Node<'a, '_>) -> (&'static str, &'a str) {
    let name = node.tag_name();
    let space = name.namespace().unwrap_or_default();
    let ends = |end: &str| space.ends_with(end);
    let prefix = if ends("/wordprocessingml/2006/main") || ends("/wordprocessingml/main") {
        "w"
    } else if ends("/officeDocument/2006/math") || ends("/officeDocument/math") {
        "m"
    } else if ends("/markup-compatibility/2006") {
        "mc"
    } else if ends("/drawingml/2006/main") || ends("/drawingml/main") {
        "a"
    } else if ends("/wordprocessingDrawing") {
        "wp"
    } else if space == "urn:schemas-microsoft-com:vml" {
        "v"
    } else {
        ""
    };
    (prefix, name.name())
}

pub(super) fn is(node: Node<'_, '_>, prefix: &str, name: &str) -> bool {
    node.is_element() && tag(node) == (prefix, name)
}

/// An attribute by its name, whatever its namespace.
pub(super) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let mut attributes = node.attributes();
    attributes
        .find(|one| one.name() == name)
        .map(|one| one.value())
}

/// The first child with a name of Word's.
pub(super) fn child<'a, 't>(node: Node<'a, 't>, name: &str) -> Option<Node<'a, 't>> {
    node.children().find(|child| is(*child, "w", name))
}

/// The value of a child.
pub(super) fn value<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    attribute(child(node, name)?, "val")
}

/// Whether a child switches something on; `None` if it is not there.
pub(super) fn switch(node: Node<'_, '_>, name: &str) -> Option<bool> {
    let child = child(node, name)?;
    Some(!matches!(
        attribute(child, "val"),
        Some("0" | "false" | "off" | "none")
    ))
}

/// The content of an element; of alternatives, only the one that is read.
pub(super) fn content<'a, 't>(node: Node<'a, 't>) -> Vec<Node<'a, 't>> {
    let mut found = Vec::new();
    for child in node.children().filter(Node::is_element) {
        if is(child, "mc", "AlternateContent") {
            found.extend(chosen(child).into_iter().flat_map(content));
        } else {
            found.push(child);
        }
    }
    found
}

/// The alternative that is read: the first one that has words or a picture.
fn chosen<'a, 't>(alternatives: Node<'a, 't>) -> Option<Node<'a, 't>> {
    let mut all = alternatives.children().filter(Node::is_element);
    let says = |one: &Node<'_, '_>| {
        one.descendants()
            .any(|node| is(node, "w", "t") || is(node, "a", "blip") || is(node, "v", "imagedata"))
    };
    all.clone().find(says).or_else(|| all.next())
}

/// The text of an element alone.
pub(super) fn own_text(node: Node<'_, '_>) -> String {
    node.children().filter_map(|child| child.text()).collect()
}
