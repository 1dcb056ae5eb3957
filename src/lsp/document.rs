//! Places as editors count them: lines from 0, and the 16-bit units of UTF-16 in a line.

use lsp_types::{Position, Range};

use crate::source::{SourceFile, Sources, Span};

/// The position of a byte of a file.
pub fn position(file: &SourceFile, at: usize) -> Position {
    let mut at = at.min(file.text.len());
    while !file.text.is_char_boundary(at) {
        at -= 1;
    }
    let (number, line) = file.line_at(at);
    let units = file.text[line.start..at].encode_utf16().count();
    Position {
        line: u32::try_from(number).unwrap_or(u32::MAX),
        character: u32::try_from(units).unwrap_or(u32::MAX),
    }
}

/// The range of a span.
pub fn range(sources: &Sources, span: Span) -> Range {
    let file = sources.file(span.file);
    Range {
        start: position(file, span.start as usize),
        end: position(file, span.end as usize),
    }
}

/// The line of a text at a position, and the byte in it; that of the end for a position after it.
pub fn line_at(text: &str, position: Position) -> Option<(&str, usize)> {
    let line = text.split('\n').nth(position.line as usize)?;
    let line = line.strip_suffix('\r').unwrap_or(line);
    Some((line, byte_in(line, position.character)))
}

/// The byte of a line at a number of units.
fn byte_in(line: &str, units: u32) -> usize {
    let mut left = units as usize;
    for (at, c) in line.char_indices() {
        if left < c.len_utf16() {
            return at;
        }
        left -= c.len_utf16();
    }
    line.len()
}

/// The byte of a text at a position.
pub fn byte_at(text: &str, position: Position) -> Option<usize> {
    let (line, byte) = line_at(text, position)?;
    Some(line.as_ptr() as usize - text.as_ptr() as usize + byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_utf16() {
        let mut sources = Sources::default();
        let file = sources.add("a", "x\r\n中𝄞y\n".to_owned());
        let file = sources.file(file);
        let at = |line, character| Position { line, character };
        for (byte, position_) in [(0, at(0, 0)), (3, at(1, 0)), (6, at(1, 1)), (10, at(1, 3))] {
            assert_eq!(position(file, byte), position_);
            assert_eq!(byte_at(&file.text, position_), Some(byte));
        }
        assert_eq!(byte_at(&file.text, at(0, 9)), Some(1), "after the end");
        assert_eq!(byte_at(&file.text, at(9, 0)), None);
        // In the middle of a character of two units.
        assert_eq!(byte_at(&file.text, at(1, 2)), Some(6));
    }
}
