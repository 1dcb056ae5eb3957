//! Parses spans as Pandoc has them: raised and lowered letters, and words with attributes.

use std::ops::Range;

use super::{BREAK, NodeKind, Parser, text};
use crate::lang::is_wide;

/// The longest that raised or lowered letters can be.
const LONGEST: usize = 24;

/// What separates attributes.
const GAPS: [char; 3] = [' ', '\t', BREAK];

/// An attribute of a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// In bytes of the line.
    pub at: Range<usize>,
    pub kind: AttributeKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttributeKind {
    /// `.name`
    Class(String),
    /// `#name`
    Id(String),
    /// `name=value`
    Value { name: String, value: String },
    /// What follows these and is none of them.
    Unknown(String),
}

impl Parser<'_, '_> {
    /// Reads raised or lowered letters, `x^2^` and `H~2~O`. They follow a letter, a digit or a closing bracket, and are
    /// letters, digits and signs without spaces, so that other `^` and `~` are left alone; so is the `~` of `10~20~30`,
    /// and `~~`.
    pub(super) fn script(&mut self, at: usize) -> usize {
        let mark = char::from(self.line.as_bytes()[at]);
        let start = at + 1;
        let rest = &self.line[start..];
        if rest.starts_with(mark) {
            return start + super::run_length(self.line, start, mark);
        }
        let is_letter = |c: char| (c.is_alphanumeric() && !is_wide(c)) || "+-−–=().′″".contains(c);
        let length = rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len());
        let end = start + length;
        let after = self.line[end..].strip_prefix(mark);
        let before = self.before(at);
        let is_after_word = before.is_some_and(|c| c.is_alphanumeric() || ")]}*".contains(c));
        let (Some(after), true, 1..=LONGEST) = (after, is_after_word, length) else {
            return start;
        };
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let next = after.chars().next();
        let is_range = is_digit(before) && is_digit(next) && is_digit(rest.chars().next());
        let is_doubled = next == Some(mark) && !after.starts_with("^[");
        if is_doubled || is_range {
            return start;
        }
        let inner = vec![text(self.line, start..end)];
        let kind = if mark == '^' {
            NodeKind::Superscript(inner)
        } else {
            NodeKind::Subscript(inner)
        };
        self.push(at..end + 1, kind)
    }
}

/// The attributes in `{…}` at an offset, and the offset after it; `None` if it does not begin as attributes do in
/// Pandoc's syntax, so that the braces are text.
pub fn attributes(line: &str, at: usize) -> Option<(Vec<Attribute>, usize)> {
    let inner = line[at..].strip_prefix('{')?;
    let mut attributes = Vec::new();
    let mut start = at + 1;
    let end = at + 1 + end_of(inner)?;
    loop {
        let rest = &line[start..end];
        start += rest.len() - rest.trim_start_matches(GAPS).len();
        if start == end {
            break;
        }
        let rest = &line[start..end];
        let found = attribute(rest).filter(|(_, length)| {
            let after = &rest[*length..];
            after.is_empty() || after.starts_with(GAPS)
        });
        let Some((kind, length)) = found else {
            if attributes.is_empty() {
                // Nothing at all, or something that only begins like an attribute.
                attribute(rest)?;
            }
            let unknown = rest.trim_end();
            attributes.push(Attribute {
                at: start..start + unknown.len(),
                kind: AttributeKind::Unknown(unknown.to_owned()),
            });
            break;
        };
        attributes.push(Attribute {
            at: start..start + length,
            kind,
        });
        start += length;
    }
    (!attributes.is_empty()).then_some((attributes, end + 1))
}

/// Where the brace is that ends the attributes: outside of quotation marks that are closed.
fn end_of(inner: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let next = at + inner[at..].find(['}', '"', '\''])?;
        let mark = inner[next..].chars().next()?;
        let closing = inner[next + 1..].find(mark);
        at = match closing {
            _ if mark == '}' => return Some(next),
            Some(length) if inner[..next].ends_with('=') => next + 1 + length + 1,
            Some(_) | None => next + 1,
        };
    }
}

/// The attribute at the beginning of a text, and its length.
fn attribute(rest: &str) -> Option<(AttributeKind, usize)> {
    let name_of = |rest: &str| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
        let name = &rest[..end.unwrap_or(rest.len())];
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
        is_name.then(|| name.to_owned())
    };
    if let Some(rest) = rest.strip_prefix('.') {
        let name = name_of(rest)?;
        let length = name.len() + 1;
        return Some((AttributeKind::Class(name), length));
    }
    if let Some(rest) = rest.strip_prefix('#') {
        let name = name_of(rest)?;
        let length = name.len() + 1;
        return Some((AttributeKind::Id(name), length));
    }
    let name = name_of(rest)?;
    let value = rest[name.len()..].strip_prefix('=')?;
    let start = name.len() + 1;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let quoted = quote.and_then(|quote| {
        let quoted = &value[1..];
        Some(&quoted[..quoted.find(quote)?])
    });
    let (value, end) = if let Some(quoted) = quoted {
        (quoted, start + quoted.len() + 2)
    } else if value.starts_with(['"', '\'', '“', '”', '‘', '’', '「']) {
        let all = rest.trim_end();
        return Some((AttributeKind::Unknown(all.to_owned()), all.len()));
    } else {
        let length = value.find(GAPS).unwrap_or(value.len());
        (&value[..length], start + length)
    };
    let value = value.to_owned();
    Some((AttributeKind::Value { name, value }, end))
}
