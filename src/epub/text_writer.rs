//! Texts in the languages of the edition. A text writer writes one part of a page, and collects its notes until the part
//! ends.

use std::collections::BTreeMap;

use super::inline::Setter;
use super::localized_nodes::LocalizedNodes;
use super::page;
use super::xml::{El, Node, href};
use crate::book::{Inline, NoteKind, Text};
use crate::lang::{Labels, Lang, Pair, fill};
use crate::manuscript::{Localized, LocalizedText, NumberedNotes};

/// A note as a text calls it.
#[derive(Debug, Clone)]
pub struct NoteCall {
    /// Its place among the notes of the part.
    order: usize,
    mark: String,
    kind: NoteKind,
}

/// A note in each language that has it.
struct Note<'m> {
    mark: String,
    kind: NoteKind,
    texts: Vec<(&'m Lang, &'m [Inline])>,
}

/// Writes the texts of one part of a page.
pub struct TextWriter<'m> {
    /// The languages of what is being written.
    pub languages: Localized<&'m Lang>,
    /// Both languages of the book, even if the edition has only one.
    book: &'m Pair<Lang>,
    /// Distinguishes the ids of this part's notes from those of others on the page.
    part: &'m str,
    /// By their order.
    notes: BTreeMap<usize, Note<'m>>,
    /// Whether all languages share what is being written.
    pub is_shared: bool,
}

impl<'m> TextWriter<'m> {
    pub fn new(languages: Localized<&'m Lang>, book: &'m Pair<Lang>, part: &'m str) -> Self {
        Self {
            languages,
            book,
            part,
            notes: BTreeMap::new(),
            is_shared: false,
        }
    }

    /// A text in each language.
    pub fn line(&mut self, line: LocalizedText<'m>) -> LocalizedNodes<'m> {
        let each = self.languages.zip(line.text);
        let numbered = NumberedNotes::of(&line);
        let mut callers = numbered.callers.iter();
        let set = |(lang, text): &(&'m Lang, &'m Text)| {
            let called = callers.next().into_iter().flatten();
            let calls = called.map(|note| {
                let note = &numbered.all[*note];
                NoteCall {
                    order: note.order,
                    mark: note.mark.clone(),
                    kind: note.kind,
                }
            });
            let mut setter = Setter::new(self, lang, calls.collect());
            (*lang, setter.all(&text.inlines))
        };
        each.map(set).into()
    }

    /// A text that may be the same in both languages, such as a name, a number in a cell or a path. Then it is given
    /// once, as in print.
    pub fn short(&mut self, line: LocalizedText<'m>) -> LocalizedNodes<'m> {
        match line.text {
            Localized::Duo { lead, second } if lead.inlines == second.inlines => {
                self.is_shared = true;
                let said = self.line(line);
                self.is_shared = false;
                said.first_only()
            }
            Localized::Duo { .. } | Localized::Solo(_) => self.line(line),
        }
    }

    /// Texts without notes that a language may lack, each as an element in its language.
    pub fn each_alone(&mut self, texts: Localized<&'m Option<Text>>) -> Vec<El> {
        let mut all = Vec::new();
        for (lang, text) in self.languages.zip(texts).iter() {
            if let Some(text) = text {
                let nodes = Setter::new(self, lang, Vec::new()).all(&text.inlines);
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

    /// Keeps a note, and returns the mark that refers to it. If both languages refer to the note, its link back leads
    /// to the first.
    pub fn call(&mut self, call: NoteCall, lang: &'m Lang, note: &'m [Inline]) -> Node {
        let NoteCall { order, mark, kind } = call;
        let mut link = El::new("a")
            .attr("epub:type", "noteref")
            .attr("role", "doc-noteref")
            .attr("href", href("", &self.note_id(&mark)));
        if !self.notes.contains_key(&order) {
            link = link.id(&self.call_id(&mark));
        }
        let link = link.with(mark.as_str());
        let texts = Vec::new();
        let kept = self
            .notes
            .entry(order)
            .or_insert(Note { mark, kind, texts });
        kept.texts.push((lang, note));
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
        Some(section.with_all(notes.map(|(_, note)| self.note(note))))
    }

    fn note(&mut self, note: Note<'m>) -> El {
        let Note { mark, kind, texts } = note;
        let alone = match (self.languages, texts.as_slice()) {
            (Localized::Duo { .. }, [(lang, _)]) => Some(*lang),
            (Localized::Duo { .. } | Localized::Solo(_), _) => None,
        };
        let set = |(lang, inlines)| (lang, Setter::new(self, lang, Vec::new()).all(inlines));
        let said: LocalizedNodes<'m> = texts.into_iter().map(set).collect();
        let said = match kind {
            NoteKind::Author => said,
            NoteKind::Translator => {
                said.labelled(|labels| format!("{}{}", labels.translator_note, labels.colon))
            }
            NoteKind::Editor => {
                said.labelled(|labels| format!("{}{}", labels.editor_note, labels.colon))
            }
        };
        // The link back is at the beginning of the note, where Kindle requires it.
        let said = said.prepend_to_first(|labels| {
            let back = El::new("a")
                .attr("role", "doc-backlink")
                .attr("href", href("", &self.call_id(&mark)))
                .attr("aria-label", fill(labels.note_back, &mark))
                .with(mark.as_str());
            vec![back.into(), " ".into()]
        });
        El::new("aside")
            .id(&self.note_id(&mark))
            .attr("epub:type", "footnote")
            .attr("role", "doc-footnote")
            .with(match alone {
                Some(lang) => page::in_language(said.block("p", ""), lang),
                None => said.block("p", ""),
            })
    }

    fn note_id(&self, mark: &str) -> String {
        format!("note.{}.{mark}", self.part)
    }

    fn call_id(&self, mark: &str) -> String {
        format!("call.{}.{mark}", self.part)
    }
}
