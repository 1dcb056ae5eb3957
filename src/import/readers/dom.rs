//! The tree of an HTML document, as browsers make it of any text.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{
    Attribute, LocalName, Namespace, ParseOpts, QualName, local_name, ns, parse_document,
};

/// A tree. Its nodes have numbers, so that however deep it is, nothing recurses.
#[derive(Debug, Default)]
pub(super) struct Dom {
    nodes: Vec<Node>,
}

/// The number of the root.
pub(super) const ROOT: usize = 0;

#[derive(Debug, Default)]
struct Node {
    parent: Option<usize>,
    children: Vec<usize>,
    data: Data,
    line: usize,
}

#[derive(Debug, Default)]
enum Data {
    /// The document, a comment, an instruction.
    #[default]
    Nothing,
    Element(QualName, Vec<Attribute>),
    Text(String),
}

impl Dom {
    /// Parses a document, or a part of one.
    pub(super) fn parse(html: &str) -> Self {
        parse_document(Sink::default(), ParseOpts::default()).one(html)
    }

    pub(super) fn children(&self, id: usize) -> &[usize] {
        &self.nodes[id].children
    }

    pub(super) fn parent(&self, id: usize) -> Option<usize> {
        self.nodes[id].parent
    }

    pub(super) fn line(&self, id: usize) -> usize {
        self.nodes[id].line
    }

    /// The name of an element; empty for everything else.
    pub(super) fn name(&self, id: usize) -> &str {
        match &self.nodes[id].data {
            Data::Element(name, _) => &name.local,
            Data::Nothing | Data::Text(_) => "",
        }
    }

    pub(super) fn text(&self, id: usize) -> Option<&str> {
        match &self.nodes[id].data {
            Data::Text(text) => Some(text),
            Data::Nothing | Data::Element(..) => None,
        }
    }

    pub(super) fn attribute(&self, id: usize, name: &str) -> Option<&str> {
        match &self.nodes[id].data {
            Data::Element(_, attributes) => {
                let found = attributes.iter().find(|it| &*it.name.local == name)?;
                Some(&found.value)
            }
            Data::Nothing | Data::Text(_) => None,
        }
    }

    /// Whether a word is among the classes of an element, or what it is in an e-book.
    pub(super) fn is(&self, id: usize, word: &str) -> bool {
        ["class", "epub:type", "role"].into_iter().any(|name| {
            let words = self.attribute(id, name).unwrap_or_default();
            words.split_whitespace().any(|one| one == word)
        })
    }

    /// All that is inside a node, in the order of the document.
    pub(super) fn inside(&self, id: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut left: Vec<usize> = self.children(id).iter().rev().copied().collect();
        while let Some(next) = left.pop() {
            found.push(next);
            left.extend(self.children(next).iter().rev());
        }
        found
    }

    /// The text inside a node.
    pub(super) fn all_text(&self, id: usize) -> String {
        let inside = self.inside(id).into_iter();
        inside.filter_map(|id| self.text(id)).collect()
    }
}

#[derive(Debug)]
struct Sink {
    nodes: RefCell<Vec<Node>>,
    line: Cell<u64>,
}

impl Default for Sink {
    fn default() -> Self {
        Self {
            nodes: RefCell::new(vec![Node::default()]),
            line: Cell::new(1),
        }
    }
}

#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl Sink {
    fn add(&self, data: Data) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node {
            data,
            line: usize::try_from(self.line.get()).unwrap_or(1),
            ..Node::default()
        });
        nodes.len() - 1
    }

    /// Puts a node or a text among the children of another, at a place.
    fn put(&self, parent: usize, at: usize, child: NodeOrText<usize>) {
        let child = match child {
            NodeOrText::AppendNode(child) => {
                self.remove_from_parent(&child);
                child
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let before = at
                    .checked_sub(1)
                    .and_then(|at| nodes[parent].children.get(at));
                if let Some(before) = before.copied()
                    && let Data::Text(last) = &mut nodes[before].data
                {
                    last.push_str(&text);
                    return;
                }
                drop(nodes);
                self.add(Data::Text(text.to_string()))
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        let at = at.min(nodes[parent].children.len());
        nodes[parent].children.insert(at, child);
        nodes[child].parent = Some(parent);
    }

    fn length(&self, id: usize) -> usize {
        self.nodes.borrow()[id].children.len()
    }

    fn place(&self, id: usize) -> Option<(usize, usize)> {
        let nodes = self.nodes.borrow();
        let parent = nodes[id].parent?;
        let at = nodes[parent].children.iter().position(|one| *one == id)?;
        Some((parent, at))
    }
}

impl TreeSink for Sink {
    type Handle = usize;
    type Output = Dom;
    type ElemName<'a> = Name;

    fn finish(self) -> Dom {
        Dom {
            nodes: self.nodes.into_inner(),
        }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> Name {
        match &self.nodes.borrow()[*target].data {
            Data::Element(name, _) => Name(name.clone()),
            Data::Nothing | Data::Text(_) => {
                Name(QualName::new(None, ns!(html), local_name!("div")))
            }
        }
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> usize {
        self.add(Data::Element(name, attributes))
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.add(Data::Nothing)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.add(Data::Nothing)
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.put(*parent, self.length(*parent), child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &usize,
        before: &usize,
        child: NodeOrText<usize>,
    ) {
        if self.place(*element).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &usize) -> usize {
        *target
    }

    fn same_node(&self, one: &usize, other: &usize) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        if let NodeOrText::AppendNode(child) = &child {
            self.remove_from_parent(child);
        }
        if let Some((parent, at)) = self.place(*sibling) {
            self.put(parent, at, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &usize, new: Vec<Attribute>) {
        if let Data::Element(_, attributes) = &mut self.nodes.borrow_mut()[*target].data {
            for one in new {
                if attributes.iter().all(|it| it.name != one.name) {
                    attributes.push(one);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &usize) {
        if let Some((parent, at)) = self.place(*target) {
            let mut nodes = self.nodes.borrow_mut();
            nodes[parent].children.remove(at);
            nodes[*target].parent = None;
        }
    }

    fn reparent_children(&self, node: &usize, new_parent: &usize) {
        let mut nodes = self.nodes.borrow_mut();
        let moved = std::mem::take(&mut nodes[*node].children);
        for child in &moved {
            nodes[*child].parent = Some(*new_parent);
        }
        nodes[*new_parent].children.extend(moved);
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(line);
    }
}
