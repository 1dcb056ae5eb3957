//! Packs the pages with `epub-builder`, and mends what it leaves out: languages, creators with their
//! roles, accessibility metadata, a contents page among the pages, its own NCX and contents page.
//! All that is known of that crate is known here and in `archive`.

use std::io;

use anyhow::Context;
use epub_builder::{EpubBuilder, EpubContent, EpubVersion, PageDirection};
use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use uuid::Uuid;

use super::Imprint;
use super::archive::Shelf;
use super::page::{self, Page};
use super::xml::{self, El};
use crate::manuscript::Manuscript;
use crate::picture::EreaderPicture;

const PACKAGE: &str = "OEBPS/content.opf";

/// What goes into the package besides its metadata.
pub struct Content<'c> {
    /// The pages in reading order, without the contents page.
    pub pages: &'c [Page],
    /// The contents page; it follows the title page.
    pub contents: Page,
    pub ncx: El,
    pub style: String,
    pub pictures: &'c [(String, &'c EreaderPicture)],
    /// The cover picture's file and the picture.
    pub cover: (String, &'c EreaderPicture),
    /// What the package says of the book.
    pub metadata: Vec<El>,
}

/// The edition's name for good: the same for every build of it, another for every other edition.
pub fn uuid(manuscript: &Manuscript<'_>) -> Uuid {
    let books = Uuid::new_v5(&Uuid::NAMESPACE_URL, b"urn:diglot:book");
    let name = format!("{}/{}", manuscript.book.id, manuscript.edition.name);
    Uuid::new_v5(&books, name.as_bytes())
}

/// Makes the EPUB file.
///
/// # Errors
/// When the packer fails, which is a mistake of this program.
pub fn pack(
    manuscript: &Manuscript<'_>,
    imprint: &Imprint,
    content: &Content<'_>,
) -> anyhow::Result<Vec<u8>> {
    let mut shelf = Shelf::default();
    fill(&mut shelf, manuscript, imprint, content)?;
    let mut replace = |name: &str, bytes: Vec<u8>| {
        let file = shelf.get_mut(name);
        let file = file.with_context(|| format!("the packer wrote no {name}"))?;
        *file = bytes;
        anyhow::Ok(())
    };
    replace("OEBPS/nav.xhtml", xml::xhtml(&content.contents.root)?)?;
    replace("OEBPS/toc.ncx", xml::xml(&content.ncx)?)?;
    let package = shelf
        .get_mut(PACKAGE)
        .with_context(|| format!("the packer wrote no {PACKAGE}"))?;
    *package = mend(
        std::str::from_utf8(package)?,
        manuscript.languages.lead().tag(),
        &content.metadata,
    )?;
    shelf.zip(imprint.modified)
}

fn fill(
    shelf: &mut Shelf,
    manuscript: &Manuscript<'_>,
    imprint: &Imprint,
    content: &Content<'_>,
) -> anyhow::Result<()> {
    let lead = manuscript.languages.lead();
    let mut epub = EpubBuilder::new(shelf)?;
    epub.epub_version(EpubVersion::V33);
    if lead.is_rtl() {
        epub.epub_direction(PageDirection::Rtl);
    }
    epub.set_title(manuscript.title.text.lead().plain());
    epub.set_toc_name(lead.labels().contents);
    epub.set_uuid(uuid(manuscript));
    // Parsed from text, so that the type of the time need not be named: it is another crate's.
    let second = jiff::Timestamp::from_second(imprint.modified.as_second())?;
    epub.set_modified_date(second.to_string().parse()?);
    epub.stylesheet(content.style.as_bytes())?;
    let (name, cover) = &content.cover;
    epub.add_cover_image(name, &*cover.bytes, cover.format.media_type())?;
    for page in content.pages {
        let bytes = xml::xhtml(&page.root)?;
        epub.add_content(EpubContent::new(page.name.as_str(), bytes.as_slice()))?;
    }
    for (name, picture) in content.pictures {
        epub.add_resource(name, &*picture.bytes, picture.format.media_type())?;
    }
    epub.generate(io::sink())?;
    Ok(())
}

/// Adds to the package document what the packer has no way to say.
fn mend(package: &str, language: &str, metadata: &[El]) -> anyhow::Result<Vec<u8>> {
    let title_page = format!("id_{}", page::TITLE);
    let mut reader = Reader::from_str(package);
    let mut writer = Writer::new(Vec::new());
    loop {
        match reader.read_event()? {
            Event::Eof => break,
            Event::Start(mut start) if start.name().as_ref() == "package" => {
                start.push_attribute(("xml:lang", language));
                writer.write_event(Event::Start(start))?;
            }
            Event::Start(mut start) if start.name().as_ref() == "dc:title" => {
                start.push_attribute(("id", "title"));
                writer.write_event(Event::Start(start))?;
            }
            Event::End(end) if end.name().as_ref() == "metadata" => {
                for element in metadata {
                    writer.write_event(Event::Text(BytesText::from_escaped("  ")))?;
                    element.write(&mut writer)?;
                    writer.write_event(Event::Text(BytesText::from_escaped("\n  ")))?;
                }
                writer.write_event(Event::End(end))?;
            }
            Event::Empty(item) if is_page(&item, &title_page)? => {
                writer.write_event(Event::Empty(item))?;
                let contents = BytesStart::new("itemref").with_attributes([("idref", "nav")]);
                writer.write_event(Event::Empty(contents))?;
            }
            event => writer.write_event(event)?,
        }
    }
    Ok(writer.into_inner())
}

/// Whether an element of the spine is the page of this id.
fn is_page(item: &BytesStart<'_>, id: &str) -> anyhow::Result<bool> {
    let idref = item.try_get_attribute("idref")?;
    Ok(item.name().as_ref() == "itemref" && idref.is_some_and(|idref| idref.value == id))
}
