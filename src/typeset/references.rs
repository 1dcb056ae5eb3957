//! The pages of references: `Figure 1.1 (page 37)`.
//!
//! They are ordinary words of their texts, so that lines break where they do when texts are measured. The number of a page
//! that is not laid out yet is guessed; [`links`](super::links) replaces its digits.

use std::collections::BTreeMap;

use super::links::{PAGE, SCHEME};
use crate::book::{BIBLIOGRAPHY, Inline, Note, Target, Text};
use crate::lang::{Lang, fill};
use crate::pagination::PartPages;

use super::split_spreads::RECTO;

/// The pages that the texts of a source may refer to.
#[derive(Debug, Default)]
pub struct ReferencePages {
    /// The page of each anchor as printed for the languages of the edition, by their places.
    pages: BTreeMap<String, [String; 2]>,
    /// Whether the numbers may be guesses, so that their links have addresses of ours.
    are_guesses: bool,
}

impl ReferencePages {
    /// The pages at these values of Typst's page counter, which counts spreads if each language has pages of its own.
    pub fn guessed(numbers: &BTreeMap<String, u64>, has_own_pages: bool) -> Self {
        let pages = numbers.iter().map(|(id, number)| {
            let folio = |place: u64| {
                let own = (number * 2 + place).saturating_sub(2).max(1);
                if has_own_pages { own } else { *number }.to_string()
            };
            (id.clone(), [folio(0), folio(1)])
        });
        Self {
            pages: pages.collect(),
            are_guesses: true,
        }
    }

    /// The pages of an edition that is laid out. Those of its front matter are not referred to, because its folios are
    /// known last.
    pub fn known(parts: &[PartPages]) -> Self {
        let labels = PartPages::anchors(parts);
        let in_text = |label: &&str| label.bytes().all(|byte| byte.is_ascii_digit());
        let pages = labels.iter().filter(|(_, label)| in_text(label));
        let pages = pages.map(|(id, label)| {
            let second = labels.get(format!("{id}{RECTO}").as_str());
            let second = second.unwrap_or(label);
            (
                (*id).to_owned(),
                [(*label).to_owned(), (*second).to_owned()],
            )
        });
        Self {
            pages: pages.collect(),
            are_guesses: false,
        }
    }

    /// A text with the pages of its references, in the language at a place.
    pub fn added(&self, text: &Text, lang: &Lang, place: usize) -> Text {
        Text {
            inlines: self.all(&text.inlines, lang, place),
            ..Text::default()
        }
    }

    fn all(&self, list: &[Inline], lang: &Lang, place: usize) -> Vec<Inline> {
        let mut out = Vec::new();
        let all = |list: &[Inline]| self.all(list, lang, place);
        for inline in list {
            out.push(match inline {
                Inline::Emph(inner) => Inline::Emph(all(inner)),
                Inline::Strong(inner) => Inline::Strong(all(inner)),
                Inline::Span { kind, text } => Inline::Span {
                    kind: kind.clone(),
                    text: all(text),
                },
                Inline::Note(note) => Inline::Note(Note {
                    text: all(&note.text),
                    ..note.clone()
                }),
                Inline::Plain(_)
                | Inline::Code(_)
                | Inline::Formula(_)
                | Inline::Link { .. }
                | Inline::Ruby { .. }
                | Inline::Blank { .. }
                | Inline::Reference { .. }
                | Inline::Index(_)
                | Inline::Picture(_)
                | Inline::Break => inline.clone(),
            });
            if let Inline::Reference { target, .. } = inline {
                out.extend(self.page(target, lang, place).into_iter().flatten());
            }
        }
        out
    }

    /// The page of what a reference leads to, in parentheses.
    fn page(&self, target: &Target, lang: &Lang, place: usize) -> Option<[Inline; 3]> {
        let Target::Anchor { id, chapter } = target else {
            return None;
        };
        // A citation is found in the list by its words.
        if chapter == BIBLIOGRAPHY {
            return None;
        }
        let number = self.pages.get(id)?.get(place)?;
        let labels = lang.labels();
        let words = fill(labels.page, number).replace(' ', "\u{a0}");
        let text = vec![Inline::Plain(words)];
        let link = if self.are_guesses {
            let url = format!("{SCHEME}{PAGE}{id}");
            Inline::Link { url, text }
        } else {
            let target = target.clone();
            Inline::Reference { target, text }
        };
        let (open, close) = labels.brackets.split_once("{}")?;
        let plain = |words: &str| Inline::Plain(words.to_owned());
        Some([plain(open), link, plain(close)])
    }
}
