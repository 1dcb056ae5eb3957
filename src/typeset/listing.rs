//! Warns about listings that are wider than a page.

use super::design::{Design, MM};
use super::source::step;
use crate::book::{Block, BlockKind, Book, Listing, Program};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::Edition;
use crate::lang::is_wide;
use crate::message::{message, plural};
use crate::source::Span;

/// The width of a letter in the built-in monospaced font, in em.
const LETTER: f64 = 0.602;
/// The horizontal padding of a listing, both sides together, in points.
const INSET: f64 = 16.0;

/// Warns about listings with lines that wrap in the narrowest printed edition.
pub fn check(book: &Book, editions: &[Edition], diagnostics: &mut Diagnostics) {
    let rooms = editions.iter().filter_map(|edition| {
        let design = Design::new(&book.style, edition.page_setup()?.page());
        // The widest indent of the items of a list.
        let languages = edition.languages.choose(&book.languages);
        let indents = languages.iter().map(|lang| step(lang) * design.size(lang));
        let indent = indents.fold(0.0, f64::max) / (design.code_size() * LETTER);
        Some((edition, columns(&design), indent))
    });
    let Some((edition, room, indent)) =
        rooms.min_by(|(_, one, _), (_, other, _)| one.total_cmp(other))
    else {
        return;
    };
    for chapter in &book.chapters {
        each_listing(chapter.blocks.iter(), 0.0, &mut |listing, level| {
            for program in listing.programs() {
                let lines = program.text.lines().count();
                let gutter = gutter(listing.numbers_from, lines);
                let room = room - gutter - (level * indent).ceil();
                if let Some(remark) = wide(program, &edition.name, room) {
                    diagnostics.push(remark);
                }
            }
        });
    }
}

/// Visits the listings among some blocks, each with the number of indents around it.
fn each_listing<'b>(
    blocks: impl IntoIterator<Item = &'b Block>,
    level: f64,
    visit: &mut impl FnMut(&'b Listing, f64),
) {
    for block in blocks {
        if let BlockKind::Code(listing) = &block.kind {
            visit(listing, level);
        }
        let is_indented = matches!(block.kind, BlockKind::List(_) | BlockKind::Quote(_));
        let level = if is_indented { level + 1.0 } else { level };
        each_listing(block.inside(), level, visit);
    }
}

/// The largest number of characters in a line of a listing.
pub fn columns(design: &Design<'_>) -> f64 {
    columns_in(design.text_width(), design.code_size())
}

/// The same for a listing of this width, in millimetres, in type of this size.
pub fn columns_in(width: f64, size: f64) -> f64 {
    ((width / MM - INSET) / (size * LETTER)).floor()
}

/// How many characters the numbers of so many lines take, with the space after them.
pub fn gutter(numbers_from: Option<usize>, lines: usize) -> f64 {
    numbers_from.map_or(0.0, |first| {
        let last = (first + lines).saturating_sub(1).to_string();
        last.chars().map(|_| 1.0).sum::<f64>() + 2.0
    })
}

/// The diagnostic about a listing, if it is too wide.
fn wide(program: &Program, edition: &str, room: f64) -> Option<Diagnostic> {
    let mut wide = program.text.lines().filter(|line| width(line) > room);
    let first = wide.next()?;
    let (columns, others) = (width(first).ceil(), wide.count());
    let message = if others == 0 {
        message!(
            "this line has {} columns, but a listing in the edition `{}` has room for {}",
            columns,
            edition,
            room
        )
    } else {
        plural!(
            others,
            "this line has {1} columns, but a listing in the edition `{2}` has room for {3}; {0} more line is too long",
            "this line has {1} columns, but a listing in the edition `{2}` has room for {3}; {0} more lines are too long",
            columns,
            edition,
            room
        )
    };
    let mut diagnostic = Diagnostic::new(Code::CodeWide, message);
    diagnostic.at = place(program, first);
    Some(
        diagnostic.hint(message!(
                "break it where it reads best, or set listings smaller with `sizes: { code: … }` under `style:`; otherwise \
                 it continues on the next line, after a hooked arrow"
            )),
    )
}

/// The width of a line, in characters.
pub fn width(line: &str) -> f64 {
    let letter = |c| match c {
        '\t' => 2.0,
        _ if is_wide(c) => 1.0 / LETTER,
        _ => 1.0,
    };
    line.trim_end().chars().map(letter).sum()
}

/// The place of a line of a listing in its file, without its indent.
fn place(program: &Program, line: &str) -> Option<Span> {
    let line = line.trim();
    let start = line.as_ptr() as usize - program.text.as_ptr() as usize;
    program.span(start..start + line.len())
}
