//! Texts with notes. One language has the note itself, the other refers to it.

use crate::book::{Inline, NoteKind};
use crate::edition::{Arrangement, NotePlace};
use crate::lang::{Labels, Lang};
use crate::manuscript::{Localized, LocalizedText, NumberedNotes};
use crate::typeset::references::ReferencePages;
use crate::typeset::segments::{self, Lines, Measured, Parted, Row};
use crate::typeset::split_spreads::RECTO;

use super::{NoNotes, NoteCalls, are_same, contexts, expression, own, pair, string, title, whole};

/// What the anchor of a note's caller has before the id of the note. Templates know it.
const CALLER: &str = "call/";

/// Where a text with notes stands.
pub struct TextContext<'a> {
    pub languages: Localized<&'a Lang>,
    /// The place in its edition of the only language that has the text.
    pub alone: Option<usize>,
    /// Whether it is as wide as the page, for a chapter in that language.
    pub is_whole: bool,
    /// The width of each language's lines, in em.
    pub rooms: Localized<f64>,
    /// The part of the book, with which the labels of its notes begin.
    pub prefix: &'a str,
    pub lines: Lines<'a>,
    pub arrangement: Arrangement,
    /// Where the notes of running text and headings stand.
    pub notes: NotePlace,
    /// The pages that references give.
    pub pages: Option<&'a ReferencePages>,
}

/// A pair of texts that may have notes. The language that calls a note first has the note, the other refers to it.
pub fn body(line: &LocalizedText<'_>, context: &TextContext<'_>) -> String {
    in_print(line, context, complete)
}

/// Does something with a text with all words that it has in print.
fn in_print<T>(
    line: &LocalizedText<'_>,
    context: &TextContext<'_>,
    act: impl FnOnce(&LocalizedText<'_>, &TextContext<'_>) -> T,
) -> T {
    let Some(pages) = context.pages else {
        return act(line, context);
    };
    let mut places = context.alone.unwrap_or_default()..;
    let texts = context.languages.zip(line.text).map(|(lang, text)| {
        let place = places.next().unwrap_or_default();
        pages.added(text, lang, place)
    });
    let line = LocalizedText {
        text: texts.map_ref(),
        ..*line
    };
    act(&line, context)
}

/// Such a pair as it is set.
fn complete(line: &LocalizedText<'_>, context: &TextContext<'_>) -> String {
    let TextContext {
        languages,
        rooms,
        lines,
        arrangement,
        ..
    } = *context;
    let notes = Notes::of(line, context);
    let place_of_notes = context.notes;
    let lines = match place_of_notes {
        NotePlace::Foot => lines,
        NotePlace::Chapter | NotePlace::Book => Lines::Whole,
    };
    let context = contexts(&line.text, languages, rooms);
    let manners = languages.zip(rooms);
    if are_same(&line.text) && notes.numbered.all.is_empty() {
        // Identical expressions, so that a layout recognises the texts as identical and may print them once.
        let is_han = languages.iter().any(|lang| lang.is_cjk());
        let context = context(Some(notes.at(0)), languages.lead(), *rooms.lead());
        let words = expression(&line.text.lead().inlines, context, is_han, &mut NoNotes);
        return pair(&languages.map(|_| words.clone()));
    }
    if let Lines::Parted(measured) = lines
        && let Some(parted) = notes.part(measured, arrangement)
    {
        return notes.segments(&parted, arrangement);
    }
    let mut places = 0..;
    let texts = line.text.zip(manners).map(|(text, (lang, room))| {
        let place = places.next().unwrap_or_default();
        let mut calls = notes.calls(place, |note| {
            if place_of_notes != NotePlace::Foot {
                return notes.far(place_of_notes, place, note);
            }
            let is_carried = (0..place).any(|earlier| notes.text(earlier, note).is_some());
            if is_carried {
                notes.again(note)
            } else {
                format!("note({}, {})", notes.id(note), notes.texts(note, |_| true))
            }
        });
        let context = context(Some(notes.at(place)), lang, *room);
        let text = expression(&text.inlines, context, lang.is_cjk(), &mut calls);
        match lines {
            Lines::Measured if !notes.numbered.all.is_empty() => {
                format!("measured({}, {place}) + {text}", notes.id(0))
            }
            Lines::Kept if !notes.numbered.all.is_empty() => {
                format!("segment(0, whole: true) + {text}")
            }
            Lines::Measured | Lines::Kept | Lines::Whole | Lines::Parted(_) => text,
        }
    });
    pair(&texts)
}

/// A pair of texts whose notes stand below them: their callers are links.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method alone is bound to one lifetime"
)]
pub fn linked(line: &LocalizedText<'_>, context: &TextContext<'_>) -> String {
    calling(line, context, |notes, place, note| notes.near(place, note))
}

/// A heading, which stays on one page together with its notes.
pub fn heading(line: &LocalizedText<'_>, context: &TextContext<'_>) -> String {
    calling(line, context, |notes, place, note| {
        if context.notes != NotePlace::Foot {
            return notes.far(context.notes, place, note);
        }
        if (0..place).any(|earlier| notes.text(earlier, note).is_some()) {
            return notes.again(note);
        }
        // The first note asks for the room of all.
        let all = 0..notes.numbered.all.len();
        let others = all.filter(|other| note == 0 && *other > 0);
        let others: Vec<String> = others
            .map(|other| format!("({}),", notes.texts(other, |_| true)))
            .collect();
        let others = if others.is_empty() {
            String::new()
        } else {
            format!(", others: ({})", others.join(" "))
        };
        format!(
            "note({}, {}{others})",
            notes.id(note),
            notes.texts(note, |_| true)
        )
    })
}

/// A pair of texts that are not paragraphs, with the expression of each call, given its place and its note.
fn calling(
    line: &LocalizedText<'_>,
    context: &TextContext<'_>,
    call: impl Fn(&Notes<'_>, usize, usize) -> String,
) -> String {
    let notes = Notes::of(line, context);
    let first = notes.at(0);
    if notes.numbered.all.is_empty() {
        return title(&line.text, context.languages, context.rooms, first);
    }
    let manner = contexts(&line.text, context.languages, context.rooms);
    let manners = context.languages.zip(context.rooms);
    let mut places = 0..;
    pair(&line.text.zip(manners).map(|(text, (lang, room))| {
        let place = places.next().unwrap_or_default();
        let mut calls = notes.calls(place, |note| call(&notes, place, note));
        let manner = manner(Some(notes.at(place)), lang, *room);
        whole(&text.inlines, manner, &mut calls)
    }))
}

/// The notes of a pair that stand below it, each with its id, its mark and its texts.
pub fn below(line: &LocalizedText<'_>, context: &TextContext<'_>) -> Vec<String> {
    let notes = Notes::of(line, context);
    let each = 0..notes.numbered.all.len();
    // They are set with the functions for the languages of the pair.
    each.map(|note| {
        let bodies = notes.bodies(note, |_| true).join(", ");
        format!("({}, {}, ({bodies},)),", notes.id(note), notes.mark(note))
    })
    .collect()
}

/// The same for notes at the end of a chapter or of the book. There, each has a place for every language, even if a
/// piece of the chapter has only one.
pub fn at_end(line: &LocalizedText<'_>, context: &TextContext<'_>, count: usize) -> Vec<String> {
    in_print(line, context, |line, context| {
        let notes = Notes::of(line, context);
        let each = 0..notes.numbered.all.len();
        each.map(|note| {
            let mut bodies = notes.bodies(note, |_| true);
            if bodies.len() < count {
                let alone = std::mem::take(&mut bodies);
                let first = notes.at(0);
                bodies = (0..count).map(|_| "none".to_owned()).collect();
                for (place, body) in (first..).zip(alone) {
                    bodies[place] = body;
                }
            }
            let bodies = bodies.join(", ");
            format!("({}, {}, ({bodies},)),", notes.id(note), notes.mark(note))
        })
        .collect()
    })
}

/// The notes of a pair.
struct Notes<'a> {
    line: &'a LocalizedText<'a>,
    languages: Localized<&'a Lang>,
    alone: Option<usize>,
    is_whole: bool,
    arrangement: Arrangement,
    /// The width of each language's lines, in em.
    rooms: Localized<f64>,
    /// The part of the book.
    prefix: &'a str,
    numbered: NumberedNotes<'a>,
}

impl<'a> Notes<'a> {
    fn of(line: &'a LocalizedText<'a>, context: &TextContext<'a>) -> Self {
        Self {
            line,
            languages: context.languages,
            alone: context.alone,
            is_whole: context.is_whole,
            arrangement: context.arrangement,
            rooms: context.rooms,
            prefix: context.prefix,
            numbered: NumberedNotes::of(line),
        }
    }

    /// The place in the edition of a language of the text.
    fn at(&self, place: usize) -> usize {
        self.alone.unwrap_or_default() + place
    }

    /// The mark of a note as an expression.
    fn mark(&self, note: usize) -> String {
        let note = &self.numbered.all[note];
        match note.kind {
            NoteKind::Author => note.mark.clone(),
            NoteKind::Translator | NoteKind::Editor => string(&note.mark),
        }
    }

    fn name(&self, note: usize) -> String {
        format!("note-{}-{}", self.prefix, self.numbered.all[note].mark)
    }

    /// A note in the language at a place.
    fn text(&self, place: usize, note: usize) -> Option<&[Inline]> {
        let note = self.numbered.all[note].notes[place]?;
        Some(&note.text)
    }

    /// A caller of a note that is set elsewhere.
    fn again(&self, note: usize) -> String {
        format!("note-again({}, {})", self.id(note), self.mark(note))
    }

    /// A caller that is only a link to its note.
    fn link(&self, note: usize) -> String {
        format!("note-link({}, {})", self.id(note), self.mark(note))
    }

    /// The caller of a note below its text.
    fn near(&self, place: usize, note: usize) -> String {
        format!("note-call({})", self.linked(place, note))
    }

    /// The caller of a note at the end of the chapter or of the book.
    fn far(&self, of: NotePlace, place: usize, note: usize) -> String {
        let name = match of {
            NotePlace::Foot | NotePlace::Chapter => "note-call",
            NotePlace::Book => "endnote-call",
        };
        format!("{name}({})", self.linked(place, note))
    }

    /// The arguments of a caller from which and to which links lead. On facing pages, each language leads to its own.
    fn linked(&self, place: usize, note: usize) -> String {
        let is_second = (0..place).any(|earlier| self.text(earlier, note).is_some());
        let own = if is_second && self.arrangement == Arrangement::Facing {
            RECTO
        } else {
            ""
        };
        let anchor = string(&format!("{CALLER}{}{own}", self.name(note)));
        format!("{}, {}, {anchor}", self.id(note), self.mark(note))
    }

    fn id(&self, note: usize) -> String {
        string(&self.name(note))
    }

    /// The texts of a note in those languages for which `is_shown` is true; `none` for others.
    fn bodies(&self, note: usize, is_shown: impl Fn(usize) -> bool) -> Vec<String> {
        let context = contexts(&self.line.text, self.languages, self.rooms);
        let manners = self.languages.zip(self.rooms);
        let kind = self.numbered.all[note].kind;
        let texts = manners.iter().enumerate();
        let bodies = texts.map(|(place, (lang, room))| match self.text(place, note) {
            Some(text) if is_shown(place) => {
                let context = context(Some(self.at(place)), lang, *room);
                let words = whole(text, context, &mut NoNotes);
                match kind_words(kind, lang) {
                    Some(kind) => format!("{kind} + {words}"),
                    None => words,
                }
            }
            _ => "none".to_owned(),
        });
        bodies.collect()
    }

    /// The number of a note and its texts in those languages for which `is_shown` is true, as arguments.
    fn texts(&self, note: usize, is_shown: impl Fn(usize) -> bool) -> String {
        let bodies = self.bodies(note, is_shown);
        if self.is_whole {
            let body = bodies.concat();
            return format!("{}, (place: {}, body: {body})", self.mark(note), self.at(0));
        }
        // The entry of a note has a text in each language of the edition, or none.
        let before = std::iter::repeat_n("none".to_owned(), self.at(0));
        let bodies: Vec<String> = before.chain(bodies).collect();
        format!("{}, ({},)", self.mark(note), bodies.join(", "))
    }

    /// The expressions of a language's notes.
    fn calls(&self, place: usize, call: impl Fn(usize) -> String) -> Calls {
        Calls {
            calls: self.numbered.callers[place]
                .iter()
                .map(|note| call(*note))
                .collect(),
            next: 0,
        }
    }

    /// The texts split into segments, if their lines have been measured.
    fn part(&self, measured: &Measured, arrangement: Arrangement) -> Option<Parted> {
        if self.numbered.all.is_empty() {
            return None;
        }
        let texts: Vec<&[Inline]> = self
            .line
            .text
            .iter()
            .map(|text| &text.inlines[..])
            .collect();
        let key = |place| (self.name(0), place);
        let rows: Option<Vec<&[Row]>> = (0..texts.len())
            .map(|place| measured.texts.get(&key(place)).map(Vec::as_slice))
            .collect();
        let height = |note| measured.notes.get(&self.name(note)).copied();
        let notes: Vec<f64> = (0..self.numbered.all.len())
            .map(|note| height(note).unwrap_or_default())
            .collect();
        let page = measured.page;
        let calls = &self.numbered.callers;
        Some(segments::part(
            &texts,
            &rows?,
            calls,
            arrangement,
            &notes,
            page,
        ))
    }

    fn segments(&self, parted: &Parted, arrangement: Arrangement) -> String {
        // The notes that are set here: row, language, caller, note, id. On facing pages a note whose callers are in
        // different rows is set once for each language.
        let mut carried: Vec<(usize, usize, usize, usize, String)> = Vec::new();
        let caller = |place: usize, note: usize| {
            let mut callers = self.numbered.callers[place].iter();
            callers
                .position(|called| *called == note)
                .unwrap_or_default()
        };
        let mut is_joint = Vec::new();
        for (note, callers) in parted.callers.iter().enumerate() {
            let places = callers.iter().enumerate();
            let found: Vec<(usize, usize)> = places
                .filter_map(|(place, caller)| Some(((*caller)?, place)))
                .collect();
            let is_together = found.iter().all(|(row, _)| *row == found[0].0);
            is_joint.push(is_together || arrangement != Arrangement::Facing);
            if is_joint[note] {
                let first = found.iter().min().copied();
                carried
                    .extend(first.map(|(row, place)| {
                        (row, place, caller(place, note), note, self.id(note))
                    }));
            } else {
                carried.extend(found.into_iter().map(|(row, place)| {
                    let id = match place {
                        0 => self.id(note),
                        _ => string(&format!("{}{RECTO}", self.name(note))),
                    };
                    (row, place, caller(place, note), note, id)
                }));
            }
        }
        carried.sort();
        let context = contexts(&self.line.text, self.languages, self.rooms);
        let mut places = 0..;
        let manners = self.languages.zip(self.rooms);
        let texts = self.line.text.zip(manners).map(|(_, (lang, room))| {
            let place = places.next().unwrap_or_default();
            let mut calls = self.calls(place, |note| {
                let own = |(_, at, _, of, _): &&(usize, usize, usize, usize, String)| {
                    (*at, *of) == (place, note)
                };
                let Some((row, .., id)) = carried.iter().find(own) else {
                    let row = parted.callers[note][place];
                    let first = carried.iter().find(|(other, ..)| Some(*other) == row);
                    // Typst reserves room for the first footnote of a block only, so a reference before it must not
                    // be a footnote itself.
                    let is_before = first.is_some_and(|(_, at, first, ..)| {
                        (place, caller(place, note)) < (*at, *first)
                    });
                    return if is_before {
                        self.link(note)
                    } else {
                        self.again(note)
                    };
                };
                let texts =
                    |note: usize, place| self.texts(note, |other| is_joint[note] || other == place);
                let mut same_row = carried.iter().filter(|(other, ..)| other == row);
                let is_first = same_row.next().is_some_and(|(.., first)| first == id);
                let others: Vec<String> = same_row
                    .map(|(_, place, _, note, _)| format!("({}), ", texts(*note, *place)))
                    .collect();
                let others = if is_first && !others.is_empty() {
                    format!(", others: ({})", others.concat())
                } else {
                    String::new()
                };
                format!("note({id}, {}{others})", texts(note, place))
            });
            let context = context(Some(self.at(place)), lang, *room);
            let segments = &parted.texts[place];
            let each = segments.iter().enumerate().map(|(index, segment)| {
                let mut arguments = vec![segment.row.to_string()];
                if segment.is_whole {
                    arguments.push("whole: true".to_owned());
                }
                if segment.is_broken {
                    arguments.push("broken: true".to_owned());
                }
                let mut inlines = segment.inlines.clone();
                if segment.is_broken && !lang.is_cjk() {
                    inlines.push(Inline::Plain(" ".to_owned()));
                }
                if segment.is_hyphenated {
                    arguments.push("hyphen: true".to_owned());
                    inlines.push(Inline::Plain("\u{ad}".to_owned()));
                }
                let ends = index + 1 == segments.len() || segment.is_broken;
                let words = expression(&inlines, context, ends && lang.is_cjk(), &mut calls);
                format!("segment({}) + {words}", arguments.join(", "))
            });
            let each: Vec<String> = each.collect();
            if each.is_empty() {
                string("")
            } else {
                each.join(" + ")
            }
        });
        pair(&texts)
    }
}

/// What precedes a note that is not the author's: `译注：`.
fn kind_words(kind: NoteKind, lang: &Lang) -> Option<String> {
    let label = |labels: &Labels<'_>| match kind {
        NoteKind::Author => None,
        NoteKind::Translator => Some(labels.translator_note.to_owned()),
        NoteKind::Editor => Some(labels.editor_note.to_owned()),
    };
    label(&lang.labels())?;
    Some(own(lang, |labels| {
        label(labels).unwrap_or_default() + labels.colon
    }))
}

/// The expressions of a language's notes, in order.
struct Calls {
    calls: Vec<String>,
    next: usize,
}

impl NoteCalls for Calls {
    fn next(&mut self) -> String {
        let call = self.calls.get(self.next).cloned();
        self.next += 1;
        call.unwrap_or_else(|| "\"\"".to_owned())
    }
}
