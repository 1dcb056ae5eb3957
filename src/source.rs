//! The author's files as text, and places in them.

use std::ops::Range;

/// A file of the book, by its place in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

impl FileId {
    /// The file's place in [`Sources`].
    pub fn index(self) -> u32 {
        self.0
    }

    /// The handle of the file at a place.
    pub fn from_index(index: u32) -> Self {
        Self(index)
    }
}

/// A range of bytes in one file: small enough to be carried by every text of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span as a range of bytes in its file's text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One file: its path inside the book's folder, with `/`, and its text.
#[derive(Debug)]
pub struct SourceFile {
    pub path: String,
    pub text: String,
}

/// A position as people count it: lines and columns from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// Every text file that was read, in the order of reading.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file and returns its handle.
    pub fn add(&mut self, path: &str, text: String) -> FileId {
        self.files.push(SourceFile {
            path: path.to_owned(),
            text,
        });
        FileId(u32::try_from(self.files.len() - 1).expect("a book of fewer than 2^32 files"))
    }

    /// The file behind a handle.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// What stands at `span`, or an empty text where the span lies outside the file.
    pub fn slice(&self, span: Span) -> &str {
        self.file(span.file)
            .text
            .get(span.range())
            .unwrap_or_default()
    }

    /// The span of the whole line on which `line` (from 1) stands.
    pub fn line_span(&self, file: FileId, line: usize) -> Span {
        let text = &self.file(file).text;
        let mut start = 0;
        for (index, row) in text.split_inclusive('\n').enumerate() {
            if index + 1 == line {
                let end = start + row.trim_end().len();
                return span(file, start, end);
            }
            start += row.len();
        }
        span(file, text.len(), text.len())
    }

    /// Line and column of a span's first character.
    pub fn position(&self, span: Span) -> Position {
        let text = &self.file(span.file).text;
        let mut at = (span.start as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &text[..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// The span of the `nth` (from 0) occurrence of `needle` inside `span`; `span` itself when the
    /// source spells it otherwise (an escape in a quoted scalar).
    pub fn find(&self, span: Span, needle: &str, nth: usize) -> Span {
        self.slice(span)
            .match_indices(needle)
            .nth(nth)
            .map_or(span, |(offset, found)| {
                let start = span.start as usize + offset;
                self::span(span.file, start, start + found.len())
            })
    }
}

/// A span from byte offsets of a text in memory.
pub fn span(file: FileId, start: usize, end: usize) -> Span {
    let offset = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
    Span {
        file,
        start: offset(start),
        end: offset(end),
    }
}
