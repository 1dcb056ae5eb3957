//! Adds bleed boxes to a PDF. `typst-pdf` writes the media and trim boxes of a page but no bleed box, which printers'
//! preflight checks require. The entries are inserted into the finished file, whose objects and cross-reference table
//! are uncompressed. Pages with bleed extend to the edge of their bleed, so the bleed box equals the media box.

use std::ops::Range;

/// Gives every page that has a trim box a bleed box. Returns `None` if the file is not in the form that `typst-pdf`
/// writes.
pub fn with_bleed(pdf: &[u8]) -> Option<Vec<u8>> {
    let table = Table::read(pdf)?;
    let mut insertions = Vec::new();
    for at in &table.offsets {
        insertions.extend(insertion(pdf, *at)?);
    }
    insertions.sort();
    let mut out = Vec::with_capacity(pdf.len() + insertions.len() * 64);
    let mut done = 0;
    for (at, entry) in &insertions {
        out.extend(&pdf[done..*at]);
        out.extend(entry);
        done = *at;
    }
    out.extend(&pdf[done..]);
    // Offsets after an insertion have shifted.
    let moved = |offset: usize| {
        let before = insertions.iter().take_while(|(at, _)| *at < offset);
        offset + before.map(|(_, entry)| entry.len()).sum::<usize>()
    };
    let rows = moved(table.rows.start);
    for (index, row) in pdf[table.rows.clone()].chunks(ROW).enumerate() {
        if let Some(offset) = offset(row)? {
            let start = rows + index * ROW;
            out[start..start + DIGITS].copy_from_slice(format!("{:010}", moved(offset)).as_bytes());
        }
    }
    out.truncate(moved(table.pointer.start));
    out.extend(moved(table.start).to_string().into_bytes());
    out.extend(&pdf[table.pointer.end..]);
    Some(out)
}

/// The length in bytes of a row of a cross-reference table.
const ROW: usize = 20;
/// The number of digits of the offset that starts a row.
const DIGITS: usize = 10;

/// The cross-reference table of a file; positions are byte offsets in the file.
struct Table {
    /// Where the table begins.
    start: usize,
    /// Where its rows are.
    rows: Range<usize>,
    /// Where the number after `startxref` is, which gives the table's offset.
    pointer: Range<usize>,
    /// The offsets of all objects.
    offsets: Vec<usize>,
}

impl Table {
    fn read(pdf: &[u8]) -> Option<Self> {
        const POINTER: &[u8] = b"startxref\n";
        let last = pdf.len().checked_sub(64)?;
        let found = find(&pdf[last..], POINTER)? + last + POINTER.len();
        let digits = pdf[found..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let pointer = found..found + digits;
        let start = number(&pdf[pointer.clone()])?;
        let head = pdf.get(start..)?.strip_prefix(b"xref\n0 ")?;
        let count = head.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let first = start + b"xref\n0 ".len() + count + 1;
        let rows = first..first + number(&head[..count])? * ROW;
        let each = pdf.get(rows.clone())?.chunks(ROW).map(offset);
        let offsets: Option<Vec<Option<usize>>> = each.collect();
        Some(Self {
            start,
            rows,
            pointer,
            offsets: offsets?.into_iter().flatten().collect(),
        })
    }
}

/// The offset in a row, or `Some(None)` for a free entry; `None` if this is not a row.
#[expect(
    clippy::option_option,
    reason = "a free row is valid, a broken one is not"
)]
fn offset(row: &[u8]) -> Option<Option<usize>> {
    let offset = number(row.get(..DIGITS)?)?;
    Some((row.get(17)? == &b'n').then_some(offset))
}

/// Where to insert which bytes into an object, or `Some(None)` if nothing; `None` if a page has no media box.
#[expect(
    clippy::option_option,
    reason = "most objects are not pages with bleed"
)]
fn insertion(pdf: &[u8], at: usize) -> Option<Option<(usize, Vec<u8>)>> {
    let object = pdf.get(at..)?;
    let object = &object[..find(object, b"endobj")?];
    let is_page = find(&object[..object.len().min(40)], b"<</Type/Page/").is_some();
    if !is_page || find(object, b"/TrimBox[").is_none() {
        return Some(None);
    }
    let start = find(object, b"/MediaBox[")? + b"/MediaBox".len();
    let end = start + find(&object[start..], b"]")? + 1;
    let entry = [b"/BleedBox", &object[start..end]].concat();
    Some(Some((at + end, entry)))
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes
        .windows(needle.len())
        .position(|window| window == needle)
}

fn number(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}
