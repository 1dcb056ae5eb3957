//! Numbers and dates that a translation lacks, or has otherwise.

use std::collections::BTreeSet;

use super::numerals::{Numbers, numbers};
use super::run::Run;
use super::{Desk, Finding, TextPair};
use crate::book::{Inline, Text};
use crate::diagnostics::Code;
use crate::lang::{Pair, Side};
use crate::message::message;
use crate::source::Span;

/// A number in digits that the other language lacks.
struct Missing {
    is_date: bool,
    words: String,
    at: Option<Span>,
}

impl Desk<'_> {
    /// Numbers and dates.
    pub(super) fn numbers(&mut self, text: &TextPair<'_>) {
        let rules = [Code::CopyNumbers, Code::CopyDates, Code::CopyMissingNumbers];
        if !rules.iter().any(|rule| self.asks(*rule)) {
            return;
        }
        let has_digit = |runs: &[Run<'_>]| {
            let mut chars = runs.iter().flat_map(|run| &run.chars);
            chars.any(|c| c.is_ascii_digit() || ('０'..='９').contains(c))
        };
        if !has_digit(&text.runs.a) && !has_digit(&text.runs.b) {
            return;
        }
        let found = Pair {
            a: all_numbers(&text.runs.a),
            b: all_numbers(&text.runs.b),
        };
        let missing = |side: Side, other: Side| {
            let unread = digits_in_objects(text.pair.get(other));
            let said = found.get(other);
            let runs = text.runs.get(side).iter().zip(found.get(side));
            let figures = runs.flat_map(|(run, own)| own.figures.iter().map(move |one| (run, one)));
            let missing = figures.filter_map(|(run, figure)| {
                let words = run.words(figure.part.clone());
                let is_said = figure.is_tiny()
                    || said.iter().any(|said| said.has(figure))
                    || unread.contains(&words);
                let is_typed = run.is_typed(figure.part.start);
                (is_typed && !is_said).then(|| Missing {
                    at: run.span(figure.part.clone()),
                    is_date: figure.is_date,
                    words,
                })
            });
            missing.collect::<Vec<_>>()
        };
        let missing = Pair {
            a: missing(Side::A, Side::B),
            b: missing(Side::B, Side::A),
        };
        // Where each lacks a number of the other, one of them is wrong. Where only one does, it may say it in other words,
        // or say more.
        let both = missing.a.len().min(missing.b.len());
        for (a, b) in missing.a.iter().zip(&missing.b) {
            self.other_number(a, b);
        }
        for (side, other) in [(Side::A, Side::B), (Side::B, Side::A)] {
            for one in &missing.get(side)[both..] {
                self.missing_number(one, other);
            }
        }
    }

    fn other_number(&mut self, a: &Missing, b: &Missing) {
        let is_date = a.is_date || b.is_date;
        let (rule, hint) = if is_date {
            let hint = message!("correct the date in one of the languages");
            (Code::CopyDates, hint)
        } else {
            let hint = message!("correct the number in one of the languages");
            (Code::CopyNumbers, hint)
        };
        let (tag_a, words_a) = (self.lang(Side::A).tag(), a.words.as_str());
        self.report(
            Finding::new(
                rule,
                b.at,
                &b.words,
                message!(
                    "`{}` here is `{}` in `{}`",
                    b.words.as_str(),
                    words_a,
                    tag_a
                ),
                hint,
            )
            .label(a.at, message!("`{}` here", words_a)),
        );
    }

    fn missing_number(&mut self, one: &Missing, other: Side) {
        let tag = self.lang(other).tag();
        self.report(Finding::new(
            Code::CopyMissingNumbers,
            one.at,
            &one.words,
            message!("`{}` is not in the text in `{}`", one.words.as_str(), tag),
            message!("see whether something is missing there, or except the number"),
        ));
    }
}

/// The numbers of each run of a text.
fn all_numbers(runs: &[Run<'_>]) -> Vec<Numbers> {
    runs.iter().map(numbers).collect()
}

/// The numbers in the code and the formulas of a text.
fn digits_in_objects(text: &Text) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    text.every(&mut |inline| {
        let words = match inline {
            Inline::Code(words) => words,
            Inline::Formula(formula) => &formula.tex,
            Inline::Link { url, .. } => url,
            Inline::Plain(_)
            | Inline::Emph(_)
            | Inline::Strong(_)
            | Inline::Note(_)
            | Inline::Ruby { .. }
            | Inline::Blank { .. }
            | Inline::Reference { .. }
            | Inline::Span { .. }
            | Inline::Index(_)
            | Inline::Picture(_)
            | Inline::Break => return,
        };
        let numbers = words.split(|c: char| !c.is_ascii_digit() && c != '.');
        found.extend(numbers.map(|number| number.trim_matches('.').to_owned()));
    });
    found
}
