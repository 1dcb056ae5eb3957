//! What chapters show beside their text: figures, tables and listings.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::read::shape::{At, RawText, RawTextWith};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SpanFile {
    /// One page; where each language has pages of its own, the picture is on both.
    Page,
    /// A spread: on facing pages one picture lies across the fold. Elsewhere the same as `page`.
    Spread,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureFile {
    /// The path of the picture in the folder of the book.
    pub image: At<String>,
    /// What the picture shows, for readers who cannot see it.
    pub alt: At<RawText>,
    /// The caption.
    pub caption: Option<At<RawText>>,
    /// A part of the width of the text, such as `80%`.
    pub width: Option<At<String>>,
    /// What the picture spans. Default: `page`.
    pub span: Option<At<SpanFile>>,
    /// The id of the figure in every edition.
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TableFile {
    /// The caption.
    pub caption: Option<At<RawText>>,
    /// The column headers.
    pub header: Option<At<Vec<At<RawTextWith<CellFile>>>>>,
    /// The rows, each a list of cells.
    pub rows: Option<At<Vec<At<Vec<At<RawTextWith<CellFile>>>>>>>,
    /// A CSV file in the folder of the book that has the rows, or one for each language.
    pub file: Option<At<RawText>>,
    /// How many of the rows belong to the header as well. Default: 0.
    pub header_rows: Option<At<u8>>,
    /// How many columns have the heads of the rows. Default: 0.
    pub header_columns: Option<At<u8>>,
    /// How each column is aligned. Default: `start`.
    pub align: Option<At<Vec<At<AlignFile>>>>,
    /// The width of each column: a part of the table's, such as `40%`, or `auto`.
    pub widths: Option<At<Vec<At<String>>>>,
    /// Whether print turns the table on its side, on a page of its own.
    pub turned: Option<At<bool>>,
    /// The id of the table in every edition.
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AlignFile {
    /// Where lines begin, as text is.
    Start,
    /// In the middle.
    Center,
    /// Where lines end, as numbers are.
    End,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CellFile {
    /// How many columns the cell covers. Default: 1.
    pub across: Option<At<u8>>,
    /// How many rows the cell covers. Default: 1.
    pub down: Option<At<u8>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeFile {
    /// The programming language, for the colours.
    pub lang: Option<At<String>>,
    /// The program, the same in every language.
    pub text: At<String>,
    /// The caption. Without one, the listing has no number.
    pub caption: Option<At<RawText>>,
    /// The id of the listing in every edition.
    pub anchor: Option<At<String>>,
}
