//! Packs the pages with `epub-builder`, and adds what it cannot write: languages, creators with their roles,
//! accessibility metadata, the contents page in the spine. Its NCX and contents page are replaced by ours. Only this
//! module knows that crate.

use std::io;

use epub_builder::{EpubBuilder, EpubContent, EpubVersion, ZipLibrary};
use jiff::Timestamp;
use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use rayon::prelude::*;

use super::Provenance;
use super::archive::EpubFiles;
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
/// The file with the copyright and licence notices of the fonts.
const LICENCES: &str = "fonts/licences.txt";
/// The prefix of Apple's vocabulary, which says whether a book embeds fonts.
const PREFIX: &str =
    "ibooks: http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/";

/// What goes into the package.
pub struct PackageContent<'c> {
    pub cover_page: &'c Page,
    /// The pages after it in reading order, without the contents page.
    pub pages: &'c [ManifestPage],
    /// The name of the page that the contents page follows.
    pub before_contents: String,
    pub style: String,
    /// The second style sheet, with rules for some screens and reading systems only.
    pub queries: String,
    pub pictures: &'c [(String, &'c Encoded)],
    /// The cover image with the name of its file.
    pub cover: &'c (String, &'c Encoded),
    pub faces: &'c [Face],
    /// The metadata that the packer does not write.
    pub metadata: Vec<El>,
}

/// The path in the archive of one of the book's files.
fn place(name: &str) -> String {
    format!("OEBPS/{name}")
}

/// A page's entry in the manifest.
pub struct ManifestPage {
    name: String,
    has_formulas: bool,
}

/// Packs pages in parallel; they are most of the book.
///
/// # Errors
/// If the packer fails, which is a bug in diglot.
pub fn pages(
    pages: Vec<Page>,
    time: Timestamp,
) -> anyhow::Result<(Vec<ManifestPage>, Vec<Packed>)> {
    let pages = pages.into_par_iter().map(|page| {
        let packed = text(&page, time)?;
        let has_formulas = page.root.holds("math");
        let name = page.name;
        anyhow::Ok((ManifestPage { name, has_formulas }, packed))
    });
    pages.collect()
}

fn text(page: &Page, time: Timestamp) -> anyhow::Result<Packed> {
    Packed::deflated(&place(&page.name), &xml::xhtml(&page.root)?, time)
}

/// Packs the other files that depend on neither the cover nor the fonts.
///
/// # Errors
/// If the packer fails, which is a bug in diglot.
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

/// Packs pictures in parallel.
///
/// # Errors
/// If the packer fails, which is a bug in diglot.
pub fn pictures(
    pictures: &[(String, &Encoded)],
    time: Timestamp,
) -> impl ParallelIterator<Item = anyhow::Result<Packed>> {
    let pictures = pictures.par_iter();
    pictures.map(move |(name, picture)| Packed::deflated(&place(name), &picture.bytes, time))
}

/// Makes the EPUB file. Files in `packed` are taken as they are.
///
/// # Errors
/// If the packer fails, which is a bug in diglot.
pub fn pack(
    manuscript: &Manuscript<'_>,
    provenance: &Provenance,
    content: &PackageContent<'_>,
    packed: Vec<Packed>,
) -> anyhow::Result<Vec<u8>> {
    let mut files = EpubFiles::unpack(&list(manuscript, provenance, content)?)?;
    let mut put = |name: &str, bytes: Vec<u8>| {
        *files.content(&place(name))? = bytes;
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
        // Otherwise Apple Books offers no choice of fonts.
        let options = files.content(IBOOKS)?;
        *options = String::from_utf8_lossy(options)
            .replace(">true<", ">false<")
            .into_bytes();
    } else {
        put(LICENCES, faces::notices(content.faces).into_bytes())?;
    }
    let package = files.content(PACKAGE)?;
    let language = metadata::tag(manuscript, manuscript.languages.lead());
    *package = mend(str::from_utf8(package)?, language, content)?;
    files.zip(packed, provenance.modified)
}

/// Lets the packer write the manifest and the spine. It gets empty files; their content is put in afterwards, so that
/// no picture is compressed twice.
fn list(
    manuscript: &Manuscript<'_>,
    provenance: &Provenance,
    content: &PackageContent<'_>,
) -> anyhow::Result<Vec<u8>> {
    let lead = manuscript.languages.lead();
    let mut epub = EpubBuilder::new(ZipLibrary::new()?)?;
    epub.epub_version(EpubVersion::V33);
    if lead.is_rtl() {
        // The crate's own `epub_direction` has no effect on the package document.
        epub.metadata("direction", "rtl")?;
    }
    epub.set_title(manuscript.title.text.lead().plain());
    epub.set_toc_name(lead.labels().contents);
    epub.set_uuid(manuscript.uuid());
    // Parsed from text, so that `chrono`, whose type this is, need not be named.
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

/// Adds to the package document what the packer cannot write.
fn mend(package: &str, language: &str, content: &PackageContent<'_>) -> anyhow::Result<Vec<u8>> {
    let has_faces = !content.faces.is_empty();
    let before_contents = format!("id_{}", content.before_contents);
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
            Event::Empty(item) if is_page(&item, &before_contents)? => {
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
fn has_formulas(item: &BytesStart<'_>, pages: &[ManifestPage]) -> anyhow::Result<bool> {
    let href = item.try_get_attribute("href")?;
    let is_it = |page: &ManifestPage| href.as_ref().is_some_and(|href| href.value == page.name);
    let is_there = pages.iter().any(|page| page.has_formulas && is_it(page));
    Ok(item.name().as_ref() == "item" && is_there)
}

/// Whether an element is the spine's entry of the page with this id.
fn is_page(item: &BytesStart<'_>, id: &str) -> anyhow::Result<bool> {
    let idref = item.try_get_attribute("idref")?;
    Ok(item.name().as_ref() == "itemref" && idref.is_some_and(|idref| idref.value == id))
}
