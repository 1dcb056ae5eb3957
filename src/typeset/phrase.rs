//! Texts → Typst expressions. [`string`] is the one way out for what an author wrote.

use crate::book::{Inline, Text};
use crate::edition::Stands;
use crate::lang::{Labels, Lang, is_wide};
use crate::manuscript::{Line, Voices};

use super::bonds::{self, JOINER, NARROW};
use super::cut::RECTO;
use super::segments::{self, Lines, Measured, Parted, Row};
use super::token::{self, BREAK, Part, Room, SOFT_HYPHEN};
use super::{formula, tail};

/// A text as a Typst string literal.
pub fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Nobody would see these in the source.
            BREAK | SOFT_HYPHEN | JOINER => out.push_str(&c.escape_unicode().to_string()),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A text as a string literal, in which long words may break.
pub fn breakable(text: &str, room: Room) -> String {
    string(&token::opened(text, room))
}

/// Words as string literals, those apart that must not be hyphenated: tokens, English names, and what else
/// begins with a capital. Typst has no such rule, and a template would have to look at every word of the book.
fn literals(text: &str, voice: Voice) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut words = String::new();
    let mut set_apart = |words: &mut String, word: &str| {
        if !words.is_empty() {
            out.push(string(&std::mem::take(words)));
        }
        if !word.is_empty() {
            out.push(format!("name({})", string(word)));
        }
    };
    for part in token::parts(text, voice.room) {
        match part {
            Part::Token(token) => set_apart(&mut words, &token),
            Part::Whole(text) if voice.keeps_names => {
                let mut start = 0;
                for (at, word) in names(&text) {
                    words.push_str(&text[start..at]);
                    set_apart(&mut words, word);
                    start = at + word.len();
                }
                words.push_str(&text[start..]);
            }
            Part::Whole(text) | Part::Word(text) => words.push_str(&text),
        }
    }
    set_apart(&mut words, "");
    out.join(" + ")
}

/// The words of a text that begin with a capital and are long enough to be hyphenated, with their places.
fn names(text: &str) -> impl Iterator<Item = (usize, &str)> {
    const SHORTEST: usize = 5;
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word));
    words.filter(|(_, word)| {
        word.starts_with(char::is_uppercase) && word.chars().nth(SHORTEST - 1).is_some()
    })
}

/// A pair of texts that are printed out of their place, as in the contents, whose lines are links themselves:
/// nothing in them is one.
pub fn quoted(texts: &Voices<&Text>, languages: Voices<&Lang>, rooms: Voices<f64>) -> String {
    let voice = voices(texts, languages, rooms);
    let manners = languages.zip(rooms);
    pair(&texts.zip(manners).map(|(text, (lang, room))| {
        let voice = Voice {
            has_links: false,
            ..voice(None, lang, *room)
        };
        whole(&text.inlines, voice, &mut NoNotes)
    }))
}

/// A pair of texts for a line that may have no room for the whole of them, such as a running head: each is a
/// list of strings, of strings with the function that dresses them, and of formulas. Notes, readings and links
/// are left out.
pub fn shortened(texts: &Voices<&Text>) -> String {
    pair(&texts.map(|text| {
        let mut atoms = Vec::new();
        atoms_of(&text.inlines, &|words| words, &mut atoms);
        format!("({},)", atoms.join(", ")).replace("(,)", "()")
    }))
}

fn atoms_of(list: &[Inline], dress: &dyn Fn(String) -> String, atoms: &mut Vec<String>) {
    for inline in list {
        match inline {
            Inline::Plain(text) | Inline::Ruby { base: text, .. } => {
                let dressed = dress("it".to_owned());
                atoms.push(if dressed == "it" {
                    string(text)
                } else {
                    format!("(it => {dressed}, {})", string(text))
                });
            }
            Inline::Code(code) => {
                let dressed = dress("raw(it)".to_owned());
                atoms.push(format!("(it => {dressed}, {})", string(code)));
            }
            Inline::Formula(formula) => atoms.push(dress(formula::inline(formula))),
            Inline::Emph(inner) => {
                atoms_of(inner, &|words| dress(format!("emph({words})")), atoms);
            }
            Inline::Strong(inner) => {
                atoms_of(inner, &|words| dress(format!("strong({words})")), atoms);
            }
            Inline::Link { text, .. } | Inline::Term { text, .. } => atoms_of(text, dress, atoms),
            Inline::Blank { number, width, .. } => {
                atoms.push(string(&crate::book::blank(*number, *width)));
            }
            Inline::Note(_) => {}
        }
    }
}

/// A text by itself, without notes and links of terms.
pub fn words(text: &Text, lang: &Lang, room: f64) -> String {
    let voice = Voice {
        place: None,
        keeps_names: is_english(lang),
        has_links: true,
        room: Room::new(room, lang),
        after_link: false,
        is_rtl: lang.is_rtl(),
        is_han: lang.is_cjk(),
        is_inner: false,
    };
    whole(&text.inlines, voice, &mut NoNotes)
}

/// A pair of texts without notes.
pub fn title(texts: &Voices<&Text>, languages: Voices<&Lang>, rooms: Voices<f64>) -> String {
    let voice = voices(texts, languages, rooms);
    let mut places = 0..;
    let manners = languages.zip(rooms);
    pair(&texts.zip(manners).map(|(text, (lang, room))| {
        let voice = voice(places.next(), lang, *room);
        whole(&text.inlines, voice, &mut NoNotes)
    }))
}

/// The voice of a text by its place and language. Texts that are the same in every language stay the same, so
/// that a layout sees that one may stand for all.
fn voices<'l>(
    texts: &Voices<&Text>,
    languages: Voices<&'l Lang>,
    rooms: Voices<f64>,
) -> impl Fn(Option<usize>, &'l Lang, f64) -> Voice + use<'l> {
    let are_same = are_same(texts);
    let lead = *languages.lead();
    let all_rtl = are_same && languages.iter().any(|lang| lang.is_rtl());
    let all_han = are_same && languages.iter().any(|lang| lang.is_cjk());
    let keeps_names = are_same && languages.iter().any(|lang| is_english(lang));
    let narrowest = rooms.iter().copied().fold(f64::INFINITY, f64::min);
    move |place, lang, room| Voice {
        place,
        keeps_names: keeps_names || is_english(lang),
        has_links: true,
        room: if are_same {
            Room::new(narrowest, lead)
        } else {
            Room::new(room, lang)
        },
        after_link: false,
        is_rtl: all_rtl || lang.is_rtl(),
        is_han: all_han || lang.is_cjk(),
        is_inner: false,
    }
}

fn are_same(texts: &Voices<&Text>) -> bool {
    let first = &texts.lead().inlines;
    texts.iter().all(|text| text.inlines == *first)
}

fn is_english(lang: &Lang) -> bool {
    lang.primary() == "en"
}

/// Words of the tool in a language, marked as English where it has none of its own.
pub fn own(lang: &Lang, say: impl Fn(&Labels<'_>) -> String) -> String {
    let words = string(&say(&lang.labels()));
    if lang.borrows(say) {
        format!("english({words})")
    } else {
        words
    }
}

/// A pair of expressions.
pub fn pair(texts: &Voices<String>) -> String {
    let each: Vec<&str> = texts.iter().map(String::as_str).collect();
    format!("pair({})", each.join(", "))
}

/// The language that a text is in, as far as its expression depends on it.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Voice {
    /// Which of the edition's languages has its terms in its index; without one they are words like others.
    place: Option<usize>,
    keeps_names: bool,
    /// Whether its links lead anywhere.
    has_links: bool,
    room: Room,
    /// Whether a link ends right before the text.
    after_link: bool,
    /// Whether it is read from the right, so that code in it has to say that it is not.
    is_rtl: bool,
    /// Whether it is written in Han or kana.
    is_han: bool,
    /// Whether it stands in other markup.
    is_inner: bool,
}

/// A whole text as an expression.
fn whole(list: &[Inline], voice: Voice, notes: &mut impl NoteCalls) -> String {
    let narrowed = voice.is_han.then(|| bonds::narrow(list)).flatten();
    inlines(narrowed.as_deref().unwrap_or(list), voice, notes)
}

/// A text as an expression: strings and calls joined by `+`.
fn inlines(list: &[Inline], voice: Voice, notes: &mut impl NoteCalls) -> String {
    let mut parts = Vec::new();
    let mut taken = 0;
    for (index, inline) in list.iter().enumerate() {
        let next = list.get(index + 1);
        let before = index.checked_sub(1).map(|index| &list[index]);
        let after_link = match index.checked_sub(1) {
            Some(before) => ends_with_link(&list[before]),
            None => voice.after_link,
        };
        let voice = Voice {
            after_link,
            ..voice
        };
        match inline {
            Inline::Plain(text) => {
                let mut text = &text[std::mem::take(&mut taken)..];
                // A hyphen at the very end of a link would be set after it and still lead somewhere, which PDF's tags
                // cannot say: the letters that go on are not hyphenated.
                if after_link {
                    let is_letter = |c: char| c.is_alphabetic() && !is_wide(c);
                    let rest = text.trim_start_matches(is_letter);
                    let (letters, rest) = text.split_at(text.len() - rest.len());
                    if !letters.is_empty() {
                        parts.push(format!("name({})", string(letters)));
                    }
                    text = rest;
                }
                // A caller stands at the word itself.
                let text = match next {
                    Some(Inline::Note(_)) => text.trim_end(),
                    _ => text,
                };
                if !text.is_empty() {
                    let begins = index == 0 && !voice.is_inner;
                    bare(text, begins, voice, &mut parts);
                }
            }
            Inline::Ruby { .. } | Inline::Formula(_) => {
                // Ruby is Han, and a formula is none.
                let is_han = matches!(inline, Inline::Ruby { .. });
                let is_letter = |c: &char| c.is_alphanumeric() && is_wide(*c) != is_han;
                let boxed = match inline {
                    Inline::Ruby { base, reading } if is_ruby(before) || is_ruby(next) => {
                        format!("ruby({}, {}, beside: true)", string(base), string(reading))
                    }
                    _ => call(inline, voice, notes),
                };
                if last_character(before).as_ref().is_some_and(is_letter) {
                    parts.push("quarter".to_owned());
                }
                // A box may be parted from such a mark; every other one keeps to what is before it.
                let marks = match next {
                    Some(Inline::Plain(text)) => text
                        .split(|c| !"：；…—·～•~―⸺／＼－｜".contains(c))
                        .next()
                        .unwrap_or(""),
                    _ => "",
                };
                taken = marks.len();
                parts.push(if marks.is_empty() {
                    boxed
                } else {
                    format!("together({boxed} + {})", string(marks))
                });
                if marks.is_empty() && first_character(next).as_ref().is_some_and(is_letter) {
                    parts.push("quarter".to_owned());
                }
            }
            Inline::Note(_) => {
                if !last_character(before).is_some_and(is_before_digits) {
                    // No line breaks beside it: the caller of a note never begins a line.
                    parts.push(string(&JOINER.to_string()));
                }
                parts.push(call(inline, voice, notes));
            }
            _ => parts.push(call(inline, voice, notes)),
        }
    }
    if parts.is_empty() {
        "\"\"".to_owned()
    } else {
        parts.join(" + ")
    }
}

/// Whether the last words of a run are those of a link.
fn ends_with_link(inline: &Inline) -> bool {
    match inline {
        Inline::Link { .. } | Inline::Term { .. } => true,
        Inline::Emph(inner) | Inline::Strong(inner) => inner.last().is_some_and(ends_with_link),
        Inline::Plain(_)
        | Inline::Code(_)
        | Inline::Formula(_)
        | Inline::Note(_)
        | Inline::Ruby { .. }
        | Inline::Blank { .. } => false,
    }
}

/// Whether no line breaks between a character and the digits after it (UAX #14).
fn is_before_digits(c: char) -> bool {
    c.is_alphanumeric() && !is_wide(c) || ".,)".contains(c)
}

/// Bare words with what holds them together, narrow marks apart.
fn bare(text: &str, begins: bool, voice: Voice, parts: &mut Vec<String>) {
    let text = bonds::bind(text, voice.is_han, begins);
    let mut rest = text.as_ref();
    while let Some((before, after)) = rest.split_once(NARROW) {
        let mark = before.char_indices().next_back();
        let (words, mark) = before.split_at(mark.map_or(0, |(at, _)| at));
        if !words.is_empty() {
            parts.push(literals(words, voice));
        }
        parts.push(format!("narrow({})", string(mark)));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(literals(rest, voice));
    }
}

fn is_ruby(inline: Option<&Inline>) -> bool {
    matches!(inline, Some(Inline::Ruby { .. }))
}

/// What is no bare words as a call.
fn call(inline: &Inline, voice: Voice, notes: &mut impl NoteCalls) -> String {
    let voice = Voice {
        is_inner: true,
        ..voice
    };
    match inline {
        Inline::Plain(_) => inlines(std::slice::from_ref(inline), voice, notes),
        Inline::Ruby { base, reading } => format!("ruby({}, {})", string(base), string(reading)),
        Inline::Emph(inner) => format!("emph({})", inlines(inner, voice, notes)),
        Inline::Strong(inner) => format!("strong({})", inlines(inner, voice, notes)),
        Inline::Code(code) => {
            let call = format!("raw({})", breakable(code, voice.room.of_code()));
            if voice.is_rtl {
                format!("from-left({call})")
            } else {
                call
            }
        }
        Inline::Link { text, .. } if !voice.has_links => inlines(text, voice, notes),
        Inline::Link { url, text } => {
            format!("link({}, {})", string(url), inlines(text, voice, notes))
        }
        Inline::Formula(formula) => formula::inline(formula),
        Inline::Note(_) => notes.next(),
        Inline::Blank {
            name,
            number,
            width,
        } => {
            let width = voice.room.underscores().min(*width);
            let line = crate::book::blank(*number, width);
            format!("blank({}, {})", string(name), string(&line))
        }
        Inline::Term { id, text } => {
            let text = inlines(text, voice, notes);
            let anchor = string(&crate::manuscript::term_anchor(id));
            match voice.place {
                Some(place) => format!("term({anchor}, {place}, {text})"),
                None => text,
            }
        }
    }
}

/// The first character of bare words or of code.
fn first_character(inline: Option<&Inline>) -> Option<char> {
    match inline? {
        Inline::Plain(text) | Inline::Code(text) => text.chars().next(),
        _ => None,
    }
}

/// The last character of bare words or of code.
fn last_character(inline: Option<&Inline>) -> Option<char> {
    match inline? {
        Inline::Plain(text) | Inline::Code(text) => text.chars().next_back(),
        _ => None,
    }
}

/// A text that may have notes: the language that calls a note first carries it, the other refers to it.
/// Labels of notes begin with `prefix`, the part of the book they belong to.
pub fn body(
    line: &Line<'_>,
    languages: Voices<&Lang>,
    rooms: Voices<f64>,
    prefix: &str,
    lines: Lines<'_>,
    stands: Stands,
) -> String {
    let all: Vec<Vec<&[Inline]>> = line.text.iter().map(|text| text.notes()).collect();
    let notes = Notes {
        line,
        languages,
        rooms,
        prefix,
        count: all.iter().map(Vec::len).max().unwrap_or(0),
        all,
    };
    let voice = voices(&line.text, languages, rooms);
    let manners = languages.zip(rooms);
    if are_same(&line.text) && notes.count == 0 {
        // One expression, so that a layout sees that it may stand once.
        let is_han = languages.iter().any(|lang| lang.is_cjk());
        let voice = voice(Some(0), languages.lead(), *rooms.lead());
        let words = expression(&line.text.lead().inlines, voice, is_han, &mut NoNotes);
        return pair(&languages.map(|_| words.clone()));
    }
    if let Lines::Parted(measured) = lines
        && let Some(parted) = notes.part(measured, stands)
    {
        return notes.segments(&parted, stands);
    }
    let mut places = 0..;
    let texts = line.text.zip(manners).map(|(text, (lang, room))| {
        let place = places.next().unwrap_or_default();
        let mut calls = notes.calls(place, |note| {
            let is_carried = notes.all[..place].iter().any(|notes| note < notes.len());
            if is_carried {
                format!("again({})", notes.id(note))
            } else {
                format!("note({}, {})", notes.id(note), notes.texts(note, |_| true))
            }
        });
        let voice = voice(Some(place), lang, *room);
        let text = expression(&text.inlines, voice, lang.is_cjk(), &mut calls);
        match lines {
            Lines::Measured if notes.count > 0 => {
                format!("measured({}, {place}) + {text}", notes.id(0))
            }
            _ => text,
        }
    });
    pair(&texts)
}

/// The notes of a pair.
struct Notes<'a> {
    line: &'a Line<'a>,
    languages: Voices<&'a Lang>,
    /// How wide the lines of each language are, in em.
    rooms: Voices<f64>,
    /// The part of the book.
    prefix: &'a str,
    /// The notes of each language.
    all: Vec<Vec<&'a [Inline]>>,
    count: usize,
}

impl Notes<'_> {
    fn name(&self, note: usize) -> String {
        let number = self.line.notes_from + note;
        format!("note-{}-{number}", self.prefix)
    }

    fn id(&self, note: usize) -> String {
        string(&self.name(note))
    }

    /// A note's number and its texts in some languages.
    fn texts(&self, note: usize, is_shown: impl Fn(usize) -> bool) -> String {
        let voice = voices(&self.line.text, self.languages, self.rooms);
        let manners = self.languages.zip(self.rooms);
        let texts = self.all.iter().zip(manners.iter()).enumerate();
        let bodies: Vec<String> = texts
            .map(|(place, (notes, (lang, room)))| match notes.get(note) {
                Some(text) if is_shown(place) => {
                    whole(text, voice(Some(place), lang, *room), &mut NoNotes)
                }
                _ => "none".to_owned(),
            })
            .collect();
        let number = self.line.notes_from + note;
        format!("{number}, ({},)", bodies.join(", "))
    }

    /// What stands for the notes of a language.
    fn calls(&self, place: usize, call: impl Fn(usize) -> String) -> Calls {
        Calls {
            calls: (0..self.all[place].len()).map(call).collect(),
            next: 0,
        }
    }

    /// The texts in segments, where their lines have been measured.
    fn part(&self, measured: &Measured, stands: Stands) -> Option<Parted> {
        if self.count == 0 {
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
            .map(|place| measured.get(&key(place)).map(Vec::as_slice))
            .collect();
        Some(segments::part(&texts, &rows?, stands, self.count))
    }

    fn segments(&self, parted: &Parted, stands: Stands) -> String {
        // Which language carries a note, in which row of segments, under which id; on facing pages each by
        // itself, where they do not stand together.
        let mut carried: Vec<(usize, usize, usize, String)> = Vec::new();
        let mut is_joint = Vec::new();
        for (note, callers) in parted.callers.iter().enumerate() {
            let places = callers.iter().enumerate();
            let found: Vec<(usize, usize)> = places
                .filter_map(|(place, caller)| Some(((*caller)?, place)))
                .collect();
            let is_together = found.iter().all(|(row, _)| *row == found[0].0);
            is_joint.push(is_together || stands != Stands::Pages);
            if is_joint[note] {
                let first = found.iter().min().copied();
                carried.extend(first.map(|(row, place)| (row, place, note, self.id(note))));
            } else {
                carried.extend(found.into_iter().map(|(row, place)| {
                    let id = match place {
                        0 => self.id(note),
                        _ => string(&format!("{}{RECTO}", self.name(note))),
                    };
                    (row, place, note, id)
                }));
            }
        }
        carried.sort();
        let voice = voices(&self.line.text, self.languages, self.rooms);
        let mut places = 0..;
        let manners = self.languages.zip(self.rooms);
        let texts = self.line.text.zip(manners).map(|(_, (lang, room))| {
            let place = places.next().unwrap_or_default();
            let mut calls = self.calls(place, |note| {
                let own =
                    |(_, at, of, _): &&(usize, usize, usize, String)| (*at, *of) == (place, note);
                let Some((row, _, _, id)) = carried.iter().find(own) else {
                    let row = parted.callers[note][place];
                    let first = carried.iter().find(|(other, ..)| Some(*other) == row);
                    // Typst looks for room for the first footnote of a block alone.
                    let is_before = first.is_some_and(|(_, at, of, _)| (place, note) < (*at, *of));
                    return if is_before {
                        format!("seen({}, {})", self.id(note), self.line.notes_from + note)
                    } else {
                        format!("again({})", self.id(note))
                    };
                };
                let texts =
                    |note: usize, place| self.texts(note, |other| is_joint[note] || other == place);
                let mut same_row = carried.iter().filter(|(other, ..)| other == row);
                let is_first = same_row.next().is_some_and(|(.., first)| first == id);
                let others: Vec<String> = same_row
                    .map(|(_, place, note, _)| format!("({}), ", texts(*note, *place)))
                    .collect();
                let others = if is_first && !others.is_empty() {
                    format!(", others: ({})", others.concat())
                } else {
                    String::new()
                };
                format!("note({id}, {}{others})", texts(note, place))
            });
            let voice = voice(Some(place), lang, *room);
            let segments = &parted.texts[place];
            let each = segments.iter().enumerate().map(|(index, segment)| {
                let mut arguments = vec![segment.row.to_string()];
                if segment.is_whole {
                    arguments.push("whole: true".to_owned());
                }
                let mut inlines = segment.inlines.clone();
                if segment.is_hyphenated {
                    arguments.push("hyphen: true".to_owned());
                    inlines.push(Inline::Plain("\u{ad}".to_owned()));
                }
                let is_end = index + 1 == segments.len();
                let words = expression(&inlines, voice, is_end && lang.is_cjk(), &mut calls);
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

/// A paragraph as an expression, the end of a Han one kept together.
fn expression(list: &[Inline], voice: Voice, is_han: bool, notes: &mut impl NoteCalls) -> String {
    let narrowed = is_han.then(|| bonds::narrow(list)).flatten();
    let list = narrowed.as_deref().unwrap_or(list);
    let end = is_han.then(|| tail::part(list)).flatten();
    // A column that is too narrow for the end would be left by it.
    let end = end.filter(|(_, end)| !voice.room.is_exceeded_by(&plain(end)));
    match end {
        Some((words, end)) => {
            let words = inlines(&words, voice, notes);
            format!("{words} + together({})", inlines(&end, voice, notes))
        }
        None => inlines(list, voice, notes),
    }
}

/// The words of an end.
fn plain(list: &[Inline]) -> String {
    let text = Text {
        inlines: list.to_vec(),
        at: None,
    };
    text.plain()
}

/// What stands for a note in a text.
trait NoteCalls {
    fn next(&mut self) -> String;
}

/// Texts in which the reader refuses notes.
struct NoNotes;

impl NoteCalls for NoNotes {
    fn next(&mut self) -> String {
        "\"\"".to_owned()
    }
}

/// What stands for the notes of a language, first to last.
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
