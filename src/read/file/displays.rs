//! What chapters show beside their text: figures, tables and listings.

use schemars::JsonSchema;
use serde::Deserialize;

use super::RubyFile;
use crate::read::shape::{At, RawText, RawTextWith};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PlaceFile {
    /// Exactly where it is in the text, even if that leaves room at the foot of the page before.
    Here,
    /// At the top of its page or the next.
    Top,
    /// On a page of its own.
    Page,
    /// On a page of its own, which it fills to the edges; what does not fit is cut off. On facing pages a wide picture
    /// fills both. The caption stands in the text.
    Bleed,
    /// Across a spread: on facing pages one picture lies across the fold. Elsewhere as without `place`.
    Spread,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureFile {
    /// The path of the picture in the folder of the book.
    pub image: Option<At<String>>,
    /// What the picture shows, for readers who cannot see it.
    pub alt: Option<At<RawText>>,
    /// Whether the picture only decorates, and so needs no `alt`.
    pub decorative: Option<At<bool>>,
    /// Several pictures side by side, in place of `image`.
    pub images: Option<At<Vec<At<ImageFile>>>>,
    /// The caption.
    pub caption: Option<At<RawText>>,
    /// A part of the width of the text, such as `80%`.
    pub width: Option<At<String>>,
    /// Where print sets the figure. Default: near its place in the text, where a page has room.
    pub place: Option<At<PlaceFile>>,
    /// Whether print turns the figure on its side, on a page of its own.
    pub turned: Option<At<bool>>,
    /// The only language of the figure, where the other one has none.
    pub only: Option<At<String>>,
    /// The id of the figure in every edition.
    pub anchor: Option<At<String>>,
}

/// A picture beside others.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImageFile {
    /// The path of the picture in the folder of the book.
    pub image: Option<At<String>>,
    /// What the picture shows, for readers who cannot see it.
    pub alt: Option<At<RawText>>,
    /// Whether the picture only decorates, and so needs no `alt`.
    pub decorative: Option<At<bool>>,
    /// Its own caption, after a letter.
    pub caption: Option<At<RawText>>,
}

/// A row of a table.
pub type RowOfCellsFile = At<Vec<At<RawTextWith<CellFile>>>>;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TableFile {
    /// The caption.
    pub caption: Option<At<RawText>>,
    /// The column headers.
    pub header: Option<RowOfCellsFile>,
    /// The rows, each a list of cells.
    pub rows: Option<At<Vec<RowOfCellsFile>>>,
    /// A CSV file in the folder of the book that has the rows, or one for each language.
    pub file: Option<At<RawText>>,
    /// How many of the rows belong to the header as well. Default: 0.
    pub header_rows: Option<At<u8>>,
    /// How many columns have the heads of the rows. Default: 0.
    pub header_columns: Option<At<u8>>,
    /// How each column is aligned. Default: `start`.
    pub align: Option<At<Vec<At<AlignFile>>>>,
    /// The width of each column: a part of the table’s, such as `40%`, or `auto`.
    pub widths: Option<At<Vec<At<String>>>>,
    /// Whether print turns the table on its side, on a page of its own.
    pub turned: Option<At<bool>>,
    /// The readings above its characters. Default: those of the edition.
    pub ruby: Option<At<RubyFile>>,
    /// The only language of the table, where the other one has none.
    pub only: Option<At<String>>,
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
    /// The program: one for every language, or one for each, with the same lines.
    pub text: Option<At<RawText>>,
    /// A file in the folder of the book that has the program, or one for each language.
    pub file: Option<At<RawText>>,
    /// Which lines of the file are shown, such as `10-20`. Default: all.
    pub lines: Option<At<String>>,
    /// Whether the lines are numbered.
    pub numbers: Option<At<bool>>,
    /// Lines to be looked at, by their numbers: `[3, 5-7]`.
    pub marked: Option<At<Vec<At<String>>>>,
    /// The caption. Without one, the listing has no number.
    pub caption: Option<At<RawText>>,
    /// The only language of the listing, where the other one has none.
    pub only: Option<At<String>>,
    /// The id of the listing in every edition.
    pub anchor: Option<At<String>>,
}
