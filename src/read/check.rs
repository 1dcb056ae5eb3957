//! Checks on every scalar of a file, whatever its meaning.

use std::ops::Range;

use super::scalar::Scalar;
use super::tree::{self, Node, Value};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::message::message;
use crate::source::{FileId, Sources, Span, span};

/// Checks the scalars of a tree.
pub fn scalars(node: &Node, sources: &Sources, diagnostics: &mut Diagnostics) {
    match &node.value {
        Value::Scalar { text, plain } => {
            // Parsing refuses control characters in a file, but not escape sequences for them.
            if sources.slice(node.at).contains('\\')
                && let Some((at, c)) = tree::control_character(text)
            {
                let place = Scalar::new(text, sources, node.at).span(at..at + c.len_utf8());
                diagnostics.push(tree::control_diagnostic(c).at(place));
            }
            if text.contains(is_bidi_control) {
                let scalar = Scalar::new(text, sources, node.at);
                bidi_controls(text, |at| scalar.span(at), diagnostics);
            }
            if *plain {
                lost_comment(node.at.file, node.at.end as usize, sources, diagnostics);
            }
        }
        Value::Seq(items) => {
            for item in items {
                scalars(item, sources, diagnostics);
            }
        }
        Value::Map(entries) => {
            for (key, value) in entries {
                scalars(key, sources, diagnostics);
                scalars(value, sources, diagnostics);
            }
        }
        Value::Null => {
            // The parser's place for an absent value is the `:` of its key.
            let end = node.at.end as usize;
            let is_at_key = sources.file(node.at.file).text[end..].starts_with(':');
            lost_comment(
                node.at.file,
                end + usize::from(is_at_key),
                sources,
                diagnostics,
            );
        }
    }
}

/// Warns of a text that YAML cut off: in `it's #1 here` everything from ` #` on is a comment. An intended comment is
/// recognized by a space after its `#`. `end` is the offset at which the value ends.
fn lost_comment(file: FileId, end: usize, sources: &Sources, diagnostics: &mut Diagnostics) {
    // Looks only at what directly follows: searching the line for each of its values would be quadratic.
    let rest = &sources.file(file).text[end..];
    let comment = rest.trim_start_matches([' ', '\t']);
    let is_lost = comment.len() < rest.len()
        && comment.starts_with('#')
        && comment
            .chars()
            .nth(1)
            .is_some_and(|c| !c.is_whitespace() && c != '#');
    if is_lost {
        let start = end + rest.len() - comment.len();
        let comment = comment.lines().next().unwrap_or_default();
        diagnostics.push(
            Diagnostic::new(
                Code::YamlComment,
                message!("YAML reads everything from this `#` on as a comment"),
            )
            .at(span(file, start, start + comment.trim_end().len()))
            .hint(message!(
                "put the text in quotes; if a comment is meant, put a space after its `#`"
            )),
        );
    }
}

/// Whether a file that is not YAML has only characters that a text may contain.
pub fn file(file: FileId, sources: &Sources, diagnostics: &mut Diagnostics) -> bool {
    let text = &sources.file(file).text;
    bidi_controls(text, |at| span(file, at.start, at.end), diagnostics);
    let Some((at, c)) = tree::control_character(text) else {
        return true;
    };
    diagnostics.push(tree::control_diagnostic(c).at(span(file, at, at + c.len_utf8())));
    false
}

/// Warns of characters that change the writing direction. They are invisible, and can make a text look like a different
/// one. `place` is the place of a byte range of the text.
fn bidi_controls(text: &str, place: impl Fn(Range<usize>) -> Span, diagnostics: &mut Diagnostics) {
    for (at, c) in text.match_indices(is_bidi_control) {
        let code = format!("U+{:04X}", c.chars().next().map_or(0, u32::from));
        diagnostics.push(
            Diagnostic::new(
                Code::TextBidi,
                message!(
                    "{} is an invisible character that changes the writing direction",
                    code
                ),
            )
            .at(place(at..at + c.len()))
            .hint(
                message!(
                    "delete it; diglot sets each text in the direction of its language, and code from left to right"
                ),
            ),
        );
    }
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
