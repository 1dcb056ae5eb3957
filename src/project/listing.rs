//! The texts of a book that stand in both languages, and the file in which their translations are confirmed.

use super::{Error, Project};
use std::collections::BTreeMap;

use crate::diagnostics::Diagnostics;
use crate::disk::{Folder, PublishError, ReadError};
use crate::exchange::Change;
use crate::read::{self, Revised, Revision, Stuck};
use crate::source::Sources;
use crate::texts::Texts;
use crate::translation::{LOCK_FILE, Lock};

/// The file that tells git how to merge others.
const ATTRIBUTES: &str = ".gitattributes";

const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// The result of listing the texts of a book.
pub struct Listed {
    pub sources: Sources,
    /// Errors, but for missing translations.
    pub diagnostics: Diagnostics,
    /// `None` if there was an error.
    pub texts: Option<Texts>,
}

/// Why texts were not changed.
pub enum Refusal {
    /// These texts cannot be written in their places.
    Stuck(Vec<Stuck>),
    /// The book would have errors, with these files.
    Faulty(Sources, Diagnostics),
}

fn listed(folder: &Folder) -> Listed {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let texts = read::texts(folder, &mut sources, &mut diagnostics);
    Listed {
        sources,
        diagnostics: diagnostics.errors_only(),
        texts,
    }
}

impl Project {
    /// Lists the texts of the book.
    pub fn texts(&self) -> Listed {
        listed(&self.folder)
    }

    /// The files of the book with changed texts. They are not written yet.
    ///
    /// # Errors
    /// When a text cannot be written in its place, or the book would have errors then.
    pub fn revise(
        &self,
        changes: &[Change<'_>],
        listing: &Listed,
    ) -> Result<Vec<Revised>, Refusal> {
        let Some(texts) = &listing.texts else {
            return Ok(Vec::new());
        };
        let revisions: Vec<Revision<'_>> = changes
            .iter()
            .map(|change| Revision {
                text: change.text,
                side: change.side,
                words: &change.words,
            })
            .collect();
        let revised = read::revise(&revisions, &texts.languages, &listing.sources);
        let mut revised = revised.map_err(Refusal::Stuck)?;
        self.keep_marks(&mut revised);
        let files = revised
            .iter()
            .map(|file| (file.path.clone(), file.text.clone().into_bytes()));
        let after = listed(&self.folder.with(files.collect::<BTreeMap<_, _>>()));
        match after.texts {
            Some(_) => Ok(revised),
            None => Err(Refusal::Faulty(after.sources, after.diagnostics)),
        }
    }

    /// Gives files the byte order mark that they have. Sources have none.
    pub(super) fn keep_marks(&self, files: &mut [Revised]) {
        for file in files {
            let bytes = self.folder.read(&file.path);
            if bytes.is_ok_and(|bytes| bytes.starts_with(BYTE_ORDER_MARK.as_bytes())) {
                file.text.insert_str(0, BYTE_ORDER_MARK);
            }
        }
    }

    /// Writes revised files in one step.
    ///
    /// # Errors
    /// When a file cannot be written; then none is changed.
    pub fn rewrite(&self, files: &[Revised]) -> Result<(), PublishError> {
        let files: Vec<_> = files
            .iter()
            .map(|file| (file.path.as_str(), file.text.as_bytes()))
            .collect();
        self.folder.write(&files)
    }

    /// Adds files to the book in one step, and replaces those that it has by these names.
    ///
    /// # Errors
    /// When the book would have errors then, or a file cannot be written.
    pub fn extend(&self, files: &[(&str, &[u8])]) -> anyhow::Result<Result<(), Refusal>> {
        let instead = files
            .iter()
            .map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()));
        let after = listed(&self.folder.with(instead.collect()));
        if after.texts.is_none() {
            return Ok(Err(Refusal::Faulty(after.sources, after.diagnostics)));
        }
        self.folder.write(files)?;
        Ok(Ok(()))
    }

    /// A file of the book; `None` if there is none.
    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.folder.read(path).ok()
    }

    /// The time that dates files: `SOURCE_DATE_EPOCH` if set, else the same for all books, since their dates are not known
    /// before they are built.
    pub fn modified(&self) -> jiff::Timestamp {
        self.options.modified.unwrap_or_default()
    }

    /// Which translations are confirmed; none if there is no file that says so.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn lock(&self) -> Result<Lock, Error> {
        match self.folder.read(LOCK_FILE) {
            Ok(bytes) => Lock::parse(&bytes).map_err(|broken| Error::BrokenLock(broken.0)),
            Err(ReadError::Missing) => Ok(Lock::default()),
            Err(error) => Err(Error::NoLock(error)),
        }
    }

    /// Writes which translations are confirmed. With the first of them, git is told to keep the lines of both sides when
    /// it merges; returns whether it was.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn save_lock(&self, lock: &Lock) -> Result<bool, PublishError> {
        let text = lock.to_text();
        let mut files = vec![(LOCK_FILE, text.as_bytes())];
        let is_first = self.folder.read(LOCK_FILE) == Err(ReadError::Missing);
        let attributes = is_first.then(|| self.with_attribute()).flatten();
        if let Some(attributes) = &attributes {
            files.push((ATTRIBUTES, attributes));
        }
        self.folder.write(&files)?;
        Ok(attributes.is_some())
    }

    /// The attributes of the book's files in git, with one for the lock; `None` if they have one.
    fn with_attribute(&self) -> Option<Vec<u8>> {
        let mut attributes = self.folder.read(ATTRIBUTES).unwrap_or_default();
        let text = String::from_utf8_lossy(&attributes);
        if text
            .lines()
            .any(|line| line.trim_start().starts_with(LOCK_FILE))
        {
            return None;
        }
        if !text.is_empty() && !text.ends_with('\n') {
            attributes.push(b'\n');
        }
        attributes.extend_from_slice(format!("{LOCK_FILE} merge=union\n").as_bytes());
        Some(attributes)
    }
}
