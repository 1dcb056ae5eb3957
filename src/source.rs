//! The author's files as text, and places in them.

mod places;

use std::ops::Range;
use std::sync::OnceLock;

pub use places::Places;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    index: OnceLock<Index>,
}

/// Where lines begin and how many characters stand before each block of bytes, so that a place is found without
/// counting from the beginning of its file or line.
#[derive(Debug)]
struct Index {
    lines: Vec<usize>,
    /// The characters before every block of [`BLOCK`] bytes.
    characters: Vec<usize>,
}

const BLOCK: usize = 1024;

/// The number of characters that begin among some bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}

impl SourceFile {
    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let breaks = self.text.bytes().enumerate();
            let breaks = breaks.filter(|(_, byte)| *byte == b'\n');
            let mut sum = 0;
            let blocks = self.text.as_bytes().chunks(BLOCK).map(|block| {
                let before = sum;
                sum += characters(block);
                before
            });
            Index {
                characters: blocks.collect(),
                lines: std::iter::once(0)
                    .chain(breaks.map(|(at, _)| at + 1))
                    .collect(),
            }
        })
    }

    /// The number of characters before a byte.
    fn characters_before(&self, at: usize) -> usize {
        let block = at / BLOCK;
        let before = self.index().characters.get(block).copied();
        let Some(before) = before else {
            return characters(self.text.as_bytes());
        };
        before + characters(&self.text.as_bytes()[block * BLOCK..at])
    }

    /// The line of a byte, from 0, and the bytes of that line without its break.
    pub fn line_at(&self, at: usize) -> (usize, Range<usize>) {
        let lines = &self.index().lines;
        let number = lines.partition_point(|start| *start <= at) - 1;
        let end = lines
            .get(number + 1)
            .map_or(self.text.len(), |next| next - 1);
        (number, lines[number]..end)
    }
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
            index: OnceLock::new(),
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

    /// Line and column of a span's first character.
    pub fn position(&self, span: Span) -> Position {
        let text = &self.file(span.file).text;
        let mut at = (span.start as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let file = self.file(span.file);
        let (line, range) = file.line_at(at);
        Position {
            line: line + 1,
            column: file.characters_before(at) - file.characters_before(range.start) + 1,
        }
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
