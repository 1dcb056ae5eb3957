//! What stands before and after the chapters: title page, contents, colophon.

use super::{Writer, joined, number, pair, string, title};
use crate::book::Text;
use crate::manuscript::{Manuscript, PieceKind};

impl<'a> Writer<'a> {
    pub(super) fn title_page(&mut self, manuscript: &Manuscript<'a>) {
        let book = manuscript.book;
        let choose = |pair| self::title(&manuscript.edition.languages.choose(pair));
        let mut arguments = Vec::new();
        if let Some(subtitle) = &book.subtitle {
            arguments.push(format!("subtitle: {}", choose(subtitle)));
        }
        let creators: Vec<String> = book
            .creators
            .iter()
            .map(|creator| {
                let roles = manuscript
                    .languages
                    .map(|lang| string(lang.labels().roles[creator.role as usize]));
                format!("({}, {})", choose(&creator.name), pair(&roles))
            })
            .collect();
        if !creators.is_empty() {
            arguments.push(format!("creators: ({},)", creators.join(", ")));
        }
        if let Some(publisher) = &book.publisher {
            arguments.push(format!("publisher: {}", choose(publisher)));
        }
        self.call("title-page", &arguments);
    }

    pub(super) fn contents(&mut self, manuscript: &Manuscript<'a>) {
        let mut entries = Vec::new();
        for chapter in &manuscript.chapters {
            let number = number(chapter.number);
            entries.push((chapter.id, number, title(&chapter.title.text)));
            for piece in &chapter.pieces {
                if let PieceKind::Heading { level: 1, text } = &piece.kind {
                    entries.push((piece.id, "none".to_owned(), title(&text.text)));
                } else if let PieceKind::Quiz(_) = &piece.kind {
                    let labels = manuscript.languages.map(|lang| string(lang.labels().quiz));
                    entries.push((piece.id, "none".to_owned(), pair(&labels)));
                }
            }
            if let Some(key) = &chapter.key {
                let labels = manuscript
                    .languages
                    .map(|lang| string(lang.labels().answers));
                entries.push((key.id.as_str(), "none".to_owned(), pair(&labels)));
            }
        }
        let labels = |word: fn(&'static crate::lang::Labels) -> &'static str| {
            pair(&manuscript.languages.map(|lang| string(word(lang.labels()))))
        };
        if !manuscript.glossary.is_empty() {
            entries.push(("glossary", "none".to_owned(), labels(|all| all.glossary)));
        }
        if !manuscript.key.is_empty() {
            entries.push(("answers", "none".to_owned(), labels(|all| all.answers)));
        }
        let parts = manuscript.key.iter().map(|part| {
            (
                part.id.clone(),
                number(part.number),
                title(&part.title.text),
            )
        });
        let entries = entries
            .into_iter()
            .map(|(id, number, texts)| (id.to_owned(), number, texts))
            .chain(parts);
        let lines: Vec<String> = entries
            .map(|(id, number, texts)| format!("  {}: ({number}, {texts}),\n", string(&id)))
            .collect();
        self.put(&format!("#contents((\n{}))", lines.concat()));
    }

    pub(super) fn colophon(&mut self, manuscript: &Manuscript<'a>) {
        let book = manuscript.book;
        let languages = manuscript.edition.languages;
        let mut lines = vec![format!("pair({})", joined(&manuscript.title.text))];
        let mut push =
            |words: &crate::lang::Pair<Text>| lines.push(title(&languages.choose(words)));
        if let Some(publisher) = &book.publisher {
            push(publisher);
        }
        if let Some(rights) = &book.rights {
            push(rights);
        }
        let every = |text: String| pair(&manuscript.languages.map(|_| string(&text)));
        if let Some(date) = book.date {
            lines.push(every(format!(
                "{:04}-{:02}-{:02}",
                date.year, date.month, date.day
            )));
        }
        lines.push(every(manuscript.identifier()));
        lines.push(pair(&manuscript.languages.map(|lang| {
            string(&format!(
                "{} diglot {}",
                lang.labels().made_with,
                env!("CARGO_PKG_VERSION")
            ))
        })));
        self.blank();
        self.put(&format!("#colophon((\n  {},\n))", lines.join(",\n  ")));
    }
}
