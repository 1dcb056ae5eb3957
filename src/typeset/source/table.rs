//! Tables.

use super::{Writer, string, whole};
use crate::book::{Alignment, Column};
use crate::manuscript::{Piece, TableCell, TablePiece};
use crate::typeset::tables::TablePlan;

impl<'a> Writer<'a> {
    pub(super) fn table(&mut self, piece: &Piece<'a>, table: &TablePiece<'a>) {
        let gauge = self.setting.gauge;
        let plan = gauge.table(table, self.width(), self.alone);
        let rows = |rows: &[Vec<TableCell<'a>>], in_header: bool| -> String {
            let row = |row: &Vec<TableCell<'a>>| {
                // A row is empty if merged cells of rows above cover all of it.
                let cells = row.iter().map(|cell| self.cell(cell, &plan, in_header));
                format!(
                    "({})",
                    cells.map(|cell| cell + ",").collect::<Vec<_>>().join(" ")
                )
            };
            let rows: Vec<String> = rows.iter().map(row).collect();
            format!("({},)", rows.join(", "))
        };
        let columns = plan.columns.iter().map(|columns| {
            let widths = columns.iter().map(|width| format!("{width:.2}pt,"));
            format!("({}),", widths.collect::<Vec<_>>().join(" "))
        });
        let mut arguments = vec![
            string(piece.id),
            string(&table.number),
            format!("({})", columns.collect::<Vec<_>>().join(" ")),
        ];
        arguments.extend(self.caption(table.caption.as_ref()));
        arguments.extend(alignments(table.columns));
        if !table.header.is_empty() {
            arguments.push(format!("header: {}", rows(&table.header, true)));
        }
        if !plan.repeats {
            arguments.push("repeats: false".to_owned());
        }
        if plan.scale < 1.0 {
            arguments.push(format!("scale: {:.2}", plan.scale));
            arguments.push(format!("inset: {:.2}pt", plan.inset));
        }
        if plan.is_tight {
            arguments.push("tight: true".to_owned());
        }
        if !plan.tall.is_empty() {
            let rows = plan.tall.iter().map(|row| format!("{row},"));
            arguments.push(format!("tall: ({})", rows.collect::<Vec<_>>().join(" ")));
        }
        if table.is_turned {
            arguments.push("turned: true".to_owned());
        } else {
            arguments.extend(whole(gauge.keeps_height(plan.height)));
        }
        let cells = table.cells().map(|cell| &cell.text);
        arguments.extend(self.notes_below(table.caption.iter().chain(cells)));
        arguments.push(rows(&table.rows, false));
        self.call("tabular", &arguments);
    }

    /// A cell; one that is neither merged nor the head of its row is a pair alone.
    fn cell(&self, cell: &TableCell<'a>, plan: &TablePlan, in_header: bool) -> String {
        let mut sides = plan.columns.iter().zip(&plan.holds_words).cycle();
        let covered = cell.column..cell.column + cell.across;
        let inner = self.languages.map(|_| {
            let (widths, holds_words) = sides.next()?;
            let width = widths.get(covered.clone())?.iter().sum::<f64>() - 2.0 * plan.inset;
            let holds_words = holds_words.get(covered.clone())?.iter().all(|holds| *holds);
            Some((width, holds_words))
        });
        let rooms = inner.map(|inner| inner.unwrap_or_default());
        let first = self.alone.unwrap_or_default();
        let rooms = self.setting.rooms.cell(rooms, plan.scale, first);
        let texts = self.noted(&cell.text, rooms);
        let is_row_head = cell.is_head && !in_header;
        let spans = [("across", cell.across), ("down", cell.down)];
        let mut manner: Vec<String> = spans
            .into_iter()
            .filter(|(_, count)| *count > 1)
            .map(|(name, count)| format!("{name}: {count}"))
            .collect();
        manner.extend(is_row_head.then(|| "head: true".to_owned()));
        if manner.is_empty() {
            texts
        } else {
            format!("cell({}, {texts})", manner.join(", "))
        }
    }
}

/// The argument for the alignment of the columns, unless all are aligned where text begins.
fn alignments(columns: &[Column]) -> Option<String> {
    let mut each = columns.iter();
    each.any(|column| column.align != Alignment::Start)
        .then(|| {
            let names = columns
                .iter()
                .map(|column| format!("{},", column.align.name()));
            format!("align: ({})", names.collect::<Vec<_>>().join(" "))
        })
}
