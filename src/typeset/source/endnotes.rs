//! Notes at the end of their chapter or of the book.

use super::{Writer, number_argument, string};
use crate::edition::NotePlace;
use crate::manuscript::{KeySection, Localized, Manuscript, NOTES, Noted, Section};
use crate::typeset::inline;
use crate::typeset::segments::Lines;

/// The anchor of the notes of a chapter.
pub fn anchor(chapter: &str) -> String {
    format!("notes.{chapter}")
}

impl<'a> Writer<'a> {
    /// Writes the notes at the end of a chapter and of the answers there.
    pub(super) fn notes_of_chapter(&mut self, chapter: &Section<'a>) {
        let own = chapter.noted.iter().map(|noted| (chapter.id, noted));
        let keys = chapter.key.iter();
        let of_key = keys.flat_map(|key| key.noted.iter().map(|noted| (key.id.as_str(), noted)));
        let noted: Vec<(&str, &Noted<'a>)> = own.chain(of_key).collect();
        if self.notes == NotePlace::Chapter && !noted.is_empty() {
            self.call("chapter-notes", &[string(&anchor(chapter.id))]);
            self.listed_notes(&noted);
        }
    }

    /// Writes the notes of a section of the answer key below it.
    pub(super) fn notes_of_key(&mut self, key: &KeySection<'a>) {
        if self.notes == NotePlace::Chapter && !key.noted.is_empty() {
            let noted = key.noted.iter().map(|noted| (key.id.as_str(), noted));
            self.listed_notes(&noted.collect::<Vec<_>>());
        }
    }

    /// Writes the notes after the chapters.
    pub(super) fn endnotes(&mut self, manuscript: &Manuscript<'a>) {
        self.blank();
        self.call("appendix", &[string(NOTES), string("notes")]);
        for (chapter, noted) in manuscript.endnotes() {
            self.of_chapter(chapter, |writer| {
                let mut arguments = vec![string(&anchor(chapter.id))];
                arguments.extend(number_argument(chapter.number));
                let rooms = writer.own(writer.setting.rooms.heading(1));
                let title = &chapter.title.text;
                arguments.push(inline::quoted(title, writer.languages, rooms));
                writer.call("notes-of", &arguments);
                writer.listed_notes(&noted);
            });
        }
    }

    /// Writes the notes of some texts, each with the part of the book by which its notes are known.
    fn listed_notes(&mut self, noted: &[(&str, &Noted<'a>)]) {
        let lines = noted
            .iter()
            .flat_map(|(part, noted)| self.notes_of(part, noted));
        let lines: Vec<String> = lines.map(|note| format!("  {note}\n")).collect();
        self.mark(
            noted
                .first()
                .and_then(|(_, noted)| noted.line.text.lead().at),
        );
        let hash = if self.depth == 0 { "#" } else { "" };
        self.put(&format!("{hash}endnotes((\n{}))", lines.concat()));
    }

    fn notes_of(&mut self, part: &str, noted: &Noted<'a>) -> Vec<String> {
        let count = self.languages.iter().count();
        let (languages, under, alone) = (self.languages, self.under, self.alone);
        let own = noted.only.filter(|_| alone.is_none());
        let own = own.and_then(|place| Some((place, *languages.iter().nth(place)?)));
        if let Some((place, lang)) = own {
            (self.languages, self.alone) = (Localized::Solo(lang), Some(place));
            self.under = Localized::Solo(0.0);
        }
        part.clone_into(&mut self.note_prefix);
        let context = self.text_context(self.rooms(), Lines::Whole);
        let set = inline::at_end(&noted.line, &context, count);
        (self.languages, self.under, self.alone) = (languages, under, alone);
        set
    }
}
