//! Shared by all pages: file names, the frame of a page, and language attributes.

use super::localized_nodes::LocalizedNodes;
use super::xml::El;
use crate::book::{ChapterNumber, Matter};
use crate::lang::{Labels, Lang};
use crate::manuscript::{Localized, LocalizedText, Manuscript, Section};

/// The names of all pages but the chapters. They never change from one version of a book to the next, because
/// e-readers store bookmarks and reading positions by them.
pub const COVER: &str = "cover.xhtml";
pub const TITLE: &str = "title.xhtml";
pub const NAV: &str = "nav.xhtml";
pub const NOTES: &str = "notes.xhtml";
pub const GLOSSARY: &str = "glossary.xhtml";
pub const ANSWERS: &str = "answers.xhtml";
pub const INDEX: &str = "index.xhtml";
pub const COLOPHON: &str = "colophon.xhtml";
pub const STYLE: &str = "stylesheet.css";
pub const QUERIES: &str = "queries.css";

/// The name of a chapter's page.
pub fn chapter(id: &str) -> String {
    format!("chapter-{id}.xhtml")
}

/// A page of the book.
pub struct Page {
    pub name: String,
    pub root: El,
}

/// The name of a division of a book, as `epub:type` gives it.
fn division(matter: Matter) -> &'static str {
    match matter {
        Matter::Front => "frontmatter",
        Matter::Body => "bodymatter",
        Matter::Back => "backmatter",
    }
}

/// An entry of the table of contents, and the entries below it.
pub struct TocEntry<'m> {
    pub href: String,
    pub label: Localized<(&'m Lang, String)>,
    pub inner: Vec<Self>,
}

/// The title of a page, from its label in the table of contents.
pub fn title(label: &Localized<(&Lang, String)>) -> String {
    unmarked(&label.map(|(_, words)| words.clone()))
}

/// An XHTML document around its content.
pub fn frame(
    lead: &Lang,
    title: &str,
    matter: Matter,
    content: impl IntoIterator<Item = El>,
) -> El {
    let sheets = [STYLE, QUERIES].map(|sheet| {
        El::new("link")
            .attr("rel", "stylesheet")
            .attr("type", "text/css")
            .attr("href", sheet)
    });
    let head = El::new("head")
        .with(El::new("meta").attr("charset", "utf-8"))
        .with(El::new("title").with(title))
        .with_all(sheets);
    let html = El::new("html")
        .attr("xmlns", "http://www.w3.org/1999/xhtml")
        .attr("xmlns:epub", "http://www.idpf.org/2007/ops");
    let body = El::new("body").attr("epub:type", division(matter));
    in_language(html, lead)
        .with(head)
        .with(body.with_all(content))
}

/// Sets an element's language and direction. Both `lang` and `xml:lang` are needed: reading systems look at one or
/// the other.
pub fn in_language(element: El, lang: &Lang) -> El {
    element
        .attr("lang", lang.tag())
        .attr("xml:lang", lang.tag())
        .attr("dir", lang.direction())
}

/// Both languages in one line of plain text, for titles and attributes; once if both are the same.
pub fn unmarked<T: AsRef<str>>(said: &Localized<T>) -> String {
    let mut words: Vec<&str> = said.iter().map(AsRef::as_ref).collect();
    words.dedup();
    words.join(" / ")
}

/// The languages of a chapter, of which an edition of two languages may have only one.
pub fn languages_of<'m>(manuscript: &Manuscript<'m>, section: &Section<'m>) -> Localized<&'m Lang> {
    let languages = manuscript.languages;
    let only = section
        .only
        .and_then(|place| languages.iter().nth(place).copied());
    only.map_or(languages, Localized::Solo)
}

/// A chapter's number and title in one line, for each language.
pub fn numbered<'m>(
    languages: Localized<&'m Lang>,
    number: Option<ChapterNumber>,
    title: LocalizedText<'m>,
) -> Localized<(&'m Lang, String)> {
    let each = languages.zip(title.text);
    each.map(|(lang, text)| {
        let labels = lang.labels();
        let line = match number {
            Some(number) => format!(
                "{}{}{}",
                number.words(&labels),
                labels.number_gap,
                text.plain()
            ),
            None => text.plain(),
        };
        (*lang, line)
    })
}

/// The title of a chapter in one line, for each language, after its number or, for a part, its label.
pub fn titled<'m>(
    manuscript: &Manuscript<'m>,
    section: &Section<'m>,
) -> Localized<(&'m Lang, String)> {
    let languages = languages_of(manuscript, section);
    let Some(label) = section.label else {
        return numbered(languages, section.number, section.title);
    };
    let each = languages.zip(label.text.zip(section.title.text));
    each.map(|(lang, (label, title))| {
        let gap = lang.labels().number_gap;
        (*lang, format!("{}{gap}{}", label.plain(), title.plain()))
    })
}

/// A page after the chapters. `kind` is its `epub:type`, `heading` one of diglot's own labels.
pub fn back<'m>(
    languages: Localized<&'m Lang>,
    name: &str,
    kind: &'static str,
    heading: impl Fn(&Labels<'_>) -> String,
    content: impl IntoIterator<Item = El>,
) -> (Page, TocEntry<'m>) {
    const TITLE_ID: &str = "part.title";
    let label = languages.map(|lang| (*lang, heading(&lang.labels())));
    let heading = LocalizedNodes::words(languages, heading).inline();
    let section = El::new("section")
        .class(kind)
        .attr("epub:type", kind)
        .attr("role", format!("doc-{kind}"))
        .attr("aria-labelledby", TITLE_ID)
        .with(El::new("h1").id(TITLE_ID).with_all(heading))
        .with_all(content);
    let root = frame(languages.lead(), &title(&label), Matter::Back, [section]);
    let page = Page {
        name: name.to_owned(),
        root,
    };
    let entry = TocEntry {
        href: name.to_owned(),
        label,
        inner: Vec::new(),
    };
    (page, entry)
}
