//! The file format → the model: languages paired, texts parsed, blocks named. Everything that is
//! wrong is said; what could not be read stands empty until the book is given up for it.

use std::collections::BTreeMap;

use super::file::{
    BlockFile, BookFile, CalloutFile, CalloutKindFile, ChapterFile, CodeFile, FigureFile,
    GlossaryFile, MissingFile, QuestionFile, RoleFile, TableFile,
};
use super::inline::{self, Context, Remark};
use super::settings;
use super::shape::{At, Said, Words};
use super::tree;
use crate::book::{
    Answer, Block, BlockKind, Book, Callout, CalloutKind, Chapter, Choice, Code, Creator, Figure,
    Inline, Picture, Question, Role, Table, Term, Text,
};
use crate::edition::Edition;
use crate::lang::{Lang, Pair, Side, is_han};
use crate::report::{Code as Complaint, Diagnostic, Diagnostics};
use crate::source::{FileId, Sources, Span, span};

type Loaded<T> = (FileId, At<T>);

/// Makes the book and its editions. `None` only when the languages are not known.
pub fn book(
    file: &BookFile,
    file_id: FileId,
    chapters: &[Loaded<ChapterFile>],
    glossary: Option<&Loaded<GlossaryFile>>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<(Book, Vec<Edition>)> {
    let languages = settings::languages(file, diagnostics)?;
    let full_width = settings::punctuation(file, &languages, diagnostics);
    let mut lower = Lower {
        sources,
        diagnostics,
        missing: file
            .missing
            .as_ref()
            .and_then(|at| at.value)
            .unwrap_or(MissingFile::Error),
        languages,
        full_width,
        terms: BTreeMap::new(),
        ids: Ids::default(),
    };
    let glossary = lower.glossary(glossary);
    let editions = settings::editions(file, &lower.languages, lower.diagnostics);
    let names: Vec<&str> = editions.iter().map(|one| one.name.as_str()).collect();
    let book = Book {
        id: lower.slug(&file.id),
        title: lower.title(&file.title),
        subtitle: file.subtitle.as_ref().map(|words| lower.title(words)),
        creators: lower.creators(file),
        publisher: file.publisher.as_ref().map(|words| lower.title(words)),
        date: settings::date(file, lower.diagnostics),
        rights: file.rights.as_ref().map(|words| lower.title(words)),
        description: file.description.as_ref().map(|words| lower.title(words)),
        subjects: items(file.subjects.as_ref())
            .map(|words| lower.title(words))
            .collect(),
        identifiers: settings::identifiers(file, &names, lower.diagnostics),
        cover: file.cover.as_ref().and_then(picture),
        style: settings::style(file, &lower.languages, lower.diagnostics),
        glossary,
        chapters: chapters
            .iter()
            .filter_map(|(_, chapter)| Some(lower.chapter(chapter.value.as_ref()?)))
            .collect(),
        languages: lower.languages.clone(),
    };
    if file.chapters.value.as_ref().is_some_and(Vec::is_empty) {
        lower.diagnostics.push(
            Diagnostic::new(Complaint::YamlValue, "the book has no chapters")
                .at(if file.chapters.at.file == file_id {
                    file.chapters.at
                } else {
                    span(file_id, 0, 0)
                })
                .hint("name at least one file under `chapters:`"),
        );
    }
    Some((book, editions))
}

/// The elements of an optional list that could be read as a list.
fn items<T>(list: Option<&At<Vec<T>>>) -> impl Iterator<Item = &T> {
    list.and_then(|list| list.value.as_ref())
        .into_iter()
        .flatten()
}

fn picture(path: &At<String>) -> Option<Picture> {
    Some(Picture {
        path: path.value.clone()?,
        at: path.at,
    })
}

/// Every id of the book and where it was given.
#[derive(Debug, Default)]
struct Ids {
    taken: BTreeMap<String, Span>,
    counts: BTreeMap<&'static str, usize>,
}

/// Where a text stands, and so what it may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Running text.
    Body,
    /// Titles, captions, options and the like, which are printed more than once or out of the text.
    Title,
}

struct Lower<'a> {
    sources: &'a Sources,
    diagnostics: &'a mut Diagnostics,
    languages: Pair<Lang>,
    full_width: Pair<bool>,
    missing: MissingFile,
    /// The words of each glossary term.
    terms: BTreeMap<String, Pair<Vec<Inline>>>,
    ids: Ids,
}

impl Lower<'_> {
    fn glossary(&mut self, file: Option<&Loaded<GlossaryFile>>) -> Vec<Term> {
        let terms = file.and_then(|(_, file)| file.value.as_ref());
        let entries: Vec<_> = items(terms.map(|file| &file.terms))
            .filter_map(|term| term.value.as_ref())
            .collect();
        let mut named = Vec::new();
        for entry in entries {
            let id = self.slug(&entry.id);
            let term = self.title(&entry.term);
            self.take(&crate::manuscript::term_anchor(&id), entry.id.at);
            let words = term.map(|text| text.inlines.clone());
            self.terms.insert(id.clone(), words);
            named.push((id, term, entry.definition.as_ref()));
        }
        // Definitions may use any term, so they are read when all are known.
        named
            .into_iter()
            .map(|(id, term, definition)| Term {
                id,
                term,
                definition: definition.map(|words| self.words(words, Place::Title)),
            })
            .collect()
    }

    fn creators(&mut self, file: &BookFile) -> Vec<Creator> {
        items(file.creators.as_ref())
            .filter_map(|creator| creator.value.as_ref())
            .map(|creator| Creator {
                name: self.title(&creator.name),
                role: match creator.role.as_ref().and_then(|role| role.value) {
                    None | Some(RoleFile::Author) => Role::Author,
                    Some(RoleFile::Translator) => Role::Translator,
                    Some(RoleFile::Editor) => Role::Editor,
                    Some(RoleFile::Illustrator) => Role::Illustrator,
                },
            })
            .collect()
    }

    fn chapter(&mut self, file: &ChapterFile) -> Chapter {
        let id = self.slug(&file.id);
        self.take(&id, file.id.at);
        self.ids.counts.clear();
        Chapter {
            number: file.number.as_ref().and_then(|number| number.value),
            title: self.title(&file.title),
            blocks: self.blocks(&id, Some(&file.blocks)),
            id,
        }
    }

    fn blocks(&mut self, chapter: &str, list: Option<&At<Vec<At<BlockFile>>>>) -> Vec<Block> {
        items(list)
            .filter_map(|block| self.block(chapter, block))
            .collect()
    }

    fn block(&mut self, chapter: &str, block: &At<BlockFile>) -> Option<Block> {
        let at = block.at;
        let (name, anchor, kind) = match block.value.as_ref()? {
            BlockFile::Lead(text) => {
                let inner = text.value.as_ref()?;
                let text = self.body(text.at, &inner.words);
                ("lead", inner.rest.anchor.as_ref(), BlockKind::Lead(text))
            }
            BlockFile::Text(text) => {
                let inner = text.value.as_ref()?;
                let text = self.body(text.at, &inner.words);
                ("text", inner.rest.anchor.as_ref(), BlockKind::Text(text))
            }
            BlockFile::Heading(heading) => {
                let inner = heading.value.as_ref()?;
                let level = inner.rest.level.as_ref();
                let kind = BlockKind::Heading {
                    level: self.level(level),
                    text: self.pair(heading.at, &inner.words, Place::Title),
                };
                ("heading", inner.rest.anchor.as_ref(), kind)
            }
            BlockFile::List(list) => {
                let list = list.value.as_ref()?;
                let kind = BlockKind::List {
                    ordered: list.ordered.as_ref().and_then(|at| at.value) == Some(true),
                    items: self.list(&list.items),
                };
                ("list", list.anchor.as_ref(), kind)
            }
            BlockFile::Quote(quote) => {
                let inner = quote.value.as_ref()?;
                let kind = BlockKind::Quote {
                    text: self.body(quote.at, &inner.words),
                    source: inner.rest.source.as_ref().map(|words| self.title(words)),
                };
                ("quote", inner.rest.anchor.as_ref(), kind)
            }
            BlockFile::Figure(figure) => {
                let figure = figure.value.as_ref()?;
                ("figure", figure.anchor.as_ref(), self.figure(figure)?)
            }
            BlockFile::Table(table) => {
                let at = table.at;
                let table = table.value.as_ref()?;
                ("table", table.anchor.as_ref(), self.table(table, at))
            }
            BlockFile::Code(code) => {
                let code = code.value.as_ref()?;
                ("code", code.anchor.as_ref(), self.code(code)?)
            }
            BlockFile::Callout(callout) => {
                let at = callout.at;
                let callout = callout.value.as_ref()?;
                let kind = self.callout(chapter, callout, at)?;
                ("callout", callout.anchor.as_ref(), kind)
            }
            BlockFile::Summary(summary) => {
                let summary = summary.value.as_ref()?;
                let kind = BlockKind::Summary(self.list(&summary.items));
                ("summary", summary.anchor.as_ref(), kind)
            }
            BlockFile::Quiz(quiz) => {
                let quiz = quiz.value.as_ref()?;
                let questions = items(Some(&quiz.questions))
                    .filter_map(|question| self.question(chapter, question))
                    .collect();
                ("quiz", quiz.anchor.as_ref(), BlockKind::Quiz(questions))
            }
        };
        let id = self.block_id(chapter, name, anchor, at);
        Some(Block { id, at, kind })
    }

    fn block_id(
        &mut self,
        chapter: &str,
        name: &'static str,
        anchor: Option<&At<String>>,
        at: Span,
    ) -> String {
        let count = self.ids.counts.entry(name).or_default();
        *count += 1;
        let (id, at) = match anchor {
            Some(anchor) => (self.slug(anchor), anchor.at),
            None => (format!("{chapter}-{name}-{count}"), at),
        };
        self.take(&id, at);
        id
    }

    fn level(&mut self, level: Option<&At<u8>>) -> u8 {
        match level.and_then(|level| Some((level.value?, level.at))) {
            None => 1,
            Some((level @ 1..=2, _)) => level,
            Some((level, at)) => {
                self.diagnostics.push(
                    Diagnostic::new(Complaint::YamlValue, format!("a heading of level {level}"))
                        .at(at)
                        .hint("1 is a section, 2 a subsection; the chapter's title is above both"),
                );
                1
            }
        }
    }

    fn list(&mut self, list: &At<Vec<At<Words>>>) -> Vec<Pair<Text>> {
        if list.value.as_ref().is_some_and(Vec::is_empty) {
            self.diagnostics.push(
                Diagnostic::new(Complaint::YamlValue, "an empty list")
                    .at(list.at)
                    .hint("give it an item, or remove the block"),
            );
        }
        items(Some(list))
            .map(|words| self.words(words, Place::Body))
            .collect()
    }

    fn figure(&mut self, figure: &FigureFile) -> Option<BlockKind> {
        let alt = self.title(&figure.alt);
        let caption = figure.caption.as_ref().map(|words| self.title(words));
        Some(BlockKind::Figure(Figure {
            image: picture(&figure.image)?,
            alt,
            caption,
            width: settings::width(figure.width.as_ref(), self.diagnostics),
        }))
    }

    fn table(&mut self, table: &TableFile, at: Span) -> BlockKind {
        let header: Vec<_> = items(table.header.as_ref())
            .map(|cell| self.title(cell))
            .collect();
        let mut rows = Vec::new();
        let mut width = (!header.is_empty()).then_some(header.len());
        for row in items(Some(&table.rows)) {
            let cells: Vec<_> = items(Some(row))
                .map(|cell| self.words(cell, Place::Title))
                .collect();
            let wanted = *width.get_or_insert(cells.len());
            if cells.len() != wanted && row.value.is_some() {
                self.diagnostics.push(
                    Diagnostic::new(
                        Complaint::TableShape,
                        format!("a row of {} cells in a table of {wanted}", cells.len()),
                    )
                    .at(row.at)
                    .hint("give every row as many cells as the first"),
                );
            }
            rows.push(cells);
        }
        if width.is_none_or(|width| width == 0) && table.rows.value.is_some() {
            self.diagnostics.push(
                Diagnostic::new(Complaint::TableShape, "a table without cells")
                    .at(at)
                    .hint("give it rows, or remove the block"),
            );
        }
        BlockKind::Table(Table {
            caption: table.caption.as_ref().map(|words| self.title(words)),
            header,
            rows,
        })
    }

    fn code(&mut self, code: &CodeFile) -> Option<BlockKind> {
        let text = code.text.value.as_ref()?;
        if text.trim().is_empty() {
            self.diagnostics.push(
                Diagnostic::new(Complaint::YamlValue, "a listing without a line")
                    .at(code.text.at)
                    .hint("give it text, or remove the block"),
            );
        }
        Some(BlockKind::Code(Code {
            lang: code.lang.as_ref().and_then(|lang| lang.value.clone()),
            text: text.trim_end().replace("\r\n", "\n").replace('\t', "    "),
            at: code.text.at,
            caption: code.caption.as_ref().map(|words| self.title(words)),
        }))
    }

    fn callout(&mut self, chapter: &str, callout: &CalloutFile, at: Span) -> Option<BlockKind> {
        let title = callout.title.as_ref().map(|words| self.title(words));
        let blocks = match (&callout.text, &callout.blocks) {
            (Some(words), None) => {
                let text = self.words(words, Place::Body);
                let id = self.block_id(chapter, "text", None, words.at);
                vec![Block {
                    id,
                    at: words.at,
                    kind: BlockKind::Text(text),
                }]
            }
            (None, Some(_)) => self.blocks(chapter, callout.blocks.as_ref()),
            (Some(_), Some(blocks)) => {
                self.diagnostics.push(
                    Diagnostic::new(
                        Complaint::YamlValue,
                        "a callout with both `text` and `blocks`",
                    )
                    .at(blocks.at)
                    .hint("move the text into `blocks`"),
                );
                Vec::new()
            }
            (None, None) => {
                self.diagnostics.push(
                    Diagnostic::new(Complaint::YamlKeyMissing, "a callout without content")
                        .at(at)
                        .hint("give it `text:` or `blocks:`"),
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

    fn question(&mut self, chapter: &str, question: &At<QuestionFile>) -> Option<Question> {
        let at = question.at;
        let question = question.value.as_ref()?;
        let id = self.slug(&question.id);
        self.take(&format!("{chapter}-{id}"), question.id.at);
        self.take(&format!("key-{chapter}-{id}"), question.id.at);
        let answer = self.answer(question, at);
        Some(Question {
            id,
            prompt: self.words(&question.prompt, Place::Body),
            answer,
            explanation: question
                .explanation
                .as_ref()
                .map(|words| self.words(words, Place::Body)),
            points: question.points.as_ref().and_then(|points| points.value),
        })
    }

    fn answer(&mut self, question: &QuestionFile, at: Span) -> Answer {
        let at = if question.id.value.is_some() {
            question.id.at
        } else {
            at
        };
        let mut complain = |message: &str, at: Span, hint: &str| {
            self.diagnostics.push(
                Diagnostic::new(Complaint::QuizAnswer, message)
                    .at(at)
                    .hint(hint),
            );
        };
        if let (Some(_), Some(answer)) = (&question.options, &question.answer) {
            complain(
                "a question with both `options` and `answer`",
                answer.at,
                "mark the right option with `correct: true`, or keep the answer alone",
            );
        }
        if let (Some(_), Some(space)) = (&question.options, &question.space) {
            complain(
                "`space` in a question that is answered by choosing",
                space.at,
                "remove it: lines to write on belong to an open question",
            );
        }
        let Some(options) = &question.options else {
            let Some(answer) = &question.answer else {
                complain(
                    "a question without an answer",
                    at,
                    "give it `options:` of which one is correct, or an `answer:`",
                );
                return Answer::Choice(Vec::new());
            };
            return Answer::Open {
                answer: self.words(answer, Place::Body),
                space: question.space.as_ref().and_then(|at| at.value).unwrap_or(3),
            };
        };
        let is_correct = |option: &At<super::shape::Worded<super::file::OptionFile>>| {
            let rest = option.value.as_ref().map(|option| &option.rest);
            rest.and_then(|rest| rest.correct.as_ref()?.value) == Some(true)
        };
        let list = options.value.as_deref().unwrap_or_default();
        if options.value.is_some() && !(2..=26).contains(&list.len()) {
            complain(
                &format!("a question with {} options", list.len()),
                options.at,
                "give it two options or more, 26 at most, or an `answer:` in words",
            );
        }
        let is_readable = list.iter().all(|option| option.value.is_some());
        if is_readable && !list.is_empty() && !list.iter().any(is_correct) {
            complain(
                "none of the options is correct",
                at,
                "mark at least one with `correct: true`",
            );
        }
        Answer::Choice(
            list.iter()
                .filter_map(|option| {
                    let worded = option.value.as_ref()?;
                    Some(Choice {
                        text: self.pair(option.at, &worded.words, Place::Title),
                        correct: is_correct(option),
                    })
                })
                .collect(),
        )
    }

    /// Checks a name that becomes part of links and file names.
    fn slug(&mut self, at: &At<String>) -> String {
        let Some(id) = &at.value else {
            return String::new();
        };
        if !settings::is_slug(id) {
            self.diagnostics.push(
                Diagnostic::new(Complaint::RefId, format!("`{id}` cannot be an id"))
                    .at(at.at)
                    .hint("use lower-case letters, digits and hyphens, 64 at most, as in `post-training`"),
            );
        }
        id.clone()
    }

    /// Gives an id to one thing and to no other.
    fn take(&mut self, id: &str, at: Span) {
        if let Some(first) = self.ids.taken.get(id) {
            self.diagnostics.push(
                Diagnostic::new(
                    Complaint::RefIdTwice,
                    format!("the id `{id}` is given twice"),
                )
                .at(at)
                .label(*first, "first here")
                .hint("change one of the two"),
            );
        } else {
            self.ids.taken.insert(id.to_owned(), at);
        }
    }

    fn title(&mut self, words: &At<Words>) -> Pair<Text> {
        self.words(words, Place::Title)
    }

    fn body(&mut self, at: Span, words: &Words) -> Pair<Text> {
        self.pair(at, words, Place::Body)
    }

    fn words(&mut self, words: &At<Words>, place: Place) -> Pair<Text> {
        match &words.value {
            Some(inner) => self.pair(words.at, inner, place),
            None => Pair::default(),
        }
    }

    /// A text in both languages; what is missing is said or filled, as the book wants it.
    fn pair(&mut self, at: Span, words: &Words, place: Place) -> Pair<Text> {
        let (a, b) = match words {
            Words::Every(one) => (Some(one), Some(one)),
            Words::Each(each) => {
                self.foreign_keys(each);
                let find = |lang: &Lang| {
                    each.iter()
                        .find(|(key, _)| key.value.as_deref() == Some(lang.tag()))
                        .map(|(_, said)| said)
                };
                (find(&self.languages.a), find(&self.languages.b))
            }
        };
        let unreadable = |said: Option<&At<Said>>| said.is_some_and(|said| said.value.is_none());
        if unreadable(a) || unreadable(b) {
            // The reader has said what stands there instead of a text.
            return Pair::default();
        }
        let mut text = |side: Side, said: Option<&At<Said>>| {
            let raw = said.and_then(|said| Some((said.value.as_ref()?.0.as_deref()?, said.at)));
            raw.filter(|(raw, _)| !raw.trim().is_empty())
                .map(|(raw, at)| self.text(raw, at, side, place))
        };
        let (text_a, text_b) = (text(Side::A, a), text(Side::B, b));
        self.whole(at, text_a, text_b)
    }

    fn foreign_keys(&mut self, each: &[(At<String>, At<Said>)]) {
        let Pair { a, b } = &self.languages;
        for (key, _) in each {
            let Some(tag) = &key.value else { continue };
            if tag != a.tag() && tag != b.tag() {
                self.diagnostics.push(
                    Diagnostic::new(
                        Complaint::YamlKeyUnknown,
                        format!("`{tag}` is none of the book's languages"),
                    )
                    .at(key.at)
                    .hint(format!("the book is in `{a}` and `{b}`")),
                );
            }
        }
    }

    fn whole(&mut self, at: Span, a: Option<Text>, b: Option<Text>) -> Pair<Text> {
        let (here, gap) = match (a, b) {
            (Some(a), Some(b)) => {
                self.same_notes(&a, &b);
                return Pair { a, b };
            }
            (None, None) => {
                let Pair { a, b } = &self.languages;
                self.diagnostics.push(
                    Diagnostic::new(
                        Complaint::PairMissing,
                        format!("the text is missing in both `{a}` and `{b}`"),
                    )
                    .at(at)
                    .hint("write it, or remove the block"),
                );
                return Pair::default();
            }
            (Some(a), None) => (a, Side::B),
            (None, Some(b)) => (b, Side::A),
        };
        let lang = self.languages.get(gap).clone();
        let (code, hint) = match self.missing {
            MissingFile::Error => (
                Complaint::PairMissing,
                format!("add `{lang}: …`, or say `missing: mark` in book.yaml to build without it"),
            ),
            MissingFile::Mark | MissingFile::Fallback => (
                Complaint::PairGap,
                format!("add `{lang}: …`; the gap is filled as `missing:` in book.yaml says"),
            ),
        };
        self.diagnostics.push(
            Diagnostic::new(code, format!("the text is missing in `{lang}`"))
                .at(here.at.unwrap_or(at))
                .hint(hint),
        );
        let filling = match self.missing {
            MissingFile::Error | MissingFile::Fallback => here.clone(),
            MissingFile::Mark => Text {
                inlines: vec![Inline::Plain(lang.labels().untranslated.to_owned())],
                at: here.at,
            },
        };
        match gap {
            Side::A => Pair {
                a: filling,
                b: here,
            },
            Side::B => Pair {
                a: here,
                b: filling,
            },
        }
    }

    fn same_notes(&mut self, a: &Text, b: &Text) {
        let (in_a, in_b) = (a.notes().len(), b.notes().len());
        if in_a != in_b
            && let Some(at) = a.at
        {
            let mut diagnostic = Diagnostic::new(
                Complaint::PairNotes,
                format!("{in_a} notes in one language, {in_b} in the other"),
            )
            .at(at)
            .hint("a note is a pair: give both languages the same number of `^[…]`");
            if let Some(other) = b.at.filter(|other| *other != at) {
                diagnostic = diagnostic.label(other, "its translation");
            }
            self.diagnostics.push(diagnostic);
        }
    }

    /// Parses one language's text and says what is wrong with it.
    fn text(&mut self, raw: &str, at: Span, side: Side, place: Place) -> Text {
        if let Some((_, c)) = tree::control_character(raw) {
            self.diagnostics.push(tree::control_diagnostic(c).at(at));
            return Text::default();
        }
        if has_blank_line(raw) {
            self.diagnostics.push(
                Diagnostic::new(Complaint::TextParagraphs, "two paragraphs in one text")
                    .at(at)
                    .hint("give each paragraph a block of its own, so that its translation stands level"),
            );
        }
        let cjk = self.languages.get(side).is_cjk();
        let terms = &self.terms;
        let term = |id: &str| terms.get(id).map(|words| words.get(side).clone());
        let context = Context {
            cjk,
            full_width: *self.full_width.get(side),
            term: &term,
        };
        let line = inline::join_lines(raw, self.sources.slice(at), cjk);
        let (inlines, remarks) = inline::parse(&line, &context);
        self.remarks(&remarks, at);
        let text = Text {
            inlines,
            at: Some(at),
        };
        if place == Place::Title && !text.notes().is_empty() {
            self.diagnostics.push(
                Diagnostic::new(Complaint::TextNote, "a note where none can stand")
                    .at(self.sources.find(at, "^[", 0))
                    .hint("titles, captions, options and cells have no notes: move it into the running text"),
            );
        }
        text
    }

    fn remarks(&mut self, remarks: &[Remark], at: Span) {
        let half_width = half_width_marks(self.sources.slice(at));
        let mut marks_seen = 0;
        for (index, remark) in remarks.iter().enumerate() {
            let before = remarks[..index].iter().filter(|one| *one == remark).count();
            let diagnostic = match remark {
                Remark::UnknownTerm(id) => self.unknown_term(id, at, before),
                Remark::Link(url) => {
                    let is_relative = !url.contains(':') || url.starts_with('#');
                    let (code, message) = if is_relative {
                        (
                            Complaint::LinkRelative,
                            format!("`{url}` leads nowhere in a book; its words are printed alone"),
                        )
                    } else {
                        (Complaint::LinkUnsafe, format!("a link to `{url}`"))
                    };
                    Diagnostic::new(code, message)
                        .at(self.sources.find(at, url, before))
                        .hint("a link needs `https://…`, `http://…` or `mailto:…`")
                }
                Remark::Picture => Diagnostic::new(
                    Complaint::TextPicture,
                    "a picture inside a text, printed as typed",
                )
                .at(self.sources.find(at, "![", before))
                .hint("make a `figure` block of it"),
                Remark::HalfWidth(mark) => {
                    let nth = marks_seen;
                    marks_seen += 1;
                    let place = half_width.get(nth).map_or(at, |offset| {
                        let start = at.start as usize + offset;
                        span(at.file, start, start + 1)
                    });
                    Diagnostic::new(
                        Complaint::TextHalfWidth,
                        format!("a half-width `{mark}` between Han characters"),
                    )
                    .at(place)
                    .hint(
                        "type the full-width mark, or say `punctuation: { … : full }` in book.yaml",
                    )
                }
            };
            self.diagnostics.push(diagnostic);
        }
    }

    fn unknown_term(&self, id: &str, at: Span, nth: usize) -> Diagnostic {
        let nearest = self
            .terms
            .keys()
            .map(|known| (strsim::damerau_levenshtein(id, known), known))
            .filter(|(distance, known)| *distance <= known.len().max(3) / 2)
            .min();
        let hint = match nearest {
            Some((_, known)) => format!("did you mean `[[{known}]]`?"),
            None if self.terms.is_empty() => {
                "name a `glossary:` in book.yaml that has the term".to_owned()
            }
            None => "add the term to the glossary, or write `\\[[` for two brackets".to_owned(),
        };
        Diagnostic::new(
            Complaint::RefTerm,
            format!("no term `{id}` in the glossary"),
        )
        .at(self.sources.find(at, &format!("[[{id}"), nth))
        .hint(hint)
    }
}

fn has_blank_line(raw: &str) -> bool {
    let text = raw.trim();
    text.lines().any(|line| line.trim().is_empty())
}

/// The places of half-width marks between Han characters, as bytes from the start of `source`.
fn half_width_marks(source: &str) -> Vec<usize> {
    let characters: Vec<(usize, char)> = source.char_indices().collect();
    characters
        .windows(3)
        .filter(|three| {
            is_han(three[0].1)
                && matches!(three[1].1, ',' | ':' | ';' | '?' | '!' | '(' | ')')
                && is_han(three[2].1)
        })
        .map(|three| three[1].0)
        .collect()
}
