//! `diglot status`.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::arguments::{FailOn, StatusArguments};
use super::screen::{Screen, aligned, quoted};
use super::{Outcome, Output, open_with, screen, start_threads};
use crate::diagnostics::{self, Diagnostics, Located};
use crate::lang::Side;
use crate::message::{Locale, Message, message, plural};
use crate::project::{Error, Listed, Options, Project};
use crate::read::BOOK_FILE;
use crate::source::{Sources, Span};
use crate::texts::{PairedText, Texts};
use crate::translation::{self, Counts, GroupStatus, Scope, State, Status};

const SIDES: [Side; 2] = [Side::A, Side::B];

/// Runs `status`.
pub fn run(arguments: &StatusArguments, locale: Locale) -> anyhow::Result<Outcome> {
    let screen = Screen::new(arguments.format, locale);
    if let (None, Some(Some(part))) = (&arguments.book, &arguments.accept)
        && Path::new(part).join(BOOK_FILE).is_file()
    {
        let book = quoted(Path::new(part));
        anyhow::bail!(message!(
            "{} is a book, not a part of one; name the book first, as in `diglot status {} --accept`",
            part,
            book
        ));
    }
    let project = open_with(arguments.book.as_deref(), Options::default())?;
    start_threads(None, &screen);
    let Listed {
        sources,
        diagnostics,
        texts,
    } = project.texts();
    let Some(texts) = texts else {
        return failed(&screen, &diagnostics, &sources);
    };
    let lock = confirmed(arguments, &project, &texts, &screen)?;
    let status = Status::of(&texts, &lock);
    let mut stdout = std::io::stdout();
    match arguments.format {
        Output::Text => {
            write!(stdout, "{}", table(&status, locale))?;
            write!(stdout, "{}", list(&status, &sources, locale))?;
            if status.unconfirmed() > 0 {
                screen.note(&plural!(
                    status.unconfirmed(),
                    "nobody has confirmed {} text; once it is read, `diglot status --accept` does",
                    "nobody has confirmed {} texts; once they are read, `diglot status --accept` does"
                ));
            }
        }
        Output::Json => {
            let report = Report::of(&status, &sources);
            writeln!(stdout, "{}", serde_json::to_string_pretty(&report)?)?;
        }
    }
    let fails = arguments.fail_on.iter().any(|what| {
        status.iter().any(|(_, state)| match (what, state) {
            (FailOn::Missing, State::Missing(_))
            | (FailOn::Stale, State::Stale { .. } | State::Unconfirmed) => true,
            (FailOn::Missing, State::Stale { .. } | State::Unconfirmed | State::Confirmed)
            | (FailOn::Stale, State::Missing(_) | State::Confirmed) => false,
        })
    });
    Ok(if fails {
        Outcome::FaultsFound
    } else {
        Outcome::Done
    })
}

/// Reports why the texts of a book cannot be listed.
pub(super) fn failed(
    screen: &Screen,
    diagnostics: &Diagnostics,
    sources: &Sources,
) -> anyhow::Result<Outcome> {
    #[derive(Serialize)]
    struct Failure<'a> {
        diagnostics: Vec<Located<'a>>,
    }
    screen.diagnostics(diagnostics, sources);
    screen.say(&screen::verdict(diagnostics));
    if screen.format() == Output::Json {
        let sorted = diagnostics.sorted().into_iter();
        let failure = Failure {
            diagnostics: sorted
                .map(|one| diagnostics::locate(one, sources, screen.locale()))
                .collect(),
        };
        let text = serde_json::to_string_pretty(&failure)?;
        writeln!(std::io::stdout(), "{text}")?;
    }
    Ok(Outcome::FaultsFound)
}

/// The confirmed translations, changed as the arguments ask.
fn confirmed(
    arguments: &StatusArguments,
    project: &Project,
    texts: &Texts,
    screen: &Screen,
) -> anyhow::Result<translation::Lock> {
    let mut lock = project.lock()?;
    let before = lock.clone();
    if let Some(part) = &arguments.accept {
        let scope = part.clone().map_or(Scope::All, Scope::Named);
        let accepted = translation::accept(texts, &scope, &mut lock);
        let accepted = match (accepted, part) {
            (None, Some(part)) => return Err(Error::NoSuchPart(part.clone()).into()),
            (accepted, _) => accepted.unwrap_or_default(),
        };
        screen.say(&plural!(
            accepted,
            "confirmed {} text",
            "confirmed {} texts"
        ));
    }
    if arguments.prune {
        let removed = translation::prune(texts, &mut lock);
        screen.say(&plural!(
            removed,
            "removed {} confirmation",
            "removed {} confirmations"
        ));
    }
    if lock != before && project.save_lock(&lock)? {
        screen.note(&message!(
            "`.gitattributes` now tells git to keep the confirmations of both sides when it merges"
        ));
    }
    Ok(lock)
}

/// A row for each language of each chapter, and of the book.
fn table(status: &Status<'_>, locale: Locale) -> String {
    let heads = [
        message!("chapter"),
        message!("language"),
        message!("texts"),
        message!("translated"),
        message!("missing"),
        message!("stale"),
        message!("words"),
        message!("characters"),
        message!("done"),
    ];
    let mut cells = vec![heads.map(|head: Message| head.say(locale))];
    let mut row = |name: String, side: Side, counts: Counts| {
        let shown = if side == Side::A { name } else { String::new() };
        cells.push([
            shown,
            status.texts.languages.get(side).tag().to_owned(),
            counts.texts.to_string(),
            counts.translated.to_string(),
            counts.missing.to_string(),
            counts.stale.to_string(),
            counts.words.to_string(),
            counts.characters.to_string(),
            format!("{} %", counts.done()),
        ]);
    };
    for group in &status.groups {
        for side in SIDES {
            row(group.group.id.clone(), side, group.counts(side));
        }
    }
    for side in SIDES {
        row(message!("all").say(locale), side, status.counts(side));
    }
    let right = [false, false, true, true, true, true, true, true, true];
    aligned(&cells, right)
}

/// The place of each text that is missing or stale.
fn list(status: &Status<'_>, sources: &Sources, locale: Locale) -> String {
    let mut cells = Vec::new();
    for (text, state) in status.iter() {
        let (word, sides) = match state {
            State::Missing(side) => (message!("missing"), vec![side]),
            State::Stale { a, b } => (message!("stale"), of_stale(a, b)),
            State::Confirmed | State::Unconfirmed => continue,
        };
        for side in sides {
            let at = place_of(text, side);
            let position = sources.position(at);
            cells.push([
                word.say(locale),
                status.texts.languages.get(side).tag().to_owned(),
                format!(
                    "{}:{}:{}",
                    sources.file(at.file).path,
                    position.line,
                    position.column
                ),
                text.id.clone(),
            ]);
        }
    }
    if cells.is_empty() {
        return String::new();
    }
    format!("\n{}", aligned(&cells, [false; 4]))
}

/// The languages that may be out of date.
fn of_stale(a: bool, b: bool) -> Vec<Side> {
    let stale = [a, b].into_iter().zip(SIDES);
    stale
        .filter_map(|(is_stale, side)| is_stale.then_some(side))
        .collect()
}

/// Where to look for a text of one language: its own place, or that of the pair if it is missing.
fn place_of(text: &PairedText, side: Side) -> Span {
    let own = text.sides.get(side);
    let value = own.value.filter(|_| own.words.is_some());
    value.or(own.key).unwrap_or(text.at)
}

/// What `status --format json` prints.
#[derive(Serialize)]
struct Report<'a> {
    diagnostics: [(); 0],
    /// The tags of the book's languages, in its order.
    languages: [&'a str; 2],
    chapters: Vec<GroupReport<'a>>,
    total: Numbers<'a>,
    /// The texts that are missing, stale or unconfirmed.
    texts: Vec<TextReport<'a>>,
}

#[derive(Serialize)]
struct GroupReport<'a> {
    id: &'a str,
    number: Option<&'a str>,
    #[serde(flatten)]
    numbers: Numbers<'a>,
}

#[derive(Serialize)]
struct Numbers<'a> {
    unconfirmed: usize,
    languages: Vec<LanguageReport<'a>>,
}

#[derive(Serialize)]
struct LanguageReport<'a> {
    language: &'a str,
    texts: usize,
    translated: usize,
    missing: usize,
    stale: usize,
    words: usize,
    characters: usize,
    /// In percent.
    done: usize,
}

#[derive(Serialize)]
struct TextReport<'a> {
    id: &'a str,
    kind: &'a str,
    state: &'static str,
    /// The languages whose text is missing or stale; both if the pair is unconfirmed.
    languages: Vec<&'a str>,
    file: &'a str,
    line: usize,
    column: usize,
}

impl<'a> Report<'a> {
    fn of(status: &'a Status<'_>, sources: &'a Sources) -> Self {
        let tag = |side: Side| status.texts.languages.get(side).tag();
        let numbers = |unconfirmed: usize, counts: &dyn Fn(Side) -> Counts| Numbers {
            unconfirmed,
            languages: SIDES
                .map(|side| LanguageReport::of(tag(side), counts(side)))
                .into(),
        };
        let group = |group: &'a GroupStatus<'_>| GroupReport {
            id: &group.group.id,
            number: group.group.number.as_deref(),
            numbers: numbers(group.unconfirmed(), &|side| group.counts(side)),
        };
        let texts = status.iter().filter_map(|(text, state)| {
            let (state, sides) = match state {
                State::Confirmed => return None,
                State::Missing(side) => ("missing", vec![side]),
                State::Stale { a, b } => ("stale", of_stale(a, b)),
                State::Unconfirmed => ("unconfirmed", SIDES.to_vec()),
            };
            let at = sides.first().map_or(text.at, |side| place_of(text, *side));
            let position = sources.position(at);
            Some(TextReport {
                id: &text.id,
                kind: &text.kind,
                state,
                languages: sides.into_iter().map(tag).collect(),
                file: &sources.file(at.file).path,
                line: position.line,
                column: position.column,
            })
        });
        Self {
            diagnostics: [],
            languages: SIDES.map(tag),
            chapters: status.groups.iter().map(group).collect(),
            total: numbers(status.unconfirmed(), &|side| status.counts(side)),
            texts: texts.collect(),
        }
    }
}

impl<'a> LanguageReport<'a> {
    fn of(language: &'a str, counts: Counts) -> Self {
        Self {
            language,
            texts: counts.texts,
            translated: counts.translated,
            missing: counts.missing,
            stale: counts.stale,
            words: counts.words,
            characters: counts.characters,
            done: counts.done(),
        }
    }
}
