//! Numbers and dates that a translation lacks, or has otherwise.

use std::collections::BTreeSet;

use super::dates::{Date, dates};
use super::numerals::{Figure, Numbers, numbers};
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
    /// Whether it is below thirteen.
    is_small: bool,
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
        let days = self.dates(text);
        let found = Pair {
            a: all_numbers(&text.runs.a),
            b: all_numbers(&text.runs.b),
        };
        let missing = |side: Side, other: Side, which: fn(&Numbers) -> &Vec<Figure>| {
            let unread = digits_in_objects(text.pair.get(other));
            let said = found.get(other);
            let days = days.get(side).iter();
            let runs = text.runs.get(side).iter().zip(found.get(side)).zip(days);
            let figures = runs.flat_map(|((run, own), days)| {
                let figures = which(own).iter();
                // Dates are compared as a whole.
                let figures = figures.filter(|one| {
                    let is_in = |day: &Date| {
                        day.part.start <= one.part.start && one.part.end <= day.part.end
                    };
                    !days.iter().any(is_in)
                });
                figures.map(move |one| (run, one))
            });
            let missing = figures.filter_map(|(run, figure)| {
                let words = run.words(figure.part.clone());
                let is_said = figure.is_tiny()
                    || said.iter().any(|said| said.has(figure))
                    || unread.contains(&words);
                let is_typed = run.is_typed(figure.part.start);
                (is_typed && !is_said).then(|| Missing {
                    at: run.span(figure.whole.clone()),
                    is_date: figure.is_date,
                    is_small: figure.is_small(),
                    words: run.words(figure.whole.clone()),
                })
            });
            missing.collect::<Vec<_>>()
        };
        let of_both = |which: fn(&Numbers) -> &Vec<Figure>| Pair {
            a: missing(Side::A, Side::B, which),
            b: missing(Side::B, Side::A, which),
        };
        let spelt = of_both(|numbers| &numbers.spelt);
        let small = of_both(|numbers| &numbers.small);
        let missing = of_both(|numbers| &numbers.figures);
        self.fractions(text, &found);
        // One number in words is one that differs if the other language has one number without a partner.
        match (missing.a.as_slice(), missing.b.as_slice()) {
            ([], []) => {
                if let ([a], [b]) = (spelt.a.as_slice(), spelt.b.as_slice()) {
                    return self.other_number(a, b);
                }
            }
            ([a], []) => {
                let b = spelt.b.as_slice();
                let is_for_small = b.is_empty() && a.is_small;
                let b = if is_for_small { &small.b } else { b };
                if let [b] = b {
                    return self.other_number(a, b);
                }
            }
            ([], [b]) => {
                let a = spelt.a.as_slice();
                let is_for_small = a.is_empty() && b.is_small;
                let a = if is_for_small { &small.a } else { a };
                if let [a] = a {
                    return self.other_number(a, b);
                }
            }
            (_, _) => {}
        }
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

    /// Compares whole dates, if both languages have the same number of them; returns those of each run that need not be
    /// compared number by number.
    fn dates(&mut self, text: &TextPair<'_>) -> Pair<Vec<Vec<Date>>> {
        let found = Pair {
            a: text.runs.a.iter().map(dates).collect::<Vec<_>>(),
            b: text.runs.b.iter().map(dates).collect::<Vec<_>>(),
        };
        let count = |side: Side| found.get(side).iter().map(Vec::len).sum::<usize>();
        if count(Side::A) != count(Side::B) {
            return Pair {
                a: vec![Vec::new(); found.a.len()],
                b: vec![Vec::new(); found.b.len()],
            };
        }
        let all = |side: Side| {
            let runs = text.runs.get(side).iter().zip(found.get(side));
            runs.flat_map(|(run, days)| days.iter().map(move |day| (run, day)))
                .collect::<Vec<_>>()
        };
        let (mut a, mut b) = (all(Side::A), all(Side::B));
        a.retain(|(_, day)| {
            let same = b.iter().position(|(_, other)| day.is(other));
            if let Some(same) = same {
                b.remove(same);
            }
            same.is_none()
        });
        let missing = |(run, day): &(&Run<'_>, &Date)| Missing {
            is_date: true,
            is_small: false,
            words: run.words(day.part.clone()),
            at: run.span(day.part.clone()),
        };
        for (a, b) in a.iter().zip(&b) {
            self.other_number(&missing(a), &missing(b));
        }
        found
    }

    /// Compares fractions in words, if each language has one.
    fn fractions(&mut self, text: &TextPair<'_>, found: &Pair<Vec<Numbers>>) {
        let all = |side: Side| {
            let runs = text.runs.get(side).iter().zip(found.get(side));
            runs.flat_map(|(run, own)| own.fractions.iter().map(move |one| (run, one)))
                .collect::<Vec<_>>()
        };
        if let ([(run_a, a)], [(run_b, b)]) = (all(Side::A).as_slice(), all(Side::B).as_slice())
            && !a.is(b)
        {
            let missing = |run: &Run<'_>, figure: &Figure| Missing {
                is_date: false,
                is_small: true,
                words: run.words(figure.part.clone()),
                at: run.span(figure.part.clone()),
            };
            self.other_number(&missing(run_a, a), &missing(run_b, b));
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
            .or(words_a)
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
