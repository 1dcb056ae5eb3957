//! Why a book cannot be opened, or does not have what is asked of it.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::read::BOOK_FILE;

/// A request that cannot be met. What is wrong inside a book is a diagnostic instead.
#[derive(Debug)]
pub enum Error {
    NoFolder {
        path: PathBuf,
        error: io::Error,
    },
    /// A file that is not the `book.yaml` of a book.
    NotABook(PathBuf),
    NoFontFolder(PathBuf),
    NoEdition {
        name: String,
        known: Vec<String>,
    },
    NoChapter {
        name: String,
        known: Vec<String>,
    },
    /// Chapters are chosen, but only handouts are made chapter by chapter.
    ChaptersWithoutHandouts,
    NoLanguage {
        tag: String,
        known: [String; 2],
    },
    LanguageTwice {
        known: [String; 2],
    },
    NoQuiz,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFolder { path, error } => {
                write!(
                    f,
                    "cannot open the book's folder {}: {error}",
                    path.display()
                )
            }
            Self::NotABook(path) => write!(
                f,
                "{} is a file of no use by itself; name the folder that holds {BOOK_FILE}",
                path.display()
            ),
            Self::NoFontFolder(path) => {
                write!(f, "there is no folder of fonts {}", path.display())
            }
            Self::NoEdition { name, known } => {
                write!(
                    f,
                    "the book has no edition `{name}`; it has {}",
                    known.join(", ")
                )
            }
            Self::NoChapter { name, known } => {
                write!(
                    f,
                    "the book has no chapter `{name}`; it has {}",
                    known.join(", ")
                )
            }
            Self::ChaptersWithoutHandouts => {
                f.write_str("`--chapter` is for handouts, and no edition asked for is one")
            }
            Self::NoLanguage { tag, known } => {
                write!(
                    f,
                    "the book has no language `{tag}`; it has {}",
                    known.join(", ")
                )
            }
            Self::LanguageTwice { known: [a, b] } => {
                write!(
                    f,
                    "a language is named twice; name one of {a}, {b}, or both"
                )
            }
            Self::NoQuiz => f.write_str("no chapter asked for has a quiz; nothing was written"),
        }
    }
}

impl std::error::Error for Error {}
