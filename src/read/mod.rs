//! Reads a folder of YAML files and pictures into a [`Book`], or reports everything that is wrong with it.

mod aids;
mod check;
mod citations;
mod cjk_spacing;
mod commas;
mod csv;
mod declared;
mod dollars;
mod editions;
mod extend;
mod file;
mod filing;
mod formula;
mod handouts;
mod included;
mod index;
mod inline;
mod labels;
mod lower;
mod markup;
mod mend;
mod names;
mod pages;
mod pictures;
mod placed;
mod reader;
mod readings;
mod revise;
mod rules;
mod scalar;
mod settings;
mod shape;
mod solutions;
mod syntax;
mod texts;
mod trade;
mod tree;
mod tried;
mod verse;
mod wanted;

use std::cell::RefCell;
use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Deserialize;

use crate::book::Book;
use crate::copyedit::Rules;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::disk::{Folder, ReadError};
use crate::edition::Edition;
use crate::message::{Message, message};
use crate::picture::Assets;
use crate::sfnt;
use crate::source::{FileId, Sources, Span, span};
use crate::texts::Texts;

pub use declared::{Declared, DeclaredKind, declared};
pub use extend::with_chapters;
pub use file::{BookFile, ChapterFile, GlossaryFile};
use lower::Lowered;
pub use mend::mend;
pub use pictures::{warn_coarse, warn_small_cover};
pub use revise::{Revised, Revision, Stuck, revise};
pub use settings::is_slug;
use shape::At;
pub use shape::allow_unquoted;
pub use tried::{is_formula, words_of};

/// Everything in a book's folder that a build needs.
#[derive(Debug)]
pub struct Reading {
    pub book: Book,
    pub editions: Vec<Edition>,
    /// What the book says of the copy editor's rules.
    pub rules: Rules,
    pub assets: Assets,
    /// The book's own Typst templates by file name, without folders.
    pub templates: BTreeMap<String, String>,
    /// The book's own fonts.
    pub fonts: Vec<FontFile>,
}

/// A font file of the book.
#[derive(Debug)]
pub struct FontFile {
    path: String,
    /// Where `book.yaml` names its folder.
    at: Span,
    bytes: Vec<u8>,
}

impl AsRef<[u8]> for FontFile {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl FontFile {
    /// The diagnostic for a font that cannot be used.
    pub fn refused(&self, why: &Message) -> Diagnostic {
        Diagnostic::new(
            Code::FontBroken,
            message!("`{}` cannot be used as a font: {}", self.path, why),
        )
        .at(self.at)
        .hint(message!(
            "replace it with an undamaged TrueType or OpenType file, or remove it"
        ))
    }
}

/// The file that makes a folder a book.
pub const BOOK_FILE: &str = "book.yaml";
/// The file name extensions of fonts.
pub const FONT_EXTENSIONS: &[&str] = &["ttf", "otf", "ttc", "otc"];

/// Reads a book. `None` if there was an error. Errors and warnings are added to `diagnostics`.
pub fn read(
    folder: &Folder,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Reading> {
    let (book_file, lowered) = lowered(folder, lower::Purpose::Book, sources, diagnostics)?;
    let Lowered { book, editions, .. } = lowered;
    filing::check(&book, diagnostics);
    readings::check(&book, &editions, diagnostics);
    let rules = rules::rules(&book_file, &book, diagnostics);
    let assets = pictures::load(&book, folder, diagnostics);
    let templates = load_templates(&book_file, folder, diagnostics);
    let fonts = load_fonts(&book_file, folder, diagnostics);
    (!diagnostics.has_errors()).then(|| Reading {
        book,
        editions,
        rules,
        assets,
        templates,
        fonts,
    })
}

/// Lists the texts of a book that stand in both languages, or should. `None` if there was an error; missing translations
/// are none. Warnings say what the listing makes of the book, not what is wrong with it.
pub fn texts(
    folder: &Folder,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Texts> {
    let (_, lowered) = lowered(folder, lower::Purpose::Listing, sources, diagnostics)?;
    let Lowered { book, listed, .. } = lowered;
    (!diagnostics.has_errors()).then(|| texts::grouped(listed, book.languages, sources))
}

/// Reads and lowers the YAML files of a book.
fn lowered(
    folder: &Folder,
    purpose: lower::Purpose,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<(BookFile, Lowered)> {
    let mut loader = Loader {
        folder,
        sources,
        diagnostics,
    };
    let (file, found) = loader.load::<BookFile>(BOOK_FILE, None)?;
    let book_file = found.value?;
    let chapters = loader.load_all::<ChapterFile>(paths(book_file.chapters.value.as_deref()));
    let glossary = book_file
        .glossary
        .as_ref()
        .and_then(|at| Some((at.value.as_deref()?, at.at)))
        .and_then(|(path, at)| loader.load::<GlossaryFile>(path, Some(at)));

    let included = included::load(&mut loader, &book_file, &chapters);
    let Loader {
        sources,
        diagnostics,
        ..
    } = loader;
    let files = lower::Files {
        book: &book_file,
        book_id: file,
        chapters: &chapters,
        glossary: glossary.as_ref(),
        included,
    };
    let lowered = lower::book(files, purpose, sources, diagnostics)?;
    Some((book_file, lowered))
}

/// The readable paths of a list, each with its place.
fn paths(list: Option<&[At<String>]>) -> impl Iterator<Item = (&str, Span)> {
    list.unwrap_or_default()
        .iter()
        .filter_map(|at| Some((at.value.as_deref()?, at.at)))
}

/// Loads the YAML files of a book's folder.
struct Loader<'a> {
    folder: &'a Folder,
    sources: &'a mut Sources,
    diagnostics: &'a mut Diagnostics,
}

impl Loader<'_> {
    /// Reads one YAML file as a `T`. `named_at` is where `book.yaml` names it.
    fn load<T: for<'de> Deserialize<'de>>(
        &mut self,
        path: &str,
        named_at: Option<Span>,
    ) -> Option<(FileId, At<T>)> {
        let file = self.open(path, named_at)?;
        let shaped = shape(self.sources, file, self.diagnostics)?;
        Some((file, shaped))
    }

    /// Loads several files. They are parsed in parallel, since parsing takes most of the time of reading a book.
    fn load_all<'p, T: for<'de> Deserialize<'de> + Send>(
        &mut self,
        paths: impl Iterator<Item = (&'p str, Span)>,
    ) -> Vec<At<T>> {
        let files: Vec<_> = paths
            .filter_map(|(path, at)| self.open(path, Some(at)))
            .collect();
        let sources = &*self.sources;
        let shaped: Vec<_> = files
            .into_par_iter()
            .map(|file| {
                let mut own = Diagnostics::default();
                (shape(sources, file, &mut own), own)
            })
            .collect();
        let mut all = Vec::new();
        for (shaped, own) in shaped {
            self.diagnostics.extend(own);
            all.extend(shaped);
        }
        all
    }

    /// Reads one file as UTF-8 text.
    fn open(&mut self, path: &str, named_at: Option<Span>) -> Option<FileId> {
        let bytes = match self.folder.read(path) {
            Ok(bytes) => bytes,
            Err(reason) => {
                let mut diagnostic = denied(path, &reason);
                diagnostic.at = named_at;
                if named_at.is_none() {
                    diagnostic.hint = Some(message!(
                        "name the folder of a book, which contains `{}`",
                        BOOK_FILE
                    ));
                }
                self.diagnostics.push(diagnostic);
                return None;
            }
        };
        let (text, damage) = decode(bytes);
        let file = self.sources.add(path, text);
        if let Some((offset, what)) = damage {
            self.diagnostics.push(
                Diagnostic::new(Code::FileNotUtf8, what)
                    .at(span(file, offset, offset + '\u{FFFD}'.len_utf8()))
                    .hint(message!("save the file as UTF-8")),
            );
            return None;
        }
        Some(file)
    }
}

/// Parses a file and deserializes it as a `T`.
fn shape<T: for<'de> Deserialize<'de>>(
    sources: &Sources,
    file: FileId,
    diagnostics: &mut Diagnostics,
) -> Option<At<T>> {
    let root = match tree::parse(sources, file) {
        Ok(root) => root,
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            return None;
        }
    };
    check::scalars(&root, sources, diagnostics);
    let notes = RefCell::default();
    let shaped = reader::read(&root, &sources.file(file).text, &notes);
    for note in notes.into_inner() {
        diagnostics.push(note);
    }
    Some(shaped)
}

/// Decodes UTF-8 and drops a byte order mark. For anything else, also returns the byte offset and a description of the
/// first error.
fn decode(bytes: Vec<u8>) -> (String, Option<(usize, Message)>) {
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    if utf16 {
        return (
            String::new(),
            Some((0, message!("the file is in UTF-16, not in UTF-8"))),
        );
    }
    match String::from_utf8(bytes) {
        Ok(text) => match text.strip_prefix('\u{FEFF}') {
            Some(rest) => (rest.to_owned(), None),
            None => (text, None),
        },
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes()[at];
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            (
                text,
                Some((
                    at,
                    message!(
                        "the file is not in UTF-8: byte {} at offset {} does not begin a character",
                        format!("{byte:02X}"),
                        at
                    ),
                )),
            )
        }
    }
}

/// The diagnostic for a path whose file cannot be read.
fn denied(path: &str, reason: &ReadError) -> Diagnostic {
    let (code, message, hint) = match reason {
        ReadError::NotInside => (
            Code::FileOutside,
            message!("`{}` is not a path inside the book's folder", path),
            message!("name a file in the book's folder, with `/` and without `..`"),
        ),
        ReadError::LinkOutside => (
            Code::FileOutside,
            message!(
                "`{}` is a link to something outside the book's folder",
                path
            ),
            message!("put the file itself in the book's folder"),
        ),
        ReadError::Missing => (
            Code::FileMissing,
            message!("the file `{}` does not exist", path),
            message!(
                "check the name, including its capitals; paths begin at the folder of book.yaml"
            ),
        ),
        ReadError::NotAFile => (
            Code::FileUnreadable,
            message!("`{}` is not a file but a folder or a device", path),
            message!("name a file"),
        ),
        ReadError::TooLarge => (
            Code::FileUnreadable,
            message!("`{}` is larger than 256 MB", path),
            message!("make it smaller"),
        ),
        ReadError::Unreadable(why) => (
            Code::FileUnreadable,
            message!("`{}` cannot be read: {}", path, why.clone()),
            message!("check the permissions of the file"),
        ),
    };
    Diagnostic::new(code, message).hint(hint)
}

fn load_templates(
    file: &BookFile,
    folder: &Folder,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, String> {
    let Some((path, at)) = named(file.templates.as_ref()) else {
        return BTreeMap::new();
    };
    let mut templates = BTreeMap::new();
    for (path, bytes) in files_of(folder, path, at, &["typ"], diagnostics) {
        let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
        match String::from_utf8(bytes) {
            Ok(text) => {
                templates.insert(name, text);
            }
            Err(_) => diagnostics.push(
                Diagnostic::new(
                    Code::FileNotUtf8,
                    message!("the template `{}` is not in UTF-8", path),
                )
                .at(at)
                .hint(message!("save the file as UTF-8")),
            ),
        }
    }
    templates
}

fn load_fonts(file: &BookFile, folder: &Folder, diagnostics: &mut Diagnostics) -> Vec<FontFile> {
    let Some((path, at)) = named(file.fonts.as_ref()) else {
        return Vec::new();
    };
    let mut fonts = Vec::new();
    for (path, bytes) in files_of(folder, path, at, FONT_EXTENSIONS, diagnostics) {
        let mut font = FontFile { path, at, bytes };
        match sfnt::checked(std::mem::take(&mut font.bytes)) {
            Ok(bytes) => {
                font.bytes = bytes;
                fonts.push(font);
            }
            Err(why) => diagnostics.push(font.refused(&why)),
        }
    }
    fonts
}

fn named(path: Option<&At<String>>) -> Option<(&str, Span)> {
    path.and_then(|at| Some((at.value.as_deref()?, at.at)))
}

/// The paths and contents of the files in a folder that the book names, restricted to some extensions.
fn files_of(
    folder: &Folder,
    path: &str,
    at: Span,
    extensions: &[&str],
    diagnostics: &mut Diagnostics,
) -> Vec<(String, Vec<u8>)> {
    let paths = match folder.list(path, extensions) {
        Ok(paths) => paths,
        Err(reason) => {
            let mut diagnostic = denied(path, &reason).at(at);
            if reason == ReadError::Missing {
                diagnostic.message = message!("the folder `{}` does not exist", path);
            }
            diagnostics.push(diagnostic);
            return Vec::new();
        }
    };
    let mut files = Vec::new();
    for path in paths {
        match folder.read(&path) {
            Ok(bytes) => files.push((path, bytes)),
            Err(reason) => diagnostics.push(denied(&path, &reason).at(at)),
        }
    }
    files
}
