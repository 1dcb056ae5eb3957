//! Builds the tree of nodes from tokens.

use std::ops::Range;

use super::{Bracket, MAX_DEPTH, Node, NodeKind, Stars, text};

/// A tree under construction.
pub struct Tree<'l> {
    line: &'l str,
    /// The open nodes, outermost first; the line itself is the first.
    frames: Vec<Frame>,
    /// How many more nodes are open beyond [`MAX_DEPTH`]. They are left out, and their contents kept.
    too_deep: usize,
    /// The first place at which markup is nested deeper than [`MAX_DEPTH`].
    is_deep: Option<Range<usize>>,
}

/// An open node and its children so far.
struct Frame {
    start: usize,
    wraps: Option<Wraps>,
    nodes: Vec<Node>,
}

impl Frame {
    fn new(start: usize, wraps: Option<Wraps>) -> Self {
        Self {
            start,
            wraps,
            nodes: Vec::new(),
        }
    }
}

/// What an open node will be once it is closed.
pub enum Wraps {
    Emph,
    Strong,
    Bracket(Bracket),
}

impl<'l> Tree<'l> {
    /// An empty tree of a line.
    pub fn new(line: &'l str) -> Self {
        Self {
            line,
            frames: vec![Frame::new(0, None)],
            too_deep: 0,
            is_deep: None,
        }
    }

    /// The nodes of the line, and the first place at which markup is nested too deep.
    pub fn finish(self) -> (Vec<Node>, Option<Range<usize>>) {
        let line = self.frames.into_iter().next();
        (
            line.map(|frame| frame.nodes).unwrap_or_default(),
            self.is_deep,
        )
    }

    /// Adds a complete node to the innermost open one.
    pub fn add(&mut self, node: Node) {
        if let Some(frame) = self.frames.last_mut() {
            frame.nodes.push(node);
        }
    }

    /// Opens a node that begins at byte `start` of the line.
    pub fn open(&mut self, start: usize, wraps: Wraps) {
        if self.frames.len() > MAX_DEPTH {
            self.is_deep.get_or_insert(start..start + 1);
            self.too_deep += 1;
        } else {
            self.frames.push(Frame::new(start, Some(wraps)));
        }
    }

    /// Closes the innermost open node, which ends before byte `end` of the line.
    pub fn close(&mut self, end: usize) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let inner = frame.nodes;
        let kind = match frame.wraps {
            // The line itself; nothing closes it.
            None => return,
            Some(Wraps::Emph) => NodeKind::Emph(inner),
            Some(Wraps::Strong) => NodeKind::Strong(inner),
            Some(Wraps::Bracket(Bracket::Note(attributes))) => NodeKind::Note { attributes, inner },
            Some(Wraps::Bracket(Bracket::Term(id))) => NodeKind::Term { id, inner },
            Some(Wraps::Bracket(Bracket::Span(attributes))) => NodeKind::Span { attributes, inner },
            Some(Wraps::Bracket(Bracket::Link { url, url_at })) => {
                NodeKind::Link { url, url_at, inner }
            }
        };
        let at = frame.start..end;
        self.add(Node { at, kind });
    }

    /// Closes and opens the emphasis of a run of stars. Unpaired stars come in between, as text.
    pub fn stars(&mut self, stars: &Stars) {
        let mut at = stars.at.start;
        for is_strong in &stars.closes {
            at += 1 + usize::from(*is_strong);
            self.close(at);
        }
        if stars.left > 0 {
            self.add(text(self.line, at..at + stars.left));
            at += stars.left;
        }
        for is_strong in stars.opens.iter().rev() {
            let wraps = if *is_strong {
                Wraps::Strong
            } else {
                Wraps::Emph
            };
            self.open(at, wraps);
            at += 1 + usize::from(*is_strong);
        }
    }
}
