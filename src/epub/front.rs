//! The pages that are made from metadata: cover, title page and colophon.

use super::Provenance;
use super::localized_nodes;
use super::page::{self, Page, TocEntry};
use super::text_writer::TextWriter;
use super::xml::El;
use crate::book::Matter;
use crate::book::{Creator, Text};
use crate::lang::{Labels, Lang, Pair};
use crate::manuscript::{LocalizedText, Manuscript, NoteCounts};

/// The cover page, with the image alone.
pub fn cover(manuscript: &Manuscript<'_>, image: &str) -> Page {
    let lead: &Lang = manuscript.languages.lead();
    let image = El::new("img")
        .attr("epub:type", "cover")
        .attr("role", "doc-cover")
        .attr("src", image)
        .attr("alt", title(manuscript));
    let content = El::new("section").class("cover").with(image);
    Page {
        name: page::COVER.to_owned(),
        root: page::frame(lead, lead.labels().cover, Matter::Front, [content]),
    }
}

/// The book's title as one line of plain text.
fn title(manuscript: &Manuscript<'_>) -> String {
    page::unmarked(&manuscript.title.text.map(|text| text.plain()))
}

/// The title page.
pub fn title_page(manuscript: &Manuscript<'_>) -> Page {
    let mut texts = TextWriter::new(
        manuscript.languages,
        &manuscript.book.languages,
        page::TITLE,
    );
    let heading = El::new("h1").with_all(texts.short(manuscript.title).inline());
    let subtitle = manuscript.subtitle.map(|line| {
        El::new("p")
            .class("subtitle")
            .attr("epub:type", "subtitle")
            .attr("role", "doc-subtitle")
            .with_all(texts.short(line).inline())
    });
    let content = El::new("section")
        .class("title-page")
        .attr("epub:type", "titlepage")
        .with(heading)
        .with_all(subtitle)
        .with_all(creators(manuscript, &mut texts))
        .with_all(publisher(manuscript, &mut texts));
    let lead: &Lang = manuscript.languages.lead();
    Page {
        name: page::TITLE.to_owned(),
        root: page::frame(lead, &title(manuscript), Matter::Front, [content]),
    }
}

/// The colophon: creators, publisher, date, identifier, rights, and the program that made the file.
pub fn colophon<'m>(manuscript: &Manuscript<'m>, provenance: &Provenance) -> (Page, TocEntry<'m>) {
    let book = manuscript.book;
    let mut texts = TextWriter::new(
        manuscript.languages,
        &manuscript.book.languages,
        page::COLOPHON,
    );
    let fact = |text: String| El::new("p").with(text);
    let rights = book.rights.as_ref();
    let rights = rights.map(|text| texts.short(chosen(manuscript, text)).block("p", ""));
    let made_with = texts.words(|labels| {
        format!(
            "{}{}{}",
            labels.made_with, labels.colon, provenance.generator
        )
    });
    let mut facts = vec![texts.short(manuscript.title).block("p", "")];
    facts.extend(creators(manuscript, &mut texts));
    facts.extend(publisher(manuscript, &mut texts));
    facts.extend(book.date.map(|date| fact(date.to_string())));
    facts.push(fact(manuscript.identifier()));
    facts.extend(rights);
    facts.push(made_with.block("p", ""));
    let words = |labels: &Labels<'_>| labels.colophon.to_owned();
    page::back(
        manuscript.languages,
        page::COLOPHON,
        "colophon",
        words,
        facts,
    )
}

fn creators<'m>(manuscript: &Manuscript<'m>, texts: &mut TextWriter<'m>) -> Vec<El> {
    let creators = manuscript.book.creators.iter();
    creators
        .map(|creator| self::creator(manuscript, texts, creator))
        .collect()
}

fn creator<'m>(
    manuscript: &Manuscript<'m>,
    texts: &mut TextWriter<'m>,
    creator: &'m Creator,
) -> El {
    let name = texts.line(chosen(manuscript, &creator.name));
    let name = name.map(|lang, mut name| {
        let labels = lang.labels();
        name.push(labels.role_gap.into());
        let role = El::new("span").class("role");
        let role = localized_nodes::words(role, lang, |labels| {
            labels.roles[creator.role as usize].to_owned()
        });
        name.push(role.into());
        name
    });
    name.block("p", "creator")
}

fn publisher<'m>(manuscript: &Manuscript<'m>, texts: &mut TextWriter<'m>) -> Option<El> {
    let publisher = manuscript.book.publisher.as_ref()?;
    let said = texts.short(chosen(manuscript, publisher));
    Some(said.block("p", "publisher"))
}

/// A text of the book's metadata in the edition's languages.
fn chosen<'m>(manuscript: &Manuscript<'m>, text: &'m Pair<Text>) -> LocalizedText<'m> {
    LocalizedText {
        text: manuscript.edition.languages.choose(text),
        notes_before: NoteCounts::default(),
    }
}
