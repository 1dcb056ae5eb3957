//! The text of the author's files, and positions in it.

mod places;

use std::ops::Range;
use std::sync::OnceLock;

pub use places::Places;

/// A file of the book, by its index in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

impl FileId {
    /// The file's index in [`Sources`].
    pub fn index(self) -> u32 {
        self.0
    }

    /// The file with an index in [`Sources`].
    pub fn from_index(index: u32) -> Self {
        Self(index)
    }
}

/// A range of bytes in one file, kept small because every text of the model carries one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The byte range in the file's text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A text file of the book.
#[derive(Debug)]
pub struct SourceFile {
    /// The path inside the book's folder, with `/`, unless it is [seen from outside](Sources::seen_from_outside).
    pub path: String,
    pub text: String,
    index: OnceLock<Index>,
}

/// Lets a byte offset be turned into line and column without counting from the beginning of the file or line.
#[derive(Debug)]
struct Index {
    /// The byte at which each line begins.
    lines: Vec<usize>,
    /// The number of characters before each block of [`BLOCK`] bytes.
    characters: Vec<usize>,
}

/// The size of the blocks in [`Index::characters`], in bytes: how far a look-up has to count.
const BLOCK: usize = 1024;

/// The number of characters whose first byte is among these bytes of UTF-8.
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

    /// The number of characters before a byte of the file.
    fn characters_before(&self, at: usize) -> usize {
        let block = at / BLOCK;
        let before = self.index().characters.get(block).copied();
        let Some(before) = before else {
            return characters(self.text.as_bytes());
        };
        before + characters(&self.text.as_bytes()[block * BLOCK..at])
    }

    /// The number of the line that holds a byte, from 0, and the byte range of that line without its line break.
    pub fn line_at(&self, at: usize) -> (usize, Range<usize>) {
        let lines = &self.index().lines;
        let number = lines.partition_point(|start| *start <= at) - 1;
        let end = lines
            .get(number + 1)
            .map_or(self.text.len(), |next| next - 1);
        (number, lines[number]..end)
    }
}

/// A position for people: line and column from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// Every text file that was read, in reading order.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file.
    pub fn add(&mut self, path: &str, text: String) -> FileId {
        self.files.push(SourceFile {
            path: path.to_owned(),
            text,
            index: OnceLock::new(),
        });
        FileId(u32::try_from(self.files.len() - 1).expect("a book of fewer than 2^32 files"))
    }

    /// The same files, each under its path from somewhere outside the book's folder, which is at `folder` from there.
    #[must_use]
    pub fn seen_from_outside(mut self, folder: &str) -> Self {
        for file in &mut self.files {
            file.path = format!("{}/{}", folder.trim_end_matches('/'), file.path);
        }
        self
    }

    /// The paths of all files.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.path.as_str())
    }

    /// The file with this path, if there is one.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let index = self.files.iter().position(|file| file.path == path)?;
        u32::try_from(index).ok().map(FileId)
    }

    /// The file with this id, which must be of these sources.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The text at `span`; empty if the span lies outside the file.
    pub fn slice(&self, span: Span) -> &str {
        self.file(span.file)
            .text
            .get(span.range())
            .unwrap_or_default()
    }

    /// The position of a span's first character.
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

/// A span from byte offsets, which saturate at 4 GiB.
pub fn span(file: FileId, start: usize, end: usize) -> Span {
    let offset = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
    Span {
        file,
        start: offset(start),
        end: offset(end),
    }
}
