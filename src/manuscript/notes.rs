//! Numbers notes and pairs those of two languages.

use super::LocalizedText;
use crate::book::{Note, NoteKind};

/// How many notes of each kind a part of the book has before a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoteCounts {
    pub author: usize,
    pub translator: usize,
    pub editor: usize,
}

impl NoteCounts {
    /// The number of all notes.
    fn total(self) -> usize {
        self.author + self.translator + self.editor
    }

    fn of(&mut self, kind: NoteKind) -> &mut usize {
        match kind {
            NoteKind::Author => &mut self.author,
            NoteKind::Translator => &mut self.translator,
            NoteKind::Editor => &mut self.editor,
        }
    }
}

/// A text whose notes stand elsewhere.
#[derive(Debug)]
pub struct Noted<'a> {
    pub line: LocalizedText<'a>,
    /// In an edition of two languages, the place of the one that alone has it.
    pub only: Option<usize>,
}

/// A note of a text, with its mark, which no other note of its part has.
#[derive(Debug)]
pub struct NumberedNote<'a> {
    pub kind: NoteKind,
    pub mark: String,
    /// Its place among all notes of its part, from 1.
    pub order: usize,
    /// The note in each language that has it, by place.
    pub notes: Vec<Option<&'a Note>>,
}

/// The notes of a text in order: those of the lead language, then those that only the second has.
#[derive(Debug)]
pub struct NumberedNotes<'a> {
    pub all: Vec<NumberedNote<'a>>,
    /// For each language, the note of each of its callers, as an index of `all`.
    pub callers: Vec<Vec<usize>>,
    /// The counts after the text.
    pub after: NoteCounts,
}

impl<'a> NumberedNotes<'a> {
    pub fn of(text: &LocalizedText<'a>) -> Self {
        let texts: Vec<Vec<&'a Note>> = text.text.iter().map(|text| text.notes()).collect();
        let mut numbered = Self {
            all: Vec::new(),
            callers: Vec::new(),
            after: text.notes_before,
        };
        for (place, notes) in texts.iter().enumerate() {
            let mut callers = Vec::new();
            for note in notes {
                let index = numbered.twin(place, note).unwrap_or_else(|| {
                    numbered.add(note.kind, texts.len());
                    numbered.all.len() - 1
                });
                numbered.all[index].notes[place] = Some(note);
                callers.push(index);
            }
            numbered.callers.push(callers);
        }
        numbered
    }

    /// The note of an earlier language that belongs to this one of the language at `place`.
    fn twin(&self, place: usize, note: &Note) -> Option<usize> {
        let mut all = self.all.iter();
        all.position(|one| {
            let earlier = one.notes[..place].iter().flatten().next();
            one.notes[place].is_none()
                && earlier.is_some_and(|other| match (&note.key, &other.key) {
                    (Some(key), Some(other)) => key == other,
                    (None, None) => note.kind == other.kind && !note.is_alone && !other.is_alone,
                    (Some(_), None) | (None, Some(_)) => false,
                })
        })
    }

    fn add(&mut self, kind: NoteKind, places: usize) {
        let count = self.after.of(kind);
        *count += 1;
        let mark = kind.mark(*count);
        self.all.push(NumberedNote {
            kind,
            mark,
            order: self.after.total(),
            notes: vec![None; places],
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Inline, Text};
    use crate::manuscript::Localized;

    fn text(notes: &[(NoteKind, &str)]) -> Text {
        let note = |(kind, mark): &(NoteKind, &str)| {
            Inline::Note(Note {
                kind: *kind,
                key: mark.strip_prefix('#').map(str::to_owned),
                is_alone: *mark == "only",
                text: Vec::new(),
            })
        };
        Text {
            inlines: notes.iter().map(note).collect(),
            ..Text::default()
        }
    }

    #[test]
    fn notes_are_paired_by_their_keys_or_in_order() {
        use NoteKind::{Author, Translator};
        let lead = text(&[
            (Author, "#x"),
            (Author, ""),
            (Translator, "only"),
            (Author, "#y"),
        ]);
        let second = text(&[
            (Author, "#y"),
            (Author, "#x"),
            (Author, ""),
            (Translator, ""),
        ]);
        let line = |text| LocalizedText {
            text,
            notes_before: NoteCounts {
                author: 7,
                ..NoteCounts::default()
            },
        };
        let both = line(Localized::Duo {
            lead: &lead,
            second: &second,
        });
        let numbered = NumberedNotes::of(&both);
        let marks: Vec<&str> = numbered.all.iter().map(|note| note.mark.as_str()).collect();
        assert_eq!(marks, ["8", "9", "a", "10", "b"]);
        assert_eq!(numbered.callers, [vec![0, 1, 2, 3], vec![3, 0, 1, 4]]);
        // In an edition of one language they are in its order.
        let alone = line(Localized::Solo(&second));
        let alone = NumberedNotes::of(&alone);
        assert_eq!(alone.callers, [[0, 1, 2, 3]]);
        assert_eq!(alone.after.author, 10);
    }
}
