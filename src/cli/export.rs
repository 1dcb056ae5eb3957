//! `diglot export`.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::Context;

use super::build::{chosen, epoch, finish, imprint, named_chapters};
use super::screen::{self, Screen};
use super::{
    BookArguments, Examined, OnixArguments, Outcome, Output, QuizArguments, QuizFormat, examine,
    open, start_threads,
};
use crate::access::Access;
use crate::book::Book;
use crate::build::{self, Way};
use crate::disk;
use crate::edition::{Edition, Languages};
use crate::exam::{self, Format};
use crate::lang::{Pair, Side};
use crate::manuscript;
use crate::onix::{self, Product};
use crate::report::Diagnostics;
use crate::source::Sources;

/// Makes the editions, in memory alone, as their pages and sizes are told, and writes their records.
pub fn onix(arguments: &OnixArguments) -> anyhow::Result<Outcome> {
    let screen = Screen::new(arguments.book.format);
    let folder = open(&arguments.book)?;
    let jobs = start_threads(None, &screen);
    let epoch = epoch()?;
    let Examined {
        sources,
        mut diagnostics,
        reading,
    } = examine(&arguments.book, &folder);
    let made = match &reading {
        Some((reading, fonts)) => {
            let mut editions = chosen(reading, &arguments.edition)?;
            editions.retain(|edition| is_sold(edition));
            let imprint = imprint(&reading.book, epoch)?;
            let made = build::build(
                reading,
                &editions,
                fonts,
                &imprint,
                Way {
                    jobs,
                    counts_white: false,
                    chapters: &[],
                },
                &|_, _| {},
                &mut diagnostics,
            );
            Some((reading, imprint, made))
        }
        None => None,
    };
    let Some((reading, imprint, made)) = made.filter(|_| !diagnostics.has_errors()) else {
        return refused(arguments.book.format, &screen, &diagnostics, &sources);
    };
    let all: Vec<_> = reading
        .editions
        .iter()
        .filter(|edition| is_sold(edition))
        .map(|edition| manuscript::assemble(&reading.book, edition))
        .collect();
    let products: Vec<_> = made
        .iter()
        .filter_map(|made| {
            let manuscript = all.iter().find(|one| one.edition.name == made.edition)?;
            let file = made.files.first()?;
            Some(Product {
                manuscript,
                access: Access::of(manuscript, manuscript.edition.pages().is_some()),
                pages: file.pages,
                bytes: file.bytes.len(),
            })
        })
        .collect();
    let message = onix::message(&products, &all, imprint.modified)?;
    onix::warn(&reading.book, &mut diagnostics);
    screen.diagnostics(&diagnostics, &sources);
    save(arguments.output.as_deref(), &message)?;
    tell_machines(
        &arguments.book,
        arguments.output.as_deref(),
        &diagnostics,
        &sources,
    )?;
    Ok(Outcome::Done)
}

/// Says why nothing is exported, as `build` does.
fn refused(
    format: Output,
    screen: &Screen,
    diagnostics: &Diagnostics,
    sources: &Sources,
) -> anyhow::Result<Outcome> {
    screen.diagnostics(diagnostics, sources);
    if format == Output::Json {
        finish(format, &[], diagnostics, sources)?;
    }
    screen.say(&format!(
        "{}; nothing was written",
        screen::verdict(diagnostics)
    ));
    Ok(Outcome::BookHasErrors)
}

/// Writes the report for machines to standard output, unless the export itself went there.
fn tell_machines(
    arguments: &BookArguments,
    output: Option<&Path>,
    diagnostics: &Diagnostics,
    sources: &Sources,
) -> anyhow::Result<()> {
    if arguments.format == Output::Json && output.is_some() {
        finish(arguments.format, &[], diagnostics, sources)?;
    }
    Ok(())
}

/// Whether bookshops are told of an edition: not of sheets for a class, nor of a solutions book, which is no
/// edition of the book.
fn is_sold(edition: &Edition) -> bool {
    edition.handouts().is_none() && edition.solves.is_none()
}

/// Writes the questions of a book for learning platforms.
pub fn quiz(arguments: &QuizArguments) -> anyhow::Result<Outcome> {
    let screen = Screen::new(arguments.book.format);
    anyhow::ensure!(
        arguments.to != QuizFormat::Qti
            || named(arguments.output.as_deref()).is_some()
            || !std::io::stdout().is_terminal(),
        "a QTI package is a ZIP file; name it with `-o`"
    );
    let folder = open(&arguments.book)?;
    start_threads(None, &screen);
    let epoch = epoch()?;
    let Examined {
        sources,
        diagnostics,
        reading,
    } = examine(&arguments.book, &folder);
    let Some((reading, _)) = reading else {
        return refused(arguments.book.format, &screen, &diagnostics, &sources);
    };
    let book = &reading.book;
    let languages = languages(book, &arguments.languages)?;
    named_chapters(book, &arguments.chapter)?;
    let exam = manuscript::exam(book, languages, &arguments.chapter);
    let questions = exam.questions().count();
    anyhow::ensure!(
        questions > 0,
        "no chapter asked for has a quiz; nothing was written"
    );
    let format = match arguments.to {
        QuizFormat::Gift => Format::Gift,
        QuizFormat::Qti => Format::Qti,
        QuizFormat::Csv => Format::Csv,
        QuizFormat::Anki => Format::Anki,
    };
    let export = exam::write(&exam, format, imprint(book, epoch)?.modified)?;
    save(arguments.output.as_deref(), &export.bytes)?;
    for remark in export.remarks {
        screen.say(&format!("note: {remark}"));
    }
    tell_machines(
        &arguments.book,
        arguments.output.as_deref(),
        &diagnostics,
        &sources,
    )?;
    Ok(Outcome::Done)
}

/// The languages named, in their order; the book's own where none is.
fn languages(book: &Book, named: &[String]) -> anyhow::Result<Languages> {
    let Pair { a, b } = &book.languages;
    let sides = named.iter().map(|name| match name {
        name if name == a.tag() => Ok(Side::A),
        name if name == b.tag() => Ok(Side::B),
        name => anyhow::bail!("the book has no language `{name}`; it has {a}, {b}"),
    });
    match sides.collect::<anyhow::Result<Vec<_>>>()?.as_slice() {
        [] => Ok(Languages::Both { lead: Side::A }),
        [only] => Ok(Languages::Only(*only)),
        [lead, second] if lead != second => Ok(Languages::Both { lead: *lead }),
        _ => anyhow::bail!("a language is named twice; name one of {a}, {b}, or both"),
    }
}

/// The file that is named; `-` names standard output.
fn named(path: Option<&Path>) -> Option<&Path> {
    path.filter(|path| *path != Path::new("-"))
}

/// Writes a file, or to standard output where none is named.
fn save(path: Option<&Path>, bytes: &[u8]) -> anyhow::Result<()> {
    match named(path) {
        Some(path) => {
            disk::save(path, bytes).with_context(|| format!("cannot write {}", path.display()))
        }
        None => Ok(std::io::stdout().write_all(bytes)?),
    }
}
