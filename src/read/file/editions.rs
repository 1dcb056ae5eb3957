//! What book.yaml says of one edition.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::read::shape::{At, LayoutFile};

/// An edition: a PDF, an EPUB or handouts made of the book.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditionFile {
    /// The kind of file.
    pub format: At<FormatFile>,
    /// PDF: how the languages share the pages. Default: `columns`.
    pub layout: Option<At<LayoutFile>>,
    /// One or both of the languages, in reading order. Default: both, in the order of the book.
    pub languages: Option<At<Vec<At<String>>>>,
    /// PDF: the size of the page and how it is bound.
    pub page: Option<At<PageFile>>,
    /// Where the answers of quizzes go. Default: `appendix`.
    pub answers: Option<At<AnswersFile>>,
    /// EPUB: the name of the PDF edition whose page numbers it lists, or `none`. Default: the first PDF in the same
    /// languages.
    pub pages: Option<At<String>>,
    /// PDF in columns: the widths of the columns to one another, such as `40:60`. Default: fitted to the text.
    pub columns: Option<At<String>>,
    /// PDF in columns or on facing pages: where the two languages are level. Default: `strict`.
    pub sync: Option<At<SyncFile>>,
    /// PDF on facing pages: what may change so that less of a page stays white where one language is longer. Default:
    /// `none`.
    pub balance: Option<At<BalanceFile>>,
    /// EPUB: the shop or device that it is for. Default: `standard`.
    pub variant: Option<At<VariantFile>>,
    /// EPUB: whose fonts it is set in. Default: `none`.
    pub fonts: Option<At<FacesFile>>,
    /// PDF: lists of captioned figures, tables and listings, after the contents.
    pub lists: Option<At<Vec<At<ListedFile>>>>,
    /// PDF: whether it ends with an index of the glossary terms.
    pub index: Option<At<bool>>,
    /// Handouts: how the two languages stand on a sheet. Default: `columns`.
    pub pairs: Option<At<PairsFile>>,
    /// Handouts: whom the sheets are for. Default: a sheet for each of the three.
    pub audience: Option<At<AudienceFile>>,
    /// Handouts: what a sheet holds. Default: `chapter`.
    pub scope: Option<At<ScopeFile>>,
    /// Handouts: whether the pictures of the chapter are on the sheet, too.
    pub figures: Option<At<bool>>,
    /// Handouts: the number of versions, lettered from A, each with questions and options in its own order.
    pub versions: Option<At<u32>>,
    /// Handouts: any number; it decides the order and the choice of questions. The same number makes the same sheets.
    pub seed: Option<At<u32>>,
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
    /// Nothing: the sizes of the design stand.
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
    /// The quiz alone.
    Quiz,
    /// Key points and vocabulary.
    Summary,
    /// The terms of the chapter.
    Glossary,
    /// The text of the chapter, every other paragraph in one language alone, with room to translate.
    Reading,
    /// The terms of the chapter as cards to cut out.
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
    /// For every reader of EPUB 3.
    Standard,
    /// To upload to Amazon, which makes a Kindle book of it; formulas are pictures.
    Kindle,
    /// With Kobo’s own marks, as `.kepub.epub`.
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

/// The page of a PDF.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageFile {
    /// The size after trimming: a name such as `A5`, `JIS-B5`, `16开` or `6x9`, or a measure such as `6x9in`. Default:
    /// A4 for columns and handouts, else A5.
    pub trim: Option<At<String>>,
    /// The inner margin, such as `15mm`. Default: by the number of pages.
    pub gutter: Option<At<String>>,
    /// How far the page is printed beyond the trim, such as `3mm`. Default: none.
    pub bleed: Option<At<String>>,
    /// How many sides bleed: 3, all but the spine, or 4. Default: 3.
    #[serde(rename = "bleed-sides")]
    pub sides: Option<At<u32>>,
    /// Where chapters open. Default: `recto`.
    pub opening: Option<At<OpeningFile>>,
    /// Fill the last sheet: blank pages at the end make the number of pages a multiple of 2, 4, 8 or 16.
    pub multiple: Option<At<u32>>,
    /// How the printed book is bound, for the records of bookshops. Without it, the PDF itself is what is sold.
    pub binding: Option<At<TradeFile>>,
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
