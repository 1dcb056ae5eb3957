//! Texts in the languages of the edition. A scribe writes one part of a page and keeps the notes that
//! its texts call until the part ends.

use std::collections::BTreeMap;

use super::inline::Setter;
use super::spoken::Spoken;
use super::xml::{El, href};
use crate::book::Inline;
use crate::lang::{Labels, Lang, fill};
use crate::manuscript::{Line, Voices};

/// A note in each language that has it.
type Note<'m> = Vec<(&'m Lang, &'m [Inline])>;

/// Writes the texts of one part of a page.
pub struct Scribe<'m> {
    languages: Voices<&'m Lang>,
    /// Tells this part's notes from those of others on the page.
    part: &'m str,
    notes: BTreeMap<usize, Note<'m>>,
}

impl<'m> Scribe<'m> {
    pub fn new(languages: Voices<&'m Lang>, part: &'m str) -> Self {
        Self {
            languages,
            part,
            notes: BTreeMap::new(),
        }
    }

    /// A text.
    pub fn line(&mut self, line: Line<'m>) -> Spoken<'m> {
        let each = self.languages.zip(line.text);
        let set = each.map(|(lang, text)| (*lang, self.text(lang, text, line.notes_from)));
        Spoken {
            voices: spoken(set),
        }
    }

    /// Texts that are often the same in both languages, such as a number in a cell, once then.
    pub fn cell(&mut self, line: Line<'m>) -> Spoken<'m> {
        let mut said = self.line(line);
        if let Voices::Duo { lead, second } = line.text
            && lead.inlines == second.inlines
        {
            said.voices.truncate(1);
        }
        said
    }

    /// Words of the tool itself.
    pub fn words(&self, mut say: impl FnMut(&'static Labels) -> String) -> Spoken<'m> {
        let set = self
            .languages
            .map(|lang| (*lang, vec![say(lang.labels()).into()]));
        Spoken {
            voices: spoken(set),
        }
    }

    /// The notes called so far, for the part's end.
    pub fn notes(&mut self) -> Option<El> {
        if self.notes.is_empty() {
            return None;
        }
        let title = self.words(|labels| labels.notes.to_owned());
        let section = El::new("section")
            .class("notes")
            .attr("epub:type", "footnotes")
            .with(title.block("p", "notes-title"));
        let notes = std::mem::take(&mut self.notes);
        Some(
            section.with_all(
                notes
                    .into_iter()
                    .map(|(number, note)| self.note(number, note)),
            ),
        )
    }

    fn note(&mut self, number: usize, note: Note<'m>) -> El {
        let voices = note.into_iter().map(|(lang, inlines)| {
            let mut setter = Setter::new(self, lang, None);
            (lang, setter.all(inlines))
        });
        let mut said = Spoken {
            voices: voices.collect(),
        };
        // The number leads back to the call: Kindle wants it at the head of the note.
        if let Some((lang, first)) = said.voices.first_mut() {
            let back = El::new("a")
                .class("note-back")
                .attr("role", "doc-backlink")
                .attr("href", href("", &self.call_id(number)))
                .attr("aria-label", fill(lang.labels().note_back, number))
                .with(number.to_string());
            first.splice(0..0, [back.into(), " ".into()]);
        }
        El::new("aside")
            .id(&self.note_id(number))
            .attr("epub:type", "footnote")
            .attr("role", "doc-footnote")
            .with(said.block("p", ""))
    }

    fn text(&mut self, lang: &'m Lang, text: &'m Text, notes_from: usize) -> Vec<Node> {
        Setter::new(self, lang, Some(notes_from)).all(&text.inlines)
    }

    fn note_id(&self, number: usize) -> String {
        format!("note.{}.{number}", self.part)
    }

    fn call_id(&self, number: usize) -> String {
        format!("call.{}.{number}", self.part)
    }
}
