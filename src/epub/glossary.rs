//! The glossary page. The id is on the whole entry, so that reading systems that show a link's target in a pop-up
//! show the definition too, not only the term that was tapped.

use super::page::{self, Page, TocEntry};
use super::text_writer::TextWriter;
use super::xml::El;
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
    let term = El::new("dfn").with_all(texts.short(entry.term).inline());
    let definition = entry.definition.map(|text| texts.line(text).inline());
    let definition = definition.unwrap_or_default();
    El::new("div")
        .class("entry")
        .id(&entry.id)
        .with(El::new("dt").attr("epub:type", "glossterm").with(term))
        // HTML §4.4.9: a `dt` without a `dd` is an error; an empty `dd` is allowed.
        .with(
            El::new("dd")
                .attr("epub:type", "glossdef")
                .with_all(definition),
        )
}
