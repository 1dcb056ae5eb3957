//! Tables: their cells, from the chapter or from a CSV file, and the grid that they cover.

use super::words::TextRole;
use super::{Lower, items};
use crate::book::{Alignment, BlockKind, Cell, Column, Table, Text};
use crate::diagnostics::{Code, Diagnostic};
use crate::lang::{Pair, Side};
use crate::message::{Message, message, plural};
use crate::read::csv::{self, Field};
use crate::read::file::{AlignFile, RowOfCellsFile, TableFile};
use crate::read::scalar::Scalar;
use crate::read::settings;
use crate::read::shape::{At, RawString, RawText};
use crate::source::{FileId, Span, span};

/// A row before its cells have their places in the grid.
struct Row {
    at: Span,
    cells: Vec<GivenCell>,
}

impl Row {
    /// How many columns its own cells cover.
    fn width(&self) -> usize {
        self.cells.iter().map(|cell| cell.across).sum()
    }
}

struct GivenCell {
    text: Pair<Text>,
    at: Span,
    across: usize,
    down: usize,
}

impl Lower<'_> {
    pub(super) fn table(&mut self, table: &TableFile, at: Span) -> BlockKind {
        let caption = table.caption.as_ref().map(|words| self.noted(words));
        let header = table.header.as_ref().map(|row| self.row(row));
        let rows = match (&table.rows, &table.file) {
            (Some(rows), None) => {
                let all = items(Some(rows)).map(|row| self.row(row)).collect();
                rows.value.is_some().then_some(all)
            }
            (None, Some(file)) => self.rows_of_file(file),
            (Some(_), Some(file)) => {
                self.say(
                    Diagnostic::new(
                        Code::YamlValue,
                        message!("the table has both `rows` and `file`"),
                    )
                    .at(file.at)
                    .hint(message!("keep one of the two")),
                );
                None
            }
            (None, None) => {
                self.say(
                    Diagnostic::new(Code::YamlKeyMissing, message!("the table has no rows"))
                        .at(at)
                        .hint(message!("add `rows:`, or a CSV file as `file:`")),
                );
                None
            }
        };
        // What could not be read has been reported.
        let is_whole = rows.is_some();
        let mut rows = rows.unwrap_or_default();
        let first = header.as_ref().or(rows.first());
        let width = first.map_or(0, Row::width);
        if is_whole && (rows.is_empty() || width == 0) {
            self.say(
                Diagnostic::new(Code::TableShape, message!("the table has no cells"))
                    .at(at)
                    .hint(message!("add rows, or remove the block")),
            );
        }
        let mut header: Vec<Row> = header.into_iter().collect();
        let limit = rows.len().saturating_sub(1);
        let more = self.count(table.header_rows.as_ref(), limit, is_whole);
        header.extend(rows.drain(..more));
        let header_columns = table.header_columns.as_ref();
        let limit = width.saturating_sub(1);
        let header_columns = self.count(header_columns, limit, is_whole && width > 0);
        let turned = table.turned.as_ref();
        let turned = turned.filter(|at| at.value == Some(true));
        if let (true, Some(turned)) = (self.is_in_quiz, turned) {
            self.say(
                Diagnostic::new(
                    Code::QuizBlock,
                    message!("a table in a quiz cannot have a page of its own"),
                )
                .at(turned.at)
                .hint(message!("move it out of the quiz, or remove `turned:`")),
            );
        } else if let (true, Some(turned)) = (self.in_box, turned) {
            self.say(
                Diagnostic::new(
                    Code::YamlValue,
                    message!("a table in a box cannot have a page of its own"),
                )
                .at(turned.at)
                .hint(message!("move it out of the box, or remove `turned:`")),
            );
        }
        BlockKind::Table(Table {
            caption,
            columns: self.columns(table, width, is_whole),
            header: self.grid(header, width),
            rows: self.grid(rows, width),
            header_columns,
            is_turned: turned.is_some(),
        })
    }

    fn row(&mut self, row: &RowOfCellsFile) -> Row {
        let cells = items(Some(row)).filter_map(|cell| {
            let inner = cell.value.as_ref()?;
            Some(GivenCell {
                text: self.cell(cell.at, &inner.text),
                at: cell.at,
                across: self.spanned(inner.rest.across.as_ref()),
                down: self.spanned(inner.rest.down.as_ref()),
            })
        });
        Row {
            at: row.at,
            cells: cells.collect(),
        }
    }

    /// The text of a cell, which may be empty in both languages.
    fn cell(&mut self, at: Span, text: &RawText) -> Pair<Text> {
        let sides = self.by_side(text);
        let is_blank = |said: Option<&At<RawString>>| {
            let said = said.and_then(|said| said.value.as_ref());
            said.is_some_and(|said| said.0.as_deref().is_none_or(|text| text.trim().is_empty()))
        };
        let is_empty = match self.only {
            Some(side) => is_blank(*sides.get(side)),
            None => sides.iter().copied().all(is_blank),
        };
        if is_empty {
            return Pair::default();
        }
        self.pair(at, text, TextRole::Body)
    }

    /// How many columns or rows a cell covers.
    fn spanned(&mut self, given: Option<&At<u8>>) -> usize {
        match given.and_then(|at| Some((at.at, at.value?))) {
            None => 1,
            Some((at, 0)) => {
                self.say(
                    Diagnostic::new(
                        Code::YamlValue,
                        message!("a cell covers at least one column and one row"),
                    )
                    .at(at)
                    .hint(message!("write 2 or more, or remove the key")),
                );
                1
            }
            Some((_, count)) => usize::from(count),
        }
    }

    /// A number of rows or columns that belong to the header, of which there are at most `limit`.
    fn count(&mut self, given: Option<&At<u8>>, limit: usize, is_known: bool) -> usize {
        let Some((at, count)) = given.and_then(|at| Some((at.at, usize::from(at.value?)))) else {
            return 0;
        };
        if count > limit && is_known {
            self.say(
                Diagnostic::new(
                    Code::YamlValue,
                    message!("the header leaves no cell for the table itself"),
                )
                .at(at)
                .hint(match limit {
                    0 => message!("remove the key"),
                    most => message!("write {} at most", most),
                }),
            );
        }
        count.min(limit)
    }

    /// How the columns are aligned, and how wide they are.
    fn columns(&mut self, table: &TableFile, width: usize, is_known: bool) -> Vec<Column> {
        let mut columns = vec![Column::default(); width];
        let align = table.align.as_ref();
        for (column, at) in columns.iter_mut().zip(items(align)) {
            column.align = match at.value {
                None | Some(AlignFile::Start) => Alignment::Start,
                Some(AlignFile::Center) => Alignment::Center,
                Some(AlignFile::End) => Alignment::End,
            };
        }
        let widths = table.widths.as_ref();
        for (column, at) in columns.iter_mut().zip(items(widths)) {
            if at.value.as_deref() != Some("auto") {
                column.width = settings::width(Some(at), &mut self.found.diagnostics);
            }
        }
        let given = [
            align.map(|list| (list.at, list.value.as_ref().map(Vec::len))),
            widths.map(|list| (list.at, list.value.as_ref().map(Vec::len))),
        ];
        for (at, count) in given.into_iter().flatten() {
            if let Some(count) = count
                && count != width
                && is_known
            {
                self.say(
                    Diagnostic::new(
                        Code::TableShape,
                        plural!(
                            count,
                            "this list is for {} column, the table has {}",
                            "this list is for {} columns, the table has {}",
                            width
                        ),
                    )
                    .at(at)
                    .hint(message!("write one value for each column")),
                );
            }
        }
        let sum: f64 = columns.iter().filter_map(|column| column.width).sum();
        let has_auto = columns.iter().any(|column| column.width.is_none());
        if let Some(widths) = widths
            && (sum > 1.001 || has_auto && sum > 0.951)
        {
            let percent = (sum * 100.0).round();
            self.say(
                Diagnostic::new(
                    Code::YamlValue,
                    message!("the columns are {}% as wide as the table", percent),
                )
                .at(widths.at)
                .hint(message!(
                    "all widths together are 100% at most, or 95% if a column is `auto`"
                )),
            );
        }
        columns
    }

    /// Gives the cells of a header, or of the rows below it, their places in the grid.
    fn grid(&mut self, rows: Vec<Row>, width: usize) -> Vec<Vec<Cell>> {
        let count = rows.len();
        // For how many rows from here on each column is covered from above.
        let mut covered = vec![0; width];
        let mut grid = Vec::new();
        for (index, row) in rows.into_iter().enumerate() {
            let is_merged = covered.iter().any(|rows| *rows > 0)
                || row.cells.iter().any(|cell| cell.across > 1);
            let filled = row.width()
                + covered
                    .iter()
                    .filter(|rows| **rows > 0)
                    .map(|_| 1)
                    .sum::<usize>();
            let mut fault =
                (filled != width).then(|| (row.at, wrong_width(filled, width, is_merged)));
            let mut cells = Vec::new();
            let mut column = 0;
            for cell in row.cells {
                while covered.get(column).is_some_and(|rows| *rows > 0) {
                    column += 1;
                }
                let end = column + cell.across;
                let own = column.min(width)..end.min(width);
                if fault.is_none() && covered[own.clone()].iter().any(|rows| *rows > 0) {
                    let hint = message!("make it less wide, or the cell above less high");
                    let message = message!("this cell overlaps one that begins in a row above");
                    fault = Some((cell.at, (message, hint)));
                }
                if fault.is_none() && index + cell.down > count {
                    let hint =
                        message!("it may cover the rows of the header or those below it, not both");
                    let message = message!("this cell reaches below the last row");
                    fault = Some((cell.at, (message, hint)));
                }
                covered[own].fill(cell.down);
                cells.push(Cell {
                    text: cell.text,
                    column,
                    across: cell.across,
                    down: cell.down,
                });
                column = end;
            }
            for rows in &mut covered {
                *rows = rows.saturating_sub(1);
            }
            if let Some((at, (message, hint))) = fault {
                self.say(Diagnostic::new(Code::TableShape, message).at(at).hint(hint));
                if is_merged {
                    // What the rows below lack may be due to this one.
                    return grid;
                }
            }
            grid.push(cells);
        }
        grid
    }

    /// The rows of a CSV file, or of one for each language.
    fn rows_of_file(&mut self, file: &At<RawText>) -> Option<Vec<Row>> {
        let files = self.files(file)?;
        let a = self.records(files.a)?;
        let b = if files.b == files.a {
            None
        } else {
            Some(self.records(files.b)?)
        };
        if let Some(b) = &b
            && b.len() != a.len()
        {
            self.say(
                Diagnostic::new(
                    Code::TableShape,
                    message!("one file has {} rows, the other {}", a.len(), b.len()),
                )
                .at(file.at)
                .hint(message!("give each row its translation")),
            );
            return None;
        }
        let same = |row: usize| b.as_ref().map_or(&a[row], |b| &b[row]);
        let rows = (0..a.len()).map(|row| {
            let (own, other) = (&a[row], same(row));
            if own.len() != other.len() {
                let message = message!(
                    "this row has {} cells, its translation has {}",
                    other.len(),
                    own.len()
                );
                self.say(
                    Diagnostic::new(Code::TableShape, message)
                        .at(row_span(files.b, other))
                        .hint(message!("give each cell its translation")),
                );
            }
            let cells = own.iter().zip(other).map(|(a, b)| GivenCell {
                text: self.fields(&files, a, b),
                at: span(files.a, a.start, a.end),
                across: 1,
                down: 1,
            });
            Row {
                cells: cells.collect(),
                at: row_span(files.a, own),
            }
        });
        Some(rows.collect())
    }

    fn records(&mut self, file: FileId) -> Option<Vec<Vec<Field>>> {
        match csv::records(&self.shared.sources.file(file).text) {
            Ok(records) => Some(records),
            Err(error) => {
                self.say(
                    Diagnostic::new(Code::CsvSyntax, error.message)
                        .at(span(file, error.at, error.at + 1))
                        .hint(error.hint),
                );
                None
            }
        }
    }

    /// The text of a cell in both languages, from their files.
    fn fields(&mut self, files: &Pair<FileId>, a: &Field, b: &Field) -> Pair<Text> {
        let at = Pair {
            a: span(files.a, a.start, a.end),
            b: span(files.b, b.start, b.end),
        };
        let only = self.only;
        let mut text = |side: Side, field: &Field| {
            let is_empty = field.text.text.trim().is_empty();
            (!is_empty).then(|| {
                let scalar = Scalar::placed(&field.text, self.shared.sources, *at.get(side));
                self.text_of(&scalar, side, TextRole::Body)
            })
        };
        if let Some(side) = only {
            return super::only::alone(side, text(side, a).unwrap_or_default());
        }
        let (in_a, in_b) = (text(Side::A, a), text(Side::B, b));
        let empty = match (&in_a, &in_b) {
            (None, None) => return Pair::default(),
            (None, Some(_)) => Some(at.a),
            (Some(_), None) => Some(at.b),
            (Some(_), Some(_)) => None,
        };
        self.whole(at.a, in_a, in_b, empty)
    }
}

fn row_span(file: FileId, row: &[Field]) -> Span {
    let start = row.first().map_or(0, |field| field.start);
    span(file, start, row.last().map_or(start, |field| field.end))
}

/// What to say of a row that does not cover the columns of its table.
fn wrong_width(filled: usize, width: usize, is_merged: bool) -> (Message, Message) {
    if is_merged {
        let message = plural!(
            filled,
            "the cells of this row, with those that reach into it, cover {} column; the table has {}",
            "the cells of this row, with those that reach into it, cover {} columns; the table has {}",
            width
        );
        return (message, message!("a row covers all columns of the table"));
    }
    let message = plural!(
        filled,
        "this row has {} cell, the table has {}",
        "this row has {} cells, the table has {}",
        plural!(width, "{} column", "{} columns")
    );
    (
        message,
        message!("give every row as many cells as the first"),
    )
}
