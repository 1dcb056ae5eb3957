//! Tables: how wide each has to be, and what happens on a narrower screen. A table that fits every phone is at worst
//! squeezed; a wider one scrolls where its words need more than the screen, in a box of its own, which can take keyboard
//! focus. An e-reader without container
//! queries squeezes both, so that nothing is cut off.

use std::collections::BTreeSet;

use super::formula;
use super::text_writer::TextWriter;
use super::xml::{El, Node};
use crate::book::{Alignment, Column, Inline, Text};
use crate::lang::is_wide;
use crate::manuscript::{Localized, TableCell, TablePiece};

/// The least width of a phone's screen, in em of its text.
const TELEPHONE: f64 = 16.0;
/// The size of a table's text, in em of the text around it; as in `style.css`.
const SIZE: f64 = 0.9;
/// The gap between two columns, in em of the table's text; as in `style.css`.
const GAP: f64 = 1.0;
/// The longest token that is kept whole, in em. A longer one may break anywhere.
const LONGEST: f64 = 12.0;
/// The least width of a column while its table scrolls, in em, unless its content is narrower.
const COMFORT: f64 = 5.0;
/// The same while the table does not scroll: some Han characters, which may break anywhere.
const LEAST: f64 = 3.0;
/// The width of a Latin letter, in em. Fonts differ, so this is above the average.
const LETTER: f64 = 0.58;

/// The widths that a cell, or all cells of a column, need, in em of the table's text.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CellWidths {
    /// Its longest token that is kept whole.
    token: f64,
    /// The whole text on one line, or the longest of its lines if it has hard line breaks.
    whole: f64,
    /// Whether it has a token too long to be kept whole.
    is_long: bool,
}

impl CellWidths {
    /// The widths of a text.
    pub fn of(text: &Text) -> Self {
        let mut ruler = Ruler::default();
        ruler.all(&text.inlines);
        ruler.end_line();
        Self {
            token: if ruler.is_long {
                ruler.longest.max(COMFORT)
            } else {
                ruler.longest
            },
            whole: ruler.widest,
            is_long: ruler.is_long,
        }
    }

    /// The widths of a cell.
    fn of_cell(cell: &TableCell<'_>) -> Self {
        match cell.text.text {
            Localized::Solo(only) => Self::of(only),
            Localized::Duo { lead, second } => Self::of(lead).max(Self::of(second)),
        }
    }

    /// The widths of two texts, one below the other.
    pub fn max(self, other: Self) -> Self {
        Self {
            token: self.token.max(other.token),
            whole: self.whole.max(other.whole),
            is_long: self.is_long || other.is_long,
        }
    }

    /// The classes of the cell. `column` is given for cells of the first row, which set the least widths of the columns;
    /// those of words set themselves.
    pub fn class(self, column: Option<&Self>) -> Option<String> {
        let mut classes: Vec<String> = Vec::new();
        classes.extend(self.is_long.then(|| "long".to_owned()));
        classes
            .extend(column.map(|column| format!("col-{}", rounded_up(column.whole.min(COMFORT)))));
        (!classes.is_empty()).then(|| classes.join(" "))
    }
}

/// Measures a text: its longest token that is kept whole, and the width of its widest line.
#[derive(Default)]
struct Ruler {
    token: f64,
    longest: f64,
    whole: f64,
    widest: f64,
    is_long: bool,
}

impl Ruler {
    fn all(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Plain(text) | Inline::Code(text) => text.chars().for_each(|c| self.one(c)),
                Inline::Emph(inner) | Inline::Strong(inner) => self.all(inner),
                Inline::Link { text, .. }
                | Inline::Span { text, .. }
                | Inline::Reference { text, .. } => self.all(text),
                Inline::Formula(it) => self.add(formula::width(it)),
                Inline::Note(_) => self.add(LETTER),
                Inline::Break => self.end_line(),
                Inline::Picture(it) => self.add(it.height),
                Inline::Index(_) => {}
                Inline::Ruby { base, .. } => base.chars().for_each(|c| self.one(c)),
                Inline::Blank { width, .. } => (0..*width).for_each(|_| self.add(LETTER)),
            }
        }
    }

    fn one(&mut self, c: char) {
        if c.is_whitespace() {
            self.whole += LETTER / 2.0;
            self.end();
        } else if is_wide(c) {
            self.end();
            self.add(1.0);
            self.end();
        } else {
            self.add(LETTER);
            // A line may break after a hyphen.
            if c == '-' {
                self.end();
            }
        }
    }

    fn add(&mut self, width: f64) {
        self.token += width;
        self.whole += width;
    }

    fn end_line(&mut self) {
        self.end();
        self.widest = self.widest.max(self.whole);
        self.whole = 0.0;
    }

    fn end(&mut self) {
        if self.token > LONGEST {
            self.is_long = true;
        } else {
            self.longest = self.longest.max(self.token);
        }
        self.token = 0.0;
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "some em"
)]
fn rounded_up(width: f64) -> u32 {
    width.ceil().max(1.0) as u32
}

/// The width from which no token in these columns is broken, in em of the text around the table.
fn need(columns: &[CellWidths]) -> u32 {
    let least = |column: &CellWidths| {
        let some = rounded_up(column.whole.min(LEAST));
        column.token.max(f64::from(some))
    };
    let widths: f64 = columns.iter().map(|column| least(column) + GAP).sum();
    rounded_up(widths * SIZE)
}

/// A table, and what each of its columns needs.
pub fn write<'m>(texts: &mut TextWriter<'m>, table: &'m TablePiece<'m>) -> (El, Vec<CellWidths>) {
    let mut columns = vec![CellWidths::default(); table.columns.len()];
    // What several columns need together says little of each.
    for cell in table.cells().filter(|cell| cell.across == 1) {
        columns[cell.column] = columns[cell.column].max(CellWidths::of_cell(cell));
    }
    let mut is_first = true;
    let mut rows = |rows: &'m [Vec<TableCell<'m>>], in_header: bool| -> Vec<El> {
        let row = |row: &'m Vec<TableCell<'m>>| {
            let cells: Vec<El> = row
                .iter()
                .enumerate()
                .map(|(index, cell)| {
                    let own = (is_first && cell.across == 1).then(|| &columns[cell.column]);
                    let mut element = cell_element(cell, in_header);
                    if let Some(class) = CellWidths::of_cell(cell).class(own) {
                        element.add_class(&class);
                    }
                    match alignment(table, cell, in_header) {
                        Alignment::Start => {}
                        Alignment::Center => element.add_class("to-center"),
                        Alignment::End => element.add_class("to-end"),
                    }
                    let is_last = index + 1 == row.len();
                    if index == 0 && cell.column > 0
                        || is_last && cell.column + cell.across < table.columns.len()
                    {
                        element.add_class("inner");
                    }
                    element.with_all(texts.short(cell.text).inline())
                })
                .collect();
            is_first = false;
            El::new("tr").with_all(cells)
        };
        rows.iter().map(row).collect()
    };
    let head = rows(&table.header, true);
    let head = (!head.is_empty()).then(|| El::new("thead").with_all(head));
    let body = El::new("tbody").with_all(rows(&table.rows, false));
    let element = El::new("table")
        .with_all(column_group(table.columns))
        .with_all(head)
        .with(body);
    (element, columns)
}

/// The columns, if the author gave any of them a width.
fn column_group(columns: &[Column]) -> Option<El> {
    columns
        .iter()
        .any(|column| column.width.is_some())
        .then(|| {
            let each = columns.iter().map(|column| match column.width {
                Some(width) => El::new("col").class(format!("share-{}", (width * 100.0).round())),
                None => El::new("col"),
            });
            El::new("colgroup").with_all(each)
        })
}

/// A cell without its text.
fn cell_element(cell: &TableCell<'_>, in_header: bool) -> El {
    let element = match (cell.is_head && !cell.text.is_empty(), in_header) {
        (false, _) => El::new("td"),
        (true, true) => El::new("th").attr("scope", "col"),
        (true, false) => El::new("th").attr("scope", "row"),
    };
    let spans = [("colspan", cell.across), ("rowspan", cell.down)];
    let spans = spans.into_iter().filter(|(_, count)| *count > 1);
    spans.fold(element, |element, (name, count)| {
        element.attr(name, count.to_string())
    })
}

/// How the text of a cell is aligned: as its column, but a head of several columns in the middle of them.
fn alignment(table: &TablePiece<'_>, cell: &TableCell<'_>, in_header: bool) -> Alignment {
    if in_header && cell.across > 1 {
        Alignment::Center
    } else {
        table.columns[cell.column].align
    }
}

/// A table, in a scrolling box if it is wider than a phone; `named` gives the box its accessible name.
pub fn boxed(table: El, columns: &[CellWidths], named: impl FnOnce(El) -> El) -> El {
    let need = need(columns);
    if f64::from(need) <= TELEPHONE {
        return table.class(format!("need-{need}"));
    }
    let scroll = El::new("div")
        .class(format!("scroll need-{need}"))
        .attr("role", "group")
        .attr("tabindex", "0");
    named(scroll).with(table)
}

/// The widths that the classes of tables, their boxes and their cells refer to.
#[derive(Default)]
pub struct TableWidths {
    squeezed: BTreeSet<u32>,
    scrolled: BTreeSet<u32>,
    columns: BTreeSet<u32>,
    shares: BTreeSet<u32>,
    /// The numbers of the first lines of listings.
    first_lines: BTreeSet<u32>,
}

impl TableWidths {
    pub fn of<'p>(pages: impl IntoIterator<Item = &'p El>) -> Self {
        let mut widths = Self::default();
        for page in pages {
            widths.visit(page);
        }
        widths
    }

    fn visit(&mut self, element: &El) {
        let number = |prefix: &str| {
            let classes = element.value("class")?.split(' ');
            let mut numbers =
                classes.filter_map(|class| class.strip_prefix(prefix)?.parse::<u32>().ok());
            numbers.next()
        };
        match element.name() {
            "table" => self.squeezed.extend(number("need-")),
            "div" => self.scrolled.extend(number("need-")),
            "th" | "td" => self.columns.extend(number("col-")),
            "col" => self.shares.extend(number("share-")),
            "code" => self.first_lines.extend(number("from-")),
            _ => {}
        }
        for child in element.children() {
            if let Node::El(inner) = child {
                self.visit(inner);
            }
        }
    }

    /// The style rules for these widths, for `queries.css`.
    pub fn rules(&self) -> String {
        let squeezed = self.squeezed.iter().map(|need| {
            let table = format!("table.need-{need}");
            format!(
                "@container (min-width: {need}em) {{\n  {table} th,\n  {table} td {{\n    overflow-wrap: \
                 break-word;\n  }}\n\n  {table} .long {{\n    overflow-wrap: anywhere;\n  }}\n}}\n\n"
            )
        });
        let columns = |table: &str, most: f64| -> String {
            let columns = self.columns.iter();
            let columns = columns.map(|width| (width, f64::from(*width).min(most)));
            let rules = columns.map(|(width, least)| {
                format!("  {table} .col-{width} {{\n    min-width: {least}em;\n  }}\n")
            });
            rules.collect()
        };
        let least = match columns(".scroll", LEAST) {
            rules if rules.is_empty() => rules,
            rules => format!("@supports (container-type: inline-size) {{\n{rules}}}\n\n"),
        };
        let scrolled = self.scrolled.iter().map(|need| {
            let table = format!(".scroll.need-{need}");
            format!(
                "@container (max-width: {need}em) {{\n  {table} {{\n    max-height: 75vh;\n    overflow: auto;\n    \
                 border-inline-end: 0.25em double;\n  }}\n\n{}}}\n\n",
                columns(&table, COMFORT)
            )
        });
        let first_lines = self.first_lines.iter();
        let first_lines = first_lines.map(|first| {
            let before = first.saturating_sub(1);
            format!("code.from-{first} {{\n  counter-reset: line {before};\n}}\n\n")
        });
        let shares = self.shares.iter();
        let shares =
            shares.map(|width| format!("col.share-{width} {{\n  width: {width}%;\n}}\n\n"));
        squeezed
            .chain([least])
            .chain(scrolled)
            .chain(shares)
            .chain(first_lines)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{CellWidths, need};
    use crate::book::{Inline, Text};

    fn cell(text: &str) -> CellWidths {
        CellWidths::of(&Text {
            inlines: vec![Inline::Plain(text.to_owned())],
            ..Text::default()
        })
    }

    #[test]
    fn words_keep_their_columns_wide_and_long_tokens_are_broken() {
        assert!(cell("incomprehensibilium").token > 9.0);
        assert!(!cell("incomprehensibilium").is_long);
        assert!(cell(&"f".repeat(64)).is_long);
        assert!(cell(&"f".repeat(64)).token <= 12.0);
        assert!(cell("一张很长很长的中文单元格").token <= 1.0);
        assert!(cell("32").token < 2.0);
    }

    #[test]
    fn columns_need_no_more_than_their_words_and_some_han() {
        let texts = [
            "Supervised",
            "conversations",
            "小得多，几个小时",
            "assistant",
        ];
        assert!(need(&texts.map(cell)) <= 24);
        let column = cell("一张很长很长的中文单元格");
        assert_eq!(column.class(Some(&column)).as_deref(), Some("col-5"));
        assert!(need(&[column; 4]) <= 15);
    }

    #[test]
    fn two_short_columns_fit_a_phone_and_nine_do_not() {
        assert!(need(&[cell("puer"), cell("Nominative")]) <= 16);
        assert!(need(&[cell("Recommended"); 9]) > 40);
    }
}
