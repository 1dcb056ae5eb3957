//! Rules that compare one place of the book with another: quotation styles, and alternative texts.

use super::run::Run;
use super::{Desk, Finding, TextPair};
use crate::book::{Figure, Text};
use crate::diagnostics::Code;
use crate::lang::{Pair, Side};
use crate::message::message;
use crate::source::Span;
use crate::walk;

/// Marks that open a quotation inside none.
const OPENING: [(char, char); 6] = [
    ('“', '”'),
    ('「', '」'),
    ('『', '』'),
    ('«', '»'),
    ('„', '“'),
    ('»', '«'),
];

/// How much more frequent the style of a book is than another, so that the other one is a slip.
const TIMES: usize = 4;

impl Desk<'_> {
    /// Alternative texts that say what the caption says.
    pub(super) fn figures(&mut self) {
        if !self.asks(Code::CopyAlt) {
            return;
        }
        let figures: Vec<&Figure> = walk::figures(self.book).collect();
        for figure in figures {
            for part in &figure.parts {
                let captions = [&part.caption, &figure.caption];
                let Some(alt) = &part.alt else { continue };
                for caption in captions.into_iter().flatten() {
                    self.alt(alt, caption);
                }
            }
        }
    }

    fn alt(&mut self, alt: &Pair<Text>, caption: &Pair<Text>) {
        let same = |a: &Text, b: &Text| {
            let words = |text: &Text| {
                let words: String = text
                    .plain()
                    .chars()
                    .filter(|c| c.is_alphanumeric())
                    .collect();
                words.to_lowercase()
            };
            let own = words(a);
            !own.is_empty() && own == words(b)
        };
        for side in [Side::A, Side::B] {
            let (alt, caption) = (alt.get(side), caption.get(side));
            if same(alt, caption) {
                let mut finding = Finding::new(
                    Code::CopyAlt,
                    alt.at,
                    &alt.plain(),
                    message!("the alternative text repeats the caption"),
                    message!(
                        "say what the picture shows to those who do not see it; the caption is read to them anyway"
                    ),
                );
                if caption.at != alt.at {
                    finding = finding.label(caption.at, message!("the caption"));
                }
                self.report(finding);
            }
        }
    }

    /// Quotation marks of two styles in one language.
    pub(super) fn quote_styles(&mut self, texts: &[TextPair<'_>]) {
        if !self.asks(Code::CopyQuoteStyles) {
            return;
        }
        for side in [Side::A, Side::B] {
            let mut found: Vec<(char, Option<Span>)> = Vec::new();
            for text in texts {
                for run in text.runs.get(side) {
                    outermost(run, &mut found);
                }
            }
            let count = |mark: char| found.iter().filter(|(other, _)| *other == mark).count();
            let usual = OPENING
                .iter()
                .map(|(mark, _)| *mark)
                .max_by_key(|mark| count(*mark));
            let Some(usual) = usual else { continue };
            let most = count(usual);
            for (mark, at) in &found {
                if *mark != usual && count(*mark) * TIMES <= most {
                    let (mark, usual) = (mark.to_string(), usual.to_string());
                    self.report(Finding::new(
                        Code::CopyQuoteStyles,
                        *at,
                        &mark,
                        message!(
                            "this quotation begins with `{}`, others in this book with `{}`",
                            mark.as_str(),
                            usual.as_str()
                        ),
                        message!("use one style"),
                    ));
                }
            }
        }
    }
}

/// Adds the marks with which the quotations of a run open, but for those inside others.
fn outermost(run: &Run<'_>, found: &mut Vec<(char, Option<Span>)>) {
    let mut until = None;
    for (index, c) in run.chars.iter().enumerate() {
        if until == Some(*c) {
            until = None;
        } else if until.is_none()
            && run.is_typed(index)
            && let Some((_, close)) = OPENING.iter().find(|(open, _)| open == c)
            && run.chars[index..].contains(close)
        {
            until = Some(*close);
            found.push((*c, run.span(index..index + 1)));
        }
    }
}
