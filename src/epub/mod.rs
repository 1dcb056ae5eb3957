//! An edition as EPUB 3: pages of XHTML made from the manuscript, packed with what readers need to
//! find their way. Start with [`bind`].

mod archive;
mod breaks;
mod chapter;
mod front;
mod glossary;
mod inline;
mod metadata;
mod nav;
mod package;
mod page;
mod pictures;
mod places;
mod quiz;
mod scribe;
mod spoken;
#[cfg(test)]
mod tests;
mod xml;

use crate::manuscript::Manuscript;
use crate::pagination::Pagination;
use crate::picture::{Assets, EreaderPicture};
use pictures::Pictures;

/// What an edition's file says of its own making.
#[derive(Debug, Clone)]
pub struct Imprint {
    /// The program and its version: `diglot 0.1.0`.
    pub generator: String,
    /// When the content was last changed. Never the time of the build, so that building again
    /// changes no byte.
    pub modified: jiff::Timestamp,
}

/// Makes the EPUB file of an edition; with the page list of a print edition where one is given.
///
/// # Errors
/// Only by a mistake of this program: a picture that was not read, or a failure of the packer.
pub fn bind(
    manuscript: &Manuscript<'_>,
    assets: &Assets,
    cover: &EreaderPicture,
    printed: Option<&Pagination>,
    imprint: &Imprint,
) -> anyhow::Result<Vec<u8>> {
    let pictures = Pictures::gather(manuscript, assets)?;
    let cover_file = format!("images/cover.{}", cover.format.extension());
    let urn = manuscript.uuid().urn().to_string();

    let mut pages = vec![
        front::cover(manuscript, &cover_file),
        front::title_page(manuscript),
    ];
    let chapters = manuscript.chapters.iter();
    let chapters = chapters.map(|section| chapter::write(manuscript, section, &pictures));
    let back = glossary::write(manuscript)
        .into_iter()
        .chain(quiz::key(manuscript))
        .chain([front::colophon(manuscript, imprint)]);
    let mut stops = Vec::new();
    for (page, stop) in chapters.chain(back) {
        pages.push(page);
        stops.push(stop);
    }

    let breaks = printed.map(|printed| breaks::mark(&mut pages, manuscript.languages, printed));
    let breaks = breaks.unwrap_or_default();

    let content = package::Content {
        ncx: nav::ncx(manuscript, &stops, &breaks.list, &urn),
        contents: nav::contents(manuscript, &stops, breaks),
        style: style(manuscript, &pictures),
        pictures: pictures.files(),
        cover: (cover_file, cover),
        metadata: metadata::metadata(manuscript, printed, imprint, &pages),
        pages: &pages,
    };
    package::pack(manuscript, imprint, &content)
}

/// The style sheet with what belongs to this book: the widths of its pictures and its colour.
fn style(manuscript: &Manuscript<'_>, pictures: &Pictures<'_>) -> String {
    let accent = manuscript.book.style.colours.get("accent");
    let accent = accent.map(|colour| format!(".callout {{ border-color: {colour}; }}\n"));
    format!(
        "{}{}{}",
        include_str!("style.css"),
        pictures.rules(),
        accent.unwrap_or_default()
    )
}
