//! `diglot build`.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::screen::{self, Row, Screen};
use super::{BuildArguments, Outcome, Output, capacity, open};
use crate::build::{BuildOptions, BuiltEdition};
use crate::diagnostics::{self, Diagnostics, Located};
use crate::disk;
use crate::message::{Locale, Message, both, message, plural};
use crate::project::{Checked, Selection, Stamp};
use crate::source::Sources;
use crate::typeset::LengthMatch;

pub fn run(arguments: &BuildArguments, locale: Locale) -> anyhow::Result<Outcome> {
    let screen = Screen::new(arguments.book.format, locale).verbose(arguments.verbose);
    let project = open(&arguments.book)?;
    let selection = Selection {
        editions: arguments.edition.clone(),
        chapters: arguments.chapter.clone(),
    };
    disk::finish(&arguments.output)?;
    let may_skip = !arguments.force && !arguments.verbose && arguments.emit_typst.is_none();
    if may_skip && let Some(stamp) = project.up_to_date(&arguments.output, &selection) {
        nothing_to_do(arguments, &screen, &stamp, &selection)?;
        return Ok(Outcome::Done);
    }

    let capacity = capacity::start(Some(arguments.capacity), &screen);
    let Checked {
        sources,
        mut diagnostics,
        content,
    } = project.check();
    let Some(content) = content else {
        return failed(&screen, &diagnostics, &sources);
    };
    let plan = content.plan(&selection)?;
    // With `--force`, only this build counts.
    let known = project.known_parts(&arguments.output, &plan, arguments.force);
    let progress = screen.progress(&plan.names());
    let built = plan.build(
        BuildOptions {
            capacity,
            counts_white: arguments.verbose,
            keeps_sources: arguments.emit_typst.is_some(),
        },
        known.as_ref(),
        &|edition, phase| progress.tell(edition, phase),
        &mut diagnostics,
    );
    if diagnostics.has_errors() {
        return failed(&screen, &diagnostics, &sources);
    }
    screen.diagnostics(&diagnostics, &sources);
    if let Some(folder) = &arguments.emit_typst {
        emit(folder, &built)?;
    }
    let warnings = diagnostics.warnings();
    project.publish(&arguments.output, &plan, &built, known.as_ref(), warnings)?;
    let rows: Vec<Row> = built
        .iter()
        .filter_map(|one| {
            let files = one.files.iter();
            let files = files.map(|file| (file.path.as_str(), file.bytes.len() as u64, file.pages));
            row(arguments, &one.edition, files, Some(one.time))
        })
        .collect();
    for one in built.iter().filter(|one| one.files.is_empty()) {
        if arguments.edition.contains(&one.edition) {
            screen.say(&message!(
                "{}: the requested chapters have nothing for a handout",
                &one.edition
            ));
        }
    }
    for one in &built {
        if let Some(matched) = &one.matched {
            screen.say(&describe_match(&one.edition, matched));
        }
    }
    finish(&screen, &rows, &diagnostics, &sources)?;
    // The program ends here, and freeing a book takes as long as packing it.
    std::mem::forget(content);
    Ok(Outcome::Done)
}

/// How well the languages of an edition match: their type sizes, and how much is blank beside the longer one.
fn describe_match(edition: &str, matched: &LengthMatch) -> Message {
    let sizes = matched.sizes.iter();
    message!(
        "{}: {} with lines {} pt apart; {} % of the lines have nothing in the other language beside them",
        edition,
        both(sizes.map(|(tag, size)| format!("{tag} {size} pt"))),
        matched.pitch,
        format!("{:.1}", matched.white * 100.0)
    )
}

/// An edition's row in the closing table; `None` if it has no files. `files` are paths, sizes in bytes and numbers of
/// pages.
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

/// Writes the Typst source of each PDF edition. If there are several, each gets a folder of its name.
fn emit(folder: &Path, built: &[BuiltEdition]) -> anyhow::Result<()> {
    let print: Vec<&BuiltEdition> = built.iter().filter(|one| !one.sources.is_empty()).collect();
    let mut all = Vec::new();
    for edition in &print {
        let of_several = (print.len() > 1).then_some(&edition.edition);
        for (name, files) in &edition.sources {
            let folders: Vec<&String> = of_several.into_iter().chain(name.as_ref()).collect();
            for (path, bytes) in files {
                let mut parts: Vec<&str> = folders.iter().map(|part| part.as_str()).collect();
                parts.push(path);
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

fn nothing_to_do(
    arguments: &BuildArguments,
    screen: &Screen,
    stamp: &Stamp,
    selection: &Selection,
) -> anyhow::Result<()> {
    let rows: Vec<Row> = stamp
        .editions(selection)
        .filter_map(|(edition, files)| {
            let files = files.iter();
            let files = files.map(|file| (file.file.as_str(), file.bytes, file.pages));
            row(arguments, edition, files, None)
        })
        .collect();
    if stamp.warnings > 0 {
        screen.say(&plural!(
            stamp.warnings,
            "{} warning at the last build; `diglot check` shows it",
            "{} warnings at the last build; `diglot check` shows them"
        ));
    }
    finish(screen, &rows, &Diagnostics::default(), &Sources::default())
}

/// Reports why nothing was written.
pub(super) fn failed(
    screen: &Screen,
    diagnostics: &Diagnostics,
    sources: &Sources,
) -> anyhow::Result<Outcome> {
    screen.diagnostics(diagnostics, sources);
    if screen.format() == Output::Json {
        finish(screen, &[], diagnostics, sources)?;
    }
    screen.say(&message!(
        "{}; nothing was written",
        screen::verdict(diagnostics)
    ));
    Ok(Outcome::FaultsFound)
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
    screen: &Screen,
    rows: &[Row],
    diagnostics: &Diagnostics,
    sources: &Sources,
) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout();
    match screen.format() {
        Output::Text => write!(stdout, "{}", screen.table(rows))?,
        Output::Json => {
            let report = Report {
                diagnostics: diagnostics
                    .sorted()
                    .into_iter()
                    .map(|one| diagnostics::locate(one, sources, screen.locale()))
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
