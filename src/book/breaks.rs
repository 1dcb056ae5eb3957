//! Texts with hard line breaks, for places that have only one line: running heads, bookmarks, metadata.

use super::{Inline, Text};
use crate::lang::is_joined_without_space;

/// A text with a space for each `\n`, or nothing between Han characters.
pub fn joined(text: String) -> String {
    if !text.contains('\n') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split('\n') {
        if needs_space(&out, line) {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// The inlines with their hard line breaks replaced in the same way; `None` if they have none.
pub fn one_line(list: &[Inline]) -> Option<Vec<Inline>> {
    replaced(list, &[])
}

/// The inlines with a space before each hard line break that separates words, as at the end of any other line, so that
/// the words stay apart where the lines are read or copied; `None` if they have none.
pub fn spaced(list: &[Inline]) -> Option<Vec<Inline>> {
    replaced(list, &[Inline::Break])
}

/// The inlines with a space, or nothing, and then `after` for each hard line break; `None` if they have none.
fn replaced(list: &[Inline], after: &[Inline]) -> Option<Vec<Inline>> {
    let text = Text {
        inlines: list.to_vec(),
        ..Text::default()
    };
    let lines = text.plain_lines();
    if !lines.contains('\n') {
        return None;
    }
    let lines: Vec<&str> = lines.split('\n').collect();
    let gaps = lines.windows(2).map(|two| needs_space(two[0], two[1]));
    Some(replace(text.inlines, &mut gaps.into_iter(), after))
}

/// Whether a space separates these lines if they become one.
fn needs_space(line: &str, next: &str) -> bool {
    match (line.chars().next_back(), next.chars().next()) {
        (Some(before), Some(after)) => {
            !before.is_whitespace() && !is_joined_without_space(before, after)
        }
        (None, _) | (_, None) => false,
    }
}

/// Replaces line breaks outside notes, whose lines are not part of the text.
fn replace(
    list: Vec<Inline>,
    gaps: &mut impl Iterator<Item = bool>,
    after: &[Inline],
) -> Vec<Inline> {
    let mut out = Vec::with_capacity(list.len());
    for inline in list {
        match inline {
            Inline::Emph(inner) => out.push(Inline::Emph(replace(inner, gaps, after))),
            Inline::Strong(inner) => out.push(Inline::Strong(replace(inner, gaps, after))),
            Inline::Link { url, text } => out.push(Inline::Link {
                url,
                text: replace(text, gaps, after),
            }),
            Inline::Span { kind, text } => out.push(Inline::Span {
                kind,
                text: replace(text, gaps, after),
            }),
            Inline::Reference { target, text } => out.push(Inline::Reference {
                target,
                text: replace(text, gaps, after),
            }),
            Inline::Break => {
                if gaps.next() == Some(true) {
                    out.push(Inline::Plain(" ".to_owned()));
                }
                out.extend_from_slice(after);
            }
            Inline::Plain(_)
            | Inline::Code(_)
            | Inline::Formula(_)
            | Inline::Note(_)
            | Inline::Ruby { .. }
            | Inline::Index(_)
            | Inline::Picture(_)
            | Inline::Blank { .. } => out.push(inline),
        }
    }
    out
}
