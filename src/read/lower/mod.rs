//! Lowers the types of the file format to the model: pairs languages, parses texts, gives blocks their ids. Every error
//! is reported; what could not be read is left empty, since a book with errors is discarded in the end.

mod anchors;
mod bibliography;
mod blocks;
mod chapters;
mod classes;
mod code;
mod figure;
mod fillings;
mod formula;
mod gloss;
mod ids;
mod line_breaks;
mod listing;
mod lists;
mod markup_faults;
mod notes;
mod only;
mod quiz;
mod readings;
mod speech;
mod table;
mod verse;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::citations::{Citation, Citations};
use super::file::{BookFile, ChapterFile, GlossaryFile, KindFile, MissingFile, RoleFile, TermFile};
use super::included::Included;
use super::shape::{At, items};
use super::{aids, editions, index, inline, settings, solutions, trade};
use crate::book::{
    Book, Certifier, Chapter, ChapterRole, Creator, Inline, Numbering, Picture, Readings, Role,
    Series, Term, TermReadings, Text, one_line, term_readings,
};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::Edition;
use crate::lang::{Lang, Pair, Side};
use crate::message::message;
use crate::source::{FileId, Sources, span};
use crate::texts::PairedText;
use anchors::Anchors;
use ids::Claim;
pub use listing::as_typed;
use words::TextRole;

/// The id and the name of a term, and its entry in the file.
type NamedTerm<'f> = (String, Pair<Text>, &'f TermFile);

/// A file and its deserialized content.
type Loaded<T> = (FileId, At<T>);

/// The files of a book, deserialized.
pub struct Files<'f> {
    pub book: &'f BookFile,
    pub book_id: FileId,
    pub chapters: &'f [At<ChapterFile>],
    pub glossary: Option<&'f Loaded<GlossaryFile>>,
    pub included: Included,
}

/// What a book is lowered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To build it.
    Book,
    /// To list its texts. A missing translation is no error then, whatever `missing:` says.
    Listing,
}

/// A lowered book.
pub struct Lowered {
    pub book: Book,
    pub editions: Vec<Edition>,
    /// The texts that stand in both languages, in no order; empty unless they are the purpose.
    pub listed: Vec<PairedText>,
}

/// Makes the book and its editions. `None` only if the languages could not be read. The book is usable only if no error
/// was added to `diagnostics`.
pub fn book(
    files: Files<'_>,
    purpose: Purpose,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Lowered> {
    let Files {
        book: file,
        book_id: file_id,
        chapters,
        glossary,
        included,
    } = files;
    let (languages, languages_at) = settings::languages(file, diagnostics)?;
    let languages = settings::labels(file, languages, &languages_at, diagnostics);
    let mut shared = Shared {
        sources,
        included,
        full_width: settings::punctuation(file, &languages, diagnostics),
        missing: match purpose {
            Purpose::Listing => MissingFile::Fallback,
            Purpose::Book => {
                let missing = file.missing.as_ref().and_then(|at| at.value);
                missing.unwrap_or(MissingFile::Error)
            }
        },
        is_listing: purpose == Purpose::Listing,
        languages,
        terms: BTreeMap::new(),
        term_readings: Pair::default(),
        terms_are_known: file.glossary.is_none()
            || glossary.is_some_and(|(_, glossary)| is_whole(glossary)),
        anchors: Anchors::default(),
        citations: Citations::default(),
    };
    shared.citations = Citations::read(
        file.bibliography.as_ref(),
        &shared.languages,
        &shared.included,
        sources,
        diagnostics,
    );
    let wanted = file.chapters.value.as_ref().map_or(0, Vec::len);
    chapters::check_order(chapters, wanted, diagnostics);
    let (names, mut found) = shared.terms(glossary);
    // Titles may refer to what the first search finds, and texts to those titles.
    for _ in 0..2 {
        shared.anchors = anchors::find(&shared, chapters, chapters.len() == wanted);
    }
    let (glossary, defined) = shared.glossary(names);
    shared.term_readings = term_readings(&glossary);
    found.extend(defined);
    let editions = editions::editions(file, &shared.languages, diagnostics);
    let mut all = all_chapters(&shared, chapters);
    let cited = std::mem::take(&mut all.1.citations);
    let listed = shared.citations.render(&cited, &shared.languages);
    // Their words are known now.
    if !cited.is_empty() {
        all = all_chapters(&shared, chapters);
    }
    let shared = &shared;
    let (mut chapters, of_chapters) = all;
    let bibliography = file.bibliography.as_ref().and_then(|it| it.value.as_ref());
    if let (Some(works), Some(bibliography)) = (listed, bibliography) {
        let at = bibliography.file.at;
        bibliography::add(works, at, &shared.languages, &mut chapters);
    }
    let uses_terms = of_chapters.uses_terms;
    found.extend(of_chapters);
    let names: Vec<&str> = editions.iter().map(|one| one.name.as_str()).collect();
    let mut lower = Lower::new(shared);
    let supplier = lower.supplier(file);
    let book = Book {
        id: lower.slug(&file.id),
        title: lower.title(&file.title),
        subtitle: file.subtitle.as_ref().map(|words| lower.title(words)),
        sort: lower.in_either("sort", file.sort.as_ref()),
        series: lower.series(file),
        certifier: lower.certifier(file),
        trade: trade::trade(file, supplier, &editions, diagnostics),
        creators: lower.creators(file),
        publisher: file.publisher.as_ref().map(|words| lower.title(words)),
        date: settings::date(file.date.as_ref(), diagnostics),
        rights: file.rights.as_ref().map(|words| lower.title(words)),
        cip: lower.by_language(file.cip.as_ref()),
        imprint: lower.by_language(file.imprint.as_ref()),
        description: file.description.as_ref().map(|words| lower.title(words)),
        subjects: items(file.subjects.as_ref())
            .map(|words| lower.title(words))
            .collect(),
        identifiers: settings::identifiers(file, &names, diagnostics),
        cover: file.cover.as_ref().and_then(picture),
        style: settings::style(file, &shared.languages, diagnostics),
        glossary,
        chapters,
        languages: shared.languages.clone(),
        languages_at,
        untranslated: found.untranslated + lower.found.untranslated,
    };
    found.extend(lower.found);
    let terms_are_known = shared.terms_are_known && found.first_unknown.is_none();
    let is_whole = book
        .chapters
        .iter()
        .filter(|chapter| chapter.role != ChapterRole::Bibliography)
        .count()
        == wanted;
    if is_whole && terms_are_known {
        let has_entries = uses_terms || index::has_entries(&book);
        aids::empty(file, &book.chapters, has_entries, diagnostics);
        index::check(&book, diagnostics);
        solutions::empty(file, &book.chapters, diagnostics);
    }
    if file.chapters.value.as_ref().is_some_and(Vec::is_empty) {
        diagnostics.push(
            Diagnostic::new(Code::YamlValue, message!("the book has no chapters"))
                .at(if file.chapters.at.file == file_id {
                    file.chapters.at
                } else {
                    span(file_id, 0, 0)
                })
                .hint(message!("name at least one file under `chapters:`")),
        );
    }
    diagnostics.extend(found.diagnostics);
    if let Some(unknown) = found.first_unknown {
        diagnostics.push(unknown);
    }
    ids::settle(found.claims, diagnostics);
    Some(Lowered {
        book,
        editions,
        listed: found.listed,
    })
}

/// Reads all chapters, in parallel.
fn all_chapters(shared: &Shared<'_>, chapters: &[At<ChapterFile>]) -> (Vec<Chapter>, Found) {
    let mut ids = BTreeSet::new();
    let mut files = Vec::new();
    let chapters: Vec<&ChapterFile> = chapters.iter().filter_map(|at| at.value.as_ref()).collect();
    let letters = chapters::letters(chapters.iter().copied());
    for (chapter, letter) in chapters.into_iter().zip(letters) {
        let id = chapter.id.value.clone().unwrap_or_default();
        // For a repeated chapter id there is an error already; the ids made from it must not cause more.
        let prefix = if ids.insert(id.clone()) {
            id
        } else {
            format!("{id}-{}", chapter.id.at.file.index())
        };
        files.push((chapter, prefix, letter));
    }
    let read = files.into_par_iter().map(|(chapter, prefix, letter)| {
        let mut lower = Lower::new(shared);
        (lower.chapter(chapter, &prefix, letter), lower.found)
    });
    let read: Vec<_> = read.collect();
    let mut found = Found::default();
    let mut all = Vec::new();
    let mut numbering = Numbering::default();
    for (mut chapter, own) in read {
        chapter.numbers = numbering.chapter((chapter.number, chapter.only), &chapter.blocks);
        all.push(chapter);
        found.extend(own);
    }
    (all, found)
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
        path: crate::disk::normalized(path.value.as_deref()?),
        at: path.at,
    })
}

/// What reading any text of the book depends on.
struct Shared<'a> {
    sources: &'a Sources,
    included: Included,
    languages: Pair<Lang>,
    full_width: Pair<bool>,
    missing: MissingFile,
    /// Whether texts are listed.
    is_listing: bool,
    /// The names of the glossary's terms by id.
    terms: BTreeMap<String, Pair<Vec<Inline>>>,
    term_readings: Pair<TermReadings>,
    /// Whether the whole glossary could be read. If not, unknown terms are no errors.
    terms_are_known: bool,
    anchors: Anchors,
    citations: Citations,
}

impl Shared<'_> {
    /// Reads the names of the glossary's terms and stores them.
    fn terms<'f>(&mut self, file: Option<&'f Loaded<GlossaryFile>>) -> (Vec<NamedTerm<'f>>, Found) {
        let terms = file.and_then(|(_, file)| file.value.as_ref());
        let entries = items(terms.map(|file| &file.terms));
        let mut found = Found::default();
        let mut named = Vec::new();
        for entry in entries.filter_map(|term| term.value.as_ref()) {
            let mut lower = Lower::new(self);
            let id = lower.slug(&entry.id);
            let term = lower.words(&entry.term, TextRole::Term);
            lower.take(&crate::book::term_anchor(&id), &id, entry.id.at);
            found.extend(lower.found);
            let words = term.map(|text| {
                let line = one_line(&text.inlines);
                line.unwrap_or_else(|| text.inlines.clone())
            });
            self.terms.insert(id.clone(), words);
            named.push((id, term, entry));
        }
        (named, found)
    }

    /// Reads the rest of the glossary. Definitions may use any term or anchor, so all of these must be known.
    fn glossary(&self, named: Vec<NamedTerm<'_>>) -> (Vec<Term>, Found) {
        let mut lower = Lower::new(self);
        let terms = named.into_iter().map(|(id, term, entry)| Term {
            id,
            term,
            sort: lower.in_either("sort", entry.sort.as_ref()),
            reading: lower.in_either("reading", entry.reading.as_ref()),
            pos: entry.pos.as_ref().map(|words| lower.title(words)),
            definition: entry
                .definition
                .as_ref()
                .map(|words| lower.words(words, TextRole::Title)),
            example: entry.example.as_ref().map(|words| lower.title(words)),
        });
        let terms = terms.collect();
        (terms, lower.found)
    }
}

/// What reading a part of the book yields besides its content.
#[derive(Debug, Default)]
struct Found {
    diagnostics: Diagnostics,
    /// The first use of a term in a book without any. Only this one is reported, as all others have the same cause.
    first_unknown: Option<Diagnostic>,
    claims: Vec<Claim>,
    /// The number of missing translations that were filled in.
    untranslated: usize,
    /// Whether a text uses a term.
    uses_terms: bool,
    /// The citations in texts.
    citations: Vec<Citation>,
    /// The texts that stand in both languages, if they are listed.
    listed: Vec<PairedText>,
}

impl Found {
    /// Adds what a later part of the book yielded.
    fn extend(&mut self, later: Self) {
        self.diagnostics.extend(later.diagnostics);
        self.first_unknown = self.first_unknown.take().or(later.first_unknown);
        self.claims.extend(later.claims);
        self.untranslated += later.untranslated;
        self.uses_terms |= later.uses_terms;
        self.citations.extend(later.citations);
        self.listed.extend(later.listed);
    }
}

/// Lowers a part of the book, such as a chapter, and collects what it yields.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Lower<'a> {
    shared: &'a Shared<'a>,
    found: Found,
    /// The number of blocks of each kind in the chapter so far.
    counts: BTreeMap<&'static str, usize>,
    /// The blanks of the current question by name, as each language prints them.
    blanks: Vec<(String, Pair<Inline>)>,
    /// Whether the blocks being read belong to a quiz.
    is_in_quiz: bool,
    /// The id of the current chapter.
    chapter: String,
    /// What it is in the book.
    role: ChapterRole,
    /// Whether the current block is in a box.
    in_box: bool,
    /// The item of a list that the blocks being read are inside of.
    outer: lists::Outer,
    last_numbers: lists::LastNumbers,
    /// The language that alone has the current block.
    only: Option<Side>,
    /// The language that alone has the current chapter.
    chapter_only: Option<Side>,
    /// Whether the current text may cite works: those of chapters may, but not their headings, which are printed elsewhere
    /// too.
    may_cite: bool,
    /// Whether the index leads to the current chapter.
    is_indexed: bool,
    /// The readings that the current block chooses.
    readings: Option<Readings>,
}

impl<'a> Lower<'a> {
    fn new(shared: &'a Shared<'a>) -> Self {
        Self {
            shared,
            found: Found::default(),
            counts: BTreeMap::new(),
            blanks: Vec::new(),
            is_in_quiz: false,
            chapter: String::new(),
            role: ChapterRole::Chapter,
            in_box: false,
            outer: lists::Outer::default(),
            last_numbers: lists::LastNumbers::default(),
            only: None,
            chapter_only: None,
            may_cite: false,
            is_indexed: false,
            readings: None,
        }
    }

    /// Adds a diagnostic.
    fn say(&mut self, diagnostic: Diagnostic) {
        self.found.diagnostics.push(diagnostic);
    }

    fn creators(&mut self, file: &BookFile) -> Vec<Creator> {
        items(file.creators.as_ref())
            .filter_map(|creator| creator.value.as_ref())
            .map(|creator| Creator {
                name: self.title(&creator.name),
                sort: self.in_either("sort", creator.sort.as_ref()),
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
        if let Some((at, number)) = number
            && !(number > 0.0 && number <= 100_000.0 && (number * 100.0).fract() == 0.0)
        {
            self.say(
                Diagnostic::new(
                    Code::YamlValue,
                    message!("`number:` is above 0 and has two decimals at most"),
                )
                .at(at)
                .hint(message!(
                    "write the place of the book in the series, such as 2 or 2.5, or remove `number:` if it has none"
                )),
            );
        }
        Some(Series {
            name: self.title(&series.name),
            number: number.map(|(_, number)| number.to_string()),
        })
    }

    /// The name of the supplier, if it is given.
    fn supplier(&mut self, file: &BookFile) -> Option<Pair<Text>> {
        let trade = file.trade.as_ref()?.value.as_ref()?;
        let supplier = trade.supplier.as_ref()?.value.as_ref()?;
        supplier.name.as_ref().map(|name| self.title(name))
    }

    fn certifier(&mut self, file: &BookFile) -> Option<Certifier> {
        let certifier = file.certifier.as_ref()?.value.as_ref()?;
        let report = certifier.report.as_ref();
        if let Some(at) = report
            && let Some(address) = &at.value
            && !inline::address(address).is_ok_and(|address| address.starts_with("https://"))
        {
            self.say(settings::invalid(
                at,
                message!("`{}` is not a web address", address),
                message!("write the whole address of the report, with `https://`"),
            ));
        }
        Some(Certifier {
            name: self.title(&certifier.name),
            credential: certifier
                .credential
                .as_ref()
                .and_then(|at| at.value.clone()),
            report: report.and_then(|at| inline::address(at.value.as_deref()?).ok()),
        })
    }
}
