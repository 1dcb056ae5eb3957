//! The books to be validated, each read and built once for all tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use diglot::book::Book;
use diglot::diagnostics::Diagnostics;
use diglot::disk::Folder;
use diglot::edition::Edition;
use diglot::manuscript;
use diglot::read::{self, Reading};
use diglot::source::Sources;

use super::screens;
use crate::support;

/// A book and its outputs.
pub struct Bound {
    pub name: &'static str,
    pub reading: Reading,
    solutions: Book,
    pub made: Vec<Made>,
    /// Its ONIX record.
    pub record: PathBuf,
}

/// A built edition.
pub struct Made {
    pub edition: Edition,
    pub path: PathBuf,
    /// The folder of a PDF's Typst source.
    pub source: PathBuf,
}

impl Bound {
    pub fn book(&self) -> &Book {
        &self.reading.book
    }

    /// The book that an edition is made from, which for a solutions book is another.
    pub fn book_of(&self, made: &Made) -> &Book {
        let solutions = made.edition.solves.as_ref().map(|_| &self.solutions);
        solutions.unwrap_or(&self.reading.book)
    }

    pub fn epubs(&self) -> impl Iterator<Item = &Made> {
        let made = self.made.iter();
        made.filter(|made| made.edition.ebook().is_some())
    }

    /// The PDFs of its handouts.
    pub fn sheets(&self) -> Vec<PathBuf> {
        let made = self.made.iter();
        let handouts = made.filter(|made| made.edition.handouts().is_some());
        let mut sheets: Vec<PathBuf> = handouts
            .flat_map(|made| fs::read_dir(&made.path).unwrap())
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|it| it == "pdf"))
            .collect();
        sheets.sort();
        sheets
    }

    pub fn pdfs(&self) -> impl Iterator<Item = &Made> {
        let made = self.made.iter();
        made.filter(|made| made.edition.is_print())
    }
}

/// Settings for forms of edition that a book does not have by default.
const FORMS: &str = "
editions:
  en: { format: epub, languages: [en], answers: chapter, pages: school-facing }
  en-zh: { format: epub, languages: [en, zh], answers: chapter, pages: school-facing }
  class: { format: epub, languages: [zh], answers: none, pages: none }
  worksheets: { format: pdf, layout: stacked, answers: none }
  school-facing: { format: pdf, layout: facing, answers: chapter }
  zh-fonts: { format: epub, languages: [zh], fonts: subset }
  zh-kindle: { format: epub, languages: [zh], variant: kindle }
  en-kobo: { format: epub, languages: [en], variant: kobo, fonts: subset }
  cards: { format: pdf, layout: handout, scope: cards }
  reading: { format: pdf, layout: handout, scope: reading }
  glossaries: { format: pdf, layout: handout, scope: glossary, languages: [en], page: { trim: letter } }
  lessons: { format: pdf, layout: handout, scope: [text, vocabulary, quiz], page: { trim: A5, per-sheet: 2 } }
  slips: { format: pdf, layout: handout, scope: glossary, pairs: stacked, page: { per-sheet: 2 } }
  pocket: { format: pdf, languages: [en, zh], page: { trim: 6x9in } }
  workbook: { format: pdf, layout: facing, answers: separate }
  workbook-en-zh: { format: epub, languages: [en, zh], answers: separate, fonts: subset }
  workbook-kobo: { format: epub, languages: [zh], answers: separate, variant: kobo }
certifier: { name: { zh: 同文工作室, en: Diglot Workshop }, credential: Self-certified }
series: { name: { zh: 同文丛书, en: Diglot Books }, number: 1 }
identifiers: { en: 978-7-302-00000-6, pocket: 978-7-121-00000-3, workbook-en-zh-answers: 978-7-111-00000-6 }
";

/// The sample, the sample in other forms, the hard cases, a right-to-left book, a book for small screens, the real
/// book or its substitute, and the books of `diglot new`.
pub static BOOKS: LazyLock<Vec<Bound>> = LazyLock::new(|| {
    let forms = support::scratch();
    support::copy(&support::sample(), forms.path());
    let settings = forms.path().join("book.yaml");
    let ours = fs::read_to_string(&settings).unwrap() + FORMS;
    support::write(&settings, ours);

    let screens = screens::book();
    let new = support::scratch();
    let begun = |kind: &str| {
        let folder = new.path().join(format!("new-{kind}"));
        let mut command = support::diglot();
        let output = support::run(command.args(["new", "--kind", kind]).arg(&folder));
        assert!(output.status.success(), "{}", support::errors(&output));
        folder
    };
    vec![
        bind("sample", &support::sample()),
        bind("forms", forms.path()),
        bind("hard", &support::fixture("hard")),
        bind("right", &support::fixture("right")),
        bind("contract", &support::fixture("contract")),
        bind("technical", &support::fixture("technical")),
        bind("poetry", &support::fixture("poetry")),
        bind("class", &support::fixture("class")),
        bind("screens", screens.path()),
        bind("corpus", &support::corpus()),
        bind("new-book", &begun("book")),
        bind("new-novel", &begun("novel")),
        bind("new-poetry", &begun("poetry")),
        bind("new-class", &begun("class")),
    ]
});

/// The folder for files of a name. They are not removed, because nothing outlives all tests that could do so; the next
/// run overwrites them.
pub fn shelf(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("judged")
        .join(name)
}

/// Builds a book and its ONIX record.
pub fn bind(name: &'static str, folder: &Path) -> Bound {
    let shelf = shelf(name);
    let sources = shelf.join("typst");
    let output = support::run(
        support::diglot()
            .arg("build")
            .arg(folder)
            .args(["--force", "--format", "json", "-o"])
            .arg(&shelf)
            .arg("--emit-typst")
            .arg(&sources),
    );
    let said = support::results(&output);
    assert!(
        output.status.success(),
        "{name}: {said}{}",
        support::errors(&output)
    );
    let record = shelf.join("onix.xml");
    let output = support::run(
        support::diglot()
            .args(["export", "onix"])
            .arg(folder)
            .arg("-o")
            .arg(&record),
    );
    assert!(
        output.status.success(),
        "{name}: {}",
        support::errors(&output)
    );
    let reading = open(folder);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    let print = reading.editions.iter();
    let print = print
        .filter(|edition| edition.page_setup().is_some())
        .count();
    let made = reading
        .editions
        .iter()
        .zip(said["editions"].as_array().unwrap());
    let made = made.map(|(edition, said)| {
        assert_eq!(said["edition"], *edition.name);
        Made {
            edition: edition.clone(),
            path: said["path"].as_str().unwrap().into(),
            source: match print {
                1 => sources.clone(),
                _ => sources.join(&edition.name),
            },
        }
    });
    Bound {
        name,
        made: made.collect(),
        solutions: manuscript::solutions(&reading.book),
        reading,
        record,
    }
}

/// Reads a book like the program does.
pub fn open(folder: &Path) -> Reading {
    let opened = Folder::open(folder).unwrap();
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let reading = read::read(&opened, &mut sources, &mut diagnostics);
    reading.unwrap_or_else(|| panic!("{} has errors", folder.display()))
}

/// Asserts that there are no complaints.
pub fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
