//! Chapters and their blocks.

use std::collections::BTreeMap;

use super::ids::Claim;
use super::words::TextRole;
use super::{Lower, chapters, items};
use crate::book::{
    Block, BlockBreak, BlockKind, Callout, CalloutKind, Chapter, ChapterRole, Matter, Text,
};
use crate::diagnostics::{Code, Diagnostic};
use crate::lang::Pair;
use crate::message::message;
use crate::read::file::{BlockFile, BreakFile, CalloutFile, CalloutKindFile, ChapterFile};
use crate::read::shape::{At, RawText};
use crate::source::Span;

impl Lower<'_> {
    /// Reads a chapter; the ids of its blocks begin with `prefix`. An appendix has a letter.
    pub(super) fn chapter(
        &mut self,
        file: &ChapterFile,
        prefix: &str,
        letter: Option<char>,
    ) -> Chapter {
        let id = self.slug(&file.id);
        self.take(&id, &id, file.id.at);
        self.chapter.clone_from(&id);
        let number = file.number.as_ref().and_then(|at| Some((at.value?, at.at)));
        let role = chapters::role(file);
        self.role = role;
        self.is_indexed = role.matter() != Matter::Front && !role.is_closing();
        if let Some((number, at)) = number {
            self.found.claims.push(Claim::Number { number, at });
            if role != ChapterRole::Chapter {
                self.say(chapters::numbered(role, at));
            }
        }
        let number = chapters::number(file, letter);
        if let Some(label) = &file.label
            && role != ChapterRole::Part
        {
            self.say(chapters::labelled(label.at));
        }
        match &file.only {
            Some(only) if role == ChapterRole::Part => {
                self.say(chapters::part_in_one_language(only.at));
            }
            only => self.chapter_only = self.named(only.as_ref()),
        }
        self.only = self.chapter_only;
        let label = file.label.as_ref().map(|words| self.title(words));
        // What is not printed cannot have notes.
        let title = if role.is_plate() {
            self.title(&file.title)
        } else {
            self.noted(&file.title)
        };
        self.may_cite = true;
        let blocks = self.blocks(prefix, Some(&file.blocks));
        self.useless_breaks(&blocks);
        Chapter {
            number,
            role,
            only: self.chapter_only,
            label,
            title,
            blocks,
            // Set when all chapters have been read.
            numbers: BTreeMap::new(),
            id,
        }
    }

    /// Reports breaks that part nothing, at the beginning or the end of a chapter or beside another.
    fn useless_breaks(&mut self, blocks: &[Block]) {
        let is_break = |block: Option<&Block>| {
            block.is_none_or(|block| matches!(block.kind, BlockKind::Break(_)))
        };
        let mut before = None;
        for (index, block) in blocks.iter().enumerate() {
            if is_break(Some(block)) && (is_break(before) || index + 1 == blocks.len()) {
                self.say(
                    Diagnostic::new(Code::YamlValue, message!("the break parts nothing"))
                        .at(block.at)
                        .hint(message!("remove it, or move it between two other blocks")),
                );
            }
            before = Some(block);
        }
    }

    pub(super) fn blocks(
        &mut self,
        chapter: &str,
        list: Option<&At<Vec<At<BlockFile>>>>,
    ) -> Vec<Block> {
        items(list)
            .filter_map(|block| self.block(chapter, block))
            .collect()
    }

    fn block(&mut self, chapter: &str, block: &At<BlockFile>) -> Option<Block> {
        let (only, readings) = (self.only, self.readings);
        self.only = self.only(block);
        self.readings = self.readings(block.value.as_ref()?);
        let read = self.block_of(chapter, block);
        (self.only, self.readings) = (only, readings);
        read
    }

    fn block_of(&mut self, chapter: &str, block: &At<BlockFile>) -> Option<Block> {
        let at = block.at;
        let block = block.value.as_ref()?;
        if self.is_in_quiz
            && let Some(name) = only_in_chapter(block)
        {
            self.not_in_quiz(name, at);
            return None;
        }
        let (name, anchor, kind) = match block {
            BlockFile::Lead(text) => {
                let inner = text.value.as_ref()?;
                let text = self.body(text.at, &inner.text);
                ("lead", inner.rest.anchor.as_ref(), BlockKind::Lead(text))
            }
            BlockFile::Text(text) => {
                let inner = text.value.as_ref()?;
                let kind = self.paragraph(text.at, inner);
                ("text", inner.rest.anchor.as_ref(), kind)
            }
            BlockFile::Heading(heading) => {
                if self.role.is_opening() {
                    self.say(chapters::heading_on_plate(self.role, at));
                }
                let inner = heading.value.as_ref()?;
                let level = inner.rest.level.as_ref();
                let may_cite = std::mem::take(&mut self.may_cite);
                let kind = BlockKind::Heading {
                    level: self.level(level),
                    text: self.body(heading.at, &inner.text),
                };
                self.may_cite = may_cite;
                ("heading", inner.rest.anchor.as_ref(), kind)
            }
            BlockFile::List(list) => {
                let list = list.value.as_ref()?;
                let kind = BlockKind::List(self.list(chapter, Some(list), &list.items, at));
                ("list", list.anchor.as_ref(), kind)
            }
            BlockFile::Quote(quote) => {
                let inner = quote.value.as_ref()?;
                let kind = BlockKind::Quote(self.quote(chapter, quote.at, inner));
                ("quote", inner.rest.anchor.as_ref(), kind)
            }
            BlockFile::Dialogue(dialogue) => {
                let dialogue = dialogue.value.as_ref()?;
                let kind = BlockKind::Dialogue(self.dialogue(dialogue));
                ("dialogue", dialogue.anchor.as_ref(), kind)
            }
            BlockFile::Signatures(signatures) => {
                let signatures = signatures.value.as_ref()?;
                let kind = BlockKind::Signatures(self.signatures(signatures));
                ("signatures", signatures.anchor.as_ref(), kind)
            }
            BlockFile::Verse(verse) => {
                let inner = verse.value.as_ref()?;
                let kind = BlockKind::Verse(self.verse(verse.at, inner));
                ("verse", inner.rest.anchor.as_ref(), kind)
            }
            BlockFile::Gloss(gloss) => {
                let gloss = gloss.value.as_ref()?;
                let kind = BlockKind::Gloss(self.gloss(gloss));
                ("gloss", gloss.anchor.as_ref(), kind)
            }
            BlockFile::Figure(figure) => {
                let at = figure.at;
                let figure = figure.value.as_ref()?;
                ("figure", figure.anchor.as_ref(), self.figure(figure, at)?)
            }
            BlockFile::Table(table) => {
                let at = table.at;
                let table = table.value.as_ref()?;
                ("table", table.anchor.as_ref(), self.table(table, at))
            }
            BlockFile::Code(code) => {
                let at = code.at;
                let code = code.value.as_ref()?;
                ("code", code.anchor.as_ref(), self.code(code, at)?)
            }
            BlockFile::Math(formula) => {
                let formula = formula.value.as_ref()?;
                ("math", formula.anchor.as_ref(), self.formula(formula)?)
            }
            BlockFile::Break(kind) => {
                if self.in_box {
                    self.say(
                        Diagnostic::new(Code::YamlValue, message!("a box cannot hold a break"))
                            .at(at)
                            .hint(message!("remove it, or divide the box into two")),
                    );
                }
                let kind = match kind.value? {
                    BreakFile::Scene => BlockBreak::Scene,
                    BreakFile::Page => BlockBreak::Page,
                };
                ("break", None, BlockKind::Break(kind))
            }
            BlockFile::Callout(callout) => {
                let at = callout.at;
                let callout = callout.value.as_ref()?;
                let kind = self.callout(chapter, callout, at)?;
                ("callout", callout.anchor.as_ref(), kind)
            }
            BlockFile::Summary(summary) => {
                let summary = summary.value.as_ref()?;
                let kind = BlockKind::Summary(self.points(&summary.items));
                ("summary", summary.anchor.as_ref(), kind)
            }
            BlockFile::Quiz(quiz) => {
                if self.role.matter() == Matter::Front {
                    self.say(chapters::quiz_in_front(at));
                } else if self.role == ChapterRole::Part {
                    self.say(chapters::quiz_in_part(at));
                } else if self.chapter_only.is_some() {
                    self.say(chapters::quiz_in_one_language(at));
                }
                let quiz = quiz.value.as_ref()?;
                let kind = BlockKind::Quiz(self.quiz(chapter, quiz));
                ("quiz", quiz.anchor.as_ref(), kind)
            }
        };
        let id = self.block_id(chapter, name, anchor, at);
        Some(Block {
            id,
            at,
            only: self.only,
            has_own_readings: self.readings.is_some(),
            kind,
        })
    }

    fn level(&mut self, level: Option<&At<u8>>) -> u8 {
        match level.and_then(|level| Some((level.value?, level.at))) {
            None => 1,
            Some((level @ 1..=3, _)) => level,
            Some((level, at)) => {
                self.say(
                    Diagnostic::new(Code::YamlValue, message!("a heading cannot have level {}", level))
                        .at(at)
                        .hint(message!("write 1 for a section, 2 for a subsection, or 3 for a part of one; all are below the chapter title")),
                );
                1
            }
        }
    }

    fn points(&mut self, list: &At<Vec<At<RawText>>>) -> Vec<Pair<Text>> {
        self.not_empty(list);
        items(Some(list))
            .map(|words| self.words(words, TextRole::Body))
            .collect()
    }

    fn callout(&mut self, chapter: &str, callout: &CalloutFile, at: Span) -> Option<BlockKind> {
        let title = callout.title.as_ref().map(|words| self.title(words));
        let blocks = match (&callout.text, &callout.blocks) {
            (Some(words), None) => {
                let text = self.words(words, TextRole::Body);
                let id = self.block_id(chapter, "text", None, words.at);
                vec![Block {
                    id,
                    at: words.at,
                    only: self.only,
                    has_own_readings: self.readings.is_some(),
                    kind: BlockKind::Text(text),
                }]
            }
            (None, Some(blocks)) => {
                self.not_empty(blocks);
                let was_in_box = std::mem::replace(&mut self.in_box, true);
                let blocks = self.blocks(chapter, Some(blocks));
                self.in_box = was_in_box;
                blocks
            }
            (Some(_), Some(blocks)) => {
                self.say(
                    Diagnostic::new(
                        Code::YamlValue,
                        message!("the callout has both `text` and `blocks`"),
                    )
                    .at(blocks.at)
                    .hint(message!("move the text into `blocks`")),
                );
                Vec::new()
            }
            (None, None) => {
                self.say(
                    Diagnostic::new(Code::YamlKeyMissing, message!("the callout is empty"))
                        .at(at)
                        .hint(message!("add `text:` or `blocks:`")),
                );
                Vec::new()
            }
        };
        let kind = match callout.kind.value? {
            CalloutKindFile::Insight => CalloutKind::Insight,
            CalloutKindFile::Note => CalloutKind::Note,
            CalloutKindFile::Tip => CalloutKind::Tip,
            CalloutKindFile::Warning => CalloutKind::Warning,
            CalloutKindFile::Roadmap => CalloutKind::Roadmap,
        };
        Some(BlockKind::Callout(Callout {
            kind,
            title,
            blocks,
        }))
    }
}

/// The name of a block that has a place of its own in the chapter, so that no other can hold it.
pub(super) fn only_in_chapter(block: &BlockFile) -> Option<&'static str> {
    match block {
        BlockFile::Lead(_) => Some("lead"),
        BlockFile::Heading(_) => Some("heading"),
        BlockFile::Summary(_) => Some("summary"),
        BlockFile::Quiz(_) => Some("quiz"),
        BlockFile::Break(_) => Some("break"),
        BlockFile::Text(_)
        | BlockFile::List(_)
        | BlockFile::Quote(_)
        | BlockFile::Verse(_)
        | BlockFile::Gloss(_)
        | BlockFile::Figure(_)
        | BlockFile::Table(_)
        | BlockFile::Code(_)
        | BlockFile::Math(_)
        | BlockFile::Callout(_)
        | BlockFile::Dialogue(_)
        | BlockFile::Signatures(_) => None,
    }
}
