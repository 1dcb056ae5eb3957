//! The ways into the book: a contents page that people and readers use alike, and the NCX that old
//! readers know instead.

use super::page::{self, Matter, Page, Stop};
use super::spoken::Spoken;
use super::xml::El;
use crate::lang::{Labels, Lang};
use crate::manuscript::{Manuscript, Voices};

const TITLE_ID: &str = "contents.title";

/// The contents page, with the landmarks that readers list in their menus.
pub fn contents<'m>(manuscript: &Manuscript<'m>, stops: &[Stop<'m>]) -> Page {
    let languages = manuscript.languages;
    let title = said(languages, |labels| labels.contents);
    let toc = El::new("nav")
        .attr("epub:type", "toc")
        .attr("role", "doc-toc")
        .attr("aria-labelledby", TITLE_ID)
        .with(
            El::new("h1")
                .id(TITLE_ID)
                .with_all(Spoken::plain(&title).inline()),
        )
        .with(list(stops));
    let (lead, name) = title.lead();
    let content = [toc, landmarks(languages, stops)];
    Page {
        name: page::NAV.to_owned(),
        root: page::frame(lead, name, Matter::Front, content),
    }
}

/// Entries as a list, inner entries as lists inside.
fn list(stops: &[Stop<'_>]) -> El {
    let items = stops.iter().map(|stop| {
        let link = El::new("a")
            .attr("href", stop.href.as_str())
            .with_all(Spoken::plain(&stop.label).inline());
        let inner = (!stop.inner.is_empty()).then(|| list(&stop.inner));
        El::new("li").with(link).with_all(inner)
    });
    El::new("ol").with_all(items)
}

fn landmarks<'m>(languages: Voices<&'m Lang>, stops: &[Stop<'m>]) -> El {
    let mut marks = vec![
        ("cover", page::COVER, said(languages, |l| l.cover)),
        ("titlepage", page::TITLE, said(languages, |l| l.title_page)),
        ("toc", page::NAV, said(languages, |l| l.contents)),
    ];
    if let Some(first) = stops.first() {
        let label = said(languages, |labels| labels.body);
        marks.push(("bodymatter", first.href.as_str(), label));
    }
    for stop in stops {
        let kind = match stop.href.as_str() {
            page::GLOSSARY => "glossary",
            page::ANSWERS => "appendix",
            page::COLOPHON => "colophon",
            _ => continue,
        };
        marks.push((kind, stop.href.as_str(), stop.label.map(Clone::clone)));
    }
    let items = marks.into_iter().map(|(kind, href, label)| {
        let link = El::new("a").attr("epub:type", kind).attr("href", href);
        El::new("li").with(link.with_all(Spoken::plain(&label).inline()))
    });
    El::new("nav")
        .attr("epub:type", "landmarks")
        .attr("hidden", "hidden")
        .with(El::new("ol").with_all(items))
}

fn said(
    languages: Voices<&Lang>,
    word: impl Fn(&'static Labels) -> &'static str,
) -> Voices<(&Lang, String)> {
    languages.map(|lang| (*lang, word(lang.labels()).to_owned()))
}

/// The contents for readers of EPUB 2.
pub fn ncx<'m>(manuscript: &Manuscript<'m>, stops: &[Stop<'m>], urn: &str) -> El {
    let meta = |name: &str, content: &str| {
        let meta = El::new("meta").attr("name", name);
        meta.attr("content", content)
    };
    let depth = if stops.iter().any(|stop| !stop.inner.is_empty()) {
        "2"
    } else {
        "1"
    };
    let head = El::new("head")
        .with(meta("dtb:uid", urn))
        .with(meta("dtb:depth", depth))
        .with(meta("dtb:totalPageCount", "0"))
        .with(meta("dtb:maxPageNumber", "0"));
    let title = El::new("text").with(manuscript.title.text.lead().plain());
    let mut order = 0;
    let map = El::new("navMap").with_all(points(stops, &mut order));
    El::new("ncx")
        .attr("xmlns", "http://www.daisy.org/z3986/2005/ncx/")
        .attr("version", "2005-1")
        .attr("xml:lang", manuscript.languages.lead().tag())
        .with(head)
        .with(El::new("docTitle").with(title))
        .with(map)
}

fn points(stops: &[Stop<'_>], order: &mut usize) -> Vec<El> {
    let mut out = Vec::new();
    for stop in stops {
        *order += 1;
        let (_, label) = stop.label.lead();
        let label = El::new("text").with(label.as_str());
        let point = El::new("navPoint")
            .id(&format!("point.{order}"))
            .attr("playOrder", order.to_string())
            .with(El::new("navLabel").with(label))
            .with(El::new("content").attr("src", stop.href.as_str()))
            .with_all(points(&stop.inner, order));
        out.push(point);
    }
    out
}
