//! The texts of a book that stand in both languages, and the file in which their translations are confirmed.

use super::{Error, Project};
use crate::diagnostics::Diagnostics;
use crate::disk::{PublishError, ReadError};
use crate::read;
use crate::source::Sources;
use crate::texts::Texts;
use crate::translation::{LOCK_FILE, Lock};

/// The file that tells git how to merge others.
const ATTRIBUTES: &str = ".gitattributes";

/// The result of listing the texts of a book.
pub struct Listed {
    pub sources: Sources,
    /// Errors, but for missing translations.
    pub diagnostics: Diagnostics,
    /// `None` if there was an error.
    pub texts: Option<Texts>,
}

impl Project {
    /// Lists the texts of the book.
    pub fn texts(&self) -> Listed {
        let mut sources = Sources::default();
        let mut diagnostics = Diagnostics::default();
        let texts = read::texts(&self.folder, &mut sources, &mut diagnostics);
        Listed {
            sources,
            diagnostics: diagnostics.errors_only(),
            texts,
        }
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
