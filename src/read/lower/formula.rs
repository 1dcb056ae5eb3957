//! Formulas that stand by themselves, and the places of what is wrong in any formula.

use super::Lower;
use crate::book::BlockKind;
use crate::read::file::FormulaFile;
use crate::read::formula::{self, Fault};
use crate::report::{Code as Complaint, Diagnostic};
use crate::source::{Span, span};

impl Lower<'_> {
    pub(super) fn formula(&mut self, file: &FormulaFile) -> Option<BlockKind> {
        let (text, at) = (file.text.value.as_ref()?, file.text.at);
        let tex = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if tex.is_empty() {
            self.say(
                Diagnostic::new(Complaint::YamlValue, "a formula without a sign")
                    .at(at)
                    .hint("write it in TeX, or remove the block"),
            );
            return None;
        }
        match formula::read(&tex, true) {
            Ok(formula) => Some(BlockKind::Formula(formula)),
            Err(faults) => {
                self.faults(&tex, &faults, at, 0);
                None
            }
        }
    }

    /// Says what is wrong with a formula that stands in the text at `at`, `from` bytes after its beginning or
    /// later, and how many bytes after it ends.
    pub(super) fn faults(&mut self, tex: &str, faults: &[Fault], at: Span, from: usize) -> usize {
        let places = places(self.ground.sources.slice(at), tex, from);
        for fault in faults {
            let place = places.as_ref().map_or(at, |places| {
                let start = places[fault.at.start];
                // What is missing at the end is missing after the last sign.
                let end = places[fault.at.end].max(start + 1);
                let begin = at.start as usize;
                span(at.file, begin + start, begin + end)
            });
            self.say(
                Diagnostic::new(fault.code, fault.message.as_str())
                    .at(place)
                    .hint(fault.hint),
            );
        }
        let end = places.and_then(|places| places.last().copied());
        end.unwrap_or(from)
    }
}

/// Where each byte of a formula stands in the source of its text, which may fold its lines and spell its
/// backslashes and quotes as YAML wants them; at last where it ends.
fn places(source: &str, tex: &str, from: usize) -> Option<Vec<usize>> {
    let starts = source.get(from..)?.char_indices();
    starts
        .map(|(start, _)| from + start)
        .find_map(|start| places_at(source, tex, start))
}

fn places_at(source: &str, tex: &str, start: usize) -> Option<Vec<usize>> {
    let quote = source.chars().next().filter(|c| matches!(c, '"' | '\''));
    let mut places = Vec::with_capacity(tex.len() + 1);
    let mut at = start;
    for c in tex.chars() {
        let rest = source.get(at..)?;
        let white = rest.len() - rest.trim_start().len();
        if c.is_whitespace() {
            places.resize(places.len() + c.len_utf8(), at);
            at += white;
            continue;
        }
        // A line that was folded to nothing.
        let folded = if rest[..white].contains('\n') {
            white
        } else {
            0
        };
        let rest = &rest[folded..];
        at += folded;
        let spelt = match (quote, c) {
            (Some('"'), '\\') => "\\\\",
            (Some('"'), '"') => "\\\"",
            (Some('\''), '\'') => "''",
            _ => &rest[..rest.chars().next()?.len_utf8()],
        };
        let is_same = rest.starts_with(spelt) && (spelt.len() > 1 || spelt.starts_with(c));
        if !(is_same || rest.starts_with(c) && quote.is_none()) {
            return None;
        }
        places.resize(places.len() + c.len_utf8(), at);
        at += spelt.len();
    }
    places.push(at);
    Some(places)
}
