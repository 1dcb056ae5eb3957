//! The library's entry point, from a book's folder to its output files. The command line is one of its users.
//!
//! [`Project::open`] → [`Project::check`] → [`Content::plan`] → [`BuildPlan::build`] → [`Project::publish`]. For many books,
//! [`catalogue::plan`] says what to build, and [`Verification`] whether that is what a folder holds.

pub mod catalogue;
mod error;
mod listing;
mod mending;
mod stamp;
mod verification;

use std::path::{Path, PathBuf};

use crate::accessibility::{self, Access};
use crate::book::{Book, Chapter};
use crate::build::{self, BuildOptions, BuiltEdition, Capacity, Inputs, Phase};
use crate::copyedit;
use crate::diagnostics::Diagnostics;
use crate::disk::{self, Folder, PageFolder};
use crate::edition::{Edition, Languages};
use crate::epub::Provenance;
use crate::export::glossary;
use crate::export::onix::{self, Product};
use crate::export::quiz::{self, Export, Format};
use crate::lang::{Pair, Side};
use crate::manuscript;
use crate::pagination::KnownParts;
use crate::picture::Assets;
use crate::read::{self, BOOK_FILE, Reading};
use crate::source::Sources;
use crate::typeset::{self, Design, Fonts};

pub use error::Error;
pub use listing::{Listed, Refusal};
pub use mending::Mending;
pub use stamp::{Maker, Stamp, StampedFile};
pub use verification::{Rebuilt, State, Verification, VerifiedFile};

/// The file in the output folder that holds the known parts.
const PAGES: &str = ".diglot.pages";

/// What a build depends on besides the book's folder.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A folder of fonts in addition to diglot's own.
    pub font_folder: Option<PathBuf>,
    /// Whether fonts installed on this machine may be used too.
    pub system_fonts: bool,
    /// The time of creation recorded in the output files; `None` takes the book's own date.
    pub modified: Option<jiff::Timestamp>,
}

/// Which editions to build and, for handouts, of which chapters.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Names of editions; empty for all.
    pub editions: Vec<String>,
    /// Numbers or ids of chapters; empty for all.
    pub chapters: Vec<String>,
}

/// A book's folder and the options with which it is built.
#[derive(Debug)]
pub struct Project {
    folder: Folder,
    options: Options,
}

impl Project {
    /// Opens a book by its folder or by the `book.yaml` in it.
    ///
    /// # Errors
    /// When there is no such folder, or the font folder does not exist.
    pub fn open(path: &Path, options: Options) -> Result<Self, Error> {
        if let Some(fonts) = options
            .font_folder
            .as_ref()
            .filter(|path| !disk::is_folder(path))
        {
            return Err(Error::NoFontFolder(fonts.clone()));
        }
        let path = if disk::is_file(path) {
            folder_of(path)?
        } else {
            path.to_owned()
        };
        match Folder::open(&path) {
            Ok(folder) => Ok(Self { folder, options }),
            Err(error) => Err(Error::NoFolder { path, error }),
        }
    }

    /// Reads the book and makes every check that needs no layout.
    pub fn check(&self) -> Checked {
        let mut sources = Sources::default();
        let mut diagnostics = Diagnostics::default();
        let (reading, ()) = rayon::join(
            || read::read(&self.folder, &mut sources, &mut diagnostics),
            Fonts::prepare,
        );
        let content = reading.map(|reading| {
            let fonts = self.fonts(&reading, &mut diagnostics);
            check_content(&reading, &fonts, &mut diagnostics);
            let modified = self.options.modified;
            let modified = modified.unwrap_or_else(|| date_of(&reading.book));
            let has_solutions = reading.editions.iter().any(|one| one.solves.is_some());
            Content {
                solutions: has_solutions.then(|| manuscript::solutions(&reading.book)),
                reading,
                fonts,
                provenance: Provenance {
                    generator: format!("diglot {}", env!("CARGO_PKG_VERSION")),
                    modified,
                },
            }
        });
        Checked {
            sources,
            content: content.filter(|_| !diagnostics.has_errors()),
            diagnostics,
        }
    }

    /// Loads the fonts of a build. Fonts that come with the book are tried first, since a damaged one can crash a
    /// library.
    fn fonts(&self, reading: &Reading, diagnostics: &mut Diagnostics) -> Fonts {
        let texts = if reading.fonts.is_empty() {
            Vec::new()
        } else {
            typeset::strings(&reading.book)
        };
        for font in &reading.fonts {
            if let Err(why) = typeset::try_font(font.as_ref(), texts.iter().copied()) {
                diagnostics.push(font.refused(&why));
            }
        }
        Fonts::load(
            &reading.fonts,
            self.options.font_folder.as_deref(),
            self.options.system_fonts,
        )
    }

    /// Whether this build can be recorded in a stamp. A stamp does not cover fonts from outside the book, nor
    /// handouts of only some chapters.
    fn can_be_stamped(&self, selection: &Selection) -> bool {
        self.options.font_folder.is_none()
            && !self.options.system_fonts
            && selection.chapters.is_empty()
    }

    /// The last build's stamp, if a build would only make the same files again. This reads and hashes every input and
    /// output. Call [`disk::finish`] before.
    pub fn up_to_date(&self, output: &Path, selection: &Selection) -> Option<Stamp> {
        let stamp = Stamp::load(output).filter(|_| self.can_be_stamped(selection))?;
        let is_fresh = stamp.is_fresh(&self.maker(), selection, &self.folder, output);
        is_fresh.then_some(stamp)
    }

    /// The pages that earlier builds have recorded in an output folder, or no pages if this one starts `afresh`. `None`
    /// if this build is not recorded. Call [`Project::check`] before, which reads the book.
    pub fn known_parts(
        &self,
        output: &Path,
        plan: &BuildPlan<'_>,
        afresh: bool,
    ) -> Option<KnownParts> {
        if !self.can_be_stamped(plan.selection) {
            return None;
        }
        // What YAML files say of a page is in its source, with which these hashes are combined.
        let is_yaml = |path: &str| {
            let extension = Path::new(path).extension();
            extension.is_some_and(|extension| extension.eq_ignore_ascii_case("yaml"))
        };
        let mut others = self.folder.inputs();
        others.retain(|path, _| !is_yaml(path));
        let ground = self.maker().key(&others, None);
        let earlier = disk::read_own(&output.join(PAGES));
        let pages = Box::new(PageFolder::of(output));
        Some(KnownParts::new(ground, earlier, pages, afresh))
    }

    /// Publishes the files of a build in an output folder in one step, with a stamp of the inputs and the pages that are
    /// known now.
    ///
    /// # Errors
    /// When a file cannot be written or moved into place.
    pub fn publish(
        &self,
        output: &Path,
        plan: &BuildPlan<'_>,
        built: &[BuiltEdition],
        known: Option<&KnownParts>,
        warnings: usize,
    ) -> anyhow::Result<()> {
        let files = built.iter().flat_map(|one| &one.files);
        let files = files.map(|file| (file.path.as_str(), file.bytes.as_slice()));
        let packed = known.map(KnownParts::pack).transpose()?.flatten();
        let packed = packed.as_deref().map(|bytes| (PAGES, bytes));
        let stamp = if self.can_be_stamped(plan.selection) {
            // Read again, since another build may have published in the meantime.
            let before = Stamp::load(output);
            let maker = self.maker();
            let inputs = self.folder.inputs();
            let stamp = Stamp::after(before, maker, inputs, plan, built, warnings);
            Some(stamp.to_bytes()?)
        } else {
            None
        };
        // The stamp is moved into place last, since it vouches for the other files.
        let stamp = stamp.as_deref().map(|bytes| (stamp::NAME, bytes));
        let files: Vec<_> = files.chain(packed).chain(stamp).collect();
        disk::publish(output, &files)?;
        if let Some(known) = known {
            let editions = plan.content.editions().iter();
            known.forget_others(&editions.map(|one| one.name.as_str()).collect());
        }
        Ok(())
    }

    /// Everything outside the book on which its files depend.
    fn maker(&self) -> Maker {
        Maker::dating(self.options.modified)
    }
}

/// The folder that contains a `book.yaml`.
fn folder_of(file: &Path) -> Result<PathBuf, Error> {
    if file.file_name().is_none_or(|name| name != BOOK_FILE) {
        return Err(Error::NotABook(file.to_owned()));
    }
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    Ok(folder.map_or_else(|| PathBuf::from("."), Path::to_owned))
}

/// The book's date at midnight UTC, which dates the output files by default; 1980-01-01 where a book has none, the
/// earliest that ZIP can store.
fn date_of(book: &Book) -> jiff::Timestamp {
    let (year, month, day) = book
        .date
        .map_or((1980, 1, 1), |date| (date.year, date.month, date.day));
    jiff::civil::Date::new(year, month, day)
        .and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC))
        .map_or(jiff::Timestamp::UNIX_EPOCH, |day| day.timestamp())
}

fn check_content(reading: &Reading, fonts: &Fonts, diagnostics: &mut Diagnostics) {
    let Reading {
        book,
        editions,
        rules,
        assets,
        ..
    } = reading;
    let mut others = Diagnostics::default();
    rayon::join(
        || fonts.check(book, assets, diagnostics),
        || {
            check_editions(book, editions, assets, &mut others);
            copyedit::check(book, rules, &mut others);
        },
    );
    diagnostics.extend(others);
    typeset::check_faces(book, editions, fonts, diagnostics);
    typeset::check_limits(book, assets, diagnostics);
    typeset::check_clusters(book, fonts, diagnostics);
    typeset::check_drawings(book, assets, fonts, diagnostics);
    typeset::check_tables(book, editions, fonts, diagnostics);
}

/// Makes the checks that depend on the book's editions.
fn check_editions(
    book: &Book,
    editions: &[Edition],
    assets: &Assets,
    diagnostics: &mut Diagnostics,
) {
    accessibility::check(book, editions, diagnostics);
    if editions.iter().any(|edition| edition.ebook().is_some()) {
        read::warn_small_cover(book, assets, diagnostics);
    }
    typeset::check_listings(book, editions, diagnostics);
    let setups = editions.iter().filter_map(Edition::page_setup);
    let designs = setups.map(|setup| Design::new(&book.style, setup.page()));
    let designs: Vec<Design> = designs.collect();
    if let Some(design) = designs.first() {
        design.check(&book.languages, diagnostics);
    }
    let widths = designs.iter().map(Design::text_width);
    if let Some(widest) = widths.reduce(f64::max) {
        let largest = |side: fn(&Design<'_>) -> f64| designs.iter().map(side).fold(0.0, f64::max);
        let page = (
            largest(|design| design.page.width),
            largest(|design| design.page.height),
        );
        read::warn_coarse(book, assets, widest, page, diagnostics);
    }
}

/// The result of reading and checking a book.
pub struct Checked {
    pub sources: Sources,
    pub diagnostics: Diagnostics,
    /// The book; `None` if there was an error.
    pub content: Option<Content>,
}

/// A book without errors, and everything needed to build its editions.
pub struct Content {
    reading: Reading,
    /// The book from which solutions books are assembled, if any edition is one.
    solutions: Option<Book>,
    fonts: Fonts,
    provenance: Provenance,
}

impl Content {
    /// The book that was read.
    pub fn book(&self) -> &Book {
        &self.reading.book
    }

    /// All editions of the book, in order.
    pub fn editions(&self) -> &[Edition] {
        &self.reading.editions
    }

    /// Determines what will be built.
    ///
    /// # Errors
    /// When the book has no such edition or chapter, or chapters are selected but no handouts.
    pub fn plan<'p>(&'p self, selection: &'p Selection) -> Result<BuildPlan<'p>, Error> {
        let editions = self.select(&selection.editions)?;
        let has_handouts = editions.iter().any(|one| one.handouts().is_some());
        if !selection.chapters.is_empty() && !has_handouts {
            return Err(Error::ChaptersWithoutHandouts);
        }
        self.require_chapters(&selection.chapters)?;
        Ok(BuildPlan {
            content: self,
            editions,
            selection,
        })
    }

    /// The editions of these names in the book's order, with the solutions books that belong to them.
    fn select(&self, names: &[String]) -> Result<Vec<&Edition>, Error> {
        let all = self.editions();
        if let Some(name) = names
            .iter()
            .find(|name| all.iter().all(|one| one.name != **name))
        {
            return Err(Error::NoEdition {
                name: name.clone(),
                known: all.iter().map(|one| one.name.clone()).collect(),
            });
        }
        let selected = all.iter().filter(|one| one.is_selected_by(names));
        Ok(selected.collect())
    }

    fn require_chapters(&self, names: &[String]) -> Result<(), Error> {
        let all = &self.book().chapters;
        let missing = names
            .iter()
            .find(|name| all.iter().all(|one| !one.is_called(name)));
        missing.map_or(Ok(()), |name| {
            Err(Error::NoChapter {
                name: name.clone(),
                known: all.iter().map(Chapter::call).collect(),
            })
        })
    }

    /// Makes the ONIX message for the named editions, or for every edition on sale if none is named. They are built
    /// in memory, since a record states numbers of pages and file sizes. Returns `None` after an error in an edition.
    ///
    /// # Errors
    /// When the book has no such edition, or the XML cannot be written, which would be a bug.
    pub fn onix(
        &self,
        names: &[String],
        capacity: Capacity,
        diagnostics: &mut Diagnostics,
    ) -> anyhow::Result<Option<Vec<u8>>> {
        let selection = Selection {
            editions: names.to_vec(),
            chapters: Vec::new(),
        };
        let mut plan = self.plan(&selection)?;
        plan.editions.retain(|edition| edition.is_sold());
        let options = BuildOptions {
            capacity,
            ..BuildOptions::default()
        };
        let built = plan.build(options, None, &|_, _| {}, diagnostics);
        if diagnostics.has_errors() {
            return Ok(None);
        }
        let all: Vec<_> = self
            .editions()
            .iter()
            .filter(|edition| edition.is_sold())
            .map(|edition| manuscript::assemble(self.book(), edition))
            .collect();
        let products: Vec<_> = built
            .iter()
            .filter_map(|built| {
                let manuscript = all.iter().find(|one| one.edition.name == built.edition)?;
                let file = built.files.first()?;
                Some(Product {
                    manuscript,
                    access: Access::of(manuscript, manuscript.edition.pages().is_some()),
                    pages: file.pages,
                    bytes: file.bytes.len(),
                })
            })
            .collect();
        let message = onix::message(&products, &all, self.provenance.modified)?;
        onix::warn(self.book(), diagnostics);
        Ok(Some(message))
    }

    /// Exports the questions of the named chapters in the named languages. Without chapters it takes all that have
    /// questions, without languages both of the book's.
    ///
    /// # Errors
    /// When the book has no such language or chapter, or no questions, or the format cannot be written, which would
    /// be a bug.
    pub fn quiz(
        &self,
        format: Format,
        languages: &[String],
        chapters: &[String],
    ) -> anyhow::Result<Export> {
        let languages = self.select_languages(languages)?;
        self.require_chapters(chapters)?;
        let exam = manuscript::exam(self.book(), languages, chapters);
        if exam.questions().next().is_none() {
            return Err(Error::NoQuiz.into());
        }
        quiz::write(
            &exam,
            &self.reading.assets,
            format,
            self.provenance.modified,
        )
    }

    /// Exports the glossary.
    ///
    /// # Errors
    /// When the book has no glossary.
    pub fn glossary(&self, format: glossary::Format) -> anyhow::Result<Vec<u8>> {
        if self.book().glossary.is_empty() {
            return Err(Error::NoGlossary.into());
        }
        glossary::write(self.book(), format)
    }

    /// The languages with these tags, in the order of the tags; both for no tags.
    fn select_languages(&self, tags: &[String]) -> Result<Languages, Error> {
        let Pair { a, b } = &self.book().languages;
        let known = || [a.tag().to_owned(), b.tag().to_owned()];
        let side = |tag: &String| match tag {
            tag if tag == a.tag() => Ok(Side::A),
            tag if tag == b.tag() => Ok(Side::B),
            tag => Err(Error::NoLanguage {
                tag: tag.clone(),
                known: known(),
            }),
        };
        let sides: Vec<Side> = tags.iter().map(side).collect::<Result<_, _>>()?;
        match sides.as_slice() {
            [] => Ok(Languages::Both { lead: Side::A }),
            [only] => Ok(Languages::Only(*only)),
            [lead, second] if lead != second => Ok(Languages::Both { lead: *lead }),
            _ => Err(Error::LanguageTwice { known: known() }),
        }
    }
}

/// The editions that will be built.
pub struct BuildPlan<'p> {
    content: &'p Content,
    editions: Vec<&'p Edition>,
    selection: &'p Selection,
}

impl BuildPlan<'_> {
    /// The names of the editions, in the book's order.
    pub fn names(&self) -> Vec<&str> {
        self.editions.iter().map(|one| one.name.as_str()).collect()
    }

    /// Builds the editions in memory, several at a time; see [`build::build`]. `known` has pages of earlier builds.
    pub fn build(
        &self,
        options: BuildOptions,
        known: Option<&KnownParts>,
        progress: &(dyn Fn(&str, Phase) + Sync),
        diagnostics: &mut Diagnostics,
    ) -> Vec<BuiltEdition> {
        build::build(
            Inputs {
                reading: &self.content.reading,
                solutions: self.content.solutions.as_ref(),
                fonts: &self.content.fonts,
                provenance: &self.content.provenance,
                chapters: &self.selection.chapters,
                known,
            },
            &self.editions,
            options,
            progress,
            diagnostics,
        )
    }
}
