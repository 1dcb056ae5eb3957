//! Blocks and questions that only one language of the book has: a cultural note, a remark of the translator, an exercise
//! for those who learn the language.

use super::Lower;
use super::words::TextRole;
use crate::book::Text;
use crate::diagnostics::{Code, Diagnostic};
use crate::lang::{Pair, Side};
use crate::message::message;
use crate::read::file::BlockFile;
use crate::read::settings;
use crate::read::shape::{At, RawText};
use crate::source::Span;

/// The `only:` of a block.
pub(super) fn key(block: &BlockFile) -> Option<&At<String>> {
    match block {
        BlockFile::Lead(text) => text.value.as_ref()?.rest.only.as_ref(),
        BlockFile::Text(text) => text.value.as_ref()?.rest.only.as_ref(),
        BlockFile::List(list) => list.value.as_ref()?.only.as_ref(),
        BlockFile::Quote(quote) => quote.value.as_ref()?.rest.only.as_ref(),
        BlockFile::Verse(verse) => verse.value.as_ref()?.rest.only.as_ref(),
        BlockFile::Gloss(gloss) => gloss.value.as_ref()?.only.as_ref(),
        BlockFile::Callout(callout) => callout.value.as_ref()?.only.as_ref(),
        BlockFile::Figure(figure) => figure.value.as_ref()?.only.as_ref(),
        BlockFile::Table(table) => table.value.as_ref()?.only.as_ref(),
        BlockFile::Code(code) => code.value.as_ref()?.only.as_ref(),
        BlockFile::Dialogue(dialogue) => dialogue.value.as_ref()?.only.as_ref(),
        BlockFile::Quiz(quiz) => quiz.value.as_ref()?.only.as_ref(),
        BlockFile::Heading(_)
        | BlockFile::Math(_)
        | BlockFile::Break(_)
        | BlockFile::Signatures(_)
        | BlockFile::Summary(_) => None,
    }
}

impl Lower<'_> {
    /// The language that `only:` names.
    pub(super) fn named(&mut self, key: Option<&At<String>>) -> Option<Side> {
        let (tag, at) = key.and_then(|key| Some((key.value.as_deref()?, key.at)))?;
        let side = self.shared.languages.side_of(tag);
        if side.is_none() {
            let foreign = settings::foreign(tag, at, &self.shared.languages);
            self.say(foreign);
        }
        side
    }

    /// The language that alone has a block, which may be that of the box or the chapter around it.
    pub(super) fn only(&mut self, block: &At<BlockFile>) -> Option<Side> {
        let inner = block.value.as_ref()?;
        let side = self.only_of(block, inner);
        // In a chapter of one language they count alike.
        if let (
            Some(_),
            BlockFile::Gloss(At {
                value: Some(gloss),
                at,
            }),
        ) = (side, inner)
            && self.chapter_only.is_none()
            && gloss.numbered.as_ref().and_then(|numbered| numbered.value) != Some(false)
        {
            let key = gloss.only.as_ref().map(|key| key.at);
            self.say(
                Diagnostic::new(
                    Code::PairOnly,
                    message!("an example in one language cannot have a number"),
                )
                .at(key.unwrap_or(*at))
                .hint(message!(
                    "both languages count alike; write `numbered: false`, or the example in both"
                )),
            );
        }
        side
    }

    fn only_of(&mut self, block: &At<BlockFile>, inner: &BlockFile) -> Option<Side> {
        if self.only.is_some()
            && self.chapter_only.is_none()
            && !self.is_in_quiz
            && is_listed(inner)
        {
            self.say(
                Diagnostic::new(
                    Code::PairOnly,
                    message!("a box in one language cannot contain this block"),
                )
                .at(block.at)
                .hint(message!(
                    "move it out of the box, or write the box in both languages"
                )),
            );
            return self.only;
        }
        self.inner_only(key(inner))
    }

    /// The language that alone has something, by its own `only:` or by what is around it.
    pub(super) fn inner_only(&mut self, key: Option<&At<String>>) -> Option<Side> {
        let Some(key) = key else {
            return self.only;
        };
        let side = self.named(Some(key));
        if let Some(around) = self.only
            && side.is_some_and(|side| side != around)
        {
            let tag = self.shared.languages.get(around).tag().to_owned();
            let (message, hint) = if self.chapter_only.is_some() {
                (
                    message!("the chapter of this block is only in `{}`", tag),
                    message!("remove `only:` here, or move the block to another chapter"),
                )
            } else if self.is_in_quiz {
                (
                    message!("the quiz or the question around this is only in `{}`", tag),
                    message!("remove `only:` here"),
                )
            } else {
                (
                    message!("the box around this block is only in `{}`", tag),
                    message!("remove `only:` here, or move the block out of the box"),
                )
            };
            self.say(
                Diagnostic::new(Code::PairOnly, message)
                    .at(key.at)
                    .hint(hint),
            );
        }
        side.or(self.only)
    }

    /// What a block in one language says in it; an error if that is nothing. A text in the other is an error too, since
    /// no edition would have it.
    pub(super) fn said<'w>(
        &mut self,
        at: Span,
        words: &'w RawText,
        side: Side,
    ) -> Option<(&'w str, Span)> {
        let said =
            match words {
                RawText::Same(one) => Some(one),
                RawText::ByLanguage(each) => {
                    self.foreign_keys(each);
                    let languages = &self.shared.languages;
                    let tag = languages.get(side).tag();
                    let own = each.iter().find(|(key, ..)| *key == tag);
                    let mut others = each.iter().filter(|(key, ..)| *key != tag);
                    let is_other =
                        |key: &str| languages.side_of(key).is_some_and(|one| one != side);
                    if let Some((key, at, _)) = others.find(|(key, ..)| is_other(key)) {
                        self.say(
                        Diagnostic::new(
                            Code::PairOnly,
                            message!("the block is only in `{}`, but has a text in `{}`", tag, key),
                        )
                        .at(at)
                        .hint(message!(
                            "remove the text, or remove `only:` to have the block in both languages"
                        )),
                    );
                        own?;
                    }
                    own.map(|(.., said)| said)
                }
            };
        let Some(said) = said else {
            self.nothing(at, side);
            return None;
        };
        // What could not be read has been reported.
        let raw = said.value.as_ref()?.0.as_deref().unwrap_or_default();
        if raw.trim().is_empty() {
            self.nothing(said.at, side);
            return None;
        }
        Some((raw, said.at))
    }

    /// A text in one language; that of the other is empty.
    pub(super) fn single(
        &mut self,
        at: Span,
        words: &RawText,
        side: Side,
        role: TextRole,
    ) -> Pair<Text> {
        match self.said(at, words, side) {
            Some((raw, at)) => alone(side, self.text(raw, at, side, role)),
            None => Pair::default(),
        }
    }

    /// Reports that a block in one language says nothing.
    fn nothing(&mut self, at: Span, side: Side) {
        let tag = self.shared.languages.get(side).tag().to_owned();
        self.say(
            Diagnostic::new(
                Code::PairMissing,
                message!("the block is only in `{}`, but has no text in it", tag),
            )
            .at(at)
            .hint(message!("write it, or remove the block")),
        );
    }
}

/// A value of one language beside an empty one of the other.
pub(super) fn alone<T: Default>(side: Side, value: T) -> Pair<T> {
    match side {
        Side::A => Pair {
            a: value,
            b: T::default(),
        },
        Side::B => Pair {
            a: T::default(),
            b: value,
        },
    }
}

/// Whether a block is named in the contents.
fn is_listed(block: &BlockFile) -> bool {
    match block {
        BlockFile::Heading(_) | BlockFile::Summary(_) | BlockFile::Quiz(_) => true,
        BlockFile::Lead(_)
        | BlockFile::Figure(_)
        | BlockFile::Table(_)
        | BlockFile::Code(_)
        | BlockFile::Text(_)
        | BlockFile::List(_)
        | BlockFile::Quote(_)
        | BlockFile::Verse(_)
        | BlockFile::Gloss(_)
        | BlockFile::Math(_)
        | BlockFile::Break(_)
        | BlockFile::Dialogue(_)
        | BlockFile::Signatures(_)
        | BlockFile::Callout(_) => false,
    }
}
