//! The arguments of the commands that begin a book and keep its languages in step.

use std::path::PathBuf;

use clap::ValueEnum;

use super::Output;

#[derive(Debug, clap::Args)]
pub struct NewArguments {
    /// The folder of the book; it must not exist, or be empty.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// What kind of book it is going to be.
    #[arg(long, value_enum, default_value = "book")]
    pub kind: NewKind,
}

/// The kinds of books to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NewKind {
    /// Prose in chapters, with a glossary, a picture, a table and a quiz.
    Book,
    /// A novel: facing pages that run freely, scenes, notes of the translator.
    Novel,
    /// Poems, each line level with its translation.
    Poetry,
    /// Lessons with vocabulary, pinyin, quizzes and handouts.
    Class,
}

#[derive(Debug, clap::Args)]
pub struct StatusArguments {
    /// The folder that contains book.yaml, or that file [default: this folder, then content/]
    pub book: Option<PathBuf>,
    /// How results and diagnostics are written.
    #[arg(long, value_enum, default_value = "text")]
    pub format: Output,
    /// End with status 1 if there are such texts; several are separated by commas.
    #[arg(long, value_enum, value_delimiter = ',')]
    pub fail_on: Vec<FailOn>,
    /// Confirm that the texts of the book, or of this part, are translations of each other: a chapter by its number or
    /// id, or a block or question by its anchor or id.
    #[arg(long, value_name = "PART", num_args = 0..=1)]
    #[expect(
        clippy::option_option,
        reason = "the option may be absent, and its value too"
    )]
    pub accept: Option<Option<String>>,
    /// Remove confirmations that say nothing about any text of the book.
    #[arg(long)]
    pub prune: bool,
}

/// What keeps a translation from being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Texts that one language lacks.
    Missing,
    /// Texts that nobody has confirmed as they are.
    Stale,
}

#[derive(Debug, clap::Args)]
pub struct TextArguments {
    /// The folder that contains book.yaml, or that file [default: this folder, then content/]
    pub book: Option<PathBuf>,
    /// The format of the texts.
    #[arg(long, value_enum)]
    pub to: TextFormat,
    /// The language that is translated from [default: the first of the book]
    #[arg(long, value_name = "LANG")]
    pub from: Option<String>,
    /// Export the texts of this chapter only, by its number or id; may be given more than once.
    #[arg(long = "chapter", value_name = "CHAPTER")]
    pub chapter: Vec<String>,
    /// The file to write; `-` is standard output [default: -]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// The formats of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TextFormat {
    /// A gettext catalogue, for Poedit, Weblate and the like; what is stale is fuzzy.
    Po,
    /// XLIFF 2.0, for translation tools; markup is protected.
    Xliff,
    /// TMX 1.4, a translation memory of the texts that are translated.
    Tmx,
    /// A table for Word and LibreOffice, with a column for remarks.
    Docx,
    /// A table in UTF-8 with a byte order mark, for spreadsheets.
    Csv,
}

#[derive(Debug, clap::Args)]
pub struct ImportArguments {
    /// Chapters with both languages (.txt, .md, .html, .docx, .epub and what Pandoc reads) or a folder of them, or two
    /// files or folders, one in each language; or files of translators (.po, .xlf, .tmx, .csv, .tsv, .srt, .vtt); with
    /// --update, the book.
    #[arg(value_name = "FILE", required_unless_present = "update")]
    pub files: Vec<PathBuf>,
    /// The folder of the new book, which must not exist, or be empty; or a book, to which the chapters are added [default:
    /// named after the first file]
    #[arg(short, long, value_name = "BOOK", conflicts_with = "update")]
    pub output: Option<PathBuf>,
    /// The two languages, as in `zh,en`; of two files or folders, in their order [default: Chinese and English]
    #[arg(
        long,
        value_name = "LANG",
        value_delimiter = ',',
        conflicts_with = "update"
    )]
    pub languages: Vec<String>,
    /// Align two files by the scores of another program: lines with the numbers of two paragraphs, from 1, and a score
    /// from 0 to 1.
    #[arg(long, value_name = "FILE", conflicts_with = "update")]
    pub scores: Option<PathBuf>,
    /// The format of the files, where their names do not say it; `-` is standard input.
    #[arg(long, value_enum, value_name = "FORMAT", conflicts_with = "update")]
    pub from: Option<FromFormat>,
    /// A file of `export text` that has come back (.po, .xlf, .tmx, .docx or .csv): put its changes into the book.
    #[arg(long, value_name = "FILE")]
    pub update: Option<PathBuf>,
}

/// A format that names of files do not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FromFormat {
    /// The JSON of `pandoc -t json`.
    Pandoc,
}
