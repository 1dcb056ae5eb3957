//! Verse: a paragraph for each line, so that a line that turns over can hang.

use super::localized_nodes::LocalizedNodes;
use super::text_writer::TextWriter;
use super::xml::El;
use crate::manuscript::{VerseLineItem, VersePiece};

pub fn verse<'m>(texts: &mut TextWriter<'m>, verse: &'m VersePiece<'m>) -> El {
    let title = verse.title;
    let title = title.map(|title| texts.short(title).block("p", "verse-title"));
    let mut stanzas = Vec::new();
    for stanza in &verse.stanzas {
        let lines = stanza.iter().map(|item| line(texts, item));
        let all = lines.reduce(LocalizedNodes::and);
        stanzas.extend(all.map(|all| all.block("div", "stanza")));
    }
    let source = verse.source;
    let source = source.map(|source| texts.short(source).block("p", "source"));
    El::new("div")
        .class("verse")
        .with_all(title)
        .with_all(stanzas)
        .with_all(source)
}

fn line<'m>(texts: &mut TextWriter<'m>, item: &'m VerseLineItem<'m>) -> LocalizedNodes<'m> {
    let mut indents = item.indent.iter().copied();
    texts.line(item.text).map(|_, nodes| {
        let mut class = "line".to_owned();
        match indents.next() {
            Some(0) | None => {}
            Some(indent) => class.extend([" in-", &indent.to_string()]),
        }
        let line = El::new("p");
        let line = match item.number {
            Some(number) => line
                .class(format!("{class} numbered"))
                .attr("data-number", number.to_string()),
            None => line.class(class),
        };
        vec![line.with_all(nodes).into()]
    })
}
