//! Lowers verse: pairs its lines one to one.

use std::ops::Range;

use super::words::TextRole;
use super::{Lower, only};
use crate::book::{Text, Verse, VerseLine};
use crate::diagnostics::{Code, Diagnostic};
use crate::lang::{Lang, Pair, Side};
use crate::message::message;
use crate::read::file::{MissingFile, VerseFile};
use crate::read::scalar::{Line, Scalar, ends_with_escape};
use crate::read::shape::{At, RawString, RawText, RawTextWith};
use crate::source::Span;

/// The widest indent, in half em; `style.css` has a class for each.
const WIDEST: usize = 20;

/// A stanza in one language: its lines with their indents.
type Stanza = Vec<(Text, u8)>;

impl Lower<'_> {
    pub(super) fn verse(&mut self, at: Span, file: &RawTextWith<VerseFile>) -> Verse {
        let rest = &file.rest;
        let numbers = rest
            .numbers
            .as_ref()
            .and_then(|at| Some((at.value?, at.at)));
        if let Some((0, at)) = numbers {
            self.say(
                Diagnostic::new(
                    Code::YamlValue,
                    message!("lines cannot be numbered every 0 lines"),
                )
                .at(at)
                .hint(message!(
                    "write 5 to number every fifth line, or remove the key"
                )),
            );
        }
        Verse {
            title: rest.title.as_ref().map(|words| self.title(words)),
            source: rest.source.as_ref().map(|words| self.noted(words)),
            numbers: numbers
                .map(|(every, _)| usize::from(every))
                .filter(|every| *every > 0),
            stanzas: self.stanzas(at, &file.text),
        }
    }

    /// The stanzas of verse that only one language has.
    fn stanzas_alone(&mut self, at: Span, words: &RawText, side: Side) -> Vec<Vec<VerseLine>> {
        let Some((raw, at)) = self.said(at, words, side) else {
            return Vec::new();
        };
        let stanzas = self.stanzas_of(raw, at, side).into_iter();
        let line = |(text, indent)| VerseLine {
            text: only::alone(side, text),
            indent: only::alone(side, indent),
        };
        stanzas
            .map(|stanza| stanza.into_iter().map(line).collect())
            .collect()
    }

    fn stanzas(&mut self, at: Span, words: &RawText) -> Vec<Vec<VerseLine>> {
        if let Some(side) = self.only {
            return self.stanzas_alone(at, words, side);
        }
        let (a, b) = match words {
            RawText::Same(one) => (Some(one), Some(one)),
            RawText::ByLanguage(each) => {
                self.foreign_keys(each);
                let find = |lang: &Lang| {
                    let mut each = each.iter();
                    let found = each.find(|(key, ..)| *key == lang.tag());
                    found.map(|(.., said)| said)
                };
                let languages = &self.shared.languages;
                (find(&languages.a), find(&languages.b))
            }
        };
        let unreadable =
            |said: Option<&At<RawString>>| said.is_some_and(|said| said.value.is_none());
        if unreadable(a) || unreadable(b) {
            // The reader has reported it.
            return Vec::new();
        }
        self.list_lines(at, words);
        let mut read = |side: Side, said: Option<&At<RawString>>| {
            let said = said?;
            let raw = said.value.as_ref()?.0.as_deref()?;
            (!raw.trim().is_empty()).then(|| (self.stanzas_of(raw, said.at, side), said.at))
        };
        let (read_a, read_b) = (read(Side::A, a), read(Side::B, b));
        let first = |stanzas: &[Stanza]| stanzas.first()?.first().map(|(text, _)| text.clone());
        match (read_a, read_b) {
            (Some((a, _)), Some((b, at_b))) => self.paired(a, b, at_b),
            (None, None) => {
                self.whole(at, None, None, None);
                Vec::new()
            }
            (Some((a, _)), None) => {
                let filled = self.whole(at, first(&a), None, b.map(|said| said.at));
                let others = self.filling(&a, filled.b);
                together(a, others)
            }
            (None, Some((b, _))) => {
                let filled = self.whole(at, None, first(&b), a.map(|said| said.at));
                let others = self.filling(&b, filled.a);
                together(others, b)
            }
        }
    }

    /// What stands in place of a missing translation: the same lines, or a mark in the first of them.
    fn filling(&self, stanzas: &[Stanza], first: Text) -> Vec<Stanza> {
        let is_marked = self.shared.missing == MissingFile::Mark;
        let mut first = Some(first);
        let each = stanzas.iter().map(|stanza| {
            let lines = stanza.iter().map(|(text, indent)| match first.take() {
                Some(first) => (first, *indent),
                None if is_marked => (Text::default(), *indent),
                None => (text.clone(), *indent),
            });
            lines.collect()
        });
        each.collect()
    }

    /// The stanzas of one language.
    fn stanzas_of(&mut self, raw: &str, at: Span, side: Side) -> Vec<Stanza> {
        let scalar = Scalar::new(raw, self.shared.sources, at);
        if !scalar.folded_spaces().is_empty() {
            self.say(
                Diagnostic::new(
                    Code::YamlValue,
                    message!("YAML joins the lines of this verse"),
                )
                .at(at)
                .hint(message!(
                    "write the verse below a `|`, which keeps its lines"
                )),
            );
        }
        let mut stanzas = vec![Vec::new()];
        for range in lines(raw) {
            let text = &raw[range.clone()];
            if text.trim().is_empty() {
                stanzas.push(Vec::new());
                continue;
            }
            let line = Line::part(&scalar, range.clone());
            let place = line.span(0..line.text.len());
            if ends_with_escape(text.trim_end()) {
                let end = range.start + text.trim_end().len();
                self.say(
                    Diagnostic::new(
                        Code::TextBreak,
                        message!("a line of verse ends anyway, so this `\\` is printed as typed"),
                    )
                    .at(scalar.span(end - 1..end))
                    .hint(message!("remove it; `\\\\` prints the character itself")),
                );
            }
            let text = self.parsed(&line, place, side, TextRole::Body);
            let indent = indent(&raw[range]);
            if let Some(stanza) = stanzas.last_mut() {
                stanza.push((text, indent));
            }
        }
        stanzas.retain(|stanza| !stanza.is_empty());
        stanzas
    }

    fn paired(&mut self, a: Vec<Stanza>, b: Vec<Stanza>, at: Span) -> Vec<Vec<VerseLine>> {
        let Pair { a: one, b: other } = self.shared.languages.map(|lang| lang.tag().to_owned());
        if a.len() != b.len() {
            self.say(
                Diagnostic::new(
                    Code::PairLines,
                    message!(
                        "the verse has {} stanzas in `{}` and {} in `{}`",
                        a.len(),
                        one,
                        b.len(),
                        other
                    ),
                )
                .at(at)
                .hint(message!(
                    "lines of verse come in pairs; an empty line ends a stanza"
                )),
            );
            return Vec::new();
        }
        for (index, (a, b)) in a.iter().zip(&b).enumerate() {
            if a.len() != b.len() {
                let first = b.first().and_then(|(text, _)| text.at);
                self.say(
                    Diagnostic::new(
                        Code::PairLines,
                        message!(
                            "stanza {} has {} lines in `{}` and {} in `{}`",
                            index + 1,
                            a.len(),
                            one,
                            b.len(),
                            other
                        ),
                    )
                    .at(first.unwrap_or(at))
                    .hint(message!(
                        "lines of verse come in pairs; an empty line ends a stanza"
                    )),
                );
            }
            for ((a, _), (b, _)) in a.iter().zip(b) {
                self.same_notes(a, b);
            }
        }
        together(a, b)
    }
}

fn together(a: Vec<Stanza>, b: Vec<Stanza>) -> Vec<Vec<VerseLine>> {
    let stanzas = a.into_iter().zip(b).map(|(a, b)| {
        let lines = a.into_iter().zip(b).map(|(a, b)| VerseLine {
            text: Pair { a: a.0, b: b.0 },
            indent: Pair { a: a.1, b: b.1 },
        });
        lines.collect()
    });
    stanzas.collect()
}

/// The byte ranges of a text's lines.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split('\n').map(|line| {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        start..start + line.len()
    })
}

/// The white space before a line in half em: an ideographic space has two, a tab four.
fn indent(line: &str) -> u8 {
    let white = line.chars().take_while(|c| c.is_whitespace());
    let width: usize = white
        .map(|c| match c {
            '\t' => 4,
            '\u{3000}' => 2,
            _ => 1,
        })
        .sum();
    u8::try_from(width.min(WIDEST)).unwrap_or(u8::MAX)
}
