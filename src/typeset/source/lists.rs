//! Lists that are not running text: their items hold further pieces, terms, check boxes or anchors.

use super::{Writer, pair, string};
use crate::book::{Inline, SpanKind};
use crate::edition::Arrangement;
use crate::lang::{Lang, is_wide};
use crate::manuscript::{ItemMark, ItemPiece, ListPiece, Localized};

/// The widest number that hangs before its item, in em. A wider one begins the text.
const WIDEST: f64 = 3.3;

/// The indent of lists in a language, in em; `step` in `kit.typ`.
pub fn step(lang: &Lang) -> f64 {
    if lang.is_cjk() { 2.0 } else { 1.6 }
}

/// The estimated width of a number or a name, in em.
pub(super) fn width(number: &str) -> f64 {
    let each = number.chars().map(|c| match c {
        _ if is_wide(c) || ('①'..='㊿').contains(&c) => 1.0,
        '.' | ',' | '(' | ')' | ' ' | 'i' | 'l' => 0.33,
        'A'..='Z' | 'm' | 'w' => 0.75,
        _ => 0.55,
    });
    each.sum()
}

impl<'a> Writer<'a> {
    /// The arguments for the numbers of a list: its marks, and the room that each language leaves before the text if it
    /// is not the usual one.
    pub(super) fn marks(&self, list: &ListPiece<'a>) -> Vec<String> {
        let marks: Option<Vec<String>> = list.items.iter().map(|item| mark(item)).collect();
        let Some(marks) = marks else {
            return Vec::new();
        };
        let mut arguments = vec![format!("marks: ({},)", marks.join(", "))];
        arguments.extend(self.room(list));
        arguments
    }

    fn room(&self, list: &ListPiece<'a>) -> Option<String> {
        let rooms = self.mark_rooms(list);
        let is_usual = rooms.zip(self.languages);
        let is_usual = is_usual
            .iter()
            .all(|(room, lang)| (room - step(lang)).abs() < 0.01);
        (!is_usual).then(|| format!("room: {}", ems(rooms)))
    }

    /// The room before the texts of a list, in em; none if its numbers begin the texts.
    fn mark_rooms(&self, list: &ListPiece<'a>) -> Localized<f64> {
        let mut places = 0..;
        self.languages.map(|lang| {
            let place = places.next().unwrap_or_default();
            let widths = list.items.iter().map(|item| match &item.mark {
                ItemMark::Number(number) => number.iter().nth(place).map_or(0.0, |one| width(one)),
                ItemMark::Bullet | ItemMark::Check(_) | ItemMark::Term(_) | ItemMark::Hanging => {
                    0.0
                }
            });
            let widest = widths.fold(0.0, f64::max);
            if widest > WIDEST {
                0.0
            } else {
                let gap = if lang.is_cjk() { 0.6 } else { 0.45 };
                (widest + gap).max(step(lang))
            }
        })
    }

    /// Writes a list item by item, each followed by what it holds.
    pub(super) fn list_piece(&mut self, id: &str, list: &ListPiece<'a>) {
        let rooms = self.mark_rooms(list);
        let usual = self.languages.map(|lang| step(lang));
        let inner = rooms.zip(usual).map(|(room, usual)| room.max(*usual));
        let inner = match self.setting.layout.arrangement {
            // One below the other, both languages show the levels by the same indents.
            Arrangement::Stacked => {
                let widest = inner.iter().copied().fold(0.0, f64::max);
                inner.map(|_| widest)
            }
            Arrangement::Columns | Arrangement::Facing | Arrangement::Single => inner,
        };
        let outer = self.under;
        for (index, item) in list.items.iter().enumerate() {
            self.mark(item.text.text.lead().at);
            let mut arguments = Self::anchors(item, (index == 0).then_some(id));
            arguments.extend(self.under_argument());
            if index > 0 || self.level > 0 {
                arguments.push("tight: true".to_owned());
            }
            if !item.pieces.is_empty() {
                arguments.push("sticky: true".to_owned());
            }
            if list.has_words {
                arguments.push("bold: true".to_owned());
            }
            match &item.mark {
                ItemMark::Term(term) => arguments.push(format!("term: {}", self.title(&term.text))),
                ItemMark::Check(_) | ItemMark::Number(_) => {
                    arguments.extend(mark(item).map(|mark| format!("mark: {mark}")));
                    arguments.extend(self.room(list));
                }
                ItemMark::Hanging => {
                    arguments.push("hanging: true".to_owned());
                    arguments.extend(self.own_directions(item));
                }
                ItemMark::Bullet if self.level > 0 => arguments.push("mark: \"–\"".to_owned()),
                ItemMark::Bullet => {}
            }
            self.under = outer.zip(inner).map(|(outer, room)| outer + room);
            arguments.push(self.body(&item.text));
            self.call("item", &arguments);
            self.level += 1;
            item.pieces.iter().for_each(|piece| self.piece(piece));
            self.level -= 1;
            self.under = outer;
        }
    }

    /// The argument for texts that are wholly in a language which is read in the other direction.
    fn own_directions(&self, item: &ItemPiece<'a>) -> Option<String> {
        let dirs =
            self.languages
                .zip(item.text.text)
                .map(|(lang, text)| match text.inlines.as_slice() {
                    [
                        Inline::Span {
                            kind: SpanKind::Language(own),
                            ..
                        },
                    ] if own.is_rtl() != lang.is_rtl() => own.direction(),
                    _ => "auto",
                });
        let has_own = dirs.iter().any(|dir| *dir != "auto");
        let all: Vec<&str> = dirs.iter().flat_map(|dir| [*dir, ", "]).collect();
        has_own.then(|| format!("dirs: ({})", all.concat()))
    }

    /// The argument for the anchors before an item: those of its list and of itself.
    fn anchors(item: &ItemPiece<'a>, list: Option<&str>) -> Vec<String> {
        let ids: Vec<String> = list.into_iter().chain(item.anchor).map(string).collect();
        match ids.as_slice() {
            [] => vec!["none".to_owned()],
            [one] => vec![one.clone()],
            several => vec![format!("({})", several.join(", "))],
        }
    }

    /// Whether what is written now is inside an item of a list.
    pub(super) fn is_inside(&self) -> bool {
        self.under.iter().any(|under| *under > 0.0)
    }

    /// The argument for the indent of what is inside an item.
    pub(super) fn under_argument(&self) -> Option<String> {
        self.is_inside()
            .then(|| format!("under: {}", ems(self.under)))
    }

    /// The widths of lines of text that stands in the items of lists.
    pub(super) fn rooms_under(&self, rooms: Localized<f64>) -> Localized<f64> {
        /// What a text has at least, however deep its list is nested.
        const LEAST: f64 = 2.0;
        let rooms = rooms.zip(self.under);
        rooms.map(|(room, under)| (room - under).max(LEAST))
    }
}

/// The number or box of an item, in each language if they differ; `None` for a bullet.
fn mark(item: &ItemPiece<'_>) -> Option<String> {
    match &item.mark {
        ItemMark::Bullet | ItemMark::Term(_) | ItemMark::Hanging => None,
        ItemMark::Check(is_checked) => Some(string(if *is_checked { "■" } else { "□" })),
        ItemMark::Number(number) => {
            let first = number.lead();
            Some(if number.iter().all(|one| one == first) {
                string(first)
            } else {
                pair(&number.map(|one| string(one)))
            })
        }
    }
}

/// Lengths in em, one for each language.
pub(super) fn ems(lengths: Localized<f64>) -> String {
    let each = lengths.iter().map(|length| format!("{length:.2}em,"));
    format!("({})", each.collect::<Vec<_>>().join(" "))
}
