//! Line breaks in the source of a text: whether they would be lost though they mean something, or mean nothing.

use std::ops::Range;

use super::Lower;
use crate::diagnostics::{Code, Diagnostic};
use crate::message::message;
use crate::read::scalar::{Scalar, Style, ends_with_escape, is_line_break};
use crate::read::verse;
use crate::source::{Span, span};

impl Lower<'_> {
    /// Reports line breaks that should not be lost when the lines of a text are joined: between paragraphs, in listings
    /// and in verse.
    pub(super) fn lines(&mut self, scalar: &Scalar<'_>) {
        if !scalar.source.contains(['\n', '\\']) {
            return;
        }
        if let Some(place) = second_paragraph(scalar) {
            self.say(
                Diagnostic::new(Code::TextParagraphs, message!("this text contains two paragraphs"))
                    .at(place)
                    .hint(message!("give each paragraph a block of its own, so that it lines up with its translation")),
            );
        } else if let Some(place) = fence(scalar) {
            self.say(
                Diagnostic::new(
                    Code::TextFence,
                    message!("this text contains a code listing, which would lose its line breaks"),
                )
                .at(place)
                .hint(message!(
                    "move it into a `code` block; a question has them under `blocks:`"
                )),
            );
        } else if scalar.style != Style::Folded
            && let Some(first) = verse::first_line(scalar.text)
        {
            self.say(
                Diagnostic::new(
                    Code::TextLines,
                    message!("these lines look like verse, but will be joined into one"),
                )
                .at(scalar.span(first))
                .hint(
                    message!("end a line with `\\` to keep its line break, or write a poem as `verse:`; if they are to be joined, nothing needs to change"),
                ),
            );
        }
        self.lost_breaks(scalar);
    }

    /// Reports each `\` at the end of a line that is no hard line break: of the last line, and where YAML joins lines.
    fn lost_breaks(&mut self, scalar: &Scalar<'_>) {
        let text = scalar.text;
        if !text.contains('\\') {
            return;
        }
        let folded = scalar.folded_spaces().into_iter();
        let folded = folded.filter(|at| ends_with_escape(&text[..*at]));
        for at in folded {
            self.say(
                Diagnostic::new(
                    Code::TextBreak,
                    message!("YAML joins this line and the next, so the `\\` is printed as typed"),
                )
                .at(scalar.span(at - 1..at))
                .hint(message!(
                    "write the text below a `|`, which keeps its lines; `\\\\` prints the character itself"
                )),
            );
        }
        let words = text.trim_end();
        if ends_with_escape(words) && text.contains(is_line_break) {
            self.say(
                Diagnostic::new(
                    Code::TextBreak,
                    message!("no line follows this `\\`, so it is printed as typed"),
                )
                .at(scalar.span(words.len() - 1..words.len()))
                .hint(message!("remove it; `\\\\` prints the character itself")),
            );
        }
    }
}

/// The first line of a text's second paragraph. Paragraphs are separated by an empty line in the source, even where
/// YAML folds it to a line break. Not so in a quoted text, where programs that write YAML put an empty line for each
/// line break.
fn second_paragraph(scalar: &Scalar<'_>) -> Option<Span> {
    let is_quoted = matches!(scalar.style, Style::SingleQuoted | Style::DoubleQuoted);
    let after_empty_line = |text: &str| {
        let mut start = 0;
        let mut has_words = false;
        let mut is_second = false;
        for line in text.split_inclusive('\n') {
            let words = line.trim();
            if words.is_empty() {
                is_second = has_words;
            } else if is_second {
                let start = start + line.len() - line.trim_start().len();
                return Some(start..start + words.len());
            }
            has_words |= !words.is_empty();
            start += line.len();
        }
        None
    };
    let in_text = || after_empty_line(scalar.text).map(|range| scalar.span(range));
    if is_quoted {
        return in_text();
    }
    let in_source = after_empty_line(scalar.source).map(|range| inside(scalar.at, range));
    in_source.or_else(in_text)
}

/// The place of a byte range within a span.
fn inside(at: Span, range: Range<usize>) -> Span {
    let start = at.start as usize;
    span(at.file, start + range.start, start + range.end)
}

/// The opening line of a fenced code block, as in Markdown. The source is searched too, as YAML may have folded the
/// line.
fn fence(scalar: &Scalar<'_>) -> Option<Span> {
    let fence_in = |text: &str| {
        let mut start = 0;
        for line in text.trim_end().split_inclusive('\n') {
            let words = line.trim();
            let name = words.trim_start_matches('`');
            let is_fence = words.len() - name.len() >= 3 && !name.contains('`');
            if is_fence && line.len() < text.trim().len() {
                let start = start + line.len() - line.trim_start().len();
                return Some(start..start + words.len());
            }
            start += line.len();
        }
        None
    };
    let in_text = fence_in(scalar.text).map(|range| scalar.span(range));
    in_text.or_else(|| fence_in(scalar.source).map(|range| inside(scalar.at, range)))
}
