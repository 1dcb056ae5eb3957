//! Makes the files of a book's editions in memory, on several threads.

mod memory;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crate::book::Book;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::{Ebook, Edition, Faces, Form, Handouts, PageSetup, Variant};
use crate::epub::{self, Provenance};
use crate::lang::Pair;
use crate::manuscript::{self, Manuscript};
use crate::message::{Message, message};
use crate::pagination::{KnownParts, Pagination};
use crate::picture::{Encoded, Format};
use crate::read::Reading;
use crate::typeset::{self, Fonts, LengthMatch, Materials, Pages};

use memory::Budget;

/// The progress of one edition.
#[derive(Debug, Clone, Copy)]
pub enum Phase {
    Assembling,
    Typesetting,
    Packing,
    Done,
}

/// A finished edition, in memory.
#[derive(Debug)]
pub struct BuiltEdition {
    pub edition: String,
    /// One file, or for handouts one for each sheet, possibly none.
    pub files: Vec<File>,
    /// How well facing texts match in length, for a PDF with languages side by side, if that was requested.
    pub matched: Option<LengthMatch>,
    /// The Typst sources of a PDF if they were requested, with the name of the sheet for handouts.
    pub sources: Vec<(Option<String>, SourceFiles)>,
    pub time: Duration,
}

/// The files that a stock Typst needs to make the same pages, by path: `main.typ`, templates, pictures.
pub type SourceFiles = BTreeMap<String, Arc<[u8]>>;

/// A file of an edition.
#[derive(Debug)]
pub struct File {
    /// Its path in the output folder, separated by `/`.
    pub path: String,
    pub bytes: Vec<u8>,
    /// The number of pages of a PDF.
    pub pages: Option<usize>,
}

/// How much a build may use of a machine.
#[derive(Debug, Clone, Copy)]
pub struct Capacity {
    /// How many editions are built at a time.
    pub jobs: usize,
    /// How much memory the editions that are built at a time may take together, in bytes, by an estimate; `None` for
    /// any amount. An edition that needs more is built alone.
    pub memory: Option<u64>,
}

/// How editions are built.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuildOptions {
    pub capacity: Capacity,
    /// Whether the white space beside the longer language is measured.
    pub counts_white: bool,
    /// Whether the Typst sources of PDFs are kept.
    pub keeps_sources: bool,
}

/// What editions are built from.
#[derive(Clone, Copy)]
pub struct Inputs<'i> {
    pub reading: &'i Reading,
    /// The book from which solutions books are assembled, if any edition is one.
    pub solutions: Option<&'i Book>,
    pub fonts: &'i Fonts,
    pub provenance: &'i Provenance,
    /// The chapters of which handouts are made, by number or id; empty for all.
    pub chapters: &'i [String],
    /// Parts of print editions that earlier builds have laid out. This build adds its own.
    pub known: Option<&'i KnownParts>,
}

impl Default for Capacity {
    fn default() -> Self {
        Self {
            jobs: 1,
            memory: None,
        }
    }
}

/// Builds editions, as many at a time as there is capacity for. The results are in the order of `editions`. An edition with an error is
/// left out, and `diagnostics` says why.
///
/// An edition that cites the page numbers of a print edition, such as an EPUB with a page list, waits until that
/// edition is laid out. If it is not among `editions`, only those parts of it are laid out whose pages are not known from
/// an earlier build. No edition is laid out twice.
pub fn build(
    inputs: Inputs<'_>,
    editions: &[&Edition],
    options: BuildOptions,
    progress: &(dyn Fn(&str, Phase) + Sync),
    diagnostics: &mut Diagnostics,
) -> Vec<BuiltEdition> {
    let templates = typeset::templates(&inputs.reading.templates);
    let tasks = tasks(inputs.reading, editions);
    let workshop = Workshop {
        inputs,
        templates,
        progress,
        options,
        budget: Budget::new(options.capacity.memory),
        lengths: memory::lengths(&inputs.reading.book),
        paginations: listed(editions)
            .map(|name| (name.to_owned(), OnceLock::new()))
            .collect(),
    };
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(task) = tasks.get(index) else {
                break;
            };
            let mut own = Diagnostics::default();
            let made = workshop.run(*task, &mut own);
            let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
            results.push((task.place, made, own));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..options.capacity.jobs.clamp(1, tasks.len().max(1)) {
            // If the system refuses another thread, those already running do the work.
            if std::thread::Builder::new()
                .spawn_scoped(scope, work)
                .is_err()
            {
                break;
            }
        }
        work();
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(place, ..)| *place);
    let mut all = Vec::new();
    for (_, made, own) in results {
        diagnostics.extend(own);
        all.extend(made);
    }
    all
}

/// The paths of the files that a build of an edition makes.
pub fn paths(book: &Book, edition: &Edition) -> Vec<String> {
    match edition.handouts() {
        Some(handouts) => manuscript::sheets(book, edition, handouts, &[])
            .map(|(name, _)| sheet_path(edition, &name.file()))
            .collect(),
        None => vec![book_path(book, edition)],
    }
}

fn book_path(book: &Book, edition: &Edition) -> String {
    format!("{}-{}.{}", book.id, edition.name, edition.extension())
}

fn sheet_path(edition: &Edition, sheet: &str) -> String {
    format!("{}/{sheet}.pdf", edition.name)
}

/// An edition to make, or only to lay out.
#[derive(Debug, Clone, Copy)]
struct Task<'a> {
    edition: &'a Edition,
    is_written: bool,
    /// The position of its result among all results.
    place: usize,
}

/// The names of the print editions whose page numbers are cited by one of these editions.
fn listed<'a>(editions: &[&'a Edition]) -> impl Iterator<Item = &'a str> {
    editions.iter().filter_map(|edition| edition.pages())
}

/// The tasks, ordered so that none waits for one that has not begun: layouts that others wait for come first.
fn tasks<'a>(reading: &'a Reading, editions: &[&'a Edition]) -> Vec<Task<'a>> {
    let mut tasks: Vec<Task<'_>> = editions
        .iter()
        .enumerate()
        .map(|(place, edition)| Task {
            edition,
            is_written: true,
            place,
        })
        .collect();
    let is_listed = |edition: &Edition| listed(editions).any(|name| name == edition.name);
    let is_missing = |edition: &&Edition| editions.iter().all(|one| one.name != edition.name);
    let further = reading.editions.iter().filter(|one| is_listed(one));
    tasks.extend(
        further
            .filter(is_missing)
            .enumerate()
            .map(|(index, edition)| Task {
                edition,
                is_written: false,
                place: editions.len() + index,
            }),
    );
    tasks.sort_by_key(|task| match task.edition.form {
        Form::Print(_) if is_listed(task.edition) => 0,
        Form::Print(_) | Form::Handouts(_) => 1,
        Form::Ebook(_) => 2,
    });
    tasks
}

/// What the threads of a build share.
struct Workshop<'a> {
    inputs: Inputs<'a>,
    templates: BTreeMap<String, String>,
    progress: &'a (dyn Fn(&str, Phase) + Sync),
    options: BuildOptions,
    budget: Budget,
    /// The lengths of the book's texts in each language, in bytes.
    lengths: Pair<u64>,
    /// The cited page numbers, by the print edition's name. A cell is set when that edition has been laid out, to
    /// `None` if that failed.
    paginations: BTreeMap<String, OnceLock<Option<Pagination>>>,
}

/// The outcome for an edition of one file.
struct Written {
    bytes: Vec<u8>,
    /// The number of pages of a PDF.
    pages: Option<usize>,
    matched: Option<LengthMatch>,
    source: Option<SourceFiles>,
}

/// The files of handouts, and the Typst source of each if sources are kept.
type Sheets = (Vec<File>, Vec<(Option<String>, SourceFiles)>);

impl Workshop<'_> {
    fn run(&self, task: Task<'_>, diagnostics: &mut Diagnostics) -> Option<BuiltEdition> {
        let edition = task.edition;
        let mut start = Instant::now();
        let tell = |phase| {
            if task.is_written {
                (self.progress)(&edition.name, phase);
            }
        };
        tell(Phase::Assembling);
        let begun = Instant::now();
        let printed = edition.pages().and_then(|name| self.paginations.get(name));
        let printed = printed.and_then(|printed| printed.wait().as_ref());
        // An edition that waits for the pages of another holds no memory that the other may need.
        let _share = self.budget.take(memory::needed(edition, &self.lengths));
        start += begun.elapsed();
        let solutions = edition.solves.as_ref().and(self.inputs.solutions);
        let book = solutions.unwrap_or(&self.inputs.reading.book);
        let book = manuscript::with_readings(book, edition);
        let book = book.as_ref();
        let written = match &edition.form {
            Form::Handouts(handouts) => {
                tell(Phase::Typesetting);
                let (files, sources) = self.sheets(book, edition, handouts, diagnostics)?;
                tell(Phase::Done);
                return Some(BuiltEdition {
                    edition: edition.name.clone(),
                    files,
                    matched: None,
                    sources,
                    time: start.elapsed(),
                });
            }
            Form::Print(print) => {
                let manuscript = manuscript::assemble(book, edition);
                tell(Phase::Typesetting);
                if task.is_written {
                    self.pdf(&manuscript, &print.setup, printed, diagnostics)?
                } else {
                    self.paginate(&manuscript, &print.setup, printed, diagnostics);
                    return None;
                }
            }
            Form::Ebook(ebook) => {
                let manuscript = manuscript::assemble(book, edition);
                tell(Phase::Packing);
                Written {
                    bytes: self.epub(&manuscript, ebook, printed, diagnostics)?,
                    pages: None,
                    matched: None,
                    source: None,
                }
            }
        };
        tell(Phase::Done);
        Some(BuiltEdition {
            edition: edition.name.clone(),
            files: vec![File {
                path: book_path(&self.inputs.reading.book, edition),
                bytes: written.bytes,
                pages: written.pages,
            }],
            matched: written.matched,
            sources: written
                .source
                .map(|source| (None, source))
                .into_iter()
                .collect(),
            time: start.elapsed(),
        })
    }

    /// Makes the sheets of a handout edition: files in a folder named after the edition.
    fn sheets(
        &self,
        book: &Book,
        edition: &Edition,
        handouts: &Handouts,
        diagnostics: &mut Diagnostics,
    ) -> Option<Sheets> {
        let mut files = Some(Vec::new());
        let mut sources = Vec::new();
        let shared = OnceLock::new();
        let materials = Materials {
            shared: Some(&shared),
            ..self.materials(edition)
        };
        for (name, manuscript) in manuscript::sheets(book, edition, handouts, self.inputs.chapters)
        {
            let setup = &handouts.setup;
            let pages = self.lay_out(&manuscript, setup, None, materials, diagnostics);
            let file = name.file();
            let ident = format!("{}-{}-{file}", book.id, edition.name);
            let made = pages.and_then(|pages| {
                let count = pages.count();
                let source = pages.files.clone();
                sources.extend(source.map(|source| (Some(file.clone()), source)));
                let bytes = self.export(pages, &manuscript, setup, None, &ident, diagnostics)?;
                Some((count, bytes))
            });
            // Even after a failure the others are laid out, for their diagnostics.
            match (&mut files, made) {
                (Some(files), Some((count, bytes))) => files.push(File {
                    path: sheet_path(edition, &file),
                    bytes,
                    pages: Some(count),
                }),
                _ => files = None,
            }
        }
        typeset::forget();
        Some((files?, sources))
    }

    fn lay_out(
        &self,
        manuscript: &Manuscript<'_>,
        setup: &PageSetup,
        printed: Option<&Pagination>,
        materials: Materials<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Pages> {
        typeset::lay_out(
            manuscript,
            setup,
            printed,
            materials,
            self.options.keeps_sources,
            diagnostics,
        )
    }

    fn materials(&self, edition: &Edition) -> Materials<'_> {
        let mut all = self.inputs.reading.editions.iter();
        let is_cited = all.any(|one| one.pages() == Some(&edition.name));
        Materials {
            assets: &self.inputs.reading.assets,
            templates: &self.templates,
            fonts: self.inputs.fonts,
            // Sources are those of parts that are laid out.
            known: self.inputs.known.filter(|_| !self.options.keeps_sources),
            is_cited,
            shared: None,
        }
    }

    /// Finds the page numbers of an edition for those who wait for them.
    fn paginate(
        &self,
        manuscript: &Manuscript<'_>,
        setup: &PageSetup,
        printed: Option<&Pagination>,
        diagnostics: &mut Diagnostics,
    ) {
        let materials = self.materials(manuscript.edition);
        let pagination = typeset::paginate(manuscript, setup, printed, materials, diagnostics);
        self.is_laid_out(manuscript.edition, || pagination);
    }

    /// Notes that an edition is laid out, and passes its page numbers to those who wait for them.
    fn is_laid_out(&self, edition: &Edition, pagination: impl FnOnce() -> Option<Pagination>) {
        typeset::forget();
        if let Some(waiting) = self.paginations.get(&edition.name) {
            // This cannot fail: each edition is laid out only once.
            let _ = waiting.set(pagination());
        }
    }

    /// Lays an edition out, passes its page numbers to those who wait for them, and exports the PDF.
    fn pdf(
        &self,
        manuscript: &Manuscript<'_>,
        setup: &PageSetup,
        printed: Option<&Pagination>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Written> {
        let materials = self.materials(manuscript.edition);
        let pages = self.lay_out(manuscript, setup, printed, materials, diagnostics);
        self.is_laid_out(manuscript.edition, || {
            pages.as_ref().map(|pages| pages.pagination(manuscript))
        });
        let pages = pages?;
        let ident = format!("{}-{}", manuscript.book.id, manuscript.edition.name);
        let matched = self.options.counts_white.then(|| pages.matched()).flatten();
        let (count, source) = (pages.count(), pages.files.clone());
        Some(Written {
            bytes: self.export(pages, manuscript, setup, printed, &ident, diagnostics)?,
            pages: Some(count),
            matched,
            source,
        })
    }

    /// Exports finished pages as a PDF. If that fails, and earlier builds have laid out some of them, they are laid out
    /// anew, since an error in kept pages has no place.
    fn export(
        &self,
        pages: Pages,
        manuscript: &Manuscript<'_>,
        setup: &PageSetup,
        printed: Option<&Pagination>,
        ident: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<u8>> {
        let modified = self.inputs.provenance.modified;
        let has_kept = pages.has_kept;
        let mut own = Diagnostics::default();
        let bytes = typeset::export(pages, ident, modified, &mut own);
        if bytes.is_some() || !has_kept {
            diagnostics.extend(own);
            return bytes;
        }
        let materials = Materials {
            known: None,
            ..self.materials(manuscript.edition)
        };
        let pages = typeset::lay_out(manuscript, setup, printed, materials, false, diagnostics)?;
        typeset::export(pages, ident, modified, diagnostics)
    }

    fn epub(
        &self,
        manuscript: &Manuscript<'_>,
        ebook: &Ebook,
        printed: Option<&Pagination>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<u8>> {
        let mut own = Diagnostics::default();
        let (cover, draft) = rayon::join(
            || self.cover(manuscript, ebook.variant, diagnostics),
            || {
                let draft = epub::write(
                    manuscript,
                    &self.inputs.reading.assets,
                    printed,
                    self.inputs.provenance,
                )?;
                let drawn = typeset::formula_images(
                    manuscript.book,
                    &draft.subjects(),
                    &self.templates,
                    self.inputs.fonts,
                    &mut own,
                );
                anyhow::Ok((draft, drawn))
            },
        );
        diagnostics.extend(own);
        let cover = cover?;
        let bytes = draft.and_then(|(draft, drawn)| {
            let Some(drawn) = drawn else {
                return Ok(None);
            };
            let faces = match ebook.fonts {
                Faces::OfReader => Vec::new(),
                Faces::Subset => typeset::faces(manuscript.book, self.inputs.fonts, draft.needs())
                    .map_err(|(family, why)| {
                        anyhow::anyhow!(message!("the font `{}`: {}", family, why.message()))
                    })?,
            };
            draft.bind(&cover, &faces, &drawn).map(Some)
        });
        match bytes {
            Ok(bytes) => bytes,
            Err(error) => {
                let why = error.downcast::<Message>();
                let why = why.unwrap_or_else(|error| Message::foreign(error.to_string()));
                diagnostics.push(Diagnostic::new(
                    Code::EditionInvalid,
                    message!("the EPUB cannot be packed: {}", why),
                ));
                None
            }
        }
    }

    /// The book's own cover picture, or else one set from the title.
    fn cover(
        &self,
        manuscript: &Manuscript<'_>,
        variant: Variant,
        diagnostics: &mut Diagnostics,
    ) -> Option<Encoded> {
        let own = manuscript.book.cover.as_ref();
        let picture = own.and_then(|cover| self.inputs.reading.assets.get(&cover.path));
        let cover = match picture {
            // Bookshops and e-reader libraries show only raster covers.
            Some(asset) if asset.format == Format::Svg => {
                typeset::drawn(asset, self.inputs.fonts, diagnostics)
            }
            Some(asset) => Some(asset.for_ereader().clone()),
            None => typeset::cover(manuscript, &self.templates, self.inputs.fonts, diagnostics),
        };
        match variant {
            Variant::Kindle => cover.map(|cover| cover.to_jpeg()),
            Variant::Standard | Variant::Kobo => cover,
        }
    }
}
