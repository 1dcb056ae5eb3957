//! `diglot build`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use anyhow::Context;
use serde::Serialize;

use super::screen::{self, Row, Screen};
use super::stamp::{self, Output as Kept, Stamp};
use super::{BuildArguments, Examined, Outcome, Output, examine, open, start_threads};
use crate::book::{Book, Chapter};
use crate::build::{self, Made};
use crate::disk::{self, Folder};
use crate::edition::Edition;
use crate::epub::Imprint;
use crate::read::Reading;
use crate::report::{self, Diagnostics, Located};
use crate::source::Sources;
use crate::typeset::{Fonts, Match};

/// The variable that dates files, as reproducible-builds.org specifies it.
const EPOCH: &str = "SOURCE_DATE_EPOCH";

pub fn run(arguments: &BuildArguments) -> anyhow::Result<Outcome> {
    let screen = Screen::new(arguments.book.format).verbose(arguments.verbose);
    let folder = open(&arguments.book)?;
    let epoch = epoch()?;
    let maker = format!(
        "diglot {} {} {}",
        env!("CARGO_PKG_VERSION"),
        env!("DIGLOT_MAKE"),
        epoch.map_or_else(|| "undated".to_owned(), |time| time.to_string())
    );
    // Fonts from elsewhere are no part of what a stamp knows.
    let may_stamp = arguments.book.font_path.is_none()
        && !arguments.book.system_fonts
        && arguments.chapter.is_empty();
    let may_skip =
        may_stamp && !arguments.force && !arguments.verbose && arguments.emit_typst.is_none();
    disk::finish(&arguments.output)?;
    let stamp = Stamp::load(&arguments.output);
    if let Some(stamp) = stamp.as_ref().filter(|_| may_skip)
        && let Some(found) = stamp.fresh(&maker, &arguments.edition, &folder, &arguments.output)
    {
        nothing_to_do(arguments, &screen, stamp, &found)?;
        return Ok(Outcome::Done);
    }

    let jobs = start_threads(arguments.jobs.map(usize::from), &screen);
    let examined = examine(&arguments.book, &folder);
    let Examined {
        sources,
        mut diagnostics,
        reading,
    } = examined;
    let Some((reading, fonts)) = reading else {
        return failed(arguments, &screen, &diagnostics, &sources);
    };
    let editions = chosen(&reading, &arguments.edition)?;
    known_chapters(&reading.book, &editions, &arguments.chapter)?;
    let imprint = imprint(&reading.book, epoch)?;
    let names: Vec<&str> = editions.iter().map(|one| one.name.as_str()).collect();
    let progress = screen.progress(&names);
    let made = build::build(
        &reading,
        &editions,
        &fonts,
        &imprint,
        build::Way {
            jobs,
            counts_white: arguments.verbose,
            chapters: &arguments.chapter,
        },
        &|edition, phase| progress.tell(edition, phase),
        &mut diagnostics,
    );
    if diagnostics.has_errors() {
        return failed(arguments, &screen, &diagnostics, &sources);
    }
    screen.diagnostics(&diagnostics, &sources);
    if let Some(folder) = &arguments.emit_typst {
        emit(folder, &reading, &editions, &fonts)?;
    }
    let stamp = renewed(
        stamp,
        maker,
        &folder,
        &reading,
        &made,
        diagnostics.warnings(),
    );
    let stamp = may_stamp.then(|| stamp.bytes()).transpose()?;
    let files = made.iter().flat_map(|one| &one.files);
    let files = files.map(|file| (file.path.as_str(), file.bytes.as_slice()));
    // The stamp comes last: it says that the others are there.
    let stamp = stamp.as_deref().map(|bytes| (stamp::NAME, bytes));
    let files: Vec<_> = files.chain(stamp).collect();
    disk::publish(&arguments.output, &files)?;
    let rows: Vec<Row> = made
        .iter()
        .filter_map(|one| {
            let files = one.files.iter();
            let files = files.map(|file| (file.path.as_str(), file.bytes.len() as u64, file.pages));
            row(arguments, &one.edition, files, Some(one.time))
        })
        .collect();
    for one in made.iter().filter(|one| one.files.is_empty()) {
        if arguments.edition.contains(&one.edition) {
            screen.say(&format!(
                "{}: no chapter asked for has anything to put on a sheet",
                one.edition
            ));
        }
    }
    for one in &made {
        if let Some(matched) = &one.matched {
            screen.say(&told(&one.edition, matched));
        }
    }
    finish(arguments.book.format, &rows, &diagnostics, &sources)?;
    // The program ends here: to free a book piece by piece takes as long as to pack it.
    std::mem::forget(reading);
    Ok(Outcome::Done)
}

/// How the languages of an edition match: their sizes, and what is white beside the longer one.
fn told(edition: &str, matched: &Match) -> String {
    let sizes = matched.sizes.iter();
    let sizes: Vec<String> = sizes
        .map(|(tag, size)| format!("{tag} {size} pt"))
        .collect();
    format!(
        "{edition}: {} on lines {} pt apart; {:.1} % of the lines have none of the other language beside them",
        sizes.join(" and "),
        matched.pitch,
        matched.white * 100.0
    )
}

/// The time that `SOURCE_DATE_EPOCH` gives.
pub(super) fn epoch() -> anyhow::Result<Option<jiff::Timestamp>> {
    let Some(text) = std::env::var_os(EPOCH).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let text = text.to_string_lossy();
    text.parse()
        .ok()
        .filter(|seconds| *seconds >= 0)
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map(Some)
        .with_context(|| format!("{EPOCH} is `{text}`, not a number of seconds since 1970"))
}

/// What the files say of their making: dated by the epoch, else by the book, never by the clock.
pub(super) fn imprint(book: &Book, epoch: Option<jiff::Timestamp>) -> anyhow::Result<Imprint> {
    let of_book = || {
        let (year, month, day) = book
            .date
            .map_or((1980, 1, 1), |date| (date.year, date.month, date.day));
        let day = jiff::civil::Date::new(year, month, day)?;
        anyhow::Ok(day.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp())
    };
    Ok(Imprint {
        generator: format!("diglot {}", env!("CARGO_PKG_VERSION")),
        modified: epoch.map_or_else(of_book, Ok)?,
    })
}

/// The editions asked for, in the book's order.
pub(super) fn chosen<'a>(
    reading: &'a Reading,
    names: &[String],
) -> anyhow::Result<Vec<&'a Edition>> {
    let all: Vec<&str> = reading
        .editions
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    for name in names {
        anyhow::ensure!(
            all.contains(&name.as_str()),
            "the book has no edition `{name}`; it has {}",
            all.join(", ")
        );
    }
    Ok(reading
        .editions
        .iter()
        .filter(|edition| edition.is_asked_for(names))
        .collect())
}

/// Refuses chapters that the book does not have, or that no edition would heed.
fn known_chapters(book: &Book, editions: &[&Edition], chapters: &[String]) -> anyhow::Result<()> {
    let has_handouts = editions.iter().any(|one| one.handouts().is_some());
    anyhow::ensure!(
        chapters.is_empty() || has_handouts,
        "`--chapter` is for handouts, and no edition asked for is one"
    );
    named_chapters(book, chapters)
}

/// Refuses chapters that the book does not have.
pub(super) fn named_chapters(book: &Book, chapters: &[String]) -> anyhow::Result<()> {
    for name in chapters {
        anyhow::ensure!(
            book.chapters.iter().any(|one| one.is_called(name)),
            "the book has no chapter `{name}`; it has {}",
            book.chapters
                .iter()
                .map(Chapter::call)
                .collect::<Vec<_>>()
                .join(", ")
        );
    }
    Ok(())
}

/// What the closing table says of an edition's files, each a path, bytes and pages; nothing where it has
/// none.
fn row<'f>(
    arguments: &BuildArguments,
    edition: &str,
    files: impl Iterator<Item = (&'f str, u64, Option<usize>)>,
    time: Option<std::time::Duration>,
) -> Option<Row> {
    let files: Vec<_> = files.collect();
    let (first, ..) = *files.first()?;
    let path = match files.len() {
        1 => Path::new(first),
        _ => Path::new(first).parent().unwrap_or(Path::new("")),
    };
    let path = arguments.output.join(path);
    let pages = files.iter().filter_map(|(.., pages)| *pages);
    Some(Row {
        edition: edition.to_owned(),
        pages: files
            .iter()
            .any(|(.., pages)| pages.is_some())
            .then(|| pages.sum()),
        bytes: files.iter().map(|(_, bytes, _)| bytes).sum(),
        time,
        path: path.display().to_string(),
        files: files
            .iter()
            .map(|(path, ..)| arguments.output.join(path).display().to_string())
            .collect(),
    })
}

/// Writes the source of each PDF edition.
fn emit(
    folder: &Path,
    reading: &Reading,
    editions: &[&Edition],
    fonts: &Fonts,
) -> anyhow::Result<()> {
    let print: Vec<_> = editions
        .iter()
        .filter(|edition| edition.is_print() || edition.handouts().is_some())
        .collect();
    let mut all = Vec::new();
    for edition in &print {
        let of_several = (print.len() > 1).then_some(&edition.name);
        for (name, files) in build::typst_sources(reading, edition, fonts) {
            let folders: Vec<&String> = of_several.into_iter().chain(name.as_ref()).collect();
            for (path, bytes) in files {
                let mut parts: Vec<&str> = folders.iter().map(|part| part.as_str()).collect();
                parts.push(&path);
                all.push((parts.join("/"), bytes));
            }
        }
    }
    let files: Vec<(&str, &[u8])> = all
        .iter()
        .map(|(path, bytes)| (path.as_str(), &bytes[..]))
        .collect();
    disk::publish(folder, &files)?;
    Ok(())
}

/// The stamp after a build; what it made before from the same inputs still counts.
fn renewed(
    before: Option<Stamp>,
    maker: String,
    folder: &Folder,
    reading: &Reading,
    made: &[Made],
    warnings: usize,
) -> Stamp {
    let inputs = folder.inputs();
    let mut all = BTreeMap::new();
    if let Some(before) = before
        && before.maker == maker
        && before.inputs == inputs
    {
        all = before.made;
    }
    for one in made {
        let files = one.files.iter().map(|file| Kept {
            file: file.path.clone(),
            hash: disk::hash(&file.bytes),
            bytes: file.bytes.len() as u64,
            pages: file.pages,
        });
        all.insert(one.edition.clone(), files.collect());
    }
    Stamp {
        maker,
        inputs,
        all: reading
            .editions
            .iter()
            .map(|one| (one.name.clone(), one.solves.clone()))
            .collect(),
        made: all,
        warnings,
    }
}

fn nothing_to_do(
    arguments: &BuildArguments,
    screen: &Screen,
    stamp: &Stamp,
    found: &[(&str, &[Kept])],
) -> anyhow::Result<()> {
    let rows: Vec<Row> = found
        .iter()
        .filter_map(|(edition, kept)| {
            let files = kept.iter();
            let files = files.map(|file| (file.file.as_str(), file.bytes, file.pages));
            row(arguments, edition, files, None)
        })
        .collect();
    if stamp.warnings > 0 {
        screen.say(&format!(
            "{} at the last build; `diglot check` shows them",
            screen::count(stamp.warnings, "warning")
        ));
    }
    finish(
        arguments.book.format,
        &rows,
        &Diagnostics::default(),
        &Sources::default(),
    )
}

fn failed(
    arguments: &BuildArguments,
    screen: &Screen,
    diagnostics: &Diagnostics,
    sources: &Sources,
) -> anyhow::Result<Outcome> {
    screen.diagnostics(diagnostics, sources);
    if arguments.book.format == Output::Json {
        finish(Output::Json, &[], diagnostics, sources)?;
    }
    screen.say(&format!(
        "{}; nothing was written",
        screen::verdict(diagnostics)
    ));
    Ok(Outcome::BookHasErrors)
}

/// What `build --format json` prints.
#[derive(Serialize)]
struct Report<'a> {
    diagnostics: Vec<Located<'a>>,
    editions: Vec<EditionReport<'a>>,
}

#[derive(Serialize)]
struct EditionReport<'a> {
    edition: &'a str,
    pages: Option<usize>,
    bytes: u64,
    seconds: Option<f64>,
    path: &'a str,
    files: &'a [String],
}

pub(super) fn finish(
    format: Output,
    rows: &[Row],
    diagnostics: &Diagnostics,
    sources: &Sources,
) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout();
    match format {
        Output::Text => write!(stdout, "{}", screen::table(rows))?,
        Output::Json => {
            let report = Report {
                diagnostics: diagnostics
                    .sorted()
                    .into_iter()
                    .map(|one| report::locate(one, sources))
                    .collect(),
                editions: rows
                    .iter()
                    .map(|row| EditionReport {
                        edition: &row.edition,
                        pages: row.pages,
                        bytes: row.bytes,
                        seconds: row.time.map(|time| time.as_secs_f64()),
                        path: &row.path,
                        files: &row.files,
                    })
                    .collect(),
            };
            writeln!(stdout, "{}", serde_json::to_string_pretty(&report)?)?;
        }
    }
    Ok(())
}
