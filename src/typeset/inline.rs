//! Writes texts as Typst expressions. Whatever an author wrote must go through [`string`].

use crate::book::{Inline, InlinePicture, SpanKind, Target, Text, one_line, spaced};
use crate::lang::{Labels, Lang, is_latin, is_wide};
use crate::manuscript::Localized;

use super::PICTURES;
use super::bonds::{self, JOINER};
use super::token::{self, BREAK, Room, SOFT_HYPHEN};
use super::{formula, runts};

mod index;
mod literals;
mod noted;
mod ruby;
mod spans;

pub use noted::{TextContext, at_end, below, body, heading, linked};

/// A Typst string literal.
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
            // These are invisible, so they are escaped to be seen in the source.
            BREAK | SOFT_HYPHEN | JOINER => out.push_str(&c.escape_unicode().to_string()),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A string literal in which long words may break.
pub fn breakable(text: &str, room: Room) -> String {
    string(&token::opened(text, room))
}

/// A pair of texts quoted elsewhere, such as in the contents, whose lines are links themselves. So links and terms in
/// the texts are not linked. Hard line breaks become spaces.
pub fn quoted(
    texts: &Localized<&Text>,
    languages: Localized<&Lang>,
    rooms: Localized<f64>,
) -> String {
    let lines = texts.map(|text| {
        // Nothing that binds a caller to its word may be left.
        let text = text.without_notes();
        Text {
            inlines: one_line(&text.inlines).unwrap_or(text.inlines),
            ..Text::default()
        }
    });
    unlinked(&lines.map_ref(), languages, rooms)
}

/// A pair of texts without links, for a title page.
pub fn unlinked(
    texts: &Localized<&Text>,
    languages: Localized<&Lang>,
    rooms: Localized<f64>,
) -> String {
    let context = contexts(texts, languages, rooms);
    let manners = languages.zip(rooms);
    pair(&texts.zip(manners).map(|(text, (lang, room))| {
        let context = InlineContext {
            has_links: false,
            ..context(None, lang, *room)
        };
        whole(&text.inlines, context, &mut NoNotes)
    }))
}

/// A pair of texts for a place where they may have to be truncated, such as a running head. Each is a list of atoms:
/// a string, a string with the function that styles it, or a formula. Notes, ruby readings and links are left out.
pub fn shortened(texts: &Localized<&Text>) -> String {
    pair(&texts.map(|text| {
        let mut atoms = Vec::new();
        let line = one_line(&text.inlines);
        let line = line.as_ref().unwrap_or(&text.inlines);
        atoms_of(line, &|words| words, &mut atoms);
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
            Inline::Picture(it) => atoms.push(dress(picture(it))),
            Inline::Emph(inner) => {
                atoms_of(inner, &|words| dress(format!("emph({words})")), atoms);
            }
            Inline::Strong(inner) => {
                atoms_of(inner, &|words| dress(format!("strong({words})")), atoms);
            }
            Inline::Link { text, .. } | Inline::Reference { text, .. } => {
                atoms_of(text, dress, atoms);
            }
            Inline::Span { kind, text } => {
                atoms_of(text, &|words| dress(spans::dressed(kind, &words)), atoms);
            }
            Inline::Blank { number, width, .. } => {
                atoms.push(string(&crate::book::blank(*number, *width)));
            }
            // There are no breaks on one line.
            Inline::Note(_) | Inline::Index(_) | Inline::Break => {}
        }
    }
}

/// A single text, without notes and without links to the glossary.
pub fn words(text: &Text, lang: &Lang, room: f64) -> String {
    let context = InlineContext {
        place: None,
        keeps_names: keeps_names(lang),
        has_links: true,
        room: Room::new(room, lang),
        after_link: false,
        is_rtl: lang.is_rtl(),
        is_han: lang.is_cjk(),
        is_inner: false,
        languages: 1,
    };
    whole(&text.inlines, context, &mut NoNotes)
}

/// A pair of texts without notes; `first` is the place of the first language in its edition.
pub fn title(
    texts: &Localized<&Text>,
    languages: Localized<&Lang>,
    rooms: Localized<f64>,
    first: usize,
) -> String {
    without_notes(texts, languages, rooms, first, |room| room)
}

/// The same for what is below a word of a gloss.
pub fn gloss(
    texts: &Localized<&Text>,
    languages: Localized<&Lang>,
    rooms: Localized<f64>,
    first: usize,
) -> String {
    without_notes(texts, languages, rooms, first, Room::of_gloss)
}

fn without_notes(
    texts: &Localized<&Text>,
    languages: Localized<&Lang>,
    rooms: Localized<f64>,
    first: usize,
    room_of: impl Fn(Room) -> Room,
) -> String {
    let context = contexts(texts, languages, rooms);
    let mut places = first..;
    let manners = languages.zip(rooms);
    pair(&texts.zip(manners).map(|(text, (lang, room))| {
        let context = context(places.next(), lang, *room);
        let context = InlineContext {
            room: room_of(context.room),
            ..context
        };
        whole(&text.inlines, context, &mut NoNotes)
    }))
}

/// Makes the context of a text from its position and its language. Texts that are the same in every language get the
/// same expression, so that a layout recognises them as identical and may print them once.
fn contexts<'l>(
    texts: &Localized<&Text>,
    languages: Localized<&'l Lang>,
    rooms: Localized<f64>,
) -> impl Fn(Option<usize>, &'l Lang, f64) -> InlineContext + use<'l> {
    let are_same = are_same(texts);
    let lead = *languages.lead();
    let count = languages.iter().count();
    let all_rtl = are_same && languages.iter().any(|lang| lang.is_rtl());
    let all_han = are_same && languages.iter().any(|lang| lang.is_cjk());
    let all_keep_names = are_same && languages.iter().any(|lang| keeps_names(lang));
    let narrowest = rooms.iter().copied().fold(f64::INFINITY, f64::min);
    move |place, lang, room| InlineContext {
        place,
        keeps_names: all_keep_names || keeps_names(lang),
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
        languages: if are_same { count } else { 1 },
    }
}

fn are_same(texts: &Localized<&Text>) -> bool {
    let first = &texts.lead().inlines;
    texts.iter().all(|text| text.inlines == *first)
}

/// Whether capitalised words of the language are never hyphenated.
fn keeps_names(lang: &Lang) -> bool {
    !lang.typography().hyphenate_capitalized
}

/// Text made of labels in a language, marked as English if the language lacks one of them.
pub fn own(lang: &Lang, say: impl Fn(&Labels<'_>) -> String) -> String {
    let words = string(&say(&lang.labels()));
    if lang.falls_back(say) {
        format!("english({words})")
    } else {
        words
    }
}

/// A pair of expressions.
pub fn pair(texts: &Localized<String>) -> String {
    let each: Vec<&str> = texts.iter().map(String::as_str).collect();
    format!("pair({})", each.join(", "))
}

/// Everything apart from the text itself that its expression depends on.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "the flags are independent")]
struct InlineContext {
    /// The language's position in the edition, by which its terms are linked and indexed; without one they are plain
    /// text.
    place: Option<usize>,
    keeps_names: bool,
    /// Whether links are links, or just their text.
    has_links: bool,
    room: Room,
    /// Whether the text directly follows a link.
    after_link: bool,
    /// Whether the text is read from right to left, in which code must be marked as left to right.
    is_rtl: bool,
    /// Whether it is written in Han characters or kana.
    is_han: bool,
    /// Whether it is inside other markup.
    is_inner: bool,
    /// How many languages have this same text.
    languages: usize,
}

/// A complete text as an expression.
fn whole(list: &[Inline], context: InlineContext, notes: &mut impl NoteCalls) -> String {
    let spaced = spaced(list);
    let list = spaced.as_deref().unwrap_or(list);
    let narrowed = context.is_han.then(|| bonds::narrow(list)).flatten();
    inlines(narrowed.as_deref().unwrap_or(list), context, notes)
}

/// A list of inlines as an expression: strings and calls joined by `+`. In a text without blanks, a line may end
/// between a word and the code or link right after it, and between code and the word right after it.
fn inlines(list: &[Inline], context: InlineContext, notes: &mut impl NoteCalls) -> String {
    let mut parts = Vec::new();
    let mut taken = 0;
    let (list, marks) = index::apart(list);
    let mut marks = marks.into_iter().peekable();
    for (index, inline) in list.iter().copied().enumerate() {
        while let Some((_, mark)) = marks.next_if(|(at, _)| *at == index) {
            parts.extend(index::call(mark, context));
        }
        let next = list.get(index + 1).copied();
        let before = index.checked_sub(1).map(|index| list[index]);
        let after_link = before.map_or(context.after_link, ends_with_link);
        let context = InlineContext {
            after_link,
            ..context
        };
        match inline {
            Inline::Plain(_) if is_line_space(inline) && is_break(next) => {
                parts.push("line-space".to_owned());
            }
            Inline::Plain(text) => {
                let mut text = &text[std::mem::take(&mut taken)..];
                // A hyphen between a link and the letters that complete its word would be set after the link and yet
                // belong to it, which PDF tags cannot express. So these letters are not hyphenated.
                if after_link {
                    let is_letter = |c: char| c.is_alphabetic() && !is_wide(c);
                    let mut rest = text.trim_start_matches(is_letter);
                    if rest.len() < text.len() {
                        // The punctuation after a word shares its line.
                        rest = rest.trim_start_matches(token::closes);
                        let letters = &text[..text.len() - rest.len()];
                        let opened = token::opened(letters, context.room.of_code());
                        parts.push(format!("name({})", string(&opened)));
                    }
                    text = rest;
                }
                // A note's caller directly follows its word.
                let text = match next {
                    Some(Inline::Note(_)) => text.trim_end(),
                    _ => text,
                };
                if !text.is_empty() {
                    // Between Han and a word, a line may end anyway.
                    let is_after_code =
                        matches!(before, Some(Inline::Code(code)) if !code.ends_with(is_wide));
                    if context.is_han && is_after_code && text.starts_with(is_latin) {
                        parts.push(string(&BREAK.to_string()));
                    }
                    let begins = index == 0 && !context.is_inner || is_break(before);
                    bare(text, begins, context, &mut parts);
                }
            }
            Inline::Ruby { .. }
            | Inline::Formula(_)
            | Inline::Picture(_)
            | Inline::Span {
                kind: SpanKind::Key,
                ..
            } => {
                // Ruby counts as its base, a picture as a character of the text, anything else here as Latin.
                let base = if let Inline::Ruby { base, .. } = inline {
                    base.as_str()
                } else if matches!(inline, Inline::Picture(_)) {
                    if context.is_han { "口" } else { "x" }
                } else {
                    ""
                };
                let differs = |c: char, edge: Option<char>| {
                    c.is_alphanumeric() && is_wide(c) != edge.is_some_and(is_wide)
                };
                let mut calls = if let Inline::Ruby { base, reading } = inline {
                    ruby::calls(base, reading, before, next, context)
                } else {
                    vec![call(inline, context, notes)]
                };
                let boxed = calls.pop().unwrap_or_default();
                if last_character(before).is_some_and(|c| differs(c, base.chars().next())) {
                    parts.push("quarter-em".to_owned());
                } else if ruby::is_one_word(last_character(before), base.chars().next()) {
                    parts.push(string(&JOINER.to_string()));
                }
                // UAX #14 would allow a break between a box and these marks; others stay with what precedes them.
                let marks = match next {
                    Some(Inline::Plain(text)) => text
                        .split(|c| !"：；…—·～•~―⸺／＼－｜".contains(c))
                        .next()
                        .unwrap_or(""),
                    _ => "",
                };
                taken = marks.len();
                parts.extend(calls);
                parts.push(if marks.is_empty() {
                    boxed
                } else {
                    format!("no-break({boxed} + {})", string(marks))
                });
                let after = first_character(next);
                if marks.is_empty() && after.is_some_and(|c| differs(c, base.chars().last())) {
                    parts.push("quarter-em".to_owned());
                } else if ruby::is_one_word(base.chars().last(), after) {
                    parts.push(string(&JOINER.to_string()));
                }
            }
            Inline::Note(_) => {
                if !last_character(before).is_some_and(is_before_digits) {
                    // A note's caller must not begin a line.
                    parts.push(string(&JOINER.to_string()));
                }
                parts.push(call(inline, context, notes));
            }
            Inline::Code(_) | Inline::Link { .. } | Inline::Reference { .. } => {
                if context.is_han && last_character(before).is_some_and(is_latin) {
                    parts.push(string(&BREAK.to_string()));
                }
                parts.push(call(inline, context, notes));
            }
            Inline::Emph(_)
            | Inline::Strong(_)
            | Inline::Span { .. }
            | Inline::Blank { .. }
            | Inline::Index(_)
            | Inline::Break => {
                parts.push(call(inline, context, notes));
            }
        }
    }
    parts.extend(marks.filter_map(|(_, mark)| index::call(mark, context)));
    if parts.is_empty() {
        "\"\"".to_owned()
    } else {
        parts.join(" + ")
    }
}

/// Whether an inline ends with a link.
fn ends_with_link(inline: &Inline) -> bool {
    match inline {
        Inline::Link { .. } | Inline::Reference { .. } => true,
        Inline::Emph(inner) | Inline::Strong(inner) | Inline::Span { text: inner, .. } => {
            inner.last().is_some_and(ends_with_link)
        }
        Inline::Plain(_)
        | Inline::Code(_)
        | Inline::Formula(_)
        | Inline::Note(_)
        | Inline::Ruby { .. }
        | Inline::Blank { .. }
        | Inline::Index(_)
        | Inline::Picture(_)
        | Inline::Break => false,
    }
}

/// Whether UAX #14 forbids a break between this character and a digit after it.
fn is_before_digits(c: char) -> bool {
    is_latin(c) || ".,)".contains(c)
}

/// Plain text with its joiners; marks that must be narrow become calls.
fn bare(text: &str, begins: bool, context: InlineContext, parts: &mut Vec<String>) {
    let text = bonds::bind(text, context.is_han, begins);
    parts.extend(literals::of(&text, context));
}

/// Whether this is the space that [`spaced`] puts before hard line breaks.
fn is_line_space(inline: &Inline) -> bool {
    matches!(inline, Inline::Plain(space) if space == " ")
}

fn is_break(inline: Option<&Inline>) -> bool {
    matches!(inline, Some(Inline::Break))
}

/// An inline other than plain text, as a call.
fn call(inline: &Inline, context: InlineContext, notes: &mut impl NoteCalls) -> String {
    let context = InlineContext {
        is_inner: true,
        ..context
    };
    match inline {
        Inline::Plain(_) => inlines(std::slice::from_ref(inline), context, notes),
        Inline::Ruby { base, reading } => {
            ruby::calls(base, reading, None, None, context).join(" + ")
        }
        Inline::Emph(inner) => format!("emph({})", inlines(inner, context, notes)),
        Inline::Strong(inner) => format!("strong({})", inlines(inner, context, notes)),
        Inline::Code(code) => {
            let call = format!("raw({})", breakable(code, context.room.of_code()));
            if context.is_rtl {
                format!("from-left({call})")
            } else {
                call
            }
        }
        Inline::Link { text, .. } if !context.has_links => inlines(text, context, notes),
        Inline::Link { url, text } => {
            format!("link({}, {})", string(url), inlines(text, context, notes))
        }
        Inline::Formula(formula) => formula::inline(formula),
        Inline::Picture(it) => picture(it),
        Inline::Span { kind, text } => spans::call(kind, text, context, notes),
        Inline::Note(_) => notes.next(),
        Inline::Break => LINE_BREAK.to_owned(),
        Inline::Index(mark) => index::call(mark, context).unwrap_or_else(|| string("")),
        Inline::Blank {
            name,
            number,
            width,
        } => {
            let width = context.room.underscores().min(*width);
            let line = crate::book::blank(*number, width);
            format!("blank({}, {})", string(name), string(&line))
        }
        Inline::Reference { target, text } => {
            let text = inlines(text, context, notes);
            match (context.place, target) {
                (Some(place), Target::Term(id)) => {
                    let anchor = string(&crate::book::term_anchor(id));
                    format!("term({anchor}, {place}, {text})")
                }
                (Some(_), Target::Anchor { id, .. }) => {
                    format!("reference({}, {text})", string(id))
                }
                (None, _) => text,
            }
        }
    }
}

/// A picture in the line.
fn picture(it: &InlinePicture) -> String {
    let path = string(&format!("/{PICTURES}/{}", it.picture.path));
    let (height, drop) = (it.height, it.drop);
    format!(
        "inline-picture({path}, {}, {height}em, {drop}em)",
        string(&it.alt)
    )
}

/// The first character, if this is plain text or code.
fn first_character(inline: Option<&Inline>) -> Option<char> {
    characters(inline)?.next()
}

/// The last character, if this is plain text or code.
fn last_character(inline: Option<&Inline>) -> Option<char> {
    characters(inline)?.next_back()
}

fn characters(inline: Option<&Inline>) -> Option<std::str::Chars<'_>> {
    match inline? {
        Inline::Plain(text) | Inline::Code(text) => Some(text.chars()),
        Inline::Emph(_)
        | Inline::Strong(_)
        | Inline::Formula(_)
        | Inline::Link { .. }
        | Inline::Note(_)
        | Inline::Ruby { .. }
        | Inline::Blank { .. }
        | Inline::Reference { .. }
        | Inline::Span { .. }
        | Inline::Index(_)
        | Inline::Picture(_)
        | Inline::Break => None,
    }
}

/// A hard line break. The line before it is not justified.
const LINE_BREAK: &str = "linebreak()";

/// A paragraph as an expression; the end of one in Han is kept together, also before a hard line break.
fn expression(
    list: &[Inline],
    context: InlineContext,
    is_han: bool,
    notes: &mut impl NoteCalls,
) -> String {
    let spaced = spaced(list);
    let list = spaced.as_deref().unwrap_or(list);
    let narrowed = is_han.then(|| bonds::narrow(list)).flatten();
    let list = narrowed.as_deref().unwrap_or(list);
    if !is_han {
        return inlines(list, context, notes);
    }
    let mut out = String::new();
    let mut lines = runts::lines(list).into_iter().peekable();
    while let Some(mut line) = lines.next() {
        let is_last = lines.peek().is_none();
        let space = line.pop_if(|inline| !is_last && is_line_space(inline));
        out += &kept_end(&line, context, notes);
        if space.is_some() {
            out += " + line-space";
        }
        if !is_last {
            out += " + ";
            out += LINE_BREAK;
            out += " + ";
        }
    }
    out
}

/// A line of Han up to a hard line break or the end of its paragraph; its end is kept together.
fn kept_end(list: &[Inline], context: InlineContext, notes: &mut impl NoteCalls) -> String {
    let end = runts::part(list);
    // An end that is wider than the column would overflow.
    let end = end.filter(|(_, end)| !context.room.is_exceeded_by(&plain(end)));
    match end {
        Some((words, end)) => {
            let words = inlines(&words, context, notes);
            format!("{words} + no-break({})", inlines(&end, context, notes))
        }
        None => inlines(list, context, notes),
    }
}

/// The plain text of a paragraph's end.
fn plain(list: &[Inline]) -> String {
    let text = Text {
        inlines: list.to_vec(),
        ..Text::default()
    };
    text.plain()
}

/// Supplies the expressions of notes in a text, in order.
trait NoteCalls {
    fn next(&mut self) -> String;
}

/// For texts in which the reader rejects notes.
struct NoNotes;

impl NoteCalls for NoNotes {
    fn next(&mut self) -> String {
        "\"\"".to_owned()
    }
}
