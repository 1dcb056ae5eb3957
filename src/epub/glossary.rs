//! The glossary page. The id is on the whole entry, so that reading systems that show a link's target in a pop-up
//! show the definition too, not only the term that was tapped.

use super::page::{self, Page, TocEntry};
use super::text_writer::TextWriter;
use super::xml::{El, Node};
use crate::lang::Labels;
use crate::manuscript::{GlossaryEntry, Manuscript};

/// Writes the glossary, if it has entries.
pub fn write<'m>(manuscript: &'m Manuscript<'m>) -> Option<(Page, TocEntry<'m>)> {
    if manuscript.glossary.is_empty() {
        return None;
    }
    let languages = manuscript.languages;
    let entries = manuscript.glossary.iter().map(|term| {
        let mut texts = TextWriter::new(languages, &manuscript.book.languages, &term.id);
        entry(&mut texts, term)
    });
    let list = El::new("dl").with_all(entries);
    let words = |labels: &Labels<'_>| labels.glossary.to_owned();
    Some(page::back(
        languages,
        page::GLOSSARY,
        "glossary",
        words,
        [list],
    ))
}

fn entry<'m>(texts: &mut TextWriter<'m>, entry: &'m GlossaryEntry<'m>) -> El {
    let term = texts.short(entry.term).inline();
    let term = El::new("dfn").with_all(term);
    let beside = beside(texts, entry);
    let example = entry.example.map(|text| {
        let example = texts.line(text).inline();
        El::new("dd").class("example").with_all(example)
    });
    let definition = entry.definition.map(|text| texts.line(text).inline());
    let definition = definition.unwrap_or_default();
    El::new("div")
        .class("entry")
        .id(&entry.id)
        .with(
            El::new("dt")
                .attr("epub:type", "glossterm")
                .with(term)
                .with_all(beside),
        )
        // HTML §4.4.9: a `dt` without a `dd` is an error; an empty `dd` is allowed.
        .with(
            El::new("dd")
                .attr("epub:type", "glossdef")
                .with_all(definition),
        )
        .with_all(example)
}

/// The readings of a term and its part of speech, each after a space.
fn beside<'m>(texts: &mut TextWriter<'m>, entry: &'m GlossaryEntry<'m>) -> Vec<Node> {
    let mut nodes = Vec::new();
    for reading in texts.each_alone(entry.reading) {
        nodes.extend([" ".into(), reading.class("reading").into()]);
    }
    if let Some(pos) = entry.pos {
        let pos = El::new("span")
            .class("pos")
            .with_all(texts.short(pos).inline());
        nodes.extend([" ".into(), pos.into()]);
    }
    nodes
}
