//! Tables, as a grid whose cells may be merged.

use super::Text;
use crate::lang::Pair;

/// A table. Its cells cover the grid without gaps and without overlaps.
#[derive(Debug, Clone)]
pub struct Table {
    pub caption: Option<Pair<Text>>,
    /// The columns of the grid.
    pub columns: Vec<Column>,
    /// The rows of the header.
    pub header: Vec<Vec<Cell>>,
    pub rows: Vec<Vec<Cell>>,
    /// How many columns at the start have the heads of the rows.
    pub header_columns: usize,
    /// Whether print editions turn it on its side, on pages of its own.
    pub is_turned: bool,
}

impl Table {
    /// Its cells, row by row.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.header.iter().chain(&self.rows).flatten()
    }
}

/// A column of a table.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Column {
    pub align: Alignment,
    /// As a fraction of the width of the table, if the author gives it.
    pub width: Option<f64>,
}

/// Where the texts of a column are aligned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Alignment {
    #[default]
    Start,
    Center,
    End,
}

impl Alignment {
    /// Its name in templates and style sheets.
    pub fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Center => "center",
            Self::End => "end",
        }
    }
}

/// A cell of a table, which may be merged from several cells of the grid.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    pub text: Pair<Text>,
    /// Its first column, from 0.
    pub column: usize,
    /// How many columns and rows it covers.
    pub across: usize,
    pub down: usize,
}
