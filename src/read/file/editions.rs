//! What book.yaml says of one edition.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::read::file::RubyFile;
use crate::read::shape::{At, LayoutFile, Several};
use crate::source::Span;

/// The forms of an edition, as far as its keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    Print,
    Handouts,
    Ebook,
}

/// A key that stands in a file: its name, its place, and the forms of edition that take it.
pub struct Key {
    pub name: &'static str,
    pub at: Span,
    pub takes: &'static [Takes],
}

/// A type of the file and the table of its keys in one: documentation, name, type, and the forms of edition that
/// take the key. `keys` lists those that an author wrote.
macro_rules! keys {
    (
        $(#[$about:meta])* $type:ident { $($required:tt)* }
        $($(#[doc = $doc:literal])+ $field:ident $name:literal: $value:ty => [$($takes:ident),+],)+
    ) => {
        $(#[$about])*
        #[derive(Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $type {
            $($required)*
            $($(#[doc = $doc])+ #[serde(rename = $name)] pub $field: Option<At<$value>>,)+
        }

        impl $type {
            /// The keys that stand in the file.
            pub fn keys(&self) -> impl Iterator<Item = Key> {
                let keys = [$((
                    $name,
                    self.$field.as_ref().map(|at| at.at),
                    &[$(Takes::$takes),+][..],
                )),+];
                keys.into_iter()
                    .filter_map(|(name, at, takes)| Some(Key { name, at: at?, takes }))
            }
        }
    };
}

keys! {
    /// An edition: a PDF, an EPUB or handouts made of the book.
    EditionFile {
        /// The kind of file.
        pub format: At<FormatFile>,
    }
    /// PDF: how the languages share the pages. Default: `columns`.
    layout "layout": LayoutFile => [Print, Handouts],
    /// One or both of the languages, in reading order. Default: both, in the order of the book.
    languages "languages": Vec<At<String>> => [Print, Handouts, Ebook],
    /// PDF: the size of the page and how it is bound.
    page "page": PageFile => [Print, Handouts],
    /// Where the answers of quizzes go. Default: `appendix`.
    answers "answers": AnswersFile => [Print, Ebook],
    /// EPUB: the name of the PDF edition whose page numbers it lists, or `none`. Default: the first PDF in the same
    /// languages.
    pages "pages": String => [Ebook],
    /// PDF in columns: the ratio of the column widths, such as `40:60`. Default: fitted to the text.
    columns "columns": String => [Print, Handouts],
    /// PDF in columns or on facing pages: where the two languages are level. Default: `strict`.
    sync "sync": SyncFile => [Print],
    /// PDF on facing pages: what may change so that less of a page is left blank where one language is longer. Default:
    /// `none`.
    balance "balance": BalanceFile => [Print],
    /// The readings above characters. Default: `typed`.
    ruby "ruby": RubyFile => [Print, Handouts, Ebook],
    /// EPUB: the shop or device that it is for. Default: `standard`.
    variant "variant": VariantFile => [Ebook],
    /// EPUB: whose fonts it is set in. Default: `none`.
    fonts "fonts": FacesFile => [Ebook],
    /// How many levels the contents have: 1 for chapters, 2 with sections, 3 with subsections, 4 with all headings.
    /// Default: 2.
    contents_depth "contents-depth": u8 => [Print, Ebook],
    /// Where notes are, apart from those of captions and cells in a PDF. Default: `foot` in a PDF, `chapter` in an EPUB.
    notes "notes": NotePlaceFile => [Print, Ebook],
    /// PDF: lists of captioned figures, tables and listings, after the contents.
    lists "lists": Vec<At<ListedFile>> => [Print],
    /// PDF: whether references to other places of the book give their pages.
    reference_pages "reference-pages": bool => [Print],
    /// Whether it ends with an index of glossary terms and marked places: their pages in a PDF, links in an EPUB.
    index "index": bool => [Print, Ebook],
    /// Handouts: how the two languages are arranged on a sheet. Default: `columns`.
    pairs "pairs": PairsFile => [Handouts],
    /// Handouts: whom the sheets are for. Default: a sheet for each of the three.
    audience "audience": AudienceFile => [Handouts],
    /// Handouts: what a sheet holds, or a list of that in the order of the sheet. Default: `chapter`.
    scope "scope": Several<ScopeFile> => [Handouts],
    /// Handouts: whether the pictures of the chapter are on the sheet, too.
    figures "figures": bool => [Handouts],
    /// Handouts: the number of versions, lettered from A, each with questions and options in its own order.
    versions "versions": u32 => [Handouts],
    /// Handouts: any number; it decides the order and the choice of questions. The same number makes the same sheets.
    seed "seed": u32 => [Handouts],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NotePlaceFile {
    /// PDF: at the foot of the page.
    Foot,
    /// At the end of the chapter.
    Chapter,
    /// After the chapters, under a heading for each of them.
    Book,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ListedFile {
    /// A list of figures.
    Figures,
    /// A list of tables.
    Tables,
    /// A list of program listings.
    Listings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SyncFile {
    /// Every pair starts level.
    Strict,
    /// Every stretch of running text starts level; inside it, each language fills its own pages.
    Start,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BalanceFile {
    /// Nothing: the type sizes are those of the design.
    None,
    /// The type sizes, within a tenth of the design’s and in quarter points, and the line pitch in proportion.
    Size,
}

/// How languages stand on a handout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PairsFile {
    /// Side by side.
    Columns,
    /// The second under the first.
    Stacked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AudienceFile {
    /// Room to write, and no answers.
    Student,
    /// The same sheet with the answers in their places.
    Teacher,
    /// The answers alone.
    Key,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ScopeFile {
    /// Key points, vocabulary and quiz.
    Chapter,
    /// Key points and vocabulary.
    Summary,
    /// The key points of the chapter.
    Points,
    /// The terms of the chapter.
    Vocabulary,
    /// The same as `vocabulary`.
    Glossary,
    /// The text of the chapter, without key points and quizzes.
    Text,
    /// The text of the chapter, every other paragraph in one language alone, with room to translate.
    Reading,
    /// The quizzes of the chapter.
    Quiz,
    /// The terms of the chapter as cards to cut out, on pages of their own.
    Cards,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AnswersFile {
    /// In an answer key after the chapters.
    Appendix,
    /// At the end of each chapter.
    Chapter,
    /// Nowhere in the file.
    None,
    /// In a solutions book, a file of the same kind beside the edition’s own.
    Separate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VariantFile {
    /// For every e-reader that supports EPUB 3.
    Standard,
    /// To upload to Amazon, which makes a Kindle book of it; formulas are pictures.
    Kindle,
    /// With Kobo’s own markup, as `.kepub.epub`.
    Kobo,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FacesFile {
    /// The reader’s.
    None,
    /// The book’s own, with the glyphs that it uses.
    Subset,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FormatFile {
    /// PDF.
    Pdf,
    /// EPUB 3.
    Epub,
}

keys! {
    /// The page of a PDF.
    PageFile {}
    /// The size after trimming: a name such as `A5`, `JIS-B5`, `16开` or `6x9`, or a measure such as `6x9in`. Default:
    /// A4 for columns and handouts, else A5.
    trim "trim": String => [Print, Handouts],
    /// The inner margin, such as `15mm`. Default: by the number of pages.
    gutter "gutter": String => [Print],
    /// How far the page is printed beyond the trim, such as `3mm`. Default: none.
    bleed "bleed": String => [Print],
    /// How many sides bleed: 3, all but the spine, or 4. Default: 3.
    sides "bleed-sides": u32 => [Print],
    /// Where chapters open. Default: `recto`.
    opening "opening": OpeningFile => [Print],
    /// Fill the last sheet: blank pages at the end make the number of pages a multiple of 2, 4, 8 or 16.
    multiple "multiple": u32 => [Print],
    /// Handouts: how many pages, each as large as `trim` says, are on a sheet of paper: 1 or 2. A handout of one page is
    /// on it twice, to be cut. Default: 1.
    per_sheet "per-sheet": u32 => [Handouts],
    /// How the printed book is bound, for the records of bookshops. Without it, the PDF itself is what is sold.
    binding "binding": TradeFile => [Print],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TradeFile {
    /// A paperback.
    Paperback,
    /// A hardcover.
    Hardcover,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OpeningFile {
    /// On the next page.
    Any,
    /// On a right-hand page, after a blank page where needed.
    Recto,
}
