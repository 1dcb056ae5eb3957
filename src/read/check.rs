//! Rules that need more than one place of the book, or the text as it was typed.

use std::collections::BTreeMap;

use super::tree::{Node, Value};
use crate::book::Book;
use crate::report::{Code, Diagnostic, Diagnostics};
use crate::source::{Sources, span};

/// Finds texts that YAML cut off: in `it's #1 here` everything from ` #` on is a comment to it.
/// A comment that an author means has a space after its `#`.
pub fn lost_comments(node: &Node, sources: &Sources, diagnostics: &mut Diagnostics) {
    match &node.value {
        Value::Scalar { plain: true, .. } => {
            let text = &sources.file(node.at.file).text;
            let rest = text[node.at.end as usize..]
                .lines()
                .next()
                .unwrap_or_default();
            let comment = rest.trim_start();
            let is_lost = comment.len() < rest.len()
                && comment.starts_with('#')
                && comment
                    .chars()
                    .nth(1)
                    .is_some_and(|c| !c.is_whitespace() && c != '#');
            if is_lost {
                let start = node.at.end as usize + rest.len() - comment.len();
                diagnostics.push(
                    Diagnostic::new(
                        Code::YamlComment,
                        "YAML reads the text from `#` on as a comment",
                    )
                    .at(span(node.at.file, start, start + comment.trim_end().len()))
                    .hint("put the text into quotes; or give the comment a space after its `#`"),
                );
            }
        }
        Value::Seq(items) => {
            for item in items {
                lost_comments(item, sources, diagnostics);
            }
        }
        Value::Map(entries) => {
            for (_, value) in entries {
                lost_comments(value, sources, diagnostics);
            }
        }
        Value::Null | Value::Scalar { .. } => {}
    }
}

/// Rules over the whole book.
pub fn book(book: &Book, diagnostics: &mut Diagnostics) {
    let mut numbers = BTreeMap::new();
    for chapter in &book.chapters {
        let (Some(number), Some(at)) = (chapter.number, chapter.title.a.at) else {
            continue;
        };
        if let Some(first) = numbers.insert(number, at) {
            diagnostics.push(
                Diagnostic::new(
                    Code::RefIdTwice,
                    format!("two chapters are number {number}"),
                )
                .at(at)
                .label(first, "first here")
                .hint("change one of the two numbers"),
            );
        }
    }
}
