//! Compares the notes of a text with those of its translation.

use std::collections::BTreeSet;

use super::Lower;
use crate::book::{Note, NoteKind, Text};
use crate::diagnostics::{Code, Diagnostic};
use crate::lang::{Pair, Side};
use crate::message::{Message, message};

impl Lower<'_> {
    /// Reports notes without a twin in the other language.
    pub(super) fn same_notes(&mut self, a: &Text, b: &Text) {
        let notes = Pair {
            a: a.notes(),
            b: b.notes(),
        };
        let found = self.unpaired(&notes);
        let Some(((message, hint), at)) = found.zip(a.at) else {
            return;
        };
        let mut diagnostic = Diagnostic::new(Code::PairNotes, message).at(at).hint(hint);
        if let Some(other) = b.at.filter(|other| *other != at) {
            diagnostic = diagnostic.label(other, message!("its translation"));
        }
        self.say(diagnostic);
    }

    /// What is wrong with the notes of a pair of texts, and what to do.
    fn unpaired(&self, notes: &Pair<Vec<&Note>>) -> Option<(Message, Message)> {
        let keys = notes.map(|notes| {
            let keyed = notes.iter().filter(|note| !note.is_alone);
            keyed
                .filter_map(|note| note.key.as_deref())
                .collect::<BTreeSet<_>>()
        });
        let lacks = |own: &BTreeSet<&str>, other: &BTreeSet<&str>, side: Side| {
            let key = own.difference(other).next()?;
            let lang = self.shared.languages.get(side).tag();
            Some((
                message!("the note `{}` is missing in `{}`", key, lang),
                message!(
                    "write `#{}` after the note that translates it, or `.only` after one without a translation",
                    key
                ),
            ))
        };
        let missing = lacks(&keys.a, &keys.b, Side::B);
        if let Some(missing) = missing.or_else(|| lacks(&keys.b, &keys.a, Side::A)) {
            return Some(missing);
        }
        let unkeyed = notes.map(|notes| {
            let paired = notes
                .iter()
                .filter(|note| note.key.is_none() && !note.is_alone);
            paired.map(|note| note.kind).collect::<Vec<NoteKind>>()
        });
        let (in_a, in_b) = (unkeyed.a.len(), unkeyed.b.len());
        if in_a != in_b {
            return Some((
                message!(
                    "the two languages have different numbers of notes: {} and {}",
                    in_a,
                    in_b
                ),
                message!(
                    "notes come in pairs; give both languages the same number of `^[…]`, and write `^[…]{}` for one \
                     without a translation",
                    "{.only}"
                ),
            ));
        }
        let kind_of = |notes: &[&Note], key: &str| {
            let mut notes = notes.iter();
            let found = notes.find(|note| note.key.as_deref() == Some(key));
            found.map(|note| note.kind)
        };
        let differ = |kind: NoteKind| {
            let count = |kinds: &[NoteKind]| kinds.iter().filter(|one| **one == kind).count();
            count(&unkeyed.a) != count(&unkeyed.b)
        };
        let kinds = [NoteKind::Author, NoteKind::Translator, NoteKind::Editor];
        let is_mixed = kinds.into_iter().any(differ)
            || keys
                .a
                .iter()
                .any(|key| kind_of(&notes.a, key) != kind_of(&notes.b, key));
        is_mixed.then(|| {
            (
                message!("the two languages have notes of different kinds"),
                message!("write `.translator` or `.editor` after a note in both languages"),
            )
        })
    }
}
