//! Navigation: the contents page, which is also the EPUB navigation document, and the NCX for older reading systems.

use super::localized_nodes::LocalizedNodes;
use super::page::{self, Page, TocEntry};
use super::page_list::Breaks;
use super::xml::El;
use crate::book::{ChapterRole, Matter};
use crate::lang::{Labels, Lang};
use crate::manuscript::{Localized, Manuscript};

const TITLE_ID: &str = "contents.title";

/// The contents page, with the landmarks and the page list of the print edition, both hidden.
pub fn contents<'m>(
    manuscript: &Manuscript<'m>,
    entries: &[TocEntry<'m>],
    landmarks: El,
    breaks: Breaks,
) -> Page {
    let languages = manuscript.languages;
    let title = said(languages, |labels| labels.contents);
    let toc = El::new("nav")
        .attr("epub:type", "toc")
        .attr("role", "doc-toc")
        .attr("aria-labelledby", TITLE_ID)
        .with(El::new("h1").id(TITLE_ID).with_all(
            LocalizedNodes::words(languages, |labels| labels.contents.to_owned()).inline(),
        ))
        .with(list(entries, languages.lead()));
    let list = page_list(languages, &breaks.list);
    let content = breaks.before_contents.into_iter();
    let content = content.chain([toc, landmarks]).chain(list);
    Page {
        name: page::NAV.to_owned(),
        root: page::frame(
            languages.lead(),
            &page::title(&title),
            Matter::Front,
            content,
        ),
    }
}

/// Entries as nested lists. What is not in the language of the page says so.
fn list(entries: &[TocEntry<'_>], lead: &Lang) -> El {
    let items = entries.iter().map(|entry| {
        let link = El::new("a").attr("href", entry.href.as_str());
        let link = match &entry.label {
            Localized::Solo((lang, _)) if *lang != lead => page::in_language(link, lang),
            Localized::Solo(_) | Localized::Duo { .. } => link,
        };
        let link = link.with_all(LocalizedNodes::plain(&entry.label).inline());
        let inner = (!entry.inner.is_empty()).then(|| list(&entry.inner, lead));
        El::new("li").with(link).with_all(inner)
    });
    El::new("ol").with_all(items)
}

/// Puts the chapters of a part below it, and leaves out what is deeper than the edition's contents.
pub fn nested<'m>(manuscript: &Manuscript<'m>, entries: Vec<TocEntry<'m>>) -> Vec<TocEntry<'m>> {
    let mut nested: Vec<TocEntry<'m>> = Vec::new();
    for mut entry in entries {
        cut(&mut entry, manuscript.edition.contents_depth);
        let is_in_part = manuscript
            .chapters
            .iter()
            .any(|chapter| chapter.is_in_part && page::chapter(chapter.id) == entry.href);
        match nested.last_mut().filter(|_| is_in_part) {
            Some(part) => part.inner.push(entry),
            None => nested.push(entry),
        }
    }
    nested
}

/// Leaves out what is deeper below an entry than a number of levels, its own included.
fn cut(entry: &mut TocEntry<'_>, depth: u8) {
    if depth <= 1 {
        entry.inner.clear();
    }
    for inner in &mut entry.inner {
        cut(inner, depth - 1);
    }
}

/// The landmarks.
pub fn landmarks<'m>(manuscript: &Manuscript<'m>, entries: &[TocEntry<'m>]) -> El {
    let languages = manuscript.languages;
    let mut marks = vec![
        ("cover", page::COVER, said(languages, |l| l.cover)),
        ("titlepage", page::TITLE, said(languages, |l| l.title_page)),
        ("toc", page::NAV, said(languages, |l| l.contents)),
    ];
    let chapters: Vec<_> = manuscript
        .chapters
        .iter()
        .filter_map(|chapter| {
            let href = page::chapter(chapter.id);
            let entry = entries.iter().find(|entry| entry.href == href);
            Some((chapter, entry?))
        })
        .collect();
    if let Some((_, first)) = chapters.get(manuscript.front()) {
        let label = said(languages, |labels| labels.body);
        marks.push(("bodymatter", first.href.as_str(), label));
    }
    for (chapter, entry) in chapters {
        let kind = chapter.role.semantics();
        // The copyright page is already the colophon.
        let is_listed = !matches!(
            chapter.role,
            ChapterRole::Part | ChapterRole::Chapter | ChapterRole::Colophon
        );
        if let Some(kind) = kind.filter(|_| is_listed) {
            marks.push((kind, entry.href.as_str(), entry.label.map(Clone::clone)));
        }
    }
    for entry in entries {
        let kind = match entry.href.as_str() {
            page::NOTES => "endnotes",
            page::GLOSSARY => "glossary",
            page::ANSWERS => "appendix",
            page::INDEX => "index",
            page::COLOPHON => "colophon",
            _ => continue,
        };
        marks.push((kind, entry.href.as_str(), entry.label.map(Clone::clone)));
    }
    let items = marks.into_iter().map(|(kind, href, label)| {
        let link = El::new("a").attr("epub:type", kind).attr("href", href);
        El::new("li").with(link.with_all(LocalizedNodes::plain(&label).inline()))
    });
    El::new("nav")
        .attr("epub:type", "landmarks")
        .attr("hidden", "hidden")
        .with(El::new("ol").with_all(items))
}

fn page_list(languages: Localized<&Lang>, list: &[(String, String)]) -> Option<El> {
    let items = list.iter().map(|(label, href)| {
        let link = El::new("a").attr("href", href.as_str());
        El::new("li").with(link.with(label.as_str()))
    });
    let nav = El::new("nav")
        .attr("epub:type", "page-list")
        .attr("role", "doc-pagelist")
        .attr(
            "aria-label",
            page::title(&said(languages, |labels| labels.pages)),
        )
        .attr("hidden", "hidden")
        .with(El::new("ol").with_all(items));
    (!list.is_empty()).then_some(nav)
}

fn said(
    languages: Localized<&Lang>,
    word: impl for<'l> Fn(&Labels<'l>) -> &'l str,
) -> Localized<(&Lang, String)> {
    languages.map(|lang| (*lang, word(&lang.labels()).to_owned()))
}

/// How many levels entries have.
fn depth(entries: &[TocEntry<'_>]) -> usize {
    let inner = entries.iter().map(|entry| depth(&entry.inner));
    inner.max().map_or(0, |inner| inner + 1)
}

/// The table of contents in the format of EPUB 2.
pub fn ncx<'m>(
    manuscript: &Manuscript<'m>,
    entries: &[TocEntry<'m>],
    pages: &[(String, String)],
    urn: &str,
) -> El {
    let meta = |name: &str, content: &str| {
        let meta = El::new("meta").attr("name", name);
        meta.attr("content", content)
    };
    let depth = depth(entries).to_string();
    let numbers = pages
        .iter()
        .filter_map(|(label, _)| label.parse::<u32>().ok());
    let last = numbers.max().unwrap_or(0);
    let head = El::new("head")
        .with(meta("dtb:uid", urn))
        .with(meta("dtb:depth", &depth))
        .with(meta("dtb:totalPageCount", &pages.len().to_string()))
        .with(meta("dtb:maxPageNumber", &last.to_string()));
    let title = El::new("text").with(page::unmarked(
        &manuscript.title.text.map(|text| text.plain()),
    ));
    let mut order = 0;
    let map = El::new("navMap").with_all(points(entries, &mut order));
    El::new("ncx")
        .attr("xmlns", "http://www.daisy.org/z3986/2005/ncx/")
        .attr("version", "2005-1")
        .attr("xml:lang", manuscript.languages.lead().tag())
        .with(head)
        .with(El::new("docTitle").with(title))
        .with(map)
        .with_all(page_targets(manuscript.languages, pages))
}

/// The page list of the NCX.
fn page_targets(languages: Localized<&Lang>, pages: &[(String, String)]) -> Option<El> {
    let label = |words: String| El::new("navLabel").with(El::new("text").with(words));
    let targets = pages.iter().enumerate().map(|(index, (name, href))| {
        let target = El::new("pageTarget").id(&format!("page.{}", index + 1));
        let target = match name.parse::<u32>() {
            Ok(_) => target.attr("type", "normal").attr("value", name.as_str()),
            Err(_) => target.attr("type", "front"),
        };
        target
            .with(label(name.clone()))
            .with(El::new("content").attr("src", href.as_str()))
    });
    let title = page::title(&said(languages, |labels| labels.pages));
    let list = El::new("pageList").with(label(title)).with_all(targets);
    (!pages.is_empty()).then_some(list)
}

fn points(entries: &[TocEntry<'_>], order: &mut usize) -> Vec<El> {
    let mut out = Vec::new();
    for entry in entries {
        *order += 1;
        let label = El::new("text").with(page::title(&entry.label));
        let point = El::new("navPoint")
            .id(&format!("point.{order}"))
            .attr("playOrder", order.to_string())
            .with(El::new("navLabel").with(label))
            .with(El::new("content").attr("src", entry.href.as_str()))
            .with_all(points(&entry.inner, order));
        out.push(point);
    }
    out
}
