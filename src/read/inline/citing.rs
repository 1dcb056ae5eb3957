//! Citations of works in a text.

use std::ops::Range;

use super::{InlineReader, Inside, Markup, Problem};
use crate::book::{Inline, Note};
use crate::read::citations;
use crate::read::markup::CitedWork;

/// Whether only one language has something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IsAlone(pub bool);

/// What a text needs to know to cite works.
pub struct Citing<'a> {
    /// Whether the text may cite works at all.
    pub allowed: bool,
    /// Whether the bibliography has a work with a key; `None` if the book has no bibliography.
    pub has: &'a dyn Fn(&str) -> Option<bool>,
    /// How the citation at a place of the line is printed; `None` while the works that the book cites are being found.
    pub words: &'a dyn Fn(&Range<usize>) -> Option<Vec<Inline>>,
    /// Whether works are cited in notes, and if so, whether in this language alone.
    pub in_notes: Option<IsAlone>,
    /// Whether a place in a work follows the whole citation, so that it can be cited only by itself.
    pub places_follow: bool,
    /// Whether no space precedes citations.
    pub close_up: bool,
}

/// A citation in a text.
#[derive(Debug)]
pub struct FoundCitation {
    /// In bytes of the line.
    pub at: Range<usize>,
    pub works: Vec<CitedWork>,
}

impl InlineReader<'_, '_> {
    /// A citation, in a note where the style asks for one.
    pub(super) fn citation(
        &mut self,
        at: Range<usize>,
        works: Vec<CitedWork>,
        inside: Inside,
        out: &mut Vec<Inline>,
    ) {
        if let Some(outer) = inside.link {
            self.nested(at.clone(), Markup::Citation, outer);
        }
        if !self.context.citing.allowed {
            return self.remark(at, Problem::Citation);
        }
        for work in &works {
            match (self.context.citing.has)(&work.key) {
                Some(true) => {}
                Some(false) => {
                    self.remark(work.at.clone(), Problem::UnknownWork(work.key.clone()));
                }
                None => return self.remark(at, Problem::NoBibliography),
            }
            if let Some((words, place)) = &work.place {
                if citations::place_in_work(words).is_none() {
                    self.remark(place.clone(), Problem::PlaceInWork(words.clone()));
                } else if self.context.citing.places_follow && works.len() > 1 {
                    self.remark(place.clone(), Problem::PlaceAmongWorks);
                }
            }
        }
        let own_note = self.context.citing.in_notes.filter(|_| !inside.note);
        if own_note.is_some() && !self.context.may_note {
            self.remark(at.clone(), Problem::Note);
        }
        let mut printed = (self.context.citing.words)(&at).unwrap_or_default();
        if inside.note
            && let Some(Inline::Plain(last)) = printed.last_mut()
        {
            // The author's note goes on.
            last.truncate(last.trim_end_matches('.').len());
        }
        let length = printed.iter().map(Inline::length).sum();
        self.places.push_whole(length, at.clone());
        match own_note {
            Some(IsAlone(is_alone)) => {
                if works.first().is_some_and(|work| !work.before.is_empty()) {
                    capitalize(&mut printed);
                }
                let note = self.note(Vec::new(), printed);
                out.push(Inline::Note(Note { is_alone, ..note }));
            }
            None => out.extend(printed),
        }
        self.citations.push(FoundCitation { at, works });
    }
}

/// Begins a text with a capital.
fn capitalize(inlines: &mut [Inline]) {
    match inlines.first_mut() {
        Some(Inline::Plain(words)) => {
            let mut letters = words.chars();
            if let Some(first) = letters.next() {
                *words = first.to_uppercase().chain(letters).collect();
            }
        }
        Some(Inline::Reference { text, .. }) => capitalize(text),
        _ => {}
    }
}
