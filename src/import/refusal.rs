//! Why files are not brought in, in words.

use super::pair;
use crate::message::{Message, message};

/// Why files are not brought in.
#[derive(Debug)]
pub enum Refusal {
    NotText(String),
    /// An EPUB that is protected against being copied.
    Protected(String),
    /// No document of Pandoc's.
    NotPandoc(String),
    Empty(String),
    /// No DOCX, though an archive.
    NotDocx(String),
    /// A file of an older Word, or one with a password.
    OldWord(String),
    Damaged(String),
    /// A file that `export text` wrote.
    Ours(String),
    /// A file that does not say which languages it has.
    Unnamed(String),
    /// The book to which chapters are added has other languages.
    OtherLanguages {
        found: [String; 2],
        book: [String; 2],
    },
    /// The book has a chapter with this id already.
    Taken(String),
    /// What is wrong at a place in a file.
    Fault {
        name: String,
        line: usize,
        column: usize,
        why: Message,
    },
    /// A file that would take too much memory.
    TooLarge(String),
    /// There is no telling which language is which.
    SameScript([String; 2]),
    /// A file that has one language.
    OneLanguage(String),
    NoTranslation {
        names: [String; 2],
        score: f64,
    },
    /// A chapter that has too many paragraphs.
    TooLong {
        name: String,
        paragraphs: usize,
    },
    /// Scores for files that are not two texts.
    Scores,
    /// Scores that cannot be read, by line.
    BadScores(usize),
    /// A fault of diglot.
    Lost {
        name: String,
        characters: isize,
    },
}

impl Refusal {
    pub(crate) fn fault(name: &str, line: usize, column: usize, why: Message) -> Self {
        Self::Fault {
            name: name.to_owned(),
            line,
            column,
            why,
        }
    }

    /// What is wrong, and what to do.
    pub fn message(&self) -> Message {
        match self {
            Self::NotText(name) => message!(
                "{} is not a text; save it as one, as a .txt file in UTF-8",
                name
            ),
            Self::Protected(name) => message!(
                "{} is protected against copying (DRM), so diglot cannot read it; ask the publisher for one that is not",
                name
            ),
            Self::NotPandoc(name) => message!(
                "{} is not Pandoc’s JSON; make it with `pandoc -t json`",
                name
            ),
            Self::Empty(name) => message!("{} has no text", name),
            Self::NotDocx(name) => message!("{} has no document of Word in it", name),
            Self::OldWord(name) => message!(
                "{} is a file of an older Word, or it has a password; open it in Word or LibreOffice, and save it as DOCX without one",
                name
            ),
            Self::Ours(name) => message!(
                "{} is a file of `export text`; `diglot import --update` brings it back into its book",
                name
            ),
            Self::Unnamed(names) => message!(
                "{} does not say which languages it has; name them in their order, as in `--languages en,zh`",
                names
            ),
            Self::OtherLanguages {
                found: [one, other],
                book: [first, second],
            } => message!(
                "the languages are `{}` and `{}`, but those of the book are `{}` and `{}`",
                one,
                other,
                first,
                second
            ),
            Self::Taken(id) => message!(
                "the book has a chapter `{}` already; nothing was written. If this is another one, give it another title",
                id
            ),
            Self::Fault {
                name,
                line,
                column,
                why,
            } => message!("{}: {}", format!("{name}:{line}:{column}"), why.clone()),
            Self::Damaged(name) => message!("{} is damaged, or not what its name says", name),
            Self::TooLarge(name) => message!(
                "{} is too large to be read, or unpacks to more than any document has",
                name
            ),
            Self::SameScript([first, second]) => message!(
                "{} and {} are in the same script, so there is no telling their languages; name them in the order of the \
                 files, as in `--languages en,fr`",
                first,
                second
            ),
            Self::OneLanguage(name) => message!(
                "{} has one language; give the file of its translation too",
                name
            ),
            Self::NoTranslation {
                names: [first, second],
                score,
            } => message!(
                "{} and {} are no translations of one another (score {}, at least 0.5 is needed); nothing was written",
                first,
                second,
                format!("{score:.2}")
            ),
            Self::TooLong { name, paragraphs } => message!(
                "{} has {} paragraphs, but a chapter has {} at most; make a file of each chapter, in a folder for each \
                 language",
                name,
                paragraphs,
                pair::LONGEST_CHAPTER
            ),
            Self::Scores => message!("`--scores` is for two files, one in each language"),
            Self::BadScores(line) => message!(
                "line {} of the scores is not two numbers of paragraphs, counted from 1, and a score from 0 to 1, separated by tabs",
                line
            ),
            Self::Lost { name, characters } => message!(
                "diglot would lose {} characters of {}, which is a fault of diglot; nothing was written",
                characters.to_string(),
                name
            ),
        }
    }
}
