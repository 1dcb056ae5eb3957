//! Parses citations as Pandoc has them: `[@key]`, `[see @key, p. 12; @other]`, `[-@key]`.

use std::ops::Range;

use super::{BREAK, HARD_BREAK, NodeKind, Parser};
use crate::lang::is_wide;

/// A work that a citation names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedWork {
    pub key: String,
    /// Of the key, in bytes of the line.
    pub at: Range<usize>,
    /// The words before it, such as `see`.
    pub before: String,
    /// Whether its authors are left out, since the sentence names them.
    pub is_anonymous: bool,
    /// The place in the work as the author wrote it, and its own place in bytes of the line.
    pub place: Option<(String, Range<usize>)>,
}

impl Parser<'_, '_> {
    /// Reads the citation whose bracket is at an offset. Brackets that hold anything else, or that belong to a link or
    /// a span, are left alone.
    pub(super) fn citation(&mut self, at: usize) -> Option<usize> {
        let start = at + 1;
        let length = self.line[start..].find(['[', ']', '\\', '`'])?;
        let end = start + length;
        let after = self.line[end..].strip_prefix(']')?;
        if after.starts_with(['(', '{']) {
            return None;
        }
        let mut works = Vec::new();
        let mut part = start;
        for words in self.line[start..end].split([';', '；']) {
            works.push(work(words, part)?);
            let separator = self.line[part + words.len()..].chars().next();
            part += words.len() + separator.map_or(0, char::len_utf8);
        }
        Some(self.push(at..end + 1, NodeKind::Citation(works)))
    }
}

/// The work named by a part of a citation that begins at byte `start` of the line.
fn work(part: &str, start: usize) -> Option<CitedWork> {
    let sign = part.find('@')?;
    let before = &part[..sign];
    let (before, is_anonymous) = match before.strip_suffix('-') {
        Some(before) => (before, true),
        None => (before, false),
    };
    // The `@` of a mail address follows a letter.
    if before
        .chars()
        .next_back()
        .is_some_and(|c| !is_blank(c) && !is_wide(c))
    {
        return None;
    }
    let from = sign + 1;
    let rest = &part[from..];
    let is_inner = |c: char| c.is_alphanumeric() || "_:.-/+".contains(c);
    let length = rest.find(|c: char| !is_inner(c)).unwrap_or(rest.len());
    let key = rest[..length].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
    if key.is_empty() {
        return None;
    }
    let after = from + key.len();
    let rest = &part[after..];
    let inner = rest.trim_start_matches(|c| is_blank(c) || c == ',' || c == '，');
    let place = inner.trim_end_matches(is_blank);
    if !place.is_empty() && inner.len() == rest.len() {
        return None;
    }
    let place_at = start + after + (rest.len() - inner.len());
    Some(CitedWork {
        key: key.to_owned(),
        at: start + from..start + after,
        before: on_one_line(before.trim_matches(is_blank)),
        is_anonymous,
        place: (!place.is_empty()).then(|| (on_one_line(place), place_at..place_at + place.len())),
    })
}

fn is_blank(c: char) -> bool {
    c == ' ' || c == BREAK || c == HARD_BREAK
}

fn on_one_line(words: &str) -> String {
    words.replace([BREAK, HARD_BREAK], " ")
}
