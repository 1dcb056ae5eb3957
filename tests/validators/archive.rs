//! Reads EPUBs, and checks rules for the archive that EPUBCheck does not.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use diglot::book::Book;
use roxmltree::{Document, Node, ParsingOptions};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::books::{BOOKS, assert_none};

/// The namespace of `epub:type`.
const OPS: &str = "http://www.idpf.org/2007/ops";
const TYPE: &[u8] = b"application/epub+zip";
const PACKAGE: &str = "OEBPS/content.opf";

/// An EPUB, with its files in the order of the archive.
pub struct Epub {
    pub bytes: Vec<u8>,
    pub files: Vec<(String, Vec<u8>)>,
}

impl Epub {
    pub fn open(path: &Path) -> Self {
        Self::unpack(fs::read(path).unwrap())
    }

    fn unpack(bytes: Vec<u8>) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let mut files = Vec::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            files.push((file.name().to_owned(), content));
        }
        drop(archive);
        Self { bytes, files }
    }

    /// Packs changed files; `mimetype` is how the file of that name is compressed.
    pub fn pack(files: Vec<(String, Vec<u8>)>, mimetype: CompressionMethod) -> Self {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &files {
            let method = match name.as_str() {
                "mimetype" => mimetype,
                _ => CompressionMethod::Deflated,
            };
            let options = SimpleFileOptions::default().compression_method(method);
            writer.start_file(name.as_str(), options).unwrap();
            writer.write_all(content).unwrap();
        }
        Self {
            bytes: writer.finish().unwrap().into_inner(),
            files,
        }
    }

    pub fn file(&self, name: &str) -> Option<&[u8]> {
        let file = self.files.iter().find(|file| file.0 == name);
        file.map(|(_, content)| content.as_slice())
    }

    /// Parses an XML file.
    ///
    /// # Panics
    /// If it does not exist or is ill-formed.
    pub fn xml(&self, name: &str) -> Document<'_> {
        let content = self.file(name).unwrap_or_else(|| panic!("no {name}"));
        parse(content).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn package(&self) -> Document<'_> {
        self.xml(PACKAGE)
    }

    /// The XHTML pages with their names in `OEBPS`.
    pub fn pages(&self) -> Vec<(&str, Document<'_>)> {
        let names = self.files.iter().map(|(name, _)| name.as_str());
        let pages = names.filter_map(|name| Some((name.strip_prefix("OEBPS/")?, name)));
        pages
            .filter(|(short, _)| has_extension(short, &["xhtml"]))
            .map(|(short, name)| (short, self.xml(name)))
            .collect()
    }

    pub fn page(&self, name: &str) -> Document<'_> {
        self.xml(&format!("OEBPS/{name}"))
    }

    /// The names of the pages in the spine, in reading order.
    pub fn spine(&self) -> Vec<String> {
        let package = self.package();
        let item = |id: &str| {
            let mut items = package.descendants();
            let item = items.find(|node| node.attribute("id") == Some(id))?;
            item.attribute("href").map(str::to_owned)
        };
        let refs = package.descendants().filter_map(|n| n.attribute("idref"));
        refs.map(|id| item(id).unwrap_or_else(|| panic!("no item {id}")))
            .collect()
    }
}

/// Parses bytes, which must be UTF-8.
fn parse(content: &[u8]) -> Result<Document<'_>, String> {
    let text = std::str::from_utf8(content).map_err(|error| error.to_string())?;
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| error.to_string())
}

pub fn has_extension(name: &str, extensions: &[&str]) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, extension)| extensions.contains(&extension))
}

/// Whether an element has an `epub:type`.
pub fn is_type(node: &Node<'_, '_>, kind: &str) -> bool {
    let kinds = node.attribute((OPS, "type")).unwrap_or_default();
    kinds.split(' ').any(|one| one == kind)
}

pub fn is_element(node: &Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

/// Complains of XML that is not well-formed UTF-8.
pub fn ill_formed(epub: &Epub) -> Vec<String> {
    let xml = epub.files.iter().filter(|(name, _)| is_xml(name));
    let faults = xml.filter_map(|(name, content)| {
        let error = parse(content).err()?;
        Some(format!("{name}: {error}"))
    });
    faults.collect()
}

pub fn is_xml(name: &str) -> bool {
    has_extension(name, &["xhtml", "opf", "ncx", "xml", "svg"])
}

/// Complains of violations of OCF 3.3 §4: how `mimetype` is packed, and what the manifest lists.
pub fn archive_faults(epub: &Epub) -> Vec<String> {
    let mut faults = Vec::new();
    let mut rule = |holds: bool, fault: String| {
        if !holds {
            faults.push(fault);
        }
    };
    // The header of the first file (APPNOTE 4.3.7): the compression method is at offset 8, the length of the name at
    // 26, that of the extra field at 28; name and content follow.
    let bytes = &epub.bytes;
    let number = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    rule(number(8) == 0, "mimetype is compressed".to_owned());
    rule(number(28) == 0, "mimetype has an extra field".to_owned());
    let is_first = number(26) == 8 && &bytes[30..38] == b"mimetype";
    rule(is_first, "mimetype is not the first file".to_owned());
    let content = epub.file("mimetype").unwrap_or_default();
    rule(content == TYPE, "mimetype says something else".to_owned());

    let package = epub.package();
    let mut listed = BTreeSet::new();
    for item in package
        .descendants()
        .filter(|node| is_element(node, "item"))
    {
        let href = format!("OEBPS/{}", item.attribute("href").unwrap());
        rule(
            epub.file(&href).is_some(),
            format!("{href} is listed and not there"),
        );
        let again = format!("{href} is listed twice");
        rule(listed.insert(href), again);
    }
    let mut seen = BTreeSet::new();
    for (name, _) in &epub.files {
        rule(name.is_ascii(), format!("{name} is not ASCII"));
        rule(seen.insert(name), format!("{name} is there twice"));
        let is_frame = name == "mimetype" || name == PACKAGE || name.starts_with("META-INF/");
        let is_known = is_frame || listed.contains(name);
        rule(is_known, format!("{name} is not listed"));
    }
    let spine = epub.spine();
    for (name, _) in epub.pages() {
        let is_read = spine.iter().any(|page| page == name);
        rule(is_read, format!("{name} is not in the spine"));
    }
    faults
}

/// Complains of files that do not have the book's date.
pub fn misdated(epub: &Epub, book: &Book) -> Vec<String> {
    let day = book.date.map_or_else(
        || "1980-01-01".to_owned(),
        |date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day),
    );
    let mut archive = ZipArchive::new(Cursor::new(&epub.bytes)).unwrap();
    let mut faults = Vec::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index).unwrap();
        let time = file.last_modified().unwrap().to_string();
        if time != format!("{day} 00:00:00") {
            faults.push(format!("{} is of {time}", file.name()));
        }
    }
    faults
}

#[test]
fn archives_are_sound_and_dated_by_the_book() {
    for bound in BOOKS.iter() {
        for made in bound.epubs() {
            let epub = Epub::open(&made.path);
            assert_none(&ill_formed(&epub));
            assert_none(&archive_faults(&epub));
            assert_none(&misdated(&epub, bound.book()));
        }
    }
}
