//! Packs the pages with `epub-builder`, and mends what it leaves out: languages, creators with their
//! roles, accessibility metadata, a contents page among the pages, its own NCX and contents page.
//! All that is known of that crate is known here.

use std::io;

use epub_builder::{EpubBuilder, EpubContent, EpubVersion, ZipLibrary};
use jiff::Timestamp;
use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use rayon::prelude::*;

use super::Provenance;
use super::archive::Shelf;
use super::page::{self, Page};
use super::xml::{self, El};
use super::{faces, metadata};
use crate::archive::Packed;
use crate::font_subset::Face;
use crate::manuscript::Manuscript;
use crate::picture::Encoded;

const PACKAGE: &str = "OEBPS/content.opf";
const NCX: &str = "toc.ncx";
const IBOOKS: &str = "META-INF/com.apple.ibooks.display-options.xml";
/// Whose the fonts are and under which licence.
const LICENCES: &str = "fonts/licences.txt";
/// Apple's own vocabulary, which says whether a book has fonts of its own.
const PREFIX: &str =
    "ibooks: http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/";

/// What goes into the package besides its metadata.
pub struct Content<'c> {
    pub cover_page: &'c Page,
    /// The pages after it in reading order, without the contents, which follow the title page.
    pub pages: &'c [Listed],
    pub style: String,
    /// The style rules for some screens and readers only.
    pub queries: String,
    pub pictures: &'c [(String, &'c Encoded)],
    /// The cover picture's file and the picture.
    pub cover: &'c (String, &'c Encoded),
    pub faces: &'c [Face],
    /// What the package says of the book.
    pub metadata: Vec<El>,
}

/// The folder of the book's files in the archive.
fn place(name: &str) -> String {
    format!("OEBPS/{name}")
}

/// A page as the package lists it.
pub struct Listed {
    name: String,
    has_formulas: bool,
}

/// Packs pages side by side: most of the book.
///
/// # Errors
/// When the packer fails, which is a mistake of this program.
pub fn pages(pages: Vec<Page>, time: Timestamp) -> anyhow::Result<(Vec<Listed>, Vec<Packed>)> {
    let pages = pages.into_par_iter().map(|page| {
        let packed = text(&page, time)?;
        let has_formulas = page.root.holds("math");
        let name = page.name;
        anyhow::Ok((Listed { name, has_formulas }, packed))
    });
    pages.collect()
}

fn text(page: &Page, time: Timestamp) -> anyhow::Result<Packed> {
    Packed::deflated(&place(&page.name), &xml::xhtml(&page.root)?, time)
}

/// Packs what else is as it is whatever the cover and the fonts.
///
/// # Errors
/// When the packer fails, which is a mistake of this program.
pub fn parts(
    contents: &Page,
    ncx: &El,
    pictures: &[(String, &Encoded)],
    time: Timestamp,
) -> anyhow::Result<Vec<Packed>> {
    let pictures = self::pictures(pictures, time);
    let mut packed: Vec<_> = pictures.collect::<anyhow::Result<_>>()?;
    packed.push(text(contents, time)?);
    packed.push(Packed::deflated(&place(NCX), &xml::xml(ncx)?, time)?);
    Ok(packed)
}

/// Packs pictures side by side.
///
/// # Errors
/// When the packer fails, which is a mistake of this program.
pub fn pictures(
    pictures: &[(String, &Encoded)],
    time: Timestamp,
) -> impl ParallelIterator<Item = anyhow::Result<Packed>> {
    let pictures = pictures.par_iter();
    pictures.map(move |(name, picture)| Packed::deflated(&place(name), &picture.bytes, time))
}

/// Makes the EPUB file, of which some files are `packed`.
///
/// # Errors
/// When the packer fails, which is a mistake of this program.
pub fn pack(
    manuscript: &Manuscript<'_>,
    provenance: &Provenance,
    content: &Content<'_>,
    packed: Vec<Packed>,
) -> anyhow::Result<Vec<u8>> {
    let mut shelf = Shelf::unpack(&list(manuscript, provenance, content)?)?;
    let mut put = |name: &str, bytes: Vec<u8>| {
        *shelf.content(&place(name))? = bytes;
        anyhow::Ok(())
    };
    put(page::STYLE, content.style.clone().into_bytes())?;
    put(page::QUERIES, content.queries.clone().into_bytes())?;
    put(page::COVER, xml::xhtml(&content.cover_page.root)?)?;
    let (name, cover) = content.cover;
    put(name, cover.bytes.to_vec())?;
    for face in content.faces {
        put(&faces::file(face), face.bytes.clone())?;
    }
    if content.faces.is_empty() {
        // Else Apple Books lets no reader choose a font.
        let options = shelf.content(IBOOKS)?;
        *options = String::from_utf8_lossy(options)
            .replace(">true<", ">false<")
            .into_bytes();
    } else {
        put(LICENCES, faces::notices(content.faces).into_bytes())?;
    }
    let package = shelf.content(PACKAGE)?;
    let language = metadata::tag(manuscript, manuscript.languages.lead());
    *package = mend(str::from_utf8(package)?, language, content)?;
    shelf.zip(packed, provenance.modified)
}

/// Lets the packer list the files. It gets their names alone; what they hold is put in afterwards,
/// so that no picture is compressed twice.
fn list(
    manuscript: &Manuscript<'_>,
    provenance: &Provenance,
    content: &Content<'_>,
) -> anyhow::Result<Vec<u8>> {
    let lead = manuscript.languages.lead();
    let mut epub = EpubBuilder::new(ZipLibrary::new()?)?;
    epub.epub_version(EpubVersion::V33);
    if lead.is_rtl() {
        // `epub_direction` of the crate sets a field that its package document does not read.
        epub.metadata("direction", "rtl")?;
    }
    epub.set_title(manuscript.title.text.lead().plain());
    epub.set_toc_name(lead.labels().contents);
    epub.set_uuid(manuscript.uuid());
    // Parsed from text, so that the type of the time need not be named: it is another crate's.
    let second = jiff::Timestamp::from_second(provenance.modified.as_second())?;
    epub.set_modified_date(second.to_string().parse()?);
    epub.stylesheet(io::empty())?;
    epub.add_resource(page::QUERIES, io::empty(), "text/css")?;
    let (name, cover) = content.cover;
    epub.add_cover_image(name, io::empty(), cover.format.media_type())?;
    let names = content.pages.iter().map(|page| page.name.as_str());
    for name in std::iter::once(page::COVER).chain(names) {
        epub.add_content(EpubContent::new(name, io::empty()))?;
    }
    for (name, picture) in content.pictures {
        epub.add_resource(name, io::empty(), picture.format.media_type())?;
    }
    for face in content.faces {
        epub.add_resource(faces::file(face), io::empty(), faces::media_type(face))?;
    }
    if !content.faces.is_empty() {
        epub.add_resource(LICENCES, io::empty(), "text/plain")?;
    }
    let mut archive = Vec::new();
    epub.generate(&mut archive)?;
    Ok(archive)
}

/// Adds to the package document what the packer has no way to say.
fn mend(package: &str, language: &str, content: &Content<'_>) -> anyhow::Result<Vec<u8>> {
    let has_faces = !content.faces.is_empty();
    let title_page = format!("id_{}", page::TITLE);
    let mut reader = Reader::from_str(package);
    let mut writer = Writer::new(Vec::new());
    loop {
        match reader.read_event()? {
            Event::Eof => break,
            Event::Start(mut start) if start.name().as_ref() == "package" => {
                start.push_attribute(("xml:lang", language));
                if has_faces {
                    start.push_attribute(("prefix", PREFIX));
                }
                writer.write_event(Event::Start(start))?;
            }
            Event::Start(mut start) if start.name().as_ref() == "dc:title" => {
                start.push_attribute(("id", "title"));
                writer.write_event(Event::Start(start))?;
            }
            Event::End(end) if end.name().as_ref() == "metadata" => {
                for element in &content.metadata {
                    writer.write_event(Event::Text(BytesText::from_escaped("  ")))?;
                    element.write(&mut writer)?;
                    writer.write_event(Event::Text(BytesText::from_escaped("\n  ")))?;
                }
                writer.write_event(Event::End(end))?;
            }
            Event::Empty(mut item) if has_formulas(&item, content.pages)? => {
                // EPUB 3.3, § 5.6.6.
                item.push_attribute(("properties", "mathml"));
                writer.write_event(Event::Empty(item))?;
            }
            Event::Empty(item) if is_page(&item, &title_page)? => {
                writer.write_event(Event::Empty(item))?;
                writer.write_event(Event::Text(BytesText::from_escaped("\n    ")))?;
                let contents = BytesStart::new("itemref").with_attributes([("idref", "nav")]);
                writer.write_event(Event::Empty(contents))?;
            }
            event @ (Event::Start(_)
            | Event::End(_)
            | Event::Empty(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_)) => writer.write_event(event)?,
        }
    }
    Ok(writer.into_inner())
}

/// Whether an item of the manifest is a page with formulas.
fn has_formulas(item: &BytesStart<'_>, pages: &[Listed]) -> anyhow::Result<bool> {
    let href = item.try_get_attribute("href")?;
    let is_it = |page: &Listed| href.as_ref().is_some_and(|href| href.value == page.name);
    let is_there = pages.iter().any(|page| page.has_formulas && is_it(page));
    Ok(item.name().as_ref() == "item" && is_there)
}

/// Whether an element of the spine is the page of this id.
fn is_page(item: &BytesStart<'_>, id: &str) -> anyhow::Result<bool> {
    let idref = item.try_get_attribute("idref")?;
    Ok(item.name().as_ref() == "itemref" && idref.is_some_and(|idref| idref.value == id))
}
