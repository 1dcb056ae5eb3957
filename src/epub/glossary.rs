//! The glossary as a page. Each entry is one element with one id, so that a reader that shows links
//! in a pop-up shows the definition, not the term that was tapped.

use super::page::{self, Matter, Page, Stop};
use super::scribe::{Scribe, Spoken};
use super::xml::El;
use crate::manuscript::{Entry, Manuscript};

const TITLE_ID: &str = "glossary.title";

/// Writes the glossary.
pub fn write<'m>(manuscript: &'m Manuscript<'m>) -> Option<(Page, Stop<'m>)> {
    if manuscript.glossary.is_empty() {
        return None;
    }
    let languages = manuscript.languages;
    let label = languages.map(|lang| (*lang, lang.labels().glossary.to_owned()));
    let entries = manuscript.glossary.iter().map(|term| {
        let mut scribe = Scribe::new(languages, &term.id);
        entry(&mut scribe, term)
    });
    let content = El::new("section")
        .attr("epub:type", "glossary")
        .attr("role", "doc-glossary")
        .attr("aria-labelledby", TITLE_ID)
        .with(El::new("h1").id(TITLE_ID).with_all(Spoken::from(&label).inline()))
        .with(El::new("dl").with_all(entries));
    let (lead, title) = label.lead();
    let root = page::frame(lead, title, Matter::Back, [content]);
    let name = page::GLOSSARY.to_owned();
    let stop = Stop {
        href: name.clone(),
        label,
        inner: Vec::new(),
    };
    Some((Page { name, root }, stop))
}

fn entry<'m>(scribe: &mut Scribe<'m>, entry: &'m Entry<'m>) -> El {
    let term = El::new("dfn").with_all(scribe.line(entry.term).inline());
    let definition = entry.definition.map(|text| scribe.line(text).inline());
    let definition = definition.unwrap_or_default();
    El::new("div")
        .class("entry")
        .id(&entry.id)
        .with(El::new("dt").attr("epub:type", "glossterm").with(term))
        .with(
            El::new("dd")
                .attr("epub:type", "glossdef")
                .with_all(definition),
        )
}
