//! The texts of a book as files for translators and editors, and what comes back in them.
//!
//! Each format is a module with a writer and a reader. Every entry has the id of its text and its *base*: the fingerprints
//! of both languages at the time of the export. So a text that nobody touched stays as it is in the book, even if the book
//! has gone on; a text that was changed on both sides is a conflict; and a text that has moved is found again.

mod csv;
mod docx;
mod po;
mod protect;
mod tmx;
mod update;
mod xliff;

use std::fmt;

use jiff::Timestamp;

use crate::lang::{Lang, Side};
use crate::message::{Message, message};
use crate::source::Sources;
use crate::texts::{PairedText, Texts};
use crate::translation::{Fingerprint, State, Status, fingerprint};

pub use po::{PoMessage, messages as po_messages};
pub use update::{Change, Update, update};

/// A format of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// gettext's catalogues.
    Po,
    /// XLIFF 2.0.
    Xliff,
    /// TMX 1.4.
    Tmx,
    /// A table for Word and LibreOffice.
    Docx,
    /// A table for spreadsheets.
    Csv,
}

impl Format {
    /// The format of a file, by the extension of its name.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "po" | "pot" => Some(Self::Po),
            "xlf" | "xliff" => Some(Self::Xliff),
            "tmx" => Some(Self::Tmx),
            "docx" => Some(Self::Docx),
            "csv" | "tsv" => Some(Self::Csv),
            _ => None,
        }
    }

    /// Whether both languages can be changed in such a file, and not the translation only.
    fn takes_both_languages(self) -> bool {
        match self {
            Self::Docx | Self::Csv => true,
            Self::Po | Self::Xliff | Self::Tmx => false,
        }
    }
}

/// What is exported of a book.
#[derive(Debug)]
pub struct Catalogue<'t> {
    /// The date of the files in an archive.
    pub modified: Timestamp,
    pub source: &'t Lang,
    pub target: &'t Lang,
    pub units: Vec<Unit<'t>>,
    /// The number of texts that the source language lacks, so that there is nothing to translate.
    pub left_out: usize,
}

/// A text in an export.
#[derive(Debug)]
pub struct Unit<'t> {
    pub id: &'t str,
    pub kind: &'t str,
    /// The file of the text in the book, and the line in it.
    pub file: &'t str,
    pub line: usize,
    pub source: &'t str,
    pub target: Option<&'t str>,
    pub is_lined: bool,
    /// Whether a language was changed after the text had been confirmed.
    pub is_stale: bool,
    pub is_confirmed: bool,
    pub base: Base,
}

impl<'t> Catalogue<'t> {
    /// Selects the texts that can be translated from a language.
    pub fn of(modified: Timestamp, from: Side, status: &Status<'t>, sources: &'t Sources) -> Self {
        let languages = &status.texts.languages;
        let to = from.other();
        let mut left_out = 0;
        let mut units = Vec::new();
        for (text, state) in status.iter() {
            let words = |side: Side| {
                text.sides
                    .get(side)
                    .words
                    .as_ref()
                    .map(|words| words.text.as_str())
            };
            let Some(source) = words(from) else {
                left_out += 1;
                continue;
            };
            let place = text.sides.get(from).value.unwrap_or(text.at);
            units.push(Unit {
                id: &text.id,
                kind: &text.kind,
                file: &sources.file(place.file).path,
                line: sources.position(place).line,
                source,
                target: words(to),
                is_lined: text.is_lined,
                is_stale: matches!(state, State::Stale { .. }),
                is_confirmed: state == State::Confirmed,
                base: Base::of(status.texts, text),
            });
        }
        Self {
            modified,
            source: languages.get(from),
            target: languages.get(to),
            units,
            left_out,
        }
    }
}

/// Writes a catalogue. `before` is the file that it replaces, from which a PO file takes the earlier originals of texts.
///
/// # Errors
/// If the format cannot be written, which would be a bug.
pub fn write(
    catalogue: &Catalogue<'_>,
    format: Format,
    before: Option<&[u8]>,
) -> anyhow::Result<Vec<u8>> {
    match format {
        Format::Po => Ok(po::write(catalogue, before).into_bytes()),
        Format::Xliff => xliff::write(catalogue),
        Format::Tmx => tmx::write(catalogue),
        Format::Docx => docx::write(catalogue),
        Format::Csv => csv::write(catalogue),
    }
}

/// Reads what has come back.
///
/// # Errors
/// If the file is not of this format, or damaged.
pub fn read(bytes: &[u8], format: Format) -> Result<Vec<Entry>, Vec<Fault>> {
    match format {
        Format::Po => po::read(bytes),
        Format::Xliff => xliff::read(bytes),
        Format::Tmx => tmx::read(bytes),
        Format::Docx => docx::read(bytes),
        Format::Csv => csv::read(bytes),
    }
}

/// The fingerprints of a text in the book's two languages when it was exported; of a missing text there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Base {
    a: Option<Fingerprint>,
    b: Option<Fingerprint>,
}

impl Base {
    fn of(texts: &Texts, text: &PairedText) -> Self {
        Self {
            a: fingerprint(texts, text, Side::A),
            b: fingerprint(texts, text, Side::B),
        }
    }

    fn get(&self, side: Side) -> Option<Fingerprint> {
        match side {
            Side::A => self.a,
            Side::B => self.b,
        }
    }

    /// As files contain it: two hashes, or `-` for a missing text.
    fn to_text(self) -> String {
        let one =
            |print: Option<Fingerprint>| print.map_or_else(|| "-".to_owned(), |it| it.to_string());
        format!("{} {}", one(self.a), one(self.b))
    }

    fn parse(text: &str) -> Option<Self> {
        let one = |word: &str| match word {
            "-" => Some(None),
            word => Fingerprint::parse(word).map(Some),
        };
        let (a, b) = text.trim().split_once(' ')?;
        Some(Self {
            a: one(a)?,
            b: one(b.trim())?,
        })
    }
}

/// An entry of a file that has come back.
#[derive(Debug, Default)]
pub struct Entry {
    pub place: Place,
    pub id: String,
    pub base: Option<Base>,
    /// The tag of the language that was translated from.
    pub source: String,
    /// Texts by language tag.
    pub texts: Vec<(String, String)>,
    /// Whether its translation is marked as one to be looked at again.
    pub is_unfinished: bool,
    /// Whether nothing in the file shows that its translation has not been cut off.
    pub may_be_cut_off: bool,
}

/// A place in a file that has come back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// The line or row, from 1; 0 for the whole file.
    pub line: usize,
    /// The character in that line, from 1; 0 for the whole line.
    pub column: usize,
}

impl Place {
    /// The beginning of a line.
    fn line(line: usize) -> Self {
        Self { line, column: 1 }
    }

    /// A row of a table, which has no columns of characters.
    fn row(line: usize) -> Self {
        Self { line, column: 0 }
    }
}

/// As it follows the path of its file.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for number in [self.line, self.column] {
            if number > 0 {
                write!(f, ":{number}")?;
            }
        }
        Ok(())
    }
}

/// What is wrong with a file that has come back.
#[derive(Debug)]
pub struct Fault {
    pub place: Place,
    pub message: Message,
}

impl Fault {
    fn at(place: Place, message: Message) -> Self {
        Self { place, message }
    }

    fn whole(message: Message) -> Self {
        Self::at(Place::default(), message)
    }
}

/// The text of a file in UTF-8, without a byte order mark.
fn decoded(bytes: &[u8]) -> Result<&str, Fault> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Fault::whole(message!("the file is not in UTF-8; save it as UTF-8")))?;
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

/// Parses XML that has come back.
fn parsed(text: &str) -> Result<roxmltree::Document<'_>, Fault> {
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..roxmltree::ParsingOptions::default()
    };
    roxmltree::Document::parse_with_options(text, options).map_err(|error| {
        Fault::at(
            place_in(error.pos()),
            message!("this is not well-formed XML: {}", error.to_string()),
        )
    })
}

/// The place of a node in its file.
fn place_of(node: roxmltree::Node<'_, '_>) -> Place {
    place_in(node.document().text_pos_at(node.range().start))
}

fn place_in(position: roxmltree::TextPos) -> Place {
    let number = |number: u32| usize::try_from(number).unwrap_or_default();
    Place {
        line: number(position.row),
        column: number(position.col),
    }
}
