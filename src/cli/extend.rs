//! `diglot import -o BOOK` for a book that exists: chapters are added to it.

use std::path::Path;

use super::screen::Screen;
use super::status::failed;
use super::{Outcome, open_with, start_threads};
use crate::import::Existing;
use crate::message::message;
use crate::project::{Options, Project, Refusal};
use crate::read::{self, BOOK_FILE};
use crate::translation::{LOCK_FILE, Lock};

/// What a person should look at after an import.
const LIST: &str = "IMPORT.md";

/// A book to which chapters are added.
pub struct Extended {
    project: Project,
    pub existing: Existing,
}

/// Paths and contents.
type Files = Vec<(String, Vec<u8>)>;

impl Extended {
    /// Opens a book. If it has errors, they are reported.
    pub fn open(folder: &Path, screen: &Screen) -> anyhow::Result<Result<Self, Outcome>> {
        let project = open_with(Some(folder), Options::default())?;
        start_threads(None, screen);
        let listed = project.texts();
        let Some(texts) = listed.texts else {
            return failed(screen, &listed.diagnostics, &listed.sources).map(Err);
        };
        let languages = &texts.languages;
        let numbers = texts
            .groups
            .iter()
            .filter_map(|group| group.number.as_ref()?.parse().ok());
        let existing = Existing {
            languages: [languages.a.tag().to_owned(), languages.b.tag().to_owned()],
            ids: texts.groups.iter().map(|group| group.id.clone()).collect(),
            number: numbers.max().unwrap_or(0),
        };
        Ok(Ok(Self { project, existing }))
    }

    /// The files that change, from those of a new book with the chapters.
    pub fn files(&self, new: Files) -> anyhow::Result<Files> {
        let book = self.project.file(BOOK_FILE).unwrap_or_default();
        let book = String::from_utf8_lossy(&book);
        let chapters: Vec<String> = new
            .iter()
            .map(|(path, _)| path.clone())
            .filter(|path| path.starts_with("chapters/"))
            .collect();
        let mut book = read::with_chapters(&book, &chapters).ok_or_else(|| {
            anyhow::anyhow!(message!("{} has no list of chapters to add to", BOOK_FILE))
        })?;
        let mut files = Files::new();
        for (path, bytes) in new {
            let there = self.project.file(&path);
            match path.as_str() {
                BOOK_FILE => {
                    let lacks = String::from_utf8_lossy(&bytes).contains("\nmissing: ");
                    if lacks && !book.lines().any(|line| line.starts_with("missing:")) {
                        let between = if book.ends_with('\n') { "" } else { "\n" };
                        book.push_str(between);
                        book.push_str("missing: mark\n");
                    }
                }
                LIST => {
                    let mut list = there.unwrap_or_default();
                    if !list.is_empty() {
                        list.push(b'\n');
                    }
                    list.extend_from_slice(&bytes);
                    files.push((LIST.to_owned(), list));
                }
                LOCK_FILE => {
                    let mut lock = self.project.lock()?;
                    let more = Lock::parse(&bytes).unwrap_or_default();
                    for pair in more.pairs() {
                        lock.add(*pair);
                    }
                    files.push((LOCK_FILE.to_owned(), lock.to_text().into_bytes()));
                }
                _ => {
                    anyhow::ensure!(
                        there.is_none_or(|there| there == bytes),
                        message!("the book has a file {} already; nothing was written", path)
                    );
                    files.push((path, bytes));
                }
            }
        }
        files.insert(0, (BOOK_FILE.to_owned(), book.into_bytes()));
        Ok(files)
    }

    /// Writes files, unless the book would have errors then, which are reported.
    pub fn write(
        &self,
        files: &[(&str, &[u8])],
        screen: &Screen,
    ) -> anyhow::Result<Result<(), Outcome>> {
        match self.project.extend(files)? {
            Ok(()) => Ok(Ok(())),
            Err(Refusal::Faulty(sources, diagnostics)) => {
                screen.diagnostics(&diagnostics, &sources);
                screen.say(&message!(
                    "with these texts the book would have errors; nothing was written"
                ));
                Ok(Err(Outcome::FaultsFound))
            }
            Err(Refusal::Stuck(_)) => Ok(Err(Outcome::FaultsFound)),
        }
    }
}
