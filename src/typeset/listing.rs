//! Warns about listings that are wider than a page.

use super::design::{Design, MM};
use crate::book::{BlockKind, Book, Listing};
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
        Some((edition, columns(&design)))
    });
    let Some((edition, room)) = rooms.min_by(|(_, one), (_, other)| one.total_cmp(other)) else {
        return;
    };
    for block in crate::walk::every_block(book) {
        if let BlockKind::Code(listing) = &block.kind
            && let Some(remark) = wide(listing, &edition.name, room)
        {
            diagnostics.push(remark);
        }
    }
}

/// The largest number of characters in a line of a listing.
pub fn columns(design: &Design<'_>) -> f64 {
    ((design.text_width() / MM - INSET) / (design.code_size() * LETTER)).floor()
}

/// The diagnostic about a listing, if it is too wide.
fn wide(listing: &Listing, edition: &str, room: f64) -> Option<Diagnostic> {
    let mut wide = listing.text.lines().filter(|line| width(line) > room);
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
    Some(
        Diagnostic::new(Code::CodeWide, message)
            .at(place(listing, first))
            .hint(message!(
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
fn place(listing: &Listing, line: &str) -> Span {
    let line = line.trim();
    let start = line.as_ptr() as usize - listing.text.as_ptr() as usize;
    listing.places.span(listing.at, start..start + line.len())
}
