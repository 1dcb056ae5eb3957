//! Texts in the languages of the edition. A text writer writes one part of a page, and collects its notes until the part
//! ends.

use std::collections::BTreeMap;

use super::inline::Setter;
use super::localized_nodes::LocalizedNodes;
use super::page;
use super::xml::{El, Node, href};
use crate::book::{Inline, Text};
use crate::lang::{Labels, Lang, Pair, fill};
use crate::manuscript::{Localized, LocalizedText};

/// A note in each language that has it.
type Note<'m> = Vec<(&'m Lang, &'m [Inline])>;

/// Writes the texts of one part of a page.
pub struct TextWriter<'m> {
    /// The languages of what is being written.
    pub languages: Localized<&'m Lang>,
    /// Both languages of the book, even if the edition has only one.
    book: &'m Pair<Lang>,
    /// Distinguishes the ids of this part's notes from those of others on the page.
    part: &'m str,
    notes: BTreeMap<usize, Note<'m>>,
}

impl<'m> TextWriter<'m> {
    pub fn new(languages: Localized<&'m Lang>, book: &'m Pair<Lang>, part: &'m str) -> Self {
        Self {
            languages,
            book,
            part,
            notes: BTreeMap::new(),
        }
    }

    /// A text in each language.
    pub fn line(&mut self, line: LocalizedText<'m>) -> LocalizedNodes<'m> {
        let each = self.languages.zip(line.text);
        let set = |(lang, text): &(&'m Lang, &'m Text)| {
            let mut setter = Setter::new(self, lang, Some(line.notes_from));
            (*lang, setter.all(&text.inlines))
        };
        each.map(set).into()
    }

    /// A text that may be the same in both languages, such as a name, a number in a cell or a path. Then it is given
    /// once, as in print.
    pub fn short(&mut self, line: LocalizedText<'m>) -> LocalizedNodes<'m> {
        let said = self.line(line);
        match line.text {
            Localized::Duo { lead, second } if lead.inlines == second.inlines => said.first_only(),
            Localized::Duo { .. } | Localized::Solo(_) => said,
        }
    }

    /// Texts without notes that a language may lack, each as an element in its language.
    pub fn each_alone(&mut self, texts: Localized<&'m Option<Text>>) -> Vec<El> {
        let mut all = Vec::new();
        for (lang, text) in self.languages.zip(texts).iter() {
            if let Some(text) = text {
                let nodes = Setter::new(self, lang, None).all(&text.inlines);
                all.push(page::in_language(El::new("span").with_all(nodes), lang));
            }
        }
        all
    }

    /// One of diglot's own labels.
    pub fn words(&self, say: impl Fn(&Labels<'_>) -> String) -> LocalizedNodes<'m> {
        LocalizedNodes::words(self.languages, say)
    }

    /// The book's other language, for a text in `lang`.
    pub fn other(&self, lang: &Lang) -> &'m Lang {
        if self.book.a == *lang {
            &self.book.b
        } else {
            &self.book.a
        }
    }

    /// Keeps a note, and returns the number that refers to it. If both languages refer to the note, its link back leads
    /// to the first.
    pub fn call(&mut self, number: usize, lang: &'m Lang, note: &'m [Inline]) -> Node {
        let mut link = El::new("a")
            .attr("epub:type", "noteref")
            .attr("role", "doc-noteref")
            .attr("href", href("", &self.note_id(number)));
        if !self.notes.contains_key(&number) {
            link = link.id(&self.call_id(number));
        }
        self.notes.entry(number).or_default().push((lang, note));
        let link = link.with(number.to_string());
        El::new("sup").class("call").with(link).into()
    }

    /// The notes collected so far, for the end of the part.
    pub fn notes(&mut self) -> Option<El> {
        if self.notes.is_empty() {
            return None;
        }
        let title = self.words(|labels| labels.notes.to_owned());
        let section = El::new("section")
            .class("notes")
            .attr("epub:type", "footnotes")
            .with(title.block("p", "notes-title"));
        let notes = std::mem::take(&mut self.notes).into_iter();
        Some(section.with_all(notes.map(|(number, note)| self.note(number, note))))
    }

    fn note(&mut self, number: usize, note: Note<'m>) -> El {
        let alone = match (self.languages, note.as_slice()) {
            (Localized::Duo { .. }, [(lang, _)]) => Some(*lang),
            (Localized::Duo { .. } | Localized::Solo(_), _) => None,
        };
        let set = |(lang, inlines)| (lang, Setter::new(self, lang, None).all(inlines));
        let said: LocalizedNodes<'m> = note.into_iter().map(set).collect();
        // The link back is at the beginning of the note, where Kindle requires it.
        let said = said.prepend_to_first(|labels| {
            let back = El::new("a")
                .attr("role", "doc-backlink")
                .attr("href", href("", &self.call_id(number)))
                .attr("aria-label", fill(labels.note_back, number))
                .with(number.to_string());
            vec![back.into(), " ".into()]
        });
        El::new("aside")
            .id(&self.note_id(number))
            .attr("epub:type", "footnote")
            .attr("role", "doc-footnote")
            .with(match alone {
                Some(lang) => page::in_language(said.block("p", ""), lang),
                None => said.block("p", ""),
            })
    }

    fn note_id(&self, number: usize) -> String {
        format!("note.{}.{number}", self.part)
    }

    fn call_id(&self, number: usize) -> String {
        format!("call.{}.{number}", self.part)
    }
}
