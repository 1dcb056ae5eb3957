//! Notes.

use super::Inline;

/// A footnote, or an endnote in an e-book.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    pub kind: NoteKind,
    /// What pairs it with a note of the translation. Those without are paired in their order.
    pub key: Option<String>,
    /// Whether the translation has no such note.
    pub is_alone: bool,
    pub text: Vec<Inline>,
}

/// Whose note it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NoteKind {
    #[default]
    Author,
    Translator,
    Editor,
}

impl NoteKind {
    /// The mark of the `number`-th note of this kind, from 1: a number, or a letter, so that all marks differ.
    pub fn mark(self, number: usize) -> String {
        match self {
            Self::Author => number.to_string(),
            Self::Translator => letters(number, 'a'),
            Self::Editor => letters(number, 'A'),
        }
    }
}

/// A number from 1 in letters: `a` to `z`, then `aa`.
fn letters(number: usize, first: char) -> String {
    let mut out = Vec::new();
    let mut left = number;
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or_default();
        out.push(char::from(first as u8 + digit));
        left = (left - 1) / 26;
    }
    out.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_of_each_kind_have_marks_of_their_own() {
        assert_eq!(NoteKind::Author.mark(12), "12");
        let marks = [1, 26, 27, 702, 703].map(|number| NoteKind::Translator.mark(number));
        assert_eq!(marks, ["a", "z", "aa", "zz", "aaa"]);
        assert_eq!(NoteKind::Editor.mark(2), "B");
    }
}
