//! Why a book cannot be opened, or a request about it cannot be met.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::disk::ReadError;
use crate::message::{Message, list, message};
use crate::read::BOOK_FILE;
use crate::translation::LOCK_FILE;

/// A request that cannot be met. Faults inside a book are diagnostics, not errors.
#[derive(Debug)]
pub enum Error {
    NoFolder {
        path: PathBuf,
        error: io::Error,
    },
    /// The path of a file that is not a `book.yaml`.
    NotABook(PathBuf),
    NoFontFolder(PathBuf),
    /// A catalogue cannot be read.
    NoCatalogue {
        path: PathBuf,
        error: io::Error,
    },
    ListNotUtf8(PathBuf),
    /// A catalogue has no books.
    EmptyCatalogue(PathBuf),
    /// An output folder cannot be read.
    NoOutput {
        path: PathBuf,
        error: io::Error,
    },
    /// An output folder has no stamp.
    NoStamp(PathBuf),
    /// The files of an output folder were made by another program than this one.
    OtherMaker {
        path: PathBuf,
        program: String,
    },
    /// A book is not what the files of an output folder were made from.
    OtherInputs {
        path: PathBuf,
        inputs: Vec<String>,
    },
    NoEdition {
        name: String,
        known: Vec<String>,
    },
    NoChapter {
        name: String,
        known: Vec<String>,
    },
    /// Chapters were selected, but only handouts are made by chapter.
    ChaptersWithoutHandouts,
    NoLanguage {
        tag: String,
        known: [String; 2],
    },
    LanguageTwice {
        known: [String; 2],
    },
    NoQuiz,
    NoGlossary,
    /// The file of confirmed translations cannot be read.
    NoLock(ReadError),
    /// This line of it is neither two hashes nor a comment.
    BrokenLock(usize),
    /// No chapter and no anchor has this name.
    NoSuchPart(String),
}

impl Error {
    /// What is wrong, for the person who asked.
    pub fn message(&self) -> Message {
        match self {
            Self::NoFolder { path, error } => message!(
                "cannot open the book's folder {}: {}",
                path.display().to_string(),
                Message::of_io(error)
            ),
            Self::NotABook(path) => message!(
                "{} is not a book; name the folder that contains {}",
                path.display().to_string(),
                BOOK_FILE
            ),
            Self::NoFontFolder(path) => {
                message!(
                    "the font folder {} does not exist",
                    path.display().to_string()
                )
            }
            Self::NoCatalogue { path, error } => message!(
                "cannot open the catalogue {}: {}",
                path.display().to_string(),
                Message::of_io(error)
            ),
            Self::ListNotUtf8(path) => message!(
                "{} is not a list of books in UTF-8; write one folder on each line",
                path.display().to_string()
            ),
            Self::EmptyCatalogue(path) => message!(
                "{} has no books; name a folder of books, or a file with the folder of a book on each line",
                path.display().to_string()
            ),
            Self::NoOutput { path, error } => message!(
                "cannot read the output folder {}: {}",
                path.display().to_string(),
                Message::of_io(error)
            ),
            Self::NoStamp(path) => message!(
                "{} has no stamp of a build, so there is nothing to compare with; name a folder that `diglot build` wrote \
                 without `--chapter`, `--font-path` or `--system-fonts`",
                path.display().to_string()
            ),
            Self::OtherMaker { path, program } => message!(
                "{} was built by `{}`, which is not this program; rebuild with that one, or build anew",
                path.display().to_string(),
                program
            ),
            Self::OtherInputs { path, inputs } => message!(
                "{} was built from other files: {} changed since; build it anew first",
                path.display().to_string(),
                list(inputs)
            ),
            Self::NoEdition { name, known } => message!(
                "the book has no edition `{}`; its editions are {}",
                name,
                list(known)
            ),
            Self::NoChapter { name, known } => message!(
                "the book has no chapter `{}`; its chapters are {}",
                name,
                list(known)
            ),
            Self::ChaptersWithoutHandouts => {
                message!("`--chapter` is only for handouts, but no requested edition is one")
            }
            Self::NoLanguage { tag, known } => message!(
                "the book has no language `{}`; its languages are {}",
                tag,
                list(known)
            ),
            Self::LanguageTwice { known: [a, b] } => {
                message!("a language is named twice; name {}, {} or both", a, b)
            }
            Self::NoQuiz => {
                message!("no requested chapter has a quiz; nothing was written")
            }
            Self::NoGlossary => message!("the book has no glossary; nothing was written"),
            Self::NoLock(error) => message!("cannot read {}: {}", LOCK_FILE, error.message()),
            Self::BrokenLock(line) => message!(
                "{}: this is not two hashes; after a conflict, keep the lines of both sides and delete the marks between them",
                format!("{LOCK_FILE}:{line}:1")
            ),
            Self::NoSuchPart(name) => {
                message!("the book has no chapter and no anchor `{}`", name)
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for Error {}
