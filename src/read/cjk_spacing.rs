//! Line breaks and punctuation in Chinese and Japanese texts: whether a line break becomes a space, and whether a
//! half-width mark becomes full-width. Both depend on the neighbouring characters, across any markup between them.

use std::borrow::Cow;
use std::ops::Range;

use crate::book::Text;
use crate::lang::{is_shared_mark, is_wide};

use super::inline::Context;
use super::markup::{Node, NodeKind};

/// Stands for a line break beside markup until the markup is parsed. It is white space, so that emphasis can begin and
/// end beside it as beside a space. In an author's text it is a line break too, so it cannot be mistaken for content.
pub const BREAK: char = '\u{2028}';
/// Stands, after a `\`, for a line break that is kept. Like [`BREAK`], it cannot be an author's character.
pub const HARD_BREAK: char = '\n';

/// Half-width marks that drafts often have in place of full-width ones. Parentheses are treated separately, in pairs.
const MARKS: [(char, char); 5] = [
    (',', '，'),
    (':', '：'),
    (';', '；'),
    ('?', '？'),
    ('!', '！'),
];

/// What a line break becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineBreak {
    Space,
    Nothing,
    /// Depends on the characters beyond adjacent markup.
    Undecided,
}

/// What a line break between two characters of a CJK text becomes.
pub fn line_break(before: char, after: char) -> LineBreak {
    let is_markup = |c: char| c.is_ascii_punctuation();
    if joins(before, after) {
        LineBreak::Nothing
    } else if is_markup(before) || is_markup(after) {
        LineBreak::Undecided
    } else {
        LineBreak::Space
    }
}

/// Whether a line break between these two characters of a CJK text disappears.
fn joins(before: char, after: char) -> bool {
    is_wide(before) || is_wide(after) || (is_full(before) && is_full(after))
}

/// Whether a character is full-width in a CJK text.
fn is_full(c: char) -> bool {
    is_wide(c) || is_shared_mark(c)
}

/// Settles the line breaks and the half-width marks of a CJK text.
pub fn settle(nodes: &mut Vec<Node>, context: &Context<'_>) {
    let mut line: Vec<char> = Vec::new();
    walk(nodes, context, &mut |_, text| line.extend(text.chars()));
    if line.iter().any(|c| *c == BREAK || c.is_ascii_punctuation()) {
        settle_line(nodes, line, context);
    }
    notes(nodes, context);
}

/// Settles one line without its notes. `line` has the characters that [`walk`] finds in it.
fn settle_line(nodes: &mut Vec<Node>, line: Vec<char>, context: &Context<'_>) {
    let mut line: Vec<Option<char>> = line.into_iter().map(Some).collect();
    close_breaks(&mut line);
    if context.full_width {
        widen_brackets(&mut line);
        widen_marks(&mut line);
    }
    respell(nodes, context, &mut line.into_iter());
}

/// The characters that a node itself, without those inside it, contributes to its line. Only those of text may change.
fn leaf<'n>(kind: &'n NodeKind, context: &Context<'_>) -> Cow<'n, str> {
    match kind {
        NodeKind::Text(text) => text.into(),
        // Whatever they contain, code and formulas count as Latin.
        NodeKind::Code(_) | NodeKind::Formula(_) => "x".into(),
        // Drawn as a line of underscores.
        NodeKind::Blank(_) => "_".into(),
        NodeKind::Break => "\n".into(),
        // It stands for a character, and is as wide as one.
        NodeKind::Picture(_) => "口".into(),
        NodeKind::Ruby { base, .. } => base.text.as_str().into(),
        NodeKind::Term { id, inner } if inner.is_empty() => {
            let text = Text {
                inlines: (context.term)(id).unwrap_or_default(),
                ..Text::default()
            };
            text.plain().into()
        }
        NodeKind::Emph(_)
        | NodeKind::Strong(_)
        | NodeKind::Link { .. }
        | NodeKind::Term { .. }
        | NodeKind::Superscript(_)
        | NodeKind::Subscript(_)
        | NodeKind::Span { .. }
        | NodeKind::Citation(_)
        | NodeKind::Note { .. } => "".into(),
    }
}

/// Visits the nodes of a line with the characters that each contributes, in order, without notes.
fn walk(nodes: &[Node], context: &Context<'_>, visit: &mut impl FnMut(&Node, &str)) {
    for node in nodes {
        visit(node, &leaf(&node.kind, context));
        if let Some(inner) = node.kind.in_line() {
            walk(inner, context, visit);
        }
    }
}

/// Replaces the characters of a line's text with the settled ones, `None` for those deleted. A changed character
/// becomes a node of its own, so that it keeps its place.
fn respell(
    nodes: &mut Vec<Node>,
    context: &Context<'_>,
    settled: &mut impl Iterator<Item = Option<char>>,
) {
    for mut node in std::mem::take(nodes) {
        if let NodeKind::Text(text) = &node.kind {
            respell_text(text, node.at.start, nodes, settled);
            continue;
        }
        let fixed = leaf(&node.kind, context).chars().count();
        settled.by_ref().take(fixed).for_each(drop);
        if let Some(inner) = node.kind.in_line_mut() {
            respell(inner, context, settled);
        }
        nodes.push(node);
    }
}

/// Does the same for one text, which begins at byte `start` of the line.
fn respell_text(
    text: &str,
    start: usize,
    nodes: &mut Vec<Node>,
    settled: &mut impl Iterator<Item = Option<char>>,
) {
    let mut add = |text: &str, at: Range<usize>| {
        nodes.push(Node {
            at: start + at.start..start + at.end,
            kind: NodeKind::Text(text.to_owned()),
        });
    };
    let mut done = 0;
    for ((at, old), new) in text.char_indices().zip(settled.by_ref()) {
        if new == Some(old) {
            continue;
        }
        let end = at + old.len_utf8();
        if done < at {
            add(&text[done..at], done..at);
        }
        if let Some(new) = new {
            add(new.encode_utf8(&mut [0; 4]), at..end);
        }
        done = end;
    }
    if done < text.len() {
        add(&text[done..], done..text.len());
    }
}

/// Settles the notes, each as a line of its own.
fn notes(nodes: &mut [Node], context: &Context<'_>) {
    for node in nodes {
        if let NodeKind::Note { inner, .. } = &mut node.kind {
            settle(inner, context);
        } else if let Some(inner) = node.kind.in_line_mut() {
            notes(inner, context);
        }
    }
}

/// Replaces each line break with a space or nothing.
fn close_breaks(line: &mut [Option<char>]) {
    for index in 0..line.len() {
        if line[index] != Some(BREAK) {
            continue;
        }
        let before = index.checked_sub(1).and_then(|index| line[index]);
        let after = line.get(index + 1).copied().flatten();
        line[index] = match (before, after) {
            (Some(before), Some(after)) if !joins(before, after) => Some(' '),
            _ => None,
        };
    }
}

fn is_half_mark(c: char) -> bool {
    MARKS.iter().any(|(half, _)| *half == c)
}

/// Makes a pair of parentheses full-width if there is Han inside and neither touches a Latin letter on the outside,
/// where it would be part of a formula or a function call.
fn widen_brackets(line: &mut [Option<char>]) {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    for (index, c) in line.iter().enumerate() {
        match c {
            Some('(') => open.push(index),
            Some(')') => pairs.extend(open.pop().map(|start| (start, index))),
            _ => {}
        }
    }
    let stands =
        |c: Option<char>| c.is_none_or(|c| is_full(c) || is_half_mark(c) || c == HARD_BREAK);
    for (start, end) in pairs {
        let has_han = line[start..end].iter().flatten().any(|c| is_wide(*c));
        let before = line[..start].iter().flatten().next_back().copied();
        let after = line[end + 1..].iter().flatten().next().copied();
        let is_alone = before.is_none() && after.is_none();
        if has_han && !is_alone && stands(before) && stands(after) {
            line[start] = Some('（');
            line[end] = Some('）');
        }
    }
}

/// Makes marks full-width after Han and before Han or the end of the line, and deletes the spaces after them.
fn widen_marks(line: &mut [Option<char>]) {
    let mut index = 0;
    while index < line.len() {
        if !line[index].is_some_and(is_half_mark) {
            index += 1;
            continue;
        }
        let start = index;
        while index < line.len() && line[index].is_none_or(is_half_mark) {
            index += 1;
        }
        let end = index;
        while index < line.len() && line[index].is_none_or(|c| c == ' ') {
            index += 1;
        }
        let before = line[..start].iter().flatten().next_back();
        let after = line.get(index).copied().flatten();
        let after = after.filter(|c| *c != HARD_BREAK);
        if before.is_some_and(|c| is_full(*c)) && after.is_none_or(is_full) {
            for c in line[start..end].iter_mut().flatten() {
                let wide = MARKS.iter().find(|(half, _)| half == c);
                *c = wide.map_or(*c, |(_, wide)| *wide);
            }
            line[end..index].fill(None);
        }
    }
}
