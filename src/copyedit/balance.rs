//! Brackets and quotation marks that open and do not close, or the other way round.

use super::run::Run;
use super::{Desk, Finding, TextPair};
use crate::diagnostics::{Code, Fix};
use crate::lang::{Lang, Side, is_wide};
use crate::message::message;

/// Brackets and quotation marks that come in pairs. Half-width and full-width ones are one kind.
const PAIRS: [(char, char, Kind); 15] = [
    ('(', ')', Kind::Round),
    ('（', '）', Kind::Round),
    ('[', ']', Kind::Square),
    ('［', '］', Kind::Square),
    ('【', '】', Kind::Lens),
    ('〔', '〕', Kind::Shell),
    ('《', '》', Kind::Title),
    ('〈', '〉', Kind::SmallTitle),
    ('「', '」', Kind::Corner),
    ('『', '』', Kind::WhiteCorner),
    ('“', '”', Kind::Double),
    ('{', '}', Kind::Brace),
    ('｛', '｝', Kind::Brace),
    ('〖', '〗', Kind::WhiteLens),
    ('﹁', '﹂', Kind::Corner),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Round,
    Square,
    Brace,
    Lens,
    WhiteLens,
    Shell,
    Title,
    SmallTitle,
    Corner,
    WhiteCorner,
    Double,
}

/// What opens and does not close in a run, and what closes and has not been opened, by their indices.
#[derive(Debug, Default)]
struct Odd {
    open: Vec<usize>,
    closed: Vec<usize>,
    /// Pairs of a half-width and a full-width bracket.
    mixed: Vec<(usize, usize)>,
}

fn odd(run: &Run<'_>, lang: &Lang) -> Odd {
    let mut odd = Odd::default();
    let mut open: Vec<(usize, Kind)> = Vec::new();
    // In German and some others, the mark that closes has the form of the English one that opens.
    let has_own_quotes = !(lang.is_cjk() || lang.primary() == "en");
    for (index, c) in run.chars.iter().enumerate() {
        if c.is_ascii_alphanumeric() || !run.is_typed(index) {
            continue;
        }
        let opening = PAIRS.iter().find(|(opening, ..)| opening == c);
        let closing = PAIRS.iter().find(|(_, closing, _)| closing == c);
        let Some((.., kind)) = opening.or(closing).copied() else {
            continue;
        };
        if has_own_quotes && kind == Kind::Double || is_sign(run, index) {
            continue;
        }
        if opening.is_some() {
            open.push((index, kind));
            continue;
        }
        let Some(at) = open.iter().rposition(|(_, other)| *other == kind) else {
            odd.closed.push(index);
            continue;
        };
        // What was opened in between stays open.
        odd.open
            .extend(open.drain(at + 1..).map(|(index, _)| index));
        if let Some((start, _)) = open.pop()
            && is_wide(run.chars[start]) != is_wide(*c)
        {
            odd.mixed.push((start, index));
        }
    }
    odd.open.extend(open.into_iter().map(|(index, _)| index));
    // Half-open intervals such as `[0, 1)` have one of each.
    let Odd { open, closed, .. } = &mut odd;
    closed.retain(|end| {
        let other = match run.chars[*end] {
            ')' => '[',
            ']' => '(',
            _ => return true,
        };
        let is_start = |start: &usize| start < end && run.chars[*start] == other;
        let start = open.iter().position(is_start);
        if let Some(start) = start {
            open.remove(start);
        }
        start.is_none()
    });
    odd
}

/// Whether the bracket at an index is part of an enumeration, `a)`, or of a face, `:)`.
fn is_sign(run: &Run<'_>, index: usize) -> bool {
    let c = run.chars[index];
    let before = run.before(index);
    let is_face = matches!(c, '(' | ')' | '[' | ']') && matches!(before, Some(':' | ';'))
        || c == ')' && before == Some('-') && index >= 2 && run.at(index - 2) == Some(':');
    let word = run.chars[..index].iter().rev();
    let word: Vec<char> = word
        .take_while(|c| c.is_alphanumeric() && !is_wide(**c))
        .copied()
        .collect();
    let start = index - word.len();
    let is_number = !word.is_empty()
        && word.len() <= 3
        && (word.len() == 1 || word.iter().all(char::is_ascii_digit))
        && run.before(start).is_none_or(|c| {
            c.is_whitespace() || "，,；;、：:。".contains(c) || is_wide(c) && word.len() == 1
        });
    is_face || matches!(c, ')' | '）') && is_number && !has_open(run, start)
}

/// Whether a round or a square bracket is open before an index.
fn has_open(run: &Run<'_>, end: usize) -> bool {
    let depth = run.chars[..end].iter().fold(0_i32, |depth, c| match c {
        '(' | '（' | '[' | '［' => depth + 1,
        ')' | '）' | ']' | '］' => (depth - 1).max(0),
        _ => depth,
    });
    depth > 0
}

impl Desk<'_> {
    /// Brackets and quotation marks of one run.
    pub(super) fn balance(&mut self, run: &Run<'_>, lang: &Lang) {
        if !self.asks(Code::CopyUnbalanced) {
            return;
        }
        let mut odd = odd(run, lang);
        // Markup that is not closed has been reported as such.
        let is_markup = |index: &usize| matches!(run.chars[*index], '[' | ']' | '{' | '}');
        odd.open.retain(|index| !is_markup(index));
        odd.closed
            .retain(|index| run.chars[*index] == ']' || !is_markup(index));
        for index in odd.open {
            // It may go on in the next paragraph, which is looked at later.
            if index > 0 || !matches!(run.chars[index], '“' | '「' | '『') {
                self.unbalanced(run, index, true);
            }
        }
        for index in odd.closed {
            self.unbalanced(run, index, false);
        }
        for (start, end) in odd.mixed {
            self.mixed(run, start, end, lang);
        }
        self.odd_straight(run);
    }

    fn unbalanced(&mut self, run: &Run<'_>, index: usize, opens: bool) {
        let mark = run.words(index..index + 1);
        let message = if opens {
            message!("`{}` opens here and does not close", mark.as_str())
        } else {
            message!("`{}` closes here what has not been opened", mark.as_str())
        };
        let hint = message!("add its partner, or remove it");
        let span = run.span(index..index + 1);
        self.report(Finding::new(
            Code::CopyUnbalanced,
            span,
            &mark,
            message,
            hint,
        ));
    }

    /// One bracket is full-width, the other one is not.
    fn mixed(&mut self, run: &Run<'_>, start: usize, end: usize, lang: &Lang) {
        let (first, last) = (run.chars[start], run.chars[end]);
        let is_half = |c: char| !is_wide(c);
        let partner = |c: char| {
            let pairs = PAIRS.iter();
            let mut pairs = pairs.filter_map(|(a, b, _)| match c {
                _ if c == *a => Some(*b),
                _ if c == *b => Some(*a),
                _ => None,
            });
            pairs.next()
        };
        // In Chinese, the half-width one is wrong.
        let wrong = if is_half(first) { start } else { end };
        let right = partner(if is_half(first) { last } else { first });
        let right = right.unwrap_or(first).to_string();
        let edits = super::marks::edit(run, wrong..wrong + 1, &right);
        let fix = edits.filter(|_| lang.is_cjk()).map(|edit| Fix {
            edits: vec![edit],
            is_certain: true,
        });
        let pair = format!("{first}{last}");
        self.report(
            Finding::new(
                Code::CopyUnbalanced,
                run.span(wrong..wrong + 1),
                &pair,
                message!("one bracket of the pair `{}` is full-width", pair.as_str()),
                message!("use the same kind on both sides"),
            )
            .or(&run.words(wrong..wrong + 1))
            .fix(fix),
        );
    }

    /// An odd number of straight quotation marks. Digits before one make it a sign for inches or seconds.
    fn odd_straight(&mut self, run: &Run<'_>) {
        let mut marks: Vec<usize> = Vec::new();
        for (index, c) in run.chars.iter().enumerate() {
            let is_prime = run.before(index).is_some_and(|c| c.is_ascii_digit());
            if *c == '"' && run.is_typed(index) && (!is_prime || marks.len() % 2 == 1) {
                marks.push(index);
            }
        }
        if let Some(last) = marks.last()
            && !marks.len().is_multiple_of(2)
        {
            self.report(Finding::new(
                Code::CopyUnbalanced,
                run.span(*last..last + 1),
                "\"",
                message!("there is an odd number of `{}` in this text", "\""),
                message!("add its partner, or remove it"),
            ));
        }
    }

    /// Quotations that go on for several paragraphs begin each of them with a mark and close at the end of the last. So a
    /// mark at the beginning of a paragraph may stay open if the next one begins with it too.
    pub(super) fn unclosed_paragraphs(&mut self, texts: &[TextPair<'_>]) {
        if !self.asks(Code::CopyUnbalanced) {
            return;
        }
        for side in [Side::A, Side::B] {
            let lang = self.lang(side);
            for (index, text) in texts.iter().enumerate() {
                let Some(run) = text.runs.get(side).first() else {
                    continue;
                };
                let first = run.at(0).filter(|c| matches!(c, '“' | '「' | '『'));
                if first.is_none() || !odd(run, lang).open.contains(&0) {
                    continue;
                }
                let next = texts.get(index + 1);
                let next = next.and_then(|next| next.runs.get(side).first());
                if next.and_then(|next| next.at(0)) != first {
                    self.unbalanced(run, 0, true);
                }
            }
        }
    }
}
