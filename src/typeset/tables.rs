//! Plans tables: the widths of the columns, and a type size at which the words fit.
//!
//! Each column is at least as wide as its longest word, or the longest part of it if it may be hyphenated. If all
//! columns together are wider than the page, the type shrinks, down to [`FLOOR`]. Below that words break anywhere,
//! which [`check`] reports. Remaining width is given first to whole words, then to cells that could fit on one line.

mod columns;

use std::ops::Range;

use super::design::Design;
use super::extents::extents;
use super::fit;
use super::fonts::{Fonts, Ruler};
use super::text_measure::TextMeasure;
use crate::book::{Book, Inline, Text};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::{Arrangement, Edition};
use crate::lang::{is_latin, is_shared_mark, is_wide, opens};
use crate::manuscript::{self, Localized, Piece, PieceKind, Section, TableCell, TablePiece};
use crate::message::{list, message};
use crate::source::Span;

/// The type size in cells, relative to running text.
const SIZE: f64 = 0.92;
/// The smallest type in a table, in points.
pub const FLOOR: f64 = 6.5;
/// How much the type shrinks from one attempt to the next, relative to its usual size.
const STEP: f64 = 0.04;
/// The padding of a cell at the usual type size, in points.
const INSET: f64 = 5.0;
/// The longest word that is never hyphenated, in letters.
const SHORT: usize = 8;
/// The minimum width of a part of a longer word or a token, in em.
const LEAST: f64 = 4.2;
/// The minimum width of a Latin word that breaks between any two letters except near its ends, in em.
const RIGID: f64 = 2.5;
/// Rows taller than this share of a page may break over pages. Since heights are estimates, the share leaves a margin.
const TALL: f64 = 0.45;
/// Headers taller than this share of a page are not repeated.
const TALL_HEAD: f64 = 0.25;
/// Stands for a part of a formula.
const FORMULA: char = 'x';
/// The width of a note's caller, in em.
const CALLER: f64 = 0.7;
/// The width of a bold formula, relative to a regular one.
const BOLD_FORMULA: f64 = 1.1;
/// How a table is set.
#[derive(Debug, Clone, PartialEq)]
pub struct TablePlan {
    /// The column widths in points, for one table of all languages or for a table of each.
    pub columns: Vec<Vec<f64>>,
    /// The type size, relative to the usual one in tables.
    pub scale: f64,
    /// The padding of each cell, in points.
    pub inset: f64,
    /// Whether each column is as wide as its longest word, in the shape of `columns`.
    pub holds_words: Vec<Vec<bool>>,
    /// The indices of rows that may break over pages.
    pub tall: Vec<usize>,
    /// Whether the header is repeated on every page.
    pub repeats: bool,
    /// The estimated height, in points.
    pub height: f64,
    /// Whether columns are so narrow that words break anywhere.
    pub is_tight: bool,
}

/// A run of letters that is not broken over lines unless it is too long, in points at the usual size in tables.
#[derive(Debug, Clone, Copy)]
struct Word {
    width: f64,
    /// The width of its widest part if it is hyphenated and broken at its punctuation.
    least: f64,
    /// The width of its widest part if it is broken wherever possible.
    rigid: f64,
    /// The space after it.
    gap: f64,
    /// Whether a hard line break follows it.
    ends_line: bool,
}

/// A cell of the grid.
struct Cell {
    columns: Range<usize>,
    /// How many rows it covers.
    down: f64,
    /// The words of its texts, by language.
    texts: Vec<Vec<Word>>,
}

impl Cell {
    /// Its texts in the languages of a side.
    fn texts_of<'a>(&'a self, side: &'a [usize]) -> impl Iterator<Item = &'a Vec<Word>> {
        side.iter().filter_map(|language| self.texts.get(*language))
    }
}

/// The dimensions available to a table, in points.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// The width of a table.
    pub width: f64,
    pub height: f64,
    pub pitch: f64,
    /// The smallest type size of any language.
    pub smallest: f64,
    /// Whether each language has a table of its own.
    pub apart: bool,
}

/// Plans a table, which only the language at the place `alone` may have. All rows must have the same number of cells.
pub fn plan(
    rulers: &Rulers,
    room: Room,
    table: &TablePiece<'_>,
    alone: Option<usize>,
) -> TablePlan {
    let measured = |rows: &[Vec<TableCell<'_>>]| -> Vec<Vec<Cell>> {
        let row = |row: &Vec<TableCell<'_>>| {
            let cells = row.iter().map(|cell| rulers.cell(cell, alone));
            cells.collect()
        };
        rows.iter().map(row).collect()
    };
    let head = measured(&table.header);
    let body = measured(&table.rows);
    let fixed: Vec<Option<f64>> = table
        .columns
        .iter()
        .map(|column| Some(column.width? * room.width))
        .collect();
    let languages = alone.map_or(rulers.languages(), |_| 1);
    // The languages of each table: one for each, or all in one.
    let sides: Vec<Vec<usize>> = if room.apart {
        (0..languages).map(|language| vec![language]).collect()
    } else {
        vec![(0..languages).collect()]
    };
    let cells: Vec<&Cell> = head.iter().chain(&body).flatten().collect();
    let needs: Vec<Vec<columns::Need>> = sides
        .iter()
        .map(|side| columns::needs(&cells, side, fixed.len()))
        .collect();
    let floor = (FLOOR / (SIZE * room.smallest)).min(1.0);
    let mut scale: f64 = 1.0;
    let fits = |scale: f64| {
        let mut sides = needs.iter();
        sides.all(|needs| columns::fit(needs, &fixed, scale, room.width))
    };
    while !fits(scale) && scale > floor {
        scale = (scale - STEP).max(floor);
    }
    let inset = inset(scale);
    let columns: Vec<Vec<f64>> = needs
        .iter()
        .map(|needs| columns::widths(needs, &fixed, scale, room.width))
        .collect();
    let holds_words = needs.iter().zip(&columns).map(|(needs, widths)| {
        let both = needs.iter().zip(widths);
        both.map(|(need, width)| need.word * scale <= width - 2.0 * inset)
            .collect()
    });
    let holds_words = holds_words.collect();
    let pitch = room.pitch * scale;
    let height = |row: &[Cell]| {
        let of_side = |(side, widths): (&Vec<usize>, &Vec<f64>)| {
            let of_cell = |cell: &Cell| {
                let width: f64 = widths[cell.columns.clone()].iter().sum();
                let texts = cell.texts_of(side);
                let lines: f64 = texts
                    .map(|words| lines(words, (width - 2.0 * inset).max(1.0) / scale))
                    .sum();
                // Its rows share the height of a cell that covers several.
                (lines * pitch + 2.0 * inset) / cell.down
            };
            row.iter().map(of_cell).fold(pitch, f64::max)
        };
        sides.iter().zip(&columns).map(of_side).fold(0.0, f64::max)
    };
    let of_head: f64 = head.iter().map(|row| height(row)).sum();
    let repeats = of_head <= room.height * TALL_HEAD;
    let heights: Vec<f64> = body.iter().map(|row| height(row)).collect();
    let limit = room.height * TALL;
    let tall = heights.iter().enumerate();
    TablePlan {
        tall: tall
            .filter(|(_, height)| **height > limit)
            .map(|(index, _)| index)
            .collect(),
        height: of_head + heights.iter().sum::<f64>(),
        is_tight: !fits(scale),
        columns,
        holds_words,
        scale,
        inset,
        repeats,
    }
}

fn inset(scale: f64) -> f64 {
    INSET * scale * scale
}

/// The number of lines that words take in a column of this width.
fn lines(words: &[Word], width: f64) -> f64 {
    let mut lines = 1.0;
    let mut left = width;
    for word in words {
        if word.width > left {
            if left < width {
                lines += 1.0;
            }
            let more = (word.width / width).ceil().max(1.0) - 1.0;
            lines += more;
            left = width;
            left -= word.width - more * width;
        } else {
            left -= word.width;
        }
        left -= word.gap;
        if word.ends_line {
            lines += 1.0;
            left = width;
        }
    }
    lines
}

/// The rulers of a language, by weight.
pub struct Weights {
    pub regular: Ruler,
    pub bold: Ruler,
}

impl Weights {
    fn ruler(&self, is_bold: bool) -> &Ruler {
        if is_bold { &self.bold } else { &self.regular }
    }
}

/// Measures the words of cells in each language.
pub struct Rulers {
    texts: Localized<Weights>,
    code: Ruler,
}

impl Rulers {
    /// Rulers for text in each language, and one for code.
    pub fn new(texts: Localized<Weights>, code: Ruler) -> Self {
        Self { texts, code }
    }

    fn languages(&self) -> usize {
        self.texts.iter().count()
    }

    fn cell(&self, cell: &TableCell<'_>, alone: Option<usize>) -> Cell {
        let rulers = self.texts.map_ref();
        let own = alone.and_then(|place| rulers.iter().nth(place).copied());
        let texts = own.map_or(rulers, Localized::Solo).zip(cell.text.text);
        let words = texts.map(|(weights, text)| self.words(weights, text, cell.is_head));
        Cell {
            columns: cell.column..cell.column + cell.across,
            down: f64::from(u32::try_from(cell.down).unwrap_or(u32::MAX)),
            texts: words.iter().cloned().collect(),
        }
    }

    fn words(&self, weights: &Weights, text: &Text, is_bold: bool) -> Vec<Word> {
        let mut letters = Vec::new();
        self.letters(weights, &text.inlines, is_bold, &mut letters);
        let mut words: Vec<Word> = Vec::new();
        let mut start = 0;
        for index in 0..letters.len() {
            let next = letters.get(index + 1);
            if next.is_some_and(|next| !may_break(letters[index], *next)) {
                continue;
            }
            let part = &letters[start..=index];
            start = index + 1;
            let blank = |letter: &&Letter| letter.c.is_whitespace();
            let gap: f64 = part.iter().filter(blank).map(|letter| letter.width).sum();
            let width: f64 = part.iter().map(|letter| letter.width).sum::<f64>() - gap;
            let em = weights.regular.size() * SIZE;
            words.push(Word {
                width,
                least: if is_long(part) {
                    width.min(LEAST * em)
                } else {
                    width
                },
                rigid: if has_han(part) || part.iter().any(|letter| letter.is_formula) {
                    width
                } else {
                    width.min(RIGID * em)
                },
                gap,
                ends_line: part.iter().any(|letter| letter.c == LINE_END),
            });
        }
        words
    }

    fn letters(&self, weights: &Weights, list: &[Inline], is_bold: bool, out: &mut Vec<Letter>) {
        let ruler = weights.ruler(is_bold);
        for (index, inline) in list.iter().enumerate() {
            match inline {
                Inline::Plain(text) => {
                    let start = out.len();
                    out.extend(measured(text, ruler, 1.0));
                    let before = index.checked_sub(1).map(|index| &list[index]);
                    if matches!(before, Some(Inline::Code(_))) && text.starts_with(is_latin) {
                        part_from_word(out, start, ruler);
                    }
                }
                Inline::Code(text) => {
                    let start = out.len();
                    let code = measured(text, &self.code, 1.0);
                    out.extend(code.map(|letter| Letter {
                        is_code: true,
                        ..letter
                    }));
                    part_from_word(out, start, ruler);
                }
                Inline::Ruby { base, reading } => {
                    // A ruby reading is half as large as its base, and may be wider.
                    let width = |text: &str| text.chars().map(|c| ruler.width(c)).sum::<f64>();
                    let (own, over) = (width(base), width(reading) / 2.0);
                    let wider = if own > 0.0 {
                        (over / own).max(1.0)
                    } else {
                        1.0
                    };
                    let letters = measured(base, ruler, wider).enumerate();
                    out.extend(letters.map(|(index, letter)| Letter {
                        before: if index > 0 {
                            Before::Joined
                        } else {
                            Before::Usual
                        },
                        ..letter
                    }));
                }
                Inline::Formula(formula) => {
                    let em = ruler.size() * SIZE * if is_bold { BOLD_FORMULA } else { 1.0 };
                    let mut widths: Vec<f64> = extents(formula)
                        .into_iter()
                        .map(|width| width * em)
                        .collect();
                    // A line never ends between a formula and punctuation after it.
                    if let (Some(last), Some(Inline::Plain(text))) =
                        (widths.last_mut(), list.get(index + 1))
                    {
                        let length = text.chars().take_while(|c| !c.is_alphanumeric()).count();
                        let marks = measured(text, ruler, 1.0).take(length);
                        *last += marks.map(|mark| mark.width).sum::<f64>();
                    }
                    out.extend(widths.into_iter().map(|width| Letter {
                        c: FORMULA,
                        width,
                        is_code: false,
                        before: Before::Usual,
                        is_formula: true,
                    }));
                }
                // Most pictures in a line are about as wide as high.
                Inline::Picture(it) => out.push(Letter {
                    c: FORMULA,
                    width: it.height * ruler.size() * SIZE,
                    is_code: false,
                    before: Before::Usual,
                    is_formula: true,
                }),
                Inline::Blank { number, width, .. } => {
                    let line = crate::book::blank(*number, *width);
                    out.extend(measured(&line, ruler, 1.0));
                }
                Inline::Strong(inner) => self.letters(weights, inner, true, out),
                Inline::Emph(inner) | Inline::Span { text: inner, .. } => {
                    self.letters(weights, inner, is_bold, out);
                }
                Inline::Link { text: inner, .. } | Inline::Reference { text: inner, .. } => {
                    let start = out.len();
                    self.letters(weights, inner, is_bold, out);
                    part_from_word(out, start, ruler);
                }
                Inline::Break => out.push(Letter {
                    c: LINE_END,
                    width: 0.0,
                    is_code: false,
                    before: Before::Usual,
                    is_formula: false,
                }),
                // A caller is not parted from its word.
                Inline::Note(_) => {
                    if let Some(last) = out.last_mut() {
                        last.width += CALLER * ruler.size() * SIZE;
                    }
                }
                Inline::Index(_) => {}
            }
        }
    }
}

fn measured(text: &str, ruler: &Ruler, wider: f64) -> impl Iterator<Item = Letter> {
    text.chars().map(move |c| Letter {
        c,
        width: ruler.width(c) * SIZE * wider,
        is_code: false,
        before: Before::Usual,
        is_formula: false,
    })
}

/// Allows a line break before code or a link that begins at `start`, if a word precedes it in Chinese or Japanese, as
/// [`super::inline`] does.
fn part_from_word(letters: &mut [Letter], start: usize, ruler: &Ruler) {
    let (before, after) = letters.split_at_mut(start);
    if let (true, Some(last), Some(first)) = (ruler.is_cjk(), before.last(), after.first_mut())
        && (last.is_code || is_latin(last.c))
        && first.before == Before::Usual
    {
        first.before = Before::Apart;
    }
}

/// Whether a line may end before a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// As the two letters themselves allow.
    Usual,
    /// Never: it is in one box with the letter before it.
    Joined,
    /// Always.
    Apart,
}

/// Stands for a hard line break.
const LINE_END: char = '\n';

/// A character to be set, with its width in points at the usual size in tables.
#[derive(Debug, Clone, Copy)]
struct Letter {
    c: char,
    width: f64,
    is_code: bool,
    before: Before,
    /// Whether it stands for a part of a formula, which is never broken.
    is_formula: bool,
}

/// Whether a line may end between two letters.
fn may_break(one: Letter, next: Letter) -> bool {
    const CLOSING: &str = "，。、；：？！）》〉」』】〕”’…—·•～~―⸺／＼－｜,.;:?!)]}";
    if next.before == Before::Joined || next.c.is_whitespace() {
        return false;
    }
    if one.c.is_whitespace() || next.before == Before::Apart || one.is_formula && next.is_formula {
        return true;
    }
    if opens(one.c) || CLOSING.contains(next.c) {
        return false;
    }
    let is_han = |c: char| is_wide(c) || is_shared_mark(c);
    is_han(one.c) || is_han(next.c) || "-–/".contains(one.c) && next.c.is_alphabetic()
}

/// Whether a word may be broken if it must: it is long or a token.
fn is_long(part: &[Letter]) -> bool {
    let letters = part.iter().filter(|letter| letter.c.is_alphanumeric());
    !has_han(part) && (letters.count() > SHORT || part.iter().any(|letter| letter.is_code))
}

/// Whether a word contains Han itself, since full-width punctuation may follow a token.
fn has_han(part: &[Letter]) -> bool {
    let mut letters = part.iter();
    letters.any(|letter| letter.c.is_alphanumeric() && is_wide(letter.c))
}

/// Warns about tables with words that are too wide for their columns, once per table for all editions.
pub fn check(book: &Book, editions: &[Edition], fonts: &Fonts, diagnostics: &mut Diagnostics) {
    // The place of each table that is too wide, its number of columns, and the editions for which it is too wide.
    let mut wide: Vec<(Span, usize, Vec<&str>)> = Vec::new();
    for edition in editions {
        let Some(setup) = edition.page_setup() else {
            continue;
        };
        let manuscript = manuscript::assemble(book, edition);
        let is_printed = |piece: &&Piece<'_>| {
            let is_quiz = matches!(piece.kind, PieceKind::Quiz(_));
            edition.handouts().is_none_or(|handouts| {
                let scope = &handouts.scope;
                if is_quiz {
                    scope.asks()
                } else {
                    scope.has_text()
                }
            })
        };
        let mut tables: Vec<(&Section<'_>, &Piece<'_>)> = Vec::new();
        for chapter in &manuscript.chapters {
            let pieces = chapter.pieces.iter().filter(is_printed);
            let pieces = pieces.flat_map(|piece| Piece::every(std::slice::from_ref(piece)));
            let of_chapter = pieces.filter(|piece| matches!(piece.kind, PieceKind::Table(_)));
            tables.extend(of_chapter.map(|piece| (chapter, piece)));
        }
        if tables.is_empty() {
            continue;
        }
        let design = Design::new(&book.style, setup.page());
        let design = match setup.binding().gutter {
            Some(gutter) => design.with_gutter(gutter),
            None => design,
        };
        let gauge = TextMeasure::new(&manuscript, &design, setup.arrangement(), fonts);
        let measure = match setup.arrangement() {
            Arrangement::Columns => design.text_width(),
            Arrangement::Facing | Arrangement::Stacked | Arrangement::Single => {
                fit::measure(&manuscript, &design)
            }
        };
        for (chapter, piece) in tables {
            let PieceKind::Table(table) = &piece.kind else {
                continue;
            };
            // That of one language stands in its column, whose width is not known yet.
            let is_beside = piece.only.is_some() && chapter.only.is_none() && !table.is_turned;
            let width = match setup.arrangement() {
                Arrangement::Columns if is_beside => (measure - design.gap()) / 2.0,
                Arrangement::Columns
                | Arrangement::Facing
                | Arrangement::Stacked
                | Arrangement::Single => measure,
            };
            let plan = gauge.table(table, width, piece.only);
            if !plan.is_tight {
                continue;
            }
            if let Some((.., editions)) = wide.iter_mut().find(|(at, ..)| *at == piece.at) {
                editions.push(&edition.name);
            } else {
                let count = plan.columns.first().map_or(0, Vec::len);
                wide.push((piece.at, count, vec![&edition.name]));
            }
        }
    }
    for (at, count, editions) in wide {
        let names = list(editions.iter().map(|name| format!("`{name}`")));
        let message = message!(
            "this table of {} columns is too wide for {}: even in {}-point type its words break in the middle",
            count,
            names,
            FLOOR
        );
        diagnostics.push(Diagnostic::new(Code::TableWide, message).at(at).hint(message!(
            "divide it into two tables, shorten its words, or give the edition a larger `trim`"
        )));
    }
}
