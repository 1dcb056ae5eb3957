//! Tables of a DOCX: those that are tables, and those that put two languages beside each other.

use super::super::columns;
use super::super::document::{Align, Cell, Content, Piece, Table};
use super::super::rich::{Inline, Rich, Style};

/// A table as it was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Grid {
    pub(super) line: usize,
    pub(super) caption: Rich,
    /// How many of its rows are its head.
    pub(super) head: usize,
    pub(super) rows: Vec<Vec<GridCell>>,
}

#[derive(Debug, Clone)]
pub(super) struct GridCell {
    /// The first column that it covers, from 0.
    pub(super) column: usize,
    pub(super) across: usize,
    pub(super) down: usize,
    /// Whether it is merged with the one above it.
    pub(super) continues: bool,
    pub(super) pieces: Vec<Piece>,
}

impl GridCell {
    pub(super) fn words(&self) -> String {
        let words = self.pieces.iter().map(Piece::words);
        words.collect::<Vec<_>>().join("\n")
    }
}

/// The columns that have the languages: that of Chinese, or else of the first language, and that of its translation.
pub(super) type Columns = [usize; 2];

impl Grid {
    /// Adds a row. Cells that are merged with those above them become a part of these.
    pub(super) fn push(&mut self, cells: Vec<GridCell>) {
        let mut row = Vec::new();
        for cell in cells {
            if cell.continues
                && let Some(above) = self.above(cell.column)
            {
                above.down += 1;
                above.pieces.extend(cell.pieces);
            } else {
                row.push(cell);
            }
        }
        self.rows.push(row);
    }

    /// The cell whose rows end above the next row.
    fn above(&mut self, column: usize) -> Option<&mut GridCell> {
        let last = self.rows.len();
        let rows = self.rows.iter_mut().enumerate();
        let mut cells = rows.flat_map(|(at, row)| row.iter_mut().map(move |cell| (at, cell)));
        let above = cells.find(|(at, cell)| cell.column == column && at + cell.down == last);
        above.map(|(_, cell)| cell)
    }

    /// The columns with the two languages, if there are such columns.
    pub(super) fn columns(&self, has_chinese: bool) -> Option<Columns> {
        let cells = self.rows.iter().flatten();
        let width = cells.map(|cell| cell.column + cell.across).max()?;
        let words: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|row| {
                let mut words = vec![String::new(); width];
                for cell in row.iter().filter(|cell| cell.across == 1) {
                    words[cell.column] = cell.words();
                }
                words
            })
            .collect();
        let words: Vec<Vec<&str>> = words
            .iter()
            .map(|row| row.iter().map(String::as_str).collect())
            .collect();
        columns::of_languages(&words, has_chinese)
    }

    /// How many characters it has.
    pub(super) fn length(&self) -> usize {
        let cells = self.rows.iter().flatten();
        cells.map(|cell| cell.words().chars().count()).sum()
    }

    /// The table as a block.
    pub(super) fn into_table(self) -> Piece {
        let width = self
            .rows
            .iter()
            .flatten()
            .map(|cell| cell.column + cell.across)
            .max()
            .unwrap_or(0);
        let rows = self.rows.into_iter().map(|row| {
            let cells = row.into_iter().map(|cell| {
                let mut text = Rich::default();
                for piece in cell.pieces {
                    let piece = in_line(piece.content);
                    if !text.is_empty() && !piece.is_empty() {
                        text.push(Inline::Break, &Style::default());
                    }
                    text.append(piece);
                }
                Cell {
                    text,
                    across: u8::try_from(cell.across).unwrap_or(u8::MAX),
                    down: u8::try_from(cell.down).unwrap_or(u8::MAX),
                }
            });
            cells.collect()
        });
        let table = Table {
            caption: self.caption,
            head: self.head,
            align: vec![Align::Start; width],
            rows: rows.collect(),
        };
        Piece::new(self.line, Content::Table(table))
    }
}

/// A block as a part of a line, where nothing else can stand.
pub(super) fn in_line(content: Content<Rich>) -> Rich {
    let plain = Style::default();
    let mut text = Rich::default();
    match content {
        Content::Words(_, words) => text = words,
        Content::Code { program, .. } => {
            for (at, line) in program.words().lines().enumerate() {
                if at > 0 {
                    text.push(Inline::Break, &plain);
                }
                if !line.is_empty() {
                    text.push(Inline::Code(line.to_owned()), &plain);
                }
            }
        }
        Content::Formula(tex) => text.push(Inline::Formula(tex), &plain),
        Content::Table(table) => {
            for cell in table.rows.into_iter().flatten() {
                if !text.is_empty() {
                    text.push(Inline::Break, &plain);
                }
                text.append(cell.text);
            }
        }
        Content::Figure(figure) => {
            let alt = figure.alt.words();
            let source = figure.source;
            text.push(Inline::Picture { source, alt }, &plain);
            text.append(figure.caption);
        }
        Content::SceneBreak => {}
    }
    text
}
