//! Terms that are translated otherwise than the glossary says.

use super::run::Run;
use super::{Desk, Finding, TextPair};
use crate::book::{Inline, Target, Text};
use crate::diagnostics::Code;
use crate::lang::{Lang, Side, is_latin, is_wide};
use crate::message::message;
use crate::source::Span;

/// The fewest Chinese characters of a term that is looked for: shorter ones are part of too many words.
const FEWEST_WIDE: usize = 2;
/// The fewest letters of a term that is looked for.
const FEWEST_LETTERS: usize = 4;

impl Desk<'_> {
    /// Terms of the glossary.
    pub(super) fn terms(&mut self, text: &TextPair<'_>) {
        let (links, words) = (self.asks(Code::CopyTerms), self.asks(Code::CopyPlainTerms));
        if !links && !words || self.book.glossary.is_empty() {
            return;
        }
        let plain = text.pair.map(|text| text.plain().to_lowercase());
        for (side, other) in [(Side::A, Side::B), (Side::B, Side::A)] {
            if links {
                self.linked_terms(text, side, plain.get(other));
            }
            let linked = text.pair.get(other).terms();
            for run in text.runs.get(side).iter().filter(|_| words) {
                self.terms_of(run, text.pair.get(side), side, plain.get(other), &linked);
            }
        }
    }

    /// Compares the terms that a text links with a text in the other language.
    fn linked_terms(&mut self, text: &TextPair<'_>, side: Side, there: &str) {
        let own = text.pair.get(side);
        let other = side.other();
        let linked = text.pair.get(other).terms();
        let mut uses = Vec::new();
        own.parts(&mut |inline, part| {
            if let Inline::Reference {
                target: Target::Term(id),
                ..
            } = inline
                && !linked.contains(&id.as_str())
            {
                uses.push((id, part));
            }
        });
        for (id, part) in uses {
            let Some(term) = self.book.glossary.iter().find(|term| term.id == *id) else {
                continue;
            };
            let said = term.term.get(other).plain();
            if !said.is_empty() && !says(there, &said.to_lowercase(), self.lang(other)) {
                let name = term.term.get(side).plain();
                self.other_term(Code::CopyTerms, own.span(part), &name, &said, other);
            }
        }
    }

    fn other_term(&mut self, rule: Code, at: Option<Span>, words: &str, said: &str, other: Side) {
        let tag = self.lang(other).tag();
        let finding = Finding::new(
            rule,
            at,
            words,
            message!(
                "the glossary translates `{}` as `{}`, which is not in the text in `{}`",
                words,
                said,
                tag
            ),
            message!("use the word of the glossary, or except `{}`", words),
        );
        self.report(finding.or(said));
    }

    /// Compares the terms of a run with a text in the other language, whose terms are `linked`.
    fn terms_of(&mut self, run: &Run<'_>, text: &Text, side: Side, there: &str, linked: &[&str]) {
        let other = side.other();
        let glossary = &self.book.glossary;
        let lower: Vec<char> = run
            .chars
            .iter()
            .filter_map(|c| c.to_lowercase().next())
            .collect();
        // What a longer term covers is not a use of a shorter one.
        let mut uses: Vec<(std::ops::Range<usize>, &crate::book::Term)> = Vec::new();
        for term in glossary {
            let name = term.term.get(side).plain().to_lowercase();
            let name: Vec<char> = name.chars().collect();
            if !is_distinct(&name) {
                continue;
            }
            uses.extend(places(&lower, &name).map(|part| (part, term)));
        }
        let is_covered = |part: &std::ops::Range<usize>| {
            uses.iter().any(|(other, _)| {
                other.len() > part.len() && other.start <= part.start && part.end <= other.end
            })
        };
        for (part, term) in &uses {
            let said = term.term.get(other).plain();
            let is_typed = part.clone().all(|index| run.is_typed(index));
            if !is_typed
                || is_covered(part)
                || linked.contains(&term.id.as_str())
                || says(there, &said.to_lowercase(), self.lang(other))
                || is_renamed(text, &term.id)
            {
                continue;
            }
            let words = run.words(part.clone());
            self.other_term(
                Code::CopyPlainTerms,
                run.span(part.clone()),
                &words,
                &said,
                other,
            );
        }
    }
}

/// Whether a term is long enough to be told from other words.
fn is_distinct(name: &[char]) -> bool {
    let wide = name.iter().filter(|c| is_wide(**c)).count();
    let letters = name.iter().filter(|c| is_latin(**c)).count();
    wide >= FEWEST_WIDE || letters >= FEWEST_LETTERS
}

/// Where a term stands in a text, both in lower case. In letters it is a whole word, or its plural.
fn places(text: &[char], name: &[char]) -> impl Iterator<Item = std::ops::Range<usize>> {
    let is_latin_name = name.first().is_some_and(|c| is_latin(*c));
    (0..text.len().saturating_sub(name.len() - 1)).filter_map(move |start| {
        let end = start + name.len();
        if text[start..end] != *name {
            return None;
        }
        let before = start.checked_sub(1).map(|index| text[index]);
        let mut after = end;
        if is_latin_name && text.get(after) == Some(&'s') {
            after += 1;
        }
        let is_letter = |c: Option<&char>| c.is_some_and(|c| is_latin(*c) || *c == '-');
        let is_whole = !is_latin_name || !is_letter(before.as_ref()) && !is_letter(text.get(after));
        is_whole.then_some(start..end)
    })
}

/// Whether a text has a term, in lower case. Words in letters may be inflected: all but their last letters are enough.
fn says(text: &str, name: &str, lang: &Lang) -> bool {
    if text.contains(name) {
        return true;
    }
    if lang.is_cjk() {
        return false;
    }
    let is_inflected = |word: &str| {
        let stem: String = word
            .chars()
            .take((word.chars().count() * 3).div_ceil(4).max(3))
            .collect();
        text.contains(&stem)
    };
    name.split([' ', '-']).all(is_inflected)
}

/// Whether a text links a term by other words, which its author chose.
fn is_renamed(text: &Text, id: &str) -> bool {
    let mut found = false;
    text.every(&mut |inline| {
        if let Inline::Reference {
            target: Target::Term(term),
            ..
        } = inline
        {
            found |= term == id;
        }
    });
    found
}
