//! Lists the texts that stand in both languages as they are lowered; see [`crate::texts`].

use unicode_segmentation::UnicodeSegmentation;

use super::Lower;
use crate::book::Text;
use crate::lang::{Pair, Side, is_wide};
use crate::read::cjk_spacing::{BREAK, HARD_BREAK};
use crate::read::placed::Placed;
use crate::read::scalar::{Line, Scalar};
use crate::read::shape::RawText;
use crate::source::Span;
use crate::texts::{PairedText, TextSide, Words};

impl Lower<'_> {
    /// Lists a text whose lines become one. `parsed` is what its languages print.
    pub(super) fn list_text(&mut self, at: Span, words: &RawText, parsed: &Pair<Option<&Text>>) {
        let printed = Pair {
            a: parsed.a.map(printed),
            b: parsed.b.map(printed),
        };
        self.list_paired(at, words, false, &printed);
    }

    /// Lists a text whose lines are kept.
    pub(super) fn list_lines(&mut self, at: Span, words: &RawText) {
        self.list_paired(at, words, true, &Pair { a: None, b: None });
    }

    fn list_paired(
        &mut self,
        at: Span,
        words: &RawText,
        is_lined: bool,
        printed: &Pair<Option<String>>,
    ) {
        let RawText::ByLanguage(each) = words else {
            return;
        };
        if !self.shared.is_listing || self.only.is_some() {
            return;
        }
        let side = |side: Side| {
            let lang = self.shared.languages.get(side);
            let Some((_, key, value)) = each.iter().find(|(key, ..)| *key == lang.tag()) else {
                return TextSide::default();
            };
            let raw = value.value.as_ref().and_then(|raw| raw.0.as_deref());
            let raw = raw.filter(|raw| !raw.trim().is_empty());
            let words = raw.map(|raw| {
                let scalar = Scalar::new(raw, self.shared.sources, value.at);
                let placed = as_typed(&scalar, is_lined, lang.is_cjk());
                let printed = printed.get(side).as_deref().unwrap_or(&placed.text);
                Words {
                    count: words_in(printed),
                    characters: printed.chars().filter(|c| !c.is_whitespace()).count(),
                    text: placed.text,
                    places: placed.places,
                }
            });
            TextSide {
                key: Some(key),
                value: Some(value.at),
                words,
            }
        };
        let sides = Pair {
            a: side(Side::A),
            b: side(Side::B),
        };
        if sides.iter().any(|side| side.words.is_some()) {
            self.found.listed.push(PairedText {
                id: String::new(),
                kind: String::new(),
                at,
                is_lined,
                sides,
            });
        }
    }
}

/// A text as an author would type it on one line, or with its lines if these are kept.
pub fn as_typed(scalar: &Scalar<'_>, is_lined: bool, cjk: bool) -> Placed {
    if is_lined {
        let mut placed = Placed::default();
        scalar.push_part(0..scalar.text.trim_end().len(), &mut placed);
        placed
    } else {
        settled(&Line::join(scalar, cjk))
    }
}

/// What a text prints, notes included.
fn printed(text: &Text) -> String {
    let mut all = text.plain();
    for note in text.notes() {
        let note = Text {
            inlines: note.text.clone(),
            ..Text::default()
        };
        all.push(' ');
        all.push_str(&note.plain());
    }
    all
}

/// The number of words, where each Han character or kana is one.
fn words_in(text: &str) -> usize {
    let words = text.unicode_words();
    words
        .map(|word| {
            let wide = word.chars().filter(|c| is_wide(*c)).count();
            wide + usize::from(wide < word.chars().count())
        })
        .sum()
}

/// A line as it would be typed without line breaks. Those beside markup become a space or nothing by the characters
/// beyond it.
fn settled(line: &Line) -> Placed {
    let mut out = Placed::default();
    let mut start = 0;
    let whole = Placed {
        text: line.text.clone(),
        places: line.places.clone(),
    };
    for (at, found) in line.text.match_indices([BREAK, HARD_BREAK]) {
        out.push_part(&whole, start..at);
        start = at + found.len();
        let origin = line.places.origin(at..start);
        if found.starts_with(HARD_BREAK) {
            out.push("\n", origin);
            continue;
        }
        let is_text = |c: &char| !c.is_ascii_punctuation();
        let before = line.text[..at].chars().rev().find(is_text);
        let after = line.text[start..].chars().find(is_text);
        if !before.is_some_and(is_wide) && !after.is_some_and(is_wide) {
            out.push(" ", origin);
        }
    }
    out.push_part(&whole, start..line.text.len());
    out
}
