//! Lowers quotations, dialogue and signatures.

use super::words::TextRole;
use super::{Lower, items};
use crate::book::{Alignment, BlockKind, Quote, Signature, Text, Turn};
use crate::diagnostics::{Code, Diagnostic};
use crate::lang::Pair;
use crate::message::message;
use crate::read::file::{AlignFile, DialogueFile, QuoteFile, SignaturesFile, TextFile, TurnFile};
use crate::read::shape::{At, RawText, RawTextWith};
use crate::source::Span;

impl Lower<'_> {
    /// Reads a paragraph, or lines that are set to one side.
    pub(super) fn paragraph(&mut self, at: Span, file: &RawTextWith<TextFile>) -> BlockKind {
        let text = self.body(at, &file.text);
        match file.rest.align.as_ref().and_then(|at| at.value) {
            None | Some(AlignFile::Start) => BlockKind::Text(text),
            Some(AlignFile::End) => BlockKind::Aligned(text, Alignment::End),
            Some(AlignFile::Center) => BlockKind::Aligned(text, Alignment::Center),
        }
    }

    pub(super) fn quote(
        &mut self,
        chapter: &str,
        at: Span,
        file: &RawTextWith<QuoteFile>,
    ) -> Quote {
        let rest = &file.rest;
        let is_wordless = file.text.is_wordless();
        let text = (!is_wordless || rest.blocks.is_none()).then(|| self.body(at, &file.text));
        if let Some(blocks) = &rest.blocks {
            self.not_empty(blocks);
            self.only_inner(blocks, |name| {
                message!("a `{}` cannot be inside a quotation", name)
            });
        }
        Quote {
            text,
            blocks: self.blocks(chapter, rest.blocks.as_ref()),
            source: rest.source.as_ref().map(|words| self.noted(words)),
            is_epigraph: rest.epigraph.as_ref().and_then(|at| at.value) == Some(true),
        }
    }

    pub(super) fn dialogue(&mut self, file: &DialogueFile) -> Vec<Turn> {
        self.not_empty(&file.items);
        let mut turns = Vec::new();
        for turn in items(Some(&file.items)) {
            let Some(inner) = &turn.value else { continue };
            turns.push(self.turn(turn.at, inner));
        }
        turns
    }

    fn turn(&mut self, at: Span, file: &RawTextWith<TurnFile>) -> Turn {
        let rest = &file.rest;
        let time = rest.time.as_ref();
        if let Some((time, at)) = time.and_then(|at| Some((at.value.as_deref()?, at.at)))
            && !is_time(time)
        {
            self.say(
                Diagnostic::new(Code::YamlValue, message!("`{}` is not a time", time))
                    .at(at)
                    .hint(message!(
                        "write minutes and seconds, `'1:05'`, or hours too, `'1:02:05'`"
                    )),
            );
        }
        Turn {
            speaker: rest.speaker.as_ref().map(|words| self.title(words)),
            time: time.and_then(|at| at.value.clone()),
            text: self.body(at, &file.text),
        }
    }

    pub(super) fn signatures(&mut self, file: &SignaturesFile) -> Vec<Signature> {
        self.not_empty(&file.items);
        let each = items(Some(&file.items)).filter_map(|one| one.value.as_ref());
        each.map(|one| Signature {
            party: self.title(&one.party),
            lines: self.signed(&one.lines),
        })
        .collect()
    }

    fn signed(&mut self, lines: &At<Vec<At<RawText>>>) -> Vec<Pair<Text>> {
        self.not_empty(lines);
        items(Some(lines))
            .map(|words| self.words(words, TextRole::Title))
            .collect()
    }
}

/// Whether a text is a time in a recording: `1:05`, `1:02:05` or `1:02:05.5`.
fn is_time(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let mut parts = clock.split(':');
    let first = parts.next().unwrap_or_default();
    let others: Vec<&str> = parts.collect();
    is_number(first, 3)
        && is_number(fraction, 3)
        && (1..=2).contains(&others.len())
        && others
            .iter()
            .all(|part| part.len() == 2 && is_number(part, 2) && *part < "60")
}

#[cfg(test)]
mod tests {
    use super::is_time;

    #[test]
    fn times_have_minutes_and_seconds() {
        let right = ["1:05", "00:00", "120:59", "1:02:05", "1:02:05.25"];
        assert!(right.into_iter().all(is_time));
        let wrong = [
            "5", "1:5", "1:60", "1:2:3:4", "", ":05", "a:05", "1:05.", "-1:05",
        ];
        assert!(!wrong.into_iter().any(is_time));
    }
}
