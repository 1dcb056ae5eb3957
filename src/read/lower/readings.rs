//! The readings that a block chooses for its characters: `ruby:`.

use super::Lower;
use crate::book::Readings;
use crate::diagnostics::{Code, Diagnostic};
use crate::lang::Side;
use crate::message::message;
use crate::read::file::{BlockFile, RubyFile};
use crate::read::readings;
use crate::read::shape::At;

/// The `ruby:` of a block.
fn key(block: &BlockFile) -> Option<&At<RubyFile>> {
    match block {
        BlockFile::Lead(text) => text.value.as_ref()?.rest.ruby.as_ref(),
        BlockFile::Text(text) => text.value.as_ref()?.rest.ruby.as_ref(),
        BlockFile::Heading(text) => text.value.as_ref()?.rest.ruby.as_ref(),
        BlockFile::List(list) => list.value.as_ref()?.ruby.as_ref(),
        BlockFile::Quote(quote) => quote.value.as_ref()?.rest.ruby.as_ref(),
        BlockFile::Dialogue(dialogue) => dialogue.value.as_ref()?.ruby.as_ref(),
        BlockFile::Verse(verse) => verse.value.as_ref()?.rest.ruby.as_ref(),
        BlockFile::Gloss(gloss) => gloss.value.as_ref()?.ruby.as_ref(),
        BlockFile::Table(table) => table.value.as_ref()?.ruby.as_ref(),
        BlockFile::Callout(callout) => callout.value.as_ref()?.ruby.as_ref(),
        BlockFile::Summary(summary) => summary.value.as_ref()?.ruby.as_ref(),
        BlockFile::Quiz(quiz) => quiz.value.as_ref()?.ruby.as_ref(),
        BlockFile::Figure(_)
        | BlockFile::Code(_)
        | BlockFile::Math(_)
        | BlockFile::Break(_)
        | BlockFile::Signatures(_) => None,
    }
}

impl Lower<'_> {
    /// The readings that a block chooses, or else the block around it.
    pub(super) fn readings(&mut self, block: &BlockFile) -> Option<Readings> {
        let chosen = key(block).and_then(|key| Some((readings::of(key.value?), key.at)));
        let Some((readings, at)) = chosen else {
            return self.readings;
        };
        let languages = &self.shared.languages;
        let mut sides = match self.only {
            Some(side) => vec![side],
            None => vec![Side::A, Side::B],
        };
        sides.retain(|side| crate::book::has_readings(languages.get(*side)));
        if let (Readings::Made(_), true) = (readings, sides.is_empty()) {
            self.say(
                Diagnostic::new(
                    Code::YamlValue,
                    message!("`ruby: {}` needs a text in Chinese", readings.name()),
                )
                .at(at)
                .hint(message!(
                    "remove the key; readings of other languages are typed, as in `{字|zì}`"
                )),
            );
        }
        Some(readings)
    }
}
