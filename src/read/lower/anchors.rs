//! What texts can refer to by an anchor: chapters, questions, and blocks that have an `anchor:`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::lists::{Citation, LastNumbers, Numbers, Outer};
use super::words::TextRole;
use super::{Lower, Shared, chapters, items, only};
use crate::book::{
    ChapterNumber, Inline, Numbering, QuestionNumbers, Target, chapters_in_one_language, one_line,
    question_anchor,
};
use crate::diagnostics::{Code, Diagnostic, Fix};
use crate::lang::{Lang, Pair, Side, fill};
use crate::message::message;
use crate::read::file::{BlockFile, ChapterFile, ItemFile, ListFile};
use crate::read::inline::Referent;
use crate::read::names::nearest;
use crate::read::shape::{At, RawText, RawTextWith};
use crate::source::Span;

/// All anchors of a book.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    by_id: BTreeMap<String, Anchor>,
    /// Whether something that may have an anchor could not be read.
    is_partial: bool,
}

/// Something that texts can refer to.
#[derive(Debug)]
struct Anchor {
    /// The id of its chapter.
    chapter: String,
    /// The number of its chapter.
    chapter_number: Option<ChapterNumber>,
    /// The title of its chapter.
    chapter_title: Arc<Pair<Vec<Inline>>>,
    /// The language that alone has it.
    only: Option<Side>,
    kind: AnchorKind,
}

#[derive(Debug)]
enum AnchorKind {
    Chapter,
    Section(Pair<Vec<Inline>>),
    Titled(Pair<Vec<Inline>>),
    Figure(String),
    Table(String),
    Listing(String),
    Example(String),
    Question(String),
    /// An item of a list, and what its list calls it.
    Item(Pair<Citation>, Option<Pair<String>>),
    /// Without a number or a title that is printed.
    Nameless,
}

impl Anchor {
    /// How a text in a chapter calls it, in the language of a side.
    fn words(&self, lang: &Lang, side: Side, from: &str) -> Option<Vec<Inline>> {
        let plain = |words: String| vec![Inline::Plain(words)];
        let labels = lang.labels();
        let numbered = |label: &str, number: &str| plain(format!("{label}\u{a0}{number}"));
        let chapter = || match self.chapter_number {
            Some(number) => plain(whole(&number.words(&labels))),
            None => self.chapter_title.get(side).clone(),
        };
        // What has a number in its chapter alone is called after another chapter.
        let in_chapter = |words: String| {
            if self.chapter == from {
                return plain(words);
            }
            // Han needs no comma between the two.
            let comma = if lang.is_cjk() { "" } else { labels.comma };
            let words = plain(format!("{comma}{words}"));
            chapter().into_iter().chain(words).collect()
        };
        Some(match &self.kind {
            AnchorKind::Chapter => chapter(),
            AnchorKind::Section(title) => {
                let (before, after) = labels.section.split_once("{}").unwrap_or(("", ""));
                let title = title.get(side).clone();
                let around =
                    |words: &str| (!words.is_empty()).then(|| Inline::Plain(words.to_owned()));
                around(before)
                    .into_iter()
                    .chain(title)
                    .chain(around(after))
                    .collect()
            }
            AnchorKind::Titled(title) => title.get(side).clone(),
            AnchorKind::Figure(number) => numbered(labels.figure, number),
            AnchorKind::Table(number) => numbered(labels.table, number),
            AnchorKind::Listing(number) => numbered(labels.listing, number),
            AnchorKind::Question(number) => in_chapter(whole(&fill(labels.question, number))),
            AnchorKind::Example(number) => in_chapter(format!("({number})")),
            AnchorKind::Item(citation, called) => {
                let called = called.as_ref().map(|called| called.get(side));
                in_chapter(citation.get(side).words(called, lang))
            }
            AnchorKind::Nameless => return None,
        })
    }

    fn number(&self, side: Side) -> Option<String> {
        match &self.kind {
            AnchorKind::Chapter => self.chapter_number.map(|number| number.to_string()),
            AnchorKind::Figure(number)
            | AnchorKind::Table(number)
            | AnchorKind::Example(number)
            | AnchorKind::Listing(number)
            | AnchorKind::Question(number) => Some(number.clone()),
            AnchorKind::Item(citation, _) => Some(citation.get(side).number()),
            AnchorKind::Section(_) | AnchorKind::Titled(_) | AnchorKind::Nameless => None,
        }
    }
}

/// The words of links and references in place of these, since a reference is a link itself; without notes and index
/// entries, which belong to the title.
fn unlinked(list: Vec<Inline>) -> Vec<Inline> {
    let each = list.into_iter().flat_map(|inline| match inline {
        Inline::Link { text, .. } | Inline::Reference { text, .. } => unlinked(text),
        Inline::Emph(inner) => vec![Inline::Emph(unlinked(inner))],
        Inline::Strong(inner) => vec![Inline::Strong(unlinked(inner))],
        Inline::Span { kind, text } => vec![Inline::Span {
            kind,
            text: unlinked(text),
        }],
        Inline::Note(_) | Inline::Index(_) => Vec::new(),
        Inline::Plain(_)
        | Inline::Code(_)
        | Inline::Formula(_)
        | Inline::Ruby { .. }
        | Inline::Blank { .. }
        | Inline::Picture(_)
        | Inline::Break => vec![inline],
    });
    each.collect()
}

/// A label with its number, which stay on one line.
fn whole(label: &str) -> String {
    label.replace(' ', "\u{a0}")
}

impl Anchors {
    /// What an anchor stands for in a text of a chapter, in the language of a side.
    pub(super) fn referent(
        &self,
        id: &str,
        lang: &Lang,
        side: Side,
        from: &str,
    ) -> Option<Referent> {
        let anchor = self.by_id.get(id)?;
        Some(Referent {
            target: Target::Anchor {
                chapter: anchor.chapter.clone(),
                id: id.to_owned(),
            },
            elsewhere: anchor.only.filter(|only| *only != side),
            words: anchor.words(lang, side, from),
            number: anchor.number(side),
        })
    }
}

/// Finds the anchors of all chapters. `is_whole` says whether every chapter file could be read.
pub(super) fn find(shared: &Shared<'_>, files: &[At<ChapterFile>], is_whole: bool) -> Anchors {
    let mut anchors = Anchors {
        is_partial: !is_whole,
        ..Anchors::default()
    };
    let read = files.iter().filter_map(|chapter| chapter.value.as_ref());
    let mut letters = chapters::letters(read).into_iter();
    let mut numbering = Numbering::default();
    for (place, chapter) in files.iter().enumerate() {
        let Some(file) = &chapter.value else {
            anchors.is_partial = true;
            continue;
        };
        let letter = letters.next().flatten();
        let Some(id) = &file.id.value else {
            anchors.is_partial = true;
            continue;
        };
        let number = chapters::number(file, letter);
        let only_of = |file: &ChapterFile| {
            let only = file.only.as_ref();
            only.and_then(|only| shared.languages.side_of(only.value.as_deref()?))
        };
        let only = only_of(file);
        let following = files[place + 1..].iter();
        let following = following.filter_map(|chapter| chapter.value.as_ref());
        let following = following.map(|file| (chapters::role(file), only_of(file)));
        numbering.begin(number, only);
        let mut finder = Finder {
            shared,
            anchors: &mut anchors,
            chapter: id,
            number,
            numbering: &mut numbering,
            questions: Vec::new(),
            title: Arc::default(),
            outer: Outer::default(),
            last_numbers: LastNumbers::default(),
            only,
            only_of_part: chapters_in_one_language(chapters::role(file), following),
        };
        finder.title = Arc::new(finder.title(&file.title));
        let label = file.label.as_ref();
        let label = label.map(|label| AnchorKind::Titled(finder.title(label)));
        finder.add(id, label.unwrap_or(AnchorKind::Chapter));
        finder.blocks(&file.blocks);
        finder.number_questions();
    }
    anchors
}

/// Finds the anchors of a chapter, and numbers what has a number.
struct Finder<'a, 's> {
    shared: &'a Shared<'s>,
    anchors: &'a mut Anchors,
    chapter: &'a str,
    number: Option<ChapterNumber>,
    numbering: &'a mut Numbering,
    /// The ids of its questions, each with the language that alone has it. They are numbered when all are known.
    questions: Vec<(Option<String>, Option<Side>)>,
    /// The title of the chapter.
    title: Arc<Pair<Vec<Inline>>>,
    /// The item of a list that the blocks are inside of.
    outer: Outer,
    last_numbers: LastNumbers,
    /// The language that alone has the current block.
    only: Option<Side>,
    /// The language that alone has the chapters of the part that this is.
    only_of_part: Option<Side>,
}

impl Finder<'_, '_> {
    fn add(&mut self, id: &str, kind: AnchorKind) {
        let anchor = Anchor {
            chapter: self.chapter.to_owned(),
            chapter_number: self.number,
            chapter_title: Arc::clone(&self.title),
            only: self.only.or(self.only_of_part),
            kind,
        };
        // A repeated id is reported elsewhere.
        self.anchors.by_id.entry(id.to_owned()).or_insert(anchor);
    }

    /// The words of a title. What is wrong with it is reported where it is read for the book.
    fn title(&self, words: &At<RawText>) -> Pair<Vec<Inline>> {
        words
            .value
            .as_ref()
            .map_or_else(Pair::default, |raw| self.words(words.at, raw))
    }

    fn words(&self, at: Span, words: &RawText) -> Pair<Vec<Inline>> {
        let mut lower = Lower::new(self.shared);
        lower.only = self.only;
        let pair = lower.pair(at, words, TextRole::Title);
        pair.map(|text| {
            let line = one_line(&text.inlines);
            unlinked(line.unwrap_or_else(|| text.inlines.clone()))
        })
    }

    fn blocks(&mut self, list: &At<Vec<At<BlockFile>>>) {
        self.anchors.is_partial |= list.value.is_none();
        for block in items(Some(list)) {
            self.block(block);
        }
    }

    fn block(&mut self, block: &At<BlockFile>) {
        let around = self.only;
        let key = block.value.as_ref().and_then(only::key);
        self.only = around.or(self.side_of(key));
        self.anchored(block);
        self.only = around;
    }

    /// The language that `only:` names.
    fn side_of(&self, key: Option<&At<String>>) -> Option<Side> {
        let tag = key.and_then(|tag| tag.value.as_deref())?;
        self.shared.languages.side_of(tag)
    }

    /// Adds the questions of the chapter with their numbers.
    fn number_questions(&mut self) {
        let questions = std::mem::take(&mut self.questions);
        let mut numbers = QuestionNumbers::new(questions.iter().map(|(_, only)| *only));
        let around = self.only;
        for (id, only) in questions {
            let number = numbers.next(only);
            self.only = only;
            if let Some(id) = id {
                self.add(&id, AnchorKind::Question(number));
            }
        }
        self.only = around;
    }

    fn anchored(&mut self, block: &At<BlockFile>) {
        let found = block.value.as_ref().and_then(|block| self.found(block));
        let Some((anchor, kind)) = found else {
            self.anchors.is_partial = true;
            return;
        };
        match anchor.map(|anchor| anchor.value.clone()) {
            Some(Some(id)) => self.add(&id, kind),
            Some(None) => self.anchors.is_partial = true,
            None => {}
        }
    }

    /// The anchor of a block and what has it; `None` if the block could not be read.
    fn found<'b>(&mut self, block: &'b BlockFile) -> Option<(Option<&'b At<String>>, AnchorKind)> {
        let named = |anchor: &'b Option<At<String>>, kind: Option<AnchorKind>| {
            (anchor.as_ref(), kind.unwrap_or(AnchorKind::Nameless))
        };
        let nameless = |anchor: &'b Option<At<String>>| named(anchor, None);
        Some(match block {
            BlockFile::Lead(text) => nameless(&text.value.as_ref()?.rest.anchor),
            BlockFile::Text(text) => nameless(&text.value.as_ref()?.rest.anchor),
            BlockFile::Heading(heading) => {
                let inner = heading.value.as_ref()?;
                let anchor = inner.rest.anchor.as_ref();
                let title = anchor.map(|_| self.words(heading.at, &inner.text));
                (anchor, AnchorKind::Section(title.unwrap_or_default()))
            }
            BlockFile::List(list) => {
                let list = list.value.as_ref()?;
                self.list(Some(list), &list.items);
                nameless(&list.anchor)
            }
            BlockFile::Quote(quote) => {
                let rest = &quote.value.as_ref()?.rest;
                if let Some(blocks) = &rest.blocks {
                    self.blocks(blocks);
                }
                nameless(&rest.anchor)
            }
            BlockFile::Dialogue(dialogue) => nameless(&dialogue.value.as_ref()?.anchor),
            BlockFile::Signatures(signatures) => nameless(&signatures.value.as_ref()?.anchor),
            BlockFile::Verse(verse) => {
                let rest = &verse.value.as_ref()?.rest;
                let title = rest.title.as_ref();
                let kind = title.map(|title| AnchorKind::Titled(self.title(title)));
                named(&rest.anchor, kind)
            }
            BlockFile::Gloss(gloss) => {
                let gloss = gloss.value.as_ref()?;
                let is_numbered = gloss.numbered.as_ref().and_then(|at| at.value) != Some(false);
                let number = is_numbered.then(|| self.numbering.example());
                let kind = number.map_or(AnchorKind::Nameless, AnchorKind::Example);
                (gloss.anchor.as_ref(), kind)
            }
            BlockFile::Figure(figure) => {
                let figure = figure.value.as_ref()?;
                let caption = figure.caption.as_ref();
                let kind = caption.map(|_| AnchorKind::Figure(self.numbering.figure(self.only)));
                named(&figure.anchor, kind)
            }
            BlockFile::Table(table) => {
                let table = table.value.as_ref()?;
                let caption = table.caption.as_ref();
                let kind = caption.map(|_| AnchorKind::Table(self.numbering.table(self.only)));
                named(&table.anchor, kind)
            }
            BlockFile::Code(code) => {
                let code = code.value.as_ref()?;
                let caption = code.caption.as_ref();
                let kind = caption.map(|_| AnchorKind::Listing(self.numbering.listing(self.only)));
                named(&code.anchor, kind)
            }
            BlockFile::Break(_) => (None, AnchorKind::Nameless),
            BlockFile::Math(formula) => nameless(&formula.value.as_ref()?.anchor),
            BlockFile::Callout(callout) => {
                let callout = callout.value.as_ref()?;
                if let Some(blocks) = &callout.blocks {
                    self.blocks(blocks);
                }
                let title = callout.title.as_ref();
                let kind = title.map(|title| AnchorKind::Titled(self.title(title)));
                named(&callout.anchor, kind)
            }
            BlockFile::Summary(summary) => nameless(&summary.value.as_ref()?.anchor),
            BlockFile::Quiz(quiz) => {
                let quiz = quiz.value.as_ref()?;
                if let Some(passage) = &quiz.passage {
                    self.blocks(passage);
                }
                for question in items(Some(&quiz.questions)) {
                    let Some(question) = &question.value else {
                        self.questions.push((None, self.only));
                        self.anchors.is_partial = true;
                        continue;
                    };
                    let around = self.only;
                    self.only = around.or(self.side_of(question.only.as_ref()));
                    let id = question.id.value.as_ref();
                    self.anchors.is_partial |= id.is_none();
                    let id = id.map(|id| question_anchor(self.chapter, id));
                    self.questions.push((id, self.only));
                    let options = items(question.options.as_ref());
                    let options = options.filter_map(|option| option.value.as_ref());
                    let of_options = options.filter_map(|option| option.rest.blocks.as_ref());
                    for blocks in question.blocks.iter().chain(of_options) {
                        self.blocks(blocks);
                    }
                    self.only = around;
                }
                let title = quiz.title.as_ref();
                let kind = title.map(|title| AnchorKind::Titled(self.title(title)));
                named(&quiz.anchor, kind)
            }
        })
    }
}

impl Finder<'_, '_> {
    /// Finds the anchors of a list's items; what is wrong with it is reported where it is read for the book.
    fn list(&mut self, file: Option<&ListFile>, list: &At<Vec<At<RawTextWith<ItemFile>>>>) {
        let outer = self.outer.clone();
        let languages = (&self.shared.languages, self.only);
        let numbers = Numbers::of(file, &outer, &self.last_numbers, languages, &mut |_| {});
        self.anchors.is_partial |= list.value.is_none();
        let written = list.value.as_deref().unwrap_or_default();
        for (index, item) in written.iter().enumerate() {
            let (_, inside) = numbers.item(index);
            self.outer = inside;
            let Some(inner) = &item.value else {
                self.anchors.is_partial = true;
                continue;
            };
            let rest = &inner.rest;
            if let Some(anchor) = &rest.anchor {
                let kind = match (&rest.term, self.outer.citation()) {
                    (Some(term), _) => AnchorKind::Titled(self.title(term)),
                    (None, Some((citation, called))) => AnchorKind::Item(citation, called),
                    (None, None) => AnchorKind::Nameless,
                };
                match &anchor.value {
                    Some(id) => self.add(id, kind),
                    None => self.anchors.is_partial = true,
                }
            }
            if let Some(list) = &rest.items {
                self.list(None, list);
            }
            if let Some(blocks) = &rest.blocks {
                self.blocks(blocks);
            }
        }
        self.outer = outer;
        self.last_numbers = numbers.last(written.len(), self.only, &self.last_numbers);
    }
}

impl Lower<'_> {
    /// Reports a reference to an anchor that nothing has, unless what has it may have been unreadable.
    pub(super) fn unknown_anchor(&mut self, id: &str, at: Span) {
        let anchors = &self.shared.anchors;
        if anchors.is_partial {
            return;
        }
        let known = nearest(id, anchors.by_id.keys().map(String::as_str));
        let fix = known.and_then(|known| Fix::renaming(self.shared.sources, at, id, known));
        let hint = match known {
            Some(known) => message!("did you mean `#{}`?", known),
            None => message!(
                "write `anchor: {}` in the block that is meant; chapters and questions have their `id:`",
                id
            ),
        };
        self.say(
            Diagnostic::new(
                Code::RefAnchor,
                message!("nothing in the book has the anchor `{}`", id),
            )
            .at(at)
            .hint(hint)
            .fix(fix),
        );
    }

    /// Reports a reference to something that only the other language has.
    pub(super) fn elsewhere(&mut self, id: &str, side: Side, at: Span) {
        let tag = self.shared.languages.get(side).tag().to_owned();
        self.say(
            Diagnostic::new(
                Code::RefAnchor,
                message!(
                    "`{}` is only in `{}`, so that a text in the other language cannot refer to it",
                    id,
                    tag
                ),
            )
            .at(at)
            .hint(message!(
                "remove the reference, or give the block a text in both languages"
            )),
        );
    }

    /// Reports a reference to something that has neither a number nor a title.
    pub(super) fn nameless(&mut self, id: &str, at: Span) {
        self.say(
            Diagnostic::new(
                Code::RefNameless,
                message!(
                    "`{}` has neither a number nor a title that the reference could print",
                    id
                ),
            )
            .at(at)
            .hint(message!(
                "write the words yourself, `[words](#{})`, or give it a caption or a title",
                id
            )),
        );
    }

    /// Reports `{}` in the words of a reference to something without a number.
    pub(super) fn numberless(&mut self, id: &str, at: Span) {
        self.say(
            Diagnostic::new(
                Code::RefNameless,
                message!("`{}` has no number that `{}` could stand for", id, "{}"),
            )
            .at(at)
            .hint(message!("write the words without it")),
        );
    }

    /// Reports words in a reference by name.
    pub(super) fn reference_words(&mut self, id: &str, at: Span) {
        self.say(
            Diagnostic::new(
                Code::RefAnchor,
                message!("a reference with words of its own is written as a link"),
            )
            .at(at)
            .hint(message!("write `[words](#{})`", id)),
        );
    }
}
