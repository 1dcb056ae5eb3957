//! Everything that Typst can access: the generated source, the templates, the book's pictures and fonts, all in
//! memory. It reaches neither the disk, nor the clock, nor packages.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_layout::PagedDocument;

use super::TEMPLATES;
use super::fonts::Fonts;
use super::source::{SHARED, TypstSource};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::message::{Message, message};

/// A closed world of files, by path.
#[derive(Clone)]
pub struct Shelf {
    library: Arc<LazyHash<Library>>,
    fonts: Fonts,
    main: FileId,
    main_text: Text,
    /// What the main file imports from [`SHARED`], if it is a part.
    shared: Option<(FileId, Text)>,
    sources: Arc<HashMap<FileId, Text>>,
    files: Arc<HashMap<FileId, Bytes>>,
}

/// A Typst file, parsed on first use, since a cover needs only one of many templates.
#[derive(Clone)]
struct Text {
    text: String,
    parsed: OnceLock<Source>,
}

impl Text {
    fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            parsed: OnceLock::new(),
        }
    }
}

/// The id of a path relative to the root.
fn id_of(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

/// The id of the main file of the part with an index. Each part has its own, so that an error during export can be traced
/// to its part.
pub fn part_id(index: usize) -> Option<FileId> {
    id_of(&format!("part-{index}.typ"))
}

impl Shelf {
    /// A world with this text as its main file.
    ///
    /// # Panics
    /// Never: the main file's path is a constant and valid.
    pub fn new(main: &str, fonts: Fonts) -> Self {
        // Heads of rows in tables.
        let features = [Feature::A11yExtras].into_iter().collect();
        Self {
            library: Arc::new(LazyHash::new(
                Library::builder().with_features(features).build(),
            )),
            fonts,
            main: id_of("main.typ").expect("a valid path"),
            main_text: Text::new(main),
            shared: None,
            sources: Arc::default(),
            files: Arc::default(),
        }
    }

    /// The same world with the source of a part, by its index, as the main file.
    pub fn with_main(&self, index: usize, main: &TypstSource) -> Self {
        Self {
            library: Arc::clone(&self.library),
            fonts: self.fonts.clone(),
            main: part_id(index).unwrap_or(self.main),
            main_text: Text::new(&main.text),
            shared: id_of(SHARED).zip(main.shared.as_deref().map(Text::new)),
            sources: Arc::clone(&self.sources),
            files: Arc::clone(&self.files),
        }
    }

    /// The same with these templates, by file name.
    pub fn with_templates(main: &str, templates: &BTreeMap<String, String>, fonts: Fonts) -> Self {
        let mut shelf = Self::new(main, fonts);
        for (name, text) in templates {
            shelf.add_source(&format!("{TEMPLATES}/{name}"), text);
        }
        shelf
    }

    /// Compiles a drawing to pages; `what` is what diagnostics call it.
    pub fn draw(&self, what: &Message, diagnostics: &mut Diagnostics) -> Option<PagedDocument> {
        match typst::compile::<PagedDocument>(self).output {
            Ok(document) => Some(document),
            Err(errors) => {
                for error in &errors {
                    let why = Message::foreign(error.message.as_str());
                    diagnostics.push(undrawn(what, &why));
                }
                None
            }
        }
    }

    /// A file that was added, by its path.
    pub fn file_at(&self, path: &str) -> Option<Bytes> {
        self.files.get(&id_of(path)?).cloned()
    }

    /// The path of a file that was added, by the address of its bytes.
    pub fn path_of(&self, bytes: &Bytes) -> Option<String> {
        let mut files = self.files.iter();
        let found = files.find(|(_, file)| std::ptr::eq(file.as_slice(), bytes.as_slice()));
        found.map(|(id, _)| id.vpath().get_without_slash().to_owned())
    }

    /// Adds a Typst file.
    pub fn add_source(&mut self, path: &str, text: &str) {
        if let Some(id) = id_of(path) {
            Arc::make_mut(&mut self.sources).insert(id, Text::new(text));
        }
    }

    /// Adds any other file.
    pub fn add_file(&mut self, path: &str, bytes: Bytes) {
        if let Some(id) = id_of(path) {
            Arc::make_mut(&mut self.files).insert(id, bytes);
        }
    }
}

/// The diagnostic that something cannot be drawn.
pub fn undrawn(what: &Message, why: &Message) -> Diagnostic {
    Diagnostic::new(
        Code::TypstError,
        message!("{} cannot be drawn: {}", what, why),
    )
}

fn not_here(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}

impl World for Shelf {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.store.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let shared = self.shared.as_ref().filter(|(shared, _)| *shared == id);
        let text = match shared {
            Some((_, text)) => text,
            None if id == self.main => &self.main_text,
            None => self.sources.get(&id).ok_or_else(|| not_here(id))?,
        };
        let parsed = || Source::new(id, text.text.clone());
        Ok(text.parsed.get_or_init(parsed).clone())
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| not_here(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.store.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
