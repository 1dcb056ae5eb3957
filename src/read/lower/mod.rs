//! The file format → the model: languages paired, texts parsed, blocks named. Everything that is
//! wrong is said; what could not be read stands empty until the book is given up for it.

mod formula;
mod quiz;
mod words;

use std::collections::BTreeMap;

use super::file::{
    BlockFile, BookFile, CalloutFile, CalloutKindFile, ChapterFile, CodeFile, FigureFile,
    GlossaryFile, KindFile, MissingFile, RoleFile, SpanFile, TableFile,
};
use super::shape::{At, Words};
use super::{aids, editions, settings, solutions};
use crate::book::{
    Block, BlockKind, Book, Callout, CalloutKind, Certifier, Chapter, Code, Creator, Figure,
    Inline, Picture, Role, Series, Table, Term, Text,
};
use crate::edition::Edition;
use crate::lang::{Lang, Pair};
use crate::report::{Code as Complaint, Diagnostic, Diagnostics};
use crate::source::{FileId, Sources, Span, span};
use words::Place;

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
    let (languages, languages_at) = settings::languages(file, diagnostics)?;
    let full_width = settings::punctuation(file, &languages, diagnostics);
    let mut lower = Lower {
        sources,
        blanks: Vec::new(),
        untranslated: 0,
        diagnostics,
        missing: file
            .missing
            .as_ref()
            .and_then(|at| at.value)
            .unwrap_or(MissingFile::Error),
        languages,
        full_width,
        terms: BTreeMap::new(),
        uses_terms: false,
        terms_are_known: file.glossary.is_none()
            || glossary.is_some_and(|(_, glossary)| is_whole(glossary)),
        ids: Ids::default(),
    };
    let glossary = lower.glossary(glossary);
    let editions = editions::editions(file, &lower.languages, lower.diagnostics);
    lower.uses_terms = false;
    let lowered = chapters
        .iter()
        .filter_map(|(_, chapter)| Some(lower.chapter(chapter.value.as_ref()?)))
        .collect();
    let uses_terms = lower.uses_terms;
    let names: Vec<&str> = editions.iter().map(|one| one.name.as_str()).collect();
    let book = Book {
        id: lower.slug(&file.id),
        title: lower.title(&file.title),
        subtitle: file.subtitle.as_ref().map(|words| lower.title(words)),
        sort: file.sort.as_ref().map(|words| lower.title(words)),
        series: lower.series(file),
        certifier: lower.certifier(file),
        creators: lower.creators(file),
        publisher: file.publisher.as_ref().map(|words| lower.title(words)),
        date: settings::date(file, lower.diagnostics),
        rights: file.rights.as_ref().map(|words| lower.title(words)),
        cip: lower.by_language(file.cip.as_ref()),
        imprint: lower.by_language(file.imprint.as_ref()),
        description: file.description.as_ref().map(|words| lower.title(words)),
        subjects: items(file.subjects.as_ref())
            .map(|words| lower.title(words))
            .collect(),
        identifiers: settings::identifiers(file, &names, lower.diagnostics),
        cover: file.cover.as_ref().and_then(picture),
        style: settings::style(file, &lower.languages, lower.diagnostics),
        glossary,
        chapters: lowered,
        languages: lower.languages.clone(),
        languages_at,
        untranslated: lower.untranslated,
    };
    let wanted = file.chapters.value.as_ref().map_or(0, Vec::len);
    if book.chapters.len() == wanted && lower.terms_are_known {
        aids::empty(file, &book.chapters, uses_terms, lower.diagnostics);
        solutions::empty(file, &book.chapters, lower.diagnostics);
    }
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

/// Whether every term of a glossary could be read.
fn is_whole(glossary: &At<GlossaryFile>) -> bool {
    let terms = glossary
        .value
        .as_ref()
        .and_then(|file| file.terms.value.as_ref());
    terms.is_some_and(|terms| {
        terms.iter().all(|term| {
            term.value
                .as_ref()
                .is_some_and(|term| term.id.value.is_some())
        })
    })
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
    /// Of chapters.
    numbers: BTreeMap<u32, Span>,
    counts: BTreeMap<&'static str, usize>,
}

struct Lower<'a> {
    sources: &'a Sources,
    /// The blanks of the question that is being read, by name, as each language prints them.
    blanks: Vec<(String, Pair<Inline>)>,
    /// The gaps that were filled.
    untranslated: usize,
    diagnostics: &'a mut Diagnostics,
    languages: Pair<Lang>,
    full_width: Pair<bool>,
    missing: MissingFile,
    /// The words of each glossary term.
    terms: BTreeMap<String, Pair<Vec<Inline>>>,
    /// Whether a text uses a term.
    uses_terms: bool,
    /// Whether the glossary could be read: if not, no text can be blamed for its terms.
    terms_are_known: bool,
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
            self.take(&crate::manuscript::term_anchor(&id), &id, entry.id.at);
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
                sort: creator.sort.as_ref().map(|words| self.title(words)),
                is_organisation: creator.kind.as_ref().and_then(|kind| kind.value)
                    == Some(KindFile::Organisation),
                role: match creator.role.as_ref().and_then(|role| role.value) {
                    None | Some(RoleFile::Author) => Role::Author,
                    Some(RoleFile::Translator) => Role::Translator,
                    Some(RoleFile::Editor) => Role::Editor,
                    Some(RoleFile::Illustrator) => Role::Illustrator,
                    Some(RoleFile::Foreword) => Role::Foreword,
                    Some(RoleFile::Compiler) => Role::Compiler,
                    Some(RoleFile::Photographer) => Role::Photographer,
                    Some(RoleFile::Designer) => Role::Designer,
                    Some(RoleFile::Contributor) => Role::Contributor,
                },
            })
            .collect()
    }

    fn series(&mut self, file: &BookFile) -> Option<Series> {
        let series = file.series.as_ref()?.value.as_ref()?;
        let number = series
            .number
            .as_ref()
            .and_then(|at| Some((at.at, at.value?)));
        if let Some((at, 0)) = number {
            self.diagnostics.push(
                Diagnostic::new(Complaint::YamlValue, "books of a series are counted from 1")
                    .at(at)
                    .hint("1 or more; without `number:` the book has no place in the series"),
            );
        }
        Some(Series {
            name: self.title(&series.name),
            number: number.map(|(_, number)| number),
        })
    }

    fn certifier(&mut self, file: &BookFile) -> Option<Certifier> {
        let certifier = file.certifier.as_ref()?.value.as_ref()?;
        let report = certifier.report.as_ref();
        if let Some(at) = report
            && let Some(address) = &at.value
            && !(url::Url::parse(address).is_ok() && address.starts_with("https://"))
        {
            self.diagnostics.push(settings::invalid(
                at,
                format!("`{address}` is no address on the web"),
                "the whole address of the report, with `https://`",
            ));
        }
        Some(Certifier {
            name: self.title(&certifier.name),
            credential: certifier
                .credential
                .as_ref()
                .and_then(|at| at.value.clone()),
            report: report.and_then(|at| at.value.clone()),
        })
    }

    fn chapter(&mut self, file: &ChapterFile) -> Chapter {
        let id = self.slug(&file.id);
        let is_new = self.take(&id, &id, file.id.at);
        // The ids made from one that is given twice are not complained of once more.
        let prefix = if is_new {
            id.clone()
        } else {
            format!("{id}-{}", file.id.at.file.index())
        };
        self.ids.counts.clear();
        Chapter {
            number: file.number.as_ref().and_then(|number| self.number(number)),
            title: self.title(&file.title),
            blocks: self.blocks(&prefix, Some(&file.blocks)),
            id,
        }
    }

    fn number(&mut self, at: &At<u32>) -> Option<u32> {
        let number = at.value?;
        if let Some(first) = self.ids.numbers.get(&number) {
            self.diagnostics.push(
                Diagnostic::new(
                    Complaint::RefIdTwice,
                    format!("two chapters are number {number}"),
                )
                .at(at.at)
                .label(*first, "first here")
                .hint("change one of the two numbers"),
            );
        } else {
            self.ids.numbers.insert(number, at.at);
        }
        Some(number)
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
            BlockFile::Math(formula) => {
                let formula = formula.value.as_ref()?;
                ("math", formula.anchor.as_ref(), self.formula(formula)?)
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
                let kind = BlockKind::Quiz(self.quiz(chapter, quiz));
                ("quiz", quiz.anchor.as_ref(), kind)
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
        self.take(&id, &id, at);
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
            is_spread: figure.span.as_ref().and_then(|span| span.value) == Some(SpanFile::Spread),
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
                        match cells.len() {
                            1 => format!("a row of one cell in a table of {wanted}"),
                            number => format!("a row of {number} cells in a table of {wanted}"),
                        },
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

    /// Gives an id to one thing and to no other, and says whether it was free. `name` is what its
    /// author calls it.
    fn take(&mut self, id: &str, name: &str, at: Span) -> bool {
        if let Some(first) = self.ids.taken.get(id) {
            self.diagnostics.push(
                Diagnostic::new(
                    Complaint::RefIdTwice,
                    format!("the id `{name}` is given twice"),
                )
                .at(at)
                .label(*first, "first here")
                .hint("change one of the two"),
            );
            return false;
        }
        self.ids.taken.insert(id.to_owned(), at);
        true
    }
}
