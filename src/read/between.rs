//! What is decided between two characters, whatever markup stands there: whether a line break is a
//! space, and whether a half-width mark is to be full-width.

use crate::book::{self, Inline};
use crate::lang::{is_shared_mark, is_wide};

use super::inline::Remark;

/// Stands for a line break beside markup while CommonMark reads: white, so that emphasis begins and
/// ends beside it as beside a space. The lines of a text are parted at it, so no text holds one.
pub const BREAK: char = '\u{2028}';

/// Full-width forms of the marks that drafts leave half-width; brackets come apart from them.
const MARKS: [(char, char); 5] = [
    (',', '，'),
    (':', '：'),
    (';', '；'),
    ('?', '？'),
    ('!', '！'),
];

/// What a line break between two characters is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    Space,
    Nothing,
    /// Markup stands beside it: it is known when that is read.
    Open,
}

/// What a line break is between two characters as they are typed in a CJK text.
pub fn joint(before: char, after: char) -> Joint {
    let is_markup = |c: char| c.is_ascii_punctuation();
    if joins(before, after) {
        Joint::Nothing
    } else if is_markup(before) || is_markup(after) {
        Joint::Open
    } else {
        Joint::Space
    }
}

/// Whether a line break between these two characters of a CJK text is no space.
fn joins(before: char, after: char) -> bool {
    is_wide(before) || is_wide(after) || (is_full(before) && is_full(after))
}

/// Whether a character stands in a whole em in a CJK text.
fn is_full(c: char) -> bool {
    is_wide(c) || is_shared_mark(c)
}

/// Settles the line breaks and the half-width marks of a CJK text.
pub fn settle(inlines: &mut [Inline], full_width: bool, remarks: &mut Vec<Remark>) {
    let mut line: Vec<char> = Vec::new();
    walk(inlines, &mut |part| match part {
        Part::Text(text) => line.extend(text.chars()),
        Part::Fixed(text) => line.extend(text.chars()),
    });
    if line.iter().any(|c| *c == BREAK || c.is_ascii_punctuation()) {
        settle_line(inlines, line, full_width, remarks);
    }
    notes(inlines, full_width, remarks);
}

/// The same for one line, notes left out, with the characters that [`walk`] finds in it.
fn settle_line(
    inlines: &mut [Inline],
    line: Vec<char>,
    full_width: bool,
    remarks: &mut Vec<Remark>,
) {
    let mut line: Vec<Option<char>> = line.into_iter().map(Some).collect();
    close_breaks(&mut line);
    let before = line.clone();
    widen_brackets(&mut line);
    widen_marks(&mut line);
    if !full_width {
        note(&before, &line, remarks);
        line = before;
    }
    let mut settled = line.into_iter();
    walk(inlines, &mut |part| match part {
        Part::Text(text) => {
            let length = text.chars().count();
            *text = settled.by_ref().take(length).flatten().collect();
        }
        Part::Fixed(text) => settled.by_ref().take(text.chars().count()).for_each(drop),
    });
}

/// A part of a line as it is read: text that may change, or what stays as it is.
enum Part<'a> {
    Text(&'a mut String),
    Fixed(&'a str),
}

/// Goes through the characters of a line in their order, notes left out.
fn walk(inlines: &mut [Inline], visit: &mut impl FnMut(Part<'_>)) {
    for inline in inlines {
        match inline {
            Inline::Plain(text) => visit(Part::Text(text)),
            // Whatever they hold, code and formulas are no Han beside a mark.
            Inline::Code(_) | Inline::Formula(_) => visit(Part::Fixed("x")),
            Inline::Blank { number, width, .. } => {
                visit(Part::Fixed(&book::blank(*number, *width)));
            }
            Inline::Ruby { base, .. } => visit(Part::Fixed(base)),
            Inline::Emph(inner)
            | Inline::Strong(inner)
            | Inline::Link { text: inner, .. }
            | Inline::Term { text: inner, .. } => walk(inner, visit),
            Inline::Note(_) => {}
        }
    }
}

/// The notes, each a line of its own.
fn notes(inlines: &mut [Inline], full_width: bool, remarks: &mut Vec<Remark>) {
    for inline in inlines {
        match inline {
            Inline::Note(inner) => settle(inner, full_width, remarks),
            Inline::Emph(inner)
            | Inline::Strong(inner)
            | Inline::Link { text: inner, .. }
            | Inline::Term { text: inner, .. } => notes(inner, full_width, remarks),
            Inline::Plain(_)
            | Inline::Code(_)
            | Inline::Formula(_)
            | Inline::Blank { .. }
            | Inline::Ruby { .. } => {}
        }
    }
}

/// Makes a space of each line break, or nothing.
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

/// Widens both brackets of a pair with Han inside that stands in Chinese: beside Latin letters on
/// the outside it is part of a formula or a call, and stays.
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
    let stands = |c: Option<char>| c.is_none_or(|c| is_full(c) || is_half_mark(c));
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

/// Widens marks after Han that more Han follows, or nothing. The spaces typed after such a mark go.
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
        if before.is_some_and(|c| is_full(*c)) && after.is_none_or(is_full) {
            for c in line[start..end].iter_mut().flatten() {
                let wide = MARKS.iter().find(|(half, _)| half == c);
                *c = wide.map_or(*c, |(_, wide)| *wide);
            }
            line[end..index].fill(None);
        }
    }
}

/// Says of each mark that would be widened how it stands.
fn note(before: &[Option<char>], after: &[Option<char>], remarks: &mut Vec<Remark>) {
    for (index, (half, wide)) in before.iter().zip(after).enumerate() {
        let (Some(half), Some(wide)) = (half, wide) else {
            continue;
        };
        if half != wide {
            remarks.push(Remark::HalfWidth {
                mark: *half,
                before: before[..index].iter().flatten().next_back().copied(),
                after: before[index + 1..].iter().flatten().next().copied(),
            });
        }
    }
}
