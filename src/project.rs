//! A book from its folder to its files: what the command line does, for whatever else drives diglot.
//!
//! [`Project::open`] → [`Project::check`] → [`Content::plan`] → [`Plan::build`] → [`Project::publish`].

mod error;
mod stamp;

use std::path::{Path, PathBuf};

use crate::accessibility::{self, Access};
use crate::book::{Book, Chapter};
use crate::build::{self, BuildOptions, BuiltEdition, Inputs, Phase};
use crate::diagnostics::Diagnostics;
use crate::disk::{self, Folder};
use crate::edition::{Edition, Languages};
use crate::epub::Provenance;
use crate::export::onix::{self, Product};
use crate::export::quiz::{self, Export, Format};
use crate::lang::{Pair, Side};
use crate::manuscript;
use crate::picture::Assets;
use crate::read::{self, BOOK_FILE, Reading};
use crate::source::Sources;
use crate::typeset::{self, Design, Fonts};

pub use error::Error;
pub use stamp::{Stamp, StampedFile};

/// What a build depends on besides the book's folder.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A folder of fonts to use besides diglot's own.
    pub font_folder: Option<PathBuf>,
    /// Whether the fonts installed on this machine are used too.
    pub system_fonts: bool,
    /// When the files say they were made; `None` takes the book's own date.
    pub modified: Option<jiff::Timestamp>,
}

/// Which editions are built, and of handouts which chapters.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Names of editions; all of them where there is none.
    pub editions: Vec<String>,
    /// Numbers or ids of chapters; all of them where there is none.
    pub chapters: Vec<String>,
}

/// A book's folder, and how it is built.
#[derive(Debug)]
pub struct Project {
    folder: Folder,
    options: Options,
}

impl Project {
    /// Opens the folder of a book, or of the `book.yaml` that is given.
    ///
    /// # Errors
    /// When there is no such folder, or no folder of fonts where one is named.
    pub fn open(path: &Path, options: Options) -> Result<Self, Error> {
        if let Some(fonts) = options.font_folder.as_ref().filter(|path| !path.is_dir()) {
            return Err(Error::NoFontFolder(fonts.clone()));
        }
        let path = if path.is_file() {
            folder_of(path)?
        } else {
            path.to_owned()
        };
        match Folder::open(&path) {
            Ok(folder) => Ok(Self { folder, options }),
            Err(error) => Err(Error::NoFolder { path, error }),
        }
    }

    /// Reads the book, and checks all that can be checked before anything is laid out.
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

    /// The fonts of a build. Those of the book are tried first.
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

    /// Whether a stamp can say that files are up to date: it knows no font from outside the book, and of handouts
    /// only whole sets.
    fn can_be_stamped(&self, selection: &Selection) -> bool {
        self.options.font_folder.is_none()
            && !self.options.system_fonts
            && selection.chapters.is_empty()
    }

    /// What the last build left in an output folder if nothing has changed since: a build would make the same files
    /// again. Every input and output is read for it. Call [`disk::finish`] before.
    pub fn up_to_date(&self, output: &Path, selection: &Selection) -> Option<Stamp> {
        let stamp = Stamp::load(output).filter(|_| self.can_be_stamped(selection))?;
        let is_fresh = stamp.is_fresh(&self.maker(), selection, &self.folder, output);
        is_fresh.then_some(stamp)
    }

    /// Publishes the files of a build in an output folder as one step, with a stamp of what they were made from.
    ///
    /// # Errors
    /// When a file cannot be written or take its place.
    pub fn publish(
        &self,
        output: &Path,
        plan: &Plan<'_>,
        built: &[BuiltEdition],
        warnings: usize,
    ) -> anyhow::Result<()> {
        let files = built.iter().flat_map(|one| &one.files);
        let files = files.map(|file| (file.path.as_str(), file.bytes.as_slice()));
        let stamp = if self.can_be_stamped(plan.selection) {
            // Read anew: another build may have published in the meantime.
            let before = Stamp::load(output);
            let maker = self.maker();
            let inputs = self.folder.inputs();
            let stamp = Stamp::after(before, maker, inputs, plan, built, warnings);
            Some(stamp.to_bytes()?)
        } else {
            None
        };
        // The stamp comes last: it says that the others are there.
        let stamp = stamp.as_deref().map(|bytes| (stamp::NAME, bytes));
        let files: Vec<_> = files.chain(stamp).collect();
        disk::publish(output, &files)?;
        Ok(())
    }

    /// The program and everything else outside the book that its files depend on.
    fn maker(&self) -> String {
        let modified = self.options.modified;
        format!(
            "diglot {} {} {}",
            env!("CARGO_PKG_VERSION"),
            env!("DIGLOT_MAKE"),
            modified.map_or_else(|| "undated".to_owned(), |time| time.to_string())
        )
    }
}

/// The folder of a book that is named by its file.
fn folder_of(file: &Path) -> Result<PathBuf, Error> {
    if file.file_name().is_none_or(|name| name != BOOK_FILE) {
        return Err(Error::NotABook(file.to_owned()));
    }
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    Ok(folder.map_or_else(|| PathBuf::from("."), Path::to_owned))
}

/// The day of a book, which dates its files where nothing else does.
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
        assets,
        ..
    } = reading;
    let mut others = Diagnostics::default();
    rayon::join(
        || fonts.check(book, assets, diagnostics),
        || check_editions(book, editions, assets, &mut others),
    );
    diagnostics.extend(others);
    typeset::check_faces(book, editions, fonts, diagnostics);
    typeset::check_limits(book, assets, diagnostics);
    typeset::check_clusters(book, fonts, diagnostics);
    typeset::check_drawings(book, assets, fonts, diagnostics);
    typeset::check_tables(book, editions, fonts, diagnostics);
}

/// Checks what depends on the editions of a book.
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
        read::warn_coarse(book, assets, widest, diagnostics);
    }
}

/// A book as far as it could be read, and what was found in it.
pub struct Checked {
    pub sources: Sources,
    pub diagnostics: Diagnostics,
    /// The whole book; `None` after an error.
    pub content: Option<Content>,
}

/// A book without errors, and all that its editions are made of.
pub struct Content {
    reading: Reading,
    /// What solutions books are made of, where an edition is one.
    solutions: Option<Book>,
    fonts: Fonts,
    provenance: Provenance,
}

impl Content {
    pub fn book(&self) -> &Book {
        &self.reading.book
    }

    /// All editions of the book, in its order.
    pub fn editions(&self) -> &[Edition] {
        &self.reading.editions
    }

    /// Decides what is to be built.
    ///
    /// # Errors
    /// When the book has no such edition or chapter, or chapters are named for no handout.
    pub fn plan<'p>(&'p self, selection: &'p Selection) -> Result<Plan<'p>, Error> {
        let editions = self.select(&selection.editions)?;
        let has_handouts = editions.iter().any(|one| one.handouts().is_some());
        if !selection.chapters.is_empty() && !has_handouts {
            return Err(Error::ChaptersWithoutHandouts);
        }
        self.require_chapters(&selection.chapters)?;
        Ok(Plan {
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

    /// Writes the ONIX message of editions, all of those that are sold where none is named. They are built in
    /// memory for it, since a record tells their pages and sizes. `None` after an error in one of them.
    ///
    /// # Errors
    /// When the book has no such edition; by a mistake of this program.
    pub fn onix(
        &self,
        names: &[String],
        jobs: usize,
        diagnostics: &mut Diagnostics,
    ) -> anyhow::Result<Option<Vec<u8>>> {
        let selection = Selection {
            editions: names.to_vec(),
            chapters: Vec::new(),
        };
        let mut plan = self.plan(&selection)?;
        plan.editions.retain(|edition| is_sold(edition));
        let options = BuildOptions {
            jobs,
            ..BuildOptions::default()
        };
        let built = plan.build(options, &|_, _| {}, diagnostics);
        if diagnostics.has_errors() {
            return Ok(None);
        }
        let all: Vec<_> = self
            .editions()
            .iter()
            .filter(|edition| is_sold(edition))
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

    /// Writes the questions of chapters, all of those with questions where none is named, in these languages, or
    /// those of the book.
    ///
    /// # Errors
    /// When the book has no such language or chapter, or no question; by a mistake of this program.
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
        quiz::write(&exam, format, self.provenance.modified)
    }

    /// The languages of these tags, in their order.
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

/// Whether bookshops are told of an edition: not of sheets for a class, nor of a solutions book, which is no
/// edition of the book.
fn is_sold(edition: &Edition) -> bool {
    edition.handouts().is_none() && edition.solves.is_none()
}

/// The editions that are to be built.
pub struct Plan<'p> {
    content: &'p Content,
    editions: Vec<&'p Edition>,
    selection: &'p Selection,
}

impl Plan<'_> {
    /// The names of the editions, in the book's order.
    pub fn names(&self) -> Vec<&str> {
        self.editions.iter().map(|one| one.name.as_str()).collect()
    }

    /// Builds the editions in memory, some at a time; see [`build::build`].
    pub fn build(
        &self,
        options: BuildOptions,
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
            },
            &self.editions,
            options,
            progress,
            diagnostics,
        )
    }
}
