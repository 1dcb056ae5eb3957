//! Parses ruby.

use super::{NodeKind, Parser};
use crate::lang::is_wide;
use crate::read::cjk_spacing::HARD_BREAK;
use crate::read::dollars;
use crate::read::inline::{Markup, Problem};
use crate::read::placed::Placed;

impl Parser<'_, '_> {
    /// Reads ruby, `{漢字|hànzì}`. The base must contain a Han character or kana, so that `{a|b}` in a text about
    /// programs is left alone; `{bank|yínháng}` is no program, but ruby that is written another way.
    pub(super) fn ruby(&mut self, open: usize) -> usize {
        let start = open + 1;
        let mut parts = vec![Placed::default()];
        let mut first_mark = None;
        let mut at = start;
        let end = loop {
            let Some(c) = self.line[at..].chars().next() else {
                break None;
            };
            let next = at + c.len_utf8();
            let mut part = at..next;
            match c {
                '}' => break Some(at),
                '{' => break None,
                '|' => {
                    parts.push(Placed::default());
                    at = next;
                    continue;
                }
                '\\' if self.line[next..].starts_with(|c: char| c.is_ascii_punctuation()) => {
                    part = next..next + 1;
                }
                '\\' if self.line[next..].starts_with(HARD_BREAK) => {
                    first_mark.get_or_insert(at..next);
                }
                '`' => {
                    first_mark.get_or_insert(at..next);
                    part.end = self.code_end(at).map_or(next, |(_, end)| end);
                }
                '$' => {
                    let length = dollars::formula_at(&self.line[at..], self.before(at));
                    if let Some(length) = length {
                        first_mark.get_or_insert(at..next);
                        part.end = at + length;
                    }
                }
                '*' | '[' | ']' => {
                    first_mark.get_or_insert(at..next);
                }
                _ => {}
            }
            at = part.end;
            if let Some(last) = parts.last_mut() {
                last.push(&self.line[part.clone()], part);
            }
        };
        let has_base = parts[0].text.chars().any(is_wide);
        let (Some(end), [base, reading]) = (end, parts.as_slice()) else {
            if end.is_none() && parts.len() == 2 && has_base {
                self.unclosed(open..start);
            }
            return start;
        };
        if !has_base && is_word(base) && is_word(reading) && !reading.text.is_ascii() {
            let (base, reading) = (base.trimmed().text, reading.trimmed().text);
            self.remark(open..end + 1, Problem::RubyOverLetters { base, reading });
        }
        if !has_base || reading.text.trim().is_empty() {
            return start;
        }
        if let Some(mark) = first_mark {
            let (inner, outer) = (Markup::Any, Markup::Ruby);
            self.remark(mark, Problem::Nested { inner, outer });
        }
        let kind = NodeKind::Ruby {
            base: base.trimmed().with_breaks_as(""),
            reading: reading.trimmed().with_breaks_as(" "),
        };
        self.push(open..end + 1, kind)
    }
}

/// Whether it is words rather than signs.
fn is_word(part: &Placed) -> bool {
    let text = part.text.trim();
    text.chars().any(char::is_alphabetic)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || c.is_whitespace() || "'’-·".contains(c))
}
